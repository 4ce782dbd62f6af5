"""A run: once a day, piece by piece; a failure stops nothing else, a restart repeats nothing."""

import logging
from dataclasses import replace

import pytest

from ltc.addon import Job
from ltc.db import session, unit_of_work
from ltc.directory.models import Area
from ltc.jobs import runner
from ltc.jobs.models import JobItem, JobRun
from ltc.shared.errors import Conflict
from tests.support import chores
from tests.support.factories import base

PROBE = Job("probe", "tests.support.chores:pieces", "00:10")
DAY = base.ON


@pytest.fixture(autouse=True)
def fresh(database):
    chores.forget()


def add_area(code: str) -> None:
    session().add(Area(code=code, name=code, level="county"))


def fail() -> None:
    raise Conflict("the record moved on", "记录已变化")


def areas() -> list[str]:
    return [each.code for each in base.stored(Area)]


def test_a_day_runs_once(database):
    chores.PIECES.append(("one", lambda: add_area("210001")))
    assert runner.run(PROBE, DAY) == runner.Outcome(1, 0, "")
    assert runner.run(PROBE, DAY) is None
    assert [f"listed {DAY}"] == chores.CALLS
    (run,) = base.stored(JobRun)
    assert (run.state, run.items, run.failed) == ("done", 1, 0)


def test_a_piece_that_fails_is_undone_and_the_next_goes_on(database):
    def half() -> None:
        add_area("210002")
        session().flush()
        fail()

    chores.PIECES += [
        ("one", lambda: add_area("210001")),
        ("half", half),
        ("last", lambda: add_area("210003")),
    ]
    assert runner.run(PROBE, DAY) == runner.Outcome(2, 1, "")
    assert areas() == ["210001", "210003"]
    rows = {each.about: (each.state, each.fault) for each in base.stored(JobItem)}
    assert rows["half"] == ("failed", "the record moved on")
    assert rows["last"] == ("done", "")


def test_a_restart_in_the_middle_does_only_what_is_left(database):
    chores.PIECES += [("one", lambda: add_area("210001")), ("two", lambda: add_area("210002"))]
    runner._begin(PROBE, DAY)
    runner._piece(PROBE, DAY, *chores.PIECES[0])  # and here the power went
    assert runner.run(PROBE, DAY) == runner.Outcome(2, 0, "")
    assert areas() == ["210001", "210002"]


def test_the_effect_and_its_row_are_one(database, monkeypatch):
    """A crash between the effect and the end of its unit leaves neither."""
    monkeypatch.setattr(runner, "_write", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    chores.PIECES.append(("one", lambda: add_area("210001")))
    with pytest.raises(KeyboardInterrupt):
        runner.run(PROBE, DAY)
    assert (areas(), base.stored(JobItem)) == ([], [])
    monkeypatch.undo()
    runner.run(PROBE, DAY)
    assert areas() == ["210001"]


def test_a_list_that_breaks_ends_the_run_and_it_runs_again(database):
    job = replace(PROBE, run="tests.support.chores:broken")
    outcome = runner.run(job, DAY)
    assert (outcome.items, outcome.failed) == (1, 0)
    assert base.stored(JobRun)[0].state == "failed"
    assert runner.run(job, DAY) is not None
    assert chores.CALLS == ["first"]


def test_no_log_and_no_row_holds_the_words_of_an_unknown_exception(database, caplog):
    with caplog.at_level(logging.DEBUG, "ltc.jobs"):
        runner.run(replace(PROBE, run="tests.support.chores:broken"), DAY)
    (run,) = base.stored(JobRun)
    assert run.note.startswith("RuntimeError at chores.py:")
    assert "张秀英" not in caplog.text + run.note


def test_a_job_that_works_by_itself_says_how_much(database):
    job = replace(PROBE, run="tests.support.chores:alone")
    assert runner.run(job, DAY).items == 3
    assert runner.run(job, DAY) is None


def test_a_job_that_repeats_has_one_row_a_day_that_adds_up(database):
    job = replace(PROBE, at="", every_minutes=1, own_units=True)
    chores.PIECES.append(("one", lambda: chores.CALLS.append("done")))
    runner.run(job, DAY)
    runner.run(job, DAY)
    (run,) = base.stored(JobRun)
    assert (run.items, chores.CALLS.count("done"), base.stored(JobItem)) == (2, 2, [])


def test_acts_with_units_of_their_own_find_none_open(database):
    def act() -> None:
        with unit_of_work():
            add_area("210001")

    chores.PIECES.append(("one", act))
    assert runner.run(replace(PROBE, own_units=True), DAY).failed == 0
    assert areas() == ["210001"]


def test_being_told_to_stop_is_no_failure(database):
    def stop() -> None:
        raise KeyboardInterrupt

    chores.PIECES.append(("one", stop))
    with pytest.raises(KeyboardInterrupt):
        runner.run(PROBE, DAY)
    assert base.stored(JobRun)[0].state == "running"
