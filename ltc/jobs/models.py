"""Which job ran for which business day: the row is the promise that it runs once."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ltc.db import Model


class JobRun(Model):
    """One job for one business day; a job that repeats within the day has one row all the same."""

    __tablename__ = "job_run"

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    business_day: Mapped[date] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(sa.String(10))  # running, done, failed
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    items: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(sa.Text, default="")


class JobItem(Model):
    """One piece of work of a run, written in the same unit as its effect: so it happens once."""

    __tablename__ = "job_item"
    __sealed__ = False

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    business_day: Mapped[date] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    state: Mapped[str] = mapped_column(sa.String(10))  # done, failed
    fault: Mapped[str] = mapped_column(sa.String(300), default="")
    at: Mapped[datetime]
