"""An accusation beside the denials that answer it, also those that name no event."""

from sqlalchemy import Engine
from starlette.testclient import TestClient

from shared.messages import Claim, Incident, Party
from tests.integration.shown.browsing import look
from tests.integration.shown.rows import add_incident, article, span, tell

TEXT = "Police shot two traders in Kondele, the union said. Police denied it. A man drowned in Mbita."
DENIED = Claim(key="c", kind="denial", speaker=Party(name="Police"), evidence=(span(TEXT, "Police denied it."),))


def event(key: str, words: str) -> Incident:
    return Incident(key=key, type="killing", evidence=(span(TEXT, words),))


def test_a_denial_that_names_no_event_is_of_the_only_one_that_its_article_tells_of(
    client: TestClient, engine: Engine
) -> None:
    shot, drowned = event("i", "Police shot two traders"), event("j", "A man drowned")
    with engine.begin() as db:
        for name in ("kondele", "mbita", "alone"):
            add_incident(db, name)
        tell(db, article("a", TEXT), found=[shot, drowned], sayings=[DENIED],
             incident_of={"i": "kondele", "j": "mbita"})  # fmt: skip
        tell(db, article("b", TEXT), found=[shot], sayings=[DENIED], incident_of={"i": "alone"})
    assert "No article quotes an answer" not in look(client, "/desk/incidents/alone").within("id", "main")
    answers = look(client, "/desk/incidents/alone").within("class", "sides")
    assert "Police denied it." in answers
    assert look(client, "/desk/incidents/alone").within("class", "m-claim") == "Police denied it."
    for name in ("kondele", "mbita"):
        assert look(client, f"/desk/incidents/{name}").within("class", "sides") == "", "of which of the two?"


def test_of_a_flood_of_articles_the_first_are_shown_with_their_words_and_the_others_by_title(
    client: TestClient, engine: Engine
) -> None:
    with engine.begin() as db:
        add_incident(db, "flood")
        for n in range(25):
            said = article(f"a{n:02}", TEXT, title=f"Paper {n:02}")
            tell(db, said, n, found=[event("i", "Police shot two traders")], incident_of={"i": "flood"})
    page = look(client, "/desk/incidents/flood")
    told = page.within("id", "main")
    assert all(f"Paper {n:02}" in told for n in range(25))
    assert page.within("class", "excerpt").count("Police shot two traders") == 20
