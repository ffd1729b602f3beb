"""The extractor, wired: articles.accepted in, articles.extracted out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from faststream.redis import RedisBroker
from spacy.language import Language
from starlette.applications import Starlette

from services.extractor.extracting import extract_all
from services.extractor.pipeline import Lasting, info_of, load
from services.extractor.settings import ExtractorSettings
from shared.messages import ArticleAccepted, ArticleExtracted
from shared.runtime.brokers import make_broker, publish
from shared.runtime.consuming import Delivery, consume
from shared.runtime.health import ARTICLES, operations
from shared.runtime.serving import running
from shared.streams import ACCEPTED, EXTRACTED

log = structlog.get_logger()


def build(settings: ExtractorSettings, nlp: Language | None = None) -> Starlette:
    """The service. Loads the model; raises OSError when it is not installed."""
    broker = make_broker(settings.redis_url)
    read(broker, settings, nlp or load(settings.model))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with running(broker):
            yield

    return Starlette(routes=operations(broker), lifespan=lifespan)


def read(broker: RedisBroker, settings: ExtractorSettings, nlp: Language) -> None:
    """Subscribe: a batch at a time, in a thread beside the event loop, which goes on renewing the batch's lease."""
    info, model = info_of(nlp, settings.model), Lasting(settings.model, nlp)

    async def on_accepted(deliveries: list[Delivery[ArticleAccepted]]) -> None:
        articles = [delivery.message for delivery in deliveries]
        read = await asyncio.to_thread(extract_all, articles, model.nlp, depth=settings.depth, info=info)
        said = [x.model_copy(update={"article": article}) for x, article in zip(read, articles, strict=True)]
        await publish(broker, EXTRACTED, said)
        for extracted in said:
            _count(extracted)
        if await asyncio.to_thread(model.renew):
            log.info("model.renewed", model=settings.model)

    consume(
        broker, ACCEPTED, "extractor", on_accepted,
        batch=settings.batch, reclaim_ms=settings.reclaim_ms, max_attempts=settings.max_attempts,
    )  # fmt: skip


def _count(extracted: ArticleExtracted) -> None:
    ARTICLES.labels("extractor", "extracted").inc()
    log.info(
        "article.extracted",
        article_id=extracted.article_id,
        version=extracted.article_version,
        incidents=len(extracted.incidents),
        figures=len(extracted.figures),
        claims=len(extracted.claims),
        flags=list(extracted.flags),
        outcome="extracted",
    )
