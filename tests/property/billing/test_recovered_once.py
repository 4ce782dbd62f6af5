"""Findings, voids, late deaths, lifting, collecting in any order: nothing is taken back twice."""

import os
import shutil
from datetime import date, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from billing import checks
from billing.ledger import checks as ledger_checks
from billing.recoveries import checks as recovery_checks
from ltc.db import read_only, unit_of_work
from ltc.shared.dates import Month
from ltc.shared.errors import LtcError
from tests.support import database as databases
from tests.support.factories import billing
from tests.support.factories import recoveries as make

EXAMPLES = int(os.environ.get("LTC_TEST_SEQUENCES", "2"))
STEPS = 12
WHICH = st.integers(0, 3)


class Money(RuleBasedStateMachine):
    """Four visits of one paid month, and everything that may take their money back."""

    template, folder = None, None  # where databases are copied from and to
    made = 0

    @initialize()
    def begin(self):
        """Pay October for two people's visits on the 10th and the 20th."""
        type(self).made += 1
        path = self.folder / f"{self.made}.sqlite3"
        shutil.copyfile(self.template, path)
        databases.use_database(f"sqlite:///{path}", self.folder)
        self.findings, self.deaths = [], []
        with unit_of_work():
            by = billing.provider()
            people = billing.person(), billing.person()
            days = date(2023, 10, 10), date(2023, 10, 20)
            seats = tuple(zip(people, (9, 14), strict=True))  # one carer is at one home at a time
            self.visits = [
                make.verified(who, by, day, hour=hour) for day in days for who, hour in seats
            ]
        make.settled(Month(2023, 10), billing.KNOWN)
        self.month = Month(2023, 11)

    @property
    def now(self):
        """The instant of what happens: after the open month ended."""
        return billing.at(self.month.next().first_day + timedelta(days=2))

    @rule(which=WHICH, fen=st.sampled_from([1, 50_00, 80_00]))
    def find(self, which, fen):
        """A finding takes a visit's money back, where it still stands."""
        try:
            self.findings.append(make.decided(self.visits[which], fen, self.now))
        except LtcError:
            assert fen > make.paid_for(self.visits[which].id) - make.taken_back_of(
                self.visits[which].id
            )

    @precondition(lambda self: getattr(self, "findings", None))
    @rule(how=st.sampled_from(["offset", "cash"]))
    def collect(self, how):
        """What the newest finding left to be collected is collected."""
        try:
            make.collect(self.findings[-1], how, self.now)
        except LtcError:
            assert make.owed_of(self.findings[-1]) == 0

    @precondition(lambda self: getattr(self, "findings", None))
    @rule()
    def lift(self):
        """The oldest finding was wrong."""
        make.lift(self.findings.pop(0), self.now)

    @rule(which=WHICH)
    def void(self, which):
        """A visit is voided, once."""
        try:
            make.void(self.visits[which], self.now)
        except LtcError as already:
            assert already.status == 409  # noqa: PT017 - the second time it is refused

    @rule(which=WHICH)
    def die(self, which):
        """A death is told late."""
        with unit_of_work():
            death = billing.event_of(self.visits[which], "death", date(2023, 10, 15), self.now)
            self.deaths.append((self.visits[which], death))

    @precondition(lambda self: getattr(self, "deaths", None))
    @rule()
    def live(self):
        """The news were wrong."""
        visit, wrong = self.deaths.pop()
        with unit_of_work():
            day = wrong.first_day
            billing.event_of(visit, "death", day, self.now, reverses_id=wrong.id)

    @precondition(lambda self: hasattr(self, "month") and self.month < Month(2024, 5))
    @rule()
    def settle(self):
        """The next month is settled, with its corrections."""
        billing.settle(self.month, at_=self.now)
        self.month = self.month.next()

    @invariant()
    def nothing_is_taken_back_twice(self):
        """Of no visit more is taken back than stands paid; the books agree."""
        if not hasattr(self, "month"):
            return
        for visit in self.visits:
            assert 0 <= make.taken_back_of(visit.id) <= make.paid_for(visit.id)
        spent = sum(map(make.paid_for, (visit.id for visit in self.visits))) - make.taken_back()
        assert make.balances().get("benefit.home", 0) == spent
        with read_only():
            assert list(ledger_checks.faults()) == []
            assert list(recovery_checks.faults()) == []

    def teardown(self):
        """End with every check of the house silent; leave nothing behind."""
        if hasattr(self, "month"):
            assert list(checks.faults()) == []
        databases.forget_database()


@pytest.mark.slow
def test_of_no_visit_more_is_taken_back_than_paid(sqlite_template, tmp_path):
    Money.template, Money.folder = sqlite_template, tmp_path
    run_state_machine_as_test(
        Money, settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS)
    )
