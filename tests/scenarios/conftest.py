"""Collect scenario tables: every row of a ``*.scenario.yaml`` is a test of its own."""

from collections import Counter

import pytest

from ltc.policy.faults import PackFault
from tests.support.scenarios import Differs, Unreadable, read_table, run


def pytest_collect_file(file_path, parent):
    """Take the files that hold tables."""
    if file_path.name.endswith(".scenario.yaml"):
        return ScenarioFile.from_parent(parent, path=file_path)
    return None


class ScenarioFile(pytest.File):
    """One table."""

    def collect(self):
        """Yield its rows."""
        try:
            table = read_table(self.path)
        except (Unreadable, PackFault) as fault:
            raise self.CollectError(str(fault)) from None
        for case in table.cases:
            yield ScenarioRow.from_parent(self, name=case.name, table=table, case=case)


class ScenarioRow(pytest.Item):
    """One row."""

    def __init__(self, *, table, case, **more):
        super().__init__(**more)
        self.table, self.case = table, case
        self.user_properties.append(("proof", table.proof.split()[0]))

    def runtest(self):
        """Ask the rule."""
        run(self.table, self.case)

    def repr_failure(self, excinfo):
        """Speak to the officer, not to the programmer."""
        if isinstance(excinfo.value, Differs):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self):
        """Name the row by the table's title."""
        return self.path, 0, f"{self.table.title} -- {self.case.name}"


def pytest_terminal_summary(terminalreporter):
    """Count published examples apart from our own arithmetic."""
    proofs = Counter(
        dict(report.user_properties)["proof"]
        for reports in terminalreporter.stats.values()
        for report in reports
        if isinstance(report, pytest.TestReport)
        if dict(report.user_properties).get("proof") and report.when == "call"
    )
    if proofs:
        counts = ", ".join(f"{number} {proof}" for proof, number in sorted(proofs.items()))
        terminalreporter.write_line(f"scenario rows: {counts}")
