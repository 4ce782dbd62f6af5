"""The desk of family care: registered, an account proposed and confirmed, numbers masked."""

import pytest

from billing.persons.models import BankReturn, FamilyCare, PersonAccount
from ltc.audit.models import AuditRow
from ltc.case.models import Person
from ltc.db import session, unit_of_work
from tests.support.factories import billing, persons
from tests.support.factories.base import stored
from tests.support.factories.elsewhere import pool
from tests.support.web import post

PATH = "/desk/family-care"
CARE = {
    "way": "family/",
    "first_day": "2023-10-01",
    "carer_name": "李小红",
    "relation": "child",
    "document": "协议1",
}
ACCOUNT = {
    "holder": "self",
    "number": "62170001 2345 6789",
    "bank": "某银行",
    "document": "申请表1",
    "first_day": "2023-10-01",
}


@pytest.fixture
def there(site, monkeypatch):
    with unit_of_work():
        pool("50", "chongqing", monkeypatch)
        site.person = billing.person().id
    for name, role in {"officer": "bureau_officer", "lead": "bureau_lead"}.items():
        site.account(name, role, area="50")
    site.account("elsewhere", "bureau_officer", area="2111")
    return site


def newest(model):
    return max(stored(model), key=lambda each: each.id)


def test_care_is_registered_and_paid_into_an_account_of_two_people(there):
    officer, lead = there.signed_in("officer"), there.signed_in("lead")
    path = f"{PATH}/{there.person}"
    assert "居家个人护理" in officer.get(f"{path}/register").text
    assert post(officer, f"{path}/register", CARE).status_code == 303
    assert post(officer, f"{path}/propose", ACCOUNT).status_code == 303
    confirm = f"{PATH}/accounts/{newest(PersonAccount).id}/confirm"
    typed = {"number": "6217000123456789"}
    assert post(officer, confirm, typed).status_code == 403
    assert post(lead, confirm, {"number": "6217000123456788"}).status_code == 422
    assert post(lead, confirm, typed).status_code == 303
    for page in (f"{PATH}/", path):
        text = lead.get(page).text
        assert "6789" in text
        assert "621700012345" not in text
    assert "李小红" in lead.get(path).text
    billing.runs.settle("50", billing.MONTH, scope=billing.EVERYTHING, at=billing.LATER)
    assert "1,240.00" in lead.get(path).text


def test_reading_a_persons_page_leaves_a_row(there):
    officer = there.signed_in("officer")
    assert officer.get(f"{PATH}/{there.person}").status_code == 200
    rows = [row for row in stored(AuditRow) if row.act == "person.read"]
    assert [(row.about_id, row.after) for row in rows] == [
        (str(there.person), {"what": "family_care"})
    ]


def test_a_number_beyond_all_people_is_the_first_page(there):
    path = f"{PATH}/?after={10**30}"
    assert there.signed_in("officer").get(path).status_code == 200


def test_nothing_typed_is_lost_when_care_cannot_be_registered(there):
    officer = there.signed_in("officer")
    answer = post(officer, f"{PATH}/{there.person}/register", {**CARE, "first_day": "2030-01-01"})
    assert answer.status_code == 422
    assert "李小红" in answer.text
    assert stored(FamilyCare) == []


def test_its_end_is_told_on_the_page(there):
    officer = there.signed_in("officer")
    post(officer, f"{PATH}/{there.person}/register", CARE)
    path = f"{PATH}/cares/{newest(FamilyCare).id}/end"
    assert officer.get(path).status_code == 200
    assert post(officer, path, {"last_day": "2023-10-20", "why": "换人"}).status_code == 303
    assert "换人" in officer.get(f"{PATH}/{there.person}").text


def test_another_areas_bureau_finds_nobody(there):
    client = there.signed_in("elsewhere")
    for path in ("", "/register", "/propose"):
        assert client.get(f"{PATH}/{there.person}{path}").status_code == 404
    assert post(client, f"{PATH}/{there.person}/register", CARE).status_code == 404
    assert stored(FamilyCare) == []


@pytest.fixture
def paid(there):
    """Settle and pay October to a person, and give the family an account; return the order."""
    with unit_of_work():
        whose = session().get(Person, there.person)
        persons.family_care(whose, billing.oct_(1))
        persons.account(whose)
    there.order = persons.paid("50", billing.MONTH)
    there.account("family", "family", area="50", person_id=there.person)
    return there


def test_the_family_sees_what_was_paid_and_why(paid):
    page = paid.signed_in("family").get("/my/family-care/")
    assert page.status_code == 200
    for words in ("1,240.00", "居家个人护理", "重庆市长期护理保险待遇标准", "9012"):
        assert words in page.text
    assert persons.NUMBER not in page.text


def test_a_month_of_people_alone_tells_what_they_get(paid):
    officer = paid.signed_in("officer")
    month = officer.get("/desk/months/50/2023-10").text
    assert "付给个人" in month
    assert "个人负担" not in month
    assert "1,240.00" in officer.get("/desk/months/").text
    order = officer.get(f"/desk/payments/{paid.order}").text
    assert 'id="people"' in order
    assert 'id="payees"' not in order


def test_what_a_draft_would_pay_counts_people(there):
    with unit_of_work():
        whose = session().get(Person, there.person)
        persons.family_care(whose, billing.oct_(1))
        persons.account(whose)
    persons.settled("50", billing.MONTH)
    page = there.signed_in("officer").get("/desk/months/50/2023-10").text
    assert "向1个账户付款，共1,240.00元" in page


def test_an_order_shows_people_and_a_return_asks_for_another_account(paid):
    officer, lead = paid.signed_in("officer"), paid.signed_in("lead")
    page = officer.get(f"/desk/payments/{paid.order}")
    path = f"{PATH}/returned/{paid.order}/{paid.person}"
    assert path in page.text
    assert persons.NUMBER not in page.text
    facts = {"came_on": "2023-11-03", "why": "closed", "bank_reference": "退1"}
    assert post(lead, path, facts).status_code == 403
    assert officer.get(path).status_code == 200
    assert post(officer, path, {**facts, "came_on": "2023-11-01"}).status_code == 422
    assert post(officer, path, facts).status_code == 303
    order = f"/desk/payments/{paid.order}"
    assert path not in officer.get(order).text
    confirm = f"/desk/returns/{newest(BankReturn).id}/confirm"
    assert confirm not in officer.get(order).text
    for page in (order, "/desk/returns/"):
        assert confirm in lead.get(page).text
    assert "待确认的银行退回" in lead.get("/").text
    assert "1,240.00" in lead.get(confirm).text
    typed = {"bank_reference": "退1"}
    assert post(officer, confirm, typed).status_code == 403
    assert post(lead, confirm, {"bank_reference": "退2"}).status_code == 422
    assert post(lead, confirm, typed).status_code == 303
    assert "银行已退回" in lead.get(order).text
    assert "请登记收款账户" in paid.signed_in("family").get("/my/family-care/").text


def test_only_what_is_owed_is_paid_back(paid):
    officer, path = paid.signed_in("officer"), f"{PATH}/{paid.person}/repaid"
    assert officer.get(path).status_code == 200
    facts = {"amount": "1.00", "came_on": "2023-11-03", "bank_reference": "缴1"}
    assert post(officer, path, facts).status_code == 422
