"""What a long text full of harm costs, counted in calls and not in seconds."""

import sys
from types import FrameType

from spacy.language import Language

from services.extractor.extracting import extract, parse
from services.extractor.pipeline import info_of
from tests.unit.extractor.articles import article

GIVEN = ["Peter", "Grace", "Amina", "Joseph", "Fatuma", "Samuel", "Ruth", "Musa"]
FAMILY = ["Banda", "Okello", "Phiri", "Achieng", "Tembo", "Mensah", "Chanda"]
TOWNS = ["Kisumu", "Lusaka", "Harare", "Kampala", "Mombasa", "Eldoret", "Kitwe", "Jinja", "Nakuru"]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]


def _dense(paragraphs: int) -> str:
    """Every sentence tells of harm or asks for something; the towns, days and people go round at unlike paces."""
    out = []
    for n in range(paragraphs):
        given, family, town, day = GIVEN[n % 8], FAMILY[n % 7], TOWNS[n % 9], DAYS[n % 5]
        out.append(
            f"Police shot dead {2 + n % 11} protesters in {town} on {day}, and {given} {family} was wounded. "
            f"{GIVEN[(n + 3) % 8]} {FAMILY[(n + 2) % 7]} was arrested there and beaten by officers, his lawyer said. "
            f'"They tortured {family} for days," said {given} {FAMILY[(n + 4) % 7]}, who demanded an inquiry.'
        )
    return "\n\n".join(out)


def _calls(paragraphs: int, nlp: Language) -> int:
    told = article(_dense(paragraphs))
    doc, info, count = parse(told, nlp, "relevant"), info_of(nlp, "test"), 0

    def counted(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(counted)
    try:
        extract(told, doc, info)
    finally:
        sys.setprofile(None)
    return count


def test_three_times_as_much_harm_costs_less_than_four_times_the_work(nlp: Language) -> None:
    _calls(30, nlp)  # what is kept of names and words is kept now
    assert _calls(90, nlp) < 3.8 * _calls(30, nlp)
