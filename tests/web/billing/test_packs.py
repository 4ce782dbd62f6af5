"""The calculator and the packs: open to everybody, and the same answers as ``ltc ask``."""

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
