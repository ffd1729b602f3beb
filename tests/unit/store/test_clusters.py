"""From mentions to incidents, whatever their order."""

from datetime import date, timedelta
from itertools import permutations

from services.store.clusters import doubts_about, joined, partition
from services.store.incidents import MergePolicy
from services.store.mentions import Mention
from services.store.neighbourhoods import keys, lookups
from tests.unit.store.told import DAY, KISUMU, KONDELE, NYALENDA, Event, Number, later, mention

POLICY = MergePolicy()
ONE = [Number("killed", 1)]


def incidents(*mentions: Mention) -> list[list[str]]:
    clusters, _ = partition(mentions, POLICY)
    return sorted(sorted(m.source.article_id for m in cluster.mentions) for cluster in clusters)


def always(*mentions: Mention) -> list[list[str]]:
    """The incidents among these mentions, which must be the same in every order."""
    found = {str(incidents(*order)): incidents(*order) for order in permutations(mentions)}
    assert len(found) == 1
    return next(iter(found.values()))


def test_reports_of_one_event_are_joined_through_one_that_agrees_with_both() -> None:
    estate, town, other = (
        mention("estate"),
        mention("town", Event(place=KISUMU)),
        mention("other", Event(place=NYALENDA)),
    )
    assert always(estate, other) == [["estate"], ["other"]]
    assert always(estate, town, other) == [["estate", "other", "town"]]


def test_exact_days_too_far_apart_are_never_joined_through_those_between() -> None:
    days = [mention(f"day{n}", Event(place=KISUMU, day=DAY + timedelta(days=n))) for n in range(5)]
    for group in always(*days):
        assert int(group[-1][-1]) - int(group[0][-1]) <= 2


def test_a_vague_week_goes_to_one_of_two_days_not_to_both() -> None:
    week = mention("week", Event(place=KISUMU, day=date(2024, 7, 1), last_day=date(2024, 7, 7), precision="week"))
    first, last = (mention(f"day{n}", Event(place=KISUMU, day=date(2024, 7, n))) for n in (2, 6))
    assert len(always(week, first, last)) == 2


def test_two_victims_of_two_estates_stay_apart_when_a_third_knows_only_the_town() -> None:
    rex = mention("rex", Event(ONE, KONDELE, victims=("Rex Masai",)))
    ann = mention("ann", Event(ONE, NYALENDA, victims=("Ann Otieno",)))
    town = mention("town", Event(ONE, KISUMU), published=later(3))
    assert len(always(rex, ann, town)) == 2


def test_undated_mentions_of_nobody_stay_alone_except_for_copies_of_their_report() -> None:
    nobody = Event(ONE, day=None)
    alone, other, copy = mention("a", nobody), mention("b", nobody), mention("copy", nobody, origin="a")
    assert always(alone, other, copy) == [["a", "copy"], ["b"]]


def test_a_flood_of_one_story_is_compared_once() -> None:
    flood = [mention(f"copy{n:03}") for n in range(200)]
    clusters, doubts = partition(flood, POLICY)
    assert [len(cluster.mentions) for cluster in clusters] == [200]
    assert doubts == []


def test_every_mention_of_an_incident_says_why_it_belongs() -> None:
    (cluster,), _ = partition([mention("a"), mention("b", Event(place=KISUMU))], POLICY)
    assert all("one place is inside the other +2" in reason for reason in cluster.reasons)
    (alone,), _ = partition([mention("a")], POLICY)
    assert alone.reasons == ("first report",)


def test_whatever_would_merge_lies_in_a_common_neighbourhood() -> None:
    pairs = (
        (Event(), Event(place=KISUMU)),
        (Event(), Event(day=DAY + timedelta(days=1))),
        (Event(place=KISUMU), Event(place=KISUMU, day=date(2024, 6, 20), last_day=date(2024, 7, 12), precision="week")),
        (Event(ONE, victims=("Rex Masai",)), Event(ONE, None, None, victims=("Rex Kanyike Masai",))),
    )
    for a, b in pairs:
        first, second = mention("a", a), mention("b", b)
        assert joined([first], [second], POLICY) == [second]
        assert keys(first) & lookups(second, POLICY)
        assert keys(second) & lookups(first, POLICY)


def test_a_middle_score_is_a_doubt_and_no_more_than_a_few_of_each() -> None:
    new = mention("new", Event(ONE, KISUMU))
    near = [mention(f"other{n}", Event([Number("killed", 12 + n)], KISUMU)) for n in range(9)]
    doubts = doubts_about([new], near, POLICY)
    assert len(doubts) == 5
    assert all(new.mention_id in (d.mention_a, d.mention_b) and d.mention_a < d.mention_b for d in doubts)


def test_the_surest_pair_is_joined_first() -> None:
    for name in "abcdefgh":
        rex = mention(f"rex-{name}", Event(ONE, KONDELE, victims=("Rex Masai",)))
        ann = mention(f"ann-{name}", Event(ONE, NYALENDA, victims=("Ann Otieno",)))
        town = mention(f"town-{name}", Event(ONE, KISUMU, victims=("Rex Kanyike Masai",)))
        assert incidents(rex, ann, town) == [[f"ann-{name}"], [f"rex-{name}", f"town-{name}"]]
        vague = mention(f"vague-{name}", Event(ONE, KISUMU, by=("police",)))
        shot, other = (
            mention(f"{place}-{name}", Event(ONE, where, by=by))
            for place, where, by in (("shot", KONDELE, ("police",)), ("other", NYALENDA, ()))
        )
        assert [f"shot-{name}", f"vague-{name}"] in incidents(shot, other, vague)
