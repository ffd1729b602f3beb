"""What a browser makes of a page."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from starlette.testclient import TestClient

BROWSER = {"Accept": "text/html,application/xhtml+xml"}
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
