"""What moves money, opens much at once or changes rights asks for the password again."""

from datetime import timedelta

import pytest

from ltc.security.routes import _layers, permission_of
from ltc.shared import clock
from tests.support.web import PASSWORD, Site, post

ASKS = {
    *(
        "payment.approve",
        "payment.file",
        "payment.withdraw",
        "settlement.approve",
        "settlement.close",
    ),
    *("fund.close", "fund.reverse", "payee.propose", "payee.confirm", "exchange.export_personal"),
    *("account.create", "account.roles", "account.second_factor", "contract.approve"),
    *("person_payee.propose", "person_payee.confirm", "person_payee.refund"),
    "person_payee.return_confirm",
    *("scorecard.approve", "finding.decide", "finding.collect", "complaint.reveal"),
}


def test_these_routes_ask_again(site: Site):
    found: dict[str, bool] = {}
    for rule in site.app.url_map.iter_rules():
        view = site.app.view_functions[rule.endpoint]
        permission = permission_of(view)
        if permission in ASKS:
            asks = any(getattr(each, "ltc_step_up", False) for each in _layers(view))
            found[str(rule)] = asks
    assert len(found) >= len(ASKS)
    assert [path for path, asks in found.items() if not asks] == []


@pytest.mark.parametrize(
    "path",
    ["/desk/payments/1/approve", "/desk/fund/close/2023-10", "/second-factor/confirm"],
)
def test_an_old_sign_in_is_asked_again_before_anything_is_read(site: Site, path: str):
    site.account("lead", "bureau_lead")
    client = site.signed_in("lead")
    assert post(client, path).status_code != 302
    clock.start_at(clock.now() + timedelta(minutes=6))
    answer = post(client, path)
    assert (answer.status_code, answer.location[:8]) == (302, "/step-up")
    assert post(client, "/step-up", {"password": "wrong-words-1"}).status_code == 422
    assert post(client, path).status_code == 302
    assert post(client, "/step-up", {"password": PASSWORD}).status_code == 303
    assert post(client, path).status_code != 302
