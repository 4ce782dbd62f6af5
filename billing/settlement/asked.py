"""What one call of ``ltc settle`` asks for, and its answers, ready to be told as JSON."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import click

from billing.board.rules import SETTLE, WHO
from billing.errands.services import scope_of_user
from billing.models import Settlement
from billing.settlement import queries, runs
from billing.settlement.areas import Together, each_area
from billing.settlement.cluster import cluster
from billing.settlement.engine import Pace, silent
from billing.settlement.runs import Preview
from ltc.db import read_only
from ltc.scope import Scope
from ltc.security.queries import user_named
from ltc.shared.clock import now
from ltc.shared.dates import Month, parse_day
from ltc.shared.errors import BadInput, Forbidden, LtcError, NotFound
from ltc.shared.money import yuan


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of the command."""

    month: str
    dry_run: bool
    as_known_on: str | None
    by: str | None
    workers: int
    on: str | None

    def answers(self, areas: Sequence[str]) -> list[dict[str, Any]]:
        """Settle or preview the areas; a refusal stands in an area's place."""
        with self._pace() as pace:
            told = Together(areas, pace.progress)
            found = each_area(
                areas, lambda area: self._answer(area, replace(pace, progress=told.of(area)))
            )
        return [
            {"area": area, "month": self.month, **each.as_answer()}
            if isinstance(each, LtcError)
            else each
            for area, each in zip(areas, found, strict=True)
        ]

    def answer(self, area: str) -> dict[str, Any]:
        """Settle or preview one area."""
        with self._pace() as pace:
            return self._answer(area, pace)

    def _answer(self, area: str, pace: Pace) -> dict[str, Any]:
        month = Month.parse(self.month)
        day = parse_day(self.as_known_on, field="as-known-on") if self.as_known_on else None
        at = now()
        scope = scope_of(self.by) if self.by else Scope.everything(reason="month close")
        known_at = runs.known_on(area, month, day, scope=scope) if day else None
        if self.dry_run:
            seen = runs.preview(area, month, scope=scope, at=at, known_at=known_at)
            return previewed(area, self.month, seen)
        done = runs.settle(area, month, scope=scope, at=at, known_at=known_at, pace=pace)
        return settled(done)

    @contextmanager
    def _pace(self) -> Iterator[Pace]:
        """Say who reckons and who is told how far it is."""
        if self.on and self.dry_run:
            raise BadInput(
                "a dry run is reckoned on this machine; leave --on or --dry-run out",
                "试算在本机进行，--on 与 --dry-run 不能同时使用",
                field="on",
            )
        with ExitStack() as open_:
            pace = Pace(workers=self.workers)
            if self.on:
                found = open_.enter_context(cluster(self.on))
                pace = Pace(workers=found.at_once, elsewhere=found.rate)
            yield replace(pace, progress=open_.enter_context(_shown()))


@contextmanager
def _shown() -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield silent
        return
    with click.progressbar(length=1, label="结算", file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield show


def scope_of(login: str) -> Scope:
    """Return the scope of the officer who runs it; refuse who may not."""
    with read_only():
        user = user_named(login.strip().lower())
        if user is None:
            raise NotFound(f"no account {login}", f"没有账号 {login}", field="by")
        scope = scope_of_user(user.id)
    if not scope.actor.roles & set(WHO[SETTLE]):
        raise Forbidden(f"{login} does not run settlements", f"账号 {login} 无权运行月结算")
    return scope


def settled(done: Settlement) -> dict[str, Any]:
    """Return what was settled."""
    with read_only():
        notes = [{"kind": each.kind, **each.facts} for each in queries.notes(done.id)]
    return {
        "area": done.area_code,
        "month": done.month,
        "state": done.state,
        "persons": done.persons,
        "lines": done.lines,
        "asked": yuan(done.asked_fen),
        "fund": yuan(done.fund_fen),
        "person": yuan(done.person_fen),
        "withheld": yuan(done.withheld_fen),
        "to_people": yuan(done.to_person_fen or 0),
        "adjusted_fund": yuan(done.adjusted_fund_fen),
        "result_hash": done.result_hash,
        "pack": {"id": done.pack, "version": done.pack_version, "fingerprint": done.fingerprint},
        "notes": notes,
    }


def previewed(area: str, month: str, seen: Preview) -> dict[str, Any]:
    """Return what would be settled; ``same_as_settled`` where the month is."""

    def total(name: str) -> str:
        return yuan(sum(getattr(part, name) for part in seen.totals))

    stored = seen.settled if seen.settled and seen.settled.result_hash else None
    return {
        "area": area,
        "month": month,
        "state": "dry-run",
        "lines": seen.lines,
        "asked": total("asked_fen"),
        "fund": total("fund_fen"),
        "person": total("person_fen"),
        "withheld": total("withheld_fen"),
        "to_people": total("to_person_fen"),
        "result_hash": seen.result_hash,
        "same_as_settled": None if stored is None else stored.result_hash == seen.result_hash,
        "notes": [{"kind": kind, **facts} for kind, facts in seen.notes],
    }
