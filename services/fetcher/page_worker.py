"""Reading web pages in a child process that can be killed.

python -m services.fetcher.page_worker      the child: one page as JSON a line in, one article a line out
"""

from dataclasses import asdict, replace
from typing import Any

from services.fetcher.articles import BadArticle, Page, RawArticle, checked_size
from services.fetcher.children import PATIENCE_S, Child, answer_questions


class PageReader(Child):
    """Asks the child; used by one thread at a time."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        super().__init__("services.fetcher.page_worker", patience_s)

    def complete(self, raw: RawArticle) -> RawArticle:
        """The article, with its page read where it has no text of its own. Raises BadArticle."""
        if raw.text is not None or raw.html is None:
            return raw
        return replace(raw, page=self.read(checked_size(raw).html or ""))

    def read(self, html: str) -> Page:
        """The article in a page. Raises BadArticle where there is none or it takes too long."""
        answer = self.ask(html)
        if answer is None:
            raise BadArticle("html", f"can't be read within {self.patience_s:.0f} s or the memory allowed for it")
        if answer["page"] is None:
            raise BadArticle("html", "no article was found in this page")
        return Page(**answer["page"])


def _answer(html: str) -> dict[str, Any]:
    from services.fetcher.pages import page_of  # noqa: PLC0415 - half a second that only the child has to pay

    try:
        page = page_of(html)
    except (MemoryError, RecursionError):
        raise
    except Exception:  # noqa: BLE001 - whatever a library makes of a stranger's page, this page has no article
        page = None
    return {"page": asdict(page) if page else None}


if __name__ == "__main__":
    answer_questions(_answer)
