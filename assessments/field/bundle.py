"""What a tablet takes along: its homes, and the scales with the proof that they are ours.

Only homes the signed-in scorer is appointed to; of the ID number its first and last sign; nobody's
answers.  A scale travels as the canonical text whose hash is its fingerprint: the tablet scores
from exactly those bytes, and gives the signature back with every form.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from assessments.field import queries
from assessments.field.queries import Task
from assessments.rules.scale import Scale
from assessments.scales.load import load_points_scale
from ltc.devices.keys import keyed
from ltc.scope import Scope
from ltc.shared.clock import iso, legal_day
from ltc.shared.errors import Forbidden
from ltc.shared.ids import canonical_json, mask_id_number

_BEFORE, _AFTER = timedelta(days=3), timedelta(days=1)


def bundle(*, scope: Scope, at: datetime) -> dict[str, Any]:
    """Return the homes of these days and the scales they need."""
    if scope.actor.staff_id is None:
        raise Forbidden("only assessors take tasks along", "只有评估人员可以下载评估任务")
    staff_id = scope.actor.staff_id
    tasks = queries.tasks_of(staff_id, at - _BEFORE, at + _AFTER, scope=scope)
    names = {task.assessment.scale for task in tasks}
    return {
        "server_time": iso(at),
        "tasks": [_task(each, at) for each in tasks],
        "scales": {name: packed(load_points_scale(name)) for name in sorted(names)},
    }


def packed(scale: Scale) -> dict[str, Any]:
    """Return a scale as a tablet keeps it: its text, that text's hash, and our signature."""
    return {
        "version": scale.version,
        "text": canonical_json(scale.content),
        "hash": scale.fingerprint,
        "signature": signature([scale.id, scale.version, scale.fingerprint]),
        # The text is sorted by its keys; screens and the nearest grade go in the scale's order.
        "order": [[each.key, [item.key for item in each.items]] for each in scale.dimensions],
        "axes": [axis.key for axis in scale.axes],
    }


def is_ours(scale: Scale, signed: str) -> bool:
    """Tell whether a signature is the one that this house gave to these very tables."""
    ours = signature([scale.id, scale.version, scale.fingerprint])
    return hmac.compare_digest(ours.encode(), signed.encode())


def signature(parts: Iterable[str]) -> str:
    """Sign what a tablet takes along, under a key that it never sees."""
    return keyed("assessment tables", *parts)


def _task(task: Task, at: datetime) -> dict[str, Any]:
    assessment, person = task.assessment, task.person
    born, today = person.born_on, legal_day(at)
    return {
        "assessment": assessment.id,
        "version": assessment.version,
        "state": assessment.state,
        "kind": assessment.kind,
        "scale": assessment.scale,
        "scheduled_at": iso(assessment.scheduled_at) if assessment.scheduled_at else None,
        "work": task.work,
        "done": task.sealed_at is not None,
        "name": person.name,
        "sex": person.sex,
        "age": today.year - born.year - ((today.month, today.day) < (born.month, born.day)),
        "id_number": mask_id_number(person.id_number),
        "address": person.address,
        "guardian": person.guardian_name,
    }
