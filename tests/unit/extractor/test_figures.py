"""A figure is not an incident: the rules of counting people harmed, R1 to R5 and R11 to R14."""

import pytest
from spacy.language import Language

from shared.messages import Figure
from tests.unit.extractor.articles import extracted

Row = tuple[str, int, int | None, int | None, str]


def figures(text: str, nlp: Language) -> list[Row]:
    return [(f.kind, f.low, f.best, f.high, f.role) for f in extracted(text, nlp).figures]


FIXTURES: list[tuple[str, list[Row]]] = [
    # 1 a total over many marches
    ("75 people killed during Maandamano marches.", [("killed", 75, 75, 75, "cumulative")]),
    # 2 a total over months
    ("30 killed in past 3 months.", [("killed", 30, 30, 30, "cumulative")]),
    # 4 another claimant's total
    ("The group said at least 31 people were killed in the 2023 protests.", [("killed", 31, 31, None, "cumulative")]),
    # 11 what has not happened
    ("Police will kill someone if this goes on.", [("killed", 1, 1, 1, "excluded")]),
    # 12 a running total of one shooting
    ("The death toll in Wednesday's Mlolongo shooting rises to four.", [("killed", 4, 4, 4, "update")]),
    # 13 long ago
    ("Six years later, the mother of the baby killed in the 2017 raid waits.", [("killed", 1, 1, 1, "historic")]),
    # 14 a part is not added
    (
        "Nine people, including two children, died in Kisii on Monday.",
        [("killed", 9, 9, 9, "incident"), ("killed", 2, 2, 2, "component")],
    ),
    # 15 nobody died
    ("Dozens were injured in Kisii on Monday.", [("injured", 12, 12, None, "incident")]),
    # 20 one man, dead once
    ("A man shot on Monday in Nyeri died on Thursday.", [("killed", 1, 1, 1, "incident")]),
]


@pytest.mark.parametrize(("text", "expected"), FIXTURES)
def test_the_fixtures_of_counting(text: str, expected: list[Row], nlp: Language) -> None:
    assert figures(text, nlp) == expected


def test_a_denied_death_is_excluded_and_no_incident(nlp: Language) -> None:
    said = extracted("No one was killed in Kisumu, police said.", nlp)
    assert [i for i in said.incidents if i.type == "killing"] == []
    assert {f.role for f in said.figures} <= {"excluded"}


def test_two_named_people_are_two_deaths_with_their_ages(nlp: Language) -> None:  # fixture 7
    (incident,) = extracted(
        "Charles Ngere, 27, and Stephen Okinyi, 29, were killed in Kisumu on Monday.", nlp
    ).incidents
    assert [(v.name, v.age, v.fate) for v in incident.victims] == [
        ("Charles Ngere", 27, "killed"),
        ("Stephen Okinyi", 29, "killed"),
    ]


def test_disjoint_groups_of_one_sentence_add_up_to_one_figure(nlp: Language) -> None:  # R5
    said = extracted("Nine protesters and a police officer were killed in Kisumu on Monday.", nlp)
    assert [(f.best, f.role, f.victim_class) for f in said.figures] == [
        (10, "incident", "unknown"),
        (9, "component", "civilian"),
        (1, "component", "police"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "They asked the officers to stop the killing of traders.",
        "Will police kill again?",
        "If a child is killed, the town will burn.",
        "Gunmen threatened to kill two judges in Tripoli on Monday.",
        "Police officers should desist from killing students.",
    ],
)
def test_what_did_not_happen_is_excluded(text: str, nlp: Language) -> None:
    assert {f.role for f in extracted(text, nlp).figures} <= {"excluded"}


@pytest.mark.parametrize(
    "text", ["Parliament killed the bill on Monday.", "The drought killed 40 cows in Marsabit on Monday."]
)
def test_what_is_not_people_is_no_figure(text: str, nlp: Language) -> None:
    assert extracted(text, nlp).figures == ()


def test_an_incident_holds_a_figure_only_if_the_text_places_it_in_time_or_space(nlp: Language) -> None:
    assert figures("A trader was killed.", nlp) == [("killed", 1, 1, 1, "undated")]
    assert figures("A trader was killed in Kampala.", nlp) == [("killed", 1, 1, 1, "incident")]


def test_a_death_older_than_a_week_is_historic(nlp: Language) -> None:
    assert figures("A trader was killed in Kampala on 2 May 2024.", nlp) == [("killed", 1, 1, 1, "historic")]


def test_only_current_figures_belong_to_an_incident(nlp: Language) -> None:
    text = "A trader was killed in Kampala on Monday. At least 40 people have been killed since March."
    by_role: dict[str, Figure] = {f.role: f for f in extracted(text, nlp).figures}
    assert by_role["incident"].incident == "i1"
    assert by_role["cumulative"].incident is None


def test_who_says_so_is_kept(nlp: Language) -> None:
    (figure,) = extracted("Two men were killed in Kampala on Monday, police said.", nlp).figures
    assert figure.claimant == "police"


def test_a_demand_that_quotes_deaths_makes_no_incident(nlp: Language) -> None:  # R14
    said = extracted("The union wants police prosecuted over 75 killings.", nlp)
    assert [i for i in said.incidents if i.type == "killing"] == []
    assert [f.best for f in said.figures if f.role == "incident"] == []


def test_the_day_of_a_shooting_is_nobody_who_was_shot(nlp: Language) -> None:
    assert figures("Wednesday's shooting in Likoni shocked residents.", nlp) == []
    text = "The death toll has risen to four after Wednesday's shooting in Likoni."
    assert figures(text, nlp) == [("killed", 4, 4, 4, "update")]


def test_what_only_says_who_they_were_is_not_added(nlp: Language) -> None:
    assert figures("Rebels killed 12 villagers, mainly farmers and traders, in Gulu on Monday.", nlp) == [
        ("killed", 12, 12, 12, "incident")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Two teachers were shot dead in Gulu on Monday, bringing to 33 the number of teachers killed this year.",
            [("killed", 2, 2, 2, "incident"), ("killed", 33, 33, 33, "cumulative")],
        ),
        (
            "The raid on Gulu on Monday took the number of people abducted in the district this year to 60.",
            [("abducted", 60, 60, 60, "cumulative")],
        ),
        (
            "Police confirmed Monday's raid in Gulu but put the number of abducted at nine.",
            [("abducted", 9, 9, 9, "incident")],
        ),
    ],
)
def test_a_total_is_told_by_its_noun_and_one_event_beside_it_stays_one(
    text: str, expected: list[Row], nlp: Language
) -> None:
    assert figures(text, nlp) == expected
