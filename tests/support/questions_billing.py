"""What scenario tables may ask the billing room."""

from datetime import timedelta

from billing.rules.questions.contribution import contributions
from billing.rules.questions.standard import standards
from billing.rules.reasons import codes_of
from billing.rules.tariff import Tariff
from billing.rules.windows import covered, hospital_days
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


@question("billing.standard")
def standard(pack, *, on, mode, grade, insurance="employee"):
    """The published cell of the benefit table and the most that the fund can pay in a month."""
    asked = {"on": str(on), "mode": mode, "grade": grade, "insurance": insurance}
    answer = standards(Tariff(pack), "zh")(asked)
    amounts = {name: fen(answer[name]) for name in ("standard", "fund_at_most") if answer.get(name)}
    because = [reason["code"] for reason in answer["reasons"]]
    return {"standard": None, "fund_at_most": None, **amounts, "because": because}


@question("billing.contribution")
def contribution(pack, *, on, category, base=None):
    """What each source pays and what comes together."""
    asked = {"on": str(on), "category": category}
    if base is not None:
        asked["base"] = yuan(base)
    answer = contributions(Tariff(pack), "zh")(asked)
    amounts = {source: fen(amount) for source, amount in answer["amounts"].items()}
    return {**amounts, "total": fen(answer["total"])}
