"""Dry run, what-if and deposits in a browser on a phone: all is sound and nothing overflows."""

import pytest

from billing.errands import child
from billing.whatif import services
from billing.whatif.question import Question
from ltc.db import unit_of_work
from tests.support.browser import access_findings, overflow
from tests.support.factories import billing_desk as desk_of
from tests.support.factories.billing import KNOWN, MONTH

pytestmark = pytest.mark.browser


def asked(ids) -> int:
    """Ask for a what-if and carry it out."""
    question = Question("2111", (MONTH,), values="benefit.ratio: {home: 0.85}")
    with unit_of_work():
        scope = desk_of.as_user(ids, "officer")
        number = services.ask(question, scope=scope, at=KNOWN).id
    child.carry_out(number)
    return number


def test_dry_run_what_if_and_deposits_fit_a_phone(signed_in, desk, picture):
    address, ids = desk
    pages = {
        "officer": (f"/desk/what-if/{asked(ids)}", "/desk/deposits/", "/desk/deposits/new"),
        "near": ("/desk/claims/?month=2023-10",),
    }
    found = {}
    for name, paths in pages.items():
        page = signed_in(address, name, 360)
        for path in paths:
            page.goto(address + path)
            wrong = [*access_findings(page), overflow(page)]
            if wrong != [0]:
                found[path] = wrong
            picture(page, f"money-{name}-{paths.index(path)}")
    assert found == {}
