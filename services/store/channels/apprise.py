"""Slack, Telegram, ntfy and some 160 others, by Apprise: an optional extra, and for the operator's own channels only,
since it connects wherever its URLs say."""

import asyncio
from datetime import datetime
from importlib.util import find_spec

from services.store.channels import WITHIN_S, Answer
from services.store.letters import Letter, subject_of, text_of
from services.store.repository.subscriptions import Subscription
from services.store.targets import Apprise

MISSING = "the package apprise is not installed: pip install 'shahidi[apprise]'"


def is_installed() -> bool:
    return find_spec("apprise") is not None


class AppriseChannel:
    """Sends what people read; imported when the first message goes out."""

    async def send(self, letter: Letter, to: Subscription, now: datetime) -> Answer:  # noqa: ARG002 - it is not signed
        assert isinstance(to.target, Apprise)
        try:
            import apprise  # noqa: PLC0415 - an optional extra
        except ImportError:
            return Answer("again", error=MISSING)
        service = apprise.Apprise()
        if not service.add(to.target.url):
            return Answer("given_up", error="Apprise knows no service of this URL")
        title, body = plain(subject_of(letter)), plain(text_of(letter))
        try:
            async with asyncio.timeout(WITHIN_S):
                taken = await service.async_notify(body=body, title=title, body_format=apprise.NotifyFormat.TEXT)
        except TimeoutError:
            return Answer("again", error=f"no answer within {WITHIN_S:.0f} s")
        except Exception as error:  # noqa: BLE001 - of whichever service it is
            return Answer("again", error=f"the service failed: {type(error).__name__}")
        return Answer("sent") if taken else Answer("again", error="the service did not take it")

    async def close(self) -> None:
        """Nothing is kept open."""


_MARKUP = str.maketrans({"<": "‹", ">": "›", "@": "@\u2060"})


def plain(text: str) -> str:
    """Words that chat programs take for words: no links in disguise (<url|text>), nobody called (@channel)."""
    return text.translate(_MARKUP)
