"""October of two providers with one account for each role, taken as far as a page needs it."""

from datetime import date
from types import SimpleNamespace

from billing.ledger import services as ledger
from billing.ledger.rules.entry import Income
from billing.payments import services as payments
from billing.settlement import services as settlement_services
from billing.statements import queries, services
from ltc.db import read_only, unit_of_work
from ltc.scope import Scope
from tests.support.factories import base, billing
from tests.support.factories.billing import EVERYTHING, KNOWN, LEAD, OFFICER, OPERATOR, oct_

ROLES = {
    "operator": "operator",
    "officer": "bureau_officer",
    "officer2": "bureau_officer",
    "lead": "bureau_lead",
    "auditor": "auditor",
    "system": "system_admin",
}


def october() -> SimpleNamespace:
    """Write the visits of two people and of one who died; return the ids."""
    with unit_of_work():
        near, far = billing.provider(name="近邻护理站"), billing.provider(name="远山护理院")
        whose, other = billing.person(), billing.person(insurance="resident")
        visits = [billing.visit(whose, near, oct_(day)).id for day in range(1, 6)]
        away = [billing.visit(other, far, oct_(day), hour=14).id for day in range(1, 4)]
        dead = billing.person(first_day=date(2023, 1, 1))
        billing.event(dead, "death", oct_(2))
        late = billing.visit(dead, near, oct_(9)).id
        return SimpleNamespace(
            near=near[0].id, far=far[0].id, person=whose.id, visits=visits, away=away, late=late
        )


def accounts(site, ids: SimpleNamespace) -> None:
    """Make one account for each role, and one for each provider."""
    ids.users = {name: site.account(name, role) for name, role in ROLES.items()}
    site.account("near", "provider_desk", organisation_id=ids.near)
    site.account("far", "provider_desk", organisation_id=ids.far)
    site.account("elsewhere", "bureau_officer", area="2102")


def as_user(ids: SimpleNamespace, name: str) -> Scope:
    """Return the scope of one of the accounts."""
    actor = base.actor(ROLES[name])
    return Scope(type(actor)(ids.users[name], name, actor.roles), area=base.CITY)


def settle(ids: SimpleNamespace) -> None:
    """Settle October in the first officer's name."""
    scope = as_user(ids, "officer")
    done = billing.runs.settle(base.CITY, billing.MONTH, scope=scope, at=KNOWN)
    ids.settlement = done.id


def state(ids: SimpleNamespace) -> None:
    """Make the statements."""
    with unit_of_work():
        made = services.make_statements(ids.settlement, scope=OFFICER, at=KNOWN)
    ids.statements = {each.provider_id: each.id for each in made}


def sign(ids: SimpleNamespace) -> None:
    """Have all three parties sign everything."""
    with unit_of_work():
        for each in queries.statements(scope=EVERYTHING, settlement_id=ids.settlement):
            whose = Scope(base.actor("provider_desk"), "2111", organisation_id=each.provider_id)
            for scope in (whose, OPERATOR, OFFICER):
                services.sign(each.id, each.content_hash, scope=scope, at=KNOWN)


def approve(ids: SimpleNamespace) -> None:
    """Have the lead approve the month."""
    with unit_of_work():
        settlement_services.approve(ids.settlement, scope=LEAD, at=KNOWN)


def draft(ids: SimpleNamespace) -> None:
    """Draft the payment order in the first officer's name."""
    with unit_of_work():
        order = payments.draft_order(ids.settlement, scope=as_user(ids, "officer"), at=KNOWN)
    ids.order = order.id


def approve_order(ids: SimpleNamespace) -> None:
    """Have the lead approve the payment order."""
    with unit_of_work():
        payments.approve_order(ids.order, scope=as_user(ids, "lead"), at=KNOWN)


def income(ids: SimpleNamespace, document: str = "盘财〔2023〕7号") -> None:
    """Enter a transfer from the medical pool in the first officer's name."""
    new = Income(
        "2111", "employee", "income.medical_pool", 5_000_000_00, oct_(10), document, "十月划转"
    )
    with unit_of_work():
        made = ledger.record_income(new, scope=as_user(ids, "officer"), at=KNOWN)
    ids.income = made.id


def dispute(ids: SimpleNamespace) -> None:
    """Have the operator dispute the first visit."""
    found = statement_of(ids, ids.near)
    with unit_of_work():
        raised = services.raise_break(
            found.id, ids.visits[0], "evidence", "签退照片缺失", scope=OPERATOR, at=KNOWN
        )
    ids.dispute = raised.id


def statement_of(ids: SimpleNamespace, provider_id: int):
    """Return the newest version of a provider's statement."""
    with read_only() as opened:
        found = queries.statements(
            scope=EVERYTHING, settlement_id=ids.settlement, provider_id=provider_id
        )[0]
        opened.expunge(found)
    return found
