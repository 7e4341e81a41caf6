"""The base of every table: ids, times, names of constraints, rows to be read alone."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Any, Self

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, MetaData
from sqlalchemy.orm import DeclarativeBase, class_mapper
from sqlalchemy.types import TypeDecorator

# SQLite counts up a primary key by itself only when its type is exactly INTEGER.
Id = BigInteger().with_variant(Integer(), "sqlite")


class Utc(TypeDecorator[datetime]):
    """An aware UTC time in both databases; SQLite keeps no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  (SQLAlchemy reads it off the class)
        datetime: Utc,
        dict[str, str]: JSON,
        dict[str, Any]: JSON,
        list[str]: JSON,
    }

    @classmethod
    def of_row(cls, values: Iterable[Any], **related: Any) -> Self:
        """Reads one row, in the order of the columns; no session knows the object, so it must not be changed.

        For what nearly every turn reads; half the price of having it loaded by a session."""
        make, columns = _making(cls)
        instance: Self = make()
        vars(instance).update(zip(columns, values, strict=True), is_read_only=True, **related)
        return instance

    def __setattr__(self, name: str, value: Any) -> None:
        if "is_read_only" in vars(self):
            raise AttributeError(f"{type(self).__name__}.{name} was read with of_row: a change would be kept nowhere")
        super().__setattr__(name, value)


@cache
def _making(table: type[Table]) -> tuple[Callable[[], Any], tuple[str, ...]]:
    mapper = class_mapper(table)
    return mapper.class_manager.new_instance, tuple(mapper.columns.keys())
