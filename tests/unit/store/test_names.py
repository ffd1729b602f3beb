"""Names: one person, perhaps one person, or two."""

import pytest

from services.store.names import distinct, fold, is_full, may_be, name_keys, names_nobody, same_person

PAIRS = (
    ("Rex Masai", "Rex Kanyike Masai", True, "a middle name left out"),
    ("Japhet Koome", "Japheth Koome", True, "a spelling with one letter more"),
    ("Ngũgĩ wa Thiong'o", "Ngugi wa Thiong’o", True, "accents and apostrophes"),
    ("Mohammed Abdi", "Mohamed Abdi", True, "a letter doubled"),
    ("Peter Ng'ang'a", "Peter Nganga", True, "apostrophes left out"),
    ("Josef Kiema", "Joseph Kiema", True, "ph is f"),
    ("Ali Abdi", "Alia Abdi", False, "too short to call it a spelling of one letter more"),
    ("Wanjiru Kamau", "Wanjiku Kamau", False, "two names that differ by a letter inside"),
    ("Rex Masai", "Masai", False, "a surname alone identifies nobody"),
    ("John Doe", "John Doe", False, "a placeholder names nobody (R11)"),
    ("Ann Otieno", "Anne Otieno", False, "too short to call it a spelling"),
)  # fmt: skip


@pytest.mark.parametrize(("a", "b", "same", "why"), PAIRS, ids=[row[3] for row in PAIRS])
def test_one_person_is_known_by_a_full_name(a: str, b: str, same: bool, why: str) -> None:
    assert same_person(a, b) is same_person(b, a) is same, why


@pytest.mark.parametrize(("a", "b", "same", "why"), [row for row in PAIRS if row[2]])
def test_spellings_of_one_name_are_found_under_one_key(a: str, b: str, same: bool, why: str) -> None:
    assert name_keys(a) & name_keys(b), why


def test_a_surname_may_be_somebody_but_never_surely() -> None:
    assert may_be("Masai", "Rex Masai")
    assert not may_be("Otieno", "Rex Masai")
    assert not is_full("Masai")


def test_people_are_counted_at_least() -> None:
    assert distinct(["Rex Masai", "Rex Kanyike Masai", "Masai", "Ann Otieno", "John Doe"]) == 2
    assert distinct([]) == distinct(["unknown male"]) == 0


def test_folding_keeps_letters_and_digits_only() -> None:
    assert fold("  Ngũgĩ-wa  THIONG’O, Jr. ") == "ngugi wa thiong o jr"
    assert names_nobody("JOHN  DOE")
