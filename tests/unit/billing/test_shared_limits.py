"""Where one limit is for days of family care and for visits: which packs, and what holds there."""

from collections.abc import Iterator

from billing.persons.rules.ways import Way, paid_to_people
from billing.rules.choice import CHOICE, EXCLUSIVE
from billing.rules.tariff import SHAPE, Tariff
from ltc.policy.load import load_pack, pack_names
from ltc.policy.lookup import Pack

LIMITED = ("monthly_cap_ratio", "monthly_limit", "monthly_standard_ratio")
"""Ways of paying in which a month's money is spent by all lines of a person together."""


def shapes(known: object) -> Iterator[tuple[Way, str]]:
    for mode, one in known.items():
        for item, shape in one.items() if hasattr(one, "items") else [("", one)]:
            yield Way(mode, item), shape


def shared(pack: Pack) -> set[str]:
    """Return whether family care and visits spend one limit, by what the pack says of both."""
    tariff, found = Tariff(pack), set()
    for row in pack[SHAPE].rows:
        on = row.first_day
        people = set(paid_to_people(tariff, on))
        if not people or not hasattr(row.value, "items"):
            continue
        of = dict(shapes(row.value))
        limits = {of[way] for way in people if of.get(way) in LIMITED}
        if any(way not in people and shape in limits for way, shape in of.items()):
            says = tariff.law.value(CHOICE, on) if tariff.law.has(CHOICE, on) else "nothing"
            found.add("one excludes the other" if says == EXCLUSIVE else says)
    return found


def test_the_packs_in_which_both_spend_one_limit_are_known():
    told = {name: shared(load_pack(name)) for name in pack_names() if SHAPE in load_pack(name)}
    assert {name: says for name, says in told.items() if says} == {
        "hanzhong": {"one excludes the other"},
        "jincheng": {"nothing"},
        "wenzhou": {"nothing"},
    }
