"""The official series: what police, ministries and other authorities say of how many were harmed, where it is not
what the incident's toll says (Rule R6). A denial ("no one was shot") is a counter-claim: it sets `low` to 0 here, and
nowhere else.

Does not handle: a denial told without its deed ("police denied it").
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache

from services.store.answers import ArticleLine, ClaimShown, FigureShown
from services.store.names import fold
from services.store.official_answers import OfficialShown, OfficialWord
from services.store.tolls import COUNTING_ROLES, KINDS
from services.store.words import lines, word_set
from shared.messages import HarmKind, Party, Proof, Span, Toll

NOBODY = frozenset(("nobody", "none", "no", "anyone", "anybody", "any"))
"""In a denial: it says that there were none at all."""
NEVER = datetime.max.replace(tzinfo=UTC)


def official_series(
    figures: Sequence[FigureShown], claims: Sequence[ClaimShown], toll: Mapping[HarmKind, Toll]
) -> dict[HarmKind, OfficialShown]:
    """By kind of harm what the authorities say of an incident, where it differs from its `toll`. `figures` and
    `claims`: those of the incident."""
    offices = {fold(c.speaker.name): c.speaker for c in claims if c.speaker and c.speaker.name and c.speaker.role}
    found = {}
    for kind in (kind for kind in KINDS if kind in toll):
        counted = _counted((f for f in figures if f.kind == kind and f.role in COUNTING_ROLES), offices)
        denied = _denied((c for c in claims if c.kind == "denial"), kind)
        said = sorted([*counted, *denied], key=_told)
        series = _now(said)
        if series and series != toll[kind]:
            found[kind] = OfficialShown(toll=series, said=tuple(said))
    return found


def is_official(*names: str | None) -> bool:
    """Whether somebody so named, in so many words, speaks for a state."""
    words = {word for name in names if name for word in fold(name).split()}
    return bool(words & word_set("official")) and not words & word_set("not_official")


def _counted(figures: Iterable[FigureShown], offices: Mapping[str, Party]) -> Iterator[OfficialWord]:
    """The largest number that each of them gives in each article: two sentences are no sum (Rule R5)."""
    largest: dict[tuple[str, str], FigureShown] = {}
    for figure in figures:
        office = offices.get(fold(figure.claimant or ""))
        if figure.claimant and is_official(figure.claimant, office.role if office else None):
            key = fold(figure.claimant), figure.article.article_id
            largest[key] = max(largest.get(key, figure), figure, key=lambda f: (f.best or f.low, f.low))
    for figure in largest.values():
        toll = Toll(low=figure.low, best=figure.best, high=figure.high)
        proof = _proof(figure.article, figure.evidence)
        yield OfficialWord(speaker=figure.claimant or "", toll=toll, evidence=(proof,))


def _denied(claims: Iterable[ClaimShown], kind: HarmKind) -> Iterator[OfficialWord]:
    for claim in claims:
        who = claim.speaker
        if who is None or not is_official(who.name, who.role, who.mention.text if who.mention else None):
            continue
        words = fold(claim.action or " ".join(span.text for span in claim.content)).split()
        if any(word.startswith(_beginnings(kind)) for word in words):
            none = Toll(low=0, best=0, high=0) if NOBODY & set(words) else None
            proof = tuple(_proof(claim.article, span) for span in claim.evidence)
            yield OfficialWord(speaker=_called(who), toll=none, denies=True, evidence=proof)


@cache
def _beginnings(kind: HarmKind) -> tuple[str, ...]:
    named = (line.split(":", 1) for line in lines("denied_harms"))
    return next((tuple(word.strip() for word in said.split(",")) for of, said in named if of == kind), ("\0",))


def _called(who: Party) -> str:
    return who.name or who.role or (who.mention.text if who.mention else "")


def _now(said: Sequence[OfficialWord]) -> Toll | None:
    """Of each speaker the last number; the lowest low, the highest high, the newest best. Who denies lowers `low`."""
    if not said:
        return None
    tolls = list({fold(word.speaker): word.toll for word in said if word.toll}.values())
    denied = any(word.denies for word in said)
    highs = [toll.high for toll in tolls if toll.high is not None]
    newest = next((word.toll for word in reversed(said) if word.toll), None)
    return Toll(
        low=0 if denied else min(toll.low for toll in tolls),
        best=newest.best if newest else None,
        high=max(highs) if tolls and len(highs) == len(tolls) else None,
    )


def _told(word: OfficialWord) -> tuple[datetime, str, str]:
    proof = word.evidence[0]
    return proof.published_at or NEVER, proof.article_id, word.speaker


def _proof(article: ArticleLine, span: Span) -> Proof:
    return Proof(
        start=span.start, end=span.end, text=span.text, article_id=article.article_id, url=article.url,
        publisher=article.publisher, published_at=article.published_at,
    )  # fmt: skip
