"""What scenario tables may ask the assessments room."""

from assessments.rules.circumstances import Circumstances
from assessments.rules.eligibility import ApplicationFacts, examine
from assessments.rules.scoring import score
from assessments.rules.self_assessment import score_self
from assessments.rules.validity import last_valid_day
from assessments.scales.load import load_scale
from tests.support.questions import question

SELF_ITEMS = {"a": ("eating", "continence", "bathing"), "b": ("dressing", "toilet", "transfer")}


@question("assessments.grade")
def grade(pack, *, adl, cognition, senses):
    """The grade of the national scale for three totals."""
    scale = load_scale("nhsa-2021-37")
    answers = {}
    for dimension, total in zip(scale.dimensions, (adl, cognition, senses), strict=True):
        answers |= _filled(dimension.items, int(total))
    result = score(scale, answers)
    bands = [scale.bands[band].name.removesuffix("受损") for band in result.bands.values()]
    return {"grade": result.grade, "name": result.grade_name, "bands": bands}


@question("assessments.level")
def level(pack, *, total, coma=False, diagnosis=False, risk_events=0):
    """The level of GB/T 42195-2022 for a total and the facts of its change clause."""
    scale = load_scale("gbt-42195-2022")
    items = [item for dimension in scale.dimensions for item in dimension.items]
    facts = Circumstances(coma, diagnosis, int(risk_events))
    result = score(scale, _filled(items, int(total)), facts)
    because = [each.code for each in result.reasons if "unverified" not in each.code]
    return {"level": result.grade, "because": because}


@question("assessments.letter")
def letter(pack, *, a, b, rest="independent", on):
    """The letter for so many dependent items of each class, the ``rest`` answered alike."""
    answers = {}
    for group, count in (("a", int(a)), ("b", int(b))):
        items = SELF_ITEMS[group]
        answers |= dict.fromkeys(items[:count], "dependent")
        answers |= dict.fromkeys(items[count:], rest)
    counts = pack["process.self_assessment_counts_partial"].on(on)
    result = score_self(load_scale("nhsa-2021-37-self"), answers, partial_counts=counts)
    return {"letter": result.letter, "may_apply": result.may_apply}


@question("assessments.intake")
def intake(pack, *, on, insured=True, **facts):
    """What becomes of an application, and why."""
    missing = tuple(facts.pop("missing", ()))
    result = examine(ApplicationFacts(insured=insured, missing=missing, **facts), law=pack, on=on)
    because = [reason.code.partition(".")[2] for reason in result.reasons]
    return {"outcome": result.outcome, "because": because, "law": result.reasons[0].law}


@question("assessments.validity")
def validity(pack, *, on, months, severe):
    """The last day of a conclusion."""
    return {"last_day": last_valid_day(on, int(months), severe=severe, law=pack)}


def _filled(items, total):
    """Give the first items their best answer until the total is reached."""
    answers, left = {}, total
    for item in items:
        answers[item.key] = min(item.highest, left)
        left -= answers[item.key]
    assert left == 0, "no answers add up to this total"
    return answers
