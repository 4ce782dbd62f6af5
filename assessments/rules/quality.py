"""What the scores of a period say about scorers and agencies: figures and signals.  Pure.

A signal opens a review of how somebody works, never a penalty: a short visit, two alike forms or a
heavy hand may have good reasons, and whoever is named can give them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from statistics import fmean, stdev

from assessments.rules.kappa import Agreement, agreement, weights_for
from assessments.rules.scale import Scale

DRIFT, SHORT, ALIKE, UPGRADES, BLIND = "drift", "short", "alike", "upgrades", "blind"
KINDS = (DRIFT, SHORT, ALIKE, UPGRADES, BLIND)
_TWO = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """From where on a figure is worth a look.  Ours, to be set; no rule of law names any."""

    least: int = 10  # visits below which nothing is said about somebody
    drift: float = 0.05  # of the whole scale, against the other scorer of the same visit
    errors: float = 2.0  # standard errors, so that chance is not taken for a habit
    alike: int = 3  # persons with every answer the same
    alike_share: float = 0.2
    short_share: float = 0.2


LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One sealed form; ``weight`` is how severe it says the person is, 0 to 1 of the scale."""

    assessment_id: int
    staff_id: int
    answers: Mapping[str, int]
    grade: int
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """One concluded assessment; ``before`` is the person's grade until then, if there was one."""

    assessment_id: int
    agency_id: int
    grade: int
    minutes: int | None
    needed: int
    forms: tuple[Scored, ...]
    before: int | None = None

    @property
    def is_short(self) -> bool:
        """Whether the visit took fewer minutes than the area expects."""
        return self.minutes is not None and self.minutes < self.needed


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorer:
    """What the period says about one scorer; ``bias`` above zero is heavier than the other one."""

    staff_id: int
    visits: int
    bias: float | None
    error: float | None
    short: int
    alike: int
    raised: int

    @property
    def same_hand(self) -> float:
        """The share of forms whose answers some other person's form has too."""
        return self.alike / self.visits


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """How often an agency found a person heavier than before."""

    agency_id: int
    again: int
    heavier: int

    @property
    def share(self) -> float:
        """The share of assessments made again that came out heavier."""
        return self.heavier / self.again


@dataclass(frozen=True, slots=True)
class Signal:
    """Something worth a look: of which kind, about whom, with its figures."""

    kind: str
    staff_id: int | None
    agency_id: int | None
    facts: Mapping[str, int | float]


def weight_of(scale: Scale, answers: Mapping[str, int]) -> float:
    """Return how severe answers are: 0 is every best answer, 1 every worst."""
    return fmean(1 - answers[key] / item.highest for key, item in scale.items.items())


def kappas(scale: Scale, visits: Iterable[Visited]) -> dict[str, Agreement]:
    """Return κ of every item over the scorers who saw the same person, in the scale's order."""
    pairs: dict[str, list[tuple[int, int]]] = {key: [] for key in scale.items}
    for visit in visits:
        for one, other in combinations(visit.forms, _TWO):
            for key, found in pairs.items():
                found.append((one.answers[key], other.answers[key]))
    return {
        key: agreement(found, categories, weights_for(categories))
        for key, found in pairs.items()
        for categories in [sorted(scale.items[key].options)]
    }


def scorers(visits: Sequence[Visited]) -> list[Scorer]:
    """Return the figures of everybody who scored, by staff id."""
    mine: dict[int, list[tuple[Visited, Scored]]] = defaultdict(list)
    for visit in visits:
        for form in visit.forms:
            mine[form.staff_id].append((visit, form))
    return [_scorer(staff_id, found) for staff_id, found in sorted(mine.items())]


def upgrades(visits: Iterable[Visited]) -> list[Upgrade]:
    """Return, by agency, how many persons assessed again came out heavier."""
    again: dict[int, list[bool]] = defaultdict(list)
    for visit in visits:
        if visit.before is not None:
            again[visit.agency_id].append(visit.grade > visit.before)
    return [
        Upgrade(agency_id=agency, again=len(found), heavier=sum(found))
        for agency, found in sorted(again.items())
    ]


def signals(visits: Sequence[Visited], limits: Limits = LIMITS) -> list[Signal]:
    """Return what is worth a look, kind by kind."""
    found = scorers(visits)
    return [
        *(_signal(DRIFT, each) for each in found if _drifts(each, limits)),
        *(_signal(SHORT, each) for each in found if _is_often(each.short, each, limits)),
        *(_signal(ALIKE, each) for each in found if _is_alike(each, limits)),
        *_heavy_agencies(upgrades(visits), limits),
    ]


def _scorer(staff_id: int, mine: Sequence[tuple[Visited, Scored]]) -> Scorer:
    apart = [
        form.weight - fmean(each.weight for each in visit.forms if each.staff_id != staff_id)
        for visit, form in mine
        if len(visit.forms) > 1
    ]
    return Scorer(
        staff_id=staff_id,
        visits=len(mine),
        bias=fmean(apart) if apart else None,
        error=stdev(apart) / sqrt(len(apart)) if len(apart) > 1 else None,
        short=sum(visit.is_short for visit, _ in mine),
        alike=_alike([form.answers for _, form in mine]),
        raised=sum(visit.grade > form.grade for visit, form in mine),
    )


def _alike(answers: Iterable[Mapping[str, int]]) -> int:
    """Return how many forms say the same as another one: the largest such heap."""
    heaps: dict[tuple[tuple[str, int], ...], int] = defaultdict(int)
    for each in answers:
        heaps[tuple(sorted(each.items()))] += 1
    largest = max(heaps.values(), default=0)
    return largest if largest > 1 else 0


def _drifts(who: Scorer, limits: Limits) -> bool:
    if who.visits < limits.least or who.bias is None or who.error is None:
        return False
    return abs(who.bias) >= limits.drift and abs(who.bias) >= limits.errors * who.error


def _is_often(count: int, who: Scorer, limits: Limits) -> bool:
    return who.visits >= limits.least and count / who.visits >= limits.short_share


def _is_alike(who: Scorer, limits: Limits) -> bool:
    return who.alike >= limits.alike and who.same_hand >= limits.alike_share


def _heavy_agencies(found: Sequence[Upgrade], limits: Limits) -> list[Signal]:
    """Return agencies whose share of upgrades lies above that of all others by more than chance."""
    told = []
    for each in found:
        others = [other for other in found if other.agency_id != each.agency_id]
        again = sum(other.again for other in others)
        if each.again < limits.least or again < limits.least:
            continue
        usual = sum(other.heavier for other in others) / again
        error = sqrt(_spread(each.heavier + usual * again, each.again + again, each.again, again))
        if each.share - usual > limits.errors * error:
            facts = {"again": each.again, "heavier": each.heavier, "others": usual}
            told.append(Signal(UPGRADES, None, each.agency_id, facts))
    return told


def _spread(heavier: float, of: int, here: int, there: int) -> float:
    """Return the variance of a difference between two shares that are one share in truth."""
    together = heavier / of
    return together * (1 - together) * (1 / here + 1 / there)


def _signal(kind: str, who: Scorer) -> Signal:
    facts: dict[str, int | float] = {"visits": who.visits}
    if kind == DRIFT:
        facts |= {"bias": who.bias or 0.0, "error": who.error or 0.0}
    else:
        facts |= {"count": who.short if kind == SHORT else who.alike}
    return Signal(kind, who.staff_id, None, facts)
