"""``python -m billing.errands.child ID``: carry one errand out, in a process of its own.

A settlement wants a process without other connections to the database (see ``billing.columnar``),
and a page must not wait for it.  Time is the asker's: the process reads no clock but how long it
took.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from billing.errands import services
from billing.errands.models import Errand
from billing.errands.rules import DONE, PREVIEW, REFUSED, WHAT_IF
from billing.errands.services import BROKE_OFF, Ending
from billing.settlement import runs
from billing.whatif import runs as what_ifs
from billing.whatif.question import stored_question
from ltc.addon import load_addons, wire_events
from ltc.config import settings
from ltc.db import session, unit_of_work
from ltc.policy.load import add_folder
from ltc.scope import Scope
from ltc.shared.clock import monotonic
from ltc.shared.dates import Month
from ltc.shared.errors import LtcError


def main() -> None:
    """Carry out the errand named on the command line."""
    addons = load_addons(settings().addons)
    wire_events(addons)
    for folder in (folder for addon in addons for folder in addon.packs):
        add_folder(Path(folder))
    carry_out(int(sys.argv[1]))


def carry_out(errand_id: int) -> None:
    """Do what was asked and write how it ended, whatever happens on the way."""
    began = monotonic()
    with unit_of_work():
        errand, scope = services.begin(errand_id)
        session().flush()
        session().expunge(errand)
    ending = BROKE_OFF
    try:
        ending = Ending(DONE, _answer(errand, scope))
    except LtcError as refusal:
        ending = Ending(REFUSED, zh=refusal.zh, en=refusal.en)
    finally:
        with unit_of_work():
            services.end(errand_id, ending, at=_ended(errand.asked_at, began))


def _ended(asked_at: datetime, began: float) -> datetime:
    return asked_at + timedelta(milliseconds=int((monotonic() - began) * 1000))


def _answer(errand: Errand, scope: Scope) -> dict[str, Any]:
    """Run the month, or the what-if, and return what the page shows of it."""
    area, month, at = errand.area_code, Month.parse(errand.month), errand.asked_at
    if errand.act == WHAT_IF:
        question = stored_question(area, errand.question or {})
        return what_ifs.answer(question, scope=scope, at=at)
    if errand.act == PREVIEW:
        return previewed(runs.preview(area, month, scope=scope, at=at))
    done = runs.settle(area, month, scope=scope, at=at)
    return {"lines": done.lines, "result_hash": done.result_hash}


def previewed(seen: runs.Preview) -> dict[str, Any]:
    """Return what a preview gave: counts, sums, hash and notes."""
    names = ("asked_fen", "fund_fen", "person_fen", "withheld_fen", "to_person_fen")
    adjusted = [part for part in seen.totals if part.adjusted]
    return {
        "lines": seen.lines,
        "adjusted_lines": sum(part.lines for part in adjusted),
        "adjusted_fund_fen": sum(part.fund_fen for part in adjusted),
        "providers": len({part.provider_id for part in seen.totals}),
        **{name: sum(getattr(part, name) for part in seen.totals) for name in names},
        "result_hash": seen.result_hash,
        "notes": [{"kind": kind, "facts": facts} for kind, facts in seen.notes],
    }


if __name__ == "__main__":
    main()
