"""A batch on its way to another machine and its lines on the way back, as Arrow.

What rates a batch there is the very function that rates it here (``engine.lines_under``); a worker
opens no database and reads no file but its own program.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

import billing
import ltc.policy
import ltc.shared
import providers
from billing.persons.rules.days import CareSpan
from billing.rules.tariff import Tariff
from billing.settlement.engine import Known, for_month, lines_under
from billing.settlement.rules.facts import Facts, SmallFacts
from billing.settlement.rules.lines import OWN, TYPES
from ltc.policy.lookup import Pack
from ltc.shared.dates import Month
from ltc.shared.errors import Conflict

_WHOSE = ("person_id", "visit_id", "provider_id", "carer_id")
_PROGRAM = (billing, ltc.policy, ltc.shared, providers)
_FRAMES = tuple(each.name for each in fields(SmallFacts) if each.type == "pl.DataFrame")


@dataclass(frozen=True, slots=True)
class Parcel:
    """Everything that the lines of a batch follow from; frames as Arrow streams."""

    program: str
    pack: Pack
    known_on: date | None
    month: Month
    settlement_id: int
    detailed: bool
    cares: Sequence[CareSpan]
    cared_for: Sequence[tuple[int, str, str, str]]
    frames: dict[str, bytes]


def wrapped(facts: Facts, known: Known, settlement_id: int) -> Parcel:
    """Wrap the facts of a batch of whole people."""
    frames = {name: getattr(facts.small, name) for name in _FRAMES}
    frames |= {"visits": facts.visits, "people": facts.people, "at_home": facts.at_home}
    cares = known.cares_of(facts.visits)
    whose = {each.person for each in cares}
    return Parcel(
        program=program(),
        pack=known.tariff.pack,
        known_on=known.tariff.law.known_on,
        month=known.month,
        settlement_id=settlement_id,
        detailed=facts.small.detailed,
        cares=cares,
        cared_for=[each for each in known.cared_for if each[0] in whose],
        frames={name: as_arrow(frame) for name, frame in frames.items()},
    )


def rated(parcel: Parcel) -> bytes:
    """Rate a batch, on whatever machine; refuse where another version of the program is there."""
    if parcel.program != program():
        raise Conflict(
            "a worker of the cluster has another version of this program; install the same one",
            "计算节点上的程序版本与本机不同，请在所有节点安装同一版本后重新运行",
            field="on",
        )
    frames = {name: from_arrow(data) for name, data in parcel.frames.items()}
    visits, people, at_home = (frames.pop(name) for name in ("visits", "people", "at_home"))
    more: dict[str, Any] = {**frames, "detailed": parcel.detailed}
    small = SmallFacts(**more)
    tariff = Tariff(parcel.pack, known_on=parcel.known_on)
    facts = Facts(visits, people, small, left_out={}, at_home=at_home)
    known = Known(parcel.month, tariff, small, parcel.cares, parcel.cared_for)
    return as_arrow(lines_under(facts, known, parcel.settlement_id))


def answered(data: bytes, facts: Facts, known: Known, settlement_id: int) -> pl.DataFrame:
    """Return the lines of an answer, if they are those of the batch that was sent.

    Every visit of the month once, its own person, provider and carer, amounts that add up: no
    worker writes a line for anybody else.  What a visit is paid it is trusted with (TLS, program).
    """
    try:
        lines = from_arrow(data)
    except (pl.exceptions.PolarsError, TypeError) as fault:
        raise _strange() from fault
    if lines.schema != pl.Schema(TYPES) or not lines.select(_WHOSE).equals(_sent(facts, known)):
        raise _strange()
    fund, withheld, theirs = (pl.col(f"{name}_fen") for name in ("fund", "withheld", "to_person"))
    sound = (
        (pl.col("settlement_id") == settlement_id)
        & (pl.col("kind") == OWN)
        & (pl.col("for_month") == for_month(known.month))
        & (pl.col("asked_fen") == fund + pl.col("person_fen"))
        & (fund >= withheld + theirs)
        & (withheld >= 0)
        & (theirs >= 0)
    )
    if not lines.select(sound.fill_null(value=False).all()).item():
        raise _strange()
    return lines


def _sent(facts: Facts, known: Known) -> pl.DataFrame:
    """Return whose lines must come back, in the order of their key."""
    visits = facts.visits.filter(pl.col("day") >= known.month.first_day)
    named = visits.select(
        person_id="person", visit_id="line_id", provider_id="provider", carer_id="carer"
    )
    return named.sort("person_id", "visit_id")


def _strange() -> Conflict:
    return Conflict(
        "a worker answered other lines than those of its batch; check it, or leave --on out",
        "计算节点返回的结算行与发出的批次不符；请检查集群，或去掉 --on 在本机计算",
        field="on",
    )


@cache
def program() -> str:
    """Return a hash of the program that decides what is paid, and of the engine under it."""
    found = hashlib.sha256(pl.__version__.encode())
    for package in _PROGRAM:
        root = Path(package.__path__[0])
        for file in sorted(root.rglob("*.py")):
            found.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


def as_arrow(frame: pl.DataFrame) -> bytes:
    """Return a frame as a compressed Arrow stream."""
    stream = io.BytesIO()
    frame.write_ipc_stream(stream, compression="zstd")
    return stream.getvalue()


def from_arrow(data: bytes) -> pl.DataFrame:
    """Return the frame in an Arrow stream."""
    return pl.read_ipc_stream(io.BytesIO(data))
