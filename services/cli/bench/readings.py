"""Readings to measure the store with: made up, deterministic, with neighbourhoods as those of real news. Pure.

Of eight articles three tell of one event (the third is the first one's reprint), two of another, two of one each, and
one tells of none; those of one event come within some hundreds of others, as on a day. Events follow each other in
time, many a day, in towns by the number of their people; half of them name a victim. So one report has a few neighbours
that it is compared with, one or two that it is joined to, and words that few others use.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from itertools import accumulate
from random import Random
from typing import Any

from shared.identity import sha256_of
from shared.messages import ArticleExtracted

FIRST_DAY = date(2015, 1, 1)
EVENTS_A_DAY = 270
"""A million events in ten years."""
RARE_WORDS = 20_000
SENTENCES = 24
"""About 3,000 characters."""

_EVENTS_OF = (0, 1, None, 0, 2, 0, 1, 3)
"""Which of its four events each article of eight tells of."""
REPRINT = 5
"""The place among the eight of the one that repeats the first."""
AT_A_TIME = 64
"""Groups of eight that are told of at a time."""
_TYPES = ("killing",) * 6 + ("injury", "injury", "attack", "abduction")
HARM = {"killing": "killed", "injury": "injured", "attack": "killed", "abduction": "abducted"}
_BY = (("Police", "police"), ("Soldiers", "military"), ("Gunmen", "armed_group"), ("A crowd", "mob"))
_BODIES = ("Oversight Authority", "Human Rights Commission", "Ministry of Interior", "Parliament", "High Court")
_ACTIONS = ("investigate what happened in", "arrest the officers of", "publish the report on", "compensate", "visit")
_ONSETS = ("b", "ch", "d", "f", "g", "j", "k", "l", "m", "mb", "n", "nd", "ng", "p", "r", "s", "sh", "t", "w", "y", "z")
_VOWELS = "aeiou"


@dataclass(frozen=True)
class Town:
    """A place of the gazetteer."""

    name: str
    country: str
    admin1: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Event:
    """Something that happened: what all reports of it agree on."""

    type: str
    day: date
    town: Town
    people: int
    victim: str | None
    age: int
    by: tuple[str, str]


@cache
def _towns() -> tuple[tuple[Town, ...], tuple[int, ...]]:
    """Every town of the gazetteer with 20,000 people or more, and their people added up."""
    lines = (files("services.extractor.lexicon") / "places.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    rows = [row for row in rows if row[1] == "town" and int(row[6]) >= 20_000]
    towns = tuple(Town(row[0], row[2], row[3], float(row[4]), float(row[5])) for row in rows)
    return towns, tuple(accumulate(int(row[6]) for row in rows))


@cache
def common_words() -> tuple[str, ...]:
    """Words that everybody uses, lower case."""
    lines = (files("services.store.words") / "common_words.txt").read_text("utf-8").splitlines()
    return tuple(line for line in lines if line.isalpha())


def some_town(random: Random) -> Town:
    """Of two towns the one with twice the people comes twice as often."""
    towns, people = _towns()
    return random.choices(towns, cum_weights=people)[0]


def made_up(random: Random, syllables: int) -> str:
    """A word of so many syllables, lower case."""
    return "".join(random.choice(_ONSETS) + random.choice(_VOWELS) for _ in range(syllables))


@cache
def rare_word(number: int) -> str:
    """One of RARE_WORDS that few articles use."""
    pairs = len(_ONSETS) * len(_VOWELS)
    scattered = number * 48_271 % pairs**3
    syllables = (scattered // pairs**i % pairs for i in range(3))
    return "".join(_ONSETS[s // len(_VOWELS)] + _VOWELS[s % len(_VOWELS)] for s in syllables)


def event(seed: int, number: int) -> Event:
    """The event of this number."""
    random = Random(f"event {seed} {number}")  # noqa: S311 - made-up news, no secrets
    name = f"{made_up(random, 2).title()} {made_up(random, 3).title()}"
    return Event(
        type=random.choice(_TYPES),
        day=FIRST_DAY + timedelta(days=number // EVENTS_A_DAY),
        town=some_town(random),
        people=min(40, 1 + int(random.expovariate(0.7))),
        victim=name if random.random() < 0.5 else None,
        age=random.randrange(14, 80),
        by=random.choice(_BY),
    )


def _sentence(random: Random) -> str:
    """Sixteen words: most of them common, one or two that are rare."""
    words = random.choices(common_words(), k=15)
    if random.random() < 0.8:
        words.insert(random.randrange(15), rare_word(random.randrange(RARE_WORDS)).title())
    return " ".join(words).capitalize() + "."


def event_of(number: int) -> int | None:
    """The event that this article tells of: articles come in turn from as many groups as are told of at a time."""
    block, within = divmod(number, len(_EVENTS_OF) * AT_A_TIME)
    at, group = divmod(within, AT_A_TIME)
    own = _EVENTS_OF[at]
    return None if own is None else 4 * (block * AT_A_TIME + group) + own


def reading(number: int, seed: int = 1) -> ArticleExtracted:
    """The reading of article `number`, with the article."""
    told = event_of(number)
    # The third report of an event is the text of the first under another name.
    text_of = number - REPRINT * AT_A_TIME if number // AT_A_TIME % len(_EVENTS_OF) == REPRINT else number
    random = Random(f"text {seed} {text_of}")  # noqa: S311
    about = event(seed, told) if told is not None else None
    day = about.day if about else event(seed, number // 2).day
    published = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=20 + number % 24)
    lead, demand = _lead(about), _demand(about, random)
    body = [_sentence(random) for _ in range(SENTENCES)]
    paragraphs = [" ".join(body[i : i + 6]) for i in range(0, SENTENCES, 6)]
    text = "\n\n".join((lead, demand, *paragraphs))
    said = {"article_id": f"made-{seed}-{number}", "published_at": published, "language": "en"}
    article = {
        **said,
        "url": f"https://news.example/{seed}/{number}",
        "title": lead[:80],
        "publisher": f"Paper {number % 211}",
        "date_source": "caller",
        "accepted_at": published + timedelta(hours=1),
        "text": text,
        "text_sha256": sha256_of(text),
        "origin_id": said["article_id"],
    }
    facts = _facts(about, text, lead, demand)
    by = {"name": "made up", "version": "1", "model": "none"}
    return ArticleExtracted.model_validate({**said, **facts, "extractor": by, "article": article})


def _lead(event: Event | None) -> str:
    if event is None:
        return "Members of the county assembly met on Tuesday to debate the budget of the coming year."
    whom = f"{event.victim}, {event.age}," if event.victim else f"{event.people} people"
    harmed = {"killed": "killed", "injured": "injured", "abducted": "abducted"}[HARM[event.type]]
    return f"{event.by[0]} {harmed} {whom} in {event.town.name} on {event.day:%A}, witnesses said."


def _demand(event: Event | None, random: Random) -> str:
    """Of an event, one that its other reports make as well; two in three of the same body."""
    place = event.town.name if event else made_up(random, 3).title()
    number = event.age + random.choice((0, 0, 1)) if event else random.randrange(10)
    body, action = _BODIES[number % len(_BODIES)], _ACTIONS[number // 5 % len(_ACTIONS)]
    return f"{_speaker(random)} demanded that the {body} {action} {place}."


def _speaker(random: Random) -> str:
    return f"{made_up(random, 2).title()} {made_up(random, 2).title()}"


def _facts(event: Event | None, text: str, lead: str, demand: str) -> dict[str, Any]:
    speaker, _, rest = demand.partition(" demanded that the ")
    body = next(body for body in _BODIES if rest.startswith(body))
    action = rest[len(body) + 1 : -1]
    claims: list[Mapping[str, Any]] = [
        {
            "key": "c1",
            "kind": "demand",
            "speaker": {"name": speaker, "mention": _span(text, speaker)},
            "cue": _span(text, "demanded"),
            "content": [_span(text, f"the {rest[:-1]}")],
            "targets": [{"name": body, "mention": _span(text, body)}],
            "action": action,
            "incident": "i1" if event else None,
            "relevance": 0.8 if event else 0.2,
            "evidence": [_span(text, demand)],
        }
    ]
    if event is None:
        return {"claims": claims}
    accused = {
        "key": "c2",
        "kind": "accusation",
        "speaker": {"role": "witnesses", "mention": _span(text, "witnesses")},
        "content": [_span(text, lead.removesuffix(", witnesses said."))],
        "targets": [{"role": event.by[0], "mention": _span(text, event.by[0])}],
        "incident": "i1",
        "relevance": 1.0,
        "evidence": [_span(text, lead)],
    }
    incidents, figures = [_incident(event, text, lead)], [_figure(event, text)]
    return {"claims": [*claims, accused], "incidents": incidents, "figures": figures}


def _incident(event: Event, text: str, lead: str) -> dict[str, Any]:
    town, fate = event.town, HARM[event.type]
    where = {"name": town.name, "country": town.country, "admin1": town.admin1, "lat": town.lat, "lon": town.lon}
    victim = {"name": event.victim, "age": event.age, "fate": fate, "mention": _span(text, event.victim or "")}
    doer = {"name": event.by[0], "class": event.by[1], "mention": _span(text, event.by[0])}
    return {
        "key": "i1",
        "type": event.type,
        "status": "alleged",
        "date": {"start": event.day, "end": event.day, "precision": "day", "text": f"{event.day:%A}"},
        "place": {**where, "text": town.name, "precision": "town"},
        "victims": [victim] if event.victim else [],
        "perpetrators": [doer],
        "weapon": "firearm",
        "evidence": [_span(text, lead)],
    }


def _figure(event: Event, text: str) -> dict[str, Any]:
    people, words = (1, event.victim) if event.victim else (event.people, f"{event.people} people")
    return {
        "kind": HARM[event.type], "low": people, "best": people, "high": people, "role": "incident", "incident": "i1",
        "text": words, "claimant": "witnesses", "victim_class": "civilian", "evidence": _span(text, words),
    }  # fmt: skip


def _span(text: str, words: str) -> dict[str, Any]:
    start = text.find(words)
    return {"start": start, "end": start + len(words), "text": words}
