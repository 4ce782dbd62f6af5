"""Taking money back by a decided finding, and giving it back when the finding is lifted.

What a finding took back and what is still owed of it is kept with the fund's books
(``billing.recoveries``), so that later corrections of the visit never take the same money again.
"""

from __future__ import annotations

from datetime import datetime

from billing.recoveries import queries as recoveries
from billing.recoveries import services as books
from billing.recoveries.services import NewRecovery
from ltc.audit.services import record
from ltc.outbox.services import Addressee, post
from ltc.oversight.models import Finding
from ltc.oversight.queries import counting, records
from ltc.oversight.rules.sanctions import BY_PERSON
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.security.persons import is_same_person
from ltc.shared.clock import legal_day
from ltc.shared.errors import Conflict, Forbidden
from ltc.shared.money import yuan


def take_back(found: Finding, *, scope: Scope, at: datetime) -> None:
    """Post what the provider owes back; refused where the fund did not pay as much, or twice."""
    made = books.take_back(
        NewRecovery(
            finding_id=found.id,
            provider_id=found.provider_id,
            area_code=pack_for_area(found.area_code, legal_day(at)).area_code,
            fen=found.recovery_fen,
            visit_id=found.visit_id,
            insurance=found.insurance,
            mode=found.mode,
            repays=found.repays,
        ),
        scope=scope,
        at=at,
    )
    found.insurance, found.mode = made.insurance, made.mode
    found.recovery_fen = made.wanted_fen
    found.entry_id = recoveries.steps(made.id)[-1].entry_id
    tell_person(found, "检查处理决定", at)


_TOLD = {
    "found": "检查发现：登记为{day}的服务没有发生，且您知情或参与。"
    "如与事实不符，请在{due}前向医保部门说明。",
    "decided": "{day}的服务没有发生，基金付给您的{person}元应退回，从以后的应付款中扣减；"
    "没有应付款的请缴回。不服本决定的，可依法申请行政复议或提起行政诉讼。",
    "lifted": "关于{day}服务的处理决定已撤销，已扣减的款项退还给您。",
}


def tell_person(found: Finding, subject: str, at: datetime) -> None:
    """Tell the person what is found, decided or lifted that he has to repay; else say nothing."""
    if found.repays != BY_PERSON or found.visit_id is None:
        return
    everything = Scope.everything("whose visit it is")
    visit = counting.visits_by_id([found.visit_id], scope=everything)[found.visit_id]
    words = {
        "day": visit.day,
        "due": found.hearing_due_on,
        "person": yuan(books.held_of(found.id).person_fen),
    }
    post(
        Addressee(found.area_code, person_id=visit.person_id),
        key=f"finding:{found.id}:{found.state}:person",
        channel="letter",
        subject=subject,
        body=_TOLD[found.state].format(**words),
        at=at,
    )


def collect(
    finding_id: int, how: str, bank_reference: str = "", *, scope: Scope, at: datetime
) -> Finding:
    """Settle what a provider owes back, not by the decider.

    Off the next payment, or paid in: then with the bank's reference.
    """
    found = records.finding(finding_id, scope=scope, lock=True)
    if is_same_person(scope.actor, found.decided_by):
        raise Forbidden("who decided it does not collect", "作出决定的人不办理追回，请另一人办理")
    if found.entry_id is None:
        raise Conflict("there is nothing to collect", "没有待追回的款项，或已经追回")
    fen = books.collect(found.id, how, bank_reference, scope=scope, at=at)
    found.collected_how, found.collected_on = how, legal_day(at)
    found.version += 1
    after = {"how": how, "amount_fen": fen, "bank_reference": bank_reference.strip()}
    record(act="finding.collect", about=found, actor=scope.actor, at=at, after=after)
    return found
