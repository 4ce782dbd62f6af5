"""Which office speaks for an area: the name at the head and foot of papers."""

from __future__ import annotations

import sqlalchemy as sa

from ltc.db import session
from ltc.directory.models import Area, Organisation
from ltc.shared.errors import NotFound


def office_of(area_code: str) -> str:
    """Return the name of the bureau nearest above an area; names of offices are public."""
    prefixes = [area_code[:length] for length in range(2, len(area_code) + 1)]
    bureau = session().scalar(
        sa.select(Organisation.name)
        .where(Organisation.kind == "bureau", Organisation.area_code.in_(prefixes))
        .order_by(sa.func.length(Organisation.area_code).desc(), Organisation.id)
        .limit(1)
    )
    return bureau or f"{_area_name(prefixes)}医疗保障经办机构"


def _area_name(prefixes: list[str]) -> str:
    """Return the name of the smallest known area among prefixes of a code."""
    found = session().scalar(
        sa.select(Area.name)
        .where(Area.code.in_(prefixes))
        .order_by(sa.func.length(Area.code).desc())
        .limit(1)
    )
    if found is None:
        raise NotFound(f"no area for {prefixes[-1]}", f"没有区划 {prefixes[-1]}", field="area")
    return found
