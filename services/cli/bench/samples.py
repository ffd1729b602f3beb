"""Articles to measure with: each of about 3,000 characters, each with an event of its own. Pure."""

from typing import Any

from services.cli.bench.readings import RARE_WORDS, rare_word

_FIRST = ("Amina", "Brian", "Chebet", "Daudi", "Esther", "Farid", "Grace", "Hassan", "Irene", "Juma")
_LAST = ("Abdi", "Barasa", "Cheruiyot", "Dahir", "Ekeno", "Farah", "Gitau", "Haji", "Imani", "Jeptoo")
_TOWNS = ("Kisumu", "Mombasa", "Nakuru", "Eldoret", "Garissa", "Kampala", "Jinja", "Arusha", "Mwanza", "Kigali")

_REST = (
    "Residents said that shops along the main road stayed closed for the rest of the day.",
    "A doctor at the county hospital said that the wards were full and that more beds had been asked for.",
    "The governor visited the family in the afternoon and promised to pay for the burial.",
    "Traffic was diverted while the street was cleared of stones and burning tyres.",
    "Traders complained that they had lost a week's income since the unrest began.",
    "The school beside the market sent its pupils home before noon as a precaution.",
    "A lawyer for the family said that a letter to the court was being prepared.",
    "Several buses were turned back at the bridge by officers in plain clothes.",
    "The committee will meet again on Friday to hear from those who saw what happened.",
    "Prices of maize flour have doubled since January, which many give as the cause of the anger.",
)


def _own(sentence: str, number: int) -> str:
    """With a rare word after every fourth: otherwise all articles would be copies of each other, and kept together."""
    words = sentence.split()
    parts = [" ".join(words[i : i + 4]) for i in range(0, len(words), 4)]
    own = [f"{part} {rare_word((7 * number + i) % RARE_WORDS)}" for i, part in enumerate(parts[:-1])]
    return " ".join([*own, parts[-1]])


def article(number: int) -> dict[str, Any]:
    """One person killed in one town on one day; what else it tells differs in its order."""
    name = f"{_FIRST[number % 10]} {_LAST[number // 10 % 10]}"
    town, day = _TOWNS[number // 100 % 10], 1 + number % 28
    rest = [_own(_REST[(number + i) % 10], 31 * number + i) for i in range(30)]
    paragraphs = [" ".join(rest[i : i + 5]) for i in range(0, 30, 5)]
    lead = f"Police shot dead {name}, {20 + number % 50}, in {town} on Monday, witnesses said."
    demand = "The victim's family demanded that the Independent Oversight Authority investigate the shooting."
    return {
        "id": f"bench-{number}",
        "url": f"https://news.example/{number}",
        "publisher": f"Paper {number % 7}",
        "published_at": f"2024-05-{day:02d}T18:00:00+03:00",
        "title": f"Police shoot {name} dead in {town}",
        "text": "\n\n".join((lead, demand, *paragraphs)),
    }
