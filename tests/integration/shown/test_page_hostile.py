"""Hostile words in the news stay words in a browser, and nothing is loaded from elsewhere."""

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from shared.messages import Claim, Figure, Incident, Party, Perpetrator, Place, Victim
from tests.integration.shown.browsing import BROWSER, look
from tests.integration.shown.rows import add_demand, add_incident, article, exactly, on, raise_alert, span, tell
from tests.integration.shown.samples import Sample

HOSTILE = "<script>alert(1)</script>\"'><svg onload=alert(1)>{{ 7*7 }}"


def fill_with(engine: Engine, words: str) -> list[str]:
    """Hostile words in every place that a text can reach; the pages that show them."""
    text = f"Two died {words} there. {words} demanded it."
    said = article("a", text, title=words, publisher=words, url=f"javascript:{words}", source=words)
    place = Place(text=words, name=words, admin1=words, country=words)
    victim, who = Victim(name=words, occupation=words, fate="killed"), Perpetrator(name=words)
    party = Party(name=words, role=words)
    whole = span(text, text)
    with engine.begin() as db:
        add_incident(
            db, "i", tolls={"killed": exactly(2)}, date=on(2024, 7, 3), place=place, victims=[victim],
            perpetrators=[who], weapon=words,
        )  # fmt: skip
        add_demand(db, "d", action=words, targets=[words], speakers=[words])
        tell(
            db, said,
            found=[Incident(key="i", type="killing", place=place, victims=(victim,), perpetrators=(who,), weapon=words,
                            evidence=(whole,))],
            numbers=[Figure(kind="killed", low=2, role="incident", incident="i", text=words, claimant=words,
                            evidence=span(text, words)),
                     Figure(kind="killed", low=2, role="cumulative", text=words, claimant=words,
                            evidence=span(text, words))],
            sayings=[Claim(key="c", kind="demand", speaker=party, targets=(party,), action=words, incident="i",
                           evidence=(whole,))],
            incident_of={"i": "i"}, demands_of={"c": ("d",)},
        )  # fmt: skip
        raise_alert(db, 1, said, text, headline=words, reason=words, incident_id="i", speaker=words, action=words)
    return [
        "/", "/desk/incidents", "/desk/incidents/i", "/desk/demands", "/desk/demands/d", "/desk/articles/a",
        "/desk/totals", "/desk/search?q=died",
    ]  # fmt: skip


def test_hostile_words_are_shown_as_words(client: TestClient, engine: Engine) -> None:
    for path in fill_with(engine, HOSTILE):
        seen = look(client, path)
        assert HOSTILE in seen.within("id", "main"), path
        assert "svg" not in [tag for tag, _ in seen.tags]
        assert not [tag for tag, attrs in seen.tags if tag == "script" and not attrs.get("src")]
        for _, attrs in seen.tags:
            assert not [name for name in attrs if name.startswith("on") or name == "style"]
            assert not attrs.get("href", "").strip().lower().startswith("javascript")


@pytest.mark.parametrize("path", ["/?kind=", "/desk/incidents?place=", "/desk/demands?q=", "/desk/search?q=", "/"])
def test_what_was_asked_is_shown_as_words_too(client: TestClient, path: str) -> None:
    answer = client.get(path + HOSTILE, headers=BROWSER)
    assert "<svg" not in answer.text
    assert "<script>" not in answer.text


def test_nothing_is_loaded_from_elsewhere(client: TestClient, sample: Sample) -> None:
    for path in ("/", "/desk/incidents/kondele", "/desk/articles/market", "/docs"):
        for tag, attrs in look(client, path).tags:
            loaded = attrs.get("src") or (attrs.get("href") if tag == "link" else None)
            if loaded:
                assert loaded.startswith("/"), (path, tag, loaded)
                assert client.get(loaded).status_code == 200
    for name in ("desk.css", "desk.js", "marks.js", "icon.svg"):
        text = client.get(f"/static/{name}").text
        assert "url(" not in text
        assert "import" not in text
        assert "innerHTML" not in text
        assert "https://" not in text


@pytest.mark.parametrize("path", ["/", "/incidents", "/docs", "/nowhere", "/static/desk.css", "/alerts.atom"])
def test_every_answer_tells_the_browser_to_be_careful(client: TestClient, sample: Sample, path: str) -> None:
    headers = client.get(path, headers=BROWSER).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
