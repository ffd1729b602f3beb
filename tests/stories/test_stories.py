"""Each story raises its alerts and no others; in any order and any number of copies it ends in the same state."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.cli.replaying import replay_file
from services.store.database import SCHEMA, open_store
from services.store.policies import Policy
from services.store.recording import record
from services.store.state import state
from services.store.views.incidents import incident
from shared.messages import AlertRaised, ArticleExtracted, Toll
from tests.databases import SqliteFiles
from tests.stories.reading import MODEL, NOW, Story, readings, stories, told_by

STORIES = stories()


@pytest.fixture(scope="module")
def files() -> Iterator[SqliteFiles]:
    """What differs between databases is tried elsewhere; here it is what is read and decided."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield SqliteFiles(Path(folder))


def after(files: SqliteFiles, told: Sequence[ArticleExtracted]) -> tuple[list[AlertRaised], dict[str, Any]]:
    engine = open_store(files.new(SCHEMA))
    raised = [alert for reading in told for alert in record(reading, engine, NOW, Policy())]
    known = state(engine)
    engine.dispose()
    files.drop()
    return raised, known


def is_as_expected(alert: list[Any], expected: list[Any]) -> bool:
    kind, article, figures = expected
    return alert[:2] == [kind, article] and figures.items() <= alert[2].items()


@pytest.mark.parametrize("story", STORIES, ids=[story.name for story in STORIES])
def test_a_story_raises_its_alerts_and_no_others(files: SqliteFiles, story: Story) -> None:
    raised = [told_by(alert) for alert in after(files, readings()[story.name])[0]]
    assert len(raised) == len(story.alerts), (story.about, raised)
    assert all(map(is_as_expected, raised, story.alerts)), (story.about, raised)


@pytest.mark.parametrize(
    ("name", "speakers", "official"),
    [
        ("13_official_and_other", {"police"}, Toll(low=3, best=3, high=3)),
        ("24_officially_nobody", {"Police"}, Toll(low=0, best=0, high=0)),
    ],
)
def test_what_the_authorities_say_stands_beside_the_toll(
    files: SqliteFiles, name: str, speakers: set[str], official: Toll
) -> None:
    engine = open_store(files.new(SCHEMA))
    for reading in readings()[name]:
        record(reading, engine, NOW, Policy())
    with engine.connect() as db:
        shown = [incident(db, one["incident_id"]) for one in state(engine)["incidents"]]
    series = [one.official["killed"] for one in shown if one and "killed" in one.official]
    assert [s.toll for s in series] == [official]
    assert {word.speaker.casefold() for word in series[0].said} == {name.casefold() for name in speakers}
    engine.dispose()
    files.drop()


def test_a_story_ends_in_the_same_state_in_any_order(files: SqliteFiles) -> None:
    expected = {name: _content(after(files, told)[1]) for name, told in readings().items()}

    @settings(max_examples=30, deadline=None)
    @given(st.data())
    def it_does(data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(expected)))
        told = readings()[name]
        order = data.draw(st.permutations([i for i in range(len(told)) for _ in range(data.draw(st.integers(1, 2)))]))
        raised, known = after(files, [told[i] for i in order])
        assert _content(known) == expected[name]
        assert max(Counter(alert.alert_id for alert in raised).values(), default=1) == 1

    it_does()


def test_all_stories_together_raise_what_each_raises_alone(tmp_path: Path) -> None:
    """Through the whole pipeline, in one store: no story is taken for another's."""
    file, out = tmp_path / "stories.jsonl", StringIO()
    articles = [article for story in STORIES for article in story.articles]
    file.write_text("".join(f"{json.dumps(article)}\n" for article in articles), "utf-8")
    assert replay_file(file, MODEL, out, None) == 0
    raised = [told_by(AlertRaised.model_validate_json(line)) for line in out.getvalue().splitlines()]
    expected = [alert for story in STORIES for alert in story.alerts]
    assert [alert[:2] for alert in raised] == [alert[:2] for alert in expected]
    assert all(map(is_as_expected, raised, expected))


def _content(known: dict[str, Any]) -> dict[str, Any]:
    """The state without what depends on the way there: the ids of incidents, and their history."""
    incidents = [{k: v for k, v in i.items() if k not in ("incident_id", "history")} for i in known["incidents"]]
    figures = [{k: v for k, v in f.items() if k != "incidents"} for f in known["figures"]]
    return {**known, "incidents": sorted(incidents, key=str), "figures": figures}
