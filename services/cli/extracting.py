"""`shahidi extract`: article files in, one ArticleExtracted a line out; no broker, no database."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from spacy.language import Language

from services.cli.files import read_articles
from services.cli.found import Unreadable
from services.extractor.explaining import explain
from services.extractor.extracting import Depth, extract_all, is_read, parse
from services.extractor.pipeline import info_of
from services.fetcher.articles import BadArticle, RawArticle, accepted_from, with_defaults
from services.fetcher.page_worker import PageReader
from shared.messages import ArticleAccepted

BATCH = 32
"""Articles parsed together; spaCy gains nothing from more."""


@dataclass
class Faults:
    """What could not be read: told at once, one line each on standard error, and counted for the exit code."""

    count: int = 0
    out: TextIO = field(default_factory=lambda: sys.stderr)

    def tell(self, where: str, why: str, *, counts: bool = True) -> None:
        """One line: where, and what is wrong there; `counts` false: it is only worth knowing."""
        self.count += counts
        print(f"{where}: {why}", file=self.out)


def readable(
    paths: Iterable[Path], now: datetime, faults: Faults, *, published: str | None = None, publisher: str | None = None
) -> Iterator[ArticleAccepted]:
    """The articles of these files, as the fetcher would accept them; what is none goes to `faults`.

    A date that can't be read goes there too, and its article is read without it: thousands of articles are not sent
    back for one of their fields, and none is given another day.
    """
    with PageReader() as pages:
        for found in (found for path in paths for found in read_articles(path)):
            if isinstance(found, Unreadable):
                faults.tell(found.where, found.why, counts=found.is_fault)
                continue
            raw = with_defaults(found.article, published_at=published, publisher=publisher)
            try:
                raw = pages.complete(raw)
                yield accepted_from(raw, now)
            except BadArticle as bad:
                undated = bad.field == "published_at" and found.article.published_at is not None
                faults.tell(found.where, f"{bad}{'; read without it' if undated else ''}")
                if undated:
                    yield from _undated(raw, now, found.where, faults)


def _undated(raw: RawArticle, now: datetime, where: str, faults: Faults) -> Iterator[ArticleAccepted]:
    try:
        yield accepted_from(replace(raw, published_at=None), now)
    except BadArticle as bad:
        faults.tell(where, str(bad))


def extract_files(
    articles: Iterable[ArticleAccepted],
    nlp: Language,
    model: str,
    depth: Depth,
    out: TextIO,
    *,
    explained: bool = False,
) -> None:
    """Write what each article says, one JSON object a line; `explained`: and which rule made each fact."""
    info = info_of(nlp, model)
    remaining = iter(articles)
    with progress_on_terminal() as progress:
        task = progress.add_task("extracting", total=None)
        while batch := list(islice(remaining, BATCH)):
            for article, extracted in zip(batch, extract_all(batch, nlp, depth=depth, info=info), strict=True):
                line = extracted.model_dump_json(by_alias=True, exclude={"article"})
                if explained:
                    why = explain(article, parse(article, nlp, depth), extracted) if is_read(article, depth) else []
                    line = f'{line[:-1]},"explained":{json.dumps(why, ensure_ascii=False)}}}'
                print(line, file=out)
            out.flush()
            progress.advance(task, len(batch))


def progress_on_terminal() -> Progress:
    """On a terminal only, and on standard error, so that piped data stays clean."""
    console = Console(stderr=True)
    return Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=console, disable=not console.is_terminal, transient=True,
    )  # fmt: skip
