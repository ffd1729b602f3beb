"""What a form of the page says, as a decision."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter
from starlette.datastructures import ImmutableMultiDict

from services.store.decisions import Decision
from services.store.forms import given

DECISION: TypeAdapter[Decision] = TypeAdapter(Decision)
FIELDS = ("field", "kind", "toll", "date", "place", "country", "type", "other_id", "decision_id")


def decision_of(fields: ImmutableMultiDict[str, str], incident_id: str) -> Decision:
    """The decision on this incident that a form makes. Raises pydantic's ValidationError, which names the field."""
    one = given(fields, *FIELDS)
    said: dict[str, Any] = {name: fields.get(name, "") for name in ("action", "who", "why")}
    match said["action"]:
        case "confirm" | "dismiss":
            said["incident_id"] = incident_id
        case "correct":
            said |= {"incident_id": incident_id, **_correction(one)}
        case "merge":
            said |= {"incident_id": incident_id, "other_id": one.get("other_id", "").rpartition("/")[2]}
        case "split":
            said |= {"incident_id": incident_id, "mentions": fields.getlist("mentions")}
        case "undo":
            said["decision_id"] = one.get("decision_id", "")
    return DECISION.validate_python(said)


def _correction(one: Mapping[str, str]) -> dict[str, Any]:
    match one.get("field"):
        case "type":
            return {"type": one.get("type")}
        case "date":
            return {"date": {"start": one.get("date"), "end": one.get("date"), "precision": "day"}}
        case "place":
            name = one.get("place", "")
            return {"place": {"text": name, "name": name, "country": one.get("country")}} if name else {}
        case "toll":
            many = one.get("toll", "")
            return {"toll": {one.get("kind", ""): {"low": many, "best": many, "high": many}}}
    return {}
