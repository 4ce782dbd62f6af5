"""The calculator and the packs: open to everybody, and the same answers as ``ltc ask``."""

import pytest

from billing.rules.questions.ask import answer_many
from ltc.policy.load import load_pack, pack_names

PERSON = "month=2023-10&insurance=employee&grade=severe_1&mode=home"
LINE = "lines-0-day=2023-10-02&lines-0-price=120&lines-0-minutes=60"
PATH = "/calculator/panjin"


def asked(client, query: str):
    return client.get(f"{PATH}?{query}")


def test_anybody_may_ask_and_read(site):
    client = site.client()
    assert client.get("/calculator/").status_code == 302
    for path in (PATH, "/calculator/hanzhong", "/packs/", "/packs/panjin", "/packs/national"):
        assert client.get(path).status_code == 200, path


def test_the_answer_is_that_of_ltc_ask(site):
    page = asked(site.client(), f"{PERSON}&{LINE}").text
    question = {
        "question": "benefit",
        "pack": "panjin",
        "month": "2023-10",
        "person": {"insurance": "employee", "grade": "severe_1"},
        "mode": "home",
        "lines": [
            {"day": "2023-10-02", "item": "care", "unit": "visit", "price": "120.00", "minutes": 60}
        ],
    }
    (answer,) = answer_many([question], load_pack)
    for told in (answer["fund"], answer["person"], answer["lines"][0]["reasons"][0]["text"]):
        assert told in page


def test_a_hospital_stay_stops_the_benefit(site):
    stay = "event-kind=hospital&event-first_day=2023-10-01&event-last_day=2023-10-05"
    page = asked(site.client(), f"{PERSON}&{LINE}&{stay}").text
    assert "服务日期在住院期间" in page


def test_faults_stand_beside_their_boxes_with_what_was_typed(site):
    bad = "lines-0-day=2023-11-02&lines-0-price=120&lines-1-day=2023-10-03&lines-2-price=x"
    answer = asked(site.client(), f"{PERSON}&{bad}")
    assert answer.status_code == 422
    assert "请填写“单价”" in answer.text
    assert 'href="#lines-1-price"' in answer.text
    assert 'href="#lines-2-price"' in answer.text
    assert 'value="2023-11-02"' in answer.text


def test_what_the_rules_refuse_stands_beside_its_box_too(site):
    answer = asked(site.client(), f"{PERSON}&lines-1-day=2023-11-02&lines-1-price=120")
    assert answer.status_code == 422
    assert "2023-11-02 不在 2023-10" in answer.text
    assert 'href="#lines-1-day"' in answer.text


def test_a_month_without_law_is_a_gap_never_zero(site):
    answer = asked(site.client(), f"{PERSON}&{LINE}".replace("2023-10", "2024-10"))
    assert answer.status_code == 422
    assert "没有取值" in answer.text


def test_more_lines_are_given_without_complaint(site):
    answer = asked(site.client(), f"{PERSON}&lines-0-day=2023-10-02&rows=6")
    assert answer.status_code == 200
    assert 'name="lines-5-day"' in answer.text
    assert 'name="lines-40-day"' not in asked(site.client(), "rows=99999").text


def test_unknown_packs_are_not_found_politely(site):
    for path in ("/calculator/nowhere", "/packs/nowhere", "/packs/..%2f..%2fetc"):
        assert site.client().get(path).status_code in (404, 422)


def test_a_pack_shows_law_confidence_and_what_it_leaves_out(site):
    page = site.client().get("/packs/panjin?on=2023-10-01").text
    for told in (
        "2350.00",
        "盘医保发〔2022〕79号",
        "原文",
        "暂定",
        "城乡居民",
        load_pack("panjin").fingerprint,
    ):
        assert told in page
    assert "2150.00" not in page
    assert "2150.00" in site.client().get("/packs/panjin").text


def test_the_calculator_opens_at_home(world):
    assert world.site.client().get("/calculator/").location == PATH


def test_the_calculator_leads_to_any_area_that_pays(site):
    client = site.client()
    assert client.get("/calculator/?pack=chongqing").location == "/calculator/chongqing"
    page = client.get(PATH).text
    assert '<option value="chongqing">重庆市</option>' in page
    assert '<option selected value="panjin">盘锦市</option>' in page
    assert "安庆市" not in page


def test_every_pack_is_listed_and_some_are_read(site):
    client = site.client()
    listed = client.get("/packs/").text
    assert [name for name in pack_names() if f'href="/packs/{name}"' not in listed] == []
    for path in ("/packs/guangzhou", "/packs/putian", "/calculator/shenyang", "/packs/anqing"):
        assert client.get(path).status_code == 200, path


def test_a_pack_without_benefits_does_not_call_itself_payable(site):
    page = site.client().get("/packs/?q=莆田").text
    assert "没有待遇标准，不能用于支付" in page
    assert "可用于支付</span>" not in page.replace("不能用于支付", "")
    assert 'href="/packs/panjin"' not in page


def test_areas_are_found_by_name_and_by_code(site):
    client = site.client()
    for wanted in ("重庆", "Chongqing", "50"):
        page = client.get(f"/packs/?q={wanted}").text
        assert 'href="/packs/chongqing"' in page
        assert 'href="/packs/jinjiang"' not in page


def test_a_standard_is_shown_by_the_day_where_it_is_one(site):
    page = site.client().get("/calculator/chongqing?month=2024-05").text
    assert "每日60.00元" in page


def test_who_came_may_be_chosen_and_a_published_price_is_taken(site):
    person = "month=2022-06&insurance=employee&grade=severe_1&mode=home&lines-0-day=2022-06-06"
    client = site.client()
    page = client.get(f"/calculator/yixing?{person}&lines-0-carer=medical_care_worker").text
    assert "95.00" in page
    assert "20.00" in page
    missing = client.get(f"/calculator/yixing?{person}")
    assert missing.status_code == 422
    assert 'href="#lines-0-carer"' in missing.text
    assert "请选择“护理人员类别”" in missing.text


def test_what_matters_of_the_person_may_be_told(site):
    line = "lines-0-day=2020-06-01&lines-0-unit=hour&lines-0-carer=care_worker"
    person = "month=2020-06&insurance=employee&grade=severe_1&mode=home"
    client = site.client()
    aided = client.get(f"/calculator/suzhou?{person}&{line}&traits=aided").text
    assert "40.00" in aided
    assert "37.50" not in aided
    assert "37.50" in client.get(f"/calculator/suzhou?{person}&{line}").text


def test_hours_for_months_at_home_are_counted(site):
    person = "month=2020-09&insurance=retiree&grade=level_5&mode=home&home_months=7&incentive=hours"
    line = "lines-0-day=2020-09-07&lines-0-unit=hour&lines-0-carer=care_worker&lines-0-quantity=9"
    page = site.client().get(f"/calculator/shanghai?{person}&{line}").text
    assert "526.50" in page
    assert "58.50" in page
    assert 'name="incentive"' not in site.client().get(PATH).text


def test_a_fixed_amount_needs_no_price(site):
    person = "month=2024-03&insurance=employee&grade=severe_1&mode=combined"
    line = "lines-0-day=2024-03-01&lines-0-unit=day"
    assert "50.00" in site.client().get(f"/calculator/chongqing?{person}&{line}").text


COMPARED = "/packs/compare?one={}&one_on={}&other={}&other_on={}"


def compared(site, *sides):
    return site.client().get(COMPARED.format(*sides))


def test_two_days_of_one_area_show_what_a_document_changed(site):
    page = compared(site, "panjin", "2022-12-31", "panjin", "2023-01-01").text
    for told in ("2200.00", "2350.00", "盘医保〔2022〕4号", "盘医保发〔2022〕79号"):
        assert told in page
    assert "限额以内费用由基金支付的比例" not in page
    eve = "one=panjin&amp;one_on=2021-12-31&amp;other=panjin&amp;other_on=2022-01-01"
    assert eve in page


def test_two_areas_on_one_day_show_how_they_differ(site):
    page = compared(site, "panjin", "2022-06-01", "hanzhong", "2022-06-01").text
    for told in ("2200.00", "1200.00", "没有这项规定", "未公布", "月限额乘比例", "每月最高支付"):
        assert told in page
    assert "monthly_cap_ratio" not in page


def test_a_pack_without_another_is_laid_beside_itself_before_its_last_change(site):
    page = site.client().get("/packs/compare?one=panjin").text
    assert 'value="2022-12-31"' in page
    assert "2350.00" in page
    assert site.client().get("/packs/compare").status_code == 200


def test_the_same_side_twice_is_the_same(site):
    page = compared(site, "panjin", "2022-06-01", "panjin", "2022-06-02").text
    assert "这两边的规定完全相同。" in page


@pytest.mark.parametrize(
    ("sides", "box"),
    [
        (("panjin", "2022-13-01", "panjin", "2023-01-01"), "compare-one-on"),
        (("panjin", "2022-12-01", "nowhere", "2023-01-01"), "compare-other"),
        (("panjin", "2022-12-01", "panjin", ""), "compare-other-on"),
    ],
)
def test_a_side_that_is_none_is_told_beside_its_box(site, sides, box):
    answer = compared(site, *sides)
    assert answer.status_code == 422
    assert f'href="#{box}"' in answer.text


def test_codes_are_read_in_words_in_both_languages(site):
    client = site.client()
    page = client.get("/packs/hanzhong").text
    assert "逐行四舍五入到1分" in page
    assert "职工 · 个人" in page
    client.get("/language/en")
    page = client.get("/packs/hanzhong").text
    assert "Each line rounded half up to 1 fen" in page


def test_the_front_page_leads_strangers_to_calculator_and_packs(site):
    page = site.client().get("/").text
    assert 'href="/calculator/"' in page
    assert 'href="/packs/"' in page


def test_every_part_of_a_mode_is_shown_with_how_much_at_most(site):
    page = site.client().get("/calculator/chengdu?month=2022-09").text
    assert "每月1437.00元" in page
    assert "每次100.00元" in page
    assert "每月最多10次" in page
    assert "每周最多7小时" in site.client().get("/calculator/shanghai?month=2022-09").text
