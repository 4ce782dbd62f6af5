"""The result's hash: equal for equal lines, whatever their order, the batches or the engine.

Lines are gathered by buckets of people, sorted by person, visit and kind, and hashed as columns of
64-bit numbers.  The hash of a month is that of its buckets' hashes.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping

import polars as pl

from billing.rules.payees import TO_PERSON
from billing.settlement.rules.batches import BUCKET

HASHED = (
    "person_id",
    "visit_id",
    "kind",
    "for_month",
    "provider_id",
    "carer_id",
    "insurance",
    "grade",
    "mode",
    "asked_fen",
    "allowed_fen",
    "within_cap_fen",
    "fund_fen",
    "person_fen",
    "withheld_fen",
    "reasons",
)
"""Everything a line says, in the order of hashing; its settlement's number is not part of it.

What goes to the person is hashed after it, of buckets in which some does.
"""

_WIDTH = 8
OWN, ADJUSTED = "own", "adjusted"


def bucket_hashes(lines: pl.DataFrame) -> dict[str, str]:
    """Return the hash of each bucket of ``lines``, by ``own:7`` or ``adjusted:7``."""
    if lines.is_empty():
        return {}
    lines = lines.select(pl.col(name).cast(pl.Int64) for name in (*HASHED, TO_PERSON))
    lines = lines.with_columns(_other=pl.col("kind") > 0, _bucket=pl.col("person_id") // BUCKET)
    lines = lines.sort("_other", "person_id", "visit_id", "kind").rechunk()
    groups = lines.group_by("_other", "_bucket", maintain_order=True).len()
    columns = [_bytes(lines[name]) for name in HASHED]
    shared, found, start = lines[TO_PERSON], {}, 0
    for other, bucket, count in groups.iter_rows():
        end = start + count * _WIDTH
        part = hashlib.sha256(str(count).encode())
        for column in columns:
            part.update(column[start:end])
        mine = shared.slice(start, count)
        if (mine != 0).any():
            part.update(_bytes(mine))
        found[f"{ADJUSTED if other else OWN}:{bucket}"] = part.hexdigest()
        start = end
    return found


def _bytes(column: pl.Series) -> memoryview:
    """Return a column of 64-bit numbers as little-endian bytes."""
    array = column.to_arrow()
    data = array.buffers()[1]
    first = array.offset * _WIDTH
    view = memoryview(data)[first : first + len(array) * _WIDTH]
    if sys.byteorder == "little":
        return view
    swapped = bytearray(view)
    swapped[:] = b"".join(swapped[at : at + _WIDTH][::-1] for at in range(0, len(view), _WIDTH))
    return memoryview(swapped)


def result_hash(area: str, month: str, buckets: Iterable[Mapping[str, str]]) -> str:
    """Return the hash of a month from the hashes of its buckets, gathered from all batches."""
    whole = {name: value for each in buckets for name, value in each.items()}
    content = [area, month, [[name, whole[name]] for name in sorted(whole)]]
    text = json.dumps(content, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
