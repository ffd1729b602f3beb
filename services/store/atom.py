"""Alerts as an Atom feed (RFC 4287), for any reader of feeds."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from services.store.links import alert_page
from services.store.wordings import quoted
from shared.messages import AlertRaised

NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
EPOCH = datetime.fromtimestamp(0, UTC)
"""When an empty feed was last changed: a feed must say."""
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _clean(text: str) -> str:
    """The text without the characters that XML 1.0 cannot hold, however they are written."""
    return _NOT_XML.sub("", text)


def _add(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    made = SubElement(parent, name, {key: _clean(value) for key, value in attributes.items()})
    made.text = None if text is None else _clean(text)
    return made


def feed(alerts: Sequence[AlertRaised], base_url: str) -> bytes:
    """The feed document. `base_url` ends without a slash; ids do not depend on it, so a move doubles nothing."""
    root = Element("feed", xmlns=NAMESPACE)
    _add(root, "id", "urn:shahidi:alerts")
    _add(root, "title", "Shahidi: people harmed, demands made")
    _add(root, "updated", max((alert.raised_at for alert in alerts), default=EPOCH).isoformat())
    _add(root, "link", rel="self", href=f"{base_url}/alerts.atom", type=MEDIA_TYPE)
    _add(root, "link", rel="alternate", href=f"{base_url}/", type="text/html")
    _add(_add(root, "author"), "name", "Shahidi")
    for alert in alerts:
        _add_entry(root, alert, base_url)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _add_entry(root: Element, alert: AlertRaised, base_url: str) -> None:
    entry = _add(root, "entry")
    _add(entry, "id", f"urn:shahidi:alert:{alert.alert_id}")
    _add(entry, "title", alert.headline)
    _add(entry, "updated", alert.raised_at.isoformat())
    _add(entry, "link", rel="alternate", href=base_url + alert_page(alert), type="text/html")
    _add(entry, "category", term=alert.kind)
    _add(entry, "summary", "\n".join((alert.reason, *(quoted(proof) for proof in alert.evidence))))
