"""A pack as plain data for JSON: amounts in 元 as text, shares as text, days as ISO."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ltc.policy.lookup import WORD_KINDS, Dated, Grade, Pack, Row, Source, Value, Word, last_day
from ltc.policy.read import CATEGORIES
from ltc.shared.errors import PolicyGap
from ltc.shared.money import yuan


def describe(pack: Pack, on: date | None = None) -> dict[str, Any]:
    """Return the whole pack; with ``on`` every parameter has the one value of that day."""
    return {
        "id": pack.id,
        "name": pack.name,
        "name_en": pack.name_en,
        "area_code": pack.area_code,
        "version": pack.version,
        "status": pack.status,
        "valid_from": str(pack.first_day),
        "valid_to": _text(pack.last_day),
        "extends": pack.base.id if pack.base else None,
        "fingerprint": pack.fingerprint,
        "on": _text(on),
        "grades": [_grade(grade) for grade in pack.grades],
        **{
            kind: [_word(word) for word in pack.words[kind]]
            for kind in WORD_KINDS
            if kind != "grades"
        },
        "categories": list(CATEGORIES),
        "parameters": {name: _parameter(pack[name], on) for name in pack.names()},
        "sources": {source.id: _source(source) for source in pack.sources.values()},
        "not_modelled": list(pack.not_modelled),
        "notes": pack.notes,
    }


def plain(value: Value, unit: str) -> Value:
    """Return a value as JSON holds it."""
    if isinstance(value, Mapping):
        return {key: plain(each, unit) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each, unit) for each in value]
    if unit == "yuan" and isinstance(value, int):
        return yuan(value)
    return str(value) if isinstance(value, Decimal | date) else value


def _word(word: Word) -> dict[str, Any]:
    return {
        "code": word.code,
        "name": word.name,
        "name_en": word.name_en,
        **({"note": word.note} if word.note else {}),
    }


def _grade(grade: Grade) -> dict[str, Any]:
    more = {"severity": grade.severity, "national": grade.national, "assumption": grade.assumption}
    return {**_word(grade), **more}


def _parameter(dated: Dated, on: date | None) -> dict[str, Any]:
    """Return one parameter with its rows, or with the row of one day or its gap."""
    about = {
        "meaning": dated.meaning,
        "unit": dated.unit,
        "by": list(dated.by),
        "options": dict(dated.options),
        "pack": dated.pack,
        "note": dated.note,
    }
    if on is None:
        return {**about, "values": [_row(dated, at) for at in range(len(dated.rows))]}
    try:
        row = dated.row_on(on)
    except PolicyGap as gap:
        return {**about, "gap": gap.zh}
    return {**about, **_row_data(dated, row, row.last_day)}


def _row(dated: Dated, at: int) -> dict[str, Any]:
    return _row_data(dated, dated.rows[at], last_day(dated.rows, at))


def _row_data(dated: Dated, row: Row, until: date | None) -> dict[str, Any]:
    return {
        "from": str(row.first_day),
        "to": _text(until),
        "value": plain(row.value, dated.unit),
        "unknown": row.unknown,
        "law": row.law,
        "source": row.source,
        "confidence": row.confidence,
        "assumption": row.assumption,
        "issued": _text(row.issued),
        "posted": _text(row.posted),
        "note": row.note,
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "title": source.title,
        "number": source.number,
        "link": source.link,
        "confidence": source.confidence,
        "date": _text(source.issued),
        "posted": _text(source.posted),
        "note": source.note,
    }


def _text(day: date | None) -> str | None:
    return str(day) if day else None
