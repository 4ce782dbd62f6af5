"""A what-if's answer as text and numbers, with the names of the words it was found by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any

import polars as pl

from ltc.policy.describe import plain
from ltc.policy.lookup import Pack, Value, Word
from ltc.policy.supposed import Change, changes

# What the settlement asks a pack about; the rest of a pack pays nobody.
_ASKED = ("benefit", "visit", "settlement", "entitlement")
_MOST_CHANGES = 60


def told_pack(pack: Pack) -> dict[str, str]:
    """Return how a pack is named."""
    return {
        "id": pack.id,
        "name": pack.name,
        "name_en": pack.name_en,
        "version": pack.version,
        "fingerprint": pack.fingerprint,
    }


def told_groups(
    found: Mapping[str, pl.DataFrame], pack: Pack, names: Mapping[str, Mapping[str, str]]
) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each grouping with the name of what they are grouped by."""
    words = {"grade": _names(pack.grades), "mode": _names(pack.modes)}
    plain_names = {
        key: {code: (name, name) for code, name in of.items()} for key, of in names.items()
    }
    return {
        key.removesuffix("_id"): list(_rows(frame, key, {**words, **plain_names}[key]))
        for key, frame in found.items()
    }


def _names(words: tuple[Word, ...]) -> dict[str, tuple[str, str]]:
    return {word.code: (word.name, word.name_en) for word in words}


def _rows(
    frame: pl.DataFrame, key: str, names: Mapping[str, tuple[str, str]]
) -> Iterator[dict[str, Any]]:
    for row in frame.to_dicts():
        code = str(row.pop(key))
        name, name_en = names.get(code, (code, code))
        yield {"code": code, "name": name or "—", "name_en": name_en or "—", **row}


def told_changes(before: Pack, after: Pack, day: date) -> list[dict[str, str]]:
    """Return which values differ on a day, as an officer writes them."""
    asked = (each for each in changes(before, after, day) if each.name.partition(".")[0] in _ASKED)
    return [_told_change(each, before, after) for each in islice(asked, _MOST_CHANGES)]


def _told_change(change: Change, before: Pack, after: Pack) -> dict[str, str]:
    names = _all_names(before) | _all_names(after)
    dated = after[change.name]
    return {
        "name": change.name,
        "meaning": dated.meaning,
        "place": " · ".join(names.get(each, each) for each in change.place),
        "before": _said(change.before, dated.unit, dated.options),
        "after": _said(change.after, dated.unit, dated.options),
    }


def _all_names(pack: Pack) -> dict[str, str]:
    return {word.code: word.name for words in pack.words.values() for word in words}


def _said(value: Value, unit: str, options: Mapping[str, str]) -> str:
    if value is None:
        return "—"
    text = str(plain(value, unit))
    return options.get(text, text)
