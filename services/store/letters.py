"""What a subscriber is told: the same alerts as JSON for a program, as text and as HTML for people."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.store.links import alert_page, main_proof
from services.store.templating import KIND_TITLES, templates
from services.store.wordings import moment, quoted
from shared.messages import AlertRaised

MOST_BYTES = 20_000
"""Of a webhook's body: what Standard Webhooks asks to stay under."""
MOST_TOLD = 50
"""Alerts spelled out in one digest; of the others their number is said."""
SUBJECT = 160
EVENTS: Mapping[str, str] = {"alert": "alert.raised", "digest": "alerts.digest", "test": "test"}
"""What the `type` of a webhook's body is, by the kind of delivery."""
TEST = "This is a test message of Shahidi. Alerts of this subscription will come here."


@dataclass(frozen=True)
class Letter:
    """What one delivery tells. `name`: the subscription's; `base_url`: of the page, without a slash at its end."""

    delivery_id: str
    kind: str
    name: str
    made_at: datetime
    alerts: tuple[AlertRaised, ...]
    base_url: str


def link_of(letter: Letter, alert: AlertRaised) -> str:
    return letter.base_url + alert_page(alert)


def body_of(letter: Letter) -> bytes:
    """As JSON: {type, timestamp, data}. The same bytes at every try. What does not fit is left out, and counted.

    `data` of an alert is the AlertRaised itself with its `link`; of a digest, {alerts: [...], left_out}.
    """
    said = json.dumps(_event(letter, None), ensure_ascii=False).encode()
    if len(said) > MOST_BYTES:
        said = json.dumps(_event(letter, 1), ensure_ascii=False).encode()
    return said


def _event(letter: Letter, most_proofs: int | None) -> dict[str, Any]:
    at = letter.alerts[0].raised_at if letter.kind == "alert" and letter.alerts else letter.made_at
    return {"type": EVENTS[letter.kind], "timestamp": at.isoformat(), "data": _data(letter, most_proofs)}


def _data(letter: Letter, most_proofs: int | None) -> dict[str, Any]:
    if letter.kind == "test" or not letter.alerts:
        return {"subscription": letter.name, "message": TEST}
    if letter.kind == "alert":
        return _alert(letter, letter.alerts[0], most_proofs)
    room, told = MOST_BYTES - 1_000, list[dict[str, Any]]()
    for alert in letter.alerts:
        one = _alert(letter, alert, most_proofs)
        room -= len(json.dumps(one, ensure_ascii=False).encode()) + 2
        if room < 0 and most_proofs:
            break
        told.append(one)
    return {"subscription": letter.name, "alerts": told, "left_out": len(letter.alerts) - len(told)}


def _alert(letter: Letter, alert: AlertRaised, most_proofs: int | None) -> dict[str, Any]:
    said = alert.model_dump(mode="json")
    proofs = said["evidence"]
    if most_proofs and len(proofs) > most_proofs:
        main = main_proof(alert).model_dump(mode="json")
        said["evidence"] = [main, *(proof for proof in proofs if proof != main)][:most_proofs]
        said["evidence_left_out"] = len(proofs) - most_proofs
    return {**said, "link": link_of(letter, alert)}


def subject_of(letter: Letter) -> str:
    """One line."""
    match letter.kind:
        case "test":
            said = "Shahidi: a test message"
        case "digest":
            said = f"Shahidi: {len(letter.alerts)} alert{'s' if len(letter.alerts) != 1 else ''} for {letter.name}"
        case _:
            said = letter.alerts[0].headline
    return shortened(said)


def shortened(text: str) -> str:
    """One line without control characters: a headline is what strangers write, and a header must not break."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= SUBJECT else line[: SUBJECT - 1] + "…"


def text_of(letter: Letter) -> str:
    """For people who read plain text."""
    if not letter.alerts:
        return f"{TEST}\n\nSubscription: {shortened(letter.name)}\n{letter.base_url}/"
    parts = [_told(letter, alert) for alert in letter.alerts[:MOST_TOLD]]
    if len(letter.alerts) > MOST_TOLD:
        parts.append(f"And {len(letter.alerts) - MOST_TOLD} more: {letter.base_url}/")
    return "\n\n".join([*parts, f"-- \nShahidi, subscription: {shortened(letter.name)}"])


def _told(letter: Letter, alert: AlertRaised) -> str:
    lines = (
        alert.headline,
        f"{KIND_TITLES[alert.kind]}: {alert.reason}. Sources that do not copy each other: {alert.independent_sources}.",
        quoted(main_proof(alert)),
        f"{moment(alert.raised_at)} – {link_of(letter, alert)}",
    )
    return "\n".join(" ".join(line.split()) for line in lines)


def html_of(letter: Letter) -> str:
    """For people whose mail shows HTML. Every value is escaped, nothing is loaded."""
    template = templates().get_template("mail.html")
    rest = max(0, len(letter.alerts) - MOST_TOLD)
    return template.render(
        letter=letter, alerts=letter.alerts[:MOST_TOLD], rest=rest, test=TEST, link_of=link_of,
        subject=subject_of(letter),
    )  # fmt: skip
