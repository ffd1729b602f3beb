"""The page: everything leads somewhere, every span is marked, and hostile words stay words."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from shared.messages import Claim, Figure, Incident, Party, Perpetrator, Place, Victim
from tests.integration.shown.rows import (
    add_demand,
    add_incident,
    article,
    at,
    exactly,
    on,
    raise_alert,
    span,
    tell,
)  # fmt: skip
from tests.integration.shown.samples import MARKET, PROTEST, Sample

BROWSER = {"Accept": "text/html,application/xhtml+xml"}
HOSTILE = "<script>alert(1)</script>\"'><svg onload=alert(1)>{{ 7*7 }}"
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Seen(HTMLParser):
    """What a browser makes of a page: its elements, their text, and whether tags nest."""

    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    open_tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    texts: list[tuple[tuple[dict[str, str], ...], str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        seen = (tag, {name: value or "" for name, value in attrs})
        self.tags.append(seen)
        if tag not in VOID:
            self.open_tags.append(seen)

    def handle_endtag(self, tag: str) -> None:
        assert self.open_tags.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((tuple(attrs for _, attrs in self.open_tags), data))

    def within(self, name: str, value: str) -> str:
        """The text inside the elements whose attribute `name` holds the word `value`."""
        return "".join(text for around, text in self.texts if any(value in a.get(name, "").split() for a in around))

    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.tags if "id" in attrs]


def look(client: TestClient, path: str, status: int = 200) -> Seen:
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == status, path
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    seen = Seen()
    seen.feed(answer.text)
    assert seen.open_tags == []
    return seen


def test_every_link_leads_somewhere_and_every_mark_is_there(client: TestClient, sample: Sample) -> None:
    waiting, pages = ["/"], dict[str, Seen]()
    fragments: set[tuple[str, str]] = set()
    while waiting:
        path = waiting.pop()
        if path in pages:
            continue
        pages[path] = look(client, path)
        for tag, attrs in pages[path].tags:
            if tag != "a" or urlsplit(attrs.get("href", "https://x")).scheme:
                continue
            target, fragment = urldefrag(urljoin(path, attrs["href"]))
            if fragment:
                fragments.add((target, unquote(fragment)))
            if target == "/" or target.startswith(("/desk", "/docs", "/?")):
                waiting.append(target)
            else:
                assert client.get(target).status_code == 200, target
    assert len([path for path in pages if path.startswith("/desk/articles/")]) == 3
    assert len(fragments) > 30
    for target, fragment in fragments:
        assert fragment in pages[target].ids(), (target, fragment)


@pytest.mark.parametrize(("article_id", "text"), [("market", MARKET), ("protest", PROTEST)])
def test_an_article_shows_its_text_to_the_letter(
    client: TestClient, sample: Sample, article_id: str, text: str
) -> None:
    assert look(client, f"/desk/articles/{article_id}").within("class", "text") == text


def test_every_fact_is_marked_with_its_own_words(client: TestClient, sample: Sample) -> None:
    seen, facts = look(client, "/desk/articles/market"), client.get("/articles/market").json()
    for claim in facts["claims"]:
        assert seen.within("data-facts", f"c-{claim['claim_id']}") == claim["evidence"][0]["text"]
    for figure in facts["figures"]:
        assert seen.within("data-facts", f"f-{figure['figure_id']}") == figure["evidence"]["text"]
    for mention in facts["incidents"]:
        assert seen.within("data-facts", f"i-{mention['mention_id']}") == mention["evidence"][0]["text"]


def test_an_incident_is_told_in_words_with_its_proof(client: TestClient, sample: Sample) -> None:
    seen = look(client, "/desk/incidents/kondele")
    told = " ".join(seen.within("id", "main").split())
    for words in (
        "2 to 4 killed, at least 5 injured", "in Kondele, Kisumu", "3 July 2024", "2 independent sources in 2 articles",
        "contradict each other", "alleged", "police", "Example Radio, 4 July 2024, 15:30 UTC", "same place and day",
        "Nobody is named yet", "Police denied firing at anyone.", "a hospital official",
    ):  # fmt: skip
        assert words in told, words
    links = [attrs["href"] for tag, attrs in seen.tags if tag == "a"]
    proof = span(MARKET, MARKET.split("\n\n", maxsplit=1)[0])
    assert f"/desk/articles/market?version=1#s{proof.start}-{proof.end}" in links


def test_the_desk_works_without_scripts(client: TestClient, sample: Sample) -> None:
    seen = look(client, "/")
    listed = [attrs["data-alert"] for tag, attrs in seen.tags if tag == "li" and "data-alert" in attrs]
    assert listed == [alert.alert_id for alert in reversed(sample.alerts)]
    told = seen.within("id", "alerts")
    for alert in sample.alerts:
        assert alert.headline in told
        assert alert.reason in told
        assert alert.evidence[0].text in told
    (after,) = [attrs["data-after"] for _, attrs in seen.tags if "data-after" in attrs]
    assert after == "6"
    assert ("p", "polite") in [(tag, attrs.get("aria-live")) for tag, attrs in seen.tags]


def test_older_alerts_are_one_link_away(client: TestClient, engine: Engine) -> None:
    said = article("a", "Two died.")
    with engine.begin() as db:
        tell(db, said)
        for position in range(1, 61):
            raise_alert(db, position, said, "Two died.")
    first = look(client, "/?kind=new_casualties")
    (older,) = [attrs["href"] for tag, attrs in first.tags if attrs.get("rel") == "next"]
    second = look(client, f"/{older}")
    listed = [attrs["data-alert"] for tag, attrs in (*first.tags, *second.tags) if "data-alert" in attrs]
    assert len(listed) == len(set(listed)) == 60


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/", "shahidi ingest"),
        ("/?kind=new_demand", "No alert of this kind yet"),
        ("/desk/incidents", "shahidi ingest"),
        ("/desk/incidents?place=Atlantis", "Show all incidents"),
        ("/desk/demands", "shahidi ingest"),
        ("/desk/totals", "No running total"),
        ("/desk/search?q=nothing", "try fewer"),
    ],
)
def test_an_empty_page_says_what_to_do(client: TestClient, path: str, says: str) -> None:
    assert says in look(client, path).within("id", "main")


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/desk/incidents?since=yesterday", 422, "since"),
        ("/desk/incidents?country=Kenya", 422, "country"),
        ("/desk/incidents?place=&country=&type=&since=&min_killed=&q=", 200, "Incidents"),  # a form left empty
        ("/?kind=gossip", 422, "kind"),
        ("/?utm_source=mail", 200, "Alerts"),  # what a mailing adds to a link
        ("/?cursor=abc", 422, "cursor"),
        ("/desk/search?q=%00", 422, "control characters"),
        ("/desk/search?q=" + "a+" * 100, 200, "Search"),  # one word, however often
        ("/desk/search?q=" + "+".join(map(str, range(100))), 422, "at most 20"),
        ("/desk/articles/none", 404, "Not Found"),
        ("/desk/incidents/none", 404, "Not Found"),
        ("/desk/demands/none", 404, "Not Found"),
        ("/nowhere", 404, "Not Found"),
    ],
)
def test_what_went_wrong_is_said_on_the_page(
    client: TestClient, sample: Sample, path: str, status: int, says: str
) -> None:
    assert says in look(client, path, status).within("id", "main")


def test_a_merged_incident_leads_on(client: TestClient, engine: Engine) -> None:
    said = article("a", "Two died.")
    with engine.begin() as db:
        tell(db, said)
        add_incident(db, "kept", 1)
        add_incident(db, "former", 2, state="merged", merged_into="kept")
        add_incident(db, "gone", 3, state="withdrawn")
        raise_alert(db, 1, said, "Two died.", incident_id="former", headline="told under its former id")
    answer = client.get("/desk/incidents/former", follow_redirects=False, headers=BROWSER)
    assert answer.headers["location"] == "/desk/incidents/kept"
    assert "told under its former id" in look(client, "/desk/incidents/kept").within("id", "main")
    assert "No article says so any more" in look(client, "/desk/incidents/gone").within("id", "main")


def fill_with(engine: Engine, words: str) -> list[str]:
    """Hostile words in every place that a text can reach; the pages that show them."""
    text = f"Two died {words} there. {words} demanded it."
    said = article("a", text, title=words, publisher=words, url=f"javascript:{words}", source=words)
    place = Place(text=words, name=words, admin1=words, country=words)
    victim, who = Victim(name=words, occupation=words, fate="killed"), Perpetrator(name=words)
    party = Party(name=words, role=words)
    whole = span(text, text)
    with engine.begin() as db:
        add_incident(
            db, "i", tolls={"killed": exactly(2)}, date=on(2024, 7, 3), place=place, victims=[victim],
            perpetrators=[who], weapon=words,
        )  # fmt: skip
        add_demand(db, "d", action=words, targets=[words], speakers=[words])
        tell(
            db, said,
            found=[Incident(key="i", type="killing", place=place, victims=(victim,), perpetrators=(who,), weapon=words,
                            evidence=(whole,))],
            numbers=[Figure(kind="killed", low=2, role="incident", incident="i", text=words, claimant=words,
                            evidence=span(text, words)),
                     Figure(kind="killed", low=2, role="cumulative", text=words, claimant=words,
                            evidence=span(text, words))],
            sayings=[Claim(key="c", kind="demand", speaker=party, targets=(party,), action=words, incident="i",
                           evidence=(whole,))],
            incident_of={"i": "i"}, demands_of={"c": ("d",)},
        )  # fmt: skip
        raise_alert(db, 1, said, text, headline=words, reason=words, incident_id="i", speaker=words, action=words)
    return [
        "/", "/desk/incidents", "/desk/incidents/i", "/desk/demands", "/desk/demands/d", "/desk/articles/a",
        "/desk/totals", "/desk/search?q=died",
    ]  # fmt: skip


def test_hostile_words_are_shown_as_words(client: TestClient, engine: Engine) -> None:
    for path in fill_with(engine, HOSTILE):
        seen = look(client, path)
        assert HOSTILE in seen.within("id", "main"), path
        assert "svg" not in [tag for tag, _ in seen.tags]
        assert not [tag for tag, attrs in seen.tags if tag == "script" and not attrs.get("src")]
        for _, attrs in seen.tags:
            assert not [name for name in attrs if name.startswith("on") or name == "style"]
            assert not attrs.get("href", "").strip().lower().startswith("javascript")


@pytest.mark.parametrize("path", ["/?kind=", "/desk/incidents?place=", "/desk/demands?q=", "/desk/search?q=", "/"])
def test_what_was_asked_is_shown_as_words_too(client: TestClient, path: str) -> None:
    answer = client.get(path + HOSTILE, headers=BROWSER)
    assert "<svg" not in answer.text
    assert "<script>" not in answer.text


def test_nothing_is_loaded_from_elsewhere(client: TestClient, sample: Sample) -> None:
    for path in ("/", "/desk/incidents/kondele", "/desk/articles/market", "/docs"):
        for tag, attrs in look(client, path).tags:
            loaded = attrs.get("src") or (attrs.get("href") if tag == "link" else None)
            if loaded:
                assert loaded.startswith("/"), (path, tag, loaded)
                assert client.get(loaded).status_code == 200
    for name in ("desk.css", "desk.js", "marks.js", "icon.svg"):
        text = client.get(f"/static/{name}").text
        assert "url(" not in text
        assert "import" not in text
        assert "innerHTML" not in text
        assert "https://" not in text


@pytest.mark.parametrize("path", ["/", "/incidents", "/docs", "/nowhere", "/static/desk.css", "/alerts.atom"])
def test_every_answer_tells_the_browser_to_be_careful(client: TestClient, sample: Sample, path: str) -> None:
    headers = client.get(path, headers=BROWSER).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_a_program_gets_problem_details_and_a_browser_a_page(client: TestClient, sample: Sample) -> None:
    assert client.get("/incidents/none").headers["content-type"] == "application/problem+json"
    assert client.get("/incidents/none", headers=BROWSER).headers["content-type"].startswith("text/html")


def test_the_reference_shows_every_endpoint_and_parameter(client: TestClient) -> None:
    told = look(client, "/docs").within("id", "main")
    document = client.get("/openapi.json").json()
    for path, operations in document["paths"].items():
        assert path in told
        for parameter in operations["get"].get("parameters", ()):
            assert parameter["name"] in told
    assert "curl 'http://testserver/figures?role=cumulative'" in told


@pytest.mark.parametrize("path", ["/", "/desk/incidents/kondele", "/desk/articles/market", "/desk/demands", "/docs"])
def test_a_screen_reader_finds_its_way(client: TestClient, sample: Sample, path: str) -> None:
    seen = look(client, path)
    tags = [tag for tag, _ in seen.tags]
    assert tags.count("h1") == tags.count("main") == 1
    assert ("html", {"lang": "en"}) in seen.tags
    assert len(seen.ids()) == len(set(seen.ids()))
    levels = [int(tag[1]) for tag in tags if tag in {"h1", "h2", "h3", "h4"}]
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))
    labelled = [attrs["aria-labelledby"] for _, attrs in seen.tags if "aria-labelledby" in attrs]
    assert set(labelled) <= set(seen.ids())


def test_a_time_is_written_for_people_and_for_programs(client: TestClient, sample: Sample) -> None:
    seen = look(client, "/")
    assert at(6).isoformat() in [attrs.get("datetime") for tag, attrs in seen.tags if tag == "time"]
    assert "4 July 2024, 08:06 UTC" in seen.within("id", "alerts")
