"""Whether people died by mishap: a crash, a fire, a flood. Nobody killed them, so the incident is of type `other`.

Does not handle: mishaps told without a word for them; negligence that a court later calls manslaughter.
"""

from spacy.tokens import Token

from services.extractor.components.harms import Harm
from services.extractor.components.methods import method_of
from services.extractor.lexicon import words

_MISHAPS = (None, "drowned", "crash", "burnt")
_DOERS = ("police", "military", "government", "armed_group", "mob", "private_security")


def is_accident(harms: list[Harm]) -> bool:
    """Whether some telling names a mishap, none an armed or official doer, and none a means that takes a hand."""
    if any(a.actor_class in _DOERS for h in harms for a in h.agents):
        return False
    hurt = [h for h in harms if h.kind in ("killed", "injured")]
    if not hurt or any(method_of(h) not in _MISHAPS for h in hurt):
        return False
    told = {t.lemma_.lower() for h in hurt for t in h.token.sent if not _is_of_shots(t)}
    return not told.isdisjoint(words("accidents")) and told.isdisjoint(words("intended"))


def _is_of_shots(token: Token) -> bool:
    """ "opened fire", "fired": no blaze."""
    return token.lemma_.lower() == "fire" and (
        token.pos_ == "VERB" or token.head.lemma_ in ("open", "exchange", "return")
    )
