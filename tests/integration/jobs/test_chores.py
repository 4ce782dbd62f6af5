"""What the shipped jobs do: reminders once, nightly checks that speak up, tidying that spares."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import User

from ltc.addon import Job
from ltc.audit import heads
from ltc.case.acts.determinations import end_determination
from ltc.db import engine, is_postgres, read_only, session, unit_of_work
from ltc.directory.staff import end_staff
from ltc.jobs import runner
from ltc.jobs.models import JobItem
from ltc.outbox.models import Message
from ltc.scope import Actor
from ltc.security.models import LoginTry, WebSession
from ltc.security.services import NewAccount, create_account, ensure_roles
from ltc.shared import clock
from tests.support.factories import base, case
from tests.support.factories import oversight as make

DAY = base.ON


@pytest.fixture(autouse=True)
def the_day(database):
    clock.start_at(base.AT)


def run(name: str, day=DAY, **more) -> runner.Outcome | None:
    """Run one shipped function as a job of its own name."""
    return runner.run(Job(name.rpartition(":")[2], f"ltc.jobs.chores.{name}", "00:10", **more), day)


def messages(prefix: str) -> list[Message]:
    return [each for each in base.stored(Message) if each.key.startswith(prefix)]


def test_a_desk_is_told_once_a_day_how_many_clocks_are_late(database):
    with unit_of_work():
        operator = base.organisation("operator", base.CITY)
        make.clock("acceptance", due_on=DAY, met_on=None)
        make.clock("delivery", due_on=DAY - timedelta(days=1), met_on=None)
        make.clock("delivery", due_on=DAY - timedelta(days=1), met_on=DAY)
        make.clock("delivery", due_on=DAY + timedelta(days=1), met_on=None)
    run("reminders:clocks")
    (told,) = messages("clocks:")
    assert told.organisation_id == operator.id
    assert told.body == "今天到期1件，已逾期1件，请及时办理。"


def test_who_expires_is_told_when_the_lead_begins_and_once(database):
    with unit_of_work():
        whose = case.person()
        made = case.determination(whose)
    lead = made.last_day - timedelta(days=60)
    run("reminders:expiring", lead - timedelta(days=1))
    assert messages("expiry:") == []
    run("reminders:expiring", lead)
    run("reminders:expiring", lead + timedelta(days=1))
    (told,) = messages("expiry:")
    assert (told.person_id, str(made.last_day) in told.body) == (whose.id, True)


def test_who_ended_earlier_or_has_applied_already_is_not_told(database):
    with unit_of_work():
        ended, applied = case.person(), case.person()
        first = case.determination(ended)
        second = case.determination(applied)
        end_determination(first.id, DAY, "moved", scope=base.desk(), at=base.AT)
    clock.start_at(base.at(second.last_day - timedelta(days=40)))
    with unit_of_work():
        case.application(applied, on=second.last_day - timedelta(days=40))
    run("reminders:expiring", second.last_day - timedelta(days=30))
    assert messages("expiry:") == []


def test_the_bureau_is_reminded_of_a_month_that_nobody_approved(database):
    with unit_of_work():
        bureau = base.organisation("bureau", base.CITY)
        make.visit()
    run("reminders:month_end", make.AFTER.date(), monthly_day=6)
    (told,) = messages("month:")
    assert (told.organisation_id, "2023-10" in told.body) == (bureau.id, True)


def test_the_head_of_the_trail_is_exported_once_a_day(database):
    with unit_of_work():
        case.person()
    for _ in range(2):
        run("nightly:export_head", own_units=True)
        with engine().begin() as connection:
            connection.execute(sa.text("DELETE FROM job_run"))
            connection.execute(sa.text("DELETE FROM job_item"))
    lines = [json.loads(line) for line in heads.file().read_text().splitlines()]
    assert [(each["day"], each["seq"]) for each in lines] == [(str(DAY), 1)]


def test_a_line_cut_off_by_a_crash_is_no_head(database):
    heads.file().write_text('{"day": "2023-10-08", "seq": 1, "hash": "x"}\n{"day": "20')
    assert [each["day"] for each in heads.exported()] == ["2023-10-08"]


def test_sound_books_and_trail_say_nothing(database):
    with unit_of_work():
        case.person()
        base.organisation("bureau")
    for name in ("nightly:check_books", "nightly:check_trail"):
        assert run(name, own_units=True) == runner.Outcome(1, 0, "")
    assert messages("check:") == []


def test_a_trail_that_was_cut_is_found_by_its_exported_head(database):
    with unit_of_work():
        base.organisation("bureau")
    row = {"day": str(DAY), "seq": 7, "hash": "0" * 64, "at": ""}
    heads.file().write_text(json.dumps(row) + "\n")
    assert run("nightly:check_trail", own_units=True).failed == 1
    (told,) = messages("check:audit trail")
    assert "cut off" in told.body
    failed = [each for each in base.stored(JobItem) if each.state == "failed"]
    assert [each.about for each in failed] == ["audit trail"]


def test_tidying_takes_what_has_passed_and_spares_the_rest(database):
    at = clock.now()
    with unit_of_work() as opened:
        for hours in (-1, 1):
            ends = at + timedelta(hours=hours)
            opened.add(
                WebSession(
                    token_hash=str(hours), content={}, created_at=at, seen_at=at, ends_at=ends
                )
            )
        for days in (0, 2):
            then = at - timedelta(days=days)
            opened.add(LoginTry(name_index=str(days), address="", at=then))
    run("nightly:tidy")
    assert [each.token_hash for each in base.stored(WebSession)] == ["1"]
    assert [each.name_index for each in base.stored(LoginTry)] == ["0"]


def test_scorecards_and_complaints_have_their_jobs(database):
    with unit_of_work():
        contract = make.contract()
        base.organisation("bureau", base.CITY)
        make.complaint()
        make.complaint(sealed=True)
    clock.start_at(make.AFTER)
    for name in ("scorecards", "complaints"):
        job = Job(name, f"ltc.oversight.chores:{name}", "00:10")
        assert runner.run(job, make.AFTER.date()).failed == 0
    told = {each.organisation_id: each.body for each in messages("complaints:")}
    assert len(told) == 2
    assert contract.operator_id in told


def account(member, role: str) -> int:
    login = f"{role}-{member.id}", member.name, "Passw0rd-long"
    house = {"organisation_id": member.organisation_id, "staff_id": member.id}
    new = NewAccount(*login, (role,), member.area_code, **house)
    return create_account(new, actor=Actor.system("test"), at=base.AT).user_id


def active(*users: int) -> list[bool]:
    with read_only():
        return [bool(session().get(User, user).active) for user in users]


def test_who_left_is_out_that_night_and_a_carer_once_the_phone_could_send(database):
    with unit_of_work():
        ensure_roles()
        house = base.organisation("care_provider", base.CITY)
        carer, desk, stays = (base.staff(house) for _each in range(3))
        works = (carer, "carer"), (desk, "provider_desk"), (stays, "provider_desk")
        users = [account(*each) for each in works]
        for member in (carer, desk):
            end_staff(member.id, "合同到期", scope=base.desk(), at=base.AT)
    run("nightly:close_accounts")
    assert active(*users) == [True, False, True]
    clock.start_at(base.AT + timedelta(hours=71))
    run("nightly:close_accounts", DAY + timedelta(days=2))
    assert active(*users) == [True, False, True]
    clock.start_at(base.AT + timedelta(hours=73))
    run("nightly:close_accounts", DAY + timedelta(days=3))
    assert active(*users) == [False, False, True]


def test_rows_are_counted_by_night(database):
    assert run("nightly:count", own_units=True) == runner.Outcome(items=1)
    if is_postgres():
        return  # counts by itself
    with engine().connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'job_run'"))
