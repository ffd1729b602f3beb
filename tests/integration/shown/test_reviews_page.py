"""The questions that people are asked, on the page."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from starlette.testclient import TestClient

from services.store.app import build
from services.store.database import migrate, open_store
from services.store.settings import StoreSettings
from services.store.tables import reviews
from shared.identity import stable_id
from shared.messages import Incident
from tests.integration.shown.browsing import BROWSER
from tests.integration.shown.rows import add_incident, article, span, tell
from tests.integration.shown.test_work_pages import HOSTILE, KEY, OURS, seen

TEXT = f"Two people died {HOSTILE} at the market."
PAIR = [stable_id("mention", stable_id("reading", name, 1), "i1") for name in ("a", "b")]


def asked_about_two(home: Path) -> StoreSettings:
    """A store that holds two reports of which it is not sure."""
    said: dict[str, Any] = {"home": home, "role": "page", "api_key": KEY}
    settings = StoreSettings(**said)
    engine = open_store(settings.url)
    migrate(engine)
    with engine.begin() as db:
        for name in ("a", "b"):
            add_incident(db, f"incident-{name}", 1)
            told = Incident(key="i1", type="killing", evidence=(span(TEXT, TEXT),))
            tell(db, article(name, TEXT), 1, found=[told], incident_of={"i1": f"incident-{name}"})
        first, second = sorted(PAIR)
        db.execute(
            insert(reviews).values(
                mention_a=first, mention_b=second, reason="same place: +3", score=4, recorded_at=datetime.now(UTC)
            )
        )
    engine.dispose()
    return settings


def test_a_pair_stands_side_by_side_with_its_words_and_is_answered_with_a_login(tmp_path: Path) -> None:
    settings = asked_about_two(tmp_path)
    form = {"action": "different", "mentions": sorted(PAIR), "who": "Amina", "why": "two markets"}
    with TestClient(build(settings), base_url="http://127.0.0.1", headers=BROWSER, follow_redirects=False) as desk:
        page = seen(desk.get("/desk/reviews").text).within("id", "main")
        assert page.count(TEXT) == 2
        assert "same place: +3" in page
        assert desk.post("/desk/reviews", data=form, headers=OURS).status_code == 401
        assert desk.post("/login", data={"key": KEY}, headers=OURS).status_code == 303
        assert desk.post("/desk/reviews", data=form, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
        wrong = desk.post("/desk/reviews", data={**form, "why": ""}, headers=OURS)
        assert (wrong.status_code, "why" in seen(wrong.text).within("id", "main")) == (422, True)
        assert desk.post("/desk/reviews", data=form, headers=OURS).headers["location"] == "/desk/reviews?done=different"
        after = seen(desk.get("/desk/reviews?done=different").text).within("id", "main")
        assert "Taken as two events" in after
        assert "Nothing is asked" in after
