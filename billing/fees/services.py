"""Post the fee of a delivered assessment: once, and taken back where a review says so.

A pack that publishes no fee, or none for this case, posts nothing; the trail says what is missing.
"""

from __future__ import annotations

from datetime import date, datetime

from assessments import queries as assessments
from assessments.models import Assessment
from billing.fees.rules import FUND, OCCASIONS, charge_for, in_words, lines
from billing.ledger import services as ledger
from billing.ledger.models import LedgerEntry
from billing.ledger.queries import entry_with_key
from billing.ledger.rules.entry import About, Entry
from billing.rules.law import Law
from billing.rules.questions.assessment_fee import AMOUNT, Charge
from ltc.audit.services import record
from ltc.case import queries as cases
from ltc.case.models import Determination
from ltc.case.services import tell
from ltc.policy.load import pack_for_area
from ltc.scope import Actor, Scope
from ltc.shared.clock import legal_day
from ltc.shared.errors import BadInput, PolicyGap

KIND = "assessment_fee"


def on_delivered(
    *, assessment: Assessment, determination: Determination, at: datetime, actor: Actor
) -> None:
    """Charge an assessment whose letter went out (handler of ``assessment.delivered``)."""
    scope = Scope(actor, reason="the fee follows from the letter")
    charge_assessment(assessment, determination, scope=scope, at=at)


def charge_assessment(
    assessment: Assessment, determination: Determination, *, scope: Scope, at: datetime
) -> LedgerEntry | None:
    """Post the fund's share of a fee; asked again it is the entry that is there."""
    there = entry_with_key(_key(assessment.id))
    if there is not None:
        return there
    on = legal_day(at)
    law = Law(pack_for_area(assessment.area_code, on))
    if not law.has(AMOUNT, on):
        return None
    found = _charge(law, assessment, determination, on, scope=scope, at=at)
    if found is None:
        return None
    if found.waives_first and assessment.reviews_id is not None:
        _take_back(assessment.reviews_id, on, scope=scope, at=at)
    else:
        _note_first(assessment, scope=scope, at=at)
    after = {"fen": found.fen, "paid": found.paid, "unpaid": found.unpaid}
    record(act="assessment_fee.charge", about=assessment, actor=scope.actor, at=at, after=after)
    tell(assessment, subject="评估费由谁承担", body=in_words(found), at=at)
    return _post(assessment, found, law, on, scope=scope, at=at)


def _note_first(review: Assessment, *, scope: Scope, at: datetime) -> None:
    """Note on a first assessment whose objection was upheld before its letter that its fee is open.

    It was done and never delivered, so it was never charged; no rule that is known says whether,
    and by whom, it is paid.  The bureau decides.
    """
    if review.reviews_id is None:
        return
    first = assessments.reviewed(review)
    if cases.determination_from(first.id, scope=scope) is None:
        why = "an objection was upheld before its letter went out; no rule says who pays its fee"
        record(act="assessment_fee.open", about=first, actor=scope.actor, at=at, reason=why)


def _charge(
    law: Law,
    assessment: Assessment,
    determination: Determination,
    on: date,
    *,
    scope: Scope,
    at: datetime,
) -> Charge | None:
    """Return the charge, or nothing and a note of what the pack leaves open."""
    if assessment.kind not in OCCASIONS:
        why = "nobody applied for it; no rule says who pays"
        record(act="assessment_fee.open", about=assessment, actor=scope.actor, at=at, reason=why)
        return None
    try:
        return charge_for(
            law,
            assessment.kind,
            determination.grade,
            upheld=_is_upheld(assessment),
            place="",
            on=on,
        )
    except (PolicyGap, BadInput) as gap:
        record(act="assessment_fee.open", about=assessment, actor=scope.actor, at=at, reason=gap.en)
        return None


def _is_upheld(assessment: Assessment) -> bool:
    """Tell whether a review came to the grade of the first conclusion."""
    if assessment.reviews_id is None:
        return False
    return assessments.reviewed(assessment).grade == assessment.grade


def _post(
    assessment: Assessment, found: Charge, law: Law, on: date, *, scope: Scope, at: datetime
) -> LedgerEntry | None:
    fen = found.paid.get(FUND, 0)
    if not fen:
        return None
    everything = Scope.everything("whose fund pays follows from the person's insurance")
    person = cases.person(assessment.person_id, scope=everything)
    entry = Entry(
        key=_key(assessment.id),
        area_code=law.pack.area_code or assessment.area_code,
        insurance=person.insurance,
        kind=KIND,
        posted_on=on,
        about=About("assessment", str(assessment.id)),
        lines=lines(fen),
    )
    return ledger.post(entry, scope=scope, at=at)


def _take_back(first_id: int, on: date, *, scope: Scope, at: datetime) -> None:
    """Take the first fee back; what was never posted needs none."""
    posted = entry_with_key(_key(first_id))
    if posted is not None and entry_with_key(f"reversal:{posted.id}") is None:
        why = "复评结果不同，初次评估费不再支付"
        ledger.reverse(posted.id, on=on, why=why, scope=scope, at=at)


def _key(assessment_id: int) -> str:
    return f"{KIND}:{assessment_id}"
