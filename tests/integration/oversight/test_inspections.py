"""A drawn inspection: committed before, drawn by another, redone by anybody, seen by the drawn."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from ltc.db import engine, session, unit_of_work
from ltc.oversight import services
from ltc.oversight.models import Inspection, InspectionPopulation
from ltc.oversight.queries import records
from ltc.oversight.rules import drawing
from ltc.shared.dates import Month
from ltc.shared.drawing import commitment
from ltc.shared.errors import BadInput, Conflict, Forbidden
from providers.visits.models import Visit
from tests.support.factories import base, providers
from tests.support.factories import oversight as make


@pytest.fixture
def opened(database):
    """Keep one unit of work open for the whole test."""
    with unit_of_work():
        yield


def plan(**changes) -> Inspection:
    base.areas()
    new = services.NewInspection(
        **{
            "title": "十月上门服务抽查",
            "area_code": base.CITY,
            "month": Month.parse(make.OCTOBER),
            "population": "visits",
            "size": 3,
            **changes,
        }
    )
    return services.plan_inspection(new, scope=make.bureau_scope(), at=base.AT)


def inspectors(count: int = 3):
    bureau = base.organisation("bureau", base.CITY)
    return [base.staff(bureau, "officer") for _ in range(count)]


def drawn(visits: int = 8) -> Inspection:
    inspectors()
    for _ in range(visits):
        make.visit()
    found = plan()
    return services.draw_inspection(found.id, scope=make.bureau_scope("bureau_lead"), at=base.AT)


def test_before_the_draw_only_the_hash_of_the_seed_is_known(database):
    with unit_of_work():
        made = plan()
    with engine().connect() as connection:
        row = connection.execute(sa.text("SELECT * FROM inspection")).one()._mapping
    assert row["seed"] == ""
    assert made.sealed_seed not in str(dict(row))
    assert row["seed_hash"] == commitment(made.sealed_seed)


def test_the_draw_can_be_redone_by_anybody(opened):
    found = drawn()
    proof = services.proof(found.id, scope=make.bureau_scope())
    assert drawing.faults(proof) == []
    assert (len(proof.ids), len(proof.drawn), len(proof.inspectors)) == (8, 3, 2)
    assert drawing.faults(replace(proof, drawn=proof.drawn[::-1]))


def test_what_changes_afterwards_changes_nothing_of_the_draw(opened):
    found = drawn()
    session().execute(sa.update(Visit).values(state="voided"))
    assert drawing.faults(services.proof(found.id, scope=make.bureau_scope())) == []


def test_only_delivered_visits_of_the_month_are_in_it(opened):
    inspectors()
    inside = [make.visit().id for _ in range(2)]
    make.visit(state="ended")
    make.visit(day=date(2023, 11, 1))
    found = plan()
    services.draw_inspection(found.id, scope=make.bureau_scope("bureau_lead"), at=base.AT)
    assert services.proof(found.id, scope=make.bureau_scope()).ids == tuple(inside)


def test_providers_can_be_drawn_as_well(opened):
    inspectors()
    ids = [providers.provider().id for _ in range(4)]
    found = plan(population="providers", size=2)
    services.draw_inspection(found.id, scope=make.bureau_scope("bureau_lead"), at=base.AT)
    proof = services.proof(found.id, scope=make.bureau_scope())
    assert (proof.ids, drawing.faults(proof)) == (tuple(ids), [])


def test_who_planned_does_not_draw_and_nobody_draws_twice(opened):
    found = drawn()
    with pytest.raises(Conflict, match="already"):
        services.draw_inspection(found.id, scope=make.bureau_scope(), at=base.AT)
    other = plan()
    officer = make.bureau_scope()
    other.planned_by = officer.actor.user_id
    with pytest.raises(Forbidden):
        services.draw_inspection(other.id, scope=officer, at=base.AT)


def test_without_enough_inspectors_nothing_is_drawn(opened):
    inspectors(1)
    make.visit()
    with pytest.raises(Conflict, match="not enough"):
        services.draw_inspection(plan().id, scope=make.bureau_scope("bureau_lead"), at=base.AT)


def as_inspector(found: Inspection, staff_id: int):
    scope = make.bureau_scope()
    return replace(scope, actor=replace(scope.actor, staff_id=staff_id))


def test_only_the_drawn_inspectors_write_down_what_they_saw(opened):
    found = drawn()
    scope = make.bureau_scope()
    item = records.items_of(found.id, scope=scope)[0]
    left_out = next(each for each in found.inspector_pool if each not in found.inspectors)
    with pytest.raises(Forbidden):
        services.record_item(
            item.id, "sound", "记录齐全", scope=as_inspector(found, left_out), at=base.AT
        )
    seen = as_inspector(found, found.inspectors[0])
    services.record_item(item.id, "sound", "记录齐全", scope=seen, at=base.AT)
    with pytest.raises(Conflict):
        services.record_item(item.id, "found", "缺签名", scope=seen, at=base.AT)


def test_an_inspection_closes_when_everything_was_seen(opened):
    found = drawn()
    seen = as_inspector(found, found.inspectors[0])
    with pytest.raises(Conflict, match="3 drawn items"):
        services.close_inspection(found.id, scope=seen, at=base.AT)
    for item in records.items_of(found.id, scope=seen):
        services.record_item(item.id, "sound", "记录齐全", scope=seen, at=base.AT)
    assert services.close_inspection(found.id, scope=seen, at=base.AT).state == "closed"


@pytest.mark.parametrize(
    "changes",
    [
        {"size": 0},
        {"size": 1_001},
        {"inspectors": 0},
        {"population": "people"},
        {"month": Month.parse("2023-11")},
        {"title": " "},
        {"area_code": "2112"},
    ],
)
def test_a_plan_that_cannot_be_is_refused(opened, changes):
    with (
        pytest.raises((BadInput, LookupError))
        if "area_code" not in changes
        else pytest.raises(Exception, match="2112")
    ):
        plan(**changes)


def test_the_population_is_kept_for_good(opened):
    drawn()
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), session().begin_nested():
        session().execute(sa.text("DELETE FROM inspection_population"))
    assert session().scalar(sa.select(sa.func.count()).select_from(InspectionPopulation)) == 1
