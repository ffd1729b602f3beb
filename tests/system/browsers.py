"""Debian's Chromium, watched: what it asks for, what it complains of, what is wrong for whoever can't see the page."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
# Should a page ever ask for another machine, no packet leaves this one: its names are unknown.
ARGUMENTS = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
PATIENCE_MS = 20_000
"""A machine that runs other tests beside is slow; what must be fast is timed on its own."""
GRAVE = ("serious", "critical")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser. Without it its tests are skipped; in CI they fail."""
    if shutil.which(CHROMIUM) is None:
        why = "no Chromium here: install Debian's package `chromium`, or let these tests be"
        pytest.fail(why) if os.environ.get("CI") == "true" else pytest.skip(why)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """One visitor of the page at `store`, and whatever went wrong before its eyes."""

    page: Page
    store: str
    wrong: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.store + path, wait_until="load")
        return self.page

    def violations(self, *rules: str) -> list[str]:
        """What axe finds serious on the page that is open, by these rules or by all: rule, and where first."""
        options = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
        found: list[dict[str, Any]] = Axe().run(self.page, options=options).response["violations"]
        return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found if one["impact"] in GRAVE]

    def width_over(self) -> int:
        """Pixels by which the page is wider than the screen: then it must be scrolled sideways."""
        over: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return over


@contextmanager
def visiting(browser: Browser, store: str, **options: Any) -> Iterator[Visit]:
    """A visitor with no past. At the end: no complaint on the console, no dialog, no request to another machine."""
    context = browser.new_context(**options)
    visit = Visit(context.new_page(), store)
    _watch(context, visit)
    try:
        yield visit
    finally:
        context.close()
    assert visit.wrong == []


def _watch(context: BrowserContext, visit: Visit) -> None:
    home = urlsplit(visit.store).netloc

    def asked(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.netloc != home:
            visit.wrong.append(f"asked for {url}")

    def refuse(dialog: Dialog) -> None:
        visit.wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    context.on("request", lambda request: asked(request.url))
    context.on("console", lambda said: visit.wrong.append(said.text) if said.type in ("error", "warning") else None)
    context.on("weberror", lambda error: visit.wrong.append(str(error.error)))
    context.on("dialog", refuse)
