"""The page of scheduled work: what ran, what failed, what to do again."""

import pytest

from ltc.addon import Job
from ltc.audit.models import AuditRow
from ltc.db import unit_of_work
from ltc.jobs import runner
from ltc.jobs.models import JobRun
from ltc.outbox.models import Message
from tests.support import chores
from tests.support.factories import base
from tests.support.web import post

PROBE = Job("house.tidy", "tests.support.chores:pieces", "00:10")


def fail() -> None:
    raise OSError("张秀英 13900000001")


@pytest.fixture
def desk(site):
    """Give the system administrator's browser after a run in which one piece failed."""
    chores.forget()
    chores.PIECES += [("one", lambda: None), ("two", fail)]
    runner.run(PROBE, base.ON)
    with unit_of_work() as opened:
        opened.add(
            Message(
                key="k",
                channel="sms",
                subject="不可外泄",
                body="不可外泄",
                state="failed",
                tries=12,
                last_fault="Connection refused",
                posted_at=base.AT,
            )
        )
    site.account("system", "system_admin")
    return site.signed_in("system")


def test_runs_and_stuck_letters_are_shown_without_what_they_say(desk):
    page = desk.get("/desk/jobs/").text
    assert "清理过期登录" in page
    assert "Connection refused" in page
    assert "不可外泄" not in page


def test_what_failed_is_shown_without_anybodys_data(desk):
    page = desk.get(f"/desk/jobs/house.tidy/{base.ON}").text
    assert "OSError at test_jobs_page.py" in page
    assert "张秀英" not in page


def test_a_run_is_asked_for_again_once(desk):
    path = f"/desk/jobs/house.tidy/{base.ON}/again"
    assert post(desk, path).status_code == 303
    assert [each.state for each in base.stored(JobRun)] == ["again"]
    assert post(desk, path).status_code == 409


def test_a_letter_that_was_given_up_goes_back_in_line(desk):
    (stuck,) = base.stored(Message)
    assert post(desk, "/desk/jobs/letters/again", {"pick": stuck.id}).status_code == 303
    (row,) = base.stored(Message)
    assert (row.state, row.tries) == ("waiting", 0)
    assert [each.about_id for each in base.stored(AuditRow) if each.act == "letter.again"] == [
        str(stuck.id)
    ]
    assert post(desk, "/desk/jobs/letters/again", {"pick": stuck.id}).status_code == 303
    assert [each.act for each in base.stored(AuditRow)].count("letter.again") == 1


def test_a_run_that_never_was_is_not_found(desk):
    assert desk.get(f"/desk/jobs/none/{base.ON}").status_code == 404
