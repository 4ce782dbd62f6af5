"""The buttons of the accounts' page: plain answers, and no account opened by one person alone."""

from ltc.db import unit_of_work
from ltc.directory.models import Area
from tests.support.factories import base
from tests.support.web import Site, post


def test_buttons_of_an_account_take_yes_or_no(site: Site):
    site.account("system", "system_admin")
    user_id = site.account("somebody", "auditor")
    system, somebody = site.signed_in("system"), site.signed_in("somebody")
    for sent in ("", "2", "true", "-1", "9" * 5000):
        answer = post(system, f"/desk/accounts/{user_id}/active", {"active": sent})
        assert answer.status_code == 422
    assert somebody.get("/desk/trail/").status_code == 200


def test_nobody_alone_gets_into_another_account(site: Site):
    """Who resets passwords does not take second factors, and the other way round."""
    site.account("system", "system_admin")
    site.account("security", "security_admin")
    user_id = site.account("somebody", "auditor")
    path = f"/desk/accounts/{user_id}"
    system, security = site.signed_in("system"), site.signed_in("security")
    assert post(system, f"{path}/second-factor").status_code == 403
    assert post(security, f"{path}/password").status_code == 403
    assert post(security, f"{path}/second-factor").status_code == 303
    assert site.signed_in("somebody").get("/desk/trail/").status_code == 200


def test_an_administrator_sees_to_the_areas_of_his_own_place(site: Site):
    site.account("system", "system_admin")
    with unit_of_work() as opened:
        opened.add(Area(code="21", name="辽宁省", level="province"))
        opened.flush()
        opened.add(Area(code="2102", name="大连市", level="city", parent_code="21"))
    system = site.signed_in("system")
    facts = {"name": "改名", "level": "city", "parent_code": "21", "setting": "default"}
    for code in ("2102", "21"):
        assert post(system, f"/desk/areas/edit/{code}", facts).status_code == 404
        assert post(system, f"/desk/areas/delete/{code}").status_code == 404
    new = {**facts, "code": "210299"}
    assert post(system, "/desk/areas/add", new).status_code == 404
    moved = {**facts, "parent_code": "2102"}
    assert post(system, "/desk/areas/edit/2111", moved).status_code == 404
    assert post(system, "/desk/areas/edit/2111", facts).status_code in (302, 303)
    names = {each.code: each.name for each in base.stored(Area)}
    assert (names["2111"], names["2102"]) == ("改名", "大连市")
