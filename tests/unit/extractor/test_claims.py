"""Who says what, in which words, and what kind of thing it is."""

from datetime import date

import pytest
from spacy.language import Language

from shared.messages import Claim, Party
from tests.unit.extractor.articles import extracted
from tests.unit.extractor.readings import claims_of, demands_of
from tests.unit.extractor.tables import rows


def words_of(party: Party | None) -> str:
    """All that a party is called."""
    if party is None:
        return ""
    return " ".join(filter(None, (party.name, party.role, party.mention.text if party.mention else "")))


@pytest.mark.parametrize(("why", "sentence", "kind", "speaker", "against"), rows("kinds"))
def test_the_kind_is_what_is_said(
    nlp: Language, why: str, sentence: str, kind: str, speaker: str, against: str
) -> None:
    found = [claim for claim in claims_of(nlp, sentence) if claim.kind == kind]
    targets = [" ".join(map(words_of, claim.targets)) for claim in found]
    assert found, (why, claims_of(nlp, sentence))
    assert any(speaker in words_of(c.speaker) and against in t for c, t in zip(found, targets, strict=True)), (
        why,
        found,
    )


def speaker_of(claim: Claim) -> tuple[str | None, str | None]:
    """Name and mention of who speaks."""
    assert claim.speaker is not None, claim
    return claim.speaker.name, claim.speaker.mention.text if claim.speaker.mention else None


@pytest.mark.parametrize(("why", "text", "name", "mention"), rows("speakers"))
def test_a_speaker_has_a_mention_here_and_a_name_where_the_text_decides(
    nlp: Language, why: str, text: str, name: str, mention: str
) -> None:
    claim = next(claim for claim in claims_of(nlp, text) if claim.speaker and claim.cue)
    assert speaker_of(claim) == (name or None, mention), why


def test_the_coalition_is_the_body_that_spoke_before(nlp: Language) -> None:
    text = "The United Workers Front (UWF) condemned the arrests. The coalition demanded that the state free the men."
    (demand,) = demands_of(nlp, text)
    assert speaker_of(demand) == ("United Workers Front", "The coalition")


def test_the_commission_is_not_the_union_that_spoke_before(nlp: Language) -> None:
    text = "The United Workers Front (UWF) condemned the arrests. The ministry said the men were thieves."
    said = next(claim for claim in claims_of(nlp, text) if claim.cue and claim.cue.text == "said")
    assert speaker_of(said) == (None, "The ministry")


def test_we_in_a_quotation_is_who_speaks_it(nlp: Language) -> None:
    text = "“We are tired of funerals. We demand that the governor resign,” Amina Diallo said."
    (demand,) = demands_of(nlp, text)
    assert speaker_of(demand) == ("Amina Diallo", "We")


def test_a_letter_by_a_lawyer_speaks_for_those_who_accuse_in_it(nlp: Language) -> None:
    text = "In a letter by the family’s lawyer, Peter Banda, Amina Diallo and Musa Keita accused the army of murder."
    claim = next(claim for claim in claims_of(nlp, text) if claim.kind == "accusation")
    assert speaker_of(claim)[0] == "Amina Diallo"


def test_a_quotation_over_paragraphs_is_one_claim(nlp: Language) -> None:
    text = "“They came at dawn.\n\n“My son never came back,” said Amina Diallo."
    (claim,) = claims_of(nlp, text)
    assert [span.text for span in claim.content] == ["“They came at dawn.", "“My son never came back,”"]
    assert claim.quoted == "direct"


def test_a_quotation_without_a_cue_goes_on_with_its_speaker(nlp: Language) -> None:
    text = "“They came at dawn,” said Amina Diallo.\n\n“We will never forget this night.”"
    claim = claims_of(nlp, text)[-1]
    assert claim.cue is None
    assert speaker_of(claim)[0] == "Amina Diallo"


def test_quoted_words_inside_an_indirect_sentence_are_mixed(nlp: Language) -> None:
    (claim,) = claims_of(nlp, "The minister said the raid was “a necessary step for peace” in the valley.")
    assert claim.quoted == "mixed"


def test_every_span_is_verbatim(nlp: Language) -> None:
    text = "“We demand that the state free them,”  said\u00a0Amina Diallo.\n\nPolice denied that anyone was shot."
    found = claims_of(nlp, text)
    assert len(found) == 2
    for claim in found:
        spans = [*claim.content, *claim.evidence, *([claim.cue] if claim.cue else [])]
        assert all(text[span.start : span.end] == span.text for span in spans)


def test_teasers_claim_nothing(nlp: Language) -> None:
    text = "The minister said the road was open.\n\nRead: Activists accuse police of murder\n\nIt rained."
    assert [claim.kind for claim in claims_of(nlp, text)] == ["statement"]


def test_somebody_quoted_inside_a_quotation_speaks_for_himself(nlp: Language) -> None:
    text = "“General Otieno said the mayor must resign,” Amina Diallo told reporters."
    assert [speaker_of(claim)[0] for claim in demands_of(nlp, text)] == ["Otieno"]


def test_the_same_demand_said_again_is_one_claim_with_each_proof(nlp: Language) -> None:
    text = (
        "The Teachers Union wants the minister to resign. The union demanded that the minister step down.\n\n"
        "“We demand that the minister tender his resignation immediately,” the union said."
    )
    (demand,) = demands_of(nlp, text)
    assert demand.action == "resign"
    assert " ".join(span.text for span in demand.evidence).count("minister") == 3


def test_two_addressees_are_two_targets_and_both_stands_for_them(nlp: Language) -> None:
    text = (
        "The union urged Governor Amina Diallo and Commander Musa Keita to resign.\n\n"
        "The union said both officials must be prosecuted."
    )
    first, second = demands_of(nlp, text)
    assert {target.name for target in first.targets} == {target.name for target in second.targets}
    assert len(second.targets) == 2


def test_both_stands_for_nobody_where_three_were_named(nlp: Language) -> None:
    text = "The union said both officials must be prosecuted."
    (demand,) = demands_of(nlp, text)
    assert [target.name for target in demand.targets] == [None]


DEADLINES = [
    ("hours, from the article's date", "The union gave the ministry an ultimatum to pay within 48 hours.", 23),
    ("days", "The students demanded that the state free them within seven days.", 28),
    ("a day by name lies ahead", "The students demanded that the state free them by Tuesday.", 25),
    ("none", "The students demanded that the state free them.", None),
]


@pytest.mark.parametrize(("why", "text", "last"), DEADLINES)
def test_a_deadline_is_a_day_of_june(nlp: Language, why: str, text: str, last: int | None) -> None:
    (demand,) = demands_of(nlp, text)
    assert (demand.deadline.end if demand.deadline else None) == (date(2024, 6, last) if last else None), why


def test_a_legal_step_has_the_date_that_hangs_on_it(nlp: Language) -> None:
    text = "Amina Diallo wrote to the International Criminal Court on Wednesday."
    step = next(claim for claim in claims_of(nlp, text) if claim.kind == "legal_action")
    assert step.date is not None
    assert step.date.start == date(2024, 6, 19)


@pytest.mark.parametrize(("why", "sentence", "speaker", "against", "body", "day"), rows("legal_steps"))
def test_a_legal_step_says_who_against_whom_before_which_body(
    nlp: Language, why: str, sentence: str, speaker: str, against: str, body: str, day: str
) -> None:
    (step,) = [claim for claim in claims_of(nlp, sentence) if claim.kind == "legal_action"]
    assert speaker in words_of(step.speaker), why
    assert against in " ".join(map(words_of, step.targets)), why
    assert body in words_of(step.body), why
    assert (str(step.date.start.day) if step.date and step.date.start else "") == day, why


def test_an_authority_that_confirms_its_own_deed_admits_it(nlp: Language) -> None:
    kinds = {claim.kind for claim in claims_of(nlp, "Police confirmed that officers shot the student.")}
    assert kinds == {"admission"}


def test_a_complaint_that_was_not_filed_is_no_step(nlp: Language) -> None:
    assert not [c for c in claims_of(nlp, "No complaint was filed against the officer.") if c.kind == "legal_action"]


def test_no_text_has_no_claims(nlp: Language) -> None:
    assert claims_of(nlp, "") == [] == claims_of(nlp, " \n\n ")


@pytest.mark.parametrize("text", ["“", '"""', "said said said", "“demand that”", "He said: “", "according to"])
def test_broken_text_breaks_nothing(nlp: Language, text: str) -> None:
    assert all(isinstance(claim, Claim) for claim in claims_of(nlp, text))


@pytest.mark.parametrize(
    ("headline", "speaker", "targets", "action"),
    [
        ("Teachers to Government: Pay our arrears now", "Teachers", ["Government"], "pay our arrears"),
        ("Odera: Free the students", "Odera", [], "free the students"),
        ("Police must stop the killings - Amnesty", "Amnesty", ["Police"], "stop the killings"),
        ("Wambua must resign – Odera", "Odera", ["Wambua"], "resign"),
    ],
)
def test_a_headline_says_who_asks_whom_for_what(
    headline: str, speaker: str, targets: list[str], action: str, nlp: Language
) -> None:
    (claim, *_) = extracted(f"{headline}\n\nThe strike is in its third week.", nlp).claims
    assert claim.kind == "demand"
    assert claim.speaker is not None
    assert claim.speaker.mention is not None
    assert claim.speaker.mention.text == speaker
    assert [target.mention.text for target in claim.targets if target.mention] == targets
    assert claim.action == action


@pytest.mark.parametrize(
    "text",
    [
        "Lodwar - Two boats were found by fishermen.",  # a dateline
        "The ferry left Beira - nobody knows why.",  # a sentence that ends
        "Opening hours: Shops close at noon.",
        "Malawi: two teachers killed in Zomba",  # where, not who speaks
    ],
)
def test_a_dash_or_colon_alone_makes_nobody_speak(text: str, nlp: Language) -> None:
    assert [claim.cue.text for claim in extracted(text, nlp).claims if claim.cue and claim.cue.text in "-:"] == []


@pytest.mark.parametrize(
    ("text", "kind", "act"),
    [
        ("Nurses accused police of shooting two students.", "accusation", "shoot two students"),
        ("The opposition blamed the army for the killing of three farmers.", "accusation", "killing of three farmers"),
        ("Villagers blamed the deaths on the army.", "accusation", "deaths"),
        ("Amnesty said two protesters were shot by police.", "accusation", "shoot two protesters"),
        ("Police denied shooting the students.", "denial", "shoot the students"),
        ("The army denied that its soldiers had burned the village.", "denial", "burn the village"),
        ("The minister denied the allegations.", "denial", None),
        ("Police admitted that officers had beaten the teacher.", "admission", "beat the teacher"),
    ],
)
def test_an_accusation_and_its_denial_say_of_which_act(text: str, kind: str, act: str | None, nlp: Language) -> None:
    (claim,) = extracted(text, nlp).claims
    assert (claim.kind, claim.action) == (kind, act)


def test_whom_a_headline_says_was_killed_is_not_accused(nlp: Language) -> None:
    claims = extracted("Two teachers murdered in Zomba, says union", nlp).claims
    assert [target for claim in claims for target in claim.targets] == []


def test_a_verb_that_only_adds_up_reports_nothing(nlp: Language) -> None:
    text = "Two men were shot in Zomba, the union said, bringing to nine the number of members killed this year."
    assert [claim.cue.text for claim in extracted(text, nlp).claims if claim.cue] == ["said"]


def test_whoever_can_do_harm_can_be_blamed(nlp: Language) -> None:
    (claim,) = extracted("The governor blamed dissidents of the front for the killing.", nlp).claims
    assert [target.mention.text for target in claim.targets if target.mention] == ["dissidents of the front"]


DATED = "Raid on market\n\nZOMBA, Malawi — Soldiers shot dead two traders on Monday, witnesses said."


def test_a_dateline_is_in_nobodys_mouth_and_no_part_of_the_proof(nlp: Language) -> None:
    said = extracted(DATED, nlp)
    sentence = "Soldiers shot dead two traders on Monday"
    assert [span.text for claim in said.claims for span in claim.content] == [sentence]
    assert [span.text for claim in said.claims for span in claim.evidence] == [f"{sentence}, witnesses said."]
    assert [span.text for incident in said.incidents for span in incident.evidence][
        -1
    ] == f"{sentence}, witnesses said."


def test_a_running_total_speaks_of_no_incident(nlp: Language) -> None:
    text = DATED + "\n\nAt least 22 people have been killed at protests across the country since June, the union said."
    assert [claim.incident for claim in extracted(text, nlp).claims] == ["i1", None]


def test_what_an_authority_denies_is_the_only_deed_laid_to_its_kind(nlp: Language) -> None:
    text = DATED + "\n\nArmy spokesman Ali Moyo denied that troops had used live ammunition."
    assert [(claim.kind, claim.incident) for claim in extracted(text, nlp).claims][-1] == ("denial", "i1")


def test_who_is_declared_dead_declares_nothing(nlp: Language) -> None:
    text = "Ali Moyo, 24, was declared dead on arrival at Zomba Hospital on Tuesday, nurses said."
    assert [speaker_of(claim) for claim in extracted(text, nlp).claims] == [(None, "nurses")]


def test_they_are_the_people_of_the_sentence_before(nlp: Language) -> None:
    text = (
        "Commander Ali Moyo said the road was open. Residents accused the army of murder. They want the state to act."
    )
    assert speaker_of(extracted(text, nlp).claims[-1]) == (None, "They")
    assert extracted(text, nlp).claims[-1].speaker.role == "Residents"  # type: ignore[union-attr]


def test_she_is_the_woman_who_spoke_before_a_man_who_may_be_one(nlp: Language) -> None:
    text = (
        "The widow of the trader said soldiers shot him. Army spokesperson Sani Moyo said he was armed. "
        "She demanded an inquiry into the killing."
    )
    assert extracted(text, nlp).claims[-1].speaker.role == "widow of the trader"  # type: ignore[union-attr]


def test_a_widow_is_not_called_by_a_name_in_a_clause_about_her_husband(nlp: Language) -> None:
    text = "The widow of a trader who was shot dead by Sergeant Ali Moyo denied that he was armed."
    assert speaker_of(next(c for c in extracted(text, nlp).claims if c.kind == "denial"))[0] is None


def test_between_two_sides_the_second_demands(nlp: Language) -> None:
    text = "Nine people were hurt in clashes between police and students demanding lower fees."
    assert [speaker_of(claim) for claim in extracted(text, nlp).claims if claim.kind == "demand"] == [
        (None, "students")
    ]


def test_whoever_stands_behind_by_is_accused_and_not_who_was_shot(nlp: Language) -> None:
    claims = extracted("Man shot by police at Lagos checkpoint was unarmed, says widow", nlp).claims
    assert [target.mention.text for claim in claims for target in claim.targets if target.mention] == [
        "police at Lagos checkpoint"
    ]


def test_what_is_added_is_added_by_whoever_spoke(nlp: Language) -> None:
    text = "Police in Kabba said only 15 people were taken by the gunmen, adding that five of them had been rescued."
    added = next(c for c in extracted(text, nlp).claims if c.cue and c.cue.text == "adding")
    assert added.speaker is not None
    assert added.speaker.role == "Police in Kabba"


def test_that_no_killer_was_arrested_denies_nothing(nlp: Language) -> None:
    text = "Grace Auma said eight marchers had been shot dead since January and none of the killers has been arrested."
    assert "denial" not in {c.kind for c in extracted(text, nlp).claims}


def test_two_things_demanded_by_their_nouns_are_two_demands(nlp: Language) -> None:
    text = "She demanded the release of all those arrested and the reopening of roads within 48 hours."
    demands = [c for c in extracted(text, nlp).claims if c.kind == "demand"]
    assert [c.action for c in demands] == ["be released", "reopening of roads within 48 hours"]


def test_failing_which_is_nobodys_word(nlp: Language) -> None:
    text = "She demanded the release of the students within 48 hours, failing which the sit-in would spread."
    assert "failing" not in {c.cue.text for c in extracted(text, nlp).claims if c.cue}
