"""All that is known under a name, and of one who bears it."""

from sqlalchemy import Engine
from starlette.testclient import TestClient

from services.store.policies import Policy
from services.store.recording import record
from tests.integration.shown.browsing import look
from tests.integration.shown.samples import Sample
from tests.integration.shown.test_entities import tell
from tests.unit.store.told import MORNING_AFTER, Event, Number, told


def main(client: TestClient, path: str) -> str:
    return " ".join(look(client, path).within("id", "main").split())


def test_a_name_leads_to_what_its_bearers_did_said_and_are_asked_for(client: TestClient, sample: Sample) -> None:
    of_police = main(client, "/desk/entities?name=police")
    assert "named as responsible" in of_police
    assert "2 to 4 killed, at least 5 injured in Kondele, Kisumu" in of_police
    assert "Police denied firing at anyone." in of_police
    of_koome = main(client, "/desk/entities?name=koome")
    assert "Demands made of them" in of_koome
    assert "tender their resignations" in of_koome
    assert "Incidents there" in main(client, "/desk/entities?name=Kisumu")
    assert "1 killed in Moi Avenue, Nairobi" in main(client, "/desk/entities?name=Rex+Kanyike")


def test_a_name_that_nobody_bears_says_where_else_to_look(client: TestClient, sample: Sample) -> None:
    assert "look for it in the articles" in main(client, "/desk/entities?name=Nobody")
    assert "Person, organisation or place" in main(client, "/desk/entities")
    look(client, "/desk/entities?name=%00", 422)
    look(client, "/desk/entities/none", 404)


def test_a_person_has_a_page_under_all_names_that_are_surely_theirs(client: TestClient, engine: Engine) -> None:
    tell(engine, "a", "Japhet Koome")
    tell(engine, "b", "Japheth Koome", "Koome")
    victim = told("c", Event([Number("killed", 1)], victims=["Japheth Koome"]))
    record(victim, engine, MORNING_AFTER, Policy())
    (found,) = client.get("/entities", params={"name": "japhet"}).json()["items"]
    page = main(client, f"/desk/entities/{found['entity_id']}")
    for words in ("Japhet Koome", "Japheth Koome", "May be the same, and is not counted here: Koome", "1 killed"):
        assert words in page
    assert f"/desk/entities/{found['entity_id']}" in [
        attrs.get("href") for _, attrs in look(client, "/desk/entities?name=Japhet").tags
    ]
