"""E-mail and Apprise: the same words, told by others; and what strangers write stays words in them."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest

from services.store.channels.apprise import AppriseChannel
from services.store.channels.email import EmailChannel, message_for, server_of
from services.store.letters import MOST_BYTES, Letter, body_of, html_of, text_of
from services.store.repository.subscriptions import TARGET, Subscription
from services.store.schedules import Schedule
from services.store.settings import StoreSettings
from services.store.subscriptions import Wanted
from shared.messages import AlertRaised, Proof
from shared.runtime.settings import SettingsError
from tests.integration.subscribed.endpoints import answer, endpoint
from tests.unit.store.test_subscriptions import alert

NOW = datetime(2024, 7, 4, 8, tzinfo=UTC)
HOSTILE = (
    '2 killed <script>alert(1)</script>\r\nBcc: all@example.org "><img src=x onerror=alert(1)> '
    "<http://evil|here> @channel"
)


def letter(kind: str = "alert", *alerts: AlertRaised, name: str = "Night desk") -> Letter:
    told = alerts or (() if kind == "test" else (alert(),))
    return Letter("d1", kind, name, NOW, tuple(told), "https://desk.example.org")


def subscription(**target: Any) -> Subscription:
    return Subscription(
        "s1", "Night desk", TARGET.validate_python(target), Wanted(), Schedule(), "active", None, (), "k", 0, None,
        NOW, NOW,
    )  # fmt: skip


@dataclass
class MailServer:
    """SMTP as far as it is needed: it keeps what it is handed, or says no."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    says: dict[str, str] = field(default_factory=dict)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())
            await writer.drain()

        await say("220 here")
        while line := (await reader.readline()).decode().strip():
            verb = line.split()[0].upper()
            if verb == "QUIT":
                await say("221 bye")
                break
            if verb == "DATA":
                await say("354 go on")
                raw = (await reader.readuntil(b"\r\n.\r\n")).removesuffix(b".\r\n")
                read = message_from_bytes(raw, policy=default)
                assert isinstance(read, EmailMessage)
                self.taken.append(read)
            await say(self.says.get(verb, "250 fine"))
        writer.close()


@asynccontextmanager
async def mail_server(**says: str) -> AsyncIterator[MailServer]:
    here = MailServer(says=says)
    serving = await asyncio.start_server(here.talk, "127.0.0.1", 0)
    here.port = serving.sockets[0].getsockname()[1]
    try:
        yield here
    finally:
        serving.close()


def channel_to(server: MailServer) -> EmailChannel:
    return EmailChannel(server_of(f"smtp://127.0.0.1:{server.port}", "shahidi@desk.example.org"))


async def test_an_e_mail_says_it_in_plain_text_and_in_html_and_is_known_by_its_id() -> None:
    async with mail_server() as server:
        said = await channel_to(server).send(letter(), subscription(kind="email", to="a@example.org"), NOW)
    assert said.outcome == "sent"
    (message,) = server.taken
    assert (message["Subject"], message["To"]) == ("2 killed in Kondele", "a@example.org")
    assert message["Message-ID"] == "<d1@desk.example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain
    assert "“two”" in plain.get_content()
    assert html
    assert 'href="https://desk.example.org/desk/articles/x' in html.get_content()


@pytest.mark.parametrize(
    ("says", "outcome"),
    [
        ({"RCPT": "550 no such mailbox"}, "given_up"),
        ({"RCPT": "452 mailbox full"}, "again"),
        ({"MAIL": "451 later"}, "again"),
        ({"DATA": "554 not you"}, "again"),
    ],
)
async def test_a_mailbox_that_is_none_is_given_up_and_whatever_may_pass_is_tried_again(
    says: dict[str, str], outcome: str
) -> None:
    async with mail_server(**says) as server:
        said = await channel_to(server).send(letter(), subscription(kind="email", to="a@example.org"), NOW)
    assert said.outcome == outcome


async def test_a_mail_server_that_is_away_is_tried_again() -> None:
    channel = EmailChannel(server_of("smtp://127.0.0.1:1", "shahidi@localhost"))
    said = await channel.send(letter(), subscription(kind="email", to="a@example.org"), NOW)
    assert (said.outcome, said.error) == ("again", "the mail server can't be used: SMTPConnectError")


def test_no_headline_becomes_a_header_or_markup_in_an_e_mail() -> None:
    message = message_for(letter("alert", alert(headline=HOSTILE)), "a@example.org", "shahidi@localhost", NOW)
    read = message_from_bytes(message.as_bytes(), policy=default)
    assert read["Bcc"] is None
    assert read["Subject"].startswith("2 killed <script>alert(1)</script> Bcc: all@example.org")
    html = html_of(letter("alert", alert(headline=HOSTILE), name=HOSTILE))
    assert "<script" not in html
    assert "<img" not in html


@pytest.mark.parametrize("url", ["smtp.example.org", "http://x", "smtp://"])
def test_a_mail_server_that_is_none_is_refused_with_the_settings_name(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STORE_SMTP_URL", url)
    with pytest.raises(SettingsError, match=r"^setting STORE_SMTP_URL: is not like smtp://"):
        _ = StoreSettings().mail_server


async def test_apprise_passes_words_on_and_nobody_is_called_or_led_astray_by_them() -> None:
    async with endpoint(hook=answer("200 OK")) as desk:
        to = subscription(kind="apprise", url=f"json://127.0.0.1:{desk.url.rpartition(':')[2]}/hook")
        said = await AppriseChannel().send(letter("alert", alert(headline=HOSTILE)), to, NOW)
    assert said.outcome == "sent"
    (posted,) = desk.posted
    for words in (posted.said["title"], posted.said["message"]):
        assert "2 killed" in words
        assert "<" not in words
        assert "@channel" not in words


async def test_apprise_that_is_not_installed_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    said = await AppriseChannel().send(letter(), subscription(kind="apprise", url="json://127.0.0.1"), NOW)
    assert (said.outcome, said.error) == (
        "again",
        "the package apprise is not installed: pip install 'shahidi[apprise]'",
    )


def test_a_digest_that_is_too_long_says_how_many_it_leaves_out() -> None:
    proofs = tuple(Proof(start=0, end=300, text="x" * 300, article_id=f"a{n}") for n in range(8))
    many = tuple(alert(alert_id=f"a{n}", evidence=proofs) for n in range(200))
    body = body_of(letter("digest", *many))
    assert len(body) <= MOST_BYTES
    read = json.loads(body)["data"]
    assert read["left_out"] == 200 - len(read["alerts"]) > 0
    assert "And 150 more" in text_of(letter("digest", *many))
