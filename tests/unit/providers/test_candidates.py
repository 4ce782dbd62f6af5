"""Who could take a plan: every reason against, in words that people use."""

from dataclasses import replace

import pytest

from providers.rules.candidates import Need, Provider, rank

NEED = Need(
    "home",
    frozenset({"bath"}),
    frozenset({"care_worker"}),
    {
        "home": ("居家上门护理", "Home visits"),
        "bath": ("沐浴", "Bath or shower"),
        "care_worker": ("护理员", "Care worker"),
    },
)
FITS = Provider(
    provider_id=1,
    name="近邻护理站",
    agreement_id=1,
    modes=frozenset({"home"}),
    capacity=2,
    serving=1,
    suspended_from=None,
    priced=frozenset({"bath"}),
    certified=frozenset({"care_worker"}),
    distance_m=100,
)


def told(language="zh", **changes):
    (found,) = rank(NEED, [replace(FITS, **changes)])
    return [reason.text(language) for reason in found.refusals]


def test_nothing_speaks_against_one_that_fits():
    assert told() == []


@pytest.mark.parametrize(
    ("changes", "zh", "en"),
    [
        (
            {"modes": frozenset()},
            "协议不含“居家上门护理”服务方式",
            "the agreement does not cover Home visits",
        ),
        (
            {"priced": frozenset()},
            "协议没有约定计划中的项目：沐浴",
            "no agreed price for Bath or shower",
        ),
        ({"certified": frozenset()}, "没有持有效证书的护理员", "no certified Care worker"),
        ({"serving": 2}, "在服务人数已满（2/2）", "no room: 2 of 2 served"),
        ({"distance_m": None}, "机构或住处没有定位，无法计算距离", "no location to measure from"),
        ({"agreement_id": None}, "该机构当日没有生效的服务协议", "no agreement in force that day"),
    ],
)
def test_each_reason_in_both_languages(changes, zh, en):
    assert told(**changes) == [zh]
    assert told("en", **changes) == [en]


def test_a_nurse_may_do_a_care_worker_s_work_but_not_the_other_way_round():
    assert told(certified=frozenset({"nurse"})) == []
    need = replace(NEED, qualifications=frozenset({"nurse"}))
    (found,) = rank(need, [FITS])
    assert [reason.code for reason in found.refusals] == ["assignment.staff"]


def test_all_reasons_are_told_not_only_the_first():
    assert len(told(serving=2, priced=frozenset(), distance_m=None)) == 3


def test_who_fits_comes_first_then_the_nearer():
    near = replace(FITS, provider_id=2, distance_m=10, serving=2)
    far = replace(FITS, provider_id=3, distance_m=900)
    unknown = replace(FITS, provider_id=4, distance_m=None)
    order = [each.provider.provider_id for each in rank(NEED, [near, far, unknown, FITS])]
    assert order == [1, 3, 2, 4]
