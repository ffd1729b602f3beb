"""Whatever the text: one result an article, every span verbatim, nothing raised, bounded time."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from services.extractor.components.relevance import is_relevant
from services.extractor.extracting import MAX_CHARACTERS, PIECE, extract_all, parses, pieces_of
from shared.messages import ArticleExtracted, Span
from tests.unit.extractor.articles import INFO, article, extracted

KILLING = "Two men were shot dead by police in Mombasa on Monday."
FAIR = "The village fair opened with music and cake."


def spans(fact: object) -> Iterator[Span]:
    """Every span anywhere inside an extraction."""
    if isinstance(fact, Span):
        yield fact
    elif isinstance(fact, tuple):
        for each in fact:
            yield from spans(each)
    elif hasattr(fact, "model_fields_set"):
        for field in type(fact).model_fields:  # type: ignore[attr-defined]
            yield from spans(getattr(fact, field))


def assert_verbatim(said: ArticleExtracted, text: str) -> None:
    for span in spans(said):
        assert text[span.start : span.end] == span.text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.one_of(
            st.text(max_size=60),
            st.sampled_from(
                [
                    KILLING,
                    "Read: Nine Killed",
                    "“He was shot,” said Ms. Otieno (IPOA).",
                    "\n\n",
                    "death toll of about 30",
                    "\x00\u200b",
                    "12/03/2024 ",
                ]
            ),
        ),
        max_size=6,
    )
)
def test_no_text_makes_it_fail_and_every_span_is_verbatim(nlp: Language, parts: list[str]) -> None:
    text = " ".join(parts)
    assert_verbatim(extracted(text, nlp), text)


def test_a_batch_keeps_its_order_and_leaves_none_out(nlp: Language) -> None:
    batch = [article(KILLING), article(FAIR), article(""), article(KILLING)]
    said = extract_all(batch, nlp, info=INFO)
    assert [len(x.incidents) for x in said] == [1, 0, 0, 1]


def test_the_cheap_look_passes_over_what_reports_no_harm() -> None:
    assert is_relevant(KILLING)
    assert not is_relevant(FAIR)


def test_only_depth_all_reads_the_names_of_an_article_without_harm(nlp: Language) -> None:
    text = "The library of Lusaka opened a reading room."
    (relevant,) = extract_all([article(text)], nlp, depth="relevant", info=INFO)
    (everything,) = extract_all([article(text)], nlp, depth="all", info=INFO)
    assert [e.name for e in relevant.entities] == []
    assert [e.name for e in everything.entities] == ["Lusaka"]


def test_no_facts_are_read_from_another_language(nlp: Language) -> None:
    (said,) = extract_all([article("Watu wawili waliuawa, police said.", language="sw")], nlp, info=INFO)
    assert said.flags == ("not_english",)
    assert (said.incidents, said.figures, said.claims, said.entities) == ((), (), (), ())


def test_what_the_fetcher_knew_of_the_text_is_known_of_its_facts(nlp: Language) -> None:
    (said,) = extract_all([article(KILLING).model_copy(update={"flags": ("paywall",)})], nlp, info=INFO)
    assert said.flags == ("paywall",)


@pytest.mark.parametrize("tail", ["x" * 1_000_000, "9" * 200_000, "(" * 50_000])
def test_an_endless_word_does_not_stall_it_and_is_flagged(nlp: Language, tail: str) -> None:
    text = f"{KILLING} {tail}"
    began = time.process_time()
    (said,) = extract_all([article(text)], nlp, depth="all", info=INFO)
    assert time.process_time() - began < 20
    assert said.flags == ("truncated",)
    assert [i.type for i in said.incidents] == ["killing"]
    assert_verbatim(said, text)


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[3] / "services/cli/demo").glob("*.json*")), ids=lambda p: p.name
)
def test_every_span_of_the_sample_articles_is_verbatim(nlp: Language, path: Path) -> None:
    row = json.loads(path.read_text("utf8"))
    said = extracted(row["text"], nlp)
    assert list(spans(said))
    assert_verbatim(said, row["text"])


@given(st.text(alphabet="ab .\n", max_size=40), st.integers(0, 2_000))
@settings(max_examples=20, deadline=None)
def test_pieces_put_together_are_the_text(part: str, times: int) -> None:
    text = part * times
    pieces = pieces_of(text)
    assert "".join(pieces) == text
    assert all(len(piece) <= PIECE for piece in pieces)


def test_a_text_parsed_in_pieces_keeps_its_offsets(nlp: Language) -> None:
    text = (f"{KILLING} " * 400)[: 2 * PIECE + 100]
    (doc,) = parses([text], nlp)
    assert doc.text == text
    assert all(text[token.idx : token.idx + len(token)] == token.text for token in doc)


def test_a_text_beyond_the_limit_is_cut_and_flagged(nlp: Language) -> None:
    text = "The fair went on. " * (MAX_CHARACTERS // 18 + 2)
    (said,) = extract_all([article(text)], nlp, depth="relevant", info=INFO)
    assert said.flags == ("truncated",)
