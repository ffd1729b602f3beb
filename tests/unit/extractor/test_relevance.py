"""A cheap look at an article: which parts of it go through the model."""

from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from services.extractor.components.relevance import is_relevant, parts_of, sifted
from services.extractor.extracting import extract_all
from tests.unit.extractor.articles import INFO, article

FAIR = "The village fair opened with music and cake. Traders came from afar, and a choir sang until late."
STORY = (
    "KISUMU – The council met early.\n\n"
    + f"{FAIR}\n\n"
    + "Grace Anyango Banda ran a stall there.\n\n"
    + f"{FAIR}\n\n"
    + "Banda was shot dead by police in Kondele on Monday night.\n\n"
    + f"{FAIR}"
)


def test_what_tells_nothing_is_blanked_and_every_offset_holds() -> None:
    kept = sifted(STORY)
    assert len(kept) == len(STORY)
    assert all(a in (b, " ") for a, b in zip(kept, STORY, strict=True))
    assert "choir" not in kept
    assert "Banda was shot dead" in kept


def test_the_part_that_names_a_victim_in_full_is_kept() -> None:
    assert "Grace Anyango Banda" in sifted(STORY)


def test_a_word_that_only_begins_like_harm_is_none() -> None:
    assert not is_relevant("The executive of the stable company can open the archive.")
    assert is_relevant("The men were executed.")


@given(st.text(alphabet="aB .\n!", max_size=2_000))
def test_parts_put_together_are_the_text(text: str) -> None:
    assert "".join(text[start:end] for start, end in parts_of(text)) == text


def test_both_depths_find_the_same_killing(nlp: Language) -> None:
    (relevant,) = extract_all([article(STORY)], nlp, depth="relevant", info=INFO)
    (everything,) = extract_all([article(STORY)], nlp, depth="all", info=INFO)
    assert relevant.incidents == everything.incidents
    assert [v.name for i in relevant.incidents for v in i.victims] == ["Grace Anyango Banda"]


def test_somebody_who_was_taken_away_by_others_is_worth_reading() -> None:
    assert is_relevant("Brian Otieno was taken away by men believed to be detectives.")
    assert not is_relevant("The plates were taken away after dinner.")


def test_the_lines_of_a_list_of_victims_are_kept() -> None:
    listed = "The hospital named them:\n\nAmina Noor, 25\n\nBrian Otieno Mutua, 31, of Thika\n\nPeter Kamau, 40\n\n"
    kept = sifted(f"Three people were shot dead in Thika.\n\n{listed}{FAIR}")
    assert all(name in kept for name in ("Amina Noor", "Brian Otieno Mutua", "Peter Kamau"))
    assert "choir" not in kept


def test_who_was_taken_to_hospital_is_read_beside_harm_only() -> None:
    care = "Amina Noor, 25, was taken to hospital."
    assert care in sifted(f"Gunmen shot at a bus in Thika.\n\n{care}\n\n{FAIR}")
    assert care not in sifted(f"Nurses demand more pay.\n\n{FAIR}\n\n{care}")


def test_a_denial_is_read_where_harm_is_told() -> None:
    text = "Soldiers shot two traders.\n\nThe army rejected the allegation.\n\nShops sell bread and milk in the town."
    assert sifted(text) == text.replace("Shops sell bread and milk in the town.", " " * 38)


def test_he_is_nobody_where_another_person_stands_in_words_that_were_not_read(nlp: Language) -> None:
    first = "Mr Ali Moyo said soldiers shot two traders in Zomba on Monday.\n\n"
    unread = "Mr Peter Banda, who keeps bees and sells honey in the town, was in a good mood all day long.\n\n"
    last = "He demanded an inquiry into the killing of the traders."
    articles = [article(first + last), article(first + unread + last)]
    claims = [said.claims[-1] for said in extract_all(articles, nlp, depth="relevant", info=INFO)]
    assert [claim.speaker and claim.speaker.name for claim in claims] == ["Ali Moyo", None]
