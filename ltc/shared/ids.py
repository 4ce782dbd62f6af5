"""Identifiers: client-made UUIDs, and the Chinese resident ID number with its check digit."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Iterable
from datetime import date

from ltc.shared.errors import BadInput

_ID = re.compile(r"[1-9]\d{16}[\dX]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_CANONICAL = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
)


def new_id() -> str:
    """Return a fresh random UUID as text."""
    return str(uuid.uuid4())


def parse_uuid(text: object, *, field: str = "id") -> str:
    """Return a UUID in its usual form or refuse it."""
    try:
        return str(uuid.UUID(str(text)))
    except ValueError:
        raise BadInput(f"{field}: not a UUID", f"{field}：不是有效的 UUID", field=field) from None


def first_repeated(names: Iterable[str]) -> str:
    """Return the first of ``names`` that comes a second time, or nothing."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return ""


def check_digit(first17: str) -> str:
    """Return the 18th character of a resident ID number (GB 11643-1999)."""
    return _CHECK[sum(w * int(d) for w, d in zip(_WEIGHTS, first17, strict=True)) % 11]


def parse_id_number(text: str, *, field: str = "id_number") -> str:
    """Return a resident ID number in upper case after checking form, birth date and check digit."""
    number = text.strip().upper()
    sound = bool(_ID.fullmatch(number)) and check_digit(number[:17]) == number[17]
    if sound:
        try:
            born_on(number)
        except ValueError:
            sound = False
    if not sound:
        raise BadInput("the ID number is not valid", "身份证号码有误，请核对", field=field)
    return number


def born_on(id_number: str) -> date:
    """Return the birth date written in the ID number."""
    return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))


def mask_id_number(id_number: str) -> str:
    """Show the first and the last character only; more would give away the whole."""
    return f"{id_number[:1]}{'*' * 16}{id_number[-1:]}"


def canonical_json(value: object) -> str:
    """Write JSON in one fixed form, so that equal values have equal hashes."""
    return _CANONICAL.encode(value)


def sha256(text: str | bytes) -> str:
    """Return the SHA-256 of text or bytes as hex."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()
