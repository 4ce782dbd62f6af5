"""A provider's own software claims by a token: its own provider, noted, revoked, nothing else."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from billing.claims.models import Claim
from ltc.audit.models import AuditRow
from ltc.db import engine, unit_of_work
from ltc.security.models import Account, ApiToken
from ltc.shared import clock
from tests.support.factories import claims
from tests.support.factories.base import stored
from tests.support.web import post

PATH = "/api/v1/claims/"
MONTH = f"{PATH}month?month=2023-10"


@pytest.fixture
def paying(world, tmp_path):
    """Give the site of a city that pays by claims."""
    with claims.paying_by_claims(tmp_path):
        yield world


def made(paying, who: str = "near", days: int = 30) -> str:
    """Have a desk make a token; return its text, which the page shows once."""
    client = paying.site.signed_in(who)
    last = str(clock.today() + timedelta(days=days))
    page = post(client, "/desk/api-tokens/new", {"name": "某某护理系统", "last_day": last})
    (text,) = re.findall(r"<code>(ltc_[\w-]{40,})</code>", page.text)
    assert text not in client.get("/desk/api-tokens/").text
    return text


def program(paying, text: str):
    """Return a client without cookies, and the header that it shows."""
    return paying.site.app.test_client(), {"Authorization": f"Bearer {text}"}


def body_of(visits) -> dict:
    lines = [{"kind": "new", "visit": each} for each in visits]
    return {"environment": "test", "month": "2023-10", "key": "oct-1", "lines": lines}


def test_a_program_reads_tries_and_sends_without_signing_in(paying):
    client, token = program(paying, made(paying))
    (pool,) = client.get(MONTH, headers=token).json["pools"]
    assert {each["visit"] for each in pool["visits"]} == {*paying.visits, paying.late}
    body = body_of(paying.visits)
    assert client.post(f"{PATH}try", json=body, headers=token).json["passes"]
    sent = client.post(PATH, json=body, headers=token)
    assert (sent.status_code, sent.json["claim"]["state"]) == (200, "submitted")
    assert client.get(PATH, headers=token).json["claims"][0]["id"] == sent.json["claim"]["id"]
    used = [each for each in stored(AuditRow) if each.act == "api_token.use"]
    assert [each.after["request"] for each in used] == [
        f"GET {PATH}month", f"POST {PATH}try", f"POST {PATH}", f"GET {PATH}",
    ]  # fmt: skip
    (row,) = [each for each in stored(AuditRow) if each.act == "claim.submit"]
    assert "接口：某某护理系统" in row.actor_name


def test_its_scope_is_the_provider(paying):
    client, token = program(paying, made(paying, "far"))
    answer = client.post(PATH, json=body_of(paying.visits), headers=token)
    assert answer.status_code == 422
    assert stored(Claim) == []


@pytest.mark.parametrize("path", ["/", "/desk/claims/", "/desk/api-tokens/", "/api/v1/session"])
def test_it_opens_nothing_else(paying, path):
    client, token = program(paying, made(paying))
    answer = client.get(path, headers=token)
    assert answer.status_code == 403


@pytest.mark.parametrize("text", ["", "ltc_", "ltc_" + "a" * 43, "x"])
def test_an_unknown_token_opens_nothing(paying, text):
    client, token = program(paying, text)
    answer = client.get(MONTH, headers={"Authorization": f"Bearer {text}"})
    assert answer.status_code == 403
    assert "令牌" in answer.json["error"]["message"] or "登录" in answer.json["error"]["message"]
    assert token


def test_a_revoked_token_is_refused_at_once_and_the_revoking_noted(paying):
    client, token = program(paying, made(paying))
    assert client.get(MONTH, headers=token).status_code == 200
    (row,) = stored(ApiToken)
    assert (
        post(paying.site.signed_in("far"), f"/desk/api-tokens/{row.id}/revoke").status_code == 404
    )
    post(paying.site.signed_in("near"), f"/desk/api-tokens/{row.id}/revoke")
    assert client.get(MONTH, headers=token).status_code == 403
    assert "api_token.revoke" in {each.act for each in stored(AuditRow)}


def test_it_ends_with_its_day(paying):
    client, token = program(paying, made(paying, days=1))
    with time_machine.travel(clock.now() + timedelta(days=2), tick=True):
        assert client.get(MONTH, headers=token).status_code == 403


def test_it_ends_with_a_change_of_the_account(paying):
    client, token = program(paying, made(paying))
    (row,) = stored(ApiToken)
    with unit_of_work() as opened:
        opened.get(Account, row.user_id).version += 1
    assert client.get(MONTH, headers=token).status_code == 403


def test_only_a_hash_is_kept(paying):
    text = made(paying)
    with engine().connect() as opened:
        (row,) = opened.execute(sa.select(ApiToken.__table__)).all()
    assert text not in map(str, row)


@pytest.mark.parametrize("days", [-1, 400])
def test_a_token_holds_from_today_for_a_year_at_most(paying, days):
    last = str(clock.today() + timedelta(days=days))
    client = paying.site.signed_in("near")
    answer = post(client, "/desk/api-tokens/new", {"name": "某系统", "last_day": last})
    assert "最长一年" in answer.text
    assert stored(ApiToken) == []
