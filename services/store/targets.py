"""Where alerts are sent: what a subscriber may give as an address, and how much of it is ever shown again."""

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from services.store.filters import plain

MOST_URL = 2_000
_MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)*[A-Za-z0-9-]{1,63}")


def _web_address(url: str) -> str:
    """An address on the web: http or https, no name and password in it, no white space."""
    if re.search(r"\s", url) or not url.isascii():
        raise ValueError("must not hold spaces, or letters that are not ASCII: write them percent-encoded")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ValueError("is not a URL") from None
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError("must begin with https:// or http:// and name a host")
    if "@" in parts.netloc:
        raise ValueError("must not hold a user name or password")
    return url


def checked_mailbox(address: str) -> str:
    """One plain address. No display name, no comment, no list: nothing that could become another header."""
    if not _MAILBOX.fullmatch(address) or len(address) > 254:
        raise ValueError("must be one plain address, as desk@example.org")
    return address


class Webhook(BaseModel):
    """A POST to a URL, signed as Standard Webhooks has it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Literal["webhook"]
    url: Annotated[str, Field(max_length=MOST_URL), AfterValidator(plain), AfterValidator(_web_address)]

    def shown(self) -> str:
        """The URL without the values of its query, where many services put their secrets."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}{parts.path}{'?…' if parts.query else ''}"


class Email(BaseModel):
    """A message by e-mail, plain and HTML."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Literal["email"]
    to: Annotated[str, Field(max_length=254), AfterValidator(checked_mailbox)]

    def shown(self) -> str:
        """The address."""
        return self.to


class Apprise(BaseModel):
    """Any of Apprise's services: slack://..., tgram://..., ntfy://... For operators only."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Literal["apprise"]
    url: Annotated[str, Field(min_length=5, max_length=MOST_URL, pattern=r"^[A-Za-z0-9+.-]+://"), AfterValidator(plain)]

    def shown(self) -> str:
        """The scheme alone: the rest are tokens."""
        return f"{self.url.partition('://')[0]}://…"


class Feed(BaseModel):
    """Nothing is sent: the subscriber reads /alerts.atom?subscription=ID or /alerts/stream?subscription=ID."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Literal["feed"]

    def shown(self) -> str:
        """Nothing to hide."""
        return "read as a feed"


Target = Annotated[Webhook | Email | Apprise | Feed, Field(discriminator="kind")]
