"""Where a publisher writes from, and what that says of the places in its articles."""

import pytest
from spacy.language import Language

from services.extractor.components.publishers import country_of
from services.extractor.extracting import read
from tests.unit.extractor.articles import article


@pytest.mark.parametrize(
    ("publisher", "url", "country"),
    [
        ("The Daily Nation", "https://nation.africa/a", "KE"),  # listed
        (None, "https://www.news.co.ug/a", "UG"),
        ("news.co.za", None, "ZA"),  # the name is the address
        (None, "https://bbc.co.uk/a", "GB"),
        (None, "https://example.io/a", None),  # a brand, no country
        (None, "https://example.com/a", None),
        (None, "http://[", None),  # no address
        (None, None, None),
    ],
)
def test_a_publishers_country(publisher: str | None, url: str | None, country: str | None) -> None:
    assert country_of(publisher, url) == country


@pytest.mark.parametrize(("publisher", "country"), [("waikato.co.nz", "NZ"), (None, "CA")])
def test_a_place_lies_where_its_publisher_writes(publisher: str | None, country: str, nlp: Language) -> None:
    text = "A shop burned down in Hamilton."
    found = read(article(text).model_copy(update={"publisher": publisher}), nlp(text)).names
    assert [n.country for n in found.all if n.kind == "place"] == [country]
