"""The officers' guide explains every key, unit and word that a pack may use."""

from pathlib import Path

import pytest

from billing.rules.parameters import ONLY_TOLD, READ
from ltc.policy import read
from ltc.policy.lookup import WORD_KINDS
from ltc.policy.units import UNITS

GUIDE = (Path(__file__).parents[3] / "docs" / "packs.md").read_text(encoding="utf-8")
KEYS = {
    *read.HEAD_NEEDS, *read.HEAD_MAY, *read.GRADE_NEEDS, *read.GRADE_MAY, *read.SOURCE_NEEDS,
    *read.SOURCE_MAY, *read.PARAMETER_NEEDS, *read.PARAMETER_MAY, *read.ROW_NEEDS, *read.ROW_MAY,
}  # fmt: skip
WORDS = {
    *WORD_KINDS, *read.WORD_DIMENSIONS, *read.FIXED_DIMENSIONS, *read.CONFIDENCES, *read.STATUSES,
    *(word for words in read.FIXED_DIMENSIONS.values() for word in words), *UNITS,
}  # fmt: skip


@pytest.mark.parametrize("word", sorted((KEYS | WORDS) - {"unknown", "assumption", "back_dated"}))
def test_it_is_explained(word):
    assert f"`{word}`" in GUIDE


@pytest.mark.parametrize("name", sorted({*READ, *ONLY_TOLD}))
def test_every_parameter_is_explained(name):
    assert f"`{name.partition('.')[2]}`" in GUIDE or f"`{name}`" in GUIDE


@pytest.mark.parametrize("word", ["unknown", "assumption", "back_dated"])
def test_a_switch_is_explained_with_its_value(word):
    assert f"`{word}: true`" in GUIDE
