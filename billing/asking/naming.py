"""Codes of a pack in a reader's words: grades and items by the pack, the rest by the house."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from flask_babel import gettext as _

from assessments.rules.exclusions import EXCLUSIONS
from ltc.policy.describe import plain
from ltc.policy.lookup import Dated, Pack, Value
from ltc.policy.read import FIXED_DIMENSIONS
from ltc.policy.units import UNITS
from ltc.web.filters import named, share
from ltc.web.language import current_language
from ltc.web.words import word

_KINDS = {
    "category": "ask_category",
    "source": "ask_source",
    "occasion": "fee_kind",
    "place": "fee_place",
    "outcome": "fee_outcome",
    "payer": "fee_payer",
}
_WORDLESS = frozenset(
    {"word", "words", "text", "day", "yes_no", "rounding", "catalogue", "calendar", "share"}
)
"""Units that say nothing to a reader beside the value."""


class Names:
    """The names of what one pack writes as a code."""

    def __init__(self, pack: Pack) -> None:
        self._own = {each.code: named(each) for words in pack.words.values() for each in words}

    def values(self, dated: Dated, value: Value) -> Iterator[tuple[str, str]]:
        """Yield what a value says as pairs of label and text; a plain value has no label."""
        if dated.unit == "catalogue":
            for each in value:
                yield self._own.get(each["code"], each["code"]), f"{each['minutes']}′"
        elif dated.unit == "rounding":
            yield "", _rounding(value)
        else:
            yield from self._levels(dated, value, dated.by)

    def _levels(self, dated: Dated, value: Value, by: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """Yield the cells of a table, its outer words first."""
        if not by or not isinstance(value, Mapping):
            yield "", self._text(dated, value)
            return
        for key, each in value.items():
            for label, text in self._levels(dated, each, by[1:]):
                head = self._key(by[0], str(key))
                yield (f"{head} · {label}" if label else head), text

    def _key(self, dimension: str, code: str) -> str:
        if dimension in _KINDS and code in FIXED_DIMENSIONS[dimension]:
            return word(code, _KINDS[dimension])
        return self._own.get(code, code)

    def _text(self, dated: Dated, value: Value) -> str:
        if isinstance(value, list):
            return "、".join(self._text(dated, each) for each in value) or "—"
        if isinstance(value, Mapping):  # of a calendar
            return "；".join(f"{key} {self._text(dated, each)}" for key, each in value.items())
        if isinstance(value, bool):
            return _("是") if value else _("否")
        if dated.unit == "share" and isinstance(value, Decimal | int):
            return share(Decimal(value))
        return self._word(dated, str(plain(value, dated.unit)))

    def _word(self, dated: Dated, code: str) -> str:
        """Return the pack's own words for a code, then those of what it may stand for."""
        if code in dated.options and current_language() != "en":
            return dated.options[code]
        if dated.unit not in ("word", "words") or code in self._own:
            return self._own.get(code, code) if dated.unit in ("word", "words") else code
        if code in EXCLUSIONS:
            return EXCLUSIONS[code][current_language() == "en"]
        for kind in ("ask_category", "ask_source", "pack_word"):
            try:
                return word(code, kind)
            except LookupError:
                continue
        return dated.options.get(code, code)


def unit_of(dated: Dated) -> str:
    """Return the unit to write behind a meaning; empty where it says nothing."""
    if dated.unit in _WORDLESS:
        return ""
    unit = UNITS[dated.unit]
    return unit.name_en if current_language() == "en" else unit.name


def _rounding(value: Mapping[str, object]) -> str:
    stage, mode = word(value["stage"], "pack_word"), word(value["mode"], "pack_word")
    return _("%(stage)s%(mode)s到%(fen)s分", stage=stage, mode=mode, fen=value["unit_fen"])
