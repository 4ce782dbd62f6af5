"""What a bank account's number looks like, and what of it may be shown.  Pure."""

from __future__ import annotations

import re

from ltc.shared.errors import BadInput

PROPOSED, CONFIRMED, DROPPED = "proposed", "confirmed", "dropped"
CLOSED = "closed"
"""The bank returned a payment, so nothing more goes there."""
_NUMBER = re.compile(r"\d{8,30}")
_SHOWN = 4


def account_number(text: str) -> str:
    """Return the digits of an account number as banks print it, with or without spaces."""
    digits = re.sub(r"[\s-]", "", text)
    if not _NUMBER.fullmatch(digits):
        raise BadInput(
            "an account number has 8 to 30 digits", "账号为 8 至 30 位数字，请核对", field="number"
        )
    return digits


def last_digits(number: str) -> str:
    """Return what a log may hold of an account number."""
    return f"尾号{number[-_SHOWN:]}"
