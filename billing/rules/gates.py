"""Refusals by law: what keeps a line from being paid at all, each with its reason.

A refused line stays in the staircase with nothing allowed, so asked = fund + person holds on it
too; "person" then means *not paid by the fund*, which is not yet a bill to the person.
"""

from __future__ import annotations

from functools import reduce
from operator import or_

import polars as pl

from billing.rules.columns import FLAGS
from billing.rules.reasons import bit, mask_of

REFUSALS = mask_of((*(flag.code for flag in FLAGS), "entitlement.mode"))
"""The bits that refuse a line."""


def refusals(lines: pl.DataFrame) -> pl.Expr:
    """Return the mask of everything that refuses a line; 0 where nothing does."""
    bits = [
        bit(pl.col(flag.column) == flag.refuses, flag.code)
        for flag in FLAGS
        if flag.column in lines.columns and (lines[flag.column] == flag.refuses).any()
    ]
    return reduce(or_, bits, pl.lit(0, pl.Int64))
