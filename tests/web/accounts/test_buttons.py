"""The buttons of the accounts' page: plain answers, and no account opened by one person alone."""

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
