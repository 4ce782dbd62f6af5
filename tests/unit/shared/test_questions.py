"""Does one bad question spoil only itself, whatever was sent?"""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.shared.errors import BadInput, Faults
from ltc.shared.questions import (
    Answers,
    answer_all,
    answer_file,
    one_by_one,
    parse_questions,
    read_questions,
)

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def _echo(question):
    if "bad" in question:
        raise BadInput("it is bad", "不好", field="bad")
    return {"keys": sorted(question)}


def _answer(text):
    return answer_all(parse_questions(text.encode()), one_by_one(_echo))


def test_one_question_gets_one_answer():
    answers = _answer('{"a": 1}')
    assert json.loads(answers.as_json(pretty=False)) == {"keys": ["a"]}
    assert json.loads(answers.as_json(pretty=True)) == {"keys": ["a"]}
    assert (answers.exit_code, answers.faults) == (0, ())


def test_an_array_gets_an_array_even_an_empty_one():
    assert _answer("[]").as_json(pretty=False) == "[]"
    assert json.loads(_answer('[{"a": 1}]').as_json(pretty=False)) == [{"keys": ["a"]}]


def test_a_bad_element_gets_its_error_in_its_place():
    answers = _answer('[{"a": 1}, {"bad": 1}, 5, {"b": 1}]')
    assert [("error" in each) for each in answers.items] == [False, True, True, False]
    expected = {"code": "bad_input", "field": "bad", "message": "不好 / it is bad"}
    assert answers.items[1] == {"error": expected}
    assert answers.faults[0] == "question 2: bad: 不好 / it is bad"
    assert answers.exit_code == 2


def test_several_faults_of_one_question_are_several_lines():
    def refuse(question):
        raise Faults([BadInput("one", field="a"), BadInput("two", field="b")])

    answers = answer_all(parse_questions(b"{}"), one_by_one(refuse))
    assert answers.faults == ("a: one", "b: two")
    error = answers.items[0]["error"]
    assert (error["field"], [each["field"] for each in error["faults"]]) == ("a", ["a", "b"])


@pytest.mark.parametrize(
    ("element", "field"),
    [
        ('{"x": NaN}', "x"),
        ('{"x": [1, Infinity]}', "x"),
        ('{"x": {"y": -Infinity}}', "x.y"),
        ('{"x": 1e999}', "x"),
        ('{"x": ' + "9" * 5000 + "}", "x"),
        ('{"x": 1, "x": 2}', "x"),
        ('{"x": {"y": 1, "y": 1}}', "x.y"),
        ("null", None),
        ('"text"', None),
        ("[{}]", None),
        ("true", None),
        ("NaN", None),
    ],
)
def test_what_json_lets_slip_is_refused_and_the_neighbours_live(element, field):
    answers = _answer(f'[{{"a": 1}}, {element}, {{"b": 1}}]')
    assert [("error" in each) for each in answers.items] == [False, True, False]
    assert answers.items[1]["error"]["field"] == field
    assert len(answers.faults) == 1
    assert len(answers.faults[0]) < 200


@pytest.mark.parametrize(
    "raw",
    [
        *[b"", b" ", b"[", b"{", b"]", b"{]", b'{"a" 1}', b"[1,]", b"{} {}", b"nope", b"'a'"],
        *[b"\xff\xfe{}", b'{"a": "\xff"}', "{}".encode("utf-16"), b"\x00", b'{"a": "\t"}'],
        *[b"[" * 200_000, b'{"a":' * 200_000, b"[" * 900 + b'{"a":' * 200_000],
    ],
    ids=lambda raw: repr(raw[:12]),
)
def test_what_is_not_json_is_refused_as_a_whole(raw):
    with pytest.raises(BadInput) as refused:
        parse_questions(raw)
    assert refused.value.field == "FILE"
    assert len(refused.value.en) < 200


def test_a_byte_order_mark_is_no_fault():
    assert parse_questions(b"\xef\xbb\xbf{}").items == ({},)


def test_files_that_cannot_be_read_are_named(tmp_path):
    for name in (tmp_path / "none.json", tmp_path):
        with pytest.raises(BadInput, match="cannot read") as refused:
            read_questions(str(name))
        assert str(name) in refused.value.en


def test_a_file_is_answered_on_standard_output(tmp_path, capfdbinary):
    asked = tmp_path / "asked.json"
    asked.write_text('[{"字": "\\ud800"}, 1]', encoding="utf-8")
    assert answer_file(str(asked), dict) == 2
    out, err = capfdbinary.readouterr()
    first, second = json.loads(out)
    assert first == {"字": "\ud800"}
    assert "error" in second
    assert err.decode().count("\n") == 1


def test_messages_are_one_printable_line():
    def refuse(question):
        raise BadInput("first\nsecond\x1b[31m" + "x" * 9999)

    (line,) = answer_all(parse_questions(b"{}"), one_by_one(refuse)).faults
    assert line.isprintable()
    assert len(line) < 700


@given(st.lists(ANYTHING))
def test_any_array_gets_as_many_answers(elements):
    answers = _answer(json.dumps(elements))
    assert isinstance(answers, Answers)
    written = json.loads(answers.as_json(pretty=False))
    assert len(written) == len(elements)


@given(st.binary())
def test_any_bytes_are_read_or_refused(raw):
    try:
        answers = answer_all(parse_questions(raw), one_by_one(_echo))
    except BadInput as refused:
        answers = Answers((refused.as_answer(),), many=False, faults=("FILE",))
    assert json.loads(answers.as_json(pretty=False)) is not None
