"""Reading feeds and lists of feeds in a child process that can be killed.

python -m services.fetcher.feed_worker      the child: one question as JSON a line in, one answer a line out
"""

from base64 import b64decode, b64encode
from dataclasses import asdict
from typing import Any

from services.fetcher.children import PATIENCE_S, Child, answer_questions
from services.fetcher.feeds import FeedRead
from services.fetcher.opml import Outline


class NotAFeed(ValueError):
    """What was fetched can't be read as a feed (or list of feeds); says why in one line."""


class FeedReader(Child):
    """Asks the child; used by one thread at a time."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        super().__init__("services.fetcher.feed_worker", patience_s)

    def read(self, body: bytes, content_type: str) -> FeedRead:
        """The feed in these bytes. Raises NotAFeed."""
        return FeedRead.from_json(self._told({"body": _sent(body), "content_type": content_type}))

    def outlines(self, body: bytes) -> list[Outline]:
        """The feeds that an OPML document names. Raises NotAFeed."""
        return [Outline(**outline) for outline in self._told({"opml": _sent(body)})]

    def _told(self, question: dict[str, str]) -> Any:
        answer = self.ask(question)
        if answer is None:
            raise NotAFeed(f"it can't be read within {self.patience_s:.0f} s and the memory allowed for it")
        if "error" in answer:
            raise NotAFeed(answer["error"])
        return answer["read"]


def _sent(body: bytes) -> str:
    return b64encode(body).decode("ascii")


def _answer(question: dict[str, str]) -> dict[str, Any]:
    from services.fetcher import feed_reading, opml_reading  # noqa: PLC0415 - only the child has to pay for them

    try:
        if "opml" in question:
            return {"read": [asdict(outline) for outline in opml_reading.outlines(b64decode(question["opml"]))]}
        read = feed_reading.read(b64decode(question["body"]), question["content_type"])
        return {"read": asdict(read)}
    except feed_reading.Unreadable as why:
        return {"error": str(why)}
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever a library makes of a stranger's bytes, they are no feed
        return {"error": f"it is broken beyond reading ({type(error).__name__})"}


if __name__ == "__main__":
    answer_questions(_answer)
