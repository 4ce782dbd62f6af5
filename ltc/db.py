"""The only door to the database session.

One unit of work per request, job item or command; nesting raises; services never commit.
SQLite runs in WAL mode and begins every writing unit with BEGIN IMMEDIATE, so that
read-then-write never fails half-way; PostgreSQL reads committed rows and money is guarded by
locks and unique keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Annotated, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column

from ltc.config import settings
from ltc.shared.errors import NotFound
from ltc.turns import Turnstile

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_open_session: ContextVar[Session | None] = ContextVar("ltc_session", default=None)
_rider: ContextVar[Callable[[sa.Connection], None] | None] = ContextVar("ltc_rider", default=None)
_engines: dict[str, sa.Engine] = {}
_readers: dict[str, sa.Engine] = {}
_lookups: dict[str, sa.Engine] = {}
_turnstiles: dict[str, Turnstile] = {}
_making = Lock()
_TURN = "ltc_turn"
_AN_HOUR = 3600
_COUNTED = 1000  # rows of each index that SQLite looks at: seconds for a city, and near enough
_EXPECTED = ("settled_line", "settled_person")  # a revision wrote down what these will hold
_ANY_CHANGE = sa.text("SELECT pg_current_xact_id_if_assigned()::text")

WholeNumber = sa.BigInteger().with_variant(sa.Integer, "sqlite")
Json = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Instant(sa.types.TypeDecorator[datetime]):
    """A UTC instant as whole milliseconds since 1970: alike on both engines, cheap as a column."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> int | None:
        """Refuse an instant without a zone; otherwise store milliseconds."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return (value - _EPOCH) // _MILLISECOND

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> datetime | None:
        """Give the instant back in UTC."""
        return None if value is None else _EPOCH + value * _MILLISECOND


class Model(DeclarativeBase):
    """Base of every table of the house (Flask-AppBuilder keeps its own)."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - read by SQLAlchemy
        datetime: Instant(),
        dict[str, Any]: Json,
        list[Any]: Json,
        int: sa.BigInteger(),
    }
    # A table whose rows may never change: UPDATE and DELETE are refused by trigger.
    __append_only__ = False
    # Rows have a keyed fingerprint (ltc.audit.seals), unless the table proves itself or is passing.
    __sealed__ = True


def table_of(model: type[Model]) -> sa.Table:
    """Return a model's table, for statements sent past the object layer where it would cost more.

    Rows with seals go that way only through ``ltc.audit.plain``: the session would not see them.
    """
    return Model.metadata.tables[model.__tablename__]


class HouseSession(Session):
    """A unit's session: what the base listens to, and Flask-AppBuilder's own sessions are not."""


Row = TypeVar("Row")
Id = Annotated[int, mapped_column(WholeNumber, primary_key=True)]


def engine(url: str | None = None) -> sa.Engine:
    """Return this process's engine for ``url`` (default: the configured database)."""
    address = url or settings().url
    with _making:  # two threads at once would each make one, and the lost one's connections leak
        if address not in _engines:
            _engines[address] = _make_engine(address)
        return _engines[address]


def reading_engine() -> sa.Engine:
    """Return the configured database's engine as it serves units that only read."""
    address = settings().url
    if address not in _readers:
        _readers[address] = engine(address).execution_options(ltc_reads_only=True)
    return _readers[address]


def lookup_engine() -> sa.Engine:
    """Return the engine for a SELECT alone: on PostgreSQL nothing is begun and ended around it."""
    address = settings().url
    if address not in _lookups:
        alone = is_postgres(engine(address))
        options = {"isolation_level": "AUTOCOMMIT"} if alone else {"ltc_reads_only": True}
        _lookups[address] = engine(address).execution_options(**options)
    return _lookups[address]


def _make_engine(address: str) -> sa.Engine:
    """Create an engine with the house's connection rules."""
    if not address.startswith("sqlite"):
        return sa.create_engine(address, pool_pre_ping=True, pool_size=8, max_overflow=8)
    path = sa.make_url(address).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    # A connection knows the counts of when it was opened, and hears of others only if it is new.
    lasts = {"pool_recycle": _AN_HOUR} if path and path != ":memory:" else {}
    arguments = {"timeout": 30, "isolation_level": None}
    made = sa.create_engine(address, connect_args=arguments, **lasts)
    sa.event.listen(made, "connect", _tune_sqlite)
    if path and path != ":memory:":
        _turnstiles[address] = Turnstile(Path(path))
    turnstile = _turnstiles.get(address)
    sa.event.listen(made, "begin", lambda connection: _begin_sqlite(connection, turnstile))
    sa.event.listen(made, "checkin", _leave_turn)
    return made


def _tune_sqlite(connection: Any, record: object) -> None:  # noqa: ANN401, ARG001 - a driver's object
    """Write-ahead log, foreign keys on; in production every commit is on disk before the answer.

    A demonstration may lose its last moments to a power cut, a test everything: both run where
    nobody's money is.  Neither loses anything to a killed process.
    """
    sync = {"test": "OFF", "demo": "NORMAL"}.get(settings().env, "FULL")
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        f"synchronous={sync}",
        "busy_timeout=30000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection, turnstile: Turnstile | None) -> None:
    """Take the write lock at once, unless the unit only reads."""
    if connection.get_execution_options().get("ltc_reads_only", False):
        connection.exec_driver_sql("BEGIN")
        return
    if turnstile and _TURN not in connection.info and turnstile.enter():
        connection.info[_TURN] = turnstile
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _leave_turn(connection: object, record: Any) -> None:  # noqa: ANN401, ARG001 - the pool's record
    """Let the next writer in when a connection goes back to the pool."""
    turnstile = record.info.pop(_TURN, None)
    if turnstile is not None:
        turnstile.leave()


def count_rows() -> None:
    """Have SQLite count rows, by which it chooses among indexes; PostgreSQL does so by itself.

    Tables that a settlement fills at once keep the counts of a city's year: those of the night
    before would have it go over the whole month.
    """
    if is_postgres():
        return
    with engine().begin() as connection:
        connection.exec_driver_sql(f"PRAGMA analysis_limit = {_COUNTED}")
        tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        for name in connection.exec_driver_sql(tables).scalars().all():
            if name not in _EXPECTED:
                connection.exec_driver_sql(f'ANALYZE "{name}"')


def forget_engines() -> None:
    """Close all connections: after a fork, or when a test changes the database."""
    for each in _engines.values():
        each.dispose()
    for turnstile in _turnstiles.values():
        turnstile.close()
    _engines.clear()
    _readers.clear()
    _lookups.clear()
    _turnstiles.clear()


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """Open the one session of this act, commit at the end, roll back on any exception."""
    with _session(engine()) as opened:
        yield opened
        opened.flush()
        for act in opened.info.get("before_commit", ()):
            act(opened)
        if (rider := _rider.get()) is not None:
            rider(opened.connection())
        opened.commit()
        _rider.set(None)


def ride_along(act: Callable[[sa.Connection], None] | None) -> None:
    """Have a small write done with the next unit that commits, instead of in one of its own."""
    _rider.set(act)


def ride_alone() -> None:
    """Do that write now, if no unit has taken it along."""
    rider = _rider.get()
    if rider is not None:
        _rider.set(None)
        with engine().begin() as connection:
            rider(connection)


@contextmanager
def read_only() -> Iterator[Session]:
    """Open a session that only reads; whatever was changed in it is thrown away."""
    with _session(reading_engine()) as opened:
        yield opened
        opened.expunge_all()  # what was read can still be shown afterwards
        if _wrote_nothing(opened):
            opened.commit()
        else:
            opened.rollback()


def _wrote_nothing(opened: Session) -> bool:
    """Tell whether PostgreSQL knows of no change, so that a commit is as good as a rollback.

    After a rollback the driver forgets every prepared statement of the connection, and planning
    a page's statements anew takes longer than running them.
    """
    if not is_postgres() or not opened.in_transaction():
        return False
    return opened.scalar(_ANY_CHANGE) is None


@contextmanager
def _session(bind: sa.Engine) -> Iterator[Session]:
    """Put one session in place; refuse a second one inside it."""
    if _open_session.get() is not None:
        raise RuntimeError("a unit of work is already open; services do not open their own")
    opened = HouseSession(bind, expire_on_commit=False)
    token = _open_session.set(opened)
    try:
        yield opened
    finally:
        _open_session.reset(token)
        opened.close()


def session() -> Session:
    """Return the open unit's session; outside a unit of work this is a mistake."""
    opened = _open_session.get()
    if opened is None:
        raise RuntimeError("no unit of work is open")
    return opened


def the_one(statement: sa.Select[Row], en: str, zh: str, *, lock: bool = False) -> Row:
    """Return the one row of a scoped statement, locked and as it is now if asked, or refuse.

    What is outside the reader's scope is as if it were not there; ``en`` and ``zh`` name it.
    """
    if lock:
        only = statement.column_descriptions[0]["entity"]
        statement = statement.with_for_update(of=only).execution_options(populate_existing=True)
    found = session().scalar(statement)
    if found is None:
        raise NotFound(f"no such {en}", f"没有该{zh}")
    return found


def before_commit(act: Callable[[Session], None]) -> None:
    """Have ``act`` called once with the session just before this unit commits."""
    call_before_commit(session(), act)


def call_before_commit(opened: Session, act: Callable[[Session], None]) -> None:
    """Have ``act`` called once just before ``opened``'s unit commits."""
    acts = opened.info.setdefault("before_commit", [])
    if act not in acts:
        acts.append(act)


def is_postgres(bind: sa.Engine | sa.Connection | None = None) -> bool:
    """Tell which of the two engines is in use."""
    return (bind or engine()).dialect.name == "postgresql"
