"""A provider's claim comes in as a file: the sound lines are a draft, which its desk submits."""

import csv
from datetime import date

import pytest

from billing.claims import services
from billing.claims.models import Claim, ClaimLine
from ltc.case.models import Person
from ltc.db import read_only, unit_of_work
from ltc.exchange.importing import Brought, look_through, take_over
from ltc.exchange.queries import keys
from ltc.scope import Scope
from providers.visits.models import Visit
from tests.support.factories import base, billing, claims, exchange
from tests.support.factories.base import CITY, stored

HEADING = ["id", "provider", "month", "kind", "visit", "prior"]


@pytest.fixture
def house(sqlite_database, tmp_path):
    """Have three visits of one provider and one of another, where claims are what is paid."""
    with claims.paying_by_claims(tmp_path):
        with unit_of_work():
            whom, by, other = billing.person(), billing.provider(), billing.provider(name="别家")
            mine = [billing.visit(whom, by, date(2023, 10, day)).id for day in (9, 10, 11)]
            theirs = billing.visit(whom, other, date(2023, 10, 12)).id
            provider = by[0].id
        yield provider, mine, theirs


def line(number: int, provider: int, visit: int, kind: str = "new", prior: str = "") -> list[str]:
    with read_only():
        tag = keys.tag()
    about = [f"{tag}-providers-{provider}", "2023-10", kind, f"{tag}-visits-{visit}", prior]
    return [f"l{number}", *about]


def brought(folder, rows, area=CITY) -> Brought:
    folder.mkdir(exist_ok=True)
    with (folder / "claim_lines.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([HEADING, *rows])
    return Brought(folder=folder, source="机构软件", area=area)


def bring(folder, rows, *, area=CITY, scope: Scope = exchange.EVERYTHING):
    return take_over(brought(folder / "in", rows, area), scope=scope, at=exchange.LATER)


def submit(claim_id: int, provider: int) -> None:
    with unit_of_work():
        scope = claims.provider_scope(provider)
        services.submit(claim_id, insist=False, scope=scope, at=exchange.LATER)


def test_sound_lines_are_a_draft_that_the_provider_submits(house, tmp_path):
    provider, mine, _theirs = house
    rows = [line(n, provider, visit) for n, visit in enumerate(mine)]
    report = bring(tmp_path, rows)
    [made] = stored(Claim)
    assert (report.rejected, made.state, made.made_by) == (0, "draft", 0)
    assert [each[:2] for each in made.wanted] == [["new", visit] for visit in mine]
    assert bring(tmp_path, rows).tallies["claim_lines"].same == 3
    submit(made.id, provider)
    assert [each.visit_id for each in stored(ClaimLine)] == mine
    assert bring(tmp_path, rows).rejected == 0
    assert len(stored(Claim)) == 1


def test_every_faulty_line_is_told_with_its_stage_and_the_others_are_drafted(house, tmp_path):
    provider, mine, theirs = house
    rows = [
        line(0, provider, mine[0]),
        line(1, provider, theirs),
        line(2, provider, mine[1], "replace"),
        line(3, provider, mine[2], "cancel", "77"),
        line(4, provider, mine[1], "revoke"),
    ]
    report = bring(tmp_path, rows)
    assert {(each.row, each.field) for each in report.rejects} == {
        (3, "visit"),
        (4, "kind"),
        (5, "visit"),
        (6, "kind"),
    }
    [made] = stored(Claim)
    assert made.wanted == [["new", mine[0], None]]


def test_what_the_law_refuses_is_told_with_the_law_and_the_way_out(house, tmp_path):
    provider, mine, _theirs = house
    with unit_of_work() as opened:
        whom = opened.get(Visit, mine[0]).person_id
        who = opened.get(Person, whom)
        billing.event(who, "hospital", date(2023, 10, 8), date(2023, 10, 10))
    report = bring(tmp_path, [line(n, provider, visit) for n, visit in enumerate(mine)])
    [told] = report.rejects
    assert (told.row, told.fault.zh.startswith("E5·5")) == (2, True)
    assert "依据：" in told.fault.zh
    assert "怎么办：" in told.fault.zh
    assert [each[1] for each in stored(Claim)[0].wanted] == mine[1:]


def test_a_rejected_line_is_claimed_again_by_its_number(house, tmp_path):
    provider, mine, _theirs = house
    claim = claims.approved(provider)
    [first, *_more] = claims.line_ids(claim)
    report = bring(tmp_path, [line(0, provider, mine[0], "cancel", str(first))])
    assert report.rejected == 0
    assert stored(Claim)[-1].wanted == [["cancel", mine[0], first]]


def test_beside_an_open_draft_nothing_is_written(house, tmp_path):
    provider, mine, _theirs = house
    claims.drafted(provider)
    report = bring(tmp_path, [line(0, provider, mine[0])])
    assert "草稿" in report.rejects[0].fault.zh
    assert len(stored(Claim)) == 1


def test_an_officer_hands_in_no_providers_claim(house, tmp_path):
    provider, mine, _theirs = house
    rows = [line(0, provider, mine[0])]
    report = bring(tmp_path, rows, scope=base.desk("bureau_officer"))
    assert "申报由机构" in report.rejects[0].fault.zh
    assert stored(Claim) == []


def test_an_import_of_another_county_reaches_no_claim_of_the_city(house, tmp_path):
    provider, mine, _theirs = house
    report = bring(tmp_path, [line(0, provider, mine[0])], area=base.COUNTY)
    assert report.rejected == 1
    assert stored(Claim) == []


def test_a_preview_says_the_same_and_writes_no_draft(house, tmp_path):
    provider, mine, theirs = house
    rows = [line(0, provider, mine[0]), line(1, provider, theirs)]
    at = exchange.LATER
    seen = look_through(brought(tmp_path / "in", rows), scope=exchange.EVERYTHING, at=at)
    assert (seen.tallies["claim_lines"].new, seen.rejected, stored(Claim)) == (1, 1, [])
