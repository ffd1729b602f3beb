"""`shahidi reextract`: the extractor of now over the articles that the store has; its facts beside those stored."""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from spacy.language import Language

from services.cli.extracting import progress_on_terminal
from services.cli.refusals import Refused
from services.extractor.extracting import Depth, extract_all
from services.extractor.pipeline import info_of
from services.store.database import migrate, open_store
from services.store.rereading import accept, reread
from services.store.settings import StoreSettings
from shared.messages import ArticleAccepted, ArticleExtracted


def show(settings: StoreSettings, nlp: Language, model: str, depth: Depth, out: Path | None) -> int:
    """Print each difference as a line of JSON; keep the readings that differ in `out`. Returns how many articles do."""
    info = info_of(nlp, model)

    def read(articles: Sequence[ArticleAccepted]) -> list[ArticleExtracted]:
        return extract_all(articles, nlp, depth=depth, info=info)

    engine = open_store(settings.url)
    counted: Counter[tuple[str, str]] = Counter()
    differing: list[ArticleExtracted] = []
    try:
        migrate(engine)
        with progress_on_terminal() as progress:
            task = progress.add_task("reading anew", total=None)
            for each in reread(engine, read):
                for found in each.differences:
                    counted[found.what, found.how] += 1
                    print(json.dumps({"how": found.how, **asdict(found)}, ensure_ascii=False))
                if each.differences:
                    differing.append(each.reading)
                progress.advance(task)
    finally:
        engine.dispose()
    if out:
        out.write_text("".join(f"{reading.model_dump_json(by_alias=True)}\n" for reading in differing), "utf-8")
    told = ", ".join(f"{number} {what}s {how[:-1] if number > 1 else how}" for (what, how), number in counted.items())
    print(f"{len(differing)} articles differ{f': {told}' if told else ''}", file=sys.stderr)
    return len(differing)


def take(settings: StoreSettings, file: Path, only: Sequence[str]) -> None:
    """Accept the readings of a file that `show` kept: all, or those of the articles named. Raises Refused."""
    engine = open_store(settings.url)
    taken = 0
    try:
        migrate(engine)
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
            try:
                reading = ArticleExtracted.model_validate_json(line)
            except ValueError:
                raise Refused(
                    f"{file}:{number}: is no reading; make the file with `shahidi reextract --out`", 2
                ) from None
            if only and reading.article_id not in only:
                continue
            if accept(reading, engine, datetime.now(UTC), settings.policy):
                taken += 1
            else:
                Console(stderr=True).print(f"{reading.article_id}: left out, the store has another version of it now")
    except OSError as error:
        raise Refused(f"{file}: {error.strerror}", 2) from None
    finally:
        engine.dispose()
    print(f"{taken} readings accepted; nothing was alerted", file=sys.stderr)
