"""A month of two ways of care: one limit in the order of time; two at once are one too many."""

from billing import checks
from billing.claims.trial import try_month
from billing.models import SettledLine
from billing.rules.reasons import codes_of
from ltc.db import read_only, unit_of_work
from tests.support.factories import billing
from tests.support.factories.base import stored
from tests.support.factories.billing import EVERYTHING, KNOWN, MONTH, oct_

THOUSAND = 1000_00


def lines() -> list[tuple[int, int, list[str]]]:
    rows = sorted(stored(SettledLine), key=lambda each: each.visit_id)
    return [
        (
            row.within_cap_fen,
            row.fund_fen,
            [c for c in codes_of(row.reasons) if c != "benefit.ratio"],
        )
        for row in rows
    ]


def test_a_change_in_mid_month_goes_on_with_what_is_left_of_the_limit(database):
    with unit_of_work():
        by, whose = billing.provider(), billing.person()
        for day, mode in ((2, "institution"), (3, "institution"), (11, "home"), (12, "home")):
            billing.visit(whose, by, oct_(day), mode=mode, price_fen=THOUSAND)
    done = billing.settle(MONTH, at_=KNOWN)
    assert lines() == [
        (THOUSAND, 700_00, []),
        (THOUSAND, 700_00, []),
        (350_00, 280_00, ["benefit.cap"]),
        (0, 0, ["benefit.cap_used"]),
    ]
    assert done.fund_fen == 1680_00
    assert list(checks.faults()) == []


def test_two_ways_at_once_are_paid_for_the_first_and_the_desk_reads_why(database):
    with unit_of_work():
        by, whose = billing.provider(), billing.person()
        for day, mode in ((2, "institution"), (5, "home"), (9, "institution"), (10, "home")):
            billing.visit(whose, by, oct_(day), mode=mode, price_fen=100_00)
    with read_only():
        (trial,) = try_month(by[0].id, MONTH, scope=EVERYTHING, at=KNOWN)
    (second,) = [each for each in trial.lines if "entitlement.mode" in each.codes]
    (proof,) = second.proofs["entitlement.mode"]
    assert (second.visit.day, proof.kind, proof.first_day) == (oct_(5), "visit", oct_(9))
    billing.settle(MONTH, at_=KNOWN)
    assert [fund for _within, fund, _codes in lines()] == [70_00, 0, 70_00, 80_00]
    assert list(checks.faults()) == []
