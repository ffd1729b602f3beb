"""Who did it: the agents of all tellings of an event, and those whom a sentence about it accuses.

Does not handle: perpetrators named only by a pronoun.
"""

from collections.abc import Iterator

from spacy.tokens import Span as Tokens

from services.extractor.components.agents import Actor, actor_at
from services.extractor.components.harms import Harm
from services.extractor.lexicon import words
from services.extractor.reading import Reading
from shared.messages import IncidentStatus, Perpetrator


def perpetrators_of(harms: list[Harm], reading: Reading, status: IncidentStatus) -> tuple[Perpetrator, ...]:
    """All of them once, in the order of the tellings; whoever is harmed too is left out.

    To arrest, and to disperse a crowd with tear gas or batons, is what police do: where the text names nobody who did,
    the word itself says so.
    """
    harmed = {n.name for h in harms for g in h.groups for n in g.named} | {
        reading.text[g.start : g.end] for h in harms for g in h.groups
    }
    found: dict[str, Perpetrator] = {}
    for harm in harms:
        for actor in [*harm.agents, *_accused(harm, reading)]:
            key = actor.name.lower()
            if actor.name not in harmed and key not in found and not any(_is_part_of(actor, h) for h in harms):
                found[key] = Perpetrator(
                    name=actor.name,
                    actor_class=actor.actor_class,
                    alleged=status != "confirmed",
                    mention=reading.span(actor.start, actor.end),
                )
    arrests = [h for h in harms if h.type == "arrest"]
    by_nature = arrests if len(arrests) == len(harms) else [h for h in harms if _is_for_police(h)]
    if not found and by_nature:
        word = min(by_nature, key=lambda h: (h.nominal, h.start)).token
        found["police"] = Perpetrator(
            name="police",
            actor_class="police",
            alleged=status != "confirmed",
            mention=reading.span(word.idx, word.idx + len(word)),
        )
    known = {name: reading.names.called(p.name) for name, p in found.items()}
    ranks = {w for n in known.values() if n and n.kind == "person" for w in (n.role or "").lower().split()}
    return tuple(p for name, p in found.items() if known[name] or not _has_a_rank(p, ranks))


def _has_a_rank(described: Perpetrator, ranks: set[str]) -> bool:
    """ "A police constable" beside "Constable Denis Okello": one officer, who has a name."""
    return described.name.rsplit(maxsplit=1)[-1].lower() in ranks


def _is_for_police(harm: Harm) -> bool:
    """ "Tear gas was used", "a baton charge": nobody else has such means."""
    if harm.type != "use_of_force":
        return False
    token = harm.token
    said = " ".join(t.lower_ for t in (*token.doc[max(0, token.i - 2) : token.i], *token.subtree)).replace(" - ", " ")
    return any(means in said for means in words("means_of_police"))


def _is_part_of(actor: Actor, harm: Harm) -> bool:
    return any(g.start <= actor.start < g.end for g in harm.groups)


def _accused(harm: Harm, reading: Reading) -> list[Actor]:
    """ "bring charges against Koome, Bungei and their officers for the murder", "blamed Koome for the attack"."""
    sentence = harm.token.sent
    found: list[Actor] = []
    for token in _accused_tokens(sentence):
        actor = actor_at(token, reading)
        if actor:
            found.append(actor)
    return found


def _accused_tokens(sentence: Tokens) -> Iterator:  # type: ignore[type-arg]
    for token in sentence:
        if token.lemma_.lower() not in words("accusing_words"):
            continue
        for child in [*token.children, *(token.head.children if token.dep_ in ("dobj", "pobj") else ())]:
            if child.dep_ == "prep" and child.lower_ == "against":
                for noun in child.children:
                    yield from [noun, *noun.conjuncts, *(t for t in noun.subtree if t.dep_ in ("appos", "conj"))]
            elif (
                child.dep_ in ("dobj", "nsubjpass") and token.pos_ == "VERB" and token.lemma_ not in ("try", "suspect")
            ):
                yield from [child, *child.conjuncts]
