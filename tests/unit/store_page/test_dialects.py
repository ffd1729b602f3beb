"""The one filter that each database spells in its own way."""

import pytest
from sqlalchemy import select
from sqlalchemy.dialects import registry

from services.store.tables import claims
from services.store.views.reported import targets_hold


@pytest.mark.parametrize(
    ("dialect", "words"),
    [
        ("postgresql", "FROM json_array_elements(claims.targets)"),
        ("sqlite", "FROM json_each(claims.targets)"),
    ],
)
def test_the_names_in_a_list_of_targets_are_looked_through(dialect: str, words: str) -> None:
    query = select(claims.c.claim_id).where(targets_hold("koome", dialect))
    assert words in " ".join(str(query.compile(dialect=registry.load(dialect)())).split())
