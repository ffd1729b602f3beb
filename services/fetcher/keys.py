"""The key that a caller must show before anything is written."""

import hmac
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

import structlog

from services.fetcher.settings import FetcherSettings

log = structlog.get_logger()


def key_file(home: Path) -> Path:
    """Where the key lies that was made at the first start."""
    return home / "api-key"


def key_of(settings: FetcherSettings) -> str:
    """The key of the settings, else that of the home folder, made when there is none (readable by its owner only)."""
    if settings.api_key:
        return settings.api_key.get_secret_value()
    path = key_file(settings.home)
    if not path.exists():
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(path)
    key = path.read_text("ascii").strip()
    if len(key) < 16:
        raise ValueError(f"{path} holds no key; delete it to have a new one made")
    return key


def _make(path: Path) -> None:
    """Written aside and linked into place, so that nobody ever reads half a key and of two starts one wins."""
    descriptor, aside = tempfile.mkstemp(dir=path.parent)  # mode 0600
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32) + "\n")
        with suppress(FileExistsError):
            os.link(aside, path)
            log.info("key.made", path=str(path))
    finally:
        Path(aside).unlink()


def is_key(shown: str, key: str) -> bool:
    """Compares in a time that says nothing about the key."""
    return hmac.compare_digest(shown.encode("utf-8", "replace"), key.encode())
