"""The outbox: a crash between every pair of steps; delivered at least once, with one effect."""

import json
import os
from datetime import timedelta

import pytest

from ltc.addon import Job
from ltc.db import unit_of_work
from ltc.jobs import runner
from ltc.jobs.chores import letters
from ltc.outbox import carrier as carriers
from ltc.outbox.carrier import FileSpool, Letter
from ltc.outbox.models import Message
from ltc.outbox.services import Addressee, post
from ltc.shared import clock
from tests.support.factories import base, case

LETTERS = Job("letters", "ltc.jobs.chores.letters:send", every_minutes=1, own_units=True)


@pytest.fixture(autouse=True)
def fresh(database):
    clock.start_at(base.AT)
    letters._spool.cache_clear()


def post_one(key: str = "k1", **facts) -> None:
    """Write a person with a message to him."""
    with unit_of_work():
        person = case.person(**facts)
        post(
            Addressee(person.area_code, person_id=person.id),
            key=key,
            channel="sms",
            subject="申请已受理",
            body="请等待评估。",
            at=base.AT,
        )


def delivered() -> list[dict]:
    """Return what lies in the spool, file by file."""
    folder = carriers.Path(letters.settings().data_dir / "outbox")
    lines = [line for path in sorted(folder.glob("*")) for line in path.read_text().splitlines()]
    return [json.loads(line) for line in lines]


def restart() -> None:
    """Be a new process: nothing is remembered."""
    letters._spool.cache_clear()


def test_a_message_is_delivered_with_its_address_once(database):
    post_one()
    runner.run(LETTERS, base.ON)
    runner.run(LETTERS, base.ON)
    (line,) = delivered()
    assert (line["to"], line["body"], line["channel"]) == ("13700000001", "请等待评估。", "sms")
    (row,) = base.stored(Message)
    assert row.state == "sent"
    assert row.sent_at >= row.posted_at


@pytest.mark.parametrize("step", ["_letter", "FileSpool.deliver", "note_sent"])
@pytest.mark.parametrize("after", [False, True])
def test_a_crash_before_or_after_any_step_leaves_one_effect(database, monkeypatch, step, after):
    post_one()
    owner, _, name = step.rpartition(".")
    target = FileSpool if owner else letters
    real = getattr(target, name)

    def crash(*arguments, **named):
        if after:
            real(*arguments, **named)
        raise KeyboardInterrupt

    monkeypatch.setattr(target, name, crash)
    with pytest.raises(KeyboardInterrupt):
        runner.run(LETTERS, base.ON)
    monkeypatch.undo()
    restart()
    runner.run(LETTERS, base.ON)
    assert [each["key"] for each in delivered()] == ["k1"]
    assert [each.state for each in base.stored(Message)] == ["sent"]


@pytest.mark.parametrize("cut", [1, 40, 120])
def test_a_line_torn_by_a_crash_is_written_again_whole(database, cut):
    post_one()
    runner.run(LETTERS, base.ON)
    (path,) = (letters.settings().data_dir / "outbox").iterdir()
    os.truncate(path, path.stat().st_size - cut)
    (row,) = base.stored(Message)
    with unit_of_work() as opened:
        opened.get(Message, row.id).state = "waiting"
    restart()
    runner.run(LETTERS, base.ON)
    assert [each["key"] for each in delivered()] == ["k1"]


def post_and_fail() -> None:
    """Post a message in an act that then comes to nothing."""
    with unit_of_work():
        base.areas()
        post(Addressee(base.TOWN), key="k2", channel="sms", subject="s", body="b", at=base.AT)
        raise RuntimeError


def test_work_that_was_rolled_back_sends_nothing(database):
    with pytest.raises(RuntimeError):
        post_and_fail()
    runner.run(LETTERS, base.ON)
    assert delivered() == []


class Broken:
    """A gateway that is away."""

    def deliver(self, letter: Letter) -> None:
        raise OSError(111, "Connection refused")


def test_a_gateway_that_is_away_is_tried_again_later_and_later(database, monkeypatch):
    post_one()
    monkeypatch.setattr(letters, "carrier", Broken)
    runner.run(LETTERS, base.ON)
    (row,) = base.stored(Message)
    assert (row.state, row.tries, row.last_fault) == ("waiting", 1, "Connection refused")
    runner.run(LETTERS, base.ON)
    assert base.stored(Message)[0].tries == 1  # its time has not come
    clock.start_at(base.AT + timedelta(minutes=2))
    monkeypatch.undo()
    runner.run(LETTERS, base.ON)
    assert base.stored(Message)[0].state == "sent"


def test_one_poisoned_message_does_not_block_the_others(database, monkeypatch):
    post_one("k1")
    post_one("k2")
    real = letters._letter

    def poisoned(message):
        if message.key == "k1":
            raise LookupError("poison")
        return real(message)

    monkeypatch.setattr(letters, "_letter", poisoned)
    assert runner.run(LETTERS, base.ON) == runner.Outcome(1, 1, "")
    assert [each["key"] for each in delivered()] == ["k2"]


def test_who_has_no_phone_gets_a_letter(database):
    post_one(phone=None, guardian_phone=None)
    runner.run(LETTERS, base.ON)
    (line,) = delivered()
    assert (line["channel"], line["to"]) == ("letter", "兴隆台区某村12号")


def test_the_spool_is_for_its_owner_only(database):
    post_one()
    runner.run(LETTERS, base.ON)
    (path,) = (letters.settings().data_dir / "outbox").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
