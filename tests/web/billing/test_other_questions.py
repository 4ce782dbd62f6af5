"""The calculator's other questions: the same answers as ``ltc ask``, for anybody."""

import pytest


def asked(site, path):
    return site.client().get(f"/calculator/{path}")


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("nanning/contribution?on=2021-06-01&category=employee&base=4000",
         ("<dt>单位</dt><dd>6.00元", "<dt>合计</dt><dd>12.00元", "与缴费基数同期")),
        ("yichang/contribution?on=2023-06-01&category=employee", ("9.60元", "未公布", "不给合计")),
        (("chongqing/entitlement?on=2022-05-10&insurance=employee&insured_from=2019-01-01"
         "&grade=severe_1&cumulative_years=12"),
         ("<dt>能否申请</dt><dd>能", "<dt>能否享受</dt><dd>不能", "尚缺 3 年", "失能开始日期")),
        ("guangzhou/assessment_fee?on=2021-06-01&kind=first&grade=level_1",
         ("<dt>申请人付</dt><dd>100.00元", "<dt>基金付</dt><dd>100.00元")),
        ("chongqing/top_up?on=2025-03-01&cumulative_years=12", ("396.00元", "132.00元")),
    ],
)  # fmt: skip
def test_the_answer_is_told_with_its_law(site, path, told):
    page = asked(site, path)
    assert page.status_code == 200
    assert [each for each in (*told, "原因和依据") if each not in page.text] == []


@pytest.mark.parametrize(
    ("path", "fault", "box"),
    [
        ("nanning/contribution?on=2021-06-01&category=employee", "缺少 base（缴费基数）", "base"),
        ("chengdu/contribution?on=2022-06-01&category=employee&base=4000", "缺少 age", "age"),
        ("fuzhou/assessment_fee?on=2022-06-01&kind=review", "缺少 outcome", "outcome"),
        ("panjin/contribution?on=2022-06-01&category=employee", "未公布", ""),
        ("chongqing/top_up?on=2024-03-01&cumulative_years=12", "未公布", ""),
        ("chongqing/top_up?on=x&cumulative_years=-1", "累计缴费年数", "cumulative_years"),
    ],
)
def test_what_is_wrong_stands_beside_its_box(site, path, fault, box):
    answer = asked(site, path)
    assert answer.status_code == 422
    assert fault in answer.text
    assert not box or f'href="#{box}"' in answer.text


def test_only_what_a_pack_can_answer_is_offered(site):
    assert "评估费由谁付" in asked(site, "fuzhou").text
    page = asked(site, "panjin/contribution").text
    assert "评估费由谁付" not in page
    assert "补缴年限" not in page


def test_another_area_keeps_the_question(site):
    moved = asked(site, "?pack=chongqing&kind=top_up")
    assert moved.location == "/calculator/chongqing/top_up"
    assert asked(site, "?pack=chongqing&kind=weather").location == "/calculator/chongqing"


def test_an_unknown_question_is_refused_politely(site):
    assert asked(site, "panjin/weather").status_code == 422
