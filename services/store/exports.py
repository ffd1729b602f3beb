"""What the store answers, as files for other programs: JSON Lines, CSV for spreadsheets, GeoJSON for maps."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal

from pydantic import BaseModel

from services.store.proved import IncidentProved

Row = Mapping[str, Any]
Format = Literal["jsonl", "csv"]
MapFormat = Literal["jsonl", "csv", "geojson"]

INVISIBLE = " \u00a0\u200b\u2060\u3000\ufeff"

MEDIA_TYPES: Mapping[str, str] = {
    "jsonl": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8; header=present",
    "geojson": "application/geo+json",
}

FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
"""What makes a spreadsheet calculate a cell of text: `=HYPERLINK(...)` would send the reader's data away (OWASP)."""


def cell(value: Any) -> Any:
    """A value as a cell. A text that a spreadsheet would calculate gets an apostrophe before it; numbers stay numbers.

    White space before the sign counts too, also what nobody sees: some programs drop it.
    """
    if not isinstance(value, str):
        return value
    starts = value[:1] in FORMULA_STARTS or value.lstrip(INVISIBLE)[:1] in FORMULA_STARTS
    return f"'{value}" if starts else value


def jsonl(items: Iterable[BaseModel]) -> Iterator[str]:
    """One JSON object a line, as the API answers it; nothing is changed for anybody's spreadsheet."""
    return (item.model_dump_json() + "\n" for item in items)


def csv_of(items: Iterable[Any], columns: tuple[str, ...], row_of: Callable[[Any], Row]) -> Iterator[str]:
    """A table with a header (RFC 4180). Every text is quoted, so that no separator of another country splits it."""
    lines = io.StringIO()
    writer = csv.writer(lines, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(columns)
    for item in items:
        row = row_of(item)
        writer.writerow([cell(row.get(column)) for column in columns])
        yield lines.getvalue()
        lines.seek(0)
        lines.truncate()
    yield lines.getvalue()


def geojson(incidents: Iterable[IncidentProved], properties_of: Callable[[IncidentProved], Row]) -> Iterator[str]:
    """One FeatureCollection (RFC 7946, degrees of WGS 84). An incident without a known point has no geometry."""
    yield '{"type":"FeatureCollection","features":['
    between = "\n"
    for incident in incidents:
        yield between + json.dumps(_feature(incident, properties_of(incident)), ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


def _feature(incident: IncidentProved, properties: Row) -> dict[str, Any]:
    place = incident.place
    known = place is not None and place.lat is not None and place.lon is not None
    point = {"type": "Point", "coordinates": [place.lon, place.lat]} if known and place else None
    return {"type": "Feature", "id": incident.incident_id, "geometry": point, "properties": properties}
