"""Articles to measure with: made up, deterministic by number, and like news in what costs time. Pure.

Those of an event are told as in `readings`: several reports and a reprint of some, many events a day. Beside 1,762
articles of five collections of the press, of which the figure stands second: 2,680 and 2,860 characters; .71 and .68 of
them worth reading, of which 139 and 155 words are parsed; .4 and .4 incidents, 3.6 and 2.7 claims, 5.7 and 4.5 names;
of the runs of five words of one (median) .01 and 0 to .01 stand in another. What news does not share must not be
shared here: where all articles draw on the same few uncommon words, the store takes all their events for neighbours.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise
from random import Random
from typing import Any

from services.cli.bench.readings import (
    AT_A_TIME,
    HARM,
    RARE_WORDS,
    REPRINT,
    Event,
    common_words,
    event,
    event_of,
    made_up,
    rare_word,
    some_town,
)
from services.extractor.components.relevance import is_relevant

_KINDS = ("harm", "plain", "demand", "harm", "plain", "harm", "demand", "plain", "harm", "demand")
"""Of ten articles in a row: those that tell of an event, those that only demand, and those that do neither."""
_TOLD = {
    "harm": ("harm",) * 4 + ("demand",) + ("beside",) * 2,
    "demand": ("demand",) * 3 + ("beside",) * 2,
    "plain": (),
}
"""Sentences by which an article of that kind is more than plain: of harm, of demands, and others that are read."""
_SLOT = re.compile(r"\{(\w+)\}")
LENGTHS = (650, 850, 1_050, 1_350, 1_750, 2_300, 2_900, 3_800, 5_200, 11_000)
"""Characters of each tenth of the press at most."""


@cache
def _kinds() -> Mapping[str, tuple[str, ...]]:
    """The words and sentences of news_words.txt, by kind."""
    found: dict[str, list[str]] = {}
    kind = ""
    for line in (files("services.cli.bench") / "news_words.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif line and not line.startswith("#"):
            found.setdefault(kind, []).append(line)
    return {kind: tuple(lines) for kind, lines in found.items()}


@cache
def _plain_words() -> tuple[str, ...]:
    """Common words that make no article worth reading."""
    return tuple(word for word in common_words() if not is_relevant(word))


def _sentence(kind: str, random: Random, people: tuple[str, ...]) -> str:
    """One of this kind, its slots filled, and those of what they are filled with."""

    def filled(slot: re.Match[str]) -> str:
        name = slot[1].lower()
        said = _SLOT.sub(filled, random.choice(_kinds()[name]) if name in _kinds() else _of_own(name, random, people))
        return said[0].upper() + said[1:] if slot[1][0].isupper() else said

    return _SLOT.sub(filled, random.choice(_kinds()[kind]))


def _of_own(slot: str, random: Random, people: tuple[str, ...]) -> str:
    match slot:
        case "person":
            return random.choice(people)
        case "count":
            return str(random.randrange(3, 90))
        case "adj":
            return random.choice(_plain_words())
        case "town":
            return some_town(random).name
    return rare_word(random.randrange(RARE_WORDS)).title()


def article(number: int, seed: int = 1) -> dict[str, Any]:
    """As it is handed in: of the kind and length that its number has."""
    block, at = divmod(number, len(_KINDS))
    kind = _KINDS[at]
    # Counted among its own kind, so that reports of one event stand to each other as in `readings`.
    told = block * _KINDS.count("harm") + _KINDS[:at].count("harm")
    about = event(seed, _event_number(told)) if kind == "harm" else None
    is_reprint = about is not None and told // AT_A_TIME % 8 == REPRINT
    text_of = told - REPRINT * AT_A_TIME if is_reprint else told
    random = Random(f"{kind} {seed} {text_of if about else number}")  # noqa: S311 - made-up news, no secrets
    day = about.day if about else event(seed, number // 4).day
    published = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=20)
    title, text = _told(kind, about, random)
    return {
        "id": f"bench-{seed}-{number}",
        "url": f"https://news.example/{seed}/{number}",
        "publisher": f"Paper {number % 211}",
        "published_at": published.isoformat(),
        "title": title,
        "text": text,
    }


def _event_number(told: int) -> int:
    found = event_of(told)
    return found if found is not None else 4 * told + 3


def _told(kind: str, about: Event | None, random: Random) -> tuple[str, str]:
    """Title and text."""
    people = tuple(made_up(random, 2).title() + " " + made_up(random, 3).title() for _ in range(3))
    sentences = [_lead(about)] if about else [_sentence(kind, random, people)]
    sentences += [_sentence(each, random, people) for each in _TOLD[kind]]
    length = random.uniform(*random.choice(tuple(pairwise((400, *LENGTHS)))))
    rest: list[str] = []
    while sum(map(len, sentences)) + sum(map(len, rest)) < length:
        rest.append(_sentence("plain", random, people))
    lines = [sentences[0], *_mixed(sentences[1:], rest, random)]
    paragraphs = [" ".join(lines[i : i + 3]) for i in range(0, len(lines), 3)]
    return lines[0][:80], "\n\n".join(paragraphs)


def _mixed(told: list[str], rest: list[str], random: Random) -> list[str]:
    """What is told stands anywhere between the rest, in its order."""
    places = sorted(random.randrange(len(rest) + 1) for _ in told)
    for at, sentence in zip(reversed(places), reversed(told), strict=True):
        rest.insert(at, sentence)
    return rest


def _lead(about: Event) -> str:
    whom = f"{about.victim}, {about.age}," if about.victim else f"{about.people} people"
    return f"{about.by[0]} {HARM[about.type]} {whom} in {about.town.name} on {about.day:%A}, witnesses said."


def short_article(number: int) -> dict[str, Any]:
    """Two sentences, of which one in ten articles tells of an event: for backlogs."""
    random = Random(f"short {number}")  # noqa: S311
    about = event(2, number) if number % 10 == 0 else None
    person = (f"{made_up(random, 2).title()} {made_up(random, 3).title()}",)
    lead = _lead(about) if about else _sentence("plain", random, person)
    day = about.day if about else event(2, number).day
    return {
        "id": f"short-{number}",
        "publisher": f"Paper {number % 211}",
        "published_at": f"{day.isoformat()}T20:00:00Z",
        "language": "en",
        "title": lead[:80],
        "text": f"{lead} {_sentence('plain', random, person)}",
    }
