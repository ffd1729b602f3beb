"""Which words tell of harm done to people, and who in the sentence is the one harmed."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from spacy.tokens import Token

from services.extractor.components.actors import class_of_noun
from services.extractor.components.protests import is_protest
from services.extractor.components.senses import tells_something_else
from services.extractor.components.wounds import is_fatal, tells_a_wound
from services.extractor.lexicon import rows, table, words
from shared.messages import HarmKind, IncidentType

Frame = Literal["object", "subject", "either", "at", "of", "head", "bearer", "none"]
_BULLETS = frozenset(("bullet", "gunfire", "gunshot", "shrapnel", "pellet"))
_ADVERBS_OF_DEATH = frozenset(("dead", "fatally", "alive"))


@dataclass(frozen=True)
class HarmWord:
    """One line of the lexicon."""

    kind: HarmKind | None
    type: IncidentType
    frame: Frame


@cache
def _lexicon() -> dict[tuple[str, str], HarmWord]:
    return {
        (lemma, pos): HarmWord(None if kind == "-" else kind, type_, frame)  # type: ignore[arg-type]
        for lemma, pos, kind, type_, frame in rows("harms")
    }


@cache
def losing_lives() -> dict[str, list[tuple[str, Frame]]]:
    """By verb: the objects with which it tells a death, and who then is dead."""
    verbs: dict[str, list[tuple[str, Frame]]] = {}
    for verb, thing, frame in rows("losing_lives"):
        verbs.setdefault(verb, []).append((thing, frame))  # type: ignore[arg-type]
    return verbs


@cache
def lemmas() -> frozenset[str]:
    """All words that can tell of harm, without particles."""
    return frozenset(lemma.split("+")[0] for lemma, _ in _lexicon())


@cache
def entries() -> frozenset[str]:
    """All words that can tell of harm, with their particles: "kill", "gun+down"."""
    return frozenset(lemma for lemma, _ in _lexicon())


def harm_word(token: Token) -> HarmWord | None:
    """What this word tells of, or null. "Shot dead", "hacked to death" and "fatally shot" are deaths."""
    lemma = token.lemma_.lower()
    if tells_something_else(token, lemma):
        return None
    if lemma == "charge" and token.i > 1 and _before(token) in words("charging"):
        return HarmWord(None, "use_of_force", "object")
    if is_protest(token):
        return HarmWord(None, "protest", "none")
    if token.is_sent_start and token.lower_ in table("opening_participles") and not _has_subject(token):
        return _verb(token, table("opening_participles")[token.lower_])
    if token.pos_ in ("VERB", "AUX") or token.tag_ in ("VBN", "VBD"):
        return _verb(token, lemma)
    return (_noun(token, lemma) if token.pos_ in ("NOUN", "PROPN") else None) or _lexicon().get((token.lower_, "A"))


def _has_subject(token: Token) -> bool:
    return any(c.dep_ in ("nsubj", "nsubjpass") for c in token.children)


def _noun(token: Token, lemma: str) -> HarmWord | None:
    """ "A fatal shooting" and "a fatal gunshot wound" are deaths."""
    known = HarmWord("injured", "injury", "bearer") if tells_a_wound(token) else _lexicon().get((lemma, "N"))
    if known and known.kind == "injured" and is_fatal(token):
        return HarmWord("killed", "killing", known.frame)
    return known


def _verb(token: Token, lemma: str) -> HarmWord | None:
    lexicon = _lexicon()
    acted_on = [child for child in token.children if child.dep_ in ("dobj", "nsubjpass")]
    objects = {form for child in acted_on for form in (child.lemma_.lower(), child.lower_)}
    if lemma in losing_lives():
        lost = next((frame for thing, frame in losing_lives()[lemma] if thing in objects), None)
        if lost:
            return HarmWord("killed", "killing", lost)
    if lemma == "apprehend" and any(c.dep_ == "ccomp" for c in token.children):
        return None  # "apprehended that ..." is to fear
    if lemma == "hold" or (lemma == "open" and "fire" not in objects):
        return _held(token) if lemma == "hold" else None
    special = _by_what_follows(token, lemma)
    if special:
        return special
    if (lemma == "march" and _drives_people(token)) or (lemma == "run" and not objects and token.tag_ != "VBN"):
        return None  # "camps run all over the country"
    particles = [child.lower_ for child in token.children if child.dep_ in ("prt", "prep", "advmod")]
    found = next((each for p in particles if (each := lexicon.get((f"{lemma}+{p}", "V")))), None)
    return found or lexicon.get((lemma, "V")) or lexicon.get((token.lower_, "A"))


def _drives_people(token: Token) -> bool:
    """ "Gunmen marched the others into the forest"."""
    objects = [c for c in token.children if c.dep_ == "dobj"]
    return any(c.pos_ == "PRON" or c.lower_ == "others" or c.lemma_.lower() in words("person_nouns") for c in objects)


def _by_what_follows(token: Token, lemma: str) -> HarmWord | None:
    """ "used teargas", "took into custody", "beat to death": verbs that tell harm only with what stands behind them."""
    if lemma in words("force_verbs") and _uses_force(token):
        return HarmWord(None, "use_of_force", "at")
    if lemma == "take" and any(
        c.lower_ == "into" and any(g.lemma_ == "custody" for g in c.children) for c in token.children
    ):
        return HarmWord("arrested", "arrest", "object")
    if _into_custody(token, lemma):
        return HarmWord("arrested", "arrest", "object")
    if lemma in ("take", "pick", "grab", "drag") and (_from_home(token) or _by_gunmen(token)):
        return HarmWord("abducted", "abduction", "object")
    if lemma in words("deadly_verbs") and _to_death(token):
        return HarmWord("killed", "killing", "object")
    return _by_bullets(token, lemma)


def _by_bullets(token: Token, lemma: str) -> HarmWord | None:
    """ "Was hit by police bullets", "fell to bullets"."""
    if lemma not in ("hit", "strike", "fall", "graze", "pierce"):
        return None
    behind = [c for c in token.children if c.lower_ in ("by", "to", "with")]
    by = {g.lemma_.lower() for c in behind for g in c.children if g.dep_ == "pobj"}
    if lemma in ("hit", "strike", "graze", "pierce"):
        by |= {c.lemma_.lower() for c in token.children if c.dep_ == "nsubj"}
    if not by & _BULLETS:
        return None
    return HarmWord("killed", "killing", "subject") if lemma == "fall" else HarmWord("injured", "injury", "object")


def _into_custody(token: Token, lemma: str) -> bool:
    """ "Lodged in the central jail", "put behind bars", "taken to police stations", "bundled into a police van"."""
    ends = [
        (f"{lemma} {c.lower_} {g.lemma_.lower()}", g) for c in token.children if c.dep_ == "prep" for g in c.children
    ]
    kept = words("custody_ends")
    return any(
        end in kept or (f"{end} of police" in kept and any(c.lower_ == "police" for c in g.children)) for end, g in ends
    )


def _by_gunmen(token: Token) -> bool:
    """ "15 people were taken by the gunmen"; to a hospital they are brought."""
    doers = [g for c in token.children if c.dep_ == "agent" for g in c.children]
    return any(class_of_noun(d.lower_) == "armed_group" for d in doers) and not any(
        c.lower_ == "to" for c in token.children
    )


def _from_home(token: Token) -> bool:
    """ "was taken from his house", "picked from her shop": seized where one lives or works, or on the way."""
    places = {g.lemma_.lower() for c in token.children if c.lower_ == "from" for g in c.children if g.dep_ == "pobj"}
    return bool(places & words("seized_from")) and not any(
        c.dep_ == "prep" and c.lower_ == "to" for c in token.children
    )


def _held(token: Token) -> HarmWord | None:
    """ "50 people were held" by police; "held hostage" is an abduction, "held responsible" no harm."""
    beside = {
        c.lower_ for c in token.children if c.dep_ in ("oprd", "xcomp", "acomp", "advmod", "dobj", "prt", "ccomp")
    }
    if beside & {"hostage", "captive"}:
        return HarmWord("abducted", "abduction", "object")
    if any(c.dep_ in ("oprd", "xcomp", "acomp", "prt", "ccomp") for c in token.children):
        return None
    return HarmWord("arrested", "arrest", "object") if any(c.dep_ == "nsubjpass" for c in token.children) else None


def _before(token: Token) -> str:
    """The word before, also beyond a hyphen ("lathi-charge")."""
    before = token.nbor(-1)
    return before.nbor(-1).lower_ if before.text in ("-", "–") and before.i else before.lower_


def _uses_force(token: Token) -> bool:
    """ "used teargas", "burst tear-gas shells", "sprayed with water cannon"."""
    things = [c for c in token.children if c.dep_ in ("dobj", "nsubjpass")]
    if token.dep_ == "relcl":
        things.append(token.head)  # "the shells that police used"
    things += [
        g for c in token.children if c.lower_ in ("with", "to") for g in c.children if g.dep_ in ("pobj", "pcomp")
    ]
    parts = " ".join(
        t.lower_
        for thing in things
        for t in thing.subtree
        if abs(t.i - thing.i) < 8 and (t.i < token.i or thing.i > token.i)
    )
    bare = any(thing.lower_ == "force" and not any(c.dep_ == "compound" for c in thing.children) for thing in things)
    if bare and token.lemma_ in ("use", "resort") and not _has_complement(token):
        return True
    return any(phrase in parts.replace(" - ", " ") for phrase in words("means_of_force"))


def _has_complement(token: Token) -> bool:
    """ "Used the force of argument"."""
    return any(g.lower_ == "of" for c in token.children if c.lower_ == "force" for g in c.children)


def _to_death(token: Token) -> bool:
    """Whether a verb that need not kill did: "shot dead", "beaten to death", "fatally shot", "burnt alive"."""
    if token.i + 1 < len(token.doc) and token.nbor().lower_ == "dead":
        return True
    for child in token.children:
        if child.lower_ in _ADVERBS_OF_DEATH:
            return not (child.lower_ == "alive" and token.lemma_ in ("find", "leave"))
        if child.lower_ == "to" and any(grand.lower_ == "death" for grand in child.children):
            return True
    return False
