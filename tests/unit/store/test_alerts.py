"""What is news: each rule, with what is and what is not."""

from collections.abc import Mapping
from datetime import datetime

import pytest

from services.store.alerts import RULES, of_demand, of_incident
from services.store.changes import Cause, DemandChange, IncidentChange, Sent
from services.store.demands import calls_of
from services.store.mentions import Mention
from services.store.readings import claim_ids, source_of
from services.store.summaries import is_current, summary_of
from shared.messages import AlertRaised, HarmKind, Toll
from tests.unit.store.told import (
    DAY,
    MORNING_AFTER,
    Demand,
    Event,
    Number,
    later,
    mention,
    told,
)  # fmt: skip

TWO = Toll(low=2, best=2, high=2)


def says(article: str, killed: int, hours: int = 0, **options: object) -> Mention:
    return mention(article, Event([Number("killed", killed)]), published=later(hours), **options)


def sent(killed: int, **sources: int) -> Mapping[HarmKind, Sent]:
    toll = Toll(low=killed, best=killed, high=killed)
    return {"killed": Sent("earlier", toll, sources, (mention("a").source.proof(mention("a").incident.evidence[0]),))}


def change(*mentions: Mention, known: bool = True, **told_of: Mapping[HarmKind, Sent]) -> IncidentChange:
    return IncidentChange(
        incident_id="i",
        summary=summary_of(mentions) if mentions else None,
        mentions=mentions,
        known_before=known,
        current=is_current(mentions, 7),
        sent=told_of.get("sent", {}),
        inherited=told_of.get("inherited", {}),
    )


def alerts(of: IncidentChange, cause: Mention | None = None, *, rereading: bool = False) -> list[AlertRaised]:
    source = (cause or of.mentions[-1]).source
    return [n.alert for n in of_incident(of, Cause(source, rereading=rereading), MORNING_AFTER)]


def kinds(of: IncidentChange, cause: Mention | None = None) -> list[str]:
    return [alert.kind for alert in alerts(of, cause)]


def test_every_rule_says_why() -> None:
    assert all(rule.reason for rule in RULES)
    assert {rule.kind for rule in RULES} == {
        "new_casualties", "toll_raised", "toll_corrected", "victim_named", "cumulative_raised", "new_demand",
        "demand_joined", "demand_answered", "claim_disputed",
    }  # fmt: skip


def test_the_first_report_of_people_harmed_is_news_with_its_proof() -> None:
    first = says("a", 2)
    (alert,) = alerts(change(first, known=False))
    assert (alert.kind, alert.reason) == ("new_casualties", "first report of this incident")
    assert alert.headline == "2 killed in Kondele, Kisumu on 3 July 2024"
    assert alert.figures == {"killed": TWO}
    assert [proof.text for proof in alert.evidence] == [first.incident.evidence[0].text]
    assert (alert.article_id, alert.evidence[0].url) == ("a", "https://press.example/a")


def test_an_incident_on_record_is_news_once_people_are_known_to_be_harmed() -> None:
    (alert,) = alerts(change(says("a", 2), known=True))
    assert alert.reason == "first word of people harmed in an incident on record"


NOT_CURRENT = (
    (Event(day=None), MORNING_AFTER, "without a date there is no telling when (R3)"),
    (Event(precision="month"), MORNING_AFTER, "a month is too vague (R3)"),
    (Event(), None, "without a date of publication there is no telling how long ago (R3)"),
    (Event(), later(24 * 9), "told of more than a week later it is history (R2)"),
    (Event(), later(-24 * 9), "a day that was yet to come is a mistake"),
)  # fmt: skip


@pytest.mark.parametrize(("event", "published", "why"), NOT_CURRENT, ids=[row[2] for row in NOT_CURRENT])
def test_what_is_not_current_raises_nothing(event: Event, published: datetime | None, why: str) -> None:
    assert kinds(change(mention("a", event, published=published), known=False)) == [], why


HARMLESS: tuple[tuple[list[Number], str], ...] = (
    ([], "nobody is known to be harmed"),
    ([Number("arrested", 40)], "an arrest is told along with others, and does not alert"),
    ([Number("killed", 75, role="cumulative")], "a running total is no event's (R1)"),
    ([Number("killed", 0, 0, None)], "people were killed: how many is not known, so nothing is"),
)  # fmt: skip


@pytest.mark.parametrize(("numbers", "why"), HARMLESS, ids=[row[1] for row in HARMLESS])
def test_an_event_without_people_known_to_be_harmed_raises_nothing(numbers: list[Number], why: str) -> None:
    assert kinds(change(mention("a", Event(numbers)), known=False)) == [], why


UNCHANGED = (
    ([says("a", 2), says("b", 2, 5)], "another report of the same is coverage"),
    ([says("a", 2), says("copy", 4, origin="a")], "a copy of the same hour cannot know more than its original"),
    ([says("a", 2), says("copy", 1, 5, origin="a")], "an abridged copy leaves out what its original knows"),
    ([says("a", 4)], "the same version of the same report, read anew or merged"),
    ([says("a", 2), says("b", 2), says("c", 4, 5)], "one of three says more: the best stays"),
    ([says("a", 2), says("b", 1, 5)], "one of two says less: a dispute, not a correction"),
)  # fmt: skip


def test_a_later_copy_that_gives_more_is_the_agencys_update() -> None:
    (alert,) = alerts(change(says("a", 2), says("rewritten", 4, 5, origin="a"), sent=sent(2, a=1)))
    assert (alert.kind, alert.reason) == ("toll_raised", "a rewritten copy gives more than was sent")
    assert alert.independent_sources == 1


@pytest.mark.parametrize(("mentions", "why"), UNCHANGED, ids=[row[1] for row in UNCHANGED])
def test_what_was_sent_stays_as_it_is(mentions: list[Mention], why: str) -> None:
    assert kinds(change(*mentions, sent=sent(2, a=1))) == [], why


def test_an_independent_report_of_more_raises_the_toll_against_what_was_sent() -> None:
    (alert,) = alerts(change(says("a", 2), says("b", 4, 5), sent=sent(2, a=1)))
    assert (alert.kind, alert.reason) == ("toll_raised", "an independent report gives more than was sent")
    assert alert.headline == "Toll rises to 4 killed, up from 2 killed in Kondele, Kisumu on 3 July 2024"
    assert (alert.before, alert.figures["killed"].best) == ({"killed": TWO}, 4)
    assert alert.evidence[0].article_id == "b", "the words that say four come first"


def test_a_later_version_of_the_article_that_gives_more_raises_the_toll() -> None:
    assert kinds(change(says("a", 4, version=2), sent=sent(2, a=1))) == ["toll_raised"]


def test_a_name_that_was_not_known_raises_the_toll() -> None:
    named = mention("b", Event([], victims=("Rex Masai", "Ann Otieno", "Joe Ouma")), published=later(3))
    assert kinds(change(says("a", 2), named, sent=sent(2, a=1))) == ["toll_raised"]


def test_an_incident_split_from_another_is_not_news_again() -> None:
    assert kinds(change(says("a", 2), known=False, inherited=sent(2, a=1))) == []
    assert kinds(change(says("a", 1), known=False, inherited=sent(2, a=1))) == [], "nor its to correct"


def test_nothing_is_raised_above_what_was_never_sent() -> None:
    old = says("b", 4, 24 * 30)
    assert kinds(change(says("a", 2, 24 * 30), old)) == []


def test_a_toll_that_falls_is_corrected_for_who_got_the_old_one() -> None:
    (alert,) = alerts(change(says("a", 3, version=2), sent=sent(4, a=1)))
    assert (alert.kind, alert.corrects) == ("toll_corrected", "earlier")
    assert alert.headline == "Corrected: 3 killed in Kondele, Kisumu on 3 July 2024, not 4 killed"


def test_a_majority_of_independent_reports_corrects_what_was_sent() -> None:
    (alert,) = alerts(change(says("a", 4), says("b", 3, 5), says("c", 3, 6), sent=sent(4, a=1)))
    assert (alert.kind, alert.reason) == ("toll_corrected", "more independent reports give less than was sent")


def test_what_no_article_says_any_more_is_withdrawn_with_the_words_once_sent() -> None:
    edit = says("a", 2, version=2)
    (alert,) = alerts(change(sent=sent(2, a=1)), cause=edit)
    assert (alert.kind, alert.figures, alert.independent_sources) == ("toll_corrected", {}, 0)
    assert alert.headline == "Withdrawn: 2 killed; no article says so any more"
    assert alert.evidence == sent(2)["killed"].evidence


def test_reading_an_old_text_anew_is_no_news() -> None:
    assert alerts(change(says("a", 2), known=False), rereading=True) == []


def test_the_same_news_always_has_the_same_id_and_other_values_another() -> None:
    first = [alerts(change(says(name, 2), known=False))[0].alert_id for name in ("a", "b")]
    raised = [alerts(change(says("a", 2), says("b", n, 5), sent=sent(2, a=1)))[0].alert_id for n in (4, 4, 5)]
    assert first[0] == first[1]
    assert raised[0] == raised[1] != raised[2]


def demand(speaker: str | None = "IJM", sent: tuple[str, ...] = (), voices: tuple[str, ...] = ()) -> list[str]:
    reading = told("a", Demand(speaker, targets=("Japhet Koome", "Adamson Bungei")))
    made = tuple(calls_of(reading, source_of(reading), claim_ids(reading)))
    threads = {"koome": made[0].demand_id, "bungei": made[1].demand_id}
    known = {threads[name]: [frozenset({voice}) for voice in voices] for name in sent}
    now = DemandChange(made, frozenset(threads[name] for name in sent), known)
    notice = of_demand(now, Cause(source_of(reading)), MORNING_AFTER)
    return [notice.alert.kind, *sorted(n for n, i in threads.items() if i in notice.demand_ids)] if notice else []


def test_a_demand_that_nobody_made_before_is_news_once_for_all_who_are_asked() -> None:
    assert demand() == ["new_demand", "bungei", "koome"]
    assert demand(sent=("koome",), voices=("azimio",)) == ["new_demand", "bungei", "koome"], "of one it is new"


def test_another_speaker_joins_a_known_demand() -> None:
    assert demand(sent=("koome", "bungei"), voices=("azimio",)) == ["demand_joined", "bungei", "koome"]


def test_the_same_speaker_the_unnamed_and_who_follows_the_unnamed_join_nothing() -> None:
    everybody = ("koome", "bungei")
    assert demand(sent=everybody, voices=("ijm",)) == []
    assert demand(speaker=None, sent=everybody, voices=("azimio",)) == []
    assert demand(sent=everybody, voices=()) == []


def test_an_alert_names_who_asks_whom_for_what() -> None:
    reading = told("a", Demand("Azimio", ("Japhet Koome", "Adamson Bungei"), "immediately tender their resignations"))
    made = tuple(calls_of(reading, source_of(reading), claim_ids(reading)))
    notice = of_demand(DemandChange(made, frozenset(), {}), Cause(source_of(reading)), MORNING_AFTER)
    assert notice is not None
    assert notice.alert.headline == (
        "Azimio demands of Japhet Koome and Adamson Bungei: immediately tender their resignations"
    )
    assert (notice.alert.speaker, notice.alert.targets) == ("Azimio", ("Japhet Koome", "Adamson Bungei"))


def test_an_event_is_current_up_to_a_week_before_its_publication() -> None:
    week_later, eight_days_later = (mention("a", Event(), published=later(24 * n)) for n in (6, 7))
    assert is_current([week_later], 7)
    assert not is_current([eight_days_later], 7)
    assert is_current([eight_days_later], 8), "an operator may ask for more"
    assert week_later.incident.date is not None
    assert week_later.incident.date.start == DAY
