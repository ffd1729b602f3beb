"""People, organisations and places of an article, each with all its mentions.

What the article itself says decides before the model does: titles, appositions, acronyms in brackets, known
organisations, the gazetteer, and names already seen ("Rex Kanyike Masai" ... "Masai" ... "Rex").
Does not handle: pronouns and descriptions ("the two officers"), names in text without capitals.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc

from services.extractor.components.actors import class_of_name
from services.extractor.components.aliases import (
    acronym_in_brackets,
    is_acronym_of,
    is_cut_from,
    not_shouted,
    same_name,
    short_form_of,
    word_in_brackets,
)
from services.extractor.components.gazetteer import is_well_known, spots_of
from services.extractor.components.guesses import Seen
from services.extractor.components.kin import with_kin
from services.extractor.components.kinds import (
    has_org_head,
    is_a_place_here,
    is_introduced,
    is_site,
    kind_of,
    tells_a_land,
)  # fmt: skip
from services.extractor.components.no_names import names_only
from services.extractor.components.pieces import names_in_office, pieces_of, place_opening, place_served
from services.extractor.components.places import Spot, is_known_place
from services.extractor.components.runs import Run, find_runs
from services.extractor.components.titles import (
    Split,
    is_field_of_office,
    person_noun_before,
    role_ending_at,
    split_title,
)
from services.extractor.components.whereabouts import resolve, town_of
from services.extractor.lexicon import table, words
from services.extractor.reading import Named, Names, Range
from shared.messages import EntityKind


@dataclass
class _Draft:
    """An entity while its mentions are collected."""

    name: str
    kind: EntityKind
    role: str | None = None
    office: bool = False
    spellings: list[str] = field(default_factory=list)
    mentions: list[Range] = field(default_factory=list)

    def add(self, spelling: str, mention: Range) -> None:
        if spelling not in self.spellings:
            self.spellings.append(spelling)
        self.mentions.append(mention)
        if self.kind == "person" and len(spelling.split()) > len(self.name.split()):
            self.name = spelling


def find_names(doc: Doc, publisher_country: str | None = None) -> Names:
    """All named entities in the order of their first mention; of namesakes, those in `publisher_country` count more."""
    drafts: list[_Draft] = []
    runs = names_only(doc, [piece for run in find_runs(doc) for piece in pieces_of(doc, run)])
    loose = [run for run in runs if not _settle(doc, run, drafts)]
    seen = Seen.of(doc, runs)
    for run in loose:
        _link_or_guess(doc, run, drafts, seen)
    spots = resolve(text := doc.text, {d.name: d.mentions for d in drafts if d.kind == "place"}, publisher_country)
    placed = [(m, spots[d.name]) for d in drafts if d.kind == "place" and d.name in spots for m in d.mentions]
    placed.sort(key=lambda each: each[0])
    named = (_in_town(_finished(draft, spots.get(draft.name)), text, placed) for draft in drafts)
    return with_kin(Names(tuple(sorted(named, key=lambda n: n.mentions[0]))), text, publisher_country)


def _in_town(named: Named, text: str, placed: Sequence[tuple[Range, Spot]]) -> Named:
    """A street or estate that the gazetteer lacks lies where its town lies, if the text says which."""
    if named.kind != "place" or named.spot:
        return named
    town = next((found for mention in named.mentions if (found := town_of(text, mention, placed))), None)
    return replace(named, country=town.country or None, lat=town.lat, lon=town.lon, town=town) if town else named


def _chars(doc: Doc, first: int, last: int) -> Range:
    return doc[first].idx, doc[last - 1].idx + len(doc[last - 1])


def _settle(doc: Doc, run: Run, drafts: list[_Draft]) -> bool:
    """Enter a run that carries its own evidence; false for one that only the rest of the article can explain."""
    split = split_title(doc, run)
    text = doc[run.first : run.last].text
    if split.name > run.first and not is_site(text):
        return _settle_titled(doc, split, drafts)
    noun = person_noun_before(doc, run.first)
    kind = kind_of(doc, run, text, person_noun=noun is not None)
    if kind is None:
        return False
    draft = _enter(drafts, text, kind, _chars(doc, run.first, run.last))
    if kind == "organisation" and (served := place_served(doc, run.first, run.last)):
        _enter(drafts, doc[served.first : served.last].text, "place", _chars(doc, served.first, served.last))
    if noun is not None and kind == "person" and draft.role is None:
        draft.role = role_ending_at(doc, noun.i)
    _bracketed(doc, run.last, draft)
    return True


def _settle_titled(doc: Doc, split: Split, drafts: list[_Draft]) -> bool:
    role = doc[split.first : split.name].text
    if split.name < split.last and has_org_head(doc[split.name : split.last].text.split()):
        _enter_office(drafts, role, _chars(doc, split.first, split.name))
        _enter(drafts, doc[split.name : split.last].text, "organisation", _chars(doc, split.name, split.last))
        return True
    if split.name == split.last or is_field_of_office(doc, split):
        split = replace(split, name=split.last)
        role = doc[split.first : split.last].text
        office = table("title_short").get(role.lower(), role)
        draft = next((d for d in drafts if d.kind == "person" and d.role and _is_office(office, d.role)), None)
        if draft is None and office == role and split.last - split.first == 1:
            return True  # a lone "President" or "Mr" names nobody
        draft = draft or _enter_office(drafts, role, _chars(doc, split.first, split.last))
        if _chars(doc, split.first, split.last) not in draft.mentions:
            draft.add(role, _chars(doc, split.first, split.last))
        draft.role = draft.role or role
        _bracketed(doc, split.last, draft)
        _inside_office(doc, split.first, split.last, drafts)
        return True
    name = doc[split.name : split.last].text
    draft = _enter(drafts, name, "person", _chars(doc, split.name, split.last))
    draft.role = draft.role if draft.role and len(draft.role) >= len(role) else role
    _inside_office(doc, split.first, split.name, drafts)
    return True


def _enter_office(drafts: list[_Draft], role: str, mention: Range) -> _Draft:
    """An office without the name of its holder: somebody, but nobody's name."""
    for draft in drafts:
        if draft.office and draft.name.lower() == role.lower():
            draft.add(role, mention)
            return draft
    drafts.append(_Draft(role, "person", office=True, spellings=[role], mentions=[mention]))
    return drafts[-1]


def _inside_office(doc: Doc, first: int, last: int, drafts: list[_Draft]) -> None:
    """The places and organisations that an office names: "Nairobi Police Commander", "Director of the KEBS"."""
    for part, kind in names_in_office(doc, first, last):
        _enter(drafts, doc[part.first : part.last].text, kind, _chars(doc, part.first, part.last))


def _is_office(office: str, role: str) -> bool:
    """Whether a title without a name is that of a person already seen: "the Inspector General", "police IG"."""
    full = " ".join(table("title_short").get(word.lower(), word) for word in role.split()).lower()
    return office.lower() == full or (" " in office and office.lower() in full)


def _enter(drafts: list[_Draft], text: str, kind: EntityKind, mention: Range) -> _Draft:
    """The draft that this name belongs to, or a new one."""
    for draft in reversed(drafts):
        if (
            draft.kind == kind
            and not draft.office
            and any(same_name(text, known, kind) for known in [draft.name, *draft.spellings])
        ):
            draft.add(text, mention)
            return draft
    new = _Draft(text, kind)
    new.add(text, mention)
    drafts.append(new)
    return new


def _bracketed(doc: Doc, last: int, draft: _Draft) -> None:
    """ "Independent Policing Oversight Authority (IPOA)": the acronym is another name of the same."""
    short = word_in_brackets(doc, last)
    upper = short.isupper() and short.isalpha() and len(short) > 2
    named_so = draft.kind == "organisation" and (upper or is_cut_from(short, draft.name))
    if named_so or (acronym_in_brackets(doc, last) and is_acronym_of(short, draft.name)):
        draft.add(doc[last + 1].text, _chars(doc, last + 1, last + 2))


def _link_or_guess(doc: Doc, run: Run, drafts: list[_Draft], seen: Seen) -> None:
    """A run without evidence of its own: a short form of a name already seen, else what its words and the model say."""
    mention = _chars(doc, run.first, run.last)
    text = doc[run.first : run.last].text
    taken = any(start < mention[1] and mention[0] < end for d in drafts for start, end in d.mentions)
    if taken or (run.last < len(doc) and doc[run.last].lower_ == "family"):
        return
    far_known = is_well_known(text, people=300_000) and text not in seen.harmed and not _is_surname(text, drafts)
    if far_known and is_a_place_here(doc, run, text):
        _enter(drafts, text, "place", mention)
    elif known := _short_for(text, mention, drafts):
        known.add(text, mention)
    elif kind := _kind_guessed(doc, run, text, seen):
        named = place_opening(doc, run) if kind == "place" else run
        text, mention = doc[named.first : named.last].text, _chars(doc, named.first, named.last)
        _bracketed(doc, named.last, _enter(drafts, text, kind, mention))


def _short_for(text: str, mention: Range, drafts: list[_Draft]) -> _Draft | None:
    """Whom of those already seen these words call by a shorter name; the nearest first."""
    near = sorted((d for d in drafts if not d.office), key=lambda d: _distance(d, mention))
    people = [d for d in near if d.kind == "person"]
    places = [d for d in near if d.kind == "place" and d.name.lower() == text.lower()]
    others = [] if is_known_place(text) else [d for d in near if d.kind == "organisation"]
    known = [*people, *places, *others]
    return next(
        (d for d in known if d.kind == "place" or any(short_form_of(text, s, d.kind) for s in d.spellings)), None
    )


def _kind_guessed(doc: Doc, run: Run, text: str, seen: Seen) -> EntityKind | None:
    harmed = text in seen.harmed and not tells_a_land(text.split())
    if is_known_place(text) and is_a_place_here(doc, run, text) and not harmed:
        return "place"
    if harmed or (is_introduced(doc, run) and not has_org_head(text.split())):
        return "person"
    return None if text.lower() in words("not_names") else seen.guess(doc, run)


def _is_surname(text: str, drafts: list[_Draft]) -> bool:
    """Whether somebody is called so by a surname: "Patience Jordan"; of a country only where a given name says so."""
    people = [d.name.split() for d in drafts if d.kind == "person" and not d.office and not text.isupper()]
    named = [parts for parts in people if len(parts) > 1 and parts[-1] == text]
    land = any(s.precision in ("country", "none") for s in spots_of(text)) and text not in words("also_names")
    return any(not land or parts[0] in words("given_names") for parts in named)


def _distance(draft: _Draft, mention: Range) -> tuple[bool, int]:
    """Names seen before come first, the nearest of them; then those that follow."""
    before = [mention[0] - end for _, end in draft.mentions if end <= mention[0]]
    return not before, min(before, default=draft.mentions[0][0])


def _finished(draft: _Draft, spot: Spot | None) -> Named:
    name = not_shouted(draft.name, draft.spellings) if draft.kind == "place" else draft.name
    aliases = tuple(s for s in draft.spellings if s != name)
    actor = class_of_name(draft.role or "") if draft.kind == "person" else class_of_name(name)
    mentions = tuple(sorted(set(draft.mentions)))
    named = Named(name, draft.kind, draft.role, aliases, mentions, actor_class=actor, office=draft.office)
    return replace(named, country=spot.country or None, lat=spot.lat, lon=spot.lon, spot=spot) if spot else named
