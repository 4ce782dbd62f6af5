"""Tell the whole story on a fresh database and print its account."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from datetime import datetime

from billing.checks import faults
from ltc.app import create_app
from ltc.demo import account
from ltc.demo.places import DemoArea
from ltc.demo.run import tell_story
from ltc.demo.setting import prepare
from ltc.demo.story import Story
from ltc.demo.telling import Teller
from ltc.shared.dates import Month


def show(area: DemoArea, month: Month, *, persons: int, seed: int, tell: Teller) -> datetime:
    """Live through the story and print its account; return its present instant."""
    folder = prepare(area.code, str(month))
    create_app()  # wires what one room does when another has acted
    gc.freeze()  # what is loaded by now stays: nobody need look through it for rubbish again
    tell.write(
        f"{area.name} · {month} · {persons} 人 people · 种子 seed {seed} · "
        f"政策包 pack {area.pack.id} {area.pack.version} {area.pack.fingerprint[:12]}"
    )
    story = Story(area, month, seed, persons, tell)
    ending = tell_story(story)
    for part in (
        account.totals(story, ending),
        account.checks(list(faults())),
        account.papers(ending.papers),
        account.logins(ending),
        account.farewell(story, ending, folder),
    ):
        _print(tell, part)
    return ending.now


def _print(tell: Teller, lines: Iterable[str]) -> None:
    tell.write("")
    for line in lines:
        tell.write(line)
