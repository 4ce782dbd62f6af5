"""Statements: a provider sees its own; three parties dispute, decide and sign."""

from billing.models import Statement, StatementBreak, StatementSignature
from tests.support.factories import billing_desk as desk
from tests.support.factories.base import stored
from tests.support.web import post

PATH = "/desk/statements"


def shown(world, provider) -> tuple[str, str]:
    """Return the path of a provider's newest statement, and its hash."""
    found = desk.statement_of(world, provider)
    return f"{PATH}/{found.id}", found.content_hash


def dispute(world, name: str, **changes):
    path, _hash = shown(world, world.near)
    form = {"visit_id": world.visits[0], "code": "evidence", "note": "签退照片缺失", **changes}
    return post(world.site.signed_in(name), f"{path}/dispute", form)


def test_a_provider_sees_its_own_statement_only(stated):
    client = stated.site.signed_in("far")
    listed = client.get(f"{PATH}/").text
    assert "远山护理院" in listed
    assert "近邻护理站" not in listed
    assert client.get(f"{PATH}/{stated.statements[stated.far]}").status_code == 200
    for path in ("", "/dispute"):
        assert client.get(f"{PATH}/{stated.statements[stated.near]}{path}").status_code == 404


def test_a_provider_cannot_sign_another_ones(stated):
    path, signed = shown(stated, stated.near)
    answer = post(stated.site.signed_in("far"), f"{path}/sign", {"hash": signed})
    assert answer.status_code == 404
    assert stored(StatementSignature) == []


def test_each_party_signs_once_what_it_was_shown(stated):
    path, signed = shown(stated, stated.near)
    for name, status in (("near", 303), ("operator", 303), ("officer", 303), ("lead", 409)):
        client = stated.site.signed_in(name)
        assert post(client, f"{path}/sign", {"hash": signed}).status_code == status
    parties = {each.party for each in stored(StatementSignature)}
    assert parties == {"provider", "operator", "bureau"}
    assert "三方已签" in stated.site.signed_in("near").get(path).text


def test_another_content_than_the_shown_one_is_not_signed(stated):
    path, _hash = shown(stated, stated.near)
    answer = post(stated.site.signed_in("operator"), f"{path}/sign", {"hash": "0" * 64})
    assert answer.status_code == 409
    assert stored(StatementSignature) == []


def test_signing_asks_for_the_password_again(stated, november):
    path, signed = shown(stated, stated.near)
    client = stated.site.signed_in("near")
    november.shift(600)
    answer = post(client, f"{path}/sign", {"hash": signed})
    assert answer.headers["Location"].startswith("/step-up")
    assert stored(StatementSignature) == []


def test_the_auditor_reads_and_signs_nothing(stated):
    path, signed = shown(stated, stated.near)
    client = stated.site.signed_in("auditor")
    page = client.get(path).text
    assert "代表" not in page
    assert post(client, f"{path}/sign", {"hash": signed}).status_code == 403


def test_a_disputed_visit_is_held_until_somebody_else_decides(stated):
    assert dispute(stated, "operator").status_code == 303
    (raised,) = stored(StatementBreak)
    path = f"{PATH}/disputes/{raised.id}"
    form = {"outcome": "kept", "answer": "凭据已补"}
    assert "提出争议的人" in stated.site.signed_in("operator").get(path).text
    same = post(stated.site.signed_in("operator"), path, form)
    assert (same.status_code, "不能处理自己提出的争议" in same.text) == (422, True)
    assert desk.statement_of(stated, stated.near).held_fen == 80_00
    assert post(stated.site.signed_in("lead"), path, form).status_code == 303
    assert desk.statement_of(stated, stated.near).held_fen == 0


def test_a_provider_disputes_but_does_not_decide(stated):
    assert dispute(stated, "near", code="refusal", visit_id=stated.late).status_code == 303
    (raised,) = stored(StatementBreak)
    client = stated.site.signed_in("near")
    assert post(client, f"{PATH}/disputes/{raised.id}", {"outcome": "kept"}).status_code == 403


def test_what_was_typed_stays_where_a_dispute_is_refused(stated):
    answer = dispute(stated, "operator", visit_id=stated.away[0])
    assert answer.status_code == 422
    assert "对账单中没有该服务" in answer.text
    assert "签退照片缺失" in answer.text
    empty = dispute(stated, "operator", visit_id="", note="")
    assert "请填写“服务编号”" in empty.text
    assert stored(StatementBreak) == []


def test_a_dispute_after_a_signature_shows_both_versions(stated):
    path, signed = shown(stated, stated.near)
    post(stated.site.signed_in("near"), f"{path}/sign", {"hash": signed})
    made = dispute(stated, "officer")
    page = stated.site.signed_in("near").get(made.headers["Location"]).text
    assert "第2版" in page
    assert "这一版已被取代" in stated.site.signed_in("near").get(path).text
    assert len(stored(Statement)) == 3
