"""What an operator may tell the store, and what it refuses to start with."""

import pytest

from services.store.channels import apprise
from services.store.settings import StoreSettings
from shared.runtime.settings import SettingsError, read_settings


@pytest.mark.parametrize(
    ("environment", "error"),
    [
        ({"STORE_HOST": "0.0.0.0"}, "setting STORE_API_KEY: .* must be set, since STORE_HOST=0.0.0.0 is reachable"),
        ({"STORE_HOST": "desk.example", "STORE_API_KEY": " "}, "must be set, since STORE_HOST=desk.example"),
        ({"STORE_API_KEY": "short"}, "must have 16 characters at least"),
        ({"STORE_READING": "nobody"}, "setting STORE_READING: "),
        ({"STORE_ALLOWED_NETWORKS": "10.1.0.0/99"}, "setting STORE_ALLOWED_NETWORKS: .*is not a network"),
        ({"STORE_MAIL_FROM": "Desk <a@b.example>"}, "setting STORE_MAIL_FROM: .*one plain address"),
        ({"STORE_PUBLIC_URL": "desk.example.org"}, "setting STORE_PUBLIC_URL: "),
    ],
)
def test_the_store_refuses_to_stand_open_or_half_set(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], error: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=error):
        read_settings(StoreSettings)


def test_a_worker_shows_nothing_and_needs_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORE_HOST", "0.0.0.0")
    monkeypatch.setenv("STORE_ROLE", "worker")
    assert read_settings(StoreSettings).api_key is None


def test_keys_and_passwords_are_not_in_what_is_printed_of_the_settings() -> None:
    said = StoreSettings.model_validate({
        "STORE_API_KEY": "a-key-of-sixteen-characters", "STORE_SMTP_URL": "smtp://me:very-secret@mail.example:587",
    })  # fmt: skip
    assert "very-secret" not in repr(said)
    assert "a-key-of-sixteen" not in repr(said)
    server = said.mail_server
    assert server
    assert (server.host, server.port, server.user, server.tls) == ("mail.example", 587, "me", False)
    assert "very-secret" not in repr(server)


def test_apprise_that_is_allowed_and_missing_is_said_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apprise, "is_installed", lambda: False)
    with pytest.raises(SettingsError, match=r"setting STORE_APPRISE: the package apprise is not installed"):
        _ = StoreSettings.model_validate({"STORE_APPRISE": "1"}).house


def test_links_lead_to_the_page_that_readers_reach() -> None:
    assert StoreSettings().base_url == "http://127.0.0.1:8000"
    public = {"STORE_HOST": "0.0.0.0", "STORE_API_KEY": "a-key-of-sixteen-characters"}
    assert StoreSettings.model_validate(public).base_url == "http://127.0.0.1:8000", "0.0.0.0 leads nowhere"
    assert StoreSettings(public_url="https://desk.example.org/").base_url == "https://desk.example.org"
