"""Who hears of an alert, and what each condition says to it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.store.subscriptions import Subject, Wanted, is_named, verdict
from shared.messages import AlertRaised, Proof, Toll

SUBJECT = Subject(
    places=("Kondele, Kisumu", "Kondele", "Kisumu"),
    countries=("KE",),
    names=("Rex Kanyike Masai", "Kenya Police", "Japhet Koome"),
    status="alleged",
    text="2 killed in Kondele, Kisumu\nPolice fired teargas at striking nurses.",
)


def alert(**more: Any) -> AlertRaised:
    said = {
        "alert_id": "a1", "kind": "new_casualties", "reason": "first report", "headline": "2 killed in Kondele",
        "figures": {"killed": Toll(low=2, best=2, high=2)}, "article_id": "x", "article_version": 1,
        "raised_at": datetime(2024, 7, 4, 8, tzinfo=UTC),
        "evidence": (Proof(start=0, end=3, text="two", article_id="x"),),
    }  # fmt: skip
    return AlertRaised.model_validate(said | more)


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ({}, "asked for everything"),
        ({"kinds": ["toll_raised", "new_casualties"]}, "kind: new_casualties"),  # any of several will do
        ({"places": ["kisumu"]}, "place: kisumu"),  # the area, in any case
        ({"places": ["Kondele"]}, "place: Kondele"),  # the first part of a place's name
        ({"countries": ["ke"]}, "country: KE"),
        ({"entities": ["Rex Masai"]}, "entity: Rex Kanyike Masai"),  # all of what is asked stands in the name
        ({"words": ["flood", "nurses teargas"]}, "words: nurses teargas"),  # of several words, all, in any order
        ({"at_least": {"injured": 5, "killed": 2}}, "figure: 2 killed"),
        ({"statuses": ["alleged", "confirmed"]}, "status: alleged"),
    ],
)
def test_a_subscriber_hears_of_what_it_asked_for(wanted: dict[str, Any], reason: str) -> None:
    said = verdict(Wanted.model_validate(wanted), alert(), SUBJECT)
    assert said.matches
    assert reason in said.reasons


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ({"kinds": ["new_demand"]}, "kind: it is new_casualties, not what was asked for"),
        ({"places": ["Nairobi"]}, "place: it is Kondele, Kisumu; Kondele; Kisumu, not what was asked for"),
        ({"countries": ["UG"]}, "country: it is KE, not what was asked for"),
        ({"entities": ["Rex Otieno"]}, "entity: it is Rex Kanyike Masai; Kenya Police; Japhet Koome, not what was"),
        ({"words": ["tear"]}, "words: it is none of them"),  # whole words only
        ({"at_least": {"killed": 3}}, "figure: it is 2 killed, not what was asked for"),
        ({"statuses": ["confirmed"]}, "status: it is alleged, not what was asked for"),
    ],
)
def test_who_does_not_hear_of_it_can_see_why(wanted: dict[str, Any], reason: str) -> None:
    said = verdict(Wanted.model_validate(wanted), alert(), SUBJECT)
    assert not said.matches
    assert said.reasons[0].startswith(reason)


def test_every_condition_that_is_named_must_hold() -> None:
    both = Wanted(places=("Kisumu",), kinds=("new_demand",))
    assert not verdict(both, alert(), SUBJECT).matches


def test_a_toll_that_fell_below_what_was_asked_is_told_to_who_got_the_higher_one() -> None:
    fallen = alert(kind="toll_corrected", before={"killed": Toll(low=5, best=5, high=5)})
    assert verdict(Wanted(at_least={"killed": 5}), fallen, SUBJECT).matches


def test_a_correction_goes_to_whoever_was_sent_what_it_corrects() -> None:
    moved = alert(kind="toll_corrected", corrects="a0")
    elsewhere = Wanted(places=("Nairobi",))
    assert not verdict(elsewhere, moved, SUBJECT).matches
    assert verdict(elsewhere, moved, SUBJECT, told_before=True).matches


def test_a_place_that_is_not_known_is_in_none() -> None:
    assert not verdict(Wanted(countries=("KE",)), alert(), Subject()).matches


@pytest.mark.parametrize(
    ("asked", "name", "same"),
    [
        ("Koome", "Japhet Koome", True),  # part of the name
        ("Japhet Koome", "Koome", True),  # the surname alone, as the press writes it
        ("Japhet Koome", "Mary Koome", False),
        ("IPOA", "Independent Policing Oversight Authority", True),
        ("Independent Policing Oversight Authority", "IPOA", True),
        ("Kenya Police", "Police", True),
        ("Police", "Kenya Police", True),
        ("Kenya Police", "Uganda Police", False),
        ("Ngũgĩ", "Ngugi wa Thiong'o", True),  # without regard to accents
        ("...", "Koome", False),
    ],
)
def test_a_name_is_of_whom_is_asked_for(asked: str, name: str, same: bool) -> None:
    assert is_named(asked, name) is same


@pytest.mark.parametrize(
    "wanted",
    [
        {"kinds": ["something"]},
        {"countries": ["Kenya"]},
        {"at_least": {"killed": 0}},
        {"places": [""]},
        {"words": ["a\x00b"]},
        {"place": ["Kisumu"]},  # not a condition: ignored, it would look like one
        {"places": ["x"] * 51},
    ],
)
def test_a_condition_that_means_nothing_is_refused(wanted: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"validation error"):
        Wanted.model_validate(wanted)
