"""A name somewhere in a JSON list of people: the one condition that each database spells in its own way."""

from typing import Any

from sqlalchemy import ColumnElement, exists, func, select

from services.store.views.rows import holds


def names_hold(column: Any, part: str, dialect: str) -> ColumnElement[bool]:
    """The `name` of one in the list in this JSON column holds these characters."""
    if dialect == "postgresql":
        each: Any = func.json_array_elements(column).table_valued("value")
        name: Any = func.json_extract_path_text(each.c.value, "name")
    else:
        each = func.json_each(column).table_valued("value")
        name = func.json_extract(each.c.value, "$.name")
    return exists(select(1).select_from(each).where(holds(name, part)).correlate(column.table))
