"""What the authorities say stands beside the toll, in the API, on the page and in `why`; it takes nothing from it."""

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from services.store.official import is_official
from services.store.policies import Policy
from services.store.recording import record
from services.store.views.incidents import incident, incident_as_of
from services.store.views.why import why
from shared.messages import ArticleExtracted, Toll
from tests.integration.shown.browsing import look
from tests.unit.store.told import MORNING_AFTER, Event, Number, Said, later, told

TOLD = told("a", Event([Number("killed", 4, claimant="hospital")]), published=MORNING_AFTER)
DENIED = told("b", Event([Number("killed", 4, claimant="hospital")]),
              Said("Police", "No one was shot. ", "denial", event="i1"), published=later(5))  # fmt: skip
OTHER = told("c", Event([Number("killed", 2, claimant="Interior Minister")]), published=later(9))


def recorded(engine: Engine, *readings: ArticleExtracted) -> tuple[str, list[str]]:
    """The id of the one incident, and the kinds of alerts that were raised."""
    raised = [alert for reading in readings for alert in record(reading, engine, MORNING_AFTER, Policy())]
    (incident_id,) = {alert.incident_id for alert in raised}
    assert incident_id is not None
    return incident_id, [alert.kind for alert in raised]


def test_a_denial_sets_the_official_low_to_nobody_and_leaves_the_toll(engine: Engine) -> None:
    incident_id, kinds = recorded(engine, TOLD, DENIED)
    with engine.connect() as db:
        shown = incident(db, incident_id)
        before = incident_as_of(db, incident_id, MORNING_AFTER)
    assert kinds == ["new_casualties"]
    assert shown is not None
    assert shown.figures["killed"] == Toll(low=4, best=4, high=4)
    assert shown.official["killed"].toll == Toll(low=0, best=0, high=0)
    (word,) = shown.official["killed"].said
    assert (word.speaker, word.denies, word.evidence[0].article_id) == ("Police", True, "b")
    assert before is not None


def test_a_lower_official_number_stands_beside_the_higher_one(engine: Engine) -> None:
    incident_id, _ = recorded(engine, TOLD, OTHER, DENIED)
    with engine.connect() as db:
        shown, lines = incident(db, incident_id), why(db, incident_id, 7)
    assert shown is not None
    assert lines is not None
    assert [(w.speaker, w.denies) for w in shown.official["killed"].said] == [
        ("Police", True),
        ("Interior Minister", False),
    ]
    assert shown.official["killed"].toll == Toll(low=0, best=2, high=2)
    assert shown.figures["killed"].high == 4
    (officially,) = (line.text for line in lines.lines if line.text.startswith("officially"))
    assert "Police, Interior Minister" in officially


def test_where_the_authorities_say_what_everybody_says_nothing_stands_beside_it(engine: Engine) -> None:
    police = told("d", Event([Number("killed", 4, claimant="police")]), published=later(3))
    incident_id, _ = recorded(engine, TOLD, police)
    with engine.connect() as db:
        shown = incident(db, incident_id)
    assert shown is not None
    assert shown.official == {}


def test_the_page_and_the_api_show_both(client: TestClient, engine: Engine) -> None:
    incident_id, _ = recorded(engine, TOLD, DENIED)
    page = look(client, f"/desk/incidents/{incident_id}").within("aria-labelledby", "toll")
    assert "4" in page
    assert "What the authorities say" in page
    assert "Police denies it" in page.replace("\n", " ")
    said = client.get(f"/incidents/{incident_id}").json()["official"]["killed"]
    assert said["toll"] == {"low": 0, "best": 0, "high": 0}


@pytest.mark.parametrize(
    ("names", "official"),
    [
        (("police", None), True),
        (("Samuel Kiprotich", "county commander"), True),
        (("Homa Bay County Hospital", None), False),
        (("Opposition spokesman", None), False),
        (("residents", None), False),
        (("former police commissioner", None), False),
    ],
)
def test_who_speaks_for_a_state(names: tuple[str, str | None], official: bool) -> None:
    assert is_official(*names) is official
