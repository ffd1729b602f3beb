"""record(): one transaction, on a real database."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, func, select, update

from services.store.database import SCHEMA, migrate, open_store, transaction
from services.store.policies import Policy
from services.store.recording import Outcome, record, recorded
from services.store.repository import alerts as outbox
from services.store.state import state
from services.store.subscription_tables import subscriptions
from services.store.tables import (
    alerts,
    articles,
    extractions,
    incident_history,
    incident_mentions,
    incidents,
    mentions,
    metadata,
    reviews,
)  # fmt: skip
from shared.messages import AlertRaised, ArticleExtracted
from shared.runtime.settings import SettingsError
from tests.databases import Databases
from tests.unit.store.told import (
    ELDORET,
    KISUMU,
    MORNING_AFTER,
    NYALENDA,
    Demand,
    Event,
    Number,
    later,
    told,
)  # fmt: skip

Tell = Callable[..., list[AlertRaised]]


@pytest.fixture
def tell(engine: Engine) -> Tell:
    def record_all(*readings: ArticleExtracted, now: datetime = MORNING_AFTER) -> list[AlertRaised]:
        return [alert for reading in readings for alert in record(reading, engine, now, Policy())]

    return record_all


def killed(n: int, **options: Any) -> Event:
    return Event([Number("killed", n)], **options)


def kinds(raised: list[AlertRaised]) -> list[str]:
    return [alert.kind for alert in raised]


def rows(engine: Engine, table: Any) -> int:
    with engine.connect() as db:
        return db.scalar(select(func.count()).select_from(table)) or 0


def test_an_article_is_kept_with_its_text_and_all_that_was_read_in_it(engine: Engine, tell: Tell) -> None:
    reading = told("a", killed(2), Demand(), Number("killed", 75, role="cumulative"))
    assert kinds(tell(reading)) == ["new_casualties", "new_demand"]
    known = state(engine)
    (incident,) = known["incidents"]
    assert (incident["figures"], incident["articles"]) == ({"killed": {"low": 2, "best": 2, "high": 2}}, ["a"])
    assert [(f["role"], f["best"]) for f in known["figures"]] == [("cumulative", 75)]
    assert [(d["targets"], d["status"]) for d in known["demands"]] == [(["Japhet Koome"], "made")]
    with engine.connect() as db:
        article = db.execute(select(articles)).one()
        body = db.scalar(select(extractions.c.body))
    assert reading.article is not None
    assert (article.text, article.published_at) == (reading.article.text, MORNING_AFTER)
    assert ArticleExtracted.model_validate(body) == reading.model_copy(update={"article": None})


def test_the_same_reading_again_changes_nothing(engine: Engine, tell: Tell) -> None:
    reading = told("a", killed(2), Demand())
    tell(reading)
    before = {table.name: rows(engine, table) for table in metadata.sorted_tables}
    assert recorded(reading, engine, later(1), Policy()).outcome is Outcome.KNOWN
    assert {table.name: rows(engine, table) for table in metadata.sorted_tables} == before


def test_two_outlets_on_one_event_are_one_incident_and_one_alert(engine: Engine, tell: Tell) -> None:
    assert kinds(tell(told("a", killed(2)), told("b", killed(2, place=KISUMU)))) == ["new_casualties"]
    (incident,) = state(engine)["incidents"]
    assert (incident["articles"], incident["independent_sources"]) == (["a", "b"], 2)
    with engine.connect() as db:
        reasons = list(db.scalars(select(incident_mentions.c.reason)))
    assert all(reasons), "every link has its reason"


def test_two_events_of_one_article_stay_apart(engine: Engine, tell: Tell) -> None:
    tell(told("a", killed(1, key="i1"), killed(1, key="i2")), told("b", killed(1)))
    assert sorted(i["articles"] for i in state(engine)["incidents"]) == [["a"], ["a", "b"]]


def test_parts_of_an_article_with_one_key_are_one_event(engine: Engine, tell: Tell) -> None:
    tell(told("a", killed(2), killed(2)))
    assert len(state(engine)["incidents"]) == 1


def test_a_middle_score_goes_to_people_not_to_a_merge(engine: Engine, tell: Tell) -> None:
    tell(told("a", killed(1, place=KISUMU)), told("b", killed(12, place=KISUMU)))
    assert len(state(engine)["incidents"]) == 2
    assert rows(engine, reviews) == 1


def test_a_growing_toll_alerts_for_each_rise_and_for_no_copy(tell: Tell) -> None:
    story = [
        told("a", killed(2)),
        told("b", Event([Number("killed", 3, role="update")]), published=later(3)),
        told("copy", Event([Number("killed", 3, role="update")]), published=later(4), origin="b"),
        told("c", Event([Number("killed", 5, role="update")]), published=later(8)),
        told("d", killed(5), published=later(9)),
    ]
    assert kinds(tell(*story, *story)) == ["new_casualties", "toll_raised", "toll_raised"]


def test_an_edit_from_four_to_three_is_corrected(engine: Engine, tell: Tell) -> None:
    (first,) = tell(told("a", killed(4)))
    (second,) = tell(told("a", killed(3), version=2))
    assert (second.kind, second.corrects, second.incident_id) == ("toll_corrected", first.alert_id, first.incident_id)
    (incident,) = state(engine)["incidents"]
    assert [view["figures"]["killed"]["best"] for view in incident["history"]] == [4, 3]


def test_an_edit_that_changes_no_fact_raises_nothing(engine: Engine, tell: Tell) -> None:
    tell(told("a", killed(4), Demand()))
    assert tell(told("a", killed(4), Demand(), version=2)) == []
    assert len(state(engine)["incidents"]) == len(state(engine)["demands"]) == 1


def test_an_edit_of_day_and_place_corrects_the_incident_instead_of_making_another(engine: Engine, tell: Tell) -> None:
    (first,) = tell(told("a", killed(2)))
    moved = killed(2, place=ELDORET, day=MORNING_AFTER.date() - timedelta(days=5))
    assert tell(told("a", moved, version=2)) == []
    (incident,) = state(engine)["incidents"]
    assert (incident["incident_id"], incident["place"]["text"]) == (first.incident_id, "Eldoret")


def test_an_edit_that_drops_the_event_withdraws_it_and_the_row_stays(engine: Engine, tell: Tell) -> None:
    (first,) = tell(told("a", killed(2)))
    (withdrawn,) = tell(told("a", version=2))
    assert (withdrawn.kind, withdrawn.corrects) == ("toll_corrected", first.alert_id)
    assert state(engine)["incidents"] == []
    with engine.connect() as db:
        assert db.scalar(select(incidents.c.state)) == "withdrawn"
    again = tell(told("a", killed(2), version=3), told("a", version=4), told("a", killed(2), version=5))
    assert kinds(again) == ["toll_raised"], "who heard that it is withdrawn hears that it is back, once"
    assert [i["incident_id"] for i in state(engine)["incidents"]] == [first.incident_id]


def test_an_older_version_that_comes_late_is_kept_but_does_not_speak(engine: Engine, tell: Tell) -> None:
    tell(told("a", killed(3), version=2))
    late = recorded(told("a", killed(4)), engine, later(1), Policy())
    assert (late.outcome, late.alerts) == (Outcome.OUTDATED, ())
    assert state(engine)["incidents"][0]["figures"]["killed"]["best"] == 3
    with engine.connect() as db:
        active = {row.version: row.active for row in db.execute(select(articles))}
    assert active == {1: False, 2: True}
    assert rows(engine, extractions) == 2


def test_a_newer_extractor_replaces_what_was_read_and_alerts_nothing(engine: Engine, tell: Tell) -> None:
    tell(told("a", killed(2), extractor="1.9"))
    assert tell(told("a", killed(5), Demand(), extractor="1.10")) == []
    assert state(engine)["incidents"][0]["figures"]["killed"]["best"] == 5
    assert recorded(told("a", killed(3), extractor="1.2"), engine, later(1), Policy()).outcome is Outcome.OUTDATED
    assert len(state(engine)["demands"]) == 1


def test_a_report_of_the_town_does_not_join_two_victims_of_two_estates(engine: Engine, tell: Tell) -> None:
    rex, ann = (
        told("rex", killed(1, victims=("Rex Masai",))),
        told("ann", killed(1, place=NYALENDA, victims=("Ann Otieno",))),
    )
    first, _ = tell(rex), tell(ann)
    assert len(state(engine)["incidents"]) == 2
    both = killed(2, place=KISUMU, victims=("Rex Masai", "Ann Otieno"))
    assert kinds(tell(told("both", both, published=later(5)))) == ["toll_raised"]
    known = state(engine)["incidents"]
    assert len(known) == 2, "two victims in two estates are never one event, whoever tells of both"
    assert first[0].incident_id in [i["incident_id"] for i in known]


def test_an_id_that_was_merged_leads_to_the_incident_that_took_it_in(engine: Engine, tell: Tell) -> None:
    raised = tell(told("a", killed(3))) + tell(told("b", killed(3, place=NYALENDA)), now=later(1))
    assert tell(told("c", killed(3, place=KISUMU))) == [], "a merge is no news"
    with engine.connect() as db:
        kept = {row.incident_id: row.merged_into for row in db.execute(select(incidents))}
    assert kept == {raised[0].incident_id: None, raised[1].incident_id: raised[0].incident_id}
    assert tell(told("c", version=2)) == [], "what is split again was told already"
    assert {i["incident_id"] for i in state(engine)["incidents"]} == {a.incident_id for a in raised}


def test_history_says_what_was_known_when(engine: Engine, tell: Tell) -> None:
    tell(told("a", killed(2)), now=later(0))
    tell(told("b", Event([Number("killed", 4, role="update")]), published=later(5)), now=later(5))
    with engine.connect() as db:
        views = db.execute(select(incident_history.c.recorded_at, incident_history.c.view)).all()
    assert [(v.recorded_at, v.view["figures"]["killed"]["best"]) for v in views] == [(later(0), 2), (later(5), 4)]


def test_a_failure_half_way_leaves_nothing_behind(engine: Engine, tell: Tell, monkeypatch: pytest.MonkeyPatch) -> None:
    def disk_full(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(outbox, "_remember", disk_full)
        with pytest.raises(OSError, match="disk full"):
            tell(told("a", killed(2), Demand()))
    assert {table.name: rows(engine, table) for table in metadata.sorted_tables if rows(engine, table)} == {}
    assert kinds(tell(told("a", killed(2), Demand()))) == ["new_casualties", "new_demand"]


def test_two_workers_that_merge_one_event_at_the_same_moment_end_with_one_incident_and_one_alert(
    store_url: str,
) -> None:
    ready = Barrier(2)
    engines = [open_store(store_url) for _ in range(2)]

    def work(engine: Engine, name: str) -> list[int]:
        raised = []
        for day in range(10):
            event = killed(2, day=MORNING_AFTER.date() - timedelta(days=day * 7))
            reading = told(f"{name}{day}", event, published=MORNING_AFTER - timedelta(days=day * 7))
            ready.wait(30)
            raised.append(len(record(reading, engine, MORNING_AFTER, Policy())))
        return raised

    with ThreadPoolExecutor(2) as workers:
        ours, theirs = workers.map(work, engines, ["a", "b"])
    assert [one + other for one, other in zip(ours, theirs, strict=True)] == [1] * 10
    assert [len(i["articles"]) for i in state(engines[0])["incidents"]] == [2] * 10
    for engine in engines:
        engine.dispose()


def test_a_reading_without_its_article_stands_for_itself(engine: Engine, tell: Tell) -> None:
    assert kinds(tell(told("a", killed(2)).model_copy(update={"article": None}))) == ["new_casualties"]
    assert state(engine)["articles"][0]["origin_id"] == "a"


def test_alerts_wait_in_the_outbox_in_the_order_raised(engine: Engine, tell: Tell) -> None:
    raised = tell(told("a", killed(2), Demand()), told("b", Demand("IJM")))
    with transaction(engine) as db:
        assert outbox.unpublished(db, 10) == raised
        outbox.mark_published(db, [raised[0].alert_id], later(1))
        assert outbox.unpublished(db, 10) == raised[1:]
        assert list(db.scalars(select(alerts.c.position).order_by(alerts.c.position))) == [1, 2, 3]


def test_a_migrated_database_is_what_the_tables_say(engine: Engine) -> None:
    migrate(engine)
    with engine.connect() as db:
        context = MigrationContext.configure(db, opts={"version_table": SCHEMA.version_table})
        assert subscriptions.metadata is metadata
        assert compare_metadata(context, metadata) == []


def test_services_that_start_at_once_migrate_once(databases: Databases) -> None:
    url = databases.new()
    engines = [open_store(url) for _ in range(4)]
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(migrate, engines))
    assert rows(engines[0], mentions) == 0
    for engine in engines:
        engine.dispose()


def test_a_database_of_a_newer_program_is_refused_by_name_of_the_setting(engine: Engine) -> None:
    with transaction(engine) as db:
        db.exec_driver_sql(f"UPDATE {SCHEMA.version_table} SET version_num = '9999'")
    with pytest.raises(SettingsError, match=r"STORE_DATABASE_URL.*9999"):
        migrate(engine)


def test_readers_do_not_wait_for_a_writer(engine: Engine, tell: Tell) -> None:
    tell(told("a", killed(2)))
    with transaction(engine) as db:
        db.execute(update(articles).values(title="being written"))
        titles = asyncio.run(asyncio.to_thread(lambda: [a["article_id"] for a in state(engine)["articles"]]))
    assert titles == ["a"]


@pytest.mark.parametrize(("weight", "alerts"), [(0.2, []), (0.35, ["new_demand"]), (None, ["new_demand"])])
def test_a_demand_of_little_weight_is_kept_and_raises_no_alert(
    tell: Tell, engine: Engine, weight: float | None, alerts: list[str]
) -> None:
    reading = told("a", Demand())
    claims = tuple(claim.model_copy(update={"relevance": weight}) for claim in reading.claims)
    assert kinds(tell(reading.model_copy(update={"claims": claims}))) == alerts
    assert len(state(engine)["demands"]) == 1


def test_one_article_can_make_a_demand_and_join_it(tell: Tell) -> None:
    both = told("a", Demand("Azimio"), Demand("IJM", action="step down", key="c2"), Demand("Azimio", key="c3"))
    assert kinds(tell(both)) == ["new_demand", "demand_joined"]


def test_wire_copy_in_five_outlets_is_one_alert(engine: Engine, tell: Tell) -> None:
    wire = [told(f"outlet{n}", killed(3), Demand(), origin="outlet0", published=later(n)) for n in range(5)]
    assert kinds(tell(*reversed(wire))) == ["new_casualties", "new_demand"]
    (incident,) = state(engine)["incidents"]
    assert (incident["independent_sources"], len(incident["articles"])) == (1, 5)


def test_running_totals_of_several_claimants_are_kept_and_alert_nothing(engine: Engine, tell: Tell) -> None:
    totals = [
        told(who, Number("killed", n, n, None, role="cumulative", claimant=who))
        for who, n in (("Amnesty", 30), ("HRW", 31))
    ]
    assert tell(*totals) == []
    assert sorted((f["claimant"], f["low"]) for f in state(engine)["figures"]) == [("Amnesty", 30), ("HRW", 31)]
