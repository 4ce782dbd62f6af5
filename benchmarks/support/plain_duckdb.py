"""The month settled by a plain DuckDB script: the yardstick for `./run bench settle`.

It does what the job is defined as: overlaps, windows, length, tariff, the month's limit in order of
time, the fund's share, a line with reasons per visit, totals by provider and fund, all written back
in one transaction.  It reads and writes through the same ADBC doors (DuckDB's own scanners are
downloads).  What it leaves out, and the settlement does: packs and their other shapes, agreements
and suspensions, what was known when, counts of what was left out, deposits, hashes, ledger, seals,
audit, batches that bound the memory and outlive a killed run.
"""

from __future__ import annotations

import duckdb
import polars as pl
import sqlalchemy as sa

from benchmarks.support.stored_month import MONTH
from billing.columnar import column_door
from ltc.case.models import CaseEvent, Determination, Person
from ltc.db import is_postgres
from ltc.shared.clock import monotonic
from providers.visits.models import Visit

CAPS = {"severe_1": 235_000, "severe_2": 201_000, "severe_3": 168_000}

PLAINLY = """
WITH ordered AS (
  SELECT v.*, d.grade, p.fund, started + worked AS ended,
    max(started + worked) OVER (PARTITION BY carer ORDER BY started, line_id
                                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS carer_busy,
    max(started + worked) OVER (PARTITION BY v.person ORDER BY started, line_id
                                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS person_busy
  FROM visits v JOIN people p ON p.person = v.person LEFT JOIN determinations d
    ON d.person = v.person AND v.day BETWEEN d.first_day AND d.last_day
), flagged AS (
  SELECT o.*, coalesce(carer_busy > started, false) AS c,
    coalesce(person_busy > started, false) AS p,
    h.person IS NOT NULL AS hospital, x.person IS NOT NULL AS dead,
    (price * quantity * 2 + 1000) // 2000 AS asked
  FROM ordered o
  LEFT JOIN events h ON h.person = o.person AND h.kind = 'hospital'
    AND o.day > h.first_day AND o.day < h.last_day
  LEFT JOIN events x ON x.person = o.person AND x.kind = 'death' AND o.day > x.first_day
), allowed AS (
  SELECT *, CASE
    WHEN grade IS NULL OR c OR p OR hospital OR dead OR worked * 2 < planned * 60000 THEN 0
    WHEN worked * 10 >= planned * 540000 THEN asked
    ELSE (asked * 2 * (worked // 60000) + planned) // (planned * 2) END AS allowed
  FROM flagged
), capped AS (
  SELECT a.*, t.cap, coalesce(sum(allowed) OVER (PARTITION BY a.person ORDER BY started, line_id
    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS used
  FROM allowed a LEFT JOIN caps t ON t.grade = a.grade
), paid AS (
  SELECT *, greatest(least(allowed, cap - used), 0) AS within FROM capped
)
SELECT 1::BIGINT AS settlement_id, person AS person_id, line_id AS visit_id,
  provider AS provider_id, carer AS carer_id,
  asked::BIGINT AS asked_fen, allowed::BIGINT AS allowed_fen,
  coalesce(within, 0)::BIGINT AS within_cap_fen,
  coalesce((within * CASE mode WHEN 'home' THEN 8 ELSE 7 END * 2 + 10) // 20, 0)::BIGINT
    AS fund_fen,
  c::BIGINT + p::BIGINT * 2 + hospital::BIGINT * 4 + dead::BIGINT * 8 AS reasons, fund, mode
FROM paid ORDER BY person_id, visit_id
"""

_TOTALS = """
SELECT 1::BIGINT AS settlement_id, provider_id, fund, mode, count(*) AS lines,
  sum(asked_fen)::BIGINT AS asked_fen, sum(fund_fen)::BIGINT AS fund_fen
FROM lines GROUP BY ALL
"""
LINES, TOTALS = "plain_line", "plain_total"


def settle_plainly() -> dict[str, float]:
    """Settle the month into the empty tables; return seconds, lines and the fund's sum."""
    begun = monotonic()
    with column_door() as door:
        frames = {"visits": door.read(_visits()), **_spans(door)}
    read = monotonic()
    con = duckdb.connect()
    frames["caps"] = pl.DataFrame(list(CAPS.items()), schema=["grade", "cap"], orient="row")
    for name, frame in frames.items():
        con.register(name, frame.to_arrow())
    found = con.sql(PLAINLY).to_arrow_table()
    con.register("lines", found)
    totals = pl.DataFrame(con.sql(_TOTALS).to_arrow_table())
    lines = pl.DataFrame(found).drop("fund", "mode")
    reckoned = monotonic()
    with column_door() as door:
        door.write(LINES, lines)
        door.write(TOTALS, totals)
        door.commit()
    done = monotonic()
    return {
        "read": read - begun,
        "reckon": reckoned - read,
        "write": done - reckoned,
        "all": done - begun,
        "lines": lines.height,
        "fund_fen": int(lines["fund_fen"].sum()),
    }


def tables() -> tuple[str, str]:
    """Return the statements that make the tables: no index but the key of the lines."""
    columns = (
        *("settlement_id", "person_id", "visit_id", "provider_id", "carer_id", "asked_fen"),
        *("allowed_fen", "within_cap_fen", "fund_fen", "reasons"),
    )
    typed = ", ".join(f"{column} BIGINT NOT NULL" for column in columns)
    key = "PRIMARY KEY (settlement_id, person_id, visit_id)"
    lines = f"CREATE TABLE {LINES} ({typed}, {key})" + ("" if is_postgres() else " WITHOUT ROWID")
    totals = "settlement_id BIGINT, provider_id BIGINT, fund TEXT, mode TEXT, lines BIGINT"
    return lines, f"CREATE TABLE {TOTALS} ({totals}, asked_fen BIGINT, fund_fen BIGINT)"


def _visits() -> sa.Select:
    return sa.select(
        Visit.id.label("line_id"),
        Visit.person_id.label("person"),
        Visit.provider_id.label("provider"),
        Visit.carer_id.label("carer"),
        Visit.mode,
        Visit.day,
        Visit.started_at.label("started"),
        (Visit.ended_at - Visit.started_at).label("worked"),
        Visit.planned_minutes.label("planned"),
        Visit.quantity_milli.label("quantity"),
        Visit.price_fen.label("price"),
    ).where(Visit.day.between(*MONTH.days), Visit.state == "verified", Visit.place_ok.is_(True))


def _spans(door) -> dict[str, pl.DataFrame]:  # noqa: ANN001 - a columnar door
    determinations = sa.select(
        Determination.person_id.label("person"),
        Determination.grade,
        Determination.first_day,
        Determination.last_day,
    )
    events = sa.select(
        CaseEvent.person_id.label("person"),
        CaseEvent.kind,
        CaseEvent.first_day,
        CaseEvent.last_day,
    )
    people = sa.select(Person.id.label("person"), Person.insurance.label("fund"))
    return {
        "determinations": door.read(determinations),
        "events": door.read(events),
        "people": door.read(people),
    }
