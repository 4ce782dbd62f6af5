"""Amounts in capital numerals: the examples of the rules for notes, and the edges."""

import pytest

from ltc.papers.capitals import capitals
from ltc.shared.errors import BadInput


@pytest.mark.parametrize(
    ("yuan", "written"),
    [
        # The examples of 正确填写票据和结算凭证的基本规定.
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("107000.53", "壹拾万柒仟元零伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        # The edges.
        ("0.00", "零元整"),
        ("0.01", "壹分"),
        ("0.10", "壹角整"),
        ("1.00", "壹元整"),
        ("10.00", "壹拾元整"),
        ("10000.00", "壹万元整"),
        ("10001.00", "壹万零壹元整"),
        ("100000000.00", "壹亿元整"),
        ("100000001.00", "壹亿零壹元整"),
        ("100010000.00", "壹亿零壹万元整"),
    ],
)
def test_as_the_rules_write_it(yuan, written):
    assert capitals(int(yuan.replace(".", ""))) == written


@pytest.mark.parametrize("fen", [-1, 10**18])
def test_what_cannot_be_written_is_refused(fen):
    with pytest.raises(BadInput):
        capitals(fen)
