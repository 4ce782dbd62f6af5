"""What scenario tables may ask the billing room."""

from datetime import timedelta
from decimal import Decimal

from billing.rules.questions.benefit import answer_benefits
from billing.rules.questions.contribution import contributions
from billing.rules.questions.standard import standards
from billing.rules.reasons import codes_of
from billing.rules.tariff import Tariff
from billing.rules.windows import covered, hospital_days
from ltc.shared.errors import LtcError
from ltc.shared.money import fen, yuan
from tests.support.lines import lines_of, rated, spans_of
from tests.support.questions import question


@question("billing.fund")
def fund(pack, *, on, cost, used=0, known_on=None, **words):
    """Who pays a cost on a day, when ``used`` was asked for earlier that month."""
    words["day"] = on
    before = {**words, "price_fen": used, "started": -1}
    _, line = rated(Tariff(pack, known_on=known_on), before, {**words, "price_fen": cost})
    return {
        "within": line["within_cap_fen"],
        "fund": line["fund_fen"],
        "person": line["person_fen"],
        "because": codes_of(line["reasons"]),
    }


@question("billing.change")
def change(pack, *, on, cost, other, used, **told):
    """Who pays a cost when another way of care cost ``used`` from one day to another that month."""
    asked = {"mode": told["mode"], "grade": told["grade"], "day": on, "price_fen": cost}
    beside = {**asked, "mode": other, "started": -1, "price_fen": 0}
    begun = {**beside, "day": told["first"], "price_fen": used}
    *_, line = rated(Tariff(pack), begun, {**beside, "day": told["last"]}, asked)
    return {
        "within": line["within_cap_fen"],
        "fund": line["fund_fen"],
        "person": line["person_fen"],
        "because": codes_of(line["reasons"]),
    }


@question("billing.hospital")
def hospital(pack, *, on, after_admission, before_discharge):
    """Whether care on a day is stopped, so long after admission and before discharge."""
    first = on - timedelta(days=int(after_admission))
    last = on + timedelta(days=int(before_discharge))
    stays = hospital_days(spans_of((1, first, last)), pack["benefit.hospital_days"].on(on))
    return {"stopped": covered(lines_of([{"day": on}]), stays).item()}


@question("billing.visit")
def visit(pack, *, planned, minutes, seconds=0, **line):
    """What is allowed of a visit that took so long."""
    length = {"planned_minutes": int(planned), "seconds": int(minutes) * 60 + int(seconds)}
    day, price = line.pop("on"), line.pop("cost")
    [line] = rated(Tariff(pack), {**line, **length, "day": day, "price_fen": price})
    return {"allowed": line["allowed_fen"], "because": codes_of(line["reasons"])}


@question("billing.bill")
def bill(pack, *, on, mode, grade, **told):
    """Who pays a line of a bill, when ``used`` of its unit were asked for earlier that month.

    ``price`` may be left out where the law needs no bill; ``stay`` is the day of admission.
    """
    line = {"item": "care", **_given(told, "item", "unit", "quantity", "price", "minutes", "carer")}
    lines = [{**line, "id": "line", "day": str(on)}]
    if "used" in told:
        before = {
            **line,
            "quantity": str(told["used"]),
            "day": str(on.replace(day=1)),
            "id": "used",
        }
        lines.insert(0, {name: each for name, each in before.items() if name != "minutes"})
    person = {
        "insurance": told.get("insurance", "employee"),
        "grade": grade,
        "traits": told.get("traits", []),
        **_given(told, "home_months", "incentive", "benefit_from"),
    }
    asked = {"month": str(on)[:7], "mode": mode, "person": person, "lines": lines}
    if "stay" in told:
        asked["events"] = [{"kind": "hospital", "from": str(told["stay"])}]
    [answer] = answer_benefits([asked], Tariff(pack), "zh")
    if isinstance(answer, LtcError):
        raise answer
    return _told(answer)


def _given(told, *names):
    """Write the given facts as a question has them."""
    whole = ("minutes", "home_months")
    texts = {"price": yuan, "benefit_from": str, "quantity": str} | dict.fromkeys(whole, int)
    return {name: texts.get(name, str)(told[name]) for name in names if name in told}


def _told(answer):
    """Return the last line of an answer, and what goes to whom of all of them."""
    line = answer["lines"][-1]
    amounts = {name: fen(line[name]) for name in ("asked", "within_cap", "fund", "person")}
    payees = {f"to_{payee}": fen(amount) for payee, amount in answer["payees"].items()}
    codes = [reason["code"] for reason in line["reasons"]]
    return {"to_person": 0, "to_provider": 0, **amounts, **payees, "because": codes}


@question("billing.standard")
def standard(pack, *, on, mode, grade, **told):
    """The published cell of the benefit table and the most that the fund can pay of it."""
    asked = {"on": str(on), "mode": mode, "grade": grade, **told}
    answer = standards(Tariff(pack), "zh")(asked)
    names = ("standard", "fund_at_most", "fund_month_at_most", "to_person", "part_month_daily")
    amounts = {name: fen(answer[name]) for name in names if answer.get(name)}
    most = {f"most_a_{period}": Decimal(count) for period, count in answer.get("most", {}).items()}
    because = [reason["code"] for reason in answer["reasons"]]
    return {**dict.fromkeys(names), **amounts, **most, "because": because}


@question("billing.contribution")
def contribution(pack, *, on, category, base=None):
    """What each source pays and what comes together."""
    asked = {"on": str(on), "category": category}
    if base is not None:
        asked["base"] = yuan(base)
    answer = contributions(Tariff(pack), "zh")(asked)
    amounts = {source: fen(amount) for source, amount in answer["amounts"].items()}
    return {**amounts, "total": fen(answer["total"])}
