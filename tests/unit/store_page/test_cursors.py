"""A cursor comes back as it went out, or is refused."""

import base64
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.store.cursors import BadCursor, cursor_of, moment_and_id, position


@given(st.datetimes(timezones=st.just(UTC)), st.text(st.characters(categories=["L", "N", "P"])))
def test_a_cursor_comes_back_as_it_went_out(at: datetime, key: str) -> None:
    assert moment_and_id("list", cursor_of("list", at, key)) == (at, key)


@given(st.text())
def test_any_other_text_is_refused(cursor: str) -> None:
    for read in (moment_and_id, position):
        with pytest.raises(BadCursor):
            read("list", cursor)


@pytest.mark.parametrize(
    "inside",
    [
        ["other", "2024-07-03T00:00:00+00:00", "a"],
        ["list", "0001-01-01T00:00:00+14:00", "a"],  # before the first year of UTC
        ["list", "yesterday", "a"],
        ["list", 1, "a"],
        ["list", "2024-07-03T00:00:00+00:00", "a\x00"],
        ["list", True],
        ["list", -1],
        ["list", 2**63],
        ["list"],
        {"list": 1},
        None,
    ],
)
def test_a_forged_cursor_is_refused(inside: object) -> None:
    forged = base64.urlsafe_b64encode(json.dumps(inside).encode()).decode()
    for read in (moment_and_id, position):
        with pytest.raises(BadCursor):
            read("list", forged)
