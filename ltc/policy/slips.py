"""Slips of the hand that YAML has no word for: tabs, full-width signs, a missing space.

A line and what the parser made of it in, a plain reason with the way out; knows neither law nor
packs.  A Chinese keyboard writes ``：`` for ``:``, and an officer cannot see the difference.
"""

from __future__ import annotations

import re
import unicodedata

Reason = tuple[str, str]
"""What is wrong and what to do, in English and in Chinese."""

_OUTSIDE = re.compile(r"\"[^\"]*\"|'[^']*'|(?:^|\s)#.*$")
_INDENT_TAB = re.compile(r"^ *\t")
_INDENT_WIDE = re.compile(r"^ *\u3000")
_WIDE_SIGN = re.compile(r"(?<=[A-Za-z0-9_}\]])\s*[：，]|[：，]\s*(?=[A-Za-z0-9{\[])|[｛｝［］]")
_WIDE_QUOTED = re.compile("[“‘＂＇][^“”‘’]*[”’＂＇]")
_NO_SPACE = re.compile(r"^\s*(?:- )?[a-z][a-z0-9_]*:[^\s/]")
_PROBLEMS = {
    "could not find expected ':'": "这里（或上一行）少了冒号，或冒号后面没有空格",
    "found character that cannot start any token": "有不能用在这里的字符",
    "did not find expected ',' or '}'": "花括号 { } 没有写完，或中间少了英文逗号",
    "did not find expected ',' or ']'": "方括号 [ ] 没有写完，或中间少了英文逗号",
    "did not find expected '-' indicator": "这一行没有与上面的“- ”对齐",
    "did not find expected key": "这一行没有与上面各行对齐",
    "did not find expected node content": "这里少了一个值",
    "mapping values are not allowed in this context": "一行里有两个冒号，或没有与上面各行对齐",
    "block sequence entries are not allowed in this context": "“- ”应另起一行",
    "found unexpected end of stream": "引号没有写完",
    "control characters are not allowed": "有看不见的控制字符",
}


def slip_in(text: str, line: int) -> tuple[int, Reason] | None:
    """Return the slip that shows on ``line`` (counted from 1), or on its neighbours, and where."""
    lines = text.splitlines()
    for at in (line, line - 1, line + 1):
        found = _slip(lines[at - 1]) if 0 < at <= len(lines) else None
        if found:
            return at, found
    return None


def problem_in_chinese(problem: str) -> str:
    """Say in Chinese where the parser stumbled; its own words where nobody has put them."""
    return _PROBLEMS.get(problem, problem)


def slip_of_value(value: str) -> Reason | None:
    """Return what was meant by a bare word in full-width quotes, or by full-width digits."""
    if _WIDE_QUOTED.fullmatch(value):
        return _wide(value[0])
    if _is_number(value):
        return _wide(next(each for each in value if not each.isascii()))
    return None


def _slip(line: str) -> Reason | None:
    if _INDENT_TAB.match(line):
        return (
            "a tab stands before the text: use spaces",
            "行首用了制表符（Tab），请改成空格",
        )
    if _INDENT_WIDE.match(line):
        return _wide("\u3000")
    plain = _OUTSIDE.sub("", line)
    sign = _WIDE_SIGN.search(plain)
    if sign:
        return _wide(sign[0].strip())
    if _NO_SPACE.match(plain):
        return "a space is missing after the colon", "冒号后面要有一个空格"
    return None


def _is_number(value: str) -> bool:
    """Tell whether a value is a number or a day but for the width of its signs."""
    plain = unicodedata.normalize("NFKC", value)
    return plain != value and not re.search(r"[^0-9.,:/-]", plain)


def _wide(sign: str) -> Reason:
    """Name a full-width sign and the one to write in its place."""
    if sign == "\u3000":
        return "a full-width space is used: use plain spaces", "用了全角空格，请改成英文空格"
    plain = {"“": '"', "”": '"', "‘": "'", "’": "'"}.get(sign, unicodedata.normalize("NFKC", sign))
    return (
        f"the full-width {sign} is used: write {plain}",
        f"用了全角的「{sign}」，请改成英文的「{plain}」",
    )
