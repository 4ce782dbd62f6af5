"""Operators' contracts: one officer enters them, another puts them into force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ltc.audit.services import record
from ltc.db import session
from ltc.directory import queries as directory
from ltc.oversight.models import OperatorContract
from ltc.oversight.queries import records
from ltc.oversight.rules.scoring import ALL, Indicator, check_indicators
from ltc.scope import Scope
from ltc.security.persons import is_same_person
from ltc.shared.errors import BadInput, Conflict, Forbidden, Unknown

INSURANCES = ("employee", "resident")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContract:
    """What bureau and operator agreed; a fee or a rate that is not agreed stays empty."""

    operator_id: int
    area_code: str
    number: str
    first_day: date
    last_day: date
    indicators: tuple[Indicator, ...]
    document: str = ""
    fee_fen: int | None = None
    performance_bp: int | None = None
    insurance: str = "employee"


def make_contract(new: NewContract, *, scope: Scope, at: datetime) -> OperatorContract:
    """Enter a contract with an operator; it counts once somebody else has approved it."""
    _check(new, scope)
    made = OperatorContract(
        operator_id=new.operator_id,
        area_code=new.area_code,
        number=new.number.strip(),
        first_day=new.first_day,
        last_day=new.last_day,
        indicators=[each.as_row() for each in new.indicators],
        document=new.document,
        fee_fen=new.fee_fen,
        performance_bp=new.performance_bp,
        insurance=new.insurance,
        state="drafted",
        made_by=scope.actor.user_id,
    )
    session().add(made)
    session().flush()
    record(act="contract.make", about=made, actor=scope.actor, at=at, after=_facts(made))
    return made


def approve_contract(contract_id: int, *, scope: Scope, at: datetime) -> OperatorContract:
    """Put a contract into force; whoever entered it cannot."""
    found = records.contract(contract_id, scope=scope, lock=True)
    if found.state != "drafted":
        raise Conflict("the contract is in force already", "该合同已经生效")
    if is_same_person(scope.actor, found.made_by):
        raise Forbidden(
            "who entered the contract does not approve it", "录入人不能审批本人录入的合同"
        )
    other = records.overlapping(found)
    if other is not None:
        raise Conflict(
            f"contract {other.number} holds in these days", f"合同 {other.number} 与该期间重叠"
        )
    found.state = "in_force"
    found.approved_by, found.approved_at = scope.actor.user_id, at
    record(
        act="contract.approve",
        about=found,
        actor=scope.actor,
        at=at,
        before={"state": "drafted"},
        after={"state": "in_force"},
    )
    return found


def _check(new: NewContract, scope: Scope) -> None:
    operator = directory.organisation(new.operator_id, scope=scope)
    if operator.kind != "operator":
        raise BadInput("this is no operator", "所选机构不是经办机构", field="operator_id")
    if not new.area_code.startswith(scope.area) or directory.area(new.area_code) is None:
        raise BadInput("the area is not yours", "所选区划不在您的辖区", field="area_code")
    if not new.number.strip():
        raise BadInput("the contract's number is needed", "请填写合同编号", field="number")
    if new.last_day < new.first_day:
        raise BadInput("the days are not in order", "起止日期颠倒", field="last_day")
    if new.insurance not in INSURANCES:
        raise Unknown.word("insurance", new.insurance, INSURANCES, zh="险种")
    if new.performance_bp is not None and not 0 <= new.performance_bp <= ALL:
        raise BadInput("a share from 0 to 100%", "绩效比例应在0到100%之间", field="performance_bp")
    if new.fee_fen is not None and new.fee_fen < 0:
        raise BadInput("the fee cannot be below zero", "服务费不能为负", field="fee_fen")
    check_indicators(new.indicators)


def _facts(made: OperatorContract) -> dict[str, object]:
    return {
        "number": made.number,
        "operator_id": made.operator_id,
        "days": [str(made.first_day), str(made.last_day)],
        "fee_fen": made.fee_fen,
        "performance_bp": made.performance_bp,
        "indicators": made.indicators,
    }
