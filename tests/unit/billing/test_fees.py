"""Which fee is charged by real packs, and how it is told."""

from datetime import date

import pytest

from billing.fees.rules import charge_for, in_words
from billing.rules.law import Law
from ltc.policy.load import load_pack
from ltc.shared.errors import BadInput, PolicyGap

ON = date(2023, 6, 1)
CASES = [
    ("guangzhou", "first", "level_2", False, {"fund": 200_00}, 0),
    ("guangzhou", "first", "level_1", False, {"fund": 100_00, "applicant": 100_00}, 0),
    ("guangzhou", "first", "level_0", False, {"applicant": 200_00}, 0),
    ("guangzhou", "expiry", "level_2", False, {"fund": 100_00}, 0),
    ("guangzhou", "expiry", "level_0", False, {}, 100_00),
    ("guangzhou", "review", "level_2", True, {"applicant": 200_00}, 0),
    ("guangzhou", "review", "level_2", False, {"fund": 200_00}, 0),
    ("fuzhou", "first", "severe_1", False, {"operator": 200_00}, 0),
    ("fuzhou", "review", "severe_1", False, {"operator": 400_00}, 0),
]


@pytest.mark.parametrize(("pack", "kind", "grade", "upheld", "paid", "unpaid"), CASES)
def test_published_rules(pack, kind, grade, upheld, paid, unpaid):
    law = Law(load_pack(pack))
    found = charge_for(law, kind, grade, upheld=upheld, place="", on=ON)
    assert (found.paid, found.unpaid) == (paid, unpaid)
    assert found.waives_first == (pack == "guangzhou" and kind == "review" and not upheld)


def test_what_a_pack_leaves_open_is_refused():
    with pytest.raises(PolicyGap):
        charge_for(Law(load_pack("fuzhou")), "expiry", "severe_1", upheld=False, place="", on=ON)
    with pytest.raises(BadInput):
        charge_for(Law(load_pack("huaian")), "first", "severe_1", upheld=False, place="", on=ON)


def test_the_words_name_every_payer_and_no_empty_one():
    law = Law(load_pack("guangzhou"))
    half = charge_for(law, "first", "level_1", upheld=False, place="", on=ON)
    assert in_words(half) == (
        "本次失能等级评估费200.00元，长期护理保险基金承担100.00元、申请人承担100.00元。"
    )
    nobody = charge_for(law, "expiry", "level_0", upheld=False, place="", on=ON)
    assert in_words(nobody) == "本次失能等级评估费100.00元，无需支付。"
