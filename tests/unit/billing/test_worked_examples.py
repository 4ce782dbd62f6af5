"""The worked examples of ``docs/figures.md``, asked of the command as anybody would."""

import json

import pytest
from click.testing import CliRunner

from ltc.cli import main
from tests.support.figure_page import rows, section

EXAMPLES = rows(section("算例"))
PUBLISHED = {2, 3, 5, 6, 9, 10, 12, 14, 16, 18, 19, 21, 22, 24, 25, 27, 28, 30, 31, 32}
DERIVED = {1, 2, 3, 5, 6, 7, 11, 12}


@pytest.fixture(scope="module")
def answers():
    """Ask all of them at once."""
    asked = [json.loads(question.strip("`")) for _, _, question, _ in EXAMPLES]
    told = CliRunner().invoke(main, ["ask", "-"], input=json.dumps(asked))
    return json.loads(told.stdout)


def said(answer, path):
    for step in path.split("."):
        answer = answer[int(step)] if isinstance(answer, list) else answer[step]
    return str(answer)


@pytest.mark.parametrize("at", range(len(EXAMPLES)))
def test_an_example_comes_out_to_the_fen(answers, at):
    wanted = dict(pair.split("=") for pair in EXAMPLES[at][3].split("，"))
    assert {path: said(answers[at], path) for path in wanted} == wanted


def test_no_example_is_left_out():
    named = {row[0] for row in EXAMPLES}
    listed = {f"WE-{number:02}" for number in PUBLISHED} | {f"DV-{n:02}" for n in DERIVED}
    assert named == listed | {"另"}
