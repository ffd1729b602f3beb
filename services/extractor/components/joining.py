"""Events that turn out to be one: the same number of dead told again further on, where nothing sets them apart.

An article tells its dead in the headline, the lead and again at the end; with other sentences between, the last telling
may have begun an event of its own, and the dead would be counted twice. Does not handle: one person killed, told again
without a name, a place or a day.
"""

from services.extractor.components.methods import unlike
from services.extractor.components.same_events import may_be_one_place
from services.extractor.components.tellings import Event
from services.extractor.reading import Reading


def joined(events: list[Event], reading: Reading) -> list[Event]:
    """The events in their order, each joined to an earlier one that it only repeats."""
    kept: list[Event] = []
    for event in events:
        first = next((known for known in kept if _repeats(event, known, reading)), None)
        if first is None:
            kept.append(event)
            continue
        first.tellings.extend(event.tellings)
        first.tellings.sort(key=lambda telling: telling[0].start)
    return kept


def _repeats(event: Event, known: Event, reading: Reading) -> bool:
    counts = _dead(event)
    if event.family != "violence" or known.family != "violence" or not counts or not counts <= _dead(known):
        return False
    if event.names and known.names and not event.names & known.names:
        return False
    methods = event.methods()
    if methods and all(unlike(method, known.methods()) for method in methods):
        return False
    return _days_fit(event, known) and _places_fit(event, known, reading) and _doers_fit(event, known)


def _dead(event: Event) -> set[int]:
    """How many died, as far as exact numbers of two or more are told; a single death is told of too many people."""
    amounts = [g.amount for h, _ in event.known if h.kind == "killed" for g in h.groups if g.amount and not g.component]
    exact = {a.low for a in amounts if not a.vague}
    return exact if all(low > 1 for low in exact) else set()


def _days_fit(event: Event, known: Event) -> bool:
    own = [s.date.when.start for s in event.dates() if s.own_date and s.date and s.date.when.start]
    others = [s.date.when.start for s in known.dates() if s.date and s.date.when.start]
    return not own or not others or any(abs((a - b).days) <= 1 for a in own for b in others)


def _places_fit(event: Event, known: Event, reading: Reading) -> bool:
    own = [reading.text[slice(*s.place)] for _, s in event.known if s.own_place and s.place]
    others = [reading.text[slice(*place)] for place in known.places()]
    return not own or not others or any(may_be_one_place(a, b) for a in own for b in others)


def _doers_fit(event: Event, known: Event) -> bool:
    """Killed by police and killed by a mob stay apart (Rule R5)."""
    own, others = (
        {a.actor_class for h, _ in each.known for a in h.agents} - {"unknown", "civilian"} for each in (event, known)
    )
    return not own or not others or bool(own & others)
