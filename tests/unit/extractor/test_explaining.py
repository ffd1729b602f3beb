"""Why the extraction says what it says."""

from spacy.language import Language

from services.extractor.explaining import explain
from services.extractor.extracting import extract, parse
from tests.unit.extractor.articles import INFO, article

TEXT = (
    "Police shot dead two students in Kisumu on Monday. If police kill again, the union will march. "
    "The union demanded that the minister resign."
)


def test_each_fact_names_the_component_and_the_line_that_made_it(nlp: Language) -> None:
    doc = parse(article(TEXT), nlp, "all")
    told = explain(article(TEXT), doc, extract(article(TEXT), doc, INFO))
    by_fact = {each["fact"]: each for each in told if each["fact"]}
    assert by_fact["i1"]["rule"] == "harms.tsv: shoot (killed, killing, object)"
    assert by_fact["c1"]["rule"] == "demand, cue 'demanded'"
    assert by_fact["2024-06-17"]["component"] == "dates"
    assert by_fact["Kisumu"]["component"] == "names"


def test_a_noun_that_only_the_names_of_the_victims_make_an_incident_is_explained(nlp: Language) -> None:
    text = (
        "Officers came to the scene of the shooting in Kisumu on Monday evening. "
        "The victims were identified as Amina Noor, 25, and Brian Mutua, 30."
    )
    doc = parse(article(text), nlp, "all")
    told = explain(article(text), doc, extract(article(text), doc, INFO))
    assert [each["text"] for each in told if each["fact"] == "i1"] == ["shooting"]


def test_a_telling_that_came_to_nothing_says_why(nlp: Language) -> None:
    doc = parse(article(TEXT), nlp, "all")
    told = explain(article(TEXT), doc, extract(article(TEXT), doc, INFO))
    assert [each["why_not"] for each in told if each["text"] == "kill"] == ["modality: conditional"]
