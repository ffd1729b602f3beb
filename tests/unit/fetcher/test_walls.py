"""Consent, checks, logins and paywalls told from articles, also from articles about them."""

from importlib.resources import files

import pytest

from services.fetcher.pages import page_of
from services.fetcher.walls import SAID, is_cut_short, wall_of

REPORT = (
    "Police shot two traders dead in Kondele, Kisumu, on Tuesday night, residents said. The county commissioner "
    "demanded that the officers be arrested by Friday. Shops stayed shut along the main road on Wednesday while "
    "families waited outside the hospital for the bodies to be released to them. A spokesman for the police said "
    "that an inquiry had been opened and that nobody would be named before it was over.\n"
    "Traders said they would march to the county assembly on Saturday. Their chairman read out a list of eleven "
    "names of people injured since the market was closed, and asked that the governor answer for each of them. "
    "The governor was abroad and could not be reached."
)
BRIEF = REPORT[:430]
CONSENT = (
    "We value your privacy\nWe and our 842 partners store and/or access information on a device.\n"
    "You may give your consent or withdraw it at any time.\nAccept all\nReject all\nManage options"
)


@pytest.mark.parametrize(
    ("title", "text", "wall"),
    [
        ("The Lake Post", CONSENT, "consent"),
        ("Avant de continuer", "Nous utilisons des cookies.\nTout accepter\nTout refuser", "consent"),
        ("Just a moment...", "Checking your browser before accessing k.example.", "challenge"),
        ("Attention", "Please enable JavaScript and cookies. Enable JavaScript and cookies to continue", "challenge"),
        (
            "Denied",
            "Please verify you are a human. Access to this page has been denied because we believe that a program "
            "is used to browse it. This may happen where JavaScript is disabled or blocked by an extension, or your "
            "browser does not take cookies. Please make sure that neither is blocked from loading. Reference: 4711.",
            "challenge",
        ),
        ("Access denied", "You don’t have permission to access this page on this server.", "challenge"),
        ("Two killed", "Please log in to read on, or create a free account to go on.", "login"),
        ("Two killed", "This article is for subscribers. Already a subscriber? Log in.", "paywall"),
        ("Two killed in Kondele", REPORT, None),
        # Reports that use the words, or were read together with the banner of their page.
        ("New rules for cookies", REPORT.replace("The governor", "We use cookies, said the site. The governor"), None),
        ("Two killed in Kondele", f"{REPORT}\nWe use cookies to improve this site.\nAccept all\nReject all", None),
        ("Are you a robot?", REPORT * 2, None),
        # Short reports, which are news all the same.
        ("One hurt", f"Please enable JavaScript to watch this video {BRIEF}", None),
        ("One hurt", f"You must log in or register to continue reading. {BRIEF}", None),
        ("One hurt", f"{BRIEF} Are you a robot? Tell us.", None),
        ("", "", None),
    ],
)
def test_what_stands_in_place_of_an_article_is_told_from_one(title: str, text: str, wall: str | None) -> None:
    assert wall_of(title, text) == wall


@pytest.mark.parametrize(
    ("text", "says_not_free", "cut"),
    [
        (REPORT, False, False),
        (f"{REPORT}\nSubscribe to continue reading", False, True),
        (f"{REPORT}\nAlready a subscriber? Sign in", False, True),
        (f"{REPORT}\nCet article est réservé aux abonnés", False, True),
        (f"{REPORT}\nSubscribe to our newsletter", False, False),
        (REPORT[:400], True, True),  # its own data says it is not free, and little is there
        (REPORT * 4, True, False),  # not free, and given in full
        (f"Subscribe to continue reading, the sign said. {REPORT}", False, False),  # in the report, not at its end
    ],
)
def test_a_text_that_a_paywall_cut_short_is_told_from_a_whole_one(text: str, says_not_free: bool, cut: bool) -> None:
    assert is_cut_short(text, says_not_free=says_not_free) is cut


def test_every_line_of_the_list_names_a_kind_and_words_that_can_be_found() -> None:
    lines = files("services.fetcher").joinpath("data/walls.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert {kind for kind, _ in rows} == set(SAID)
    assert all(phrase == " ".join(phrase.casefold().split()) and "’" not in phrase for _, phrase in rows)
    assert len({phrase for _, phrase in rows}) == len(rows)


def html(body: str, head: str = "") -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in body.split("\n"))
    return f"<html lang='en-KE'><head><title>Two killed</title>{head}</head><body>{paragraphs}</body></html>"


def test_a_page_that_is_a_wall_is_read_as_one() -> None:
    page = page_of(html(CONSENT))
    assert page is not None
    assert page.wall == "consent"


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:content_tier" content="locked">',
        '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>',
        '<script type="application/ld+json">[{"@graph": [{"@type": ["ReportageNewsArticle"], '
        '"isAccessibleForFree": "False"}]}]</script>',
    ],
)
def test_a_page_whose_own_data_says_that_it_is_not_free_is_a_beginning(head: str) -> None:
    page = page_of(html(f"<article>{REPORT}</article>", head))
    assert page is not None
    assert (page.wall, page.is_cut_short) == (None, True)
    assert not (page_of(html(REPORT)) or page).is_cut_short


def test_a_page_says_who_wrote_it_and_in_what_language() -> None:
    page = page_of(html(f"<article>{REPORT}</article>", '<meta name="author" content="Achieng Odhiambo">'))
    assert page is not None
    assert (page.byline, page.language) == ("Achieng Odhiambo", "en-KE")
