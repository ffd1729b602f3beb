"""What kind of thing a run of capitalised words names, where the words themselves or those around them tell."""

import re

from spacy.tokens import Doc

from services.extractor.components.aliases import acronym_in_brackets, is_acronym_of
from services.extractor.components.first_names import is_first_name
from services.extractor.components.gazetteer import folded, is_well_known, listed, spots_of
from services.extractor.components.harm_words import harm_word
from services.extractor.components.pieces import is_demonym
from services.extractor.components.places import is_known_place, is_street
from services.extractor.components.placing import LOCATIVE, stands_as_a_place
from services.extractor.components.runs import Run
from services.extractor.components.titles import described_after
from services.extractor.lexicon import table, words
from shared.messages import EntityKind

_SITE = re.compile(
    r"\b(?:Constituency|County|District|Province|Estate|Village|Township|Town|Sub-county|Ward|Island|River|Lake|Mount"
    r"|Airport|Stadium|Market|Park|Junction|Bridge|Slums?|Camp|Valley|Forest|Freeway|Peninsula|Bay|Creek|Hills?|Dam"
    r"|Interchange|Roundabout|Museum|Hotel|Beach|Territory|Mall|Wilderness|Lagoon|Canyon|Falls|Desert|Lakeshore"
    r"|Occidental|Oriental|del Norte|del Sur|(?:Route|Highway|Interstate|Road) \d+)$"
    r"|^(?:Lake|Mount|Mt\.|Barangay|Sitio|Kampung|Barrio|Vereda|Colonia) [A-Z][\w’'-]+$"
)


def kind_of(doc: Doc, run: Run, text: str, *, person_noun: bool) -> EntityKind | None:
    """The first rule that speaks decides; null where only the rest of the article can tell."""
    parts = text.split()
    if _is_organisation(doc, run, text, parts):
        return "organisation"
    if is_site(text) or stands_as_a_place(doc, run):
        return "place"
    if (
        is_introduced(doc, run)
        or _holds_office(doc, run, parts)
        or (described_after(doc, run.last) and not is_well_known(text))
    ):
        return "person"
    if is_known_place(text) or (len(parts) > 1 and parts[0] not in words("given_names") and spots_of(text)):
        known_place = len(parts) > 1 and not person_noun and is_a_place_here(doc, run, text)
        return "place" if known_place else None
    if _is_located(doc, run, parts):
        return "place"
    return _person_or_acronym(doc, run, parts, person_noun=person_noun)


def _is_organisation(doc: Doc, run: Run, text: str, parts: list[str]) -> bool:
    known = table("organisations")
    if text in known or text.removeprefix("The ") in known or any(p.lower() in ("la", "coalition") for p in parts[1:]):
        return True
    if is_site(text) or (len(parts) > 1 and _is_listed_here(doc, run, text)):
        return False
    short = doc[run.last + 1].text if len(parts) > 1 and acronym_in_brackets(doc, run.last) else ""
    return has_org_head(parts) or (is_acronym_of(short, text) and parts[0] not in words("given_names"))


def _is_listed_here(doc: Doc, run: Run, text: str) -> bool:
    """ "in the West Bank", "the Democratic Republic of Congo": a place whose name has the head of a body."""
    before = {token.lower_ for token in doc[max(0, run.first - 2) : run.first]}
    return bool(listed(folded(text))) and (is_well_known(text) or bool(before & LOCATIVE))


def is_site(text: str) -> bool:
    """Whether the words have the shape of a street or site: "Moi Avenue", "Mathare Slums"."""
    return is_street(text) or _SITE.search(text) is not None


def is_thing(doc: Doc, run: Run) -> bool:
    """Whether a name is that of a law, plan, contest or work: "Personnel Information System", "Cup of Nations"."""
    parts = [token.lower_ for token in doc[run.first : run.last]]
    of = next((i for i, part in enumerate(parts) if i and part in ("of", "for", "on", "to")), len(parts))
    if not (parts[-1] in words("thing_heads") or (parts[of - 1] in words("thing_heads") and parts[0] != "of")):
        return False
    text = doc[run.first : run.last].text
    if len(parts) == 1:
        return True
    return text not in table("organisations") and not spots_of(text) and parts[-1] not in words("org_heads")


def has_org_head(parts: list[str]) -> bool:
    """Whether the words are those of an organisation: "Legal Resources Centre", "Ministry of Health"."""
    heads = words("org_heads")
    lower = [p.lower() for p in parts]
    if len(parts) == 1:
        return lower[0] in ("parliament", "judiciary", "senate", "congress")
    of = next((i for i, part in enumerate(lower) if i and part in ("of", "for", "on")), len(lower))
    return lower[-1] in heads or lower[of - 1] in heads or lower[0] in ("university", "ministry", "department")


def _is_located(doc: Doc, run: Run, parts: list[str]) -> bool:
    """ "in Gursum", "near Kapsoit": what stands behind a locative and carries no other mark is a place."""
    before = doc[run.first - 1].lower_ if run.first else ""
    if before not in ("in", "near") or len(parts) > 3 or any(p.isupper() and len(p) > 1 for p in parts):
        return False
    if is_first_name(parts[0]) or doc[run.last : run.last + 1].text in ("'s", "’s"):
        return False
    return not {t.ent_type_ for t in doc[run.first : run.last]} & {"DATE", "EVENT", "LAW", "WORK_OF_ART", "LANGUAGE"}


def _person_or_acronym(doc: Doc, run: Run, parts: list[str], *, person_noun: bool) -> EntityKind | None:
    shouted = any(p.isupper() and len(p) > 2 for p in parts)
    labels = {t.ent_type_ for t in doc[run.first : run.last]}
    if person_noun and not all(p.isupper() for p in parts):
        return "person"
    named = is_first_name(parts[0]) and parts[-1].lower() not in words("thing_heads") | words("fields")
    if len(parts) > 1 and not shouted and (named or (labels == {"PERSON"} and not is_many(doc, run))):
        return "organisation" if tells_a_land(parts) else "person"
    return "organisation" if len(parts) == 1 and shouted and labels == {"ORG"} else None


def is_many(doc: Doc, run: Run) -> bool:
    """ "Kasi Socks", "Village Elders": nobody is called by a plural, unless behind a first name."""
    return doc[run.last - 1].tag_ in ("NNPS", "NNS") and not is_first_name(doc[run.first].text)


def tells_a_land(parts: list[str]) -> bool:
    """ "Sunrise Zambia", "Malawi Forward": who has a country in the name and no given name is no person."""
    if is_first_name(parts[0]):
        return False
    telling = [part for part in parts if part not in words("also_names")]
    lands = ("country", "none")
    return any(is_demonym(part) or any(s.precision in lands for s in spots_of(part)) for part in telling)


def is_a_place_here(doc: Doc, run: Run, text: str) -> bool:
    """Whether a name in the gazetteer is a place here: after a locative, or unless the model sees a person who acts."""
    if run.first and doc[run.first - 1].lower_ in ("told", "tells"):
        return False  # "told PUNCH": a paper
    if run.first and doc[run.first - 1].lower_ in LOCATIVE:
        return True
    if is_well_known(text, people=300_000) and text not in words("given_names"):
        return True
    labels = [t.ent_type_ for t in doc[run.first : run.last]]
    acts = run.last < len(doc) and doc[run.last].tag_ in ("VBD", "VBZ", "VBP")
    return "PERSON" not in labels or len(text.split()) > 1 or not acts


def is_introduced(doc: Doc, run: Run) -> bool:
    """ "16-year-old Musa Bello", "the family of Musa Bello": what only a person is called; two words or more."""
    before = doc[max(0, run.first - 3) : run.first]
    if not len(before) or not 1 < run.last - run.first < 5:
        return False
    told_age = before[-1].lower_ in ("old", "year-old") or before[-1].lower_.endswith("-year-old")
    return told_age or before[-2:].text.lower() in words("introducing")


def _holds_office(doc: Doc, run: Run, parts: list[str]) -> bool:
    """ "the chairman of the union at Ilorin, Tunde Falowo, said": two to four words between commas, whose office
    stands before them without a verb or a comma in between."""
    after = doc[run.last : run.last + 1].text
    if not 1 < len(parts) < 5 or run.first < 2 or doc[run.first - 1].text != "," or after not in (",", "said", "has"):
        return False
    if has_org_head(parts) or spots_of(" ".join(parts)) or any(part.isupper() and len(part) > 2 for part in parts):
        return False
    for token in reversed(doc[max(0, run.first - 14) : run.first - 1]):
        if token.lower_ in words("title_heads"):
            return token.tag_ not in ("NNS", "NNPS")
        if token.text in (",", ";") or token.pos_ in ("VERB", "AUX") or token.is_sent_start:
            return False
    return False


def is_harmed(doc: Doc, run: Run) -> bool:
    """ "Meshack was shot": who is killed, hurt or taken is a person, unless written like an acronym."""
    root = doc[run.first : run.last].root
    if root.dep_ == "dobj" and run.last - run.first < 4 and not root.text.isupper() and root.tag_ == "NNP":
        word = harm_word(root.head)
        return word is not None and word.kind == "killed" and word.frame == "object"
    counted = root.tag_ == "NNPS" or any(c.dep_ == "nummod" for c in root.children)
    if root.dep_ not in ("nsubjpass", "nsubj") or root.text.isupper() or counted:
        return False
    word = harm_word(root.head)
    return word is not None and word.kind is not None and (root.dep_ == "nsubjpass" or word.frame == "subject")
