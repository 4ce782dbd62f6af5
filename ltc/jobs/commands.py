"""``ltc worker``: scheduled work, one scheduler however many processes are started."""

from __future__ import annotations

import logging
import signal
from threading import Event
from types import FrameType

import click

from ltc.config import settings
from ltc.jobs import schedule
from ltc.jobs.leader import Leader, leader
from ltc.migrations.run import upgrade
from ltc.shared import clock


@click.command(
    help="Do scheduled work: clocks, expiries, letters, nightly checks.\n\n"
    "Example: ltc worker\n\n"
    "Start as many as you like: one leads, the others stand by and take over."
)
@click.option("--once", is_flag=True, help="do what is due now, then stop (exit 1 on a failure)")
def worker(*, once: bool) -> None:
    """Work until stopped, or once."""
    logging.basicConfig(level=settings().log_level, format="%(asctime)s %(name)s %(message)s")
    for name in ("apscheduler", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
    clock.start_at(settings().clock)
    upgrade()
    jobs = schedule.jobs_of(schedule.addons())
    lock = leader()
    if not once:
        _until_stopped(lock, jobs)
        return
    if not lock.hold():
        click.echo("另一个进程正在执行定时任务 / another worker is at work", err=True)
        raise SystemExit(1)
    try:
        failed = schedule.catch_up(jobs) + schedule.run_now(jobs)
    finally:
        lock.release()
    raise SystemExit(1 if failed else 0)


def _until_stopped(lock: Leader, jobs: list) -> None:
    """Lead when nobody else does, stand by otherwise; end in order on a signal."""
    stop = Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    click.echo("定时任务已启动 / the worker is running (Ctrl+C 停止)")
    try:
        while not stop.is_set():
            if lock.hold():
                schedule.lead(jobs, lock, stop)
            else:
                stop.wait(schedule.STANDBY_SECONDS)
    finally:
        lock.release()
