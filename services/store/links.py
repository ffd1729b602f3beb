"""Where things stand on the page. The JSON of a thing has the same address without `/desk`."""

from urllib.parse import quote, urlsplit

from shared.messages import AlertRaised, Proof


def _part(name: str) -> str:
    return quote(name, safe="")


def incident_page(incident_id: str) -> str:
    return f"/desk/incidents/{_part(incident_id)}"


def demand_page(demand_id: str) -> str:
    return f"/desk/demands/{_part(demand_id)}"


def article_page(article_id: str, version: int | None = None, mark: tuple[int, int] | None = None) -> str:
    """The article's text; `mark` (start, end) goes to the span there."""
    which = f"?version={version}" if version else ""
    where = f"#s{mark[0]}-{mark[1]}" if mark else ""
    return f"/desk/articles/{_part(article_id)}{which}{where}"


def main_proof(alert: AlertRaised) -> Proof:
    """The words to show with an alert: of the article that raised it those that hold other proof too (the sentence
    around a number or a name), else the longest; else those of any article."""
    own = [proof for proof in alert.evidence if proof.article_id == alert.article_id] or list(alert.evidence)
    around = [proof for proof in own if any(_holds(proof, other) for other in own)]
    return max(around or own, key=lambda proof: proof.end - proof.start)


def _holds(proof: Proof, other: Proof) -> bool:
    within = proof.start <= other.start and other.end <= proof.end
    return within and proof.article_id == other.article_id and proof.end - proof.start > other.end - other.start


def alert_page(alert: AlertRaised) -> str:
    """What the alert is about: its incident, else its demand, else the words that prove it."""
    if alert.incident_id:
        return incident_page(alert.incident_id)
    if alert.demand_id:
        return demand_page(alert.demand_id)
    proof = main_proof(alert)
    return article_page(proof.article_id, mark=(proof.start, proof.end))


def outside(url: str | None) -> str | None:
    """The URL itself where it leads to the web; null for every other scheme, such as `javascript:`."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None
