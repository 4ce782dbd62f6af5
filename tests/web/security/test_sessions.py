"""Sessions end for good: a request that is under way brings none of them back."""

from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from ltc.db import ride_along, unit_of_work
from ltc.scope import Actor
from ltc.security import services
from ltc.shared import clock
from ltc.shared.clock import now
from tests.support.factories import base
from tests.support.statements import counted
from tests.support.web import PASSWORD, Site, post

ADMIN = Actor.system("test")
MORNING = base.at(base.AT.date(), 8)


def sign_out(client, user_id: int) -> None:
    assert post(client, "/sign-out").status_code == 303


def disable(client, user_id: int) -> None:
    with unit_of_work():
        services.set_active(user_id, active=False, actor=ADMIN, at=now())
        services.set_active(user_id, active=True, actor=ADMIN, at=now())


def change_password(client, user_id: int) -> None:
    with unit_of_work():
        services.change_password(user_id, "other-words-7", actor=ADMIN, at=now())


@pytest.mark.parametrize("end", [sign_out, disable, change_password])
def test_a_slow_request_does_not_bring_an_ended_session_back(site: Site, end):
    user_id = site.account("officer", "bureau_officer")
    client = site.signed_in("officer")
    cookie = client.get_cookie("ltc").value
    thief = site.client()
    thief.set_cookie("ltc", cookie)
    with thief.session_transaction() as slow:  # read by now; written when this block ends
        end(client, user_id)
        slow["something"] = 1
    thief.set_cookie("ltc", cookie)
    assert thief.get("/password").status_code == 302


def test_who_changed_his_password_is_told_and_begins_anew(site: Site):
    site.account("officer", "bureau_officer")
    client = site.signed_in("officer")
    before = client.get_cookie("ltc").value
    answer = post(client, "/password", {"old": PASSWORD, "new": "other-words-7"})
    assert answer.status_code == 303
    assert client.get_cookie("ltc").value != before
    assert "密码已修改" in client.get("/sign-in").text


def test_a_stranger_cannot_hand_a_session_on(site: Site):
    site.account("officer", "bureau_officer")
    stranger, victim = site.client(), site.client()
    stranger.get("/sign-in")
    cookie = stranger.get_cookie("ltc").value
    victim.set_cookie("ltc", cookie)
    post(victim, "/sign-in", {"name": "officer", "password": PASSWORD})
    assert victim.get("/password").status_code == 200
    assert stranger.get("/password").status_code == 302


def test_a_cookie_that_was_made_up_opens_nothing(site: Site):
    site.account("officer", "bureau_officer")
    client = site.client()
    client.set_cookie("ltc", "a" * 43)
    assert client.get("/password").status_code == 302
    post(client, "/sign-in", {"name": "officer", "password": PASSWORD})
    assert client.get_cookie("ltc").value != "a" * 43


def at(minutes: int) -> datetime:
    """Set the site's clock to so many minutes after the morning began."""
    clock.start_at(MORNING + timedelta(minutes=minutes))
    return MORNING + timedelta(minutes=minutes)


@pytest.fixture
def officer(site: Site):
    at(0)
    site.account("officer", "bureau_officer")
    return site.signed_in("officer")


def test_reading_keeps_a_session_alive_and_idling_ends_it(officer):
    for minutes in (100, 200, 300):
        at(minutes)
        assert officer.get("/password").status_code == 200
    at(300 + 121)
    assert officer.get("/password").status_code == 302


def test_writing_and_failing_keep_a_session_alive_too(officer):
    at(100)
    assert post(officer, "/password", {"old": "wrong", "new": "other-words-7"}).status_code == 422
    at(200)
    assert officer.get("/password").status_code == 200


def test_no_session_outlives_its_day(officer):
    for minutes in range(0, 720, 100):
        at(minutes)
        assert officer.get("/password").status_code == 200
    at(721)
    assert officer.get("/password").status_code == 302


def test_a_write_rides_along_with_the_unit_that_commits(sqlite_database):
    taken = []
    with suppress(ZeroDivisionError), unit_of_work():
        ride_along(taken.append)
        raise ZeroDivisionError
    assert taken == []
    with unit_of_work() as opened:
        its_connection = opened.connection()
    assert taken == [its_connection]
    with counted() as sent, unit_of_work():
        pass
    assert (len(taken), sent) == (1, [])
