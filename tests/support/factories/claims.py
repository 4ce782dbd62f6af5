"""Claims as providers and reviewers make them; and a pack whose area pays by claims."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from billing.claims import filed, reviews, services
from billing.claims.rules.states import APPROVED, FIRST, SECOND
from ltc.db import read_only, unit_of_work
from ltc.policy import load
from ltc.scope import Scope
from tests.support.factories import base
from tests.support.factories.billing import EVERYTHING, KNOWN, MONTH

BASIS = """\
basis:
  meaning: 按什么结算
  unit: word
  options: {visits: 服务, claims: 申报}
  values:
    - {from: 2021-07-01, value: claims, law: panjin-2021, assumption: true, confidence: D}
"""
DELEGATED = """\
claim_delegated:
  meaning: 经办机构可初审的金额
  unit: yuan
  values:
    - {from: 2021-07-01, value: 250.00, law: panjin-2021, assumption: true, confidence: D}
"""


@contextmanager
def paying_by_claims(
    folder: Path, more: str = "", *, pack: str = "panjin", law: str = "panjin-2021"
) -> Iterator[None]:
    """Let a city, as it is otherwise, pay only what was claimed and reviewed."""
    place = shutil.copytree(load.pack_place(pack), folder / pack)
    with (place / "settlement.yaml").open("a", encoding="utf-8") as out:
        out.write((BASIS + more).replace("panjin-2021", law))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "_places", _places_with(place))
        forget()
        yield
    forget()


def _places_with(place: Path):
    usual = load._places
    return lambda folders: {**usual(folders), place.name: [place]}


def forget() -> None:
    """Let packs be read anew."""
    for each in vars(load).values():
        if hasattr(each, "cache_clear"):
            each.cache_clear()


def provider_scope(provider_id: int) -> Scope:
    """Return the scope of somebody at a provider's desk."""
    return Scope(base.actor("provider_desk"), organisation_id=provider_id)


def drafted(provider_id: int, month=MONTH, *, at=KNOWN, scope: Scope | None = None) -> int:
    """Draft a month; return the claim."""
    with unit_of_work():
        (made,) = services.draft(month, scope=scope or provider_scope(provider_id), at=at)
        return made.id


def submitted(provider_id: int, month=MONTH, *, at=KNOWN, insist: bool = False) -> int:
    """Draft and submit a month; return the claim."""
    scope = provider_scope(provider_id)
    made = drafted(provider_id, month, at=at, scope=scope)
    with unit_of_work():
        services.submit(made, insist=insist, scope=scope, at=at)
    return made


def line_ids(claim_id: int) -> list[int]:
    """Return the lines of a claim."""
    with read_only():
        return [each.line.id for each in filed.lines(claim_id, scope=EVERYTHING)]


def judge(claim_id: int, step: str, *, lines=None, at=KNOWN, by: Scope | None = None, **says):
    """Decide lines of a claim, all of them unless said otherwise."""
    scope = by or base.desk("operator" if step == FIRST else "bureau_officer")
    judged = reviews.Judgement(**{"outcome": APPROVED, **says})
    chosen = line_ids(claim_id) if lines is None else lines
    with unit_of_work():
        return reviews.decide(claim_id, chosen, judged, step, scope=scope, at=at).state


def approved(provider_id: int, month=MONTH, *, at=KNOWN) -> int:
    """Take a month's claim through both reviews; return it."""
    made = submitted(provider_id, month, at=at)
    for step in (FIRST, SECOND):
        judge(made, step, at=at)
    return made


def answered(line_id: int, kind: str, *, at) -> int:
    """Answer a decided line and take the answer through both reviews; return its claim."""
    with read_only():
        provider = filed.line(line_id, scope=EVERYTHING).provider_id
    scope = provider_scope(provider)
    with unit_of_work():
        made = services.answer(line_id, kind, scope=scope, at=at).id
    with unit_of_work():
        services.submit(made, insist=False, scope=scope, at=at)
    for step in (FIRST, SECOND):
        judge(made, step, at=at)
    return made
