"""Why something did not alert, in words."""

from services.store.changes import IncidentChange
from services.store.headlines import casualties
from services.store.news import NEWSWORTHY
from shared.messages import FigureRole

ROLES: dict[FigureRole, str] = {
    "incident": "counts towards the toll of the event",
    "update": "counts towards the toll of the event, as its newest value",
    "component": "is a part of another figure of the article, which counts (R2 b)",
    "cumulative": "is a running total: it makes no incident, and only a rise beyond what was alerted is news (R7)",
    "historic": "is of an earlier event: kept, and no news (R2 d)",
    "undated": "has no day or no place that could be read: kept for people to look at (R2 h)",
    "excluded": "tells of nobody harmed: denied, feared, asked for or a figure of speech (R2 a)",
}
"""What becomes of a figure of each role."""


def silence_of(change: IncidentChange, current_days: int) -> str:
    """Why this incident raises nothing now."""
    if change.dismissed:
        return "a person dismissed it: it alerts no more until that is undone"
    if not any(change.now(k).low or change.now(k).best for k in NEWSWORTHY):
        return "nobody is known to be killed, injured, abducted or missing in it"
    if not change.unsent:
        told = {kind: change.told(kind) for kind in NEWSWORTHY if change.told(kind).low or change.told(kind).best}
        return f"{casualties(told)} was alerted, and nothing that came since raises, lowers or names anybody (R8)"
    if not change.current:
        late = f"or lies more than {current_days} days before publication (R2 d, R3)"
        return f"no article tells of it as news: its day or week is not known, {late}"
    return "it became known by reading known articles anew, or old ones now, which is no news"
