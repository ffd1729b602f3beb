"""What two articles speak of ties what they lead with, where neither says when or where."""

from datetime import date

import pytest

from services.store.features import features
from services.store.incidents import MergePolicy, Verdict, decide
from services.store.neighbourhoods import keys, lookups, lookups_by_telling
from services.store.readings import mentions_of
from services.store.telling import (
    DRAWN,
    MOST_FILED,
    PROPER,
    cosine,
    names_a_person,
    story_keys,
    story_lookups,
    telling_words,
    told_keys,
    told_lookups,
)
from shared.messages import Place
from tests.unit.store.told import AHERO, DAY, ELDORET, KISUMU, KONDELE, NYALENDA, Event, Number, later, prose, told

ONE = [Number("killed", 1)]
STORY = prose("story", 30)
RETOLD = " ".join([*STORY.split()[:15], prose("retold", 15)])
OTHER = prose("other", 30)
NOWHERE = Event(ONE, None, None)
KITALE = Place(text="Kitale", country="KE", admin1="Trans Nzoia", precision="town")
ABROAD = Place(text="Kitale", country="MW", admin1="Dowa", precision="town")


def test_words_that_everybody_uses_tell_nothing() -> None:
    text = "Police shot and killed a man, 27, near the Mlolongo weighbridge on Tuesday."
    assert telling_words(text, "en") == frozenset(), "three words are too few"
    more = f"{text} Baraka Kipkorir had sold charcoal, and was a goalkeeper. In 2023 he lived at Katani."
    assert telling_words(more, None) >= {"mlolongo", "weighbridge", "baraka", "kipkorir", "goalkeeper", "katani", "27y"}
    assert not telling_words(more, "en") & {"police", "killed", "tuesday", "man", "near", "2023"}
    assert telling_words(more, "sw") == frozenset(), "in another language every word would tell"


def test_names_and_ages_tell_more_than_other_words() -> None:
    told = telling_words("On July 12 at 10:30 the goalkeeper Baraka Kipkorir, 27, sold charcoal in Katani.", "en")
    names = {word for word in told if word.startswith(PROPER)}
    assert names == {"^baraka", "^kipkorir", "^katani", "^27y"}
    assert told - names == {"goalkeeper", "baraka", "kipkorir", "27y", "charcoal", "katani"}, "no hour, and no day"
    assert not any(key in told_keys(told, DAY) for key in told_keys({"^baraka"}, DAY)), "each is filed once"


PEOPLE = (
    ("Baraka Juma", True, "somebody"),
    ("Sergeant Baraka Juma", True, "a title before the name"),
    ("City Police", False, "a body"),
    ("Katwe man", False, "what somebody is"),
    ("Baraka", False, "half a name is anybody's"),
)


@pytest.mark.parametrize(("name", "somebody", "why"), PEOPLE, ids=[row[2] for row in PEOPLE])
def test_a_name_is_told_from_what_somebody_is(name: str, somebody: bool, why: str) -> None:
    assert names_a_person(name) is somebody, why


def test_who_is_accused_is_looked_up_whatever_the_time() -> None:
    by = ("Baraka Juma",)
    shot = mentions_of(told("a", Event(ONE, KONDELE, by=by), prose=STORY))[0]
    tried = mentions_of(told("b", Event(ONE, None, None, by=by), prose=OTHER, published=later(24 * 300)))[0]
    assert lookups(tried, MergePolicy()) & keys(shot)
    assert lookups(shot, MergePolicy()) & keys(tried)


def test_a_story_told_again_after_months_is_the_same_where_both_give_the_day() -> None:
    dated = Event(ONE, None, DAY)
    parts = " ".join([*STORY.split()[:4], prose("parts", 26)])
    first, again = (
        features(mentions_of(told(i, dated, prose=p, published=t))[0])
        for i, p, t in (("a", STORY, later(0)), ("b", parts, later(24 * 90)))
    )
    assert decide(first, again, MergePolicy()).verdict is Verdict.MERGE


def test_what_two_articles_speak_of_is_compared_whatever_their_length() -> None:
    assert cosine({"a", "b"}, {"a", "b"}) == 1
    assert cosine(set("abcd"), {"a"}) == 0.5
    assert cosine(set(), {"a"}) == 0


def test_mentions_are_looked_for_around_the_day_of_the_event_and_of_its_publication() -> None:
    near, far = date(2024, 7, 14), date(2024, 9, 1)
    assert told_lookups({"baraka"}, DAY) & told_keys({"baraka"}, near)
    assert not told_lookups({"baraka"}, DAY) & told_keys({"baraka"}, far)
    assert told_lookups({"baraka"}, DAY) & told_keys({"baraka"}, DAY, far), "told long after, of that day"
    assert told_keys({"baraka"}, None) == set()


def test_a_story_of_the_same_names_is_looked_for_a_year_around() -> None:
    report = {f"^name{n}" for n in range(20)} | {"road", "shop"}
    trial = {f"^name{n}" for n in range(14)} | {f"^judge{n}" for n in range(6)} | {"court"}
    other = {f"^other{n}" for n in range(18)} | {"^name1", "^name2"}
    filed = story_keys(report, DAY)
    assert len(filed) <= DRAWN
    assert len(filed & story_lookups(trial, date(2025, 3, 1))) >= 2, "as many as make two articles be compared"
    assert not filed & story_lookups(trial, date(2027, 3, 1))
    assert not filed & story_lookups(other, DAY)
    assert story_keys({"^juma", "road", "shop"}, DAY) == set(), "one name is no story"


def test_an_article_is_filed_under_words_that_another_of_its_story_is_filed_under_too() -> None:
    words = {f"word{n}" for n in range(80)}
    retold = {f"word{n}" for n in range(40)} | {f"else{n}" for n in range(40)}
    assert len(told_keys(words, DAY)) == MOST_FILED
    assert len(told_keys(words, DAY) & told_keys(retold, DAY)) > 15


REX, ANN = (Event(ONE, None, None, victims=(name,)) for name in ("Rex Masai", "Ann Otieno"))
HALF = " ".join([*STORY.split()[:7], prose("half", 23)])

TIED = (
    (NOWHERE, STORY, NOWHERE, RETOLD, Verdict.MERGE, "neither day nor place, but the same story of one death"),
    (NOWHERE, STORY, NOWHERE, OTHER, Verdict.APART, "two stories"),
    (NOWHERE, STORY, Event(ONE, KONDELE), RETOLD, Verdict.MERGE, "one says when and where"),
    (Event(ONE, KONDELE), STORY, Event(ONE, None), RETOLD, Verdict.MERGE, "one does not say where"),
    (Event(ONE, KONDELE), STORY, Event(ONE, None), OTHER, Verdict.APART, "and tells another story"),
    (Event(ONE, KISUMU), STORY, Event(ONE, AHERO, victims=("Ann Otieno",)), RETOLD, Verdict.MERGE, "the next town"),
    (Event(ONE, KONDELE), STORY, Event(ONE, NYALENDA), STORY, Verdict.NEVER, "one person each in two estates (R9)"),
    (Event(ONE, KISUMU), STORY, Event(ONE, ELDORET), STORY, Verdict.NEVER, "two counties on one exact day (R9)"),
    (Event(ONE, KITALE), STORY, Event(ONE, ABROAD), RETOLD, Verdict.MERGE, "the gazetteer took one for its namesake"),
    (Event(ONE, KITALE), STORY, Event(ONE, ABROAD), OTHER, Verdict.APART, "two towns of one name, two stories"),
    (Event(ONE, day=DAY), STORY, Event(ONE, day=date(2024, 7, 9)), STORY, Verdict.NEVER, "exact days six days apart"),
    (NOWHERE, STORY, Event(ONE, KONDELE, day=date(2024, 7, 20)), STORY, Verdict.APART, "told before it happened"),
    (REX, STORY, REX, HALF, Verdict.MERGE, "one dies but once"),
    (REX, STORY, ANN, HALF, Verdict.REVIEW, "the same words of two people: people decide"),
    (NOWHERE, STORY, ANN, HALF, Verdict.MERGE, "one does not say who"),
    (Event(ONE, None, None, type="arrest"), STORY, NOWHERE, STORY, Verdict.APART, "an arrest is no killing"),
    (Event(ONE, None, None, victims=("Rex Masai",)), STORY, Event([Number("killed", 12)], None, None), OTHER,
     Verdict.APART, "nothing in common"),
)  # fmt: skip


@pytest.mark.parametrize(("a", "one", "b", "other", "expected", "why"), TIED, ids=[row[5] for row in TIED])
def test_a_story_ties_what_day_and_place_leave_open(
    a: Event, one: str, b: Event, other: str, expected: Verdict, why: str
) -> None:
    first, second = (features(mentions_of(told(i, e, prose=p))[0]) for i, e, p in (("a", a, one), ("b", b, other)))
    decision = decide(first, second, MergePolicy())
    assert decision.verdict is expected, (why, decision)
    assert decide(second, first, MergePolicy()).verdict is expected


def test_only_what_an_article_leads_with_is_tied_by_its_story() -> None:
    small, great = Event(ONE, None, None, key="i1"), Event([Number("killed", 9)], None, None, key="i2")
    arrest = Event([Number("arrested", 40)], None, None, type="arrest", key="i3")
    aside, lead, after = mentions_of(told("a", small, great, arrest, prose=STORY))
    assert (bool(aside.telling), bool(lead.telling), bool(after.telling)) == (False, True, False)
    assert lookups_by_telling(aside) == set()
    assert len(lookups_by_telling(lead) & keys(lead)) >= len(lead.telling), "each word is filed where it is looked up"


def test_a_person_named_in_full_by_both_outweighs_the_rest_of_the_words() -> None:
    named = Event(ONE, None, None, by=("Sergeant Baraka Juma",))
    a, b = (features(mentions_of(told(i, named, prose=prose(i, 60)))[0]) for i in ("a", "b"))
    assert decide(a, b, MergePolicy()).verdict is Verdict.MERGE


def test_a_story_long_after_is_less_sure() -> None:
    first = features(mentions_of(told("a", NOWHERE, prose=STORY))[0])
    parts = " ".join([*STORY.split()[:4], prose("parts", 26)])
    soon, late = (features(mentions_of(told("b", NOWHERE, prose=parts, published=later(n)))[0]) for n in (24, 24 * 60))
    assert decide(first, soon, MergePolicy()).verdict is Verdict.MERGE
    assert decide(first, late, MergePolicy()).verdict is not Verdict.MERGE


def test_a_report_of_two_sentences_has_too_few_words_of_its_own_to_tell_it_from_the_next() -> None:
    said = "Police shot dead {}, in Kisumu on Friday. The family demanded that the Oversight Authority investigate it."
    assert not telling_words(said.format("Amina Abdi, 20"), "en")
    assert not telling_words(said.format("Brian Abdi, 21"), "en")
