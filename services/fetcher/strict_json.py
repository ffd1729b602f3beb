"""JSON as the standard says it, from strangers: whatever is wrong with it ends in one clear sentence."""

import json
from typing import Any, NoReturn


class BadJSON(ValueError):
    """Says what is wrong and where, without repeating the input."""


def parsed(raw: bytes | str) -> Any:
    """The value of a JSON text in UTF-8, with or without a byte order mark.

    Raises BadJSON also for what Python's parser lets pass: NaN and Infinity, a name twice in one object, and for
    what breaks it: nesting without end, a number of 5,000 digits.
    """
    try:
        text = raw.decode("utf-8-sig") if isinstance(raw, bytes) else raw
        return json.loads(text, parse_constant=_no_number, object_pairs_hook=_without_repeats)
    except UnicodeDecodeError as error:
        raise BadJSON(f"not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise BadJSON(f"not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise BadJSON("not JSON that can be read: nested too deeply") from None
    except BadJSON:
        raise
    except ValueError:
        raise BadJSON("not JSON that can be read: a number with too many digits") from None


def _no_number(_: str) -> NoReturn:
    raise BadJSON("not JSON: NaN and Infinity are no JSON numbers")


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadJSON("not JSON that can be read: a name stands twice in one object")
    return found
