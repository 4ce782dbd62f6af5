"""What a scalar means, and what is refused, with its line."""

from datetime import date
from decimal import Decimal

import pytest

from ltc.policy.faults import PackFault
from ltc.policy.strict_yaml import parse, read


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("null", None),
        ("true", True),
        ("false", False),
        ("0", 0),
        ("-12", -12),
        ("0.70", Decimal("0.70")),
        ("2150.00", Decimal("2150.00")),
        ("2023-01-01", date(2023, 1, 1)),
        ("institution", "institution"),
        ("5 working days", "5 working days"),
        ("'010'", "010"),
        ('"2111"', "2111"),
        ("'2023-01-01'", "2023-01-01"),
        ("盘医保〔2022〕4号", "盘医保〔2022〕4号"),
        ("[a, 1]", ["a", 1]),
        ("{b: [c]}", {"b": ["c"]}),
    ],
)
def test_only_a_few_forms_mean_more_than_text(text, value):
    read_value = parse(f"key: {text}", "x.yaml").plain()["key"]
    assert read_value == value
    assert type(read_value) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        *("no", "Yes", "off", "On", "y", "N", "~", "Null", "TRUE", "False"),
        *("010", "+5", "1_000", "1,000", "1.", ".5", "1e3", "1.5E3", "0x1F", "0o17", "12:30"),
        *("1:30:00", ".inf", "-.INF", ".nan", "2023-1-1", "2023-01-01T00:00", "2023-01-01 10:00"),
        *("", "2023-02-30", "99999999999999999999", "1.1234567890"),
    ],
)
def test_what_two_readers_would_read_differently_is_refused(text):
    with pytest.raises(PackFault) as fault:
        parse(f"first: 1\nkey: {text}\n", "x.yaml")
    assert str(fault.value).startswith("x.yaml:2: ")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: 1\nb: 2\na: 3", 3, "'a' stands here a second time (first on line 1)"),
        ("a:\n  b: 1\n  b: 2", 3, "second time"),
        ("a: &x 1", 1, "anchors"),
        ("a: 1\nb: *x", 2, "anchors"),
        ("a: !!float 1.0", 1, "tags"),
        ("a: !!python/object/apply:os.system [ls]", 1, "tags"),
        ("a: 1\n---\nb: 2", 2, "second document"),
        ("1: a", 1, "a key must be a word"),
        ("[a]: b", 1, "a key must be a word"),
        ("a: [1, 2", 2, "not readable as YAML"),
        ("a: b: c", 1, "not readable as YAML"),
        ("a: 1\n\tb: 2", 2, "not readable as YAML"),
        ("a: 1\nb: \x07", 2, "not readable as YAML"),
        ("a: " + "[" * 40 + "]" * 40, 1, "nested too deeply"),
        ("", 0, "is empty"),
        ("# only a comment\n", 0, "is empty"),
    ],
)
def test_a_fault_names_file_line_and_reason(text, line, reason):
    with pytest.raises(PackFault) as fault:
        parse(text, "x.yaml")
    [one] = fault.value.faults
    assert (one.file, one.line) == ("x.yaml", line)
    assert reason in one.en
    assert one.zh != one.en


def test_a_file_that_is_not_text_is_refused(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_bytes("a: 1\nb: 盘锦\n".encode("gb18030"))
    with pytest.raises(PackFault, match=r"x\.yaml:2: is not UTF-8"):
        read(path)
    with pytest.raises(PackFault, match="cannot be read"):
        read(tmp_path / "missing.yaml")


def test_a_byte_order_mark_does_no_harm(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read(path).plain() == {"a": 1}
