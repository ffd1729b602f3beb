"""The kinds of columns that the store's tables are made of."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, Float, ForeignKey, Integer, String, Text

from shared.runtime.databases import Moment

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Constraints have names that both databases keep, so that a migration can drop what an earlier one made."""


def identity(name: str, *args: Any, **options: Any) -> Column[str]:
    """An id: ours are 20 hex digits, a caller's own article id may have 200 characters."""
    return Column(name, String(200), *args, **options)


def part_of(name: str, target: Column[str], **options: Any) -> Column[str]:
    """A part of the primary key that names a row of another table."""
    return Column(name, String(200), ForeignKey(target), primary_key=True, **options)


def words(*names: str) -> tuple[Column[str], ...]:
    """One of a few fixed words, such as the contract's kinds."""
    return tuple(Column(name, String(40), nullable=False) for name in names)


def texts(*names: str) -> tuple[Column[str], ...]:
    """Words as they came; null where there are none."""
    return tuple(Column(name, Text) for name in names)


def json_of(*names: str, nullable: bool = False) -> tuple[Column[Any], ...]:
    """What the contract's message holds under the same name; None becomes SQL's null."""
    return tuple(Column(name, JSON(none_as_null=True), nullable=nullable) for name in names)


def moment(name: str, **options: Any) -> Column[datetime]:
    """A time that is always known."""
    return Column(name, Moment, nullable=False, **options)


def flag(name: str) -> Column[bool]:
    """Yes or no, always known."""
    return Column(name, Boolean, nullable=False)


def number(name: str, **options: Any) -> Column[int]:
    """A small number, always known."""
    return Column(name, Integer, nullable=False, **options)


def place() -> tuple[Column[Any], ...]:
    """Where: the words, what the gazetteer makes of them, and how exact that is (WGS 84 degrees)."""
    degrees = (Column("lat", Float), Column("lon", Float))
    return (*texts("place_text", "place_name", "country", "admin1"), *degrees, *words("place_precision"))


def days() -> tuple[Column[Any], ...]:
    """When: both days inclusive, and how exact that is."""
    return (Column("day_start", Date), Column("day_end", Date), *words("date_precision"), *texts("date_text"))


def people() -> tuple[Column[Any], ...]:
    """A count of people. `best` null: no estimate; `high` null: open."""
    return (Column("low", BigInteger, nullable=False), Column("best", BigInteger), Column("high", BigInteger))
