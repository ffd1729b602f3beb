"""Neighbourhoods of mentions: only neighbours are ever compared."""

from collections.abc import Sequence
from datetime import date, timedelta

from services.store.features import Features, features
from services.store.incidents import MergePolicy
from services.store.keys import key_of, name_key, origin_key
from services.store.mentions import Mention
from services.store.names import name_keys
from services.store.places import place_keys, place_lookups
from services.store.telling import people_in, story_keys, story_lookups, told_keys, told_lookups

LONGEST_DAYS = 31
"""A vaguer date than a month is not looked up by place: everything would be its neighbour."""

ONE_DAY = timedelta(days=1)


def keys(mention: Mention) -> set[int]:
    """The neighbourhoods that a mention is filed under."""
    f = features(mention)
    weeks = _weeks(f, 0)
    told = told_keys(f.telling, f.start, f.published) | story_keys(f.telling, f.published)
    return {key_of(place, week) for place in place_keys(f.spot) for week in weeks} | _own_keys(mention, f) | told


def lookups(mention: Mention, policy: MergePolicy) -> set[int]:
    """The neighbourhoods in which every mention lies that this one could be one event with."""
    f = features(mention)
    weeks = _weeks(f, 1)
    around = place_lookups(f.spot, policy.near_km)
    return {key_of(place, week) for place in around for week in weeks} | _own_keys(mention, f)


def lookups_by_telling(mention: Mention) -> set[int]:
    """The keys of which mentions share several whose articles speak of the same."""
    f = features(mention)
    return told_lookups(f.telling, f.start, f.published) | story_lookups(f.telling, f.published)


def days_around(mentions: Sequence[Mention]) -> tuple[date, date]:
    """The first and last day of whatever these mentions could be one event with; all time where one is undated."""
    dated = [(f.start, f.end) for f in map(features, mentions) if f.start and f.end]
    if len(dated) < len(mentions):
        return date.min, date.max
    return min(start for start, _ in dated) - ONE_DAY, max(end for _, end in dated) + ONE_DAY


def _own_keys(mention: Mention, f: Features) -> set[int]:
    names = {name_key(words) for name in (*f.names, *people_in(f.telling)) for words in name_keys(name)}
    return names | {origin_key(mention.source.origin_id)}


def _weeks(f: Features, margin_days: int) -> range:
    if f.start is None or f.end is None or (f.end - f.start).days > LONGEST_DAYS:
        return range(0)
    margin = timedelta(days=margin_days)
    return range((f.start - margin).toordinal() // 7, (f.end + margin).toordinal() // 7 + 1)
