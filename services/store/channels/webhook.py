"""Webhooks as Standard Webhooks has them: signed, 2xx is success and nothing else is, redirects are not followed."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp

from services.store.channels import WITHIN_S, Answer, kept
from services.store.letters import Letter, body_of
from services.store.repository.subscriptions import Subscription
from services.store.signatures import signed_headers
from services.store.targets import Webhook
from shared.runtime.destinations import Destinations, NotAllowed
from shared.runtime.guarding import guarded_session, reason_of

MOST_READ = 64 * 1024
"""Bytes of an answer."""
USER_AGENT = "Shahidi/0.1 (webhooks)"
JUDGED_S = 0.2
"""Of the time of a try, kept back from reading the body: once there is a status, it counts."""
GONE = 410
ASKS_TO_WAIT = (429, 503)


class WebhookChannel:
    """Posts over one pool of connections, to addresses that the rule lets through only."""

    def __init__(self, rule: Destinations, within_s: float = WITHIN_S) -> None:
        """To be made inside the event loop."""
        self._rule, self._within_s = rule, within_s
        # Without a limit of its own: how many are on their way at once is decided before.
        self._session = guarded_session(rule, USER_AGENT, most=0, most_of_one_host=0)

    async def send(self, letter: Letter, to: Subscription, now: datetime) -> Answer:
        assert isinstance(to.target, Webhook)
        body, end = body_of(letter), asyncio.get_running_loop().time() + self._within_s
        headers = {"Content-Type": "application/json"} | signed_headers(to.secrets, letter.delivery_id, now, body)
        try:
            async with asyncio.timeout_at(end):
                url = self._rule.checked(to.target.url)
                async with self._session.post(url, data=body, headers=headers, allow_redirects=False) as response:
                    return await _judged(response, now, end - JUDGED_S)
        except NotAllowed as refused:
            return Answer("again", error=str(refused))
        except TimeoutError:
            return Answer("again", error=f"no answer within {self._within_s:.0f} s")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return Answer("again", error=str(reason_of(error)))

    async def close(self) -> None:
        await self._session.close()


async def _judged(response: aiohttp.ClientResponse, now: datetime, end: float) -> Answer:
    """By its status alone: what is in the body, and whether it ends, changes nothing."""
    said = kept((await _beginning(response, end)).decode("utf-8", "replace"))
    status = response.status
    if 200 <= status < 300:
        return Answer("sent", status, said)
    if status == GONE:
        return Answer("gone", status, said, "it wants no more")
    if 300 <= status < 400:
        return Answer("again", status, said, "a redirect is not followed: give the address that it leads to")
    wait = wait_asked(response.headers.get("Retry-After"), now) if status in ASKS_TO_WAIT else None
    return Answer("again", status, said, retry_after=wait)


async def _beginning(response: aiohttp.ClientResponse, end: float) -> bytes:
    """As much of the body as comes until then, up to the limit."""
    read = bytearray()
    try:
        async with asyncio.timeout_at(end):
            async for piece in response.content.iter_chunked(4096):
                read += piece
                if len(read) >= MOST_READ:
                    break
    except (TimeoutError, aiohttp.ClientError, OSError):
        pass  # it answered; that its words break off is no matter
    if not response.content.at_eof():
        response.close()  # what is left of it is not waited for, nor is the connection used again
    return bytes(read[:MOST_READ])


def wait_asked(header: str | None, now: datetime) -> timedelta | None:
    """What Retry-After says, in seconds or as a date; null where it says nothing that can be understood."""
    if header is None:
        return None
    if header.strip().isascii() and header.strip().isdigit():
        return timedelta(seconds=min(int(header.strip()[:10]), 10**7))
    try:
        until = parsedate_to_datetime(header)
        return max(timedelta(), (until if until.tzinfo else until.replace(tzinfo=UTC)) - now)
    except (ValueError, OverflowError):
        return None
