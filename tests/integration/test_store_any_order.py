"""Rule: in whatever order and in however many copies readings arrive, the store ends up knowing the same."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.store.database import SCHEMA, open_store
from services.store.policies import Policy
from services.store.recording import recorded_together
from services.store.state import state
from shared.messages import AlertRaised, ArticleExtracted
from tests.databases import Databases
from tests.unit.store.told import (
    AHERO,
    ELDORET,
    KENYA,
    KISUMU,
    KONDELE,
    MORNING_AFTER,
    NYALENDA,
    Demand,
    Event,
    Number,
    later,
    prose,
    told,
)  # fmt: skip

WIRE = prose("wire")
GENERIC = Demand("Azimio", ("the government",), "open the records")
"""On an addressee that every country has, in an article that names none: another demand for every report."""

STORY: tuple[ArticleExtracted, ...] = (
    # One event, told by town and by estate, growing, and told again by a copy.
    told("estate", Event([Number("killed", 2)], KONDELE), Demand("Azimio")),
    told("town", Event([Number("killed", 2), Number("injured", 5)], KISUMU, by=("police",)), published=later(1)),
    told("update", Event([Number("killed", 4, role="update")], KONDELE), Demand("IJM"), published=later(9)),
    told("copy", Event([Number("killed", 4, role="update")], KONDELE), origin="update", published=later(10)),
    # Its week only: it could be this event, and also the one of two days later.
    told("vague", Event([Number("killed", 4)], KISUMU, date(2024, 7, 1), date(2024, 7, 7), "week")),
    # Two days later, in the same town: exact days that far apart are two events, with a third in between.
    told("between", Event([Number("killed", 4)], KISUMU, day=date(2024, 7, 4)), published=later(40)),
    told("next", Event([Number("killed", 4)], KISUMU, day=date(2024, 7, 5)), published=later(50)),
    told("after", Event([Number("killed", 4)], KISUMU, day=date(2024, 7, 6)), published=later(72)),
    # Two estates, two different victims: never one event, although a third article knows only the town.
    told("rex", Event([Number("killed", 1)], KONDELE, victims=("Rex Kanyike Masai",)), published=later(2)),
    told("ann", Event([Number("killed", 1)], NYALENDA, victims=("Ann Wanjiru Otieno",)), published=later(3)),
    told("both", Event([Number("killed", 1)], KONDELE, key="i1"), Event([Number("killed", 1)], KONDELE, key="i2")),
    # The same victim, spelt shorter, in a place written otherwise; and again without any date.
    told("masai", Event([Number("killed", 1)], AHERO, victims=("Rex Masai",)), published=later(4)),
    told("undated", Event([Number("killed", 1)], None, day=None, victims=("Rex Masai",)), published=later(5)),
    told("nobody", Event([Number("killed", 1)], None, day=None), published=later(5)),
    # An edit that takes back, one that changes nothing, one that drops the event.
    told("edited", Event([Number("killed", 4)], ELDORET), Demand("Azimio", action="step down")),
    told("edited", Event([Number("killed", 3)], ELDORET), Demand("Azimio", action="step down"), version=2),
    told("edited", Event([Number("killed", 3)], ELDORET), version=3),
    told("gone", Event([Number("killed", 7)], AHERO, day=date(2024, 6, 30))),
    told("gone", version=2),
    # One wire text in four outlets, cut by one, rewritten with a higher toll by another, and set into a digest.
    told("wire", Event([Number("killed", 2)], AHERO, day=date(2024, 6, 3)), prose=WIRE, published=later(-720)),
    told("cut", Event([Number("killed", 2)], AHERO, day=date(2024, 6, 3)), GENERIC, prose=WIRE[:900],
         published=later(-722)),
    told("more", Event([Number("killed", 5)], AHERO, day=date(2024, 6, 3)), GENERIC, prose=f"{WIRE} and five now",
         published=later(-700)),
    told("digest", Event([Number("killed", 2)], AHERO, day=date(2024, 6, 3)),
         prose=f"{prose('digest', 90)} {WIRE[300:900]} {prose('rest', 90)}", published=None),
    # Numbers that are no event's.
    told("running", Number("killed", 30, high=None, role="cumulative"), Event([], KENYA, type="protest")),
)  # fmt: skip


@st.composite
def arrivals(draw: st.DrawFn) -> tuple[list[ArticleExtracted], list[ArticleExtracted]]:
    """Some of the story, once in its own order, and once shuffled with up to two more copies of each."""
    chosen = draw(st.lists(st.sampled_from(range(len(STORY))), min_size=2, max_size=9, unique=True))
    copies = [i for i in chosen for _ in range(draw(st.integers(1, 3)))]
    return [STORY[i] for i in sorted(chosen)], [STORY[i] for i in draw(st.permutations(copies))]


def test_any_order_and_any_number_of_copies_end_in_the_same_state(databases: Databases) -> None:
    # What differs between the databases is how rows are written and read, not what is decided: fewer examples do.
    @settings(max_examples=50 if databases.kind == "sqlite" else 12, deadline=None)
    @given(arrivals())
    def they_do(arrived: tuple[list[ArticleExtracted], list[ArticleExtracted]]) -> None:
        ordered, shuffled = arrived
        expected, _ = _after(databases, ordered)
        got, alerts = _after(databases, shuffled)
        assert got == expected
        ids = Counter(alert.alert_id for alert in alerts)
        assert max(ids.values(), default=1) == 1
        firsts = Counter((a.kind, a.incident_id or a.demand_id) for a in alerts if a.kind.startswith("new_"))
        assert max(firsts.values(), default=1) == 1

    they_do()


def test_recorded_together_or_one_by_one_the_same_is_stored_and_told(databases: Databases) -> None:
    @settings(max_examples=40 if databases.kind == "sqlite" else 10, deadline=None)
    @given(arrivals(), st.integers(2, 12))
    def it_is(arrived: tuple[list[ArticleExtracted], list[ArticleExtracted]], size: int) -> None:
        _, readings = arrived
        singly, alerts = _after(databases, readings, whole=True)
        together, told_together = _after(databases, readings, size, whole=True)
        assert told_together == alerts
        assert together == singly

    it_is()


def _after(
    databases: Databases, readings: Sequence[ArticleExtracted], together: int = 1, *, whole: bool = False
) -> tuple[dict[str, Any], list[AlertRaised]]:
    engine = open_store(databases.new(SCHEMA))
    parts = [readings[i : i + together] for i in range(0, len(readings), together)]
    done = [d for part in parts for d in recorded_together(part, engine, MORNING_AFTER, Policy())]
    alerts = [alert for recorded in done for alert in recorded.alerts]
    known = state(engine)
    engine.dispose()
    databases.drop()
    return known if whole else _content(known), alerts


def _content(known: dict[str, Any]) -> dict[str, Any]:
    """The state without what depends on the way there: the ids of incidents, and their history."""
    incidents = [{k: v for k, v in i.items() if k not in ("incident_id", "history")} for i in known["incidents"]]
    return {**known, "incidents": sorted(incidents, key=str)}
