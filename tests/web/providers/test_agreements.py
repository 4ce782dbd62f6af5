"""Agreements from application to exit: by whom, in which order, with which refusals."""

import pytest

from ltc.audit.models import AuditRow
from providers.models import AgreedPrice, Agreement
from tests.support.factories.base import stored
from tests.support.web import post

PATH = "/desk/agreements"


@pytest.fixture
def applied(world):
    """Give the id of an agreement that the far provider has applied for."""
    answer = apply(world)
    assert answer.status_code == 303, answer.text
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def apply(world, name="far", **changes):
    form = {
        "provider_id": str(world.far),
        "number": "盘长护2024-01",
        "modes": ["home"],
        "capacity": "30",
        "first_day": "2024-01-01",
        "last_day": "2024-12-31",
    }
    return post(world.site.signed_in(name), f"{PATH}/apply", {**form, **changes})


def act(world, name, agreement_id, what):
    return post(world.site.signed_in(name), f"{PATH}/{agreement_id}/{what}")


def test_from_application_to_signature_by_two_people(world, applied):
    assert act(world, "operator", applied, "review").status_code == 303
    assert act(world, "operator", applied, "publish").status_code == 303
    assert act(world, "officer", applied, "sign").status_code == 303
    page = world.site.signed_in("far").get(f"{PATH}/{applied}").text
    assert "待生效" in page
    for step in ("提出申请", "审核通过", "签订协议", "协议生效"):
        assert step in page


def test_whoever_reviewed_does_not_sign(world, applied):
    act(world, "officer", applied, "review")
    act(world, "officer", applied, "publish")
    answer = act(world, "officer", applied, "sign")
    assert answer.status_code == 403
    assert "审核人不能同时签订" in answer.text
    assert act(world, "lead", applied, "sign").status_code == 303


def test_a_step_cannot_be_left_out(world, applied):
    assert act(world, "officer", applied, "sign").status_code == 409
    assert next(a.state for a in stored(Agreement) if a.id == applied) == "applied"


def test_a_provider_neither_reviews_nor_signs_nor_sees_others(world, applied):
    assert act(world, "far", applied, "review").status_code == 403
    assert act(world, "far", applied, "sign").status_code == 403
    assert world.site.signed_in("near").get(f"{PATH}/{applied}").status_code == 404
    assert "盘长护2024-01" not in world.site.signed_in("near").get(f"{PATH}/").text


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"last_day": "2023-12-31"}, "起止日期颠倒"),
        ({"capacity": "0"}, "请填1到100000之间的整数"),
        ({"modes": []}, "请选择“服务方式”"),
        ({"modes": ["walking"]}, "请从列表中选择"),
        ({"first_day": "明天"}, "不是日期"),
        ({"number": ""}, "请填写“协议编号”"),
    ],
)
def test_bad_terms_are_refused_and_kept(world, changes, told):
    answer = apply(world, **changes)
    assert answer.status_code == 422
    assert told in answer.text
    kept = next((v for v in changes.values() if isinstance(v, str) and v), "30")
    assert kept in answer.text


def test_a_number_is_used_once(world, applied):
    answer = apply(world)
    assert answer.status_code == 422
    assert "已被使用" in answer.text


def test_a_provider_cannot_apply_for_another(world):
    answer = apply(world, name="near")
    assert answer.status_code == 422
    assert "请从列表中选择" in answer.text


def test_ending_keeps_the_days_before(world):
    (near, *_) = stored(Agreement)
    client = world.site.signed_in("lead")
    late = {"last_day": "2024-06-30", "why": "机构申请退出"}
    assert post(client, f"{PATH}/{near.id}/end", late).status_code == 422
    form = {"last_day": "2023-10-31", "why": "机构申请退出"}
    assert post(client, f"{PATH}/{near.id}/end", form).status_code == 303
    ended = stored(Agreement)[0]
    assert (ended.state, str(ended.last_day)) == ("ended", "2023-10-31")
    (row,) = [each for each in stored(AuditRow) if each.act == "agreement.ended"]
    assert row.reason == "机构申请退出"


def test_a_price_follows_the_one_before_it(world):
    (near, *_) = stored(Agreement)
    form = {
        "item": "bath",
        "unit": "visit",
        "price_fen": "95.50",
        "minutes": "60",
        "qualification": "care_worker",
        "first_day": "2023-11-01",
        "last_day": "2023-12-31",
    }
    client = world.site.signed_in("operator")
    assert post(client, f"{PATH}/{near.id}/prices", form).status_code == 303
    prices = [each for each in stored(AgreedPrice) if each.agreement_id == near.id]
    assert [(p.price_fen, str(p.last_day)) for p in prices] == [
        (8000, "2023-10-31"),
        (9550, "2023-12-31"),
    ]
    refused = post(client, f"{PATH}/{near.id}/prices", {**form, "first_day": "2022-01-01"})
    assert refused.status_code == 422
    assert "95.50" in refused.text
