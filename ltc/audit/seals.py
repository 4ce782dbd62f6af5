"""Seals: a keyed fingerprint of every row, so that a row changed by hand in the database is found.

Every flush of a house session notes the rows it touched; just before the commit their fingerprints
go to ``row_seal``, and the head of the audit chain takes the difference into a running sum of all
seals.  A changed row no longer fits its seal, an inserted one has none, and one deleted together
with its seal is missing in the sum, which nobody can reckon without the key.

Statements that pass the session by (text, another connection) leave their rows unsealed.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Mapper, ORMExecuteState, Session

from ltc.audit.plain import PlainRow
from ltc.audit.unsealed import UNSEALED_COLUMNS
from ltc.config import key
from ltc.db import Instant, Model, is_postgres

BITS = 1 << 256
_CHUNK = 400
_Convert = Callable[[Any], Any]
_ANY_DIALECT = sqlite.dialect()  # an instant is the same number in all of them
_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
# Facts that a row stands for although they lie in other tables, by table: (session, row) -> facts.
_companions: dict[str, Callable[[Session, Any], object]] = {}


@dataclass(frozen=True, slots=True)
class Change:
    """What a unit of work does to the sum of all seals."""

    rows: int
    sum: int


def cover(table: str, facts: Callable[[Session, Any], object]) -> None:
    """Take ``facts`` of other tables into the seal of each row of ``table``."""
    _companions[table] = facts


def secret() -> bytes:
    """Return the key of the seals."""
    return hmac.digest(key("secret").encode(), b"ltc row seals", "sha256")


def is_sealed(mapper: Mapper[Any]) -> bool:
    """Tell whether rows of a mapped class have seals."""
    return bool(getattr(mapper.class_, "__sealed__", False))


def table_of(mapper: Mapper[Any]) -> str:
    """Return the name of a mapped class's table."""
    return str(mapper.class_.__tablename__)


def sealed_mappers() -> list[Mapper[Any]]:
    """Return every mapped class whose rows have seals, by table name."""
    found = [mapper for mapper in Model.registry.mappers if is_sealed(mapper)]
    return sorted(found, key=table_of)


def row_id(mapper: Mapper[Any], row: Any) -> str:  # noqa: ANN401 - any mapped row
    """Write a row's primary key as text."""
    plain = isinstance(row, PlainRow)
    key_of_row = row.identity if plain else mapper.primary_key_from_instance(row)
    return "/".join(str(part) for part in key_of_row)


def digest(opened: Session, mapper: Mapper[Any], row: Any, using: bytes) -> bytes:  # noqa: ANN401
    """Return the fingerprint of a row: table, every value that is not null, companions."""
    values: dict[str, Any] = {}
    for attribute, convert in _columns(mapper):
        value = getattr(row, attribute)
        if value is not None:
            values[attribute] = convert(value)
    table = table_of(mapper)
    companion = _companions.get(table)
    content = [table, values, companion(opened, row) if companion else None]
    text = _WRITER.encode(content)
    return hmac.digest(using, text.encode("utf-8", "surrogatepass"), "sha256")


@cache
def _columns(mapper: Mapper[Any]) -> tuple[tuple[str, _Convert], ...]:
    """Return attribute names with what turns their values into plain ones, equal on any engine."""
    left_out = UNSEALED_COLUMNS.get(table_of(mapper), ())
    kept = [each for each in mapper.column_attrs if each.key not in left_out]
    return tuple((each.key, _convert(each.columns[0].type)) for each in kept)


def _convert(kind: sa.types.TypeEngine[Any]) -> _Convert:
    if isinstance(kind, Instant):
        return lambda value: kind.process_bind_param(value, _ANY_DIALECT)
    if isinstance(kind, sa.JSON):
        return _plain_json
    for kinds, convert in _PLAIN:
        if isinstance(kind, kinds):
            return convert
    return str


_PLAIN: tuple[tuple[type, _Convert], ...] = (
    (sa.Boolean, bool),
    (sa.Integer, int),
    (sa.Float, lambda value: _plain_number(float(value))),
    (sa.Date, lambda value: value.isoformat()),
    (sa.LargeBinary, bytes.hex),
)


def _plain_json(value: object) -> object:
    """Return JSON as any engine gives it back: no tuples, no 1.0 beside 1, text keys."""
    return json.loads(json.dumps(value), parse_float=lambda text: _plain_number(float(text)))


def _plain_number(value: float) -> float | int:
    return int(value) if value.is_integer() else value


def _touched(opened: Session) -> dict[str, set[Any]]:
    """Return what this unit touched: instances, and keys of rows that statements changed."""
    found: dict[str, set[Any]] = opened.info.setdefault(
        "seals", {"new": set(), "known": set(), "gone": set(), "keys": set()}
    )
    return found


def note_flush(opened: Session) -> bool:
    """Note the rows of a flush; tell whether there is anything to seal."""
    touched = _touched(opened)
    for kind, rows in (("new", opened.new), ("known", opened.dirty), ("gone", opened.deleted)):
        touched[kind].update(row for row in rows if is_sealed(sa.inspect(row).mapper))
    return any(touched.values())


def note_plain(opened: Session, row: PlainRow, *, new: bool) -> None:
    """Note a row that was written past the object layer."""
    _touched(opened)["new" if new else "known"].add(row)


def note_statement(state: ORMExecuteState) -> bool:
    """Note which rows an UPDATE, DELETE or INSERT statement is going to change."""
    mapper = state.bind_mapper
    if state.is_select or mapper is None or not is_sealed(mapper):
        return False
    touched = _touched(state.session)
    touched["keys"].update((mapper, identity) for identity in _identities(state, mapper))
    return True


def _identities(state: ORMExecuteState, mapper: Mapper[Any]) -> Iterable[tuple[Any, ...]]:
    """Return the primary keys of the rows that a statement will change."""
    names = [mapper.get_property_by_column(column).key for column in mapper.primary_key]
    given = state.parameters
    rows: Sequence[Any] = given if isinstance(given, list) else []
    if state.is_insert or rows:
        if not rows or not all(name in row for row in rows for name in names):
            table = table_of(mapper)
            raise RuntimeError(f"{table}: add objects, or give the keys of rows in a statement")
        return [tuple(row[name] for name in names) for row in rows]
    statement: Any = state.statement
    chosen = sa.select(*mapper.primary_key)
    if statement.whereclause is not None:
        chosen = chosen.where(statement.whereclause)
    return [tuple(row) for row in state.session.connection().execute(chosen)]


def write(opened: Session) -> Change:
    """Seal what this unit touched and return how the sum of all seals changes."""
    touched = opened.info.pop("seals", None)
    if not touched or not any(touched.values()):
        return Change(0, 0)
    using = secret()
    fresh, gone = _sealed_now(opened, touched, using)
    born = {_place(row) for row in touched["new"]} - {_place(row) for row in touched["gone"]}
    old = _stored(opened, [place for place in (*fresh, *gone) if place not in born])
    lost = [place for place in gone if place in old and place not in fresh]
    _store(opened, fresh)
    _forget(opened, lost)
    total = sum(map(_number, fresh.values())) - sum(
        _number(value) for place, value in old.items() if place in fresh or place in lost
    )
    added = sum(place not in old for place in fresh) - len(lost)
    return Change(added, total % BITS)


_Place = tuple[str, str]


def _place(row: Any) -> _Place:  # noqa: ANN401 - any mapped row
    mapper = _mapper(row)
    return table_of(mapper), row_id(mapper, row)


def _mapper(row: Any) -> Mapper[Any]:  # noqa: ANN401 - any mapped row
    found: Mapper[Any] = sa.inspect(row.model if isinstance(row, PlainRow) else row).mapper
    return found


def _stands(row: Any) -> bool:  # noqa: ANN401 - any mapped row
    """Tell whether a row that was written is still there: a part of the unit may have failed."""
    return isinstance(row, PlainRow) or bool(sa.inspect(row).persistent)


def _sealed_now(
    opened: Session, touched: dict[str, set[Any]], using: bytes
) -> tuple[dict[_Place, bytes], set[_Place]]:
    """Return the seals of the touched rows as they are now, and the places of those that went."""
    gone = {_place(row) for row in touched["gone"]}
    rows = {row for row in (*touched["new"], *touched["known"]) if _stands(row)}
    by_mapper: dict[Mapper[Any], list[Any]] = {}
    for mapper, identity in touched["keys"]:
        by_mapper.setdefault(mapper, []).append(identity)
    for mapper, identities in by_mapper.items():
        gone |= {(table_of(mapper), "/".join(map(str, identity))) for identity in identities}
        rows.update(_read(opened, mapper, identities))
    fresh = {_place(row): digest(opened, _mapper(row), row, using) for row in rows}
    return fresh, gone - fresh.keys()


def _read(opened: Session, mapper: Mapper[Any], identities: Sequence[Any]) -> Iterator[Any]:
    """Read rows again as they are stored."""
    for at in range(0, len(identities), _CHUNK):
        chosen = sa.tuple_(*mapper.primary_key).in_(identities[at : at + _CHUNK])
        statement = sa.select(mapper.class_).where(chosen)
        yield from opened.scalars(statement.execution_options(populate_existing=True))


# Written out: these run with every act, and building statements would cost more than running them.
_SELECT = (
    "SELECT table_name, row_id, digest FROM row_seal WHERE (table_name, row_id) IN (VALUES {})"
)
_INSERT = (
    "INSERT INTO row_seal (table_name, row_id, digest) VALUES ({0}, {0}, {0}) "
    "ON CONFLICT (table_name, row_id) DO UPDATE SET digest = excluded.digest"
)
_DELETE = "DELETE FROM row_seal WHERE table_name = {0} AND row_id = {0}"


def _mark(connection: sa.Connection) -> str:
    """Return how the driver marks a value's place."""
    return "%s" if is_postgres(connection) else "?"


def _stored(opened: Session, places: Sequence[_Place]) -> dict[_Place, bytes]:
    """Return the seals that the places have so far."""
    connection, found = opened.connection(), {}
    pair = "({0}, {0})".format(_mark(connection))
    for at in range(0, len(places), _CHUNK):
        some = places[at : at + _CHUNK]
        statement = _SELECT.format(", ".join([pair] * len(some)))
        values = tuple(part for place in some for part in place)
        for table, identity, value in connection.exec_driver_sql(statement, values):
            found[table, identity] = bytes(value)
    return found


def _store(opened: Session, fresh: dict[_Place, bytes]) -> None:
    """Insert new seals, replace old ones; always in one order, so that nobody waits in a circle."""
    if fresh:
        connection = opened.connection()
        rows = [(*place, value) for place, value in sorted(fresh.items())]
        connection.exec_driver_sql(_INSERT.format(_mark(connection)), rows)


def _forget(opened: Session, places: Sequence[_Place]) -> None:
    if places:
        connection = opened.connection()
        connection.exec_driver_sql(_DELETE.format(_mark(connection)), sorted(places))


def _number(value: bytes) -> int:
    return int.from_bytes(value, "big")
