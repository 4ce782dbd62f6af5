"""Amounts in capital numerals 大写金额, as cheques and payment papers write them.  Pure.

After the rules for filling in notes 正确填写票据和结算凭证的基本规定: 元 and 角 that end an amount
are followed by 整, an amount with 分 is not; zeros between digits are written once.
"""

from __future__ import annotations

from ltc.shared.errors import BadInput

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_GROUP = 10_000
_FEN, _JIAO = 100, 10
_LARGEST_FEN = _GROUP**4 * _FEN


def capitals(fen: int) -> str:
    """Write 分 in capital numerals: ``32504`` is 叁佰贰拾伍元零肆分."""
    if not 0 <= fen < _LARGEST_FEN:
        raise BadInput("no amount to write in capitals", "金额超出大写范围", field="amount")
    yuan, rest = divmod(fen, _FEN)
    jiao, single = divmod(rest, _JIAO)
    whole = f"{_whole(yuan)}元" if yuan or not rest else ""
    return whole + _rest(jiao, single, after_yuan=bool(yuan), zero_before=yuan % _JIAO == 0)


def _rest(jiao: int, single: int, *, after_yuan: bool, zero_before: bool) -> str:
    """Write 角 and 分, or 整 where there is no 分."""
    text = ""
    if jiao:
        text = ("零" if after_yuan and zero_before else "") + f"{_DIGITS[jiao]}角"
    elif single and after_yuan:
        text = "零"
    return text + (f"{_DIGITS[single]}分" if single else "整")


def _whole(number: int) -> str:
    """Write a whole number, group of four digits by group."""
    if number == 0:
        return _DIGITS[0]
    text, rest, place = "", number, 0
    while rest:
        rest, group = divmod(rest, _GROUP)
        text = _joined(_four(group), _GROUPS[place] if group else "", text, group=group)
        place += 1
    return text.strip(_DIGITS[0])


def _joined(written: str, unit: str, behind: str, *, group: int) -> str:
    """Put a group before what was written behind it; a zero on either side is written once."""
    if group == 0:
        return behind if behind.startswith(_DIGITS[0]) or not behind else _DIGITS[0] + behind
    return written + unit + behind


def _four(group: int) -> str:
    """Write four digits: zeros before or between are one 零, zeros at the end are none."""
    text, zero = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            text += (_DIGITS[0] if zero else "") + _DIGITS[digit] + _PLACES[place]
        zero = digit == 0
    return text
