"""What was settled and paid goes out to the 分, and does not come in."""

import csv
import json
from datetime import date
from decimal import Decimal

from billing.models import PaymentLine, PaymentOrder, SettledLine, Settlement
from billing.settlement import runs
from ltc.db import unit_of_work
from ltc.exchange.runs import Wanted, export_month
from tests.support.factories import billing, claims, exchange, persons
from tests.support.factories.base import CITY, stored
from tests.support.factories.elsewhere import pool


def settled_month():
    """Settle two visits of one person."""
    with unit_of_work():
        whom, by = billing.person(), billing.provider()
        for day in (9, 10):
            billing.visit(whom, by, date(2023, 10, day))
    scope = billing.EVERYTHING
    return runs.settle(CITY, billing.MONTH, scope=scope, at=billing.KNOWN)


def sent(folder, form):
    wanted = Wanted(area=CITY, month=billing.MONTH, form=form)
    return export_month(wanted, folder, scope=exchange.EVERYTHING, at=exchange.LATER)


def test_the_lines_of_a_month_add_up_to_its_settlement(sqlite_database, tmp_path):
    settled_month()
    counts = sent(tmp_path / "out", "csv")
    with (tmp_path / "out" / "claims.csv").open(encoding="utf-8-sig", newline="") as raw:
        rows = list(csv.DictReader(raw))
    [settled] = stored(Settlement)
    assert counts["claims"] == len(rows) == len(stored(SettledLine)) == 2
    for column, fen in (("asked", settled.asked_fen), ("fund", settled.fund_fen)):
        assert sum(Decimal(row[column]) for row in rows) * 100 == fen
    assert {(row["grade"], row["mode"], row["line"]) for row in rows} == {
        ("severe_1", "home", "own")
    }
    assert [row["day"] for row in rows] == ["2023-10-09", "2023-10-10"]


def test_the_same_lines_go_out_in_fhirs_shape(sqlite_database, tmp_path):
    settled_month()
    assert sent(tmp_path / "out", "fhir") == {"claim": 1, "claim-response": 1}
    text = (tmp_path / "out" / "claim.ndjson").read_text(encoding="utf-8")
    made = json.loads(text, parse_float=Decimal)
    assert made["total"]["value"] * 100 == stored(Settlement)[0].asked_fen


def test_a_line_goes_out_with_the_claim_that_let_it_in(sqlite_database, tmp_path):
    with claims.paying_by_claims(tmp_path):
        with unit_of_work():
            whom, by = billing.person(), billing.provider()
            for day in (9, 10):
                billing.visit(whom, by, date(2023, 10, day))
        claim = claims.approved(by[0].id)
        billing.settle()
        again = claims.answered(claims.line_ids(claim)[0], "cancel", at=billing.LATER)
        assert sent(tmp_path / "shape", "fhir") == {"claim": 1, "claim-response": 1}
        sent(tmp_path / "out", "csv")
    with (tmp_path / "out" / "claims.csv").open(encoding="utf-8-sig", newline="") as raw:
        rows = list(csv.DictReader(raw))
    lines = [str(each) for each in claims.line_ids(claim)]
    assert again != claim
    assert [(row["claim"], row["claim_line"]) for row in rows] == [
        (str(claim), each) for each in lines
    ]


def test_what_goes_out_of_an_order_adds_up_to_it_with_its_people(
    sqlite_database, tmp_path, monkeypatch
):
    with unit_of_work():
        pool("50", "chongqing", monkeypatch)
        whom = billing.person()
        persons.family_care(whom, billing.oct_(1))
        persons.account(whom)
    persons.paid("50", billing.MONTH)
    wanted = Wanted(area="50", month=billing.MONTH, form="csv")
    export_month(wanted, tmp_path / "out", scope=exchange.EVERYTHING, at=exchange.LATER)
    with (tmp_path / "out" / "payments.csv").open(encoding="utf-8-sig", newline="") as raw:
        rows = list(csv.DictReader(raw))
    with (tmp_path / "out" / "persons.csv").open(encoding="utf-8-sig", newline="") as raw:
        [who] = [row["id"] for row in csv.DictReader(raw)]
    assert [(row["provider"], row["person"]) for row in rows] == [("", who)]
    [order] = stored(PaymentOrder)
    assert sum(Decimal(row["paid"]) for row in rows) * 100 == order.total_fen == 1240_00


def test_claims_and_payments_are_passed_over_by_an_import(sqlite_database, tmp_path):
    exchange.known_areas()
    folder = exchange.write(tmp_path / "in")
    exchange.put(folder, "claims", [], heading="settlement_month visit fund")
    exchange.put(folder, "payments", [], heading="settlement_month paid")
    report = exchange.bring(folder)
    assert not {"claims", "payments"} & report.tallies.keys()
    assert stored(SettledLine) == stored(PaymentLine) == []
