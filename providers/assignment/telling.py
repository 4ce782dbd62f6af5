"""What families and operators are told when a provider takes people, stops or is stopped."""

from __future__ import annotations

from datetime import date, datetime

from ltc.directory import queries as directory
from ltc.outbox.services import Addressee, post
from ltc.policy.load import pack_for_area
from ltc.scope import Scope
from ltc.shared.clock import legal_day
from ltc.shared.dates import in_chinese
from providers.assignment import queries
from providers.models import Assignment, Suspension


def tell_family(assignment: Assignment, first_day: date, at: datetime) -> None:
    """Say who comes, from when, and where to call."""
    house = directory.organisation(
        assignment.provider_id, scope=Scope.everything("the family is told who comes")
    )
    call = f"，联系电话{house.phone}" if house.phone else ""
    post(
        Addressee(assignment.area_code, person_id=assignment.person_id),
        key=f"assignment:{assignment.id}:accepted",
        channel="sms",
        subject="护理机构已接单",
        body=f"{house.name}将自{in_chinese(first_day)}起按护理计划上门服务{call}。",
        at=at,
    )


def tell_family_of_end(assignment: Assignment, at: datetime) -> None:
    """Say until when the provider still comes, and who finds the next one."""
    assert assignment.last_day is not None  # noqa: S101 - it has just ended
    name = directory.organisation_names()[assignment.provider_id]
    post(
        Addressee(assignment.area_code, person_id=assignment.person_id),
        key=f"assignment:{assignment.id}:agreement_ended",
        channel="sms",
        subject="护理机构变更",
        body=f"{name}的服务协议终止，服务至{in_chinese(assignment.last_day)}止。"
        "经办机构将与您商定其他机构，您也可以自选。",
        at=at,
    )


def ask_for_transfers(*, suspension: Suspension, at: datetime, scope: Scope) -> None:  # noqa: ARG001 - as it is told
    """Handle ``provider.suspended``: the operator is asked to find others for whom it serves."""
    served = queries.served_by(suspension.provider_id)
    if suspension.staff_id is not None or not served:
        return
    name = directory.organisation_names()[suspension.provider_id]
    since = in_chinese(suspension.first_day)
    said = f"{name}自{since}起暂停服务，有{served}人在其服务中"
    key = f"suspension:{suspension.id}:transfer"
    ask_operators(suspension.area_code, key, "机构暂停，请办理转派", said, at)


def ask_operators(area_code: str, key: str, subject: str, said: str, at: datetime) -> None:
    """Ask the pool's operators to find other providers."""
    pool = pack_for_area(area_code, legal_day(at)).area_code
    for operator in directory.organisations("operator", pool):
        post(
            Addressee(pool, organisation_id=operator.id),
            key=f"{key}:{operator.id}",
            channel="notice",
            subject=subject,
            body=f"{said}，请与家属商定后逐一转派。",
            at=at,
        )
