"""The questions that scenario tables ask: one function each, from a pack and facts to an answer.

``@question("room.name")`` adds one, here or in a room's own ``questions_<room>.py``.  It takes the
pack and the given cells by the names of their columns (spaces become underscores) and returns a
mapping with the names of the columns right of the arrow; amounts are 分, as everywhere.  An
``LtcError`` is the answer of the column ``refused``.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.support.places import moved
from ltc.policy.calendar import work_calendar
from ltc.shared.clock import SHANGHAI
from ltc.shared.geo import Point
from providers.visits.rules import duration, place, thresholds, travel

HERE = Path(__file__).parent
QUESTIONS: dict[str, Callable[..., dict[str, Any]]] = {}


def question(name):
    """Make a function answer the tables that say ``question: name``."""

    def add(function):
        assert name not in QUESTIONS, f"{name} is a question already"
        QUESTIONS[name] = function
        return function

    return add


def load_questions():
    """Load the rooms' own files of questions, ``questions_<room>.py`` beside this one."""
    for path in sorted(HERE.glob("questions_*.py")):
        import_module(f"tests.support.{path.stem}")


@question("policy.value")
def policy_value(pack, *, on, parameter, key=None, known_on=None):
    """What a parameter of the pack is on a day: its value under one key, and its law."""
    row = pack[parameter].row_on(on, known_on=known_on)
    value = row.value
    for each in key or ():
        value = value[each]
    kinds = ("amount", "share", "number", "word", "words", "flag")
    return {
        **dict.fromkeys(kinds, value),
        "law": row.law,
        "until": row.last_day,
        "confidence": row.confidence,
        "assumption": row.assumption,
    }


@question("policy.deadline")
def policy_deadline(pack, *, on, working_days):
    """The last day of a clock of so many working days that begins on a day."""
    return {"due": work_calendar(pack.area_code, on.year).after(on, int(working_days))}


@question("policy.grade")
def policy_grade(pack, *, national, on=None):
    """Which local grade stands for a national one."""
    grade = pack.grade_of_national(int(national))
    return {"grade": grade.code, "name": grade.name, "assumption": grade.assumption}


@question("visits.place")
def visits_place(pack, *, on, distance=None, accuracy=None, age=0, setting="default"):
    """What a fix so many metres away proves; without a distance there was no fix."""
    rules = thresholds.place_rules(pack, on, settlement=setting)
    if distance is None:
        given = place.absent("no_fix", rules=rules)
    else:
        fix = place.Fix(Point(0, 0), float(accuracy), float(age))
        given = place.grade(fix, float(distance), rules=rules)
    return {"verdict": given.word, "because": [reason.code for reason in given.because]}


@question("visits.duration")
def visits_duration(pack, *, on, planned, minutes, seconds=0):
    """What counts of a visit of so many minutes and seconds."""
    start = datetime.combine(on, time(9), SHANGHAI)
    found = duration.judge_duration(
        int(planned),
        start,
        ended_at=start + timedelta(minutes=int(minutes), seconds=int(seconds)),
        rules=thresholds.duration_rules(pack, on),
    )
    codes = [reason.code for reason in found.because]
    return {"outcome": found.outcome, "counted": found.counted_minutes, "because": codes}


@question("visits.travel")
def visits_travel(pack, *, on, km, minutes, accuracy=0):
    """Whether a carer can have come so far in so many minutes, both fixes being so accurate."""
    start = datetime.combine(on, time(9), SHANGHAI)
    there = moved(41.19, 122.05, metres=float(km) * 1000, bearing=0)
    stops = [
        travel.Stop(start, Point(41.19, 122.05), float(accuracy)),
        travel.Stop(start + timedelta(minutes=float(minutes)), Point(*there), float(accuracy)),
    ]
    found = travel.journey(*stops, rules=thresholds.travel_rules(pack, on))
    return {"verdict": found.word, "because": [reason.code for reason in found.because]}
