"""Ids of incidents: kept through growth, merge, split and edit."""

from services.store.clusters import partition
from services.store.identities import Identities, Known, Link, founding_id, heirs, identify
from services.store.incidents import MergePolicy
from services.store.mentions import Mention
from tests.unit.store.told import ELDORET, KISUMU, NYALENDA, Event, Number, later, mention

POLICY = MergePolicy()


def who_is_who(
    mentions: list[Mention], links: list[Link], *known: Known, heirs: dict[str, str] | None = None
) -> tuple[dict[str, str], Identities]:
    clusters, _ = partition(mentions, POLICY)
    found = identify(clusters, links, {k.incident_id: k for k in known}, heirs or {})
    return {m.source.article_id: i for i, c in zip(found.ids, clusters, strict=True) for m in c.mentions}, found


def test_a_copy_an_edit_and_a_second_reading_found_the_same_incident() -> None:
    first = mention("a")
    for again in (mention("copy", origin="a"), mention("a", version=2), mention("a", extractor="2")):
        assert founding_id(again) == founding_id(first)
    assert founding_id(mention("b")) != founding_id(first)


def test_an_incident_keeps_its_id_while_reports_come_in() -> None:
    a, b = mention("a"), mention("b", Event(place=KISUMU))
    ids, _ = who_is_who([a, b], [Link("old", b.mention_id, True)], Known("old", "current", later(0)))
    assert ids == {"a": "old", "b": "old"}


def test_of_two_that_merge_the_older_goes_on() -> None:
    a, b, town = mention("a"), mention("b", Event(place=NYALENDA)), mention("town", Event(place=KISUMU))
    links = [Link("younger", a.mention_id, True), Link("older", b.mention_id, True)]
    ids, found = who_is_who(
        [a, b, town], links, Known("younger", "current", later(1)), Known("older", "current", later(0))
    )
    assert (set(ids.values()), found.merged) == ({"older"}, {"younger": "older"})


def test_a_merge_that_is_undone_gives_both_their_ids_back() -> None:
    a, b = mention("a"), mention("b", Event(place=NYALENDA))
    links = [
        Link("older", a.mention_id, True),
        Link("older", b.mention_id, True),
        Link("younger", b.mention_id, False),
    ]
    ids, found = who_is_who([a, b], links, Known("older", "current", later(0)), Known("younger", "merged", later(1)))
    assert (sorted(ids.values()), found.merged) == (["older", "younger"], {})


def test_an_incident_of_which_nothing_is_left_is_withdrawn() -> None:
    gone = mention("a")
    _, found = who_is_who([], [Link("i", gone.mention_id, True)], Known("i", "current", later(0)))
    assert found.withdrawn == {"i"}


def test_an_edited_mention_inherits_its_incident_even_from_another_day_and_place() -> None:
    old, new = mention("a"), mention("a", Event(place=ELDORET), version=2)
    successors = heirs([old], [new], POLICY)
    assert successors == {old.mention_id: new.mention_id}
    ids, _ = who_is_who([new], [Link("i", old.mention_id, True)], Known("i", "current", later(0)), heirs=successors)
    assert ids == {"a": "i"}


def test_an_event_of_another_kind_under_the_same_key_is_no_heir() -> None:
    burnt = Event([Number("injured", 1)], type="property_damage")
    assert heirs([mention("a")], [mention("a", burnt, version=2)], POLICY) == {}
