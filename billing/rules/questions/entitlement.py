"""``entitlement``: may a person apply, is a grade entitled, from which day - by the dated law.

The rule is the assessments room's own; here its facts are read and its answer is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from assessments.rules import conditions
from assessments.rules.entitlement import Entitlement, PersonFacts, entitlement
from assessments.rules.exclusions import EXCLUSIONS
from assessments.rules.law import said
from assessments.rules.start import StartFacts
from billing.rules.columns import INSURANCES, About, Cell
from billing.rules.questions import fields
from billing.rules.questions.fields import NEEDED, Record, read_one, word_in, words_in
from billing.rules.questions.signature import pack_named
from billing.rules.tables import graded
from billing.rules.tariff import GRADES, Tariff
from ltc.policy.lookup import Pack
from ltc.shared.dates import add_months
from ltc.shared.errors import BadInput
from ltc.shared.reasons import Reason

CHANGES = ("grade", "mode")
LETTERS = tuple("ABCDEFG")
Asked = Mapping[str, Any]


def entitlements(tariff: Tariff, language: str) -> Callable[[Asked], dict[str, Any]]:
    """Return what answers questions to one pack.

    Without a grade the answer is whether the person may apply; ``entitled`` is then unknown.
    """
    pack = tariff.pack
    record, names, signature = _record(pack), tuple(_fields(pack)), pack_named(pack)

    def answer(question: Asked) -> dict[str, Any]:
        asked = _checked(dict(zip(names, read_one(record, question), strict=True)), pack)
        on, facts = asked["on"], _facts(asked, tariff)
        found = entitlement(facts, law=pack, on=on)
        against = _against_applying(asked, facts, pack)
        reasons = found.reasons if asked["grade"] else ()
        return {
            "on": str(on),
            "may_apply": not against,
            "entitled": found.entitled if asked["grade"] else None,
            "first_day": _first_day(found) if asked["grade"] else None,
            **_top_up(facts, pack, on),
            **_not_judged(facts, pack, on),
            "reasons": [each.as_answer(language) for each in _each_once((*reasons, *against))],
            "pack": signature,
        }

    return answer


def _against_applying(asked: Asked, facts: PersonFacts, pack: Pack) -> list[Reason]:
    """Return what speaks against an application, whatever grade may come of it."""
    found = list(conditions.against(facts, pack, asked["on"]))
    applied_on = asked["applied_on"] or (None if asked["grade"] else asked["on"])
    window = applied_on and conditions.application_window(pack, applied_on)
    return [*found, window] if window else found


def _each_once(reasons: Iterable[Reason]) -> list[Reason]:
    return list({reason.code + str(reason.facts): reason for reason in reasons}.values())


def _first_day(found: Entitlement) -> str | None:
    return str(found.first_day) if found.entitled else None


def _top_up(facts: PersonFacts, pack: Pack, on: date) -> dict[str, Any]:
    """Say how many years can be made up at once, where some are missing and the area lets them."""
    missing = conditions.years_missing(facts, pack, on)
    if not missing or not said(pack, conditions.TOP_UP, on):
        return {}
    return {"top_up": {"missing_years": missing}}


def _not_judged(facts: PersonFacts, pack: Pack, on: date) -> dict[str, list[str]]:
    """Name the facts that the area asks for and the question did not tell."""
    names = conditions.not_judged(facts, pack, on)
    return {"not_judged": names} if names else {}


def _facts(asked: Asked, tariff: Tariff) -> PersonFacts:
    pack, grade = tariff.pack, _graded(asked, tariff)
    start = ("item", "change", "published_on", "topped_up_on", "paid_again_on")
    same = (
        *("insured_from", "continuous_months", "cumulative_years", "disabled_since"),
        *("age", "last_concluded_on", "letter"),
    )
    excluded = (*asked["exclusions"], *(each for each in asked["traits"] if each in EXCLUSIONS))
    return PersonFacts(
        grade=grade or pack[GRADES].on(asked["on"])[0],
        grade_name=pack.grade(grade).name if grade else "",
        category=asked["insurance"],
        exclusions=tuple(dict.fromkeys(excluded)),
        start=StartFacts(**{name: asked[name] for name in start}),
        **{name: asked[name] for name in same},
    )


def _graded(asked: Asked, tariff: Tariff) -> str | None:
    """Return the grade that was told, or a more severe one that a trait counts as."""
    if not asked["grade"]:
        return None
    about = About(traits=tuple(asked["traits"]))
    cell = Cell(asked["on"], "", asked["grade"], asked["insurance"], about)
    return graded(tariff.law, cell).grade


def _checked(asked: dict[str, Any], pack: Pack) -> dict[str, Any]:
    """Settle what may be told in two ways, or refuse the question that tells neither.

    Since when somebody is insured matters only where the area makes people wait.
    """
    told, also = asked["insurance"], asked["category"]
    asked["insurance"] = fields.either(told, also, "insurance", "参保类别")
    untold = asked["insured_from"] is None and asked["continuous_months"] is None
    if untold and said(pack, conditions.WAITING, asked["on"]) != 0:
        raise BadInput(
            "insured_from is missing; continuous_months will do as well",
            "缺少 insured_from（参保日），也可写 continuous_months（连续缴费月数）",
            field="insured_from",
        )
    if asked["disabled_since"] is None and asked["disabled_months"] is not None:
        asked["disabled_since"] = _months_before(asked["on"], asked["disabled_months"])
    return asked


def _months_before(on: date, months: int) -> date:
    """Return the latest day from which ``months`` are full on ``on``."""
    day = add_months(on, -months)
    while add_months(day + timedelta(days=1), months) <= on:
        day += timedelta(days=1)
    return day


def _record(pack: Pack) -> Record:
    return Record(_fields(pack))


def _fields(pack: Pack) -> dict[str, tuple[fields.Read, object]]:
    """Return how a question to ``pack`` is written."""
    free, day = (fields.anything, None), (fields.countable_day, None)
    category = (word_in("insurance", INSURANCES, "参保类别"), None)
    return {
        "question": free,
        "id": free,
        "pack": free,
        "on": (fields.countable_day, NEEDED),
        "grade": (word_in("grade", [each.code for each in pack.grades], "失能等级"), None),
        "insurance": category,
        "category": category,
        "insured_from": day,
        "continuous_months": (fields.months, None),
        "cumulative_years": (fields.years, None),
        "disabled_since": day,
        "disabled_months": (fields.months, None),
        "age": (fields.years, None),
        "last_concluded_on": day,
        "letter": (word_in("letter", LETTERS, "自评等级"), ""),
        "exclusions": (words_in("exclusion", EXCLUSIONS, "不予享受的情形"), ()),
        "traits": (words_in("trait", [each.code for each in pack.traits], "人员特征"), ()),
        "mode": (word_in("mode", [each.code for each in pack.modes], "服务方式"), None),
        "item": (word_in("item", [each.code for each in pack.items], "项目"), ""),
        "change": (word_in("change", CHANGES, "变更"), ""),
        "applied_on": day,
        "published_on": day,
        "topped_up_on": day,
        "paid_again_on": day,
    }
