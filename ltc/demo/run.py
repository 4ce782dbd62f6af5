"""The whole story, chapter by chapter: two months of care, the first one settled and paid.

The second month carries what became known late; it is settled and waits for its signatures, so
that every role finds something to do when the story stops.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ltc.db import unit_of_work
from ltc.demo.chapters import (
    applying,
    assessing,
    desks,
    papers,
    planning,
    settling,
    stage,
    supervising,
    today,
    turns,
    visiting,
)
from ltc.demo.chapters.settling import Outcome
from ltc.demo.incidents import Incidents
from ltc.demo.people import draw_people
from ltc.demo.story import Resident, Story, at
from ltc.shared.dates import Month
from ltc.shared.ids import canonical_json, sha256
from providers.visits.services import plan_month

_LAST_DAY = 8  # of the second month after; the story's present day
_TOLD_ON = 12


@dataclass(slots=True)
class Ending:
    """How the story ended: its present instant, both settlements, what was done."""

    now: datetime
    paid: Outcome
    waiting: Outcome
    visits: int
    carer: str
    died: Resident | None
    papers: Sequence[tuple[str, Path]]

    @property
    def result_hash(self) -> str:
        """One hash over what the settlements came to; the same seed gives the same."""
        said = [self.paid.result_hash, self.waiting.result_hash, self.visits]
        return sha256(canonical_json(said))


def tell_story(story: Story) -> Ending:
    """Live through the story on the database of the settings."""
    tell = story.tell
    with tell.chapter("机构、人员、协议", "organisations, people, agreements"):
        stage.set_stage(story)
        supervising.sign_contract(story)
    draw_people(story)
    with tell.chapter("自评、申请、受理", "self-assessment, application, acceptance"):
        applying.people_apply(story)
    with tell.chapter("上门评估、公示、认定", "assessment, publication, determination"):
        assessing.assess_everybody(story)
    with tell.chapter("护理计划、派单、排班", "care plans, assignments, rota"):
        planning.plan_care(story)
        settling.money_comes_in(story, story.month)
    rounds = visiting.prepare_phones(story)
    incidents = Incidents(story)
    paid = _first_month(story, rounds, incidents)
    now = at(story.later(_LAST_DAY), 8, 30)
    with papers.press(story, paid, now) as write_papers:
        died, waiting = _second_month(story, rounds, incidents)
        with tell.chapter("今天的工作", "today's work"):
            _rounds(story, rounds, incidents, story.month.next().next(), _LAST_DAY - 1)
            today.leave_work(story, story.later(_LAST_DAY))
        with tell.chapter("文书", "papers"):
            files = write_papers()
    carer = today.busiest_carer(story, story.later(_LAST_DAY))
    return Ending(now, paid, waiting, rounds.visits, carer, died, files)


def _first_month(story: Story, rounds: visiting.Rounds, incidents: Incidents) -> Outcome:
    """The month of the story: care, supervision, settlement, signatures, payment."""
    month, tell = story.month, story.tell
    supervising.watch(story, incidents)
    turns.put_into_diary(story, incidents)
    with tell.chapter(f"{month} 上门服务", f"a month of visits, {month}"):
        visiting.care(story, rounds, incidents, *month.days)
        visiting.tell_of(story, rounds)
    with tell.chapter("异常处理、经办考核", "exceptions decided, operator scored"):
        ended = desks.work_off(story, at(story.after(1), 9))
        desks.tell_of(story, ended)
        supervising.score_operator(story)
    with tell.chapter(f"{month} 结算、对账、拨付", f"{month} settled, signed, paid"):
        outcome = settling.settle_month(story, month)
        settling.reconcile(story, outcome, month)
        settling.pay(story, outcome, month)
    return outcome


def _second_month(
    story: Story, rounds: visiting.Rounds, incidents: Incidents
) -> tuple[Resident | None, Outcome]:
    """The month after: late news, and a settlement that corrects the first month."""
    month, tell = story.month.next(), story.tell
    with tell.chapter(f"{month} 服务与迟到的消息", f"{month}: visits and late news"):
        visiting.only_first_provider(story, rounds)
        _rounds(story, rounds, incidents, month, _TOLD_ON)
        died = turns.report_death(story)
        visiting.care(story, rounds, incidents, story.after(_TOLD_ON + 1), month.last_day)
        desks.work_off(story, at(story.later(1), 9))
    with tell.chapter(f"{month} 结算（含更正）", f"{month} settled, corrections included"):
        outcome = settling.settle_month(story, month)
        settling.tell_corrections(story, outcome, month)
        settling.make(story, outcome, month)
    return died, outcome


def _rounds(
    story: Story, rounds: visiting.Rounds, incidents: Incidents, month: Month, last: int
) -> None:
    """Plan a month in the last days of the one before, and let its first days pass."""
    with unit_of_work():
        planned_at = at(month.previous().last_day, 18)
        plan_month(month, scope=story.cast.operator.scope, at=planned_at)
    settling.money_comes_in(story, month)
    visiting.care(story, rounds, incidents, month.first_day, month.first_day.replace(day=last))
