"""What the press brings, and what the house makes of it, for those who watch its page."""

from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Any
from urllib.parse import quote

import httpx2

from tests.system.browsers import Visit
from tests.system.houses import House, until

RSS = """<rss version="2.0"><channel><title>{name}</title><link>{url}</link><description>News</description>
<item><title>Police shoot Grace Gitau dead in Nakuru</title><link>{url}/1</link><guid>1</guid>
<pubDate>{now}</pubDate></item></channel></rss>"""
STORY = b"""<html><head><title>Police shoot Grace Gitau dead in Nakuru</title></head><body><article>
<h1>Police shoot Grace Gitau dead in Nakuru</h1><p>Police shot dead Grace Gitau, 31, a trader, in Nakuru on Tuesday,
witnesses said. She was on her way home from the market when officers opened fire on a crowd in the town.</p><p>Her
family demanded that the governor of Nakuru resign over the shooting, and that the officers be charged.</p></article>
</body></html>"""


def feed(site: str, name: str) -> bytes:
    """An RSS feed of this name with one entry of now, whose page is `site`/1."""
    return RSS.format(name=escape(name), url=site, now=format_datetime(datetime.now(UTC))).encode()


def listed(up: House, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = httpx2.get(up.store + path).json()["items"]
    return found


def hand_in(up: House, told: dict[str, Any]) -> str:
    """The incident that an article tells of, once it is known."""
    up.hand_in([told])
    found: list[str] = []

    def known() -> bool:
        alerts = listed(up, "/alerts?kind=new_casualties")
        found.extend(alert["incident_id"] for alert in alerts if alert["article_id"] == told["id"])
        return bool(found)

    until(known)
    return found[0]


def hand_in_all(up: House, told: list[dict[str, Any]]) -> str:
    """The incident that these articles tell of, once all of them are known to."""
    up.hand_in(told)
    found: list[str] = []

    def known() -> bool:
        incidents = listed(up, "/incidents")
        found.extend(i["incident_id"] for i in incidents if {one["id"] for one in told} <= set(i["articles"]))
        return bool(found)

    until(known)
    return found[0]


def errors_asked_for(visit: Visit) -> None:
    """Two of the pages are errors, and a browser says so on its console."""
    visit.wrong[:] = [said for said in visit.wrong if "status of 4" not in said]


def told_of_kondele() -> list[dict[str, Any]]:
    """One invented event as four papers tell of it within two days, with an accusation and its denial."""
    told = [
        ("The Lake Post", "2024-07-03T18:00:00+03:00", "Two shot dead in Kondele",
         "Two traders were shot dead and five others injured when police opened fire at the market in Kondele, Kisumu, "
         "on Wednesday, witnesses said.\n\nThe traders' union accused the police of killing the two. Police denied "
         "firing at anyone.\n\nThe traders' union demanded that the governor reopen the market."),
        ("Example Radio", "2024-07-04T09:30:00+03:00", "Three dead in Kondele, hospital says",
         "Three people were killed in Kondele, Kisumu on Wednesday when police opened fire at the market, a hospital "
         "official said on Thursday."),
        ("Daily Witness", "2024-07-04T15:00:00+03:00", "At least four killed at Kondele market",
         "At least four people were killed on Wednesday at the market in Kondele, Kisumu, when police fired at "
         "traders, the Kenya Red Cross said.\n\nAmong the dead is Grace Atieno, 24, a student."),
        ("Example Radio", "2024-07-05T08:00:00+03:00", "Hospital counts four dead",
         "Four people were killed in Kondele, Kisumu on Wednesday when police opened fire at the market, a hospital "
         "official said on Friday."),
    ]  # fmt: skip
    return [
        {"id": f"kondele-{n}", "publisher": by, "published_at": at, "title": title, "text": text}
        for n, (by, at, title, text) in enumerate(told)
    ]


def pages_of(up: House) -> list[str]:
    """Every kind of page, each with something on it."""
    incident = next(i for i in listed(up, "/incidents") if i["place"] and i["figures"])
    demand, alert = listed(up, "/demands")[0], listed(up, "/alerts")[0]
    return [
        "/", "/desk/incidents", f"/desk/incidents/{incident['incident_id']}", "/desk/map", "/desk/demands",
        "/desk/demands?status=made", f"/desk/demands/{demand['demand_id']}", "/desk/totals", "/desk/search?q=police",
        "/desk/entities?name=Koome", f"/desk/articles/{quote(alert['article_id'], safe='')}", "/docs",
        "/desk/incidents?country=Kenya", "/desk/incidents/none", "/login", "/desk/feeds", "/desk/subscriptions",
        "/desk/subscriptions/new", "/desk/operation", "/desk/dead",
    ]  # fmt: skip
