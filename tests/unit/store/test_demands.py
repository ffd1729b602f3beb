"""Same demand? By whom it is addressed to, and what is to be done."""

from itertools import permutations

import pytest

from services.store.actions import action_key, action_keys
from services.store.demands import Call, calls_of, thread_of
from services.store.parties import party_key
from services.store.readings import claim_ids, source_of
from shared.messages import ArticleExtracted, Entity, Party, Place
from tests.unit.store.told import DAY, Demand, Event, told

SAME_ACTIONS = (
    ("resign", "immediately tender their resignations", "step down over the killings", "be forced to resign"),
    ("be held accountable", "be accountable", "be held responsible for the deaths"),
    ("bring charges", "press charges", "be charged", "be prosecuted"),
    ("investigate", "launch investigations", "be investigated", "open a probe", "carry out an investigation"),
    ("be suspended", "suspend"),
    ("release the protesters", "free protesters", "protesters be released"),
    ("stop the killings", "end the killings", "cease all killings"),
)  # fmt: skip


@pytest.mark.parametrize("wordings", SAME_ACTIONS, ids=[w[0] for w in SAME_ACTIONS])
def test_one_action_has_one_key_in_all_its_wordings(wordings: tuple[str, ...]) -> None:
    keys = {wording: action_key(wording) for wording in wordings}
    assert len(set(keys.values())) == 1, keys


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("release the protesters", "release the report"),
        ("resign", "be suspended"),
        ("investigate the killings", "stop the killings"),
        ("withdraw the Finance Bill", "withdraw the police"),
    ],
)
def test_different_actions_have_different_keys(a: str, b: str) -> None:
    assert action_key(a) != action_key(b)


SAME_PARTIES = (
    (Party(name="Japhet Koome"), Party(name="IG Koome"), "an office before a name is not the name"),
    (Party(name="Japhet Koome"), Party(name="Inspector General Japheth Koome"), "nor two offices, nor a spelling"),
    (Party(name="Interior CS Kithure Kindiki"), Party(name="Kindiki"), "the press shortens names"),
    (Party(name="Independent Policing Oversight Authority"), Party(name="IPOA"), "a body is known by its initials"),
    (Party(name="Director of Public Prosecution"), Party(name="DPP"), "an office as well"),
    (Party(name="the Inspector General of Police"), Party(role="IG"), "named by the office alone"),
    (Party(name="Azimio coalition"), Party(name="Azimio"), "what kind of body it is may be left out"),
)  # fmt: skip


@pytest.mark.parametrize(("a", "b", "why"), SAME_PARTIES, ids=[row[2] for row in SAME_PARTIES])
def test_one_party_has_one_key_however_the_press_calls_it(a: Party, b: Party, why: str) -> None:
    assert party_key(a) == party_key(b) != "", why


@pytest.mark.parametrize(
    ("a", "b"), [("Japhet Koome", "Kithure Kindiki"), ("IPOA", "IJM"), ("the police", "the government"), ("IG", "DPP")]
)
def test_different_parties_have_different_keys(a: str, b: str) -> None:
    assert party_key(Party(name=a)) != party_key(Party(name=b))


def test_a_pronoun_names_nobody() -> None:
    assert party_key(Party(name="they")) == ""


def calls(reading: ArticleExtracted) -> list[Call]:
    return calls_of(reading, source_of(reading), claim_ids(reading))


def test_a_demand_on_two_people_is_a_call_on_each() -> None:
    made = calls(told("a", Demand(targets=("Japhet Koome", "Adamson Bungei"))))
    assert [call.target for call in made] == ["Japhet Koome", "Adamson Bungei"]
    alone = calls(told("b", Demand(targets=("IG Koome",), action="step down")))
    assert alone[0].demand_id == made[0].demand_id != made[1].demand_id


def test_a_demand_on_nobody_in_particular_is_another_in_every_report() -> None:
    first, second, copy = (
        calls(told("a", Demand(targets=()))),
        calls(told("b", Demand(targets=()))),
        calls(told("c", Demand(targets=()), origin="a")),
    )
    assert first[0].demand_id == copy[0].demand_id != second[0].demand_id


def test_the_government_of_two_countries_is_two_addressees() -> None:
    def on_the_government(article: str, country: str) -> str:
        reading = told(article, Event(place=Place(text="there", country=country)), Demand(targets=("the government",)))
        place = Entity(name="there", kind="place", country=country)
        return calls(reading.model_copy(update={"entities": (place,)}))[0].demand_id

    assert on_the_government("a", "KE") == on_the_government("b", "KE") != on_the_government("c", "UG")


def test_a_thread_is_made_then_repeated_then_joined() -> None:
    made, again, others = (
        calls(told("a", Demand("Azimio"))),
        calls(told("b", Demand("Azimio coalition", action="step down"))),
        calls(told("c", Demand("IJM"))),
    )
    threads = [thread_of(calls, [], DAY) for calls in (made, made + again, made + again + others)]
    assert [thread and thread.status for thread in threads] == ["made", "repeated", "joined"]
    assert thread_of([], [], DAY) is None


def test_a_thread_does_not_depend_on_the_order_of_its_calls() -> None:
    made = [calls(told(name, Demand(speaker)))[0] for name, speaker in (("a", "Azimio"), ("b", None), ("c", "IJM"))]
    assert len({thread_of(order, [], DAY) for order in permutations(made)}) == 1


def test_a_reply_may_name_more_of_what_it_is_done_to_than_the_demand() -> None:
    assert action_key("release the protesters") in action_keys("that three protesters had been released on bond") or (
        action_key("release the protesters") in action_keys("had released the three protesters on bond")
    )
    assert action_keys("tendered his resignation") == ["resign"]
    assert action_keys("the weather was fine") == []
