"""The papers of the story: set as PDF, recorded with their hashes, listed with their files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from multiprocessing import get_context
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
from ltc.demo.chapters.today import with_account
from ltc.demo.story import Resident, Story
from ltc.papers.render import pdf
from ltc.papers.services import Composed, Sheet, Typeset, compose, finished, folder, register

Build = Callable[[], Sheet]
Begun = tuple[Composed, Future[bytes]]
Written = list[tuple[str, Path]]


@contextmanager
def press(story: Story, outcome: Outcome, at: datetime) -> Iterator[Callable[[], Written]]:
    """Set the papers of the paid month on another core meanwhile; give what records them.

    What they will say at the instant ``at`` is written down now, and compared when they are wanted.
    """
    # A fresh process: a fork would share the database's connections.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        begun: list[Begun] = []
        for build in list(_builds(story, outcome)):
            with read_only():
                composed = compose(build(), at=at)
            begun.append((composed, pool.submit(pdf, composed.source)))
        yield lambda: _write_papers(story, list(_builds(story, outcome)), begun)


def _write_papers(story: Story, builds: Sequence[Build], begun: Sequence[Begun]) -> Written:
    """Record each paper as things stand now; return title and file."""
    written = []
    pairs = list(zip(builds, begun, strict=True))
    for build, (composed, content) in story.tell.each(pairs, "文书 papers"):
        ready = _as_it_stands(build, composed, content)
        with unit_of_work() as opened:
            made = register(ready, scope=story.cast.officer.scope)
            opened.flush()
            written.append((made.title, folder() / made.file_name))
    story.tell.say(
        f"{len(written)} 份文书已写成 PDF，各带校验二维码",
        f"{len(written)} papers written as PDF, each with a code to verify it",
    )
    return written


def _as_it_stands(build: Build, composed: Composed, content: Future[bytes]) -> Typeset:
    """Return the paper that was set, or set it anew where the story has changed what it says."""
    with read_only():
        now = compose(build(), at=composed.at, code=composed.code)
    same = now.source == composed.source
    return finished(now, content.result() if same else pdf(now.source))


def _builds(story: Story, outcome: Outcome) -> Iterator[Build]:
    """Yield one builder for each paper."""
    scope = story.cast.officer.scope
    resident = with_account(story)
    yield partial(receipt, resident.application_id, scope=scope)
    yield partial(report, resident.assessment_id, scope=scope)
    yield partial(letter, _determination(story, resident), scope=scope)
    yield partial(care_plan, resident.plan_id, scope=scope)
    yield partial(statement, outcome.statement_ids[-1], scope=scope)
    yield partial(reconciliation, outcome.settlement_id, scope=scope)
    yield partial(payment_order, outcome.order_id, scope=scope)


def _determination(story: Story, resident: Resident) -> int:
    with read_only():
        found = determinations_of(resident.person_id, scope=story.cast.officer.scope)
        return found[0][0].id
