"""An incident article by article: what each says of it, in its own words, and why it was taken for this incident."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.store.answers import ArticleLine, ClaimShown, IncidentShown, MentionShown
from services.store.excerpts import Excerpt, excerpt
from services.store.facts import facts_among

MOST = 20
"""Articles shown with their words; the others by their titles. One flood may be told of by hundreds."""
AGAINST = ("accusation", "condemnation", "legal_action")
ANSWERS = ("denial", "admission")

Version = tuple[str, int]


@dataclass(frozen=True)
class Telling:
    """One article's part in the incident."""

    article: ArticleLine
    mentions: tuple[MentionShown, ...]
    excerpt: Excerpt | None
    """Null where only the title is shown."""
    names: Mapping[str, str]
    """What each marked fact is, in words, by its id."""
    first: tuple[int, int] | None
    """Where in the text to look first."""


@dataclass(frozen=True)
class Sides:
    """What is said of an incident: who accuses, who answers to that, and the rest."""

    against: tuple[ClaimShown, ...]
    answers: tuple[ClaimShown, ...]
    others: tuple[ClaimShown, ...]


def version_of(article: ArticleLine) -> Version:
    return article.article_id, article.version


def shown_first(incident: IncidentShown) -> tuple[Version, ...]:
    """The articles to show with their words: those that told of it first."""
    return tuple(dict.fromkeys(version_of(mention.article) for mention in incident.mentions))[:MOST]


def tellings_of(
    incident: IncidentShown, untied: tuple[ClaimShown, ...], texts: Mapping[Version, str]
) -> tuple[Telling, ...]:
    """One telling an article, the first reported first. `texts` of those that are shown with their words; `untied`:
    as in `sides_of`."""
    articles = {version_of(mention.article): mention.article for mention in incident.mentions}
    whole = incident.model_copy(update={"claims": (*incident.claims, *untied)})
    return tuple(_telling(whole, version, article, texts.get(version)) for version, article in articles.items())


def _telling(incident: IncidentShown, version: Version, article: ArticleLine, text: str | None) -> Telling:
    told = tuple(one for one in incident.mentions if version_of(one.article) == version)
    if text is None:
        return Telling(article, told, None, {}, None)
    figures = (one for one in incident.reported if version_of(one.article) == version)
    claims = (one for one in incident.claims if version_of(one.article) == version)
    facts = facts_among(told, figures, claims)
    first = min(((one.evidence[0].start, one.evidence[0].end) for one in told), default=None)
    return Telling(article, told, excerpt(text, facts), {f.fact: f"{f.label}, {f.says}" for f in facts}, first)


def sides_of(incident: IncidentShown, untied: tuple[ClaimShown, ...]) -> Sides:
    """The claims, parted so that an accusation stands beside what is said to it. `untied`: those of its articles that
    no word ties to it, and that can be of nothing else."""
    said = (*incident.claims, *untied)
    return Sides(
        against=tuple(claim for claim in said if claim.kind in AGAINST),
        answers=tuple(claim for claim in said if claim.kind in ANSWERS),
        others=tuple(claim for claim in said if claim.kind not in (*AGAINST, *ANSWERS)),
    )
