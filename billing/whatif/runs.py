"""Rate past months twice: by the pool's own pack and by the supposed one.  Writes nothing.

Both times the same facts as known now go through the settlement's own engine, so the difference is
the rules' alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import polars as pl

from billing.columnar import column_door
from billing.rules.tariff import Tariff
from billing.settlement import engine
from billing.settlement import queries as settlements
from billing.settlement.engine import MonthRun, silent
from billing.settlement.rules.details import words_together
from billing.settlement.rules.law import check_cells
from billing.settlement.rules.states import VISIBLE
from billing.whatif import queries
from billing.whatif.question import Question
from billing.whatif.rules.effect import AMOUNTS, OF, added, effect, groups, whole
from billing.whatif.told import told_changes, told_groups, told_pack
from ltc.db import read_only
from ltc.directory import queries as directory
from ltc.policy.lookup import Pack
from ltc.scope import Scope
from ltc.shared.dates import Month
from ltc.shared.errors import BadInput, Forbidden

Progress = Any  # (done, total) -> None


@dataclass(frozen=True, slots=True)
class _MonthTwice:
    """A month rated both ways: its sums, and whom they concern."""

    effects: pl.DataFrame
    own: Pack
    supposed: Pack


def answer(
    question: Question, *, scope: Scope, at: datetime, progress: Progress = silent
) -> dict[str, Any]:
    """Return what the months cost before and after, and who gains and loses, ready for JSON."""
    if not question.area.startswith(scope.area):
        raise Forbidden("this is another area's month", "不能测算其他统筹区")
    with read_only():
        districts = queries.districts(question.area)
        settled = _settled(question, scope)
    found = []
    for done, month in enumerate(question.months):
        progress(done, len(question.months))
        found.append(_month_twice(question, month, districts, scope=scope, at=at))
    progress(len(found), len(found))
    return _told(question, found, settled)


def _settled(question: Question, scope: Scope) -> list[int | None]:
    """Return what the months' own lines came to when they were settled, where they were."""
    with_lines = []
    for month in question.months:
        row = settlements.settlement_of(question.area, month, scope=scope)
        there = row is not None and row.state in VISIBLE
        with_lines.append(row.fund_fen - row.adjusted_fund_fen if row and there else None)
    return with_lines


def _month_twice(
    question: Question, month: Month, districts: Mapping[str, str], *, scope: Scope, at: datetime
) -> _MonthTwice:
    with read_only():
        briefing = engine.brief(
            question.area, month, known_at=at, news_since=None, scope=scope, detailed=True
        )
    run = engine.prepare(briefing)
    supposed = question.supposed(run.pack)
    if supposed.fingerprint == run.pack.fingerprint:
        raise BadInput(
            "this is the pack by which the months were settled: nothing is changed",
            "所选政策包就是结算所用的政策包，没有改动",
            field="pack",
        )
    other = _under(run, supposed)
    with column_door() as door:
        areas = queries.areas_of_people(door, question.area)
    areas = areas.with_columns(pl.col("area").replace(dict(districts)))
    words, parts = engine.words_used(run), [_nothing()]
    for batch in run.plan.batches()[:-1]:
        before, after = (engine.batch_lines(each, batch, 0) for each in (run, other))
        parts.append(effect(before, after, words, areas))
    return _MonthTwice(added(parts), run.pack, supposed)


def _under(run: MonthRun, pack: Pack) -> MonthRun:
    """Return the same month, rated by another pack; a gap in that pack is told before rating."""
    tariff = Tariff(pack)
    check_cells(tariff, run.briefing.month, words_together(run.facts, tariff, run.briefing.month))
    own = replace(run.briefing.own, tariff=tariff)
    return replace(run, briefing=replace(run.briefing, own=own), notes=[])


def _nothing() -> pl.DataFrame:
    kinds = {"person_id": pl.Int64, "provider_id": pl.Int64}
    schema = {name: kinds.get(name, pl.String) for name in OF}
    return pl.DataFrame(schema=schema | dict.fromkeys(AMOUNTS, pl.Int64))


def _told(
    question: Question, found: Sequence[_MonthTwice], settled: Sequence[int | None]
) -> dict[str, Any]:
    effects = added([each.effects for each in found])
    last = found[-1]
    with read_only():
        areas = {each.code: each.name for each in directory.areas_under(question.area)}
        providers = {str(key): name for key, name in directory.organisation_names().items()}
    words = {"area": areas, "provider_id": providers}
    return {
        "area": question.area,
        "months": [
            {"month": str(month), "settled_fen": fen, **_sums(each.effects)}
            for month, each, fen in zip(question.months, found, settled, strict=True)
        ],
        "whole": whole(effects).to_dicts()[0] if effects.height else None,
        **told_groups({key: groups(effects, key) for key in OF[1:]}, last.own, words),
        "before": told_pack(last.own),
        "after": told_pack(last.supposed),
        "changes": told_changes(last.own, last.supposed, question.months[-1].last_day),
    }


def _sums(effects: pl.DataFrame) -> dict[str, int]:
    return {name: int(effects[name].sum()) for name in AMOUNTS}
