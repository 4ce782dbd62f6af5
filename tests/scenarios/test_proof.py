"""Every number of every pack that rests on a document is proved: a little other, some row tells.

So no figure is only stored: a table asks for it, or for what is reckoned with it.
"""

from datetime import date
from pathlib import Path

import pytest

from ltc.policy.load import load_pack, pack_names
from ltc.policy.lookup import last_day
from ltc.shared.errors import LtcError
from tests.support import scenarios
from tests.support.figures import figures, others, with_other
from tests.support.scenarios import Differs, read_table, run

TABLES = [read_table(path) for path in sorted(Path(__file__).parent.rglob("*.scenario.yaml"))]
# Shares of a fee must come to the whole, which the checks see to; the process has its own tables.
ELSEWHERE = ("assessment_fee.shares_by", "process.")
FRAME = "national"


def rows_about(figure, rows):
    """Return the rows on the figure's days, those that speak of its own words first."""
    at = figure.dated.rows.index(figure.row)
    until = last_day(figure.dated.rows, at) or date.max
    days = (figure.row.first_day, until)
    on_its_days = [row for row in rows if days[0] <= row[1].given.get("on", days[0]) <= days[1]]
    return sorted(on_its_days, key=lambda row: -_in_common(figure, row[1]))


def _in_common(figure, case):
    told = {word for cell in case.cells.values() for word in cell.replace(",", " ").split()}
    return max(len(told.intersection(place)) for place in figure.places) + (
        figure.dated.name in told
    )


def is_noticed(pack, rows, monkeypatch):
    """Tell whether some row no longer comes out as its table says."""
    monkeypatch.setattr(scenarios, "load_pack", lambda _name: pack)
    for table, case in rows:
        try:
            run(table, case)
        except (Differs, LtcError, ArithmeticError, ValueError):
            return True
    return False


@pytest.mark.parametrize("name", [name for name in pack_names() if name != FRAME])
def test_a_figure_a_little_other_is_noticed_by_a_row(name, monkeypatch):
    pack = load_pack(name)
    rows = [(table, case) for table in TABLES if table.pack == name for case in table.cases]
    missed = [
        f"{figure} -> {value}"
        for figure in figures(pack)
        if not figure.dated.name.startswith(ELSEWHERE)
        for value in others(figure)
        if not is_noticed(with_other(pack, figure, value), rows_about(figure, rows), monkeypatch)
    ]
    assert missed == []
