"""Short articles of their own event each, written for the purpose: what goes through the pipe is countable."""

from datetime import date, timedelta
from typing import Any

FIRST = ["Amina", "Brian", "Chebet", "Daudi", "Esther", "Fatuma", "Grace", "Hassan", "Irene", "Juma"]
LAST = ["Abdi", "Barasa", "Cheruiyot", "Dahir", "Ekeno", "Farah", "Gitau", "Haji", "Imani", "Jeptoo"]
TOWNS = ["Kisumu", "Mombasa", "Nakuru", "Eldoret", "Garissa", "Kampala", "Jinja", "Arusha", "Mwanza", "Kigali"]


def article(number: int) -> dict[str, Any]:
    """One person killed in one town on one day, different for each number below 1,000."""
    first, last = FIRST[number % 10], LAST[number // 10 % 10]
    town, day = TOWNS[number // 100], date(2021, 1, 1) + timedelta(days=number)
    name = f"{first} {last}"
    return {
        "id": f"article-{number}",
        "url": f"https://news.example/{number}",
        "publisher": f"Paper {number % 7}",
        "published_at": f"{day}T18:00:00+03:00",
        "title": f"Police shoot {name} dead in {town}",
        "text": f"Police shot dead {name}, {20 + number % 50}, in {town} on {day:%A}, witnesses said.\n\n"
        f"The victim's family demanded that the Independent Oversight Authority investigate the shooting.\n",
    }


def brief(number: int) -> dict[str, Any]:
    """One sentence on one person killed, each on a day of its own, so that thousands of them stay cheap to read and to
    tell apart; with every tenth comes a demand. Different for each number below 1,000."""
    first, last = FIRST[number % 10], LAST[number // 10 % 10]
    town, day = TOWNS[number // 100], date(2021, 1, 1) + timedelta(days=number)
    told = f"Police shot dead {first} {last}, {18 + number % 60}, in {town} on {day:%A}, witnesses said."
    if number % 10 == 0:
        told += f" The family of {last} demanded that the governor of {town} resign."
    return {
        "id": f"article-{number}",
        "publisher": f"Paper {number % 7}",
        "published_at": f"{day}T18:00:00+03:00",
        "title": f"{first} {last} killed in {town}",
        "text": told,
    }
