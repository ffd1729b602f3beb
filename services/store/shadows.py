"""Other thresholds, or rules left out, to try: named as the settings are."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

from services.store.alerts import RULES
from services.store.incidents import MergePolicy
from services.store.policies import Policy

OF_MERGING = {field.name for field in fields(MergePolicy)}
OF_ALERTS = {field.name for field in fields(Policy)} - {"merge", "without"}


def shadow_policy(policy: Policy, shifted: Mapping[str, str | float], without: Iterable[str] = ()) -> Policy:
    """The policy with these thresholds instead, and without these rules (by reason, or by kind of alert).

    Raises ValueError, which names what is there to choose from.
    """
    left_out = frozenset(without)
    if unknown := left_out - {name for rule in RULES for name in (rule.kind, rule.reason)}:
        kinds = ", ".join(dict.fromkeys(rule.kind for rule in RULES))
        raise ValueError(f"there is no rule {min(unknown)!r}: name a kind ({kinds}), or a reason as alerts give it")
    merging: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for name, value in shifted.items():
        if name not in OF_MERGING | OF_ALERTS:
            raise ValueError(f"there is no threshold {name!r}: {', '.join(sorted(OF_MERGING | OF_ALERTS))}")
        (merging if name in OF_MERGING else others)[name] = _number(name, value)
    merge = replace(policy.merge, **merging)
    return replace(policy, merge=merge, without=left_out, **others)


def _number(name: str, value: str | float) -> float:
    try:
        number = float(value)
    except ValueError:
        raise ValueError(f"{name}: {value!r} is not a number") from None
    if not 0 <= number < 1e6:
        raise ValueError(f"{name}: {value!r} is not from 0 to a million")
    return number if name in ("near_km", "demand_relevance") else int(number)
