"""Drawn inspections 双随机: plan under a sealed seed, draw, look, close; anybody can redo it."""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ltc.audit.services import record
from ltc.db import session
from ltc.directory import queries as directory
from ltc.oversight.models import Inspection, InspectionItem, InspectionPopulation
from ltc.oversight.queries import counting, records
from ltc.oversight.rules import drawing
from ltc.oversight.rules.drawing import Proof
from ltc.scope import Scope
from ltc.security.persons import is_same_person
from ltc.shared.clock import legal_day
from ltc.shared.dates import Month
from ltc.shared.drawing import commitment, draw, population_hash, population_text
from ltc.shared.errors import BadInput, Conflict, Forbidden, Unknown

_SEED_BYTES = 32
_MOST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInspection:
    """What is to be drawn: visits or providers of an area and month, and how many."""

    title: str
    area_code: str
    month: Month
    population: str
    size: int
    inspectors: int = 2


def plan_inspection(new: NewInspection, *, scope: Scope, at: datetime) -> Inspection:
    """Plan a draw: the seed is made and sealed now, its hash is public from now on."""
    _check(new, scope, at)
    seed = secrets.token_hex(_SEED_BYTES)
    made = Inspection(
        area_code=new.area_code,
        title=new.title.strip(),
        month=str(new.month),
        population=new.population,
        size=new.size,
        inspector_count=new.inspectors,
        algorithm=drawing.ALGORITHM,
        seed_hash=commitment(seed),
        sealed_seed=seed,
        planned_at=at,
        planned_by=scope.actor.user_id,
    )
    session().add(made)
    session().flush()
    after = {"seed_hash": made.seed_hash, "month": made.month, "size": made.size}
    record(act="inspection.plan", about=made, actor=scope.actor, at=at, after=after)
    return made


def draw_inspection(inspection_id: int, *, scope: Scope, at: datetime) -> Inspection:
    """Freeze the population, draw sample and inspectors, publish the seed; not by the planner."""
    found = records.inspection(inspection_id, scope=scope, lock=True)
    _refuse_draw(found, scope)
    everything = Scope.everything("the population of a draw is the whole area's")
    ids = counting.population(
        found.population, found.area_code, Month.parse(found.month), scope=everything
    )
    pool = counting.inspector_pool(found.area_code)
    if not ids or len(pool) < found.inspector_count:
        raise Conflict(
            f"{len(ids)} to draw from, {len(pool)} inspectors: that is not enough",
            f"可抽对象{len(ids)}个、可抽检查人员{len(pool)}人，不够抽取",
        )
    found.population_hash = population_hash(ids)
    found.population_size, found.inspector_pool = len(ids), pool
    text = population_text(ids)
    session().add(InspectionPopulation(inspection_id=found.id, ids=zlib.compress(text.encode())))
    drawn = _draw(found, found.population, ids, found.size)
    found.inspectors = list(_draw(found, drawing.INSPECTOR, pool, found.inspector_count))
    _add_items(found, drawn, everything)
    found.seed, found.state = found.sealed_seed, "drawn"
    found.drawn_at, found.drawn_by = at, scope.actor.user_id
    after = {"seed": found.seed, "population": found.population_hash, "drawn": list(drawn)}
    after["inspectors"] = found.inspectors
    record(act="inspection.draw", about=found, actor=scope.actor, at=at, after=after)
    return found


def proof(inspection_id: int, *, scope: Scope) -> Proof:
    """Return all that anybody needs to redo the draw."""
    found = records.inspection(inspection_id, scope=scope)
    stored = zlib.decompress(records.population_of(found.id).ids).decode()
    ids = tuple(int(line) for line in stored.split("\n"))
    items = records.items_of(found.id, scope=scope)
    drawn = tuple(each.visit_id or each.provider_id for each in items)
    return Proof(
        seed=found.seed,
        seed_hash=found.seed_hash,
        kind=found.population,
        ids=ids,
        population_hash=found.population_hash,
        drawn=drawn,
        inspector_pool=tuple(found.inspector_pool),
        inspectors=tuple(found.inspectors),
        algorithm=found.algorithm,
    )


def record_item(
    item_id: int, result: str, note: str, *, scope: Scope, at: datetime
) -> InspectionItem:
    """Write down what a drawn inspector saw: ``sound``, or ``found`` with what was found."""
    if result not in ("sound", "found"):
        raise Unknown.word("result", result, ("sound", "found"), zh="检查结果")
    if not note.strip():
        raise BadInput("say what was seen", "请写明检查情况", field="note")
    item = records.item(item_id, scope=scope)
    inspection = records.inspection(item.inspection_id, scope=scope)
    if scope.actor.staff_id not in inspection.inspectors:
        raise Forbidden(
            "only a drawn inspector records what was seen", "只有抽中的检查人员可以填写检查结果"
        )
    if item.state != "drawn" or inspection.state != "drawn":
        raise Conflict("it was looked at already", "该对象已经检查过")
    item.state, item.note = result, note.strip()
    item.checked_on, item.checked_by = legal_day(at), scope.actor.user_id
    after = {"state": result}
    record(
        act="inspection.item", about=item, actor=scope.actor, at=at, after=after, reason=item.note
    )
    return item


def close_inspection(inspection_id: int, *, scope: Scope, at: datetime) -> Inspection:
    """Close an inspection once everything that was drawn has been looked at."""
    found = records.inspection(inspection_id, scope=scope, lock=True)
    waiting = [
        each.rank for each in records.items_of(found.id, scope=scope) if each.state == "drawn"
    ]
    if found.state != "drawn" or waiting:
        raise Conflict(
            f"{len(waiting)} drawn items have not been looked at",
            f"还有{len(waiting)}个抽中对象没有检查，不能结束",
        )
    found.state, found.closed_on = "closed", legal_day(at)
    record(act="inspection.close", about=found, actor=scope.actor, at=at)
    return found


def _draw(found: Inspection, kind: str, ids: Sequence[int], size: int) -> tuple[int, ...]:
    return draw(found.sealed_seed, kind, ids, size, fixed=found.population_hash)


def _add_items(found: Inspection, drawn: Sequence[int], scope: Scope) -> None:
    """Write down the sample in its order."""
    visits = {}
    if found.population == drawing.VISITS:
        visits = counting.visits_by_id(drawn, scope=scope)
    for rank, identity in enumerate(drawn, start=1):
        visit = visits.get(identity)
        session().add(
            InspectionItem(
                inspection_id=found.id,
                area_code=found.area_code,
                provider_id=visit.provider_id if visit else identity,
                visit_id=visit.id if visit else None,
                person_id=visit.person_id if visit else None,
                rank=rank,
                state="drawn",
            )
        )
    session().flush()


def _check(new: NewInspection, scope: Scope, at: datetime) -> None:
    directory.area(new.area_code)
    if not new.area_code.startswith(scope.area):
        raise BadInput("the area is not yours", "所选区划不在您的辖区", field="area_code")
    if new.population not in drawing.POPULATIONS:
        raise Unknown.word("population", new.population, drawing.POPULATIONS, zh="抽取范围")
    if not 1 <= new.size <= _MOST or new.inspectors < 1:
        raise BadInput(
            f"draw 1 to {_MOST}, with one inspector or more",
            f"抽取数量应在1到{_MOST}之间，检查人员不少于1人",
            field="size",
        )
    if new.month > Month.of(legal_day(at)):
        raise BadInput("the month has not come", "该月份还没有到", field="month")
    if not new.title.strip():
        raise BadInput("the inspection needs a name", "请填写检查名称", field="title")


def _refuse_draw(found: Inspection, scope: Scope) -> None:
    if found.state != "planned":
        raise Conflict("it was drawn already; a draw is not repeated", "已经抽取过，不能重抽")
    if is_same_person(scope.actor, found.planned_by):
        raise Forbidden("who planned it does not draw", "制定计划的人不能执行抽取，请另一人办理")
