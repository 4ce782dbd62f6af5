"""A house for the pages of oversight: one of everything, and an account of each role."""

from types import SimpleNamespace

from ltc.db import unit_of_work
from ltc.oversight import services
from ltc.shared import clock
from ltc.shared.dates import Month
from tests.support.factories import base, case
from tests.support.factories import oversight as make


def build(site) -> SimpleNamespace:
    """Write a bureau with inspectors, an operator under contract, a provider, a person, a visit."""
    clock.start_at(base.AT)
    with unit_of_work():
        base.areas()
        bureau = base.organisation("bureau", base.CITY, name="市医保局")
        inspectors = [base.staff(bureau, "officer").id for _ in range(2)]
        contract = make.contract()
        provider = base.organisation("care_provider", name="安心护理站")
        person = case.person()
        house = SimpleNamespace(
            site=site,
            contract=contract.id,
            operator=contract.operator_id,
            provider=provider.id,
            person=person.id,
            visit=make.visit(provider=provider, person=person).id,
            inspectors=inspectors,
        )
    site.account("officer", "bureau_officer", staff_id=inspectors[0])
    site.account("lead", "bureau_lead", staff_id=inspectors[1])
    site.account("operator", "operator", organisation_id=house.operator)
    site.account("auditor", "auditor")
    site.account("desk", "provider_desk", organisation_id=house.provider)
    site.account("family", "family", person_id=house.person)
    return house


def fill(house: SimpleNamespace) -> None:
    """Add a scorecard, complaints, a check, a drawn inspection and a heard finding."""
    officer, lead = make.bureau_scope(), make.bureau_scope("bureau_lead")
    with unit_of_work():
        make.clock("acceptance", due_on=base.ON, met_on=base.ON)
        make.clock("delivery", due_on=base.ON, met_on=None)
        new = services.NewCheck(
            about_kind="visit", about_id=house.visit, how="call_back", result="confirmed"
        )
        operator = make.operator_scope(house.operator)
        services.record_check(new, scope=operator, at=base.AT)
        house.complaint = make.complaint(provider_id=house.provider)[0].id
        house.sealed = make.complaint(kind="report", sealed=True)[0].id
    with unit_of_work():
        plan = services.NewInspection(
            title="十月上门服务抽查",
            area_code=base.CITY,
            month=Month.parse(make.OCTOBER),
            population="visits",
            size=1,
        )
        house.inspection = services.plan_inspection(plan, scope=officer, at=base.AT).id
        services.draw_inspection(house.inspection, scope=lead, at=base.AT)
        found = services.NewFinding(
            provider_id=house.provider,
            text="十月九日未上门而有签到",
            law="服务协议第十二条",
            points=6,
        )
        house.finding = services.find(found, scope=officer, at=base.AT).id
        desk = make.provider_scope(house.provider)
        services.hear(house.finding, "当日系统故障", scope=desk, at=base.AT)
    clock.start_at(make.AFTER)
    with unit_of_work():
        house.card = services.make_scorecard(
            house.contract, Month.parse(make.OCTOBER), scope=officer, at=make.AFTER
        ).id
