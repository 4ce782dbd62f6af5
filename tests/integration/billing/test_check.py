"""`ltc check`: silent on what the system wrote; any single row changed by hand is found."""

import pytest
import sqlalchemy as sa

from billing import checks
from billing.payments import services as payments
from ltc.db import engine, is_postgres, unit_of_work
from tests.support.factories import billing
from tests.support.factories.billing import KNOWN, OFFICER

# What makes a value of each kind another one, on both engines.
CHANGES = {
    "settled_line": "fund_fen = fund_fen + 1",
    "settled_person": "kind = kind + 3",
    "settlement_batch": "finished_at = finished_at + 1",
    "settlement": "person_fen = person_fen + 1",
    "settlement_note": "kind = 'x'",
    "ledger_entry": "memo = 'x'",
    "ledger_line": "amount_fen = amount_fen + 1",
    "statement": "made_at = made_at + 1",
    "statement_signature": "user_id = user_id + 1",
    "payment_order": "bank_reference = 'x'",
    "payment_line": "due_fen = due_fen + 1, carried_in_fen = carried_in_fen - 1",
    "determination": "grade = 'severe_3'",
    "visit": "minutes = minutes + 1",
    "agreement": "capacity = capacity + 1",
    "agreed_price": "price_fen = price_fen + 1",
    "person": "category = 'employee'",
    "audit_row": "reason = 'x'",
    "staff": "state = 'barred'",
    "organisation": "phone = '1'",
}


def paid_month() -> None:
    order = billing.approved_order()
    with unit_of_work():
        payments.mark_paid(order, KNOWN.date(), "B-1", scope=OFFICER, at=KNOWN)


def by_hand(table: str, act: str) -> None:
    """Change one row as someone with a database client and all rights would."""
    with engine().begin() as connection:
        if is_postgres(connection):
            connection.execute(sa.text("SET session_replication_role = replica"))
            key, chosen = "ctid", f"SELECT ctid FROM {table} LIMIT 1"  # noqa: S608 - our own names
        else:
            for refused in ("update", "delete"):
                connection.execute(sa.text(f"DROP TRIGGER IF EXISTS {table}_refuse_{refused}"))
            first = sa.inspect(connection).get_columns(table)[0]["name"]
            key = "visit_id" if table == "settled_line" else first
            chosen = f"SELECT min({key}) FROM {table}"  # noqa: S608 - our own names
        done = connection.execute(sa.text(f"{act} WHERE {key} = ({chosen})"))
        assert done.rowcount >= 1


def test_what_the_system_wrote_is_sound(database):
    paid_month()
    assert list(checks.faults()) == []


@pytest.mark.parametrize("table", CHANGES)
def test_a_row_changed_by_hand_is_found(database, table):
    paid_month()
    by_hand(table, f"UPDATE {table} SET {CHANGES[table]}")  # noqa: S608 - our own names
    assert list(checks.faults())


@pytest.mark.parametrize(
    "table", ["settled_line", "settled_person", "settlement_batch", "ledger_line", "visit"]
)
def test_a_row_removed_by_hand_is_found(database, table):
    paid_month()
    by_hand(table, f"DELETE FROM {table}")  # noqa: S608 - our own names
    assert list(checks.faults())
