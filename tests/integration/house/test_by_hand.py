"""Every table there is: a cell changed, a row added or removed past the system is found."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from billing import checks
from ltc import db
from ltc.audit import seals
from ltc.audit.unsealed import EMPTY, PROVEN, UNSEALED
from ltc.db import Model
from ltc.shared import clock
from tests.support import by_hand
from tests.support.database import forget_database
from tests.support.story import Told, copy_of

ACTS = {
    "changed": lambda opened, table: list(by_hand.change(opened, table)),
    "added": lambda opened, table: [by_hand.add(opened, table)],
    "deleted": lambda opened, table: [by_hand.remove(opened, table)],
}
Faults = Callable[[], list[str]]


@pytest.fixture(scope="module")
def told(told_story: Told, tmp_path_factory) -> Iterator[Path]:
    """Give a file with rows in every table that the house writes."""
    path = copy_of(told_story, tmp_path_factory.mktemp("whole"))
    clock.start_at(told_story.now)
    by_hand.fill_empty()
    db.forget_engines()
    yield path
    forget_database()


@pytest.fixture
def opened(told: Path, tmp_path: Path):
    """Give a connection by hand to the database in use; it is as before afterwards."""
    kept = shutil.copyfile(told, tmp_path / "kept")
    connection = by_hand.open_file(told)
    yield connection
    connection.close()
    db.forget_engines()
    for each in told.parent.glob(f"{told.name}-*"):
        each.unlink()
    shutil.copyfile(kept, told)


def sealed() -> set[str]:
    return {seals.table_of(mapper) for mapper in seals.sealed_mappers()}


def test_every_table_is_found_or_named_with_a_reason(told):
    listed = {*PROVEN, *UNSEALED, *EMPTY}
    assert set(by_hand.tables()) == sealed() | listed
    assert not sealed() & listed
    assert {*PROVEN, *UNSEALED} >= set(Model.metadata.tables) - sealed()


def test_the_story_itself_is_sound(told):
    assert list(checks.faults()) == []


@pytest.mark.parametrize("act", ACTS)
def test_a_row_of_any_sealed_table_is_found_by_its_key(opened, act):
    wanted = set()
    for name in sorted(sealed()):
        done = ACTS[act](opened, by_hand.tables()[name])
        assert done, f"{name} has no row"
        wanted |= {f"{name} {'/'.join(map(str, key))} was {act} by hand" for key in done}
    assert sorted(wanted - set(checks.faults())) == []


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("table", PROVEN)
def test_a_row_that_is_proven_in_another_way_is_found(opened, table, act):
    assert ACTS[act](opened, by_hand.tables()[table])
    assert list(checks.faults())


def test_a_row_in_a_table_that_stays_empty_is_found(opened):
    for name in EMPTY:
        names = [column.name for column in by_hand.tables()[name].columns]
        places = ", ".join("1" for _ in names)
        opened.execute(f"INSERT INTO {name} ({', '.join(names)}) VALUES ({places})")  # noqa: S608 - our own names
    found = set(checks.faults())
    assert {f"{name} has rows, the house writes none" for name in EMPTY} <= found


def test_the_list_of_what_is_not_found_is_not_too_long(opened):
    filled = [name for name in UNSEALED if by_hand.rows(opened, by_hand.tables()[name])]
    for name in filled:
        assert ACTS["changed"](opened, by_hand.tables()[name])
    assert "sync_item" in filled
    assert list(checks.faults()) == []


def test_a_value_that_cannot_be_read_is_a_fault_and_no_crash(opened):
    opened.execute("UPDATE statement SET made_at = 'then'")
    opened.execute("UPDATE determination SET first_day = 'some day'")
    opened.execute("UPDATE settlement_batch SET totals = 'x'")
    opened.execute("UPDATE person SET id_number = 'x'")
    found = list(checks.faults())
    assert any("cannot be read" in each for each in found)
