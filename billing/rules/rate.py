"""Rate lines: what is asked, allowed, within the limit, paid by the fund and not paid by it.

Pure: the pack's numbers and columns in, columns and reason bits out; one person's question and a
city's month go the same way.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from billing.rules import columns, duration
from billing.rules.caps import in_order
from billing.rules.choice import one_at_a_time
from billing.rules.exact import LARGEST_FEN, check_size, half_up
from billing.rules.gates import REFUSALS, refusals
from billing.rules.payees import TO_PERSON, divided
from billing.rules.tariff import Tariff
from ltc.shared.errors import BadInput

_MILLI = 1000
_RATED = ("asked_fen", "allowed_fen", "within_cap_fen", "fund_fen", TO_PERSON, "reasons")


def rate(
    lines: pl.DataFrame, tariff: Tariff, abouts: Sequence[columns.About] = (columns.NOTHING,)
) -> pl.DataFrame:
    """Return ``lines`` with the columns of ``columns.STAIRCASE``, by person and time.

    ``abouts`` are what the numbers of the column ``about`` stand for; without it, one for all.

    All lines of a person's month must come together, since the month's limit is spent in order.
    A refused line stays, with nothing allowed and its reasons.
    """
    lines = columns.typed(lines, tariff.pack)
    names = lines.columns
    lines = lines.with_columns(asked_fen=_asked(lines), reasons=refusals(lines))
    _check_words(lines)
    lines = one_at_a_time(in_order(lines), tariff.law)
    lines = duration.judge(lines, tariff.law)
    lines = lines.with_columns(
        allowed_fen=pl.when(pl.col("reasons") & REFUSALS == 0).then("allowed_fen").otherwise(0)
    )
    parts = [divided(shape.rate(part, table)) for shape, part, table in tariff.parts(lines, abouts)]
    return (
        pl.concat(part.select(*names, *_RATED) for part in parts)
        .with_columns(person_fen=pl.col("asked_fen") - pl.col("fund_fen"))
        .select(*names, *columns.STAIRCASE)
    )


def _check_words(lines: pl.DataFrame) -> None:
    """Raise ``ValueError`` for a line that nothing refuses and that has no mode, grade or kind."""
    wordless = pl.any_horizontal(pl.col(columns.WORDS).is_null())
    if lines.select((wordless & (pl.col("reasons") & REFUSALS == 0)).any()).item():
        raise ValueError("a line that nothing refuses has no mode, grade or insurance")


def _asked(lines: pl.DataFrame) -> pl.Expr:
    """Return price × quantity in whole 分, after making sure that no product leaves 64 bits."""
    for name in ("price_fen", "quantity_milli"):
        check_size(lines[name], name)
    price, quantity = pl.col("price_fen"), pl.col("quantity_milli")
    most = pl.lit(LARGEST_FEN * _MILLI) // pl.max_horizontal(price, pl.lit(1))
    if lines.select((quantity > most).any()).item():
        raise BadInput(
            "price × quantity is too large", "单价与数量之积过大", field="quantity_milli"
        )
    return half_up(price, quantity, pl.lit(_MILLI))
