"""What binds whoever is told: a ruling of a court, a command to one's own troops."""

from services.extractor.components.attributions import Attribution
from services.extractor.components.clauses import child, children
from services.extractor.components.nouns import lemma

COMMANDS = frozenset({"order", "command", "direct", "instruct"})
JUDGES = frozenset({"court", "judge", "tribunal", "magistrate", "justice"})
RANKS = frozenset({"general", "commander", "colonel", "captain", "major", "officer", "chief", "admiral", "army"})
TROOPS = frozenset({"troop", "soldier", "force", "unit", "man", "officer"})


def is_order(each: Attribution) -> bool:
    """A ruling, or a command to one's own troops, binds: it asks nobody."""
    if lemma(each.cue) not in COMMANDS or each.speaker is None:
        return False
    parts = {lemma(part) for part in (each.speaker, *children(each.speaker, "compound"))}
    own = any(child(head, "poss") is not None or lemma(head) in TROOPS for head in each.heads if head.dep_ == "dobj")
    return bool(parts & JUDGES) or (bool(parts & RANKS) and own)
