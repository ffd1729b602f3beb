"""E-mail: plain and HTML, through the operator's SMTP server."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

import aiosmtplib

from services.store.channels import WITHIN_S, Answer, kept
from services.store.letters import Letter, html_of, subject_of, text_of
from services.store.repository.subscriptions import Subscription
from services.store.targets import Email

AT_ONCE = 5
"""Connections to the server."""
PERMANENT = range(500, 600)


@dataclass(frozen=True)
class Server:
    """Where mail is handed over. `tls`: from the first byte; else STARTTLS where the server offers it."""

    host: str
    port: int
    sender: str
    tls: bool = False
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def server_of(url: str, sender: str) -> Server:
    """Out of `smtp://user:password@host:587` or `smtps://host`. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("is not like smtp://user:password@host:587, or smtps://... for TLS from the start")
    tls = parts.scheme == "smtps"
    user, password = (unquote(part) if part else None for part in (parts.username, parts.password))
    return Server(parts.hostname, parts.port or (465 if tls else 25), sender, tls, user, password)


class EmailChannel:
    """Hands mail over, a connection each, a few at a time."""

    def __init__(self, server: Server) -> None:
        self._server, self._free = server, asyncio.Semaphore(AT_ONCE)

    async def send(self, letter: Letter, to: Subscription, now: datetime) -> Answer:
        assert isinstance(to.target, Email)
        message = message_for(letter, to.target.to, self._server.sender, now)
        async with self._free:
            try:
                async with asyncio.timeout(WITHIN_S):
                    return await self._hand_over(message)
            except TimeoutError:
                return Answer("again", error=f"the mail server did not take it within {WITHIN_S:.0f} s")
            except aiosmtplib.SMTPRecipientsRefused as refused:
                return _refused([(one.code, one.message) for one in refused.recipients])
            except aiosmtplib.SMTPResponseException as error:
                return Answer("again", error.code, error=kept(error.message))
            except (aiosmtplib.SMTPException, OSError) as error:
                return Answer("again", error=f"the mail server can't be used: {type(error).__name__}")

    async def _hand_over(self, message: EmailMessage) -> Answer:
        at = self._server
        _, said = await aiosmtplib.send(
            message, hostname=at.host, port=at.port, username=at.user, password=at.password,
            use_tls=at.tls, start_tls=_starttls(at), timeout=WITHIN_S,
        )  # fmt: skip
        return Answer("sent", 250, kept(said))

    async def close(self) -> None:
        """Nothing is kept open."""


def _starttls(at: Server) -> bool | None:
    """A password never goes over a connection that can be read; without one, TLS is used where it is offered."""
    if at.tls:
        return False
    return True if at.password else None


def _refused(said: list[tuple[int, str]]) -> Answer:
    """An address that is none stays none; a full mailbox is emptied some day."""
    code, why = said[0]
    return Answer("given_up" if code in PERMANENT else "again", code, error=kept(why))


def message_for(letter: Letter, to: str, sender: str, now: datetime) -> EmailMessage:
    """The message. Its id follows from the delivery's, so that a mailbox can know it again; programs that answer
    messages by themselves are told not to."""
    message = EmailMessage()
    message["Subject"] = subject_of(letter)
    message["From"], message["To"] = sender, to
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{letter.delivery_id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(text_of(letter))
    message.add_alternative(html_of(letter), subtype="html")
    return message
