"""What scenario tables may ask of an area's financing, conditions and fees, as ``ltc ask`` does."""

from datetime import date

from billing.rules.questions.ask import answer_many
from ltc.shared.errors import LtcError
from ltc.shared.money import fen, yuan
from tests.support.questions import question


def answered(pack, **asked):
    """Return the answer of ``ltc ask`` to one question, days written as people write them."""
    plain = {name: str(each) if isinstance(each, date) else each for name, each in asked.items()}
    [answer] = answer_many([{"pack": pack.id, **plain}], lambda _name: pack)
    if isinstance(answer, LtcError):
        raise answer
    return answer


def _amounts(told):
    """Return amounts as 分; a source that pays nothing is told as nothing."""
    return {name: fen(amount) for name, amount in told.items()}


@question("packs.contribution")
def contribution(pack, *, on, category, base=None, age=None):
    """What each source pays, what comes together, and for which period."""
    asked = {"base": None if base is None else yuan(base), "age": None if age is None else int(age)}
    told = answered(pack, question="contribution", on=on, category=category, **asked)
    sources = dict.fromkeys(("unit", "individual", "pool", "finance"))
    return {
        **sources,
        **_amounts(told["amounts"]),
        "total": fen(told["total"]) if told["total"] else None,
        "per": told["per"],
        "unknown": told.get("unknown", []),
        **{f"at_most_{source}": fen(most) for source, most in told.get("at_most", {}).items()},
        **{f"yearly_{each}": fen(also) for each, also in told.get("also_per_year", {}).items()},
    }


@question("packs.fee")
def fee(pack, *, on, kind="first", **result):
    """What an assessment costs and who pays it."""
    told = answered(pack, question="assessment_fee", on=on, kind=kind, **result)
    payers = dict.fromkeys(("applicant", "fund", "operator", "others"), 0)
    return {
        **payers,
        **_amounts(told["payers"]),
        "fee": fen(told["fee"]),
        "unpaid": fen(told["unpaid"]),
        "first_fee": told.get("first_fee"),
        "advanced_by": told["advanced_by"],
    }


@question("packs.entitlement")
def entitlement(pack, *, on, months=None, years=None, age=None, disabled=None, **facts):
    """Whether a person may apply and is entitled, from which day, and why not."""
    counts = {
        "continuous_months": months,
        "cumulative_years": years,
        "age": age,
        "disabled_months": disabled,
    }
    whole = {name: int(each) for name, each in counts.items() if each is not None}
    told = answered(pack, question="entitlement", on=on, **whole, **facts)
    return {
        "may_apply": told["may_apply"],
        "entitled": told["entitled"],
        "first_day": date.fromisoformat(told["first_day"]) if told["first_day"] else None,
        "because": [reason["code"] for reason in told["reasons"]],
    }


@question("packs.top_up")
def top_up(pack, *, on, years, paid_on=None):
    """What missing years cost when they are made up at once."""
    told = answered(pack, question="top_up", on=on, cumulative_years=int(years), paid_on=paid_on)
    return {
        "missing": told["missing_years"],
        "amount": fen(told["amount"]),
        "first_day": date.fromisoformat(told["first_day"]) if told["first_day"] else None,
    }
