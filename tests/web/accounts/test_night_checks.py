"""What the night found stands on the audit administrator's desk, and goes when it is mended."""

import sqlalchemy as sa

from ltc.addon import Job
from ltc.db import engine, unit_of_work
from ltc.jobs import runner
from ltc.shared.clock import today
from tests.support.factories import base, case

PATH = "/desk/checks-by-night/"
SEALS = Job("audit.seals", "ltc.jobs.chores.nightly:check_seals", "03:15", own_units=True)


def test_a_row_changed_by_hand_is_on_the_desk_in_the_morning(site):
    with unit_of_work():
        base.organisation("bureau", base.CITY)
        whose = case.person()
    with engine().begin() as connection:
        connection.execute(sa.text("UPDATE person SET address = 'x'"))
    assert runner.run(SEALS, today()).failed == 1
    site.account("watch", "audit_admin")
    desk = site.signed_in("watch")
    assert PATH in desk.get("/").text
    page = desk.get(PATH).text
    assert f"person {whose.id} was changed by hand" in page
    assert "三十天内没有发现异常" not in page


def test_a_quiet_night_says_so_and_business_desks_do_not_see_it(site):
    with unit_of_work():
        case.person()
    assert runner.run(SEALS, today()).failed == 0
    site.account("watch", "audit_admin")
    site.account("officer", "bureau_officer")
    assert "三十天内没有发现异常" in site.signed_in("watch").get(PATH).text
    assert site.signed_in("officer").get(PATH).status_code == 403
