"""What every shipped pack owes its readers."""

from datetime import date
from decimal import Decimal

import pytest

from ltc.policy.load import load_pack, pack_names
from ltc.shared.errors import PolicyGap
from ltc.shared.money import round_fen

PROMISED = (
    "process.acceptance_days", "process.delivery_days", "process.publication_days",
    "process.review_filing_days", "process.change_request_months",
    "process.severe_validity_months", "process.expiry_lead_days", "process.objection_days",
    "process.self_assessment_gate", "process.onsite_staff", "process.onsite_experts",
    "process.expert_confirmations", "place.radius_m", "place.strong_accuracy_m",
    "place.coarse_accuracy_m", "place.max_fix_age_s", "place.max_clock_offset_s",
    "visit.min_minutes_share", "visit.full_minutes_share", "travel.flag_kmh", "travel.out_kmh",
    "travel.min_km", "benefit.shape", "settlement.rounding", "settlement.deposit_share",
    "contribution.shape", "exception.due_days", "assessment.scale", "catalogue.items",
)  # fmt: skip


@pytest.mark.parametrize("name", pack_names())
def test_every_promised_parameter_is_there(name):
    assert [each for each in PROMISED if each not in load_pack(name)] == []


@pytest.mark.parametrize("name", pack_names())
def test_every_rounding_is_one_that_money_knows(name):
    rounding = load_pack(name)["settlement.rounding"].rows[-1].value
    assert round_fen(Decimal(150), rounding["mode"], rounding["unit_fen"]) == 150


def test_the_catalogue_is_a_proxy_and_says_so():
    row = load_pack("national")["catalogue.items"].row_on(date(2023, 10, 6))
    assert (row.assumption, row.confidence) == (True, "D")
    by_category = [item["category"] for item in row.value]
    assert (by_category.count("living"), by_category.count("medical")) == (27, 15)
    assert {item["national_code"] for item in row.value} == {None}
    assert all(item["minutes"] > 0 for item in row.value)
    assert sum(item["nurse_only"] for item in row.value) == 14


def test_the_most_severe_grade_has_the_highest_cap_in_panjin():
    pack = load_pack("panjin")
    caps = pack["benefit.monthly_cap"].on(date(2023, 10, 6))
    entitled = [grade.code for grade in pack.grades if grade.code in caps]
    assert entitled == sorted(caps, key=caps.get) == ["severe_3", "severe_2", "severe_1"]


def test_grade_names_run_the_other_way_in_hanzhong():
    panjin, hanzhong = load_pack("panjin"), load_pack("hanzhong")
    assert panjin.grade_of_national(5).code == "severe_1"
    assert hanzhong.grade_of_national(5).code == "severe_3"


@pytest.mark.parametrize("name", ["benefit.monthly_cap", "benefit.ratio", "benefit.shape"])
def test_panjin_pays_nothing_by_a_number_that_has_run_out(name):
    dated = load_pack("panjin")[name]
    assert dated.on(date(2023, 12, 31))
    with pytest.raises(PolicyGap):
        dated.on(date(2024, 1, 1))


@pytest.mark.parametrize("name", pack_names())
def test_what_is_assumed_is_marked_where_it_is_cited(name):
    for dated in load_pack(name).parameters.values():
        for row in dated.rows:
            assert row.assumption == row.law.endswith("（暂定）")
