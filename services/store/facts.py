"""The facts read in an article, as a list to stand beside its text, and the marks that tie the two together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from services.store.answers import ArticleShown, ClaimShown, FigureShown, MentionShown
from services.store.links import demand_page, incident_page
from services.store.marks import Mark
from services.store.wordings import HARMS, how_many, spoken, when, where
from shared.messages import Party, Span, Toll

NOT_SAID = "not said"


@dataclass(frozen=True)
class FactLine:
    """One fact: what it is, in words, its marks in the text, and the page of what it became."""

    fact: str
    kind: str
    label: str
    says: str
    details: tuple[tuple[str, str], ...]
    marks: tuple[Mark, ...]
    links: tuple[tuple[str, str], ...] = ()
    """Words and address."""

    @property
    def first(self) -> Mark | None:
        """Where to look first."""
        return next((mark for mark in self.marks if mark.part == "evidence"), None)


def facts_of(article: ArticleShown) -> tuple[FactLine, ...]:
    """Every fact of the article, in the order in which its proof stands in the text."""
    return facts_among(article.incidents, article.figures, article.claims)


def facts_among(
    told: Iterable[MentionShown], figures: Iterable[FigureShown], claims: Iterable[ClaimShown]
) -> tuple[FactLine, ...]:
    """These facts of one article, in the order in which their proof stands in the text."""
    lines = (
        *(_incident(one) for one in told),
        *(_figure(one) for one in figures),
        *(_claim(one) for one in claims),
    )
    return tuple(sorted(lines, key=lambda line: (line.first.start if line.first else 0, line.kind, line.fact)))


def _marks(fact: str, kind: str, parts: Iterable[tuple[str, Span | None]]) -> tuple[Mark, ...]:
    return tuple(Mark(span.start, span.end, fact, kind, part) for part, span in parts if span is not None)


def _given(*details: tuple[str, str | None]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in details if value)


def _incident(one: MentionShown) -> FactLine:
    fact = f"i-{one.mention_id}"
    return FactLine(
        fact, "incident", spoken(one.type), f"{where(one.place)}, {when(one.date)}",
        _given(
            ("status", one.status),
            ("victims", ", ".join(victim.name or victim.occupation or "unnamed" for victim in one.victims)),
            ("responsible", ", ".join(who.name + (" (alleged)" if who.alleged else "") for who in one.perpetrators)),
            ("weapon", one.weapon),
        ),
        _marks(fact, "incident", _incident_parts(one)),
        ((("the incident", incident_page(one.incident_id)),) if one.incident_id else ()),
    )  # fmt: skip


def _incident_parts(one: MentionShown) -> Iterator[tuple[str, Span | None]]:
    yield from (("evidence", span) for span in one.evidence)
    yield from (("victim", victim.mention) for victim in one.victims)
    yield from (("responsible", who.mention) for who in one.perpetrators)


def _figure(one: FigureShown) -> FactLine:
    fact = f"f-{one.figure_id}"
    toll = Toll(low=one.low, best=one.best, high=one.high)
    return FactLine(
        fact, "figure", f"{one.role} figure", f"{how_many(toll)} {HARMS[one.kind]}",
        _given(("who says so", one.claimant), ("period", one.period.text if one.period else None)),
        _marks(fact, "figure", [("evidence", one.evidence)]),
        ((("the incident", incident_page(one.incident_id)),) if one.incident_id else ()),
    )  # fmt: skip


def _claim(one: ClaimShown) -> FactLine:
    fact = f"c-{one.claim_id}"
    said = one.action or next((" ".join(span.text.split()) for span in one.content), None)
    role = "to" if one.kind == "demand" else "about"
    links = tuple(("the demand", demand_page(demand_id)) for demand_id in one.demands)
    return FactLine(
        fact, "claim", spoken(one.kind), party(one.speaker) + (f": {said}" if said else ""),
        _given((role, ", ".join(party(target) for target in one.targets)), ("quoted", one.quoted)),
        _marks(fact, "claim", _claim_parts(one)),
        links + ((("the incident", incident_page(one.incident_id)),) if one.incident_id else ()),
    )  # fmt: skip


def _claim_parts(one: ClaimShown) -> Iterator[tuple[str, Span | None]]:
    yield from (("evidence", span) for span in one.evidence)
    yield ("speaker", one.speaker.mention if one.speaker else None)
    yield ("cue", one.cue)
    yield from (("content", span) for span in one.content)
    yield from (("target", target.mention) for target in one.targets)


def party(who: Party | None) -> str:
    """The name, else the words that stand for it, else that the text does not say."""
    if who is None:
        return NOT_SAID
    return who.name or (who.mention.text if who.mention else None) or who.role or NOT_SAID
