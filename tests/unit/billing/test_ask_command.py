"""The command itself: file or standard input, exit codes, plain words on standard error."""

import json

from click.testing import CliRunner

from ltc.cli import main
from tests.support.asking import question


def run(document, *more):
    text = document if isinstance(document, str) else json.dumps(document)
    return CliRunner().invoke(main, ["ask", "-", *more], input=text)


def test_one_question_gets_one_answer():
    done = run(question())
    assert (done.exit_code, json.loads(done.stdout)["fund"], done.stderr) == (0, "96.00", "")


def test_an_array_gets_an_array_and_a_bad_element_its_error(tmp_path):
    file = tmp_path / "asked.json"
    file.write_text(json.dumps([question(), question(mode="moon"), 7]), encoding="utf-8")
    done = CliRunner().invoke(main, ["ask", str(file)])
    answers = json.loads(done.stdout)
    assert done.exit_code == 2
    assert [each.get("fund") for each in answers] == ["96.00", None, None]
    assert answers[1]["error"]["field"] == "mode"
    assert done.stderr.startswith("question 2: mode: ")
    assert len(done.stderr.splitlines()) == 2


def test_what_is_not_json_gets_one_line():
    done = run("{")
    assert done.exit_code == 2
    assert json.loads(done.stdout)["error"]["code"] == "bad_input"
    assert "Traceback" not in done.output


def test_help_shows_an_example():
    done = CliRunner().invoke(main, ["ask", "--help"])
    assert done.exit_code == 0
    assert '"question": "benefit"' in done.stdout


def test_the_language_of_reasons_can_be_chosen():
    done = run(question(), "--language", "en")
    assert "the fund pays 80%" in done.stdout
