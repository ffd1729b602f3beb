"""Neighbourhoods as numbers."""

from importlib import import_module

import pytest

from services.store.keys import FIRST_NAME, LAST_NAME, key_of, name_key, origin_key

numbered = import_module("services.store.migrations.versions.0013_numbered_keys")


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("at kisumu @105430", key_of("at kisumu", 105_430)),
        ("cell -1 139 @105430", key_of("cell -1 139", 105_430)),
        ("of baraka @73801", key_of("baraka", 73_801)),
        ("named amina juma", name_key("amina juma")),
        ("from an id with @73 in it", origin_key("an id with @73 in it")),
    ],
)
def test_what_was_filed_under_words_is_filed_under_the_number_that_is_asked_for(before: str, now: int) -> None:
    assert numbered._number(before) == now


def test_names_have_a_range_of_their_own_and_every_key_fits_into_63_bits() -> None:
    assert FIRST_NAME <= name_key("amina juma") <= LAST_NAME
    assert origin_key("any article") < FIRST_NAME
    assert LAST_NAME < key_of("at kisumu", 105_430) < key_of("a", 105_431) < 2**63
