"""Reading what ran, and what the jobs have to see to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from billing.models import Settlement
from ltc.case.models import Clock, Determination, DeterminationEnd
from ltc.db import session
from ltc.directory.models import Organisation
from ltc.jobs.models import JobItem, JobRun
from ltc.policy.load import pack_areas
from ltc.security.models import LoginTry, WebSession
from ltc.shared.dates import Month
from providers.visits.models import Visit
from providers.visits.rules.states import PASSED

DONE, FAILED, RUNNING, AGAIN = "done", "failed", "running", "again"
_MOST = 200


@dataclass(frozen=True, slots=True)
class Expiring:
    """An entitlement that ends soon."""

    determination_id: int
    person_id: int
    area_code: str
    last_day: date


def run_to_change(name: str, day: date) -> JobRun | None:
    """Lock the run of a job for a day, if there is one."""
    return session().scalar(
        sa.select(JobRun)
        .where(JobRun.name == name, JobRun.business_day == day)
        .with_for_update(of=JobRun)
    )


def run_of(name: str, day: date) -> JobRun | None:
    """Return the run of a job for a day, if there is one."""
    return session().get(JobRun, (name, day))


def done_days(name: str) -> set[date]:
    """Return the days for which a job has run to its end."""
    statement = sa.select(JobRun.business_day).where(JobRun.name == name, JobRun.state == DONE)
    return set(session().scalars(statement))


def item(name: str, day: date, about: str) -> JobItem | None:
    """Return what is known of one piece of work."""
    return session().get(JobItem, (name, day, about))


def runs(*, limit: int = _MOST) -> Sequence[JobRun]:
    """Return the newest runs; they hold no personal data."""
    order = (JobRun.business_day.desc(), JobRun.started_at.desc())
    return session().scalars(sa.select(JobRun).order_by(*order).limit(limit)).all()


def runs_to_repeat() -> Sequence[JobRun]:
    """Return the runs that an administrator wants again."""
    return session().scalars(sa.select(JobRun).where(JobRun.state == AGAIN)).all()


def failed_items(name: str, day: date) -> Sequence[JobItem]:
    """Return what went wrong in a run."""
    statement = sa.select(JobItem).where(
        JobItem.name == name, JobItem.business_day == day, JobItem.state == FAILED
    )
    return session().scalars(statement.order_by(JobItem.about).limit(_MOST)).all()


def failed_checks(names: Sequence[str], since: date) -> Sequence[JobItem]:
    """Return what the nightly checks found and nobody has had run again since, newest first."""
    statement = sa.select(JobItem).where(
        JobItem.name.in_(names), JobItem.business_day >= since, JobItem.state == FAILED
    )
    return session().scalars(statement.order_by(JobItem.at.desc()).limit(_MOST)).all()


def check_runs(names: Sequence[str], since: date) -> Sequence[JobRun]:
    """Return the runs of the nightly checks, newest first."""
    statement = sa.select(JobRun).where(JobRun.name.in_(names), JobRun.business_day >= since)
    order = (JobRun.business_day.desc(), JobRun.name)
    return session().scalars(statement.order_by(*order).limit(_MOST)).all()


def running_clocks(until: date) -> Sequence[tuple[str, int | None, str, int, int]]:
    """Return how many clocks of each desk are late on ``until``, and how many run out that day.

    Rows are area, organisation, role, late, due today: nothing about any person.
    """
    late = sa.func.sum(sa.case((Clock.due_on < until, 1), else_=0))
    due = sa.func.sum(sa.case((Clock.due_on == until, 1), else_=0))
    keys = (Clock.area_code, Clock.organisation_id, Clock.owner_role)
    statement = (
        sa.select(*keys, late, due)
        .where(Clock.met_on.is_(None), Clock.due_on <= until)
        .group_by(*keys)
        .order_by(Clock.area_code, Clock.owner_role)
    )
    return [(a, o, r, int(x), int(y)) for a, o, r, x, y in session().execute(statement)]


def organisation_for(kind: str, area_code: str) -> int | None:
    """Return the organisation of a kind nearest to an area: its own, or one around it."""
    statement = (
        sa.select(Organisation.id)
        .where(
            Organisation.kind == kind,
            sa.literal(area_code).startswith(Organisation.area_code),
        )
        .order_by(sa.func.length(Organisation.area_code).desc(), Organisation.id)
    )
    return session().scalar(statement.limit(1))


def bureaus() -> Sequence[tuple[int, str]]:
    """Return every bureau with its area."""
    statement = sa.select(Organisation.id, Organisation.area_code)
    return (
        session()
        .execute(statement.where(Organisation.kind == "bureau").order_by(Organisation.id))
        .all()
    )


def expiring(first_day: date, last_day: date) -> list[Expiring]:
    """Return the entitlements that end in a span of days and are followed by none."""
    ends = sa.func.coalesce(DeterminationEnd.last_day, Determination.last_day)
    later = sa.orm.aliased(Determination)
    followed = sa.exists().where(
        later.person_id == Determination.person_id, later.first_day > Determination.first_day
    )
    statement = (
        sa.select(Determination.id, Determination.person_id, Determination.area_code, ends)
        .outerjoin(DeterminationEnd, DeterminationEnd.determination_id == Determination.id)
        .where(
            Determination.entitled.is_(True),
            DeterminationEnd.determination_id.is_(None),
            ends.between(first_day, last_day),
            ~followed,
        )
        .order_by(Determination.id)
    )
    return [Expiring(*row) for row in session().execute(statement)]


def areas_with_care(month: Month) -> list[str]:
    """Return the areas with a pack of their own in which care was delivered in a month."""
    return [code for code in pack_areas() if _has_care(code, month)]


def _has_care(area_code: str, month: Month) -> bool:
    delivered = sa.exists().where(
        Visit.area_code.startswith(area_code),
        Visit.day.between(*month.days),
        Visit.state.in_(PASSED),
    )
    return bool(session().scalar(sa.select(delivered)))


def is_settled(area_code: str, month: Month) -> bool:
    """Tell whether a month of an area was approved."""
    statement = sa.select(Settlement.state).where(
        Settlement.area_code == area_code, Settlement.month == str(month)
    )
    return session().scalar(statement) in ("approved", "paid", "closed")


def forget_passed(at: datetime, before: date) -> int:
    """Delete ended sessions, old failed sign-ins and the rows of pieces done long ago."""
    statements = (
        sa.delete(WebSession).where(WebSession.ends_at < at),
        sa.delete(LoginTry).where(LoginTry.at < at - timedelta(days=1)),
        sa.delete(JobItem).where(JobItem.business_day < before, JobItem.state == DONE),
    )
    return sum(session().connection().execute(each).rowcount for each in statements)
