"""Why something alerted, or did not: for any article, incident or demand."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from services.store.answers import Why, WhyLine
from services.store.changes import IncidentChange
from services.store.reasons import ROLES, silence_of
from services.store.repository import alerts as outbox
from services.store.repository import incidents as incident_rows
from services.store.repository import mentions as mention_rows
from services.store.repository.rulings import of_incidents
from services.store.rulings import ruled
from services.store.summaries import is_current, summary_of
from services.store.tables import alerts, articles, claims, demand_claims, demands, figures, incident_mentions, mentions
from services.store.views.alerts import alerts_about
from services.store.views.incidents import incident, now_known_as
from services.store.views.why_told import told_whom
from services.store.wordings import HARMS, how_many
from shared.messages import AlertRaised


def why(
    db: Connection, thing_id: str, current_days: int, *, told: bool = False, owner: str | None = None
) -> Why | None:
    """What was alerted of the thing of this id and by which rule, or why nothing; null where there is no such thing.

    `told`: also which subscriptions were told of it, those of one `owner` or all.
    """
    found = _rules(db, thing_id, current_days)
    if found is None or not told:
        return found
    return found.model_copy(update={"lines": (*found.lines, *told_whom(db, found.lines, owner))})


def _rules(db: Connection, thing_id: str, current_days: int) -> Why | None:
    if db.scalar(select(articles.c.article_id).where(articles.c.article_id == thing_id).limit(1)):
        return Why(id=thing_id, what="article", lines=tuple(_of_article(db, thing_id, current_days)))
    incident_id = now_known_as(db, thing_id)
    if incident_id:
        return Why(id=incident_id, what="incident", lines=tuple(_of_incident(db, incident_id, current_days)))
    if db.scalar(select(demands.c.demand_id).where(demands.c.demand_id == thing_id)):
        return Why(id=thing_id, what="demand", lines=tuple(_of_demand(db, thing_id)))
    return None


def _of_article(db: Connection, article_id: str, current_days: int) -> Iterator[WhyLine]:
    raised = select(alerts.c.body).where(alerts.c.article_id == article_id).order_by(alerts.c.position)
    own = [AlertRaised.model_validate(body) for body in db.scalars(raised)]
    yield from (_told(alert) for alert in own)
    origin = db.scalar(select(articles.c.origin_id).where(articles.c.article_id == article_id, articles.c.active))
    if origin not in (None, article_id):
        text = f"is a copy of article {origin}: it counts as the same source (R6)"
        yield WhyLine(about="article", id=article_id, text=text)
    for incident_id in _incidents_of(db, article_id):
        if not any(alert.incident_id == incident_id for alert in own):
            yield from _of_incident(db, incident_id, current_days)
    for demand_id in _demands_of(db, article_id):
        if not any(alert.demand_id == demand_id for alert in own):
            yield from _of_demand(db, demand_id)
    yield from _figures(db, article_id)


def _told(alert: AlertRaised) -> WhyLine:
    what = "incident" if alert.incident_id else "demand" if alert.demand_id else "figure"
    about = alert.incident_id or alert.demand_id or alert.article_id
    return WhyLine(about=what, id=about, text=f"{alert.kind}: {alert.reason}", alert_id=alert.alert_id)


def _of_incident(db: Connection, incident_id: str, current_days: int) -> Iterator[WhyLine]:
    yield from (_told(alert) for alert in alerts_about(db, incident_id=incident_id))
    links = select(incident_mentions.c.mention_id).where(
        incident_mentions.c.incident_id == incident_id, incident_mentions.c.active
    )
    told = mention_rows.mentions_by_id(db, db.scalars(links))
    if not told:
        yield WhyLine(about="incident", id=incident_id, text="no article tells of it any more")
        return
    present = {incident_id: incident_id} | incident_rows.merged_into(db, [incident_id])
    sent = outbox.last_sent(db, present).get(incident_id, {})
    summary = ruled(summary_of(told), of_incidents(db, present).get(incident_id, ()))
    change = IncidentChange(incident_id, summary, tuple(told), True, is_current(told, current_days), sent)
    yield WhyLine(about="incident", id=incident_id, text=f"no more than that: {silence_of(change, current_days)}")
    yield from _officially(db, incident_id)


def _officially(db: Connection, incident_id: str) -> Iterator[WhyLine]:
    shown = incident(db, incident_id)
    if shown is None:
        return
    for kind, series in shown.official.items():
        who, told = ", ".join(dict.fromkeys(word.speaker for word in series.said)), how_many(shown.figures[kind])
        says = f"officially {how_many(series.toll)} {HARMS[kind]} ({who}), beside {told}"
        yield WhyLine(
            about="incident", id=incident_id, text=f"{says}: both stand, and neither takes from the other (R6)"
        )


def _of_demand(db: Connection, demand_id: str) -> Iterator[WhyLine]:
    told = alerts_about(db, demand_id=demand_id)
    yield from (_told(alert) for alert in told)
    status = db.scalar(select(demands.c.status).where(demands.c.demand_id == demand_id))
    rest = "nothing further" if told else "it bears too little on those in power, or came with a known or an old text"
    yield WhyLine(about="demand", id=demand_id, text=f"no more than that: it is {status}; {rest}")


def _figures(db: Connection, article_id: str) -> Iterator[WhyLine]:
    said = select(figures).where(figures.c.article_id == article_id, figures.c.active).order_by(figures.c.figure_id)
    for row in db.execute(said):
        yield WhyLine(about="figure", id=row.figure_id, text=f"“{row.text}” ({row.kind}) {ROLES[row.role]}")


def _incidents_of(db: Connection, article_id: str) -> list[str]:
    link = incident_mentions.c
    query = select(link.incident_id).join(mentions, mentions.c.mention_id == link.mention_id)
    return list(
        db.scalars(query.where(mentions.c.article_id == article_id, link.active).distinct().order_by(link.incident_id))
    )


def _demands_of(db: Connection, article_id: str) -> list[str]:
    link = demand_claims.c
    query = select(link.demand_id).join(claims, claims.c.claim_id == link.claim_id)
    return list(
        db.scalars(query.where(claims.c.article_id == article_id, link.active).distinct().order_by(link.demand_id))
    )
