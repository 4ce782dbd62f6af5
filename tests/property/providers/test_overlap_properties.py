"""Does the quick pass over sorted visits find every pair that comparing all with all finds?"""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from providers.visits.rules.overlap import Span, clashes
from tests.support import oracle_place

MIDNIGHT = datetime(2026, 10, 8, tzinfo=UTC)
MINUTE = st.integers(0, 40)


@st.composite
def spans(draw):
    count = draw(st.integers(1, 14))
    made = []
    for visit_id in range(count):
        first, last = sorted((draw(MINUTE), draw(MINUTE)))
        made.append(
            Span(
                visit_id,
                draw(st.integers(1, 3)),
                draw(st.integers(1, 3)),
                MIDNIGHT + timedelta(minutes=first),
                MIDNIGHT + timedelta(minutes=last),
                draw(st.booleans()),
            )
        )
    return made


@given(spans())
def test_every_pair_is_found_and_no_other(made):
    found = clashes(pl.DataFrame([asdict(each) for each in made]))
    assert set(found.rows()) == oracle_place.clashes(made)
    assert found.height == found.unique().height


@given(spans())
def test_clashes_come_in_pairs(made):
    found = set(clashes(pl.DataFrame([asdict(each) for each in made])).rows())
    assert found == {(b, a, kind) for a, b, kind in found}
