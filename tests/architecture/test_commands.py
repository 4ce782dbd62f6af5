"""Every command and subcommand answers ``--help`` with an example, and the list starts at once."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from ltc.addon import resolve
from ltc.cli import COMMANDS, main


def _paths():
    """Return the words of every command and of the members of its groups."""
    for name, (dotted, _) in COMMANDS.items():
        yield (name,)
        command = resolve(dotted)
        members = command.commands if isinstance(command, click.Group) else ()
        yield from ((name, member) for member in members)


@pytest.mark.parametrize("words", list(_paths()), ids=" ".join)
def test_help_shows_an_example(words):
    told = CliRunner().invoke(main, [*words, "--help"])
    assert told.exit_code == 0
    assert "Example" in told.stdout
    assert "ltc " + " ".join(words) in told.stdout.partition("Example")[2]


def test_listing_the_commands_imports_none_of_them():
    code = (
        "import sys; from ltc.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'polars', 'flask', 'sqlalchemy', 'yaml', 'geopy'} & set(sys.modules)\n"
        "sys.exit(','.join(heavy) or 0)"
    )
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
