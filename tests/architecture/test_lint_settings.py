"""The lint settings really forbid what the house forbids: each snippet must be found."""

import json
import subprocess
import sys

import pytest

from tests.support.house import ROOT

FORBIDDEN = {
    "BLE001": "try:\n    x = 1\nexcept Exception:\n    x = 2\n",
    "C901": "def f(a: int) -> None:\n" + "    if a:\n        a += 1\n" * 9,
    "D100": "x = 1\n",
    "D103": '"""M."""\n\n\ndef f() -> None:\n    x = 1\n',
    "D102": '"""M."""\n\n\nclass A:\n    """A."""\n\n    def f(self) -> None:\n        x = 1\n',
    "ANN001": "def f(a) -> None:\n    x = 1\n",
    "ANN201": "def f():\n    x = 1\n",
    "PLR0913": "def f(a, b, c, d, e, f, g):\n    x = 1\n",
    "DTZ005": "from datetime import datetime\n\nx = datetime.now()\n",
    "DTZ011": "from datetime import date\n\nx = date.today()\n",
    "T201": "print(1)\n",
    "ERA001": "# x = f(1)\n",
    "TID252": "from . import a\n",
    "FIX002": "# TO~DO: later\n",
    "S608": 'x = f"SELECT * FROM a WHERE b = {c}"\n',
}

CLOCKS = {
    "an aware now": "from datetime import UTC, datetime\n\nx = datetime.now(UTC)\n",
    "a default": "from datetime import date\n\nx = {'default': date.today}\n",
    "seconds": "import time\n\nx = time.time()\n",
    "the database's clock": "import sqlalchemy as sa\n\nx = sa.func.now()\n",
    "the framework's writing view": "from flask_appbuilder import ModelView\n",
}


def codes(snippet, path="ltc/case/services.py"):
    """Say what ruff finds in ``snippet`` if it stood at ``path``."""
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format=json", "-q"]
    done = subprocess.run(
        [*command, "--stdin-filename", path, "-"],
        cwd=ROOT,
        input=snippet.replace("~", ""),  # the tilde hides words from this file's own lint
        capture_output=True,
        text=True,
        check=False,
    )
    return {finding["code"] for finding in json.loads(done.stdout)}


@pytest.mark.parametrize("code", FORBIDDEN)
def test_it_is_forbidden(code):
    assert code in codes(FORBIDDEN[code])


@pytest.mark.parametrize("name", CLOCKS)
def test_only_one_file_reads_the_clock(name):
    assert "TID251" in codes(CLOCKS[name])


def test_the_clock_itself_may():
    assert "TID251" not in codes(CLOCKS["an aware now"], "ltc/shared/clock.py")


def test_chinese_punctuation_is_no_fault():
    assert not codes('"""说明：金额，须为整数。"""\n') & {"RUF001", "RUF002", "RUF003"}
