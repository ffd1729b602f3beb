"""New words cost less, and are cut into the same tokens."""

from pathlib import Path
from typing import Any

import spacy

from services.extractor import vocabulary
from services.extractor.vocabulary import learn_quickly

TEXT = (
    "Amina Noor’s brother couldn't say (or wouldn't), and/or said nothing… At 5km from Kitale the well-known café's "
    "owner paid $5,000.50 - US$2m - to U.S. officers at 10a.m.; see https://example.org/a_b?c=d or mail a@b.org! "
    "He'd 'gone'. “Never,”said she:no.Yes 3rd 12:30 §4 ÉLAN naïve Ömer. e.g.this x_y #JusticeForAmina @noor 🙂ok don’t"
)


def test_a_text_is_cut_into_the_same_tokens() -> None:
    plain, quick = spacy.blank("en"), spacy.blank("en")
    learn_quickly(quick)
    for text in (TEXT, TEXT.upper(), TEXT.lower(), TEXT.replace(" ", "")):
        assert [(t.text, t.whitespace_, t.norm_) for t in quick(text)] == [
            (t.text, t.whitespace_, t.norm_) for t in plain(text)
        ]


def test_what_the_rules_read_of_a_word_is_still_there() -> None:
    plain, quick = spacy.blank("en"), spacy.blank("en")
    learn_quickly(quick)
    read: list[int | str] = [
        "LOWER",
        "NORM",
        "PREFIX",
        "SUFFIX",
        "SHAPE",
        "IS_ALPHA",
        "IS_DIGIT",
        "IS_LOWER",
        "IS_PUNCT",
        "IS_QUOTE",
    ]
    read += ["IS_SPACE", "IS_TITLE", "IS_UPPER", "LIKE_NUM"]
    assert (quick(TEXT).to_array(read) == plain(TEXT).to_array(read)).all()


def test_no_rule_reads_what_is_spared() -> None:
    """Else it would be false for every new word, and nobody would be told."""
    here = Path(vocabulary.__file__).parent
    code = "".join(path.read_text("utf8") for path in here.rglob("*.py") if path.name != "vocabulary.py")
    assert [name for name in vocabulary.UNUSED if f".{name.lower()}" in code] == []


def test_other_languages_are_left_as_they_are() -> None:
    nlp = spacy.blank("de")
    tokenizer: Any = nlp.tokenizer
    before = tokenizer.suffix_search
    learn_quickly(nlp)
    assert tokenizer.suffix_search == before
