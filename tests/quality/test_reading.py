"""Floors under what happened, by whom, when and how many, on texts written for the purpose.

The floors are what was last measured: they may rise, and not fall. docs/quality.md says what the figures mean.
"""

from dataclasses import dataclass

import pytest
from spacy.language import Language

from services.extractor.extracting import Depth, extract_all
from shared.messages import ArticleExtracted
from tests.unit.extractor.articles import INFO, article


@dataclass(frozen=True)
class Event:
    """What a careful reader finds: type, day, who did it (class) and the words of a sentence that tells it."""

    type: str
    day: str | None
    by: str | None
    words: str


TEXTS = {
    "riot": (
        "Police opened fire on a stone-throwing crowd in Kondele, Kisumu, on Wednesday, killing two traders, officials "
        "said. Officers had to fire 30 rounds and lobbed teargas canisters to disperse the crowd. Another man was "
        "stabbed in Nyalenda the same night and died on the way to hospital. So far 40 people have been arrested in "
        "connection with the riot, the county commander said. At least 60 people have been killed in protests since "
        "March, a rights group says."
    ),
    "missing": (
        "Baraka Otieno was picked from his shop in Likoni on Tuesday by men in plain clothes and has not been seen "
        "since. His brother searched three police stations in vain.\n\nOn Thursday, residents marched in Likoni over "
        "the disappearance. Police detained four of them and booked the four for causing a disturbance."
    ),
    "mishap": (
        "Seven passengers died when a bus overturned near Narok on Sunday. The driver, who had survived, was nearly "
        "lynched by villagers.\n\nIn a separate incident, gunmen shot dead three herders in Baragoi on Monday. No one "
        "was killed in Maralal, police said."
    ),
}
EVENTS = {
    "riot": [
        Event("killing", "2024-06-19", "police", "opened fire on a stone-throwing crowd"),
        Event("use_of_force", "2024-06-19", "police", "lobbed teargas canisters"),
        Event("killing", "2024-06-19", None, "stabbed in Nyalenda"),
        Event("arrest", None, "police", "40 people have been arrested"),
    ],
    "missing": [
        Event("abduction", "2024-06-18", "civilian", "picked from his shop in Likoni"),
        Event("protest", "2024-06-20", None, "residents marched in Likoni"),
        Event("arrest", "2024-06-20", "police", "Police detained four"),
    ],
    "mishap": [
        Event("other", "2024-06-16", None, "a bus overturned"),
        Event("killing", "2024-06-17", "armed_group", "gunmen shot dead three herders"),
    ],
}
FIGURES = {
    "riot": {("killed", 2, "incident"), ("arrested", 40, "update"), ("killed", 60, "cumulative")},
    "missing": {("arrested", 4, "incident")},
    "mishap": {("killed", 7, "incident"), ("killed", 3, "incident")},
}
FLOORS = {"type": 1.0, "day": 1.0, "by": 1.0, "figure": 1.0}
PEOPLE = (
    "Three people were shot dead at a house in Kisauni on Monday night, police said. The victims were identified as "
    "Amina Noor, 54, Brian Mutua, 28, of Thika, and his cousin Peter Kamau. A neighbour, Grace Wanjiru, suffered a "
    "gunshot wound. She died on Thursday. Officers arrested John Odhiambo in Likoni on Tuesday. Odhiambo is charged "
    "with murder, the prosecutor said. “He was a quiet man,” said Mary Achieng, who lives next door."
)
FATES = {"Amina Noor": "killed", "Brian Mutua": "killed", "Peter Kamau": "killed", "Grace Wanjiru": "killed"}


def found(event: Event, said: ArticleExtracted) -> set[str]:
    """Which of type, day and doer the extraction has right, in one incident that shows the sentence."""
    best: set[str] = set()
    for incident in said.incidents:
        if incident.type != event.type or not any(event.words in span.text for span in incident.evidence):
            continue
        day = str(incident.date.start) if incident.date and incident.date.start else None
        classes: set[str | None] = {p.actor_class for p in incident.perpetrators} or {None}
        right = {"type"} | ({"day"} if day == event.day or event.day is None else set())
        right |= {"by"} if event.by in classes else set()
        best = max(best, right, key=len)
    return best


@pytest.mark.parametrize("depth", ["relevant", "all"])
def test_events_and_figures_do_not_fall_below_what_was_reached(nlp: Language, depth: Depth) -> None:
    names = list(TEXTS)
    read = extract_all([article(TEXTS[name]) for name in names], nlp, depth=depth, info=INFO)
    said = dict(zip(names, read, strict=True))
    marks = [found(event, said[name]) for name in names for event in EVENTS[name]]
    shares = {field: sum(field in mark for mark in marks) / len(marks) for field in ("type", "day", "by")}
    wanted = [(name, figure) for name in names for figure in FIGURES[name]]
    told = {name: {(f.kind, f.best, f.role) for f in said[name].figures} for name in names}
    shares["figure"] = sum(figure in told[name] for name, figure in wanted) / len(wanted)
    assert {field: share for field, share in shares.items() if share < FLOORS[field]} == {}


def test_nobody_is_killed_who_was_not(nlp: Language) -> None:
    (said,) = extract_all([article(TEXTS["mishap"])], nlp, info=INFO)
    assert sum(f.best or 0 for f in said.figures if f.kind == "killed" and f.role in ("incident", "update")) == 10


@pytest.mark.parametrize("depth", ["relevant", "all"])
def test_the_victims_are_all_named_and_nobody_else_is(nlp: Language, depth: Depth) -> None:
    (said,) = extract_all([article(PEOPLE)], nlp, depth=depth, info=INFO)
    assert {v.name: v.fate for i in said.incidents for v in i.victims if v.name} == FATES
