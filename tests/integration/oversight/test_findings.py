"""Findings: heard before decided, decided by another, carried out at once and once."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from billing.ledger.models import LedgerLine
from billing.models import SettledLine, Settlement
from ltc.db import session, unit_of_work
from ltc.outbox.models import Message
from ltc.oversight import services
from ltc.oversight.models import Finding
from ltc.oversight.queries import records
from ltc.oversight.services import Decision, NewFinding
from ltc.scope import Actor
from ltc.security.services import NewAccount, create_account
from ltc.shared.errors import BadInput, Conflict, Forbidden, NotFound
from providers.models import Suspension
from providers.visits.models import Visit
from tests.support.factories import base
from tests.support.factories import oversight as make

UPHELD = Decision(outcome="upheld", text="事实清楚，予以认定", points=6)
FOUR_MONTHS = date(2024, 2, 8)


@pytest.fixture
def opened(database):
    """Keep one unit of work open for the whole test."""
    with unit_of_work():
        yield


def found(**facts) -> Finding:
    provider_id = facts.pop("provider_id", None) or base.organisation("care_provider").id
    new = NewFinding(
        **{
            "provider_id": provider_id,
            "text": "十月九日未上门而有签到",
            "law": "服务协议第十二条",
            "points": 6,
            **facts,
        }
    )
    return services.find(new, scope=make.bureau_scope(), at=base.AT)


def heard(**facts) -> Finding:
    made = found(**facts)
    desk = make.provider_scope(made.provider_id)
    return services.hear(made.id, "当日系统故障", scope=desk, at=base.AT)


def decide(made: Finding, decision: Decision = UPHELD, **more) -> Finding:
    lead = more.pop("scope", None) or make.bureau_scope("bureau_lead")
    return services.decide_finding(made.id, decision, scope=lead, at=base.AT, **more)


def test_it_is_not_decided_before_the_provider_was_heard(opened):
    with pytest.raises(Conflict, match="not been heard"):
        decide(found())


def test_only_the_provider_itself_is_heard(opened):
    made = found()
    other = make.provider_scope(base.organisation("care_provider").id)
    with pytest.raises(NotFound):
        services.hear(made.id, "替别人说话", scope=other, at=base.AT)
    with pytest.raises(Forbidden):
        services.hear(made.id, "替机构说话", scope=make.bureau_scope(), at=base.AT)


def test_silence_ends_with_the_days_to_be_heard(opened):
    made = found()
    scope = make.bureau_scope()
    assert made.hearing_due_on == date(2023, 10, 16)
    with pytest.raises(Conflict, match="2023-10-16"):
        services.close_hearing(made.id, scope=scope, at=base.at(date(2023, 10, 16)))
    services.close_hearing(made.id, scope=scope, at=base.at(date(2023, 10, 17)))
    assert (made.state, made.heard_by) == ("heard", None)


def test_who_found_it_does_not_decide_it(opened):
    made = heard()
    finder = make.bureau_scope("bureau_lead")
    made.found_by = finder.actor.user_id
    with pytest.raises(Forbidden):
        decide(made, scope=finder)


def test_two_accounts_of_who_found_it_do_not_decide_it(opened):
    bureau = base.organisation("bureau", base.CITY)
    member, made = base.staff(bureau, "desk"), heard()
    of = {"organisation_id": bureau.id, "staff_id": member.id}
    roles = ("bureau_officer", "bureau_lead")
    made.found_by, second = (
        create_account(
            NewAccount(f"twin.{role}", "王双", "plain-words-42", (role,), base.CITY, **of),
            actor=Actor.system("test"),
            at=base.AT,
        ).user_id
        for role in roles
    )
    scope = make.bureau_scope("bureau_lead")
    twin = replace(scope, actor=replace(scope.actor, user_id=second, staff_id=member.id))
    with pytest.raises(Forbidden):
        decide(made, scope=twin)


def test_a_decision_takes_points_and_tells_the_provider(opened):
    made = decide(heard())
    assert (made.state, made.points) == ("decided", 6)
    assert records.points_of(made.provider_id, base.ON, base.ON) == 6
    told = session().scalars(
        sa.select(Message.subject).where(Message.organisation_id == made.provider_id)
    )
    assert set(told) == {"检查发现告知", "检查处理决定"}


def test_a_suspension_is_carried_out_by_the_room_of_the_providers(opened):
    decision = replace(UPHELD, suspend_from=base.ON, suspend_to=date(2023, 10, 18))
    made = decide(heard(), decision)
    row = session().get(Suspension, made.suspension_id)
    assert (row.provider_id, row.finding_id, row.last_day) == (
        made.provider_id,
        made.id,
        date(2023, 10, 18),
    )


@pytest.mark.parametrize(
    ("facts", "first_day", "last_day"),
    [
        ({}, date(2023, 10, 8), date(2023, 10, 18)),
        ({"kind": "rules"}, base.ON, FOUR_MONTHS),
        ({"kind": "rules"}, base.ON, None),
    ],
)
def test_a_suspension_outside_the_law_is_refused_and_nothing_happens(
    opened, facts, first_day, last_day
):
    made = heard(**facts)
    decision = replace(UPHELD, suspend_from=first_day, suspend_to=last_day)
    with pytest.raises(BadInput), session().begin_nested():
        decide(made, decision)
    assert session().scalar(sa.select(sa.func.count()).select_from(Suspension)) == 0


def test_a_member_of_staff_is_suspended_by_the_bounds_for_staff(opened):
    provider = base.organisation("care_provider")
    member = base.staff(provider)
    made = heard(provider_id=provider.id, staff_id=member.id)
    with pytest.raises(BadInput), session().begin_nested():
        decide(made, replace(UPHELD, suspend_from=base.ON, suspend_to=date(2023, 12, 8)))
    session().refresh(made)
    decide(made, replace(UPHELD, suspend_from=base.ON, suspend_to=FOUR_MONTHS))
    assert session().get(Suspension, made.suspension_id).staff_id == member.id


def paid_visit(fund_fen: int = 4_500) -> Visit:
    """Write a visit that an approved settlement paid for."""
    visit = make.visit(state="settled")
    run = Settlement(area_code=base.CITY, month="2023-10", state="approved")
    session().add(run)
    session().flush()
    amounts = ("asked", "allowed", "within_cap", "fund", "person", "withheld")
    line = SettledLine(
        settlement_id=run.id,
        person_id=visit.person_id,
        visit_id=visit.id,
        kind=0,
        for_month=202310,
        provider_id=visit.provider_id,
        carer_id=visit.carer_id,
        insurance=1,
        grade=0,
        mode=0,
        reasons=0,
        **{f"{name}_fen": fund_fen for name in amounts},
    )
    session().add(line)
    session().flush()
    return visit


def test_money_is_taken_back_as_a_receivable_of_the_right_fund(opened):
    visit = paid_visit()
    made = heard(provider_id=visit.provider_id, visit_id=visit.id)
    decide(made, replace(UPHELD, recovery_fen=4_500))
    lines = session().scalars(sa.select(LedgerLine).where(LedgerLine.entry_id == made.entry_id))
    assert {(each.account, each.provider_id, each.amount_fen) for each in lines} == {
        ("receivable.recovery", visit.provider_id, 4_500),
        ("benefit.home", None, -4_500),
    }
    assert (made.insurance, made.mode) == ("resident", "home")


def test_no_more_is_taken_back_than_was_paid_and_only_once(opened):
    visit = paid_visit()
    facts = {"provider_id": visit.provider_id, "visit_id": visit.id}
    with pytest.raises(Conflict, match=r"45\.00"), session().begin_nested():
        decide(heard(**facts), replace(UPHELD, recovery_fen=4_501))
    decide(heard(**facts), replace(UPHELD, recovery_fen=4_500))
    with pytest.raises(Conflict, match="another finding"), session().begin_nested():
        decide(heard(**facts), replace(UPHELD, recovery_fen=4_500))


def test_what_was_never_paid_is_not_taken_back(opened):
    visit = make.visit()
    made = heard(provider_id=visit.provider_id, visit_id=visit.id)
    with pytest.raises(Conflict, match=r"0\.00"):
        decide(made, replace(UPHELD, recovery_fen=1))


def test_money_without_a_visit_needs_to_be_told_whose_it_is(opened):
    with pytest.raises(BadInput), session().begin_nested():
        decide(heard(), replace(UPHELD, recovery_fen=100))
    made = heard(insurance="employee", mode="home")
    assert decide(made, replace(UPHELD, recovery_fen=100)).entry_id is not None


def test_what_is_dropped_leaves_nothing(opened):
    made = heard(points=6, suspend_from=base.ON, suspend_to=FOUR_MONTHS)
    decide(made, Decision(outcome="dropped", text="申辩成立"))
    assert (made.state, made.points, made.suspend_from) == ("dropped", 0, None)
    assert records.points_of(made.provider_id, base.ON, base.ON) == 0


def test_a_stale_page_decides_nothing(opened):
    made = heard()
    with pytest.raises(Conflict, match="somebody else"):
        decide(made, version=1)


def test_it_ends_when_things_were_put_right(opened):
    made = decide(heard())
    scope = make.bureau_scope()
    with pytest.raises(Conflict):
        services.accept_remedy(made.id, scope=scope, at=base.AT)
    desk = make.provider_scope(made.provider_id)
    services.report_remedy(made.id, "已培训全体护理员", scope=desk, at=base.AT)
    assert services.accept_remedy(made.id, scope=scope, at=base.AT).state == "remedied"


def test_a_provider_reads_what_is_about_itself_only(opened):
    mine, _other = found(), found()
    scope = make.provider_scope(mine.provider_id)
    assert [each.id for each in records.findings(scope=scope)] == [mine.id]


@pytest.mark.parametrize("part", ["staff_id", "visit_id", "inspection_id"])
def test_parts_that_do_not_belong_are_refused(opened, part):
    stranger = {
        "staff_id": lambda: base.staff(base.organisation("care_provider")).id,
        "visit_id": lambda: make.visit().id,
        "inspection_id": lambda: 999,
    }[part]()
    with pytest.raises((BadInput, NotFound)):
        found(**{part: stranger})
