"""The page in a real browser, against the real services."""

import os
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect
from standardwebhooks import Webhook, WebhookVerificationError

from tests.system.articles import article
from tests.system.browsers import Visit, chromium, visiting
from tests.system.houses import House, house, until
from tests.system.newsroom import STORY, errors_asked_for, feed, hand_in, hand_in_all, listed, pages_of, told_of_kondele
from tests.system.receivers import receiver

pytestmark = [pytest.mark.system, pytest.mark.browser]

HOSTILE = "<script>alert(1)</script>\"'><svg onload=alert(1)><img src=x onerror=alert(1)>"
WITHIN_S = 3.0
COLOURFUL = (
    "/desk/incidents/",
    "/desk/articles/",
    "/desk/demands/",
    "/desk/map",
    "/desk/feeds",
    "/desk/operation",
    "/docs",
)
"""Between them they have every colour that there is."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def up(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with the sample articles; asked for after the browser, so that nothing starts where there is none."""
    with pytest.MonkeyPatch.context() as environment:
        for service in ("STORE", "FETCHER"):  # webhooks and feeds of these tests are on this machine
            environment.setenv(f"{service}_ALLOWED_NETWORKS", "127.0.0.0/8")
        with house(tmp_path_factory.mktemp("home"), "--demo") as up:
            until(lambda: len(up.stream("articles.stored")) >= 3)
            yield up


@pytest.fixture(scope="module")
def login(browser: Browser, up: House) -> Any:
    """What a browser keeps of a login with the admin's key."""
    with visiting(browser, up.store) as visit:
        page = visit.open("/desk/subscriptions")
        page.get_by_label("Key").fill(up.key)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Subscriptions")).to_be_visible()
        return page.context.storage_state()


@pytest.fixture
def visit(browser: Browser, up: House) -> Iterator[Visit]:
    with visiting(browser, up.store) as visit:
        yield visit


@pytest.fixture
def inside(browser: Browser, up: House, login: Any) -> Iterator[Visit]:
    """A visitor who is logged in."""
    with visiting(browser, up.store, storage_state=login) as visit:
        yield visit


@pytest.fixture(scope="module")
def pages(up: House) -> list[str]:
    return pages_of(up)


def test_an_article_posted_appears_as_an_alert_without_a_reload_in_under_3_seconds(visit: Visit, up: House) -> None:
    page = visit.open("/")
    expect(page.locator("#live")).to_contain_text("Live")
    page.evaluate("window.sameAsBefore = true")
    told = article(111)
    up.hand_in([told])
    posted = monotonic()
    page.locator("li.alert.new", has_text="Brian Barasa").first.wait_for(timeout=30_000)
    took = monotonic() - posted
    assert page.evaluate("window.sameAsBefore"), "it was reloaded"
    print(f"posted to shown: {took:.2f} s")
    assert took < WITHIN_S
    expect(page.locator("#news")).not_to_be_empty()  # what a screen reader says


def test_axe_finds_nothing_serious_on_any_page_in_light_or_dark(
    browser: Browser, up: House, pages: list[str], login: Any
) -> None:
    found = {}
    with visiting(browser, up.store, storage_state=login) as visit:
        for path in pages:
            visit.page.emulate_media(color_scheme="light")
            visit.open(path)
            wrong = visit.violations()
            if path.startswith(COLOURFUL):
                visit.page.emulate_media(color_scheme="dark")
                wrong += visit.violations("color-contrast")
            if wrong:
                found[path] = wrong
        errors_asked_for(visit)
    assert found == {}


def test_no_page_is_wider_than_a_phone(browser: Browser, up: House, pages: list[str], login: Any) -> None:
    with visiting(browser, up.store, viewport={"width": 360, "height": 640}, storage_state=login) as visit:
        over = {path: visit.width_over() for path in pages if visit.open(path)}
        errors_asked_for(visit)
    assert {path: pixels for path, pixels in over.items() if pixels > 0} == {}


def test_the_keyboard_alone_leads_from_the_desk_to_the_words(visit: Visit) -> None:
    page = visit.open("/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the content")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("All")  # the first thing in the content, past the navigation
    _tab_to(visit, "#alerts blockquote a")
    words = page.locator(":focus").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/articles/**")
    expect(page.locator(".text .m.lit").first).to_be_visible()
    assert " ".join(words.split())[:30] in " ".join(page.locator(".text").inner_text().split())


def _tab_to(visit: Visit, selector: str, most: int = 60) -> None:
    for _ in range(most):
        visit.page.keyboard.press("Tab")
        if visit.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"not reached by Tab: {selector}")


def test_a_search_by_keyboard_finds_the_article_and_the_filters_narrow_it(visit: Visit, up: House) -> None:
    hand_in(up, article(133))
    page = visit.open("/desk/search")
    page.get_by_label("Words that an article must hold").focus()
    page.keyboard.type("Daudi Dahir")
    page.keyboard.press("Enter")
    expect(page.locator("main .lines > li")).to_have_count(1)
    page.get_by_label("Tells of").select_option("killing")
    page.get_by_label("Country").fill("KE")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("main .lines > li")).to_have_count(1)
    page.get_by_label("Country").fill("UG")
    page.keyboard.press("Enter")
    expect(page.locator(".empty")).to_contain_text("fewer filters")


def test_the_map_has_a_dot_for_each_incident_with_a_place_and_says_so(visit: Visit) -> None:
    page = visit.open("/desk/map")
    expect(page.locator("#map-said")).to_contain_text("on the map")
    dots = page.locator("#map path.dot")
    assert page.locator("#map-said").inner_text().startswith(f"{dots.count()} incident")
    dots.first.click(force=True)
    page.locator(".leaflet-popup-content a").click()
    page.wait_for_url("**/desk/incidents/**")


def test_hostile_words_in_a_popup_of_the_map_stay_words(visit: Visit) -> None:
    there = {"type": "Point", "coordinates": [36.8, -1.3]}
    said = {"type": HOSTILE, "status": HOSTILE, "place": HOSTILE, "date_start": HOSTILE, "killed_best": 1}
    hostile = {"type": "Feature", "id": HOSTILE, "geometry": there, "properties": {**said, "killed_low": 1}}
    collection = {"type": "FeatureCollection", "features": [hostile]}
    visit.page.route("**/incidents.geojson*", lambda route: route.fulfill(json=collection))
    page = visit.open("/desk/map")
    page.locator("#map path.dot").click(force=True)
    expect(page.locator(".leaflet-popup-content")).to_contain_text(HOSTILE)
    assert page.locator(".leaflet-popup-content").locator("script, img, svg").count() == 0


def test_hostile_words_raise_no_dialog_on_any_page(browser: Browser, up: House) -> None:
    told = article(222) | {"title": HOSTILE, "publisher": HOSTILE}
    told["text"] = told["text"].replace("Chebet Cheruiyot", f"Chebet Cheruiyot {HOSTILE}")
    incident = hand_in(up, told)
    paths = (
        "/", f"/desk/incidents/{incident}", "/desk/articles/article-222", "/desk/map", "/desk/search?q=script",
        f"/desk/entities?name={quote(HOSTILE)}", f"/desk/search?q={quote(HOSTILE)}",
    )  # fmt: skip
    foreign = "main svg:not(.leaflet-zoom-animated, .chart svg), main img, main script"
    with visiting(browser, up.store) as visit:
        for path in paths:
            visit.open(path)
            assert visit.page.locator(foreign).count() == 0, path


def test_a_subscription_made_on_the_page_sends_alerts_that_the_public_library_verifies(
    inside: Visit, up: House
) -> None:
    with receiver() as there:
        page = inside.open("/desk/subscriptions/new")
        page.get_by_label("Name", exact=True).fill(HOSTILE[:90])
        page.get_by_label("Address of the webhook").fill(f"{there.url}/hook")
        page.get_by_role("button", name="What would I have got?").click()
        expect(page.get_by_role("heading", name="What would have come")).to_be_visible()
        page.get_by_role("button", name="Subscribe").click()
        secret = page.locator("#secret").inner_text()
        page.get_by_role("link", name="Go on to the subscription").click()
        page.get_by_role("button", name="Send a test message").click()
        until(lambda: len(there.received) >= 1)
        expect(page.locator("#deliveries + #now .tag-sent").first).to_be_visible()  # by itself, without a reload
        hand_in(up, article(144))
        until(lambda: any(b"Mombasa" in one.body for one in there.received))
        page.get_by_role("button", name="Remove it").click()
        expect(page.get_by_text("Nobody has subscribed")).to_be_visible()
    for one in there.received:
        assert isinstance(Webhook(secret).verify(one.body, one.headers), dict)
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(one.body + b" ", one.headers)


def test_a_feed_added_on_the_page_brings_its_first_alert(inside: Visit, up: House) -> None:
    with receiver() as there:
        there.served |= {"/rss": feed(there.url, HOSTILE), "/1": STORY}
        page = inside.open("/desk/feeds")
        page.get_by_label("Address of the feed").fill(f"{there.url}/rss")
        page.get_by_role("button", name="Look into it first").click()
        expect(page.get_by_text("Nothing was added")).to_be_visible()
        page.get_by_role("button", name="Watch it").click()
        expect(page.locator("tbody tr")).to_contain_text(f"{there.url}/rss")
        until(lambda: any(there.url in (proof["url"] or "") for a in listed(up, "/alerts") for proof in a["evidence"]))
        inside.open("/desk/feeds")
        expect(page.locator("tbody tr")).to_contain_text("ok")
        page.get_by_role("button", name="Remove").click()
        expect(page.get_by_text("Nothing is watched yet")).to_be_visible()


@pytest.mark.skipif("SCREENSHOTS" not in os.environ, reason="only where SCREENSHOTS names a folder for the pictures")
def test_the_pictures_of_the_readme(browser: Browser, up: House) -> None:
    """SCREENSHOTS=docs pytest tests/system/test_page_in_browser.py -k pictures"""
    incident = hand_in_all(up, told_of_kondele())
    pictures = {"desk": "/", "incident": f"/desk/incidents/{incident}", "article": "/desk/articles/kondele-0"}
    with visiting(browser, up.store, viewport={"width": 1180, "height": 900}) as visit:
        for name, path in pictures.items():
            visit.open(path)
            if name == "incident":
                visit.page.locator("#figures").evaluate("title => title.scrollIntoView()")
            visit.page.screenshot(path=Path(os.environ["SCREENSHOTS"]) / f"{name}.png")
