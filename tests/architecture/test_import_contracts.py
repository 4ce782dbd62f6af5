"""The import contracts name every module, and break when an arrow points up."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.support.house import ROOT

# Not a room: Alembic runs it, nothing imports it.
UNPLACED = {"migrations", "static", "translations"}


def layers():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return settings["tool"]["importlinter"]["contracts"][0]["layers"]


def test_every_module_of_ltc_has_its_place():
    placed = set(re.findall(r"\bltc\.(\w+)", " ".join(layers())))
    found = {path.stem for path in (ROOT / "ltc").iterdir() if path.suffix in ("", ".py")}
    homeless = {name for name in found if not name.startswith("_")} - placed - UNPLACED
    assert not homeless, "give them a line in the first import contract of pyproject.toml"


BROKEN = {
    "a room looks up": ("assessments/services.py", "import billing.models", "only the rooms"),
    "the base looks up": ("ltc/audit/services.py", "import ltc.case.models", "only the rooms"),
    "the ground looks up": ("ltc/shared/money.py", "import ltc.policy.load", "only the rooms"),
    "a model looks up": ("billing/models.py", "import billing.services", "only the floors"),
    "a rule looks up": ("ltc/case/rules.py", "import ltc.case.models", "only the floors"),
    "a view asks the API": ("billing/views.py", "import billing.api", "only the floors"),
    "the ground knows the web": ("ltc/shared/money.py", "import flask", "neither web"),
    "a rule knows the database": ("billing/rules.py", "import sqlalchemy", "neither web"),
    "a sub-room's rule, by a detour": (
        "billing/settlement/rules.py",
        "import ltc.db",
        "neither web",
    ),
}

HOUSE = (
    *("ltc/shared/money.py", "ltc/policy/load.py", "ltc/db.py", "ltc/audit/services.py"),
    *("ltc/case/models.py", "ltc/case/rules.py", "providers/models.py", "assessments/services.py"),
    *("billing/models.py", "billing/rules.py", "billing/services.py", "billing/views.py"),
    *("billing/api.py", "billing/settlement/rules.py", "billing/settlement/models.py"),
)


def build(folder):
    """Make a small house of empty modules with the real contracts."""
    for path in HOUSE:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).touch()
        for package in (folder / path).relative_to(folder).parents:
            if package.name:
                (folder / package / "__init__.py").touch()
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "ltc/db.py").write_text("import sqlalchemy\n", encoding="utf-8")


def broken_contracts(folder):
    """Run the contracts in ``folder`` and list those that do not hold."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(folder)},
    )
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    return re.findall(r"^(.+) BROKEN", done.stdout, re.MULTILINE)


def test_a_house_in_order_keeps_them(tmp_path):
    build(tmp_path)
    assert broken_contracts(tmp_path) == []


@pytest.mark.parametrize("name", BROKEN)
def test_an_arrow_that_points_up_breaks_one(tmp_path, name):
    path, line, contract = BROKEN[name]
    build(tmp_path)
    (tmp_path / path).write_text(line + "\n", encoding="utf-8")
    assert contract in " ".join(broken_contracts(tmp_path))
