"""Every file keeps the house rules; and each rule is shown text that breaks it."""

import pytest

from tests.support import house
from tests.support.house import Source, findings, project_files, read


@pytest.mark.parametrize("path", project_files())
def test_the_file_keeps_the_house_rules(path):
    source = read(path)
    found = findings(source) if source else []
    assert not found, "\n".join(["", *found])


def nested(blocks):
    return "def f():\n" + "".join(f"{' ' * 4 * (i + 1)}if x:\n" for i in range(blocks))


# A tilde breaks a word that this file itself must not hold; it is taken out before the check.
BROKEN = {
    "long_files": ("ltc/a.py", "x = 1\n" * 401),
    "long_functions": ("tests/a.py", "def f():\n" + "    x = 1\n" * 50),
    "long_functions of tests": ("tests/test_a.py", "def test_f():\n" + "    x = 1\n" * 30),
    "long_pages": ("billing/views.py", "class V:\n  def f():\n" + "    x = 1\n" * 15),
    "long_pages in a folder": ("billing/api/v.py", "class V:\n  def f():\n" + "    x = 1\n" * 15),
    "deep_nesting": ("ltc/a.py", nested(4) + " " * 20 + "x = 1\n"),
    "catches_everything": ("ltc/a.py", "try:\n    x = 1\nexcept Exception:\n    raise\n"),
    "catches_everything bare": ("ltc/a.py", "try:\n    x = 1\nexcept:\n    raise\n"),
    "catches_everything listed": (
        "ltc/a.py",
        "try:\n    x = 1\nexcept (KeyError, BaseException):\n    raise\n",
    ),
    "stray_commits": ("ltc/case/services.py", "db.session.commit()\n"),
    "inexact_money literal": ("billing/a.py", "rate = 0.1\n"),
    "inexact_money float": ("billing/a.py", "rate = float(x)\n"),
    "inexact_money round": ("ltc/shared/money.py", "rate = round(x)\n"),
    "inexact_money column": ("billing/rules/a.py", "kind = pl.Float64\n"),
    "impure_rules": ("assessments/rules.py", "from flask import g\n"),
    "impure_rules in a folder": ("billing/rules/shapes/a.py", "import sqlalchemy.orm\n"),
    "loaded_packages": ("billing/__init__.py", "from billing import rules\n"),
    "unexplained_excuses bare": ("ltc/a.py", "x = 1  # no~qa\n"),
    "unexplained_excuses unreasoned": ("ltc/a.py", "x = 1  # no~qa: S101\n"),
    "unexplained_excuses forbidden": ("ltc/a.py", "x = 1  # no~qa: BLE001 - I like it\n"),
    "unfinished": ("templates/a.html", "<!-- TO~DO -->\n"),
    "unfinished stub": ("ltc/a.py", "raise NotImplemented~Error\n"),
    "named_machines host": ("requirements.txt", "--index-url https://py~pi.org\n"),
    "named_machines path": ("docs/a.md", "see /wo~rk/main\n"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_found(name):
    path, text = BROKEN[name]
    source = Source(path, text.replace("~", ""))
    checker = getattr(house, name.partition(" ")[0])
    assert len(checker(source)) == 1
    assert len(findings(source)) == 1


KEPT = {
    "a file at its budget": ("ltc/a.py", "x = 1\n" * 400),
    "a function at its budget": ("ltc/a.py", "def f():\n" + "    x = 1\n" * 49),
    "a page whose docstring is long": (
        "billing/views.py",
        'class V:\n  def f():\n    """A.\n' + "\n" * 9 + '    """\n' + "    x = 1\n" * 14,
    ),
    "blocks at their depth": ("ltc/a.py", nested(3) + " " * 16 + "x = 1\n"),
    "a long chain of elif": (
        "ltc/a.py",
        "def f():\n    if a:\n        x = 1\n" + "    elif b:\n        x = 1\n" * 6,
    ),
    "the job runner": ("ltc/jobs/a.py", "try:\n    x = 1\nexcept Exception:\n    y = 2\n"),
    "the database's door": ("ltc/db.py", "session.commit()\n"),
    "floats in geography": ("providers/visits/geo.py", "radius = 6371.0\n"),
    "a package's docstring": ("billing/__init__.py", '"""What is owed."""\n'),
    "a reasoned excuse": ("ltc/a.py", "x = 1  # no~qa: S311 - the draw's seed is stored\n"),
    "an excuse explained above": (
        "ltc/a.py",
        "x = 1  # no~qa: S311 - seeded\ny = 2  # no~qa: S311\n",
    ),
    "a migration": ("ltc/migrations/versions/0001_a.py", "x = 1\n" * 401),
    "a route": ("ltc/web/a.py", 'path = "/desk/work/today"\n'),
}


@pytest.mark.parametrize("name", KEPT)
def test_what_is_allowed_is_not_found(name):
    path, text = KEPT[name]
    assert findings(Source(path, text.replace("~", ""))) == []
