"""Conservation: whatever happens, in whatever order, books and lines agree to the 分."""

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
from billing.models import Settlement
from billing.settlement import runs
from billing.settlement import services as settlements
from billing.statements import queries as statement_queries
from billing.statements import services as statements
from ltc.case.models import Determination, Person
from ltc.db import read_only, session, unit_of_work
from ltc.shared.dates import Month
from ltc.shared.errors import Conflict
from tests.support import database as databases
from tests.support.factories import billing
from tests.support.factories.base import CITY, stored
from tests.support.factories.billing import EVERYTHING, OFFICER, OPERATOR
from tests.support.factories.recoveries import approve_and_pay
from tests.support.late_pack import LatePack

EXAMPLES = int(os.environ.get("LTC_TEST_SEQUENCES", "3"))
STEPS = 14
DAYS = st.dates(date(2023, 1, 1), date(2023, 4, 30))


class Months(RuleBasedStateMachine):
    """A pool through some months: visits, news, settlements, disputes, payments."""

    template, folder = None, None  # where databases are copied from and to
    made = 0

    @initialize(people=st.integers(2, 4))
    def begin(self, people):
        """Start with an empty system, a provider and some entitled people."""
        type(self).made += 1
        path = self.folder / f"{self.made}.sqlite3"
        shutil.copyfile(self.template, path)
        databases.use_database(f"sqlite:///{path}", self.folder)
        self.month, self.events = Month(2023, 1), []
        self.pack = LatePack(self.folder / f"packs{self.made}")
        with unit_of_work():
            self.by = billing.provider()
            for _ in range(people):
                billing.person()

    @property
    def now(self):
        """The instant at which things are recorded: in the month after the open one began."""
        return billing.at(self.month.next().first_day + timedelta(days=2))

    @rule(who=st.integers(0, 3), day=DAYS, hour=st.integers(7, 17), price=st.integers(1, 900_00))
    def visit(self, who, day, hour, price):
        """A verified visit, in time or late."""
        with unit_of_work():
            people = list(session().query(Person).order_by(Person.id))
            whose = people[who % len(people)]
            made = billing.visit(
                whose, self.by, day, hour=hour, price_fen=price, verified_at=self.now
            )
            settlements.note_late_visit(made, at=self.now, actor=OPERATOR.actor)

    @rule(who=st.integers(0, 3), day=DAYS, kind=st.sampled_from(["death", "hospital", "arrears"]))
    def event(self, who, day, kind):
        """Something happened to a person, told now."""
        with unit_of_work():
            people = list(session().query(Person).order_by(Person.id))
            last = None if kind == "death" else day + timedelta(days=9)
            made = billing.event(people[who % len(people)], kind, day, last, recorded_at=self.now)
            self.events.append(made)

    @precondition(lambda self: getattr(self, "events", None))
    @rule()
    def take_back(self):
        """The last news were wrong."""
        wrong = self.events.pop()
        with unit_of_work():
            whose = session().get(Person, wrong.person_id)
            facts = {"recorded_at": self.now, "reverses_id": wrong.id}
            billing.event(whose, wrong.kind, wrong.first_day, wrong.last_day, **facts)

    @rule(who=st.integers(0, 3), day=DAYS, grade=st.sampled_from(["severe_2", "severe_3"]))
    def regrade(self, who, day, grade):
        """Somebody's grade changed on a day, told now."""
        with unit_of_work():
            people = list(session().query(Person).order_by(Person.id))
            whose = people[who % len(people)]
            held = (
                session()
                .query(Determination)
                .filter_by(person_id=whose.id)
                .order_by(Determination.first_day.desc())
                .first()
            )
            if day > held.first_day:
                billing.end_of(held, day - timedelta(days=1), recorded_at=self.now)
                session().flush()
                billing.determination(whose, grade, day, recorded_at=self.now)

    @rule(month=st.integers(2, 4), share=st.sampled_from(["0.75", "0.80", "0.90"]))
    def publish(self, month, share):
        """A notice is published now about a month that may be settled already."""
        first_day = date(2023, month, 1)
        if first_day > self.pack.newest:
            self.pack.publish(first_day, share, self.now.date())

    @precondition(lambda self: hasattr(self, "month") and self.month < Month(2023, 5))
    @rule(pays=st.booleans(), disputes=st.booleans())
    def settle(self, pays, disputes):
        """The month is settled; perhaps disputed, signed and paid."""
        at = self.now + timedelta(hours=3)
        done = runs.settle(CITY, self.month, scope=EVERYTHING, at=at)
        self.month = self.month.next()
        if disputes:
            self._dispute(done.id, at)
        if pays:
            self._pay(done.id, at)

    def _dispute(self, settlement_id, at):
        with unit_of_work():
            for each in statements.make_statements(settlement_id, scope=OFFICER, at=at):
                line = statement_queries.lines(settlement_id, scope=OFFICER, limit=1)[0]
                statements.raise_break(each.id, line.visit_id, "other", scope=OPERATOR, at=at)

    def _pay(self, settlement_id, at):
        billing.sign_all(settlement_id)
        if stored(Settlement)[-1].lines:
            approve_and_pay(settlement_id, at)

    @precondition(lambda self: hasattr(self, "month") and self.month > Month(2023, 1))
    @rule()
    def settle_again(self):
        """A second run is refused."""
        with pytest.raises(Conflict):
            runs.settle(CITY, self.month.previous(), scope=EVERYTHING, at=self.now)

    @precondition(lambda self: hasattr(self, "month") and self.month > Month(2023, 1))
    @rule()
    def look_back(self):
        """The newest settled month comes out again as it was known then, whatever came since."""
        settled = stored(Settlement)[-1]
        found = runs.preview(
            CITY,
            Month.parse(settled.month),
            scope=EVERYTHING,
            at=self.now,
            known_at=settled.as_known_at,
        )
        assert found.result_hash == settled.result_hash

    @invariant()
    def nothing_is_lost(self):
        """Books balance, lines give the stored sums and hashes, statements fit."""
        if not hasattr(self, "month"):
            return
        with read_only():
            assert list(ledger_checks.faults()) == []
            assert list(checks.statements_agree()) == []
            assert list(checks.payments_add_up()) == []
        assert list(checks.line_faults()) == []

    def teardown(self):
        """Leave nothing behind."""
        if hasattr(self, "pack"):
            self.pack.close()
        databases.forget_database()


@pytest.mark.slow
def test_books_and_lines_agree_after_every_step(sqlite_template, tmp_path):
    Months.template, Months.folder = sqlite_template, tmp_path
    run_state_machine_as_test(
        Months, settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS)
    )
