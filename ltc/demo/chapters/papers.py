"""The papers of the story: set as PDF, recorded with their hashes, listed with their files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

from assessments.papers.letter import letter
from assessments.papers.report import report
from billing.papers.payment import payment_order
from billing.papers.reconciliation import reconciliation
from billing.papers.statement import statement
from ltc.case.papers import care_plan, receipt
from ltc.case.queries import determinations_of
from ltc.db import read_only, unit_of_work
from ltc.demo.chapters.settling import Outcome
from ltc.demo.story import Resident, Story
from ltc.papers.services import Sheet, folder, register, typeset

Build = Callable[[], Sheet]


def write_papers(story: Story, outcome: Outcome, at: datetime) -> list[tuple[str, Path]]:
    """Write the papers of one person's way and of the paid month; return title and file."""
    written = []
    builds = list(_builds(story, outcome))
    for build in story.tell.each(builds, "文书 papers"):
        with read_only():
            sheet = build()
        ready = typeset(sheet, at=at)
        with unit_of_work() as opened:
            made = register(ready, scope=story.cast.officer.scope)
            opened.flush()
            written.append((made.title, folder() / made.file_name))
    story.tell.say(
        f"{len(written)} 份文书已写成 PDF，各带校验二维码",
        f"{len(written)} papers written as PDF, each with a code to verify it",
    )
    return written


def _builds(story: Story, outcome: Outcome) -> Iterator[Build]:
    """Yield one builder for each paper."""
    scope = story.cast.officer.scope
    resident = _whose(story)
    yield partial(receipt, resident.application_id, scope=scope)
    yield partial(report, resident.assessment_id, scope=scope)
    yield partial(letter, _determination(story, resident), scope=scope)
    yield partial(care_plan, resident.plan_id, scope=scope)
    yield partial(statement, outcome.statement_ids[-1], scope=scope)
    yield partial(reconciliation, outcome.settlement_id, scope=scope)
    yield partial(payment_order, outcome.order_id, scope=scope)


def _whose(story: Story) -> Resident:
    """Return the person whose family has the account."""
    return next(each for each in story.residents if each.person_id in story.cast.families)


def _determination(story: Story, resident: Resident) -> int:
    with read_only():
        found = determinations_of(resident.person_id, scope=story.cast.officer.scope)
        return found[0][0].id
