"""The assessment scales once more, written by hand from the law's words.

Shares no table and no code with ``assessments``: what both say alike is probably what the law says.
"""

from itertools import product

ADL_BEST = {
    "eating": 10,
    "dressing": 10,
    "grooming": 5,
    "bowel": 10,
    "bladder": 10,
    "toilet": 10,
    "walking": 15,
    "transfer": 15,
    "stairs": 10,
    "bathing": 5,
}
COGNITION = ("time", "person", "place", "memory")
SENSES = ("vision", "hearing", "communication")
LEGAL = (
    {item: range(0, best + 1, 5) for item, best in ADL_BEST.items()}
    | dict.fromkeys(COGNITION, range(5))
    | dict.fromkeys(SENSES, range(5))
)
PARTS = (tuple(ADL_BEST), COGNITION, SENSES)
NAMES = ["基本正常", "轻度失能", "中度失能", "重度失能Ⅰ级", "重度失能Ⅱ级", "重度失能Ⅲ级"]

GBT_BEST = (
    dict.fromkeys(
        ("eating", "grooming", "bathing", "upper_clothes", "lower_clothes", "bladder", "bowel"), 4
    )
    | dict.fromkeys(("toilet", "bed_mobility", "transfer", "walking"), 4)
    | {"stairs": 3}
    | dict.fromkeys(("time", "place", "person", "memory", "comprehension", "expression"), 4)
    | {"aggression": 1, "depression": 1, "consciousness": 2, "vision": 2, "hearing": 2}
    | {"daily_affairs": 4, "transport": 3, "social": 4}
)


def adl_band(total):
    """100 is intact; 65 to 95 mild; 45 to 60 moderate; 40 and less severe."""
    if total == 100:
        return 0
    if total >= 65:
        return 1
    return 2 if total >= 45 else 3


def other_band(total, best):
    """Full marks are intact; from 4 mild; 2 and 3 moderate; 1 and 0 severe."""
    if total == best:
        return 0
    if total >= 4:
        return 1
    return 2 if total >= 2 else 3


def combine(adl, cognition, senses):
    """Combine the three bands: the worse of the last two counts."""
    worse = max(cognition, senses)
    if adl == 3:
        return {0: 3, 1: 3, 2: 4, 3: 5}[worse]
    if adl == 0:
        return 1 if worse >= 2 else 0
    return adl + 1 if worse == 3 else adl


def totals(answers):
    """Return the three totals."""
    return tuple(sum(answers[item] for item in part) for part in PARTS)


def grade_of_totals(adl, cognition, senses):
    """Return the grade for three totals."""
    return combine(adl_band(adl), other_band(cognition, 16), other_band(senses, 12))


def grade(answers):
    """Return the grade for 17 answers."""
    return grade_of_totals(*totals(answers))


def letter(answers, bad=("dependent",)):
    """Return the letter of the self-assessment by the clauses printed on the form."""
    a = sum(answers[item] in bad for item in ("eating", "continence", "bathing"))
    b = sum(answers[item] in bad for item in ("dressing", "toilet", "transfer"))
    clauses = {
        "A": (a, b) == (0, 0),
        "B": (a == 1 and b == 0) or (a == 0 and b in (1, 2)),
        "C": (a == 1 and b == 1) or (a == 0 and b == 3),
        "D": (a == 2 and b == 0) or (a == 1 and b == 2),
        "E": (a == 3 and b == 0) or (a == 2 and b in (1, 2)) or (a == 1 and b == 3),
        "F": (a == 3 and b in (1, 2)) or (a == 2 and b == 3),
        "G": (a, b) == (3, 3),
    }
    (found,) = [name for name, holds in clauses.items() if holds]
    return found


def gbt_level(total):
    """Return the level of GB/T 42195-2022 for a total of 0 to 90."""
    for level, lowest in enumerate((90, 66, 46, 30, 0)):
        if total >= lowest:
            return level
    raise ValueError(total)


def gbt_grade(total, *, coma=False, dementia_or_mental=False, risk_events=0):
    """Return the level after the change clause: any of the conditions raises it by one."""
    if coma:
        return 4
    worse = dementia_or_mental or risk_events >= 2
    return min(4, gbt_level(total) + (1 if worse else 0))


def cheapest(options, answers, grade_at, now):
    """Return the least (items, steps, grades) to a higher and to a lower grade, None for none.

    ``options`` lists the legal points of each item by part; every reachable set of totals is tried.
    """
    ways = [_ways(part, answers) for part in options]
    best = {1: None, -1: None}
    for combination in product(*(part.items() for part in ways)):
        to = grade_at(*(total for total, _ in combination))
        items, steps = (sum(cost[n] for _, cost in combination) for n in (0, 1))
        side = (to > now) - (to < now)
        cost = (items, steps, abs(to - now))
        if side and (best[side] is None or cost < best[side]):
            best[side] = cost
    return best[1], best[-1]


def _ways(part, answers):
    """Return for each total of a part the least (items, steps) that lead to it."""
    ways = {0: (0, 0)}
    for item, options in part.items():
        place = list(options).index(answers[item])
        following = {}
        for total, (items, steps) in ways.items():
            for at, points in enumerate(options):
                cost = (items + (at != place), steps + abs(at - place))
                key = total + points
                following[key] = min(following.get(key, cost), cost)
        ways = following
    return ways
