"""Capital numerals read back give the amount again, whatever it is."""

from hypothesis import given
from hypothesis import strategies as st

from ltc.papers.capitals import capitals

DIGITS = {sign: value for value, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}
GROUPS = {"万亿": 10**12, "亿": 10**8, "万": 10**4}


def four(text: str) -> int:
    """Read up to four digits."""
    total, digit = 0, 0
    for sign in text:
        if sign in PLACES:
            total, digit = total + digit * PLACES[sign], 0
        else:
            digit = DIGITS[sign]
    return total + digit


def whole(text: str) -> int:
    """Read a whole number by its groups."""
    total = 0
    for unit, worth in GROUPS.items():
        before, found, behind = text.partition(unit)
        if found and not any(other in before for other in GROUPS):
            total, text = total + four(before) * worth, behind
    return total + four(text)


def read_back(text: str) -> int:
    """Read an amount in 分."""
    yuan, _, rest = text.rpartition("元") if "元" in text else ("", "", text)
    rest = rest.replace("整", "").lstrip("零")
    jiao, found, behind = rest.partition("角")
    fen = behind if found else rest
    tens = DIGITS[jiao] * 10 if found else 0
    return whole(yuan) * 100 + tens + (DIGITS[fen[0]] if "分" in fen else 0)


@given(st.integers(min_value=0, max_value=10**15))
def test_every_amount_reads_back(fen):
    assert read_back(capitals(fen)) == fen


@given(st.integers(min_value=0, max_value=10**15))
def test_no_zero_is_written_twice_and_none_stands_at_the_end(fen):
    text = capitals(fen)
    assert "零零" not in text
    assert not text.startswith("零") or fen == 0
