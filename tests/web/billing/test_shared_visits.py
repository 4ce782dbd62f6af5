"""Pages of a month in which a part of a visit's amount goes to the person."""

import pytest
import time_machine

from billing import checks
from billing.claims import schemas
from billing.persons.models import PersonAccount
from tests.support.factories import claims, persons, shared
from tests.support.factories.base import stored
from tests.support.factories.shared import CITY, MARCH
from tests.support.web import post


@pytest.fixture(autouse=True)
def april():
    """Hold the clock on the day March is settled, ticking."""
    with time_machine.travel(persons.after(MARCH), tick=True) as traveller:
        yield traveller


@pytest.fixture
def there(site, monkeypatch):
    """Settle the month and make its statement; the person has no account yet."""
    site.here = shared.march(monkeypatch, account=False)
    site.account("officer", "bureau_officer", area=CITY)
    site.account("desk", "provider_desk", area=CITY, organisation_id=site.here.provider)
    site.account("family", "family", area=CITY, person_id=site.here.person)
    site.month = shared.settle().id
    site.statement = shared.stated(site.month)[0].id
    return site


def test_the_provider_is_shown_its_part_with_the_persons_beside_it(there):
    desk = there.signed_in("desk")
    page = desk.get(f"/desk/statements/{there.statement}").text
    assert "另有40.00元由基金付给参保人" in page
    assert "120.00" in page
    assert "不在签署金额内" in page
    line = desk.get(f"/desk/lines/{there.here.visits[0]}").text
    assert "每日 50.00 元中的 20.00 元，由基金直接付给参保人" in line


def test_the_month_shows_both_and_counts_neither_twice(there):
    officer = there.signed_in("officer")
    page = officer.get(f"/desk/months/{CITY}/2024-03").text
    assert "基金支付机构" in page
    assert "40.00" in page
    assert "160.00" in officer.get("/desk/months/").text


def test_the_desk_finds_the_person_and_proposes_an_account(there):
    officer = there.signed_in("officer")
    path = f"/desk/family-care/{there.here.person}"
    assert path in officer.get("/desk/family-care/").text
    page = officer.get(path).text
    assert "机构服务中付给个人的部分" in page
    assert f"{path}/propose" in page
    typed = {"holder": "self", "number": "62170001 2345 6789", "bank": "某银行"}
    told = {**typed, "document": "申请表1", "first_day": "2024-03-01"}
    assert post(officer, f"{path}/propose", told).status_code == 303
    assert [each.state for each in stored(PersonAccount)] == ["proposed"]


def test_the_family_sees_its_part_and_the_law(there):
    page = there.signed_in("family").get("/my/family-care/").text
    for words in ("40.00", "机构服务中付给个人的部分", "2次", "请登记收款账户", "由基金直接付给"):
        assert words in page


def test_the_family_reads_visits_as_visits_and_not_as_days(there):
    page = there.signed_in("family").get("/my/family-care/").text
    assert "付给个人的待遇" in page
    assert "家庭照护待遇" not in page
    row = page.split("机构服务中付给个人的部分")[1].split("</tr>")[0]
    assert "2次" in row
    assert "2024年3月" in row
    assert "2天" not in row


def parts_of(told: dict, of: str = "asked", *names: str) -> list[str]:
    """Return what is asked and its three parts, which add up to it."""
    found = [told[name] for name in (of, *(names or schemas.PARTS))]
    cents = [int(each.replace(".", "")) for each in found]
    assert cents[0] == sum(cents[1:])
    return found


def test_a_program_is_told_all_parts_of_what_it_asks(site, monkeypatch, tmp_path):
    with claims.paying_by_claims(tmp_path, pack="chongqing", law="chongqing-2024"):
        here = shared.march(monkeypatch, account=False)
        site.account("desk", "provider_desk", area=CITY, organisation_id=here.provider)
        desk = site.signed_in("desk")
        (pool,) = desk.get("/api/v1/claims/month?month=2024-03").json["pools"]
        assert parts_of(pool["visits"][0]) == ["50.00", "30.00", "20.00", "0.00"]
        lines = [{"kind": "new", "visit": each} for each in here.visits]
        body = {"environment": "test", "month": "2024-03", "key": "m3", "lines": lines}
        token = {"X-CSRFToken": desk.get("/api/v1/session").json["csrf"]}
        run = desk.post("/api/v1/claims/try", json=body, headers=token).json["dry_run"]
        assert parts_of(run) == ["160.00", "120.00", "40.00", "0.00"]
        sent = desk.post("/api/v1/claims/", json=body, headers=token).json
        tried = ("tried", "tried_to_person", "tried_own")
        assert parts_of(sent["lines"][1], "asked", *tried) == ["50.00", "30.00", "20.00", "0.00"]
        page = desk.get(f"/desk/claim-book/{sent['claim']['id']}").text
        assert "付给参保人" in page
        assert list(checks.faults()) == []
