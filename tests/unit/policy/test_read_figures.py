"""Every figure of a pack is read by a rule, or is named as one that is only told."""

import re
from functools import cache
from pathlib import Path

import pytest

import ltc
from billing.rules.parameters import ONLY_TOLD as TOLD_BY_CITIES
from ltc.policy.load import load_pack, pack_names

ROOMS = ("ltc", "billing", "providers", "assessments")
LISTED = "parameters.py"  # what packs may say, which reads nothing
ROOT = Path(ltc.__file__).parents[1]
NAME = re.compile(r'"([a-z_]+\.[a-z_0-9]+)"')

TOLD_BESIDE = {
    "benefit.annual_cap_share": "a bound for the cities' own figures, none of which says a year's",
    "benefit.cash_allowed": "a bound for the cities' own payees, from 2026 on",
    "benefit.pay_ratio_about": "a rough overall share, which no line can be paid by",
    "oversight.inspections_per_year": "of basic medical insurance; told for those who plan checks",
    "oversight.points_to_terminate": "of basic medical insurance; an agreement is ended by people",
    "oversight.points_to_terminate_pharmacy": "of pharmacies, which are not in this system",
    "oversight.readmission_years": "of basic medical insurance; told for who reviews applications",
    "oversight.sampling_share": "not published; a contract names its own",
    "settlement.prepay_share": "not published; a prepayment is a typed amount of two people",
}

ONLY_TOLD = {*TOLD_BY_CITIES, *TOLD_BESIDE}

BUILT = {
    "benefit.": ("{}_by_trait", "{}_first", "{}_next"),  # tables.by_trait, shapes.loyalty
}
SPELLED = ("oversight.",)  # names that code puts behind their topic


@cache
def source() -> str:
    return "\n".join(
        path.read_text(encoding="utf-8")
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        if "migrations" not in path.parts and path.name != LISTED
    )


@cache
def written() -> frozenset[str]:
    """Return the names that code spells out, and those that it builds from them."""
    whole = set(NAME.findall(source()))
    built = {
        way.format(name)
        for topic, ways in BUILT.items()
        for name in whole
        if name.startswith(topic)
        for way in ways
    }
    return frozenset(whole | built)


def is_read(name: str) -> bool:
    topic, _, short = name.partition(".")
    if name in written():
        return True
    return f"{topic}." in SPELLED and (f'"{short}"' in source() or _for_whom(short))


def _for_whom(short: str) -> bool:
    """Tell whether a name is one of those of staff or provider: built around the word."""
    return any(f'{{who}}{short.removeprefix(each)}"' in source() for each in ("staff", "provider"))


def figures() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for pack in pack_names():
        for name in load_pack(pack).parameters:
            found.setdefault(name, []).append(pack)
    return found


def test_every_figure_is_read_or_only_told():
    unread = {name: packs for name, packs in figures().items() if not is_read(name)}
    assert {name: packs for name, packs in unread.items() if name not in ONLY_TOLD} == {}


@pytest.mark.parametrize("name", sorted(ONLY_TOLD))
def test_what_is_only_told_is_in_a_pack_and_read_by_nothing(name):
    assert name in figures()
    assert not is_read(name)


def test_a_figure_that_nobody_reads_is_noticed():
    assert not is_read("benefit.mode_choice_of_nobody")
    assert is_read("benefit.mode_choice")
