"""By what means a harm was done, as far as its word and sentence tell: two harms by unlike means are two events.

Does not handle: a means told in another sentence.
"""

from spacy.tokens import Token

from services.extractor.components.agents import corrected
from services.extractor.components.harms import Harm
from services.extractor.lexicon import table


def method_of(harm: Harm) -> str | None:
    """The means nearest to the word of harm in its own clause ("stabbed": knife), or null."""
    if harm.token.lemma_ in ("fire", "open"):
        return "shot"
    own = table("methods").get(harm.token.lemma_.lower())
    if own:
        return own
    token = harm.cause or harm.token
    if token.lemma_.lower() in table("methods"):
        return table("methods")[token.lemma_.lower()]
    found = [(abs(each.i - token.i), means) for each in token.subtree if (means := _means(each))]
    return min(found)[1] if found else None


def _means(token: Token) -> str | None:
    known = table("methods").get(token.lemma_.lower()) or table("methods").get(corrected(token))
    return known or ("shot" if token.lemma_ == "fire" and token.pos_ == "VERB" else None)


def unlike(own: str | None, others: set[str]) -> bool:
    """Whether a harm was done by other means than all those known of an event."""
    return own is not None and bool(others) and own not in others
