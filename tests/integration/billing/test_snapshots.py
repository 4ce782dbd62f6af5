"""Closed days kept as files: a settlement reads the same from them, and never what is not so."""

import random
from datetime import timedelta

import pytest
import sqlalchemy as sa

from billing import checks
from billing.models import SettlementNote
from billing.snapshots import jobs, kept, making
from ltc.audit.models import AuditRow
from ltc.db import session, unit_of_work
from providers.visits.models import Visit
from tests.integration.billing.test_same_result import random_month
from tests.support.factories import billing, claims
from tests.support.factories.base import CITY, stored
from tests.support.factories.billing import EVERYTHING, KNOWN, MONTH, oct_, settle


def keep(at=KNOWN):
    return making.keep_month(CITY, MONTH, scope=EVERYTHING, at=at)


def preview(known_at=KNOWN):
    return billing.runs.preview(CITY, MONTH, scope=EVERYTHING, at=KNOWN, known_at=known_at)


def told(seen) -> dict:
    """Return what a run says of the files it read."""
    return dict(seen.notes).get("snapshots", {})


def left_out(seen) -> dict:
    return dict(seen.notes).get("left_out", {})


def month_of_all_kinds():
    """Write visits that count, and some that do not for every reason there is."""
    random_month(random.Random(1))
    with unit_of_work() as opened:
        for number, visit in enumerate(opened.scalars(sa.select(Visit)).all()):
            if number % 5 == 1:
                visit.state, visit.verified_at = "voided", None
            if number % 5 == 2:
                visit.place_ok = False
            if number % 5 == 3:
                visit.verified_at = KNOWN + timedelta(hours=1)
            if number % 5 == 4:
                visit.two_person = True


def change(when, **facts):
    """Change a visit of a day as an act of the house does."""
    with unit_of_work() as opened:
        seen = opened.scalars(sa.select(Visit).where(Visit.day == when)).first()
        for name, value in facts.items():
            setattr(seen, name, value)
        seen.version += 1


def test_a_month_from_files_is_the_month_of_the_database(database):
    month_of_all_kinds()
    later = KNOWN + timedelta(hours=2)
    before = [preview(), preview(later)]
    days = {visit.day for visit in stored(Visit)}
    assert set(keep().made) == days
    for was, now in zip(before, (preview(), preview(later)), strict=True):
        assert told(now) == {"days": len(days), "stale": [], "altered": []}
        assert (now.result_hash, now.totals, left_out(now)) == (
            was.result_hash,
            was.totals,
            left_out(was),
        )
    assert settle().result_hash == before[0].result_hash
    assert list(checks.faults()) == []


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "voided"},
        {"place_ok": False},
        {"mode": "institution"},
        {"price_fen": 1},
        {"day": oct_(29)},
        {"two_person": True},
    ],
)
def test_a_late_change_makes_a_day_stale_and_never_wrong(database, facts):
    billing.simple_month(2, 3)
    keep()
    change(oct_(2), **facts)
    seen = preview()
    assert told(seen) == {"days": 2, "stale": ["2023-10-02"], "altered": []}
    for each in kept.folder_of(CITY, MONTH).iterdir():
        each.unlink()
    assert preview().result_hash == seen.result_hash
    assert list(checks.faults()) == []


def test_a_visit_told_late_makes_a_day_stale(sqlite_database):
    billing.simple_month(1, 2)
    keep()
    with unit_of_work() as opened:
        opened.add(billing.Visit(**copy_of(opened.get(Visit, 1), id=99)))
    seen = preview()
    assert (seen.lines, told(seen)["stale"]) == (3, ["2023-10-01"])
    again = keep()
    assert (again.made, again.kept) == ([oct_(1)], [oct_(2)])
    assert told(preview())["days"] == 2
    assert len(list(kept.folder_of(CITY, MONTH).glob("*.parquet"))) == 2


def copy_of(seen: Visit, **facts) -> dict:
    columns = (column.key for column in sa.inspect(Visit).column_attrs)
    return {name: getattr(seen, name) for name in columns} | facts


@pytest.mark.parametrize("what", ["removed", "altered", "list"])
def test_a_file_that_is_not_ours_is_not_read(sqlite_database, what):
    billing.simple_month(1, 2)
    was = preview().result_hash
    keep()
    folder = kept.folder_of(CITY, MONTH)
    first = min(folder.glob("*.parquet"))
    if what == "removed":
        first.unlink()
    elif what == "altered":
        first.write_bytes(max(folder.glob("*.parquet")).read_bytes())
    else:
        text = (folder / "days.json").read_text()
        (folder / "days.json").write_text(text.replace('"made_at": "2', '"made_at": "3'))
    seen = preview()
    assert "2023-10-01" in told(seen)["altered"]
    assert seen.result_hash == was
    assert ["ltc snapshot" in fault for fault in checks.faults()] == [True]
    keep()
    assert list(checks.faults()) == []


def test_what_was_changed_by_hand_does_not_fit_its_file(sqlite_database):
    billing.simple_month(1, 2)
    keep()
    with unit_of_work():
        session().connection().execute(sa.text("UPDATE visit SET planned_minutes = 1 WHERE id = 1"))
    assert told(preview())["days"] == 2  # what was seen and signed, not what the hand wrote
    assert any("2023-10-01 are not those of their snapshot" in each for each in checks.faults())


def test_files_are_no_way_round_claims(database, tmp_path):
    with claims.paying_by_claims(tmp_path):
        billing.simple_month(1, 3)
        keep()
        seen = preview()
        assert (told(seen)["days"], seen.totals, left_out(seen)) == (3, [], {"not_claimed": 3})
        claims.approved(stored(Visit)[0].provider_id)
        seen = preview()
        assert (told(seen)["days"], left_out(seen)) == (3, {})
        assert sum(each.lines for each in seen.totals) == 3


def test_a_day_that_is_not_over_or_not_done_is_not_kept(database):
    billing.simple_month(1, 3)
    change(oct_(2), state="ended", verified_at=None)
    noon = billing.at(oct_(3), 12)
    made = keep(noon)
    assert (made.made, made.open) == ([oct_(1)], [oct_(2), oct_(3)])


def test_the_night_keeps_what_closed_and_the_trail_knows_the_files(sqlite_database):
    billing.simple_month(1, 2)
    pieces = dict(jobs.keep_days(MONTH.next().first_day))
    assert set(pieces) == {f"{CITY} 2023-10", f"{CITY} 2023-11"}
    for piece in pieces.values():
        piece()
    listed = kept.days_kept(CITY, MONTH)
    (row,) = [each for each in stored(AuditRow) if each.act == "visits.snapshot"]
    assert row.after["days"] == {str(day): each.sha256 for day, each in listed.items()}


def test_a_settlement_says_what_it_read_from_files(sqlite_database):
    billing.simple_month(1, 2)
    keep()
    settle()
    notes = {each.kind: each.facts for each in stored(SettlementNote)}
    assert notes["snapshots"] == {"days": 2, "stale": [], "altered": []}
