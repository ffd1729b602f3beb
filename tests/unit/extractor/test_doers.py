"""Who did it, where a sentence ends, and what only points: texts written for the purpose."""

import pytest
from spacy.language import Language

from shared.messages import Incident
from tests.unit.extractor.articles import extracted


def incidents(text: str, nlp: Language, type_: str) -> list[Incident]:
    return [i for i in extracted(text, nlp).incidents if i.type == type_]


def doers(text: str, nlp: Language, type_: str) -> set[str]:
    return {p.actor_class for i in incidents(text, nlp, type_) for p in i.perpetrators}


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        # Without capitals, the full stop alone decides; closing marks stay with their sentence.
        ('police held ten men in the town. "they fled." a crowd came (all of it). rain fell.', 4),
        ("the injured were taken to hospital in the city. relatives waited at the gate.", 2),
        ("the toll was 12. he left.", 2),
        # With capitals, a full stop before a small letter is one of an abbreviation.
        ("The hospital in St. Mary's took them in. Dr. Otieno spoke at 3 p.m. on Friday.", 2),
        ("A number rose by 1.5 per cent.", 1),
    ],
)
def test_a_full_stop_ends_a_sentence(text: str, sentences: int, nlp: Language) -> None:
    assert len(list(nlp(text).sents)) == sentences


@pytest.mark.parametrize(
    "text",
    [
        "The raiders opened fire, but police sentries posted there killed one of them on Monday in Garissa.",
        "A police patrol shot dead a trader in Likoni on Monday.",
        "An inquiry was ordered into the police firing that left one dead in Likoni on Monday.",
    ],
)
def test_who_killed_is_found_in_the_nearest_clause_and_in_compounds(text: str, nlp: Language) -> None:
    assert "police" in doers(text, nlp, "killing")


@pytest.mark.parametrize(
    "text",
    [
        "Brian Mutua was arrested on Tuesday by police officers for allegedly shooting four people in Likoni.",
        "Police say it was a busy night in Likoni when someone shot into a large crowd of people on Monday.",
    ],
)
def test_police_who_say_or_arrest_did_not_shoot(text: str, nlp: Language) -> None:
    harmful = [i for i in extracted(text, nlp).incidents if i.type != "arrest"]
    assert harmful
    assert "police" not in {p.actor_class for i in harmful for p in i.perpetrators}


def test_those_who_were_killed_did_not_do_it(nlp: Language) -> None:
    text = "Two of the three raiders who attacked the chapel in Wajir were killed on Monday, the commander said."
    assert all("raiders" not in p.name for i in incidents(text, nlp, "killing") for p in i.perpetrators)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Wafula was picked up by police from his house in Thika on Monday.", "arrest"),
        ("Wafula was picked up by masked men from his house in Thika on Monday.", "abduction"),
    ],
)
def test_whom_police_pick_up_is_arrested(text: str, found: str, nlp: Language) -> None:
    assert [i.type for i in extracted(text, nlp).incidents] == [found]


@pytest.mark.parametrize(
    "text",
    [
        "Arrangements for detaining the marchers are to be made at the stations of Nakuru, officers said on Monday.",
        "The minister asked him to leave so that the state was not compelled to arrest him on Monday.",
        "A circular apprehended that the marchers would reach Nakuru on Monday.",
    ],
)
def test_what_is_only_prepared_feared_or_avoided_is_no_arrest(text: str, nlp: Language) -> None:
    assert incidents(text, nlp, "arrest") == []


def test_three_who_have_been_arrested_are_not_as_old_as_what_is_told_before(nlp: Language) -> None:
    text = "The channels agreed in January to be careful. Three editors have been arrested in Nakuru."
    assert [f.role for f in extracted(text, nlp).figures if f.kind == "arrested"] == ["incident"]


def test_preventive_arrests_that_have_been_made_are_an_incident(nlp: Language) -> None:
    assert doers("Preventive arrests have been made in Nakuru.", nlp, "arrest") == {"police"}


def test_at_once_is_not_once(nlp: Language) -> None:
    text = "About 15 marchers were arrested at once in Nakuru."
    assert [f.role for f in extracted(text, nlp).figures] == ["incident"]


def test_a_massacre_named_after_another_place_is_another_event(nlp: Language) -> None:
    text = "Police shot dead ten rioters in Kisii on Monday. He called it an answer to the ferry killings."
    (killing,) = incidents(text, nlp, "killing")
    assert [span.text for span in killing.evidence] == ["Police shot dead ten rioters in Kisii on Monday."]


def test_a_stabbing_is_not_the_shooting_told_beside_it(nlp: Language) -> None:
    text = "A man was stabbed in Kibra on Monday night. One person was killed when police fired 15 rounds in Ruiru."
    (killing,) = incidents(text, nlp, "killing")
    assert "stabbed" not in " ".join(span.text for span in killing.evidence)


def test_the_evidence_begins_behind_the_dateline(nlp: Language) -> None:
    (arrest,) = incidents("NAKURU: Police arrested ten men on Monday.", nlp, "arrest")
    assert [span.text for span in arrest.evidence] == ["Police arrested ten men on Monday."]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # The police, by another word than "police ... shot"
        ("Two men were felled by police bullets in Kayole on Monday.", "killing"),
        ("In Kayole, two men fell to police bullets on Monday.", "killing"),
        ("Police bullets claimed two lives in Kayole on Monday.", "killing"),
        ("A stray police bullet killed a girl in Kayole on Monday.", "killing"),
        ("Three men were hit by police bullets in Kayole on Monday.", "injury"),
        ("Four men were killed when security men opened fire on a crowd in Kayole on Monday.", "killing"),
        # By the place or manner of it
        ("The custodial death of a driver in Chennai on Sunday was reported.", "killing"),
        ("Two suspects were killed in an encounter in Meerut on Monday.", "killing"),
        # By a slip of the pen
        ("One man was killed in police firng in Kayole on Monday.", "killing"),
        # By a clause that only follows
        ("Police opened fire and two rioters died on the spot in Kayole on Monday.", "killing"),
        ("Police fired teargas in Kayole on Monday and three people were injured.", "injury"),
        # By means that nobody else has, or by duty
        ("Tear gas was used to disperse the crowd in Kayole on Monday.", "use_of_force"),
        ("The crowd in Kayole was dispersed with water cannon on Monday.", "use_of_force"),
        ("Police had to lathi-charge men who closed the market in Kayole on Monday.", "use_of_force"),
        ("Officers used mild force to chase away the mob in Kayole on Monday.", "use_of_force"),
        ("Police came to Kayole on Monday. They fired teargas at the mob.", "use_of_force"),
    ],
)
def test_police_are_found_behind_other_words(text: str, found: str, nlp: Language) -> None:
    assert doers(text, nlp, found) == {"police"}


@pytest.mark.parametrize(
    "text",
    [
        "At the most, they will order a lathi charge in Kayole.",
        "No one was hurt in the firing in Kayole on Monday, police said.",
        "Two men were killed in an encounter with raiders in Kayole on Monday.",
        "The mob came to Kayole on Monday. They threw stones at a car and hurt two traders.",
    ],
)
def test_police_did_not_do_it_where_nothing_says_so(text: str, nlp: Language) -> None:
    assert "police" not in {p.actor_class for i in extracted(text, nlp).incidents for p in i.perpetrators}


def test_soldiers_and_police_who_killed_beside_each_other_killed_apart(nlp: Language) -> None:
    text = "In Wajir, two men were killed by soldiers on Monday, and another two by police."
    assert [(f.best, f.incident) for f in extracted(text, nlp).figures] == [(2, "i1"), (2, "i2")]
    assert [p.actor_class for i in incidents(text, nlp, "killing") for p in i.perpetrators] == ["military", "police"]


def test_he_who_is_said_to_have_died_otherwise_died_once(nlp: Language) -> None:
    text = "One student was shot dead in Kisii on Monday (others say that he was beaten to death)."
    assert len(incidents(text, nlp, "killing")) == 1


def test_evidence_begins_behind_a_bullet(nlp: Language) -> None:
    (killing,) = incidents("• Two men were shot dead by police in Kisii on Monday.", nlp, "killing")
    assert killing.evidence[0].text == "Two men were shot dead by police in Kisii on Monday."


@pytest.mark.parametrize(
    "text",
    [
        "The men were lodged in the central jail in Surat on Monday, police said.",
        "Police put twelve men behind bars in Surat on Monday.",
        "Two activists were bundled into a police van in Surat on Monday.",
        "The riot in Surat was over. Fifty people were taken to police stations on Monday.",
    ],
)
def test_who_is_brought_where_only_the_arrested_are_was_arrested(text: str, nlp: Language) -> None:
    assert doers(text, nlp, "arrest") == {"police"}


def test_what_attackers_did_the_police_did_not(nlp: Language) -> None:
    text = "Police fired at raiders in Kisii on Monday. The attackers had fired at random to gain entry."
    assert all(len(i.perpetrators) == 1 for i in extracted(text, nlp).incidents)
