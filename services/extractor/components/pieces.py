"""Runs of capitalised words cut where two names, or a name and a people, only stand side by side.

"Indian" names nobody; "Kenyan Grace Auma" is a person from her first name on; "Zambia Peter Banda" is a country and
a person. Does not handle: two persons side by side.
"""

from spacy.tokens import Doc

from services.extractor.components.gazetteer import folded, listed, spots_of
from services.extractor.components.places import is_known_place, is_street
from services.extractor.components.runs import Run
from services.extractor.lexicon import table, words
from shared.messages import EntityKind

_PARTIES = frozenset(("D", "R", "I", "DFL"))
_OF_BODIES = frozenset(("state", "city", "town", "district", "village", "borough"))
"""What belongs to the body rather than to the place before it: "Kentucky | State Police", "Lansing | City Council"."""
_HOUSES = frozenset(
    ("academy", "center", "centre", "chapel", "church", "college", "hall", "school", "schools", "library")
)
"""What is as often called after somebody as after its town."""
_FORMER = frozenset(("former", "neighbouring", "neighboring", "nearby", "nazi", "historic", "total"))
"""What opens a sentence or a headline before the name of a land, and is no part of it."""
_GOVERNED = frozenset(("city", "town", "village", "township", "borough", "state", "county"))


def is_demonym(word: str) -> bool:
    """Whether a word tells a people, a tongue or a faith, in either number."""
    known = words("demonyms")
    return word in known or word.removesuffix("s") in known or word.removesuffix("es") in known


def pieces_of(doc: Doc, run: Run) -> list[Run]:
    """The names that a run is made of, in order; none where it only tells a people."""
    first, last = run.first, run.last
    if is_demonym(doc[first:last].text) or all(is_demonym(t.text) or t.text == "-" for t in doc[first:last]):
        return []
    while first < last - 1 and (doc[first].text == "-" or doc[first].lower_ in _FORMER):
        first += 1
    if doc[first].text in _PARTIES and last - first > 2 and doc[first + 1].text == "-":
        first += 2
    if _is_whole(doc[first:last].text):
        return [Run(first, last)]
    if inner := _governed(doc, first, last) or _county_first(doc, first, last):
        return inner
    if apart := _lands_apart(doc, first, last):
        return apart
    given = doc[first].text in words("given_names")
    while not given and first < last - 1 and is_demonym(doc[first].text) and not _is_organisation(doc, first, last):
        first += 1
    place = _place_before_person(doc, first, last)
    return [Run(first, place), Run(place, last)] if place else [Run(first, last)]


def _governed(doc: Doc, first: int, last: int) -> list[Run]:
    """ "City of | Richmond": of a town's government, its town."""
    if last - first < 3 or doc[first].lower_ not in _GOVERNED or doc[first + 1].lower_ != "of":
        return []
    start = first + 2 + (doc[first + 2].lower_ == "the")
    return [Run(start, last)] if is_known_place(doc[start:last].text) else []


def _county_first(doc: Doc, first: int, last: int) -> list[Run]:
    """ "Lamar County | Commissioners": a county and what is of it, unless that is a body or an office."""
    i = next((i for i in range(first + 1, last - 1) if doc[i].lower_ == "county"), None)
    if i is None or not spots_of(doc[first : i + 1].text) or _is_organisation(doc, i + 1, last):
        return []
    office = any(doc[j].lower_ in words("title_heads") for j in range(i + 1, last))
    return [] if office else [Run(first, i + 1), Run(i + 1, last)]


def _lands_apart(doc: Doc, first: int, last: int) -> list[Run]:
    """ "Uganda-Rwanda": two lands or towns that a hyphen joins; empty where one of them is none."""
    hyphens = [i for i in range(first + 1, last - 1) if doc[i].text in ("-", "–")]
    ends = [*hyphens, last]
    sides = [Run(start, end) for start, end in zip([first, *(i + 1 for i in hyphens)], ends, strict=True)]
    known = all(is_known_place(doc[side.first : side.last].text) for side in sides)
    return sides if hyphens and known else []


def place_served(doc: Doc, first: int, last: int) -> Run | None:
    """The place in the name of a body that serves it: "Lusaka Police Department", "Lake County Jail"."""
    served = any(doc[i].lower_ in words("local_bodies") for i in range(first + 1, last))
    for end in range(min(first + 3, last - 1) if served else first, first, -1):
        if doc[end].text not in ("-", "of", "and"):
            name = doc[first:end].text
            if end > first + 1 and doc[end - 1].lower_ in _OF_BODIES and not listed(folded(name)):
                continue
            listed_here = end - first > 1 or not _HOUSES.intersection(t.lower_ for t in doc[end:last])
            unlike = is_demonym(name) or name in words("not_places")
            if is_known_place(name) or (listed_here and spots_of(name) and not unlike):
                return Run(first, end)
    return None


def place_opening(doc: Doc, run: Run) -> Run:
    """ "Florida | Highway Patrol": the town or land that a name opens with, of which the gazetteer lacks the whole."""
    natural = doc[run.last - 1].lower_ in words("place_nouns") | words("sites")
    if natural or spots_of(doc[run.first : run.last].text) or any(t.lower_ == "of" for t in doc[run.first : run.last]):
        return run
    ends = range(min(run.first + 3, run.last - 1), run.first, -1)
    return Run(run.first, next((end for end in ends if _opens(doc, run.first, end)), run.last))


def _opens(doc: Doc, first: int, end: int) -> bool:
    name, closing = doc[first:end].text, doc[end - 1].lower_
    if doc[end].text == "-" or closing.endswith(("north", "south", "east", "west", "central")):
        return False
    return is_known_place(name) and (closing not in _OF_BODIES or bool(listed(folded(name))))


def _is_whole(text: str) -> bool:
    listed = " " in text and bool(spots_of(text))
    return listed or is_known_place(text) or is_street(text) or text in table("organisations")


def _is_organisation(doc: Doc, first: int, last: int) -> bool:
    """ "African Union", "Kenyan Bar Association": the people belongs to the name."""
    return any(doc[i].lower_ in words("org_heads") for i in range(first, last))


def _place_before_person(doc: Doc, first: int, last: int) -> int | None:
    """Where the person begins behind a place: "Zambia Peter Banda", "Eldoret Mayor Paul Rono"."""
    opening = doc[first].text
    if _is_organisation(doc, first, last) or opening in words("given_names") or opening in words("also_names"):
        return None
    for split in range(min(first + 3, last - 1), first, -1):
        spots = spots_of(doc[first:split].text)
        if last - split < 2 or not any(s.precision == "country" or s.people > 1_000_000 for s in spots):
            continue
        rest = list(doc[split:last])
        named = rest[0].text in words("given_names") or all(t.ent_type_ == "PERSON" for t in rest)
        if named and rest[0].lower_ not in words("title_heads"):
            return split
    return None


def names_in_office(doc: Doc, first: int, last: int) -> list[tuple[Run, EntityKind]]:
    """The place that an office opens with, and what stands behind its "of": "Director of KEBS"."""
    found: list[tuple[Run, EntityKind]] = []
    for end in range(min(first + 3, last - 1), first, -1):
        name = doc[first:end].text
        if is_known_place(name) or (end - first > 1 and spots_of(name)):
            found.append((Run(first, end), "place"))
            break
    else:
        found += [(Run(first, end), "organisation") for end in _bodies_ends(doc, first, last)[:1]]
    of = next((i for i in range(last - 1, first, -1) if doc[i].lower_ in ("of", "for", "at", "in")), last)
    start = of + 1 + (of + 1 < last and doc[of + 1].lower_ == "the")
    if start >= last:
        return found
    text = doc[start:last].text
    if is_known_place(text):
        found.append((Run(start, last), "place"))
    elif _is_organisation(doc, start, last) or text in table("organisations") or (text.isupper() and len(text) > 2):
        found.append((Run(start, last), "organisation"))
    return found


def _bodies_ends(doc: Doc, first: int, last: int) -> list[int]:
    """Where the body ends that an office opens with: "ILO | Director-General", "National Assembly | Speaker"."""
    of = next((i for i in range(first, last) if doc[i].lower_ in ("of", "for", "at", "in")), last)
    ends = range(min(of, last - 1), first, -1)
    known = [end for end in ends if doc[first:end].text in table("organisations")]
    headed = [end for end in ends if end > first + 1 and doc[end - 1].lower_ in words("org_heads") - {"police"}]
    opening = doc[first]
    short = opening.is_upper and opening.is_alpha and len(opening) > 2 and opening.lower_ not in words("title_heads")
    return [*known, *headed, *([first + 1] if short and last - first > 1 else [])]
