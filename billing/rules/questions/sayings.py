"""Numbers that only some packs have: a condition that an area never made does not hold there."""

from __future__ import annotations

from datetime import date
from typing import Any

from billing.rules.law import Law
from ltc.shared.errors import PolicyGap


def said(law: Law, name: str, on: date) -> Any:  # noqa: ANN401 - what the pack says
    """Return the value of ``name`` on ``on``, or None where the area has no such rule yet.

    A value that ended or was never published stays a ``PolicyGap``: that is not "no rule".
    """
    if name not in law.pack or on < law.pack[name].rows[0].first_day:
        return None
    return law.value(name, on)


def check_spoken_of(law: Law, name: str, en: str, zh: str) -> None:
    """Raise in plain words that the pack has nothing at all on what a question is about."""
    if name not in law.pack:
        pack = law.pack
        raise PolicyGap(
            f"{pack.id} ({pack.name_en}) publishes no {en}: {name}",
            f"{pack.id}（{pack.name}）没有公布{zh}：{name}",
            field=name,
        )
