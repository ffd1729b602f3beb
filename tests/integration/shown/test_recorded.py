"""What the store records is what it shows: no row is made by hand here."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Engine
from starlette.testclient import TestClient

from services.store.policies import Policy
from services.store.recording import record
from shared.messages import ArticleExtracted, Claim, Figure, Incident, Party, Victim
from tests.integration.shown.browsing import look
from tests.integration.shown.rows import INFO, START, article, on, span
from tests.integration.shown.samples import KONDELE

TEXT = "Two traders were shot dead in Kondele on 3 July. Residents demanded that the governor reopen the market."


def reading() -> ArticleExtracted:
    sentence, demand = TEXT.split(". ", maxsplit=1)
    return ArticleExtracted(
        article_id="market/1", published_at=START, language="en", extractor=INFO,
        article=article("market/1", TEXT, title="Two shot dead", published_at=START),
        incidents=(
            Incident(key="i1", type="killing", date=on(2024, 7, 3), place=KONDELE, evidence=(span(TEXT, sentence),),
                     victims=(Victim(occupation="trader", fate="killed", mention=span(TEXT, "Two traders")),)),
        ),
        figures=(
            Figure(kind="killed", low=2, best=2, high=2, role="incident", incident="i1", text="Two traders",
                   evidence=span(TEXT, "Two traders")),
        ),
        claims=(
            Claim(key="c1", kind="demand", speaker=Party(name="Residents", mention=span(TEXT, "Residents")),
                  targets=(Party(name="the governor", mention=span(TEXT, "the governor")),),
                  action="reopen the market", evidence=(span(TEXT, demand),)),
        ),
    )  # fmt: skip


def test_a_recorded_reading_is_shown_with_its_proof(client: TestClient, engine: Engine) -> None:
    raised = record(reading(), engine, START + timedelta(hours=1), Policy())
    assert [alert.kind for alert in raised] == ["new_casualties", "new_demand"]

    assert client.get("/alerts").json()["items"] == [alert.model_dump(mode="json") for alert in reversed(raised)]
    (incident,) = client.get("/incidents", params={"min_killed": 2, "country": "KE"}).json()["items"]
    whole = client.get(f"/incidents/{incident['incident_id']}").json()
    assert whole["mentions"][0]["evidence"][0]["text"] == TEXT.split(". ", maxsplit=1)[0]
    assert whole["history"][0]["view"]["figures"]["killed"]["low"] == 2
    (demand,) = client.get("/demands", params={"speaker": "residents", "target": "governor"}).json()["items"]
    assert client.get(f"/demands/{demand['demand_id']}").json()["claims"][0]["speaker"]["name"] == "Residents"

    desk = look(client, "/")
    proofs = [attrs["href"] for tag, attrs in desk.tags if tag == "a" and "#s" in attrs.get("href", "")]
    assert len(proofs) == 2
    for proof in proofs:
        page, fragment = proof.split("#")
        assert fragment in look(client, page).ids()
    assert look(client, "/desk/articles/market%2F1").within("class", "text") == TEXT
    assert "2 killed" in look(client, f"/desk/incidents/{incident['incident_id']}").within("id", "history-list")


def test_an_edit_that_takes_an_incident_back_is_shown_as_withdrawn(client: TestClient, engine: Engine) -> None:
    first = reading()
    record(first, engine, START + timedelta(hours=1), Policy())
    (incident,) = client.get("/incidents").json()["items"]
    said = first.article
    assert said is not None
    edited = said.model_copy(update={"version": 2, "text": "The report was withdrawn.", "text_sha256": "2"})
    empty = ArticleExtracted(article_id="market/1", article_version=2, extractor=INFO, article=edited)
    record(empty, engine, START + timedelta(hours=2), Policy())
    assert client.get("/incidents").json()["items"] == []
    page = f"/desk/incidents/{incident['incident_id']}"
    assert "No article says so any more" in look(client, page).within("id", "main")
    assert client.get("/articles/market/1", params={"version": 1}).json()["figures"][0]["low"] == 2


def of_article(**said: Any) -> ArticleExtracted:
    """The reading of an article of which more is known."""
    read = reading()
    assert read.article is not None
    return read.model_copy(update={"article": read.article.model_copy(update=said)})


def test_who_wrote_an_article_and_what_of_it_is_missing_stand_above_it(client: TestClient, engine: Engine) -> None:
    record(of_article(byline="Achieng Odhiambo", flags=("paywall",)), engine, START, Policy())
    said = client.get("/articles/market/1").json()
    assert (said["byline"], said["flags"]) == ("Achieng Odhiambo", ["paywall"])
    page = look(client, "/desk/articles/market%2F1").within("id", "main")
    assert "By Achieng Odhiambo" in page
    assert "Only the beginning of this article could be read" in page


def test_old_news_out_of_an_archive_is_kept_and_wakes_nobody(client: TestClient, engine: Engine) -> None:
    archived = of_article(backfill=True, accepted_at=START + timedelta(days=8))
    assert record(archived, engine, START + timedelta(days=8), Policy()) == []
    assert len(client.get("/incidents").json()["items"]) == 1


def test_of_an_archive_what_has_no_date_may_be_of_any_age(engine: Engine) -> None:
    undated = of_article(backfill=True).model_copy(update={"published_at": None})
    assert record(undated, engine, START, Policy()) == []


def test_news_of_today_is_news_also_out_of_an_archive(engine: Engine) -> None:
    fresh = of_article(backfill=True, accepted_at=START + timedelta(days=1))
    assert len(record(fresh, engine, START + timedelta(days=1), Policy())) == 2
