from pathlib import Path

import pytest

from services.fetcher.settings import FetcherSettings
from services.store.settings import StoreSettings
from shared.runtime.settings import ServiceSettings, SettingsError, read_settings


@pytest.mark.parametrize(
    ("kind", "variable", "value"),
    [
        (ServiceSettings, "MAX_ATTEMPTS", "none"),
        (StoreSettings, "STORE_PORT", "70000"),
        (FetcherSettings, "FETCHER_HOST", "0.0.0.0"),
    ],
)
def test_a_wrong_setting_is_named_as_the_operator_wrote_it(
    monkeypatch: pytest.MonkeyPatch, kind: type[ServiceSettings], variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    monkeypatch.delenv("FETCHER_API_KEY", raising=False)
    named = "FETCHER_API_KEY" if variable == "FETCHER_HOST" else variable
    with pytest.raises(SettingsError, match=f"^setting {named}: "):
        read_settings(kind)


def test_without_any_variable_everything_lies_in_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHAHIDI_HOME", raising=False)
    monkeypatch.setenv("HOME", "/home/amina")
    assert read_settings(ServiceSettings).home == Path("/home/amina/.local/share/shahidi")
