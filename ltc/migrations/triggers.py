"""Triggers by which the database itself refuses what must never happen, for both engines.

Append-only tables take no UPDATE, DELETE or TRUNCATE; a sealed score form never changes; a
person's effective determinations never overlap.
"""

from __future__ import annotations

_OVERLAP = """
SELECT 1 FROM determination d LEFT JOIN determination_end e ON e.determination_id = d.id
 WHERE d.person_id = NEW.person_id
   AND d.first_day <= NEW.last_day
   AND NEW.first_day <= CASE WHEN e.last_day < d.last_day THEN e.last_day ELSE d.last_day END
"""
_OVERLAP_MESSAGE = "determinations of one person may not overlap"
_REFUSE = """
CREATE FUNCTION ltc_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""
_NO_OVERLAP = f"""
CREATE FUNCTION ltc_no_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('determination'), NEW.person_id::int);
  IF EXISTS ({_OVERLAP}) THEN RAISE EXCEPTION '{_OVERLAP_MESSAGE}'; END IF;
  RETURN NEW;
END $$
"""
_ROW_TRIGGERS = (
    """CREATE TRIGGER determination_no_overlap BEFORE INSERT ON determination
       FOR EACH ROW EXECUTE FUNCTION ltc_no_overlap()""",
    """CREATE TRIGGER score_form_sealed BEFORE UPDATE OR DELETE ON score_form
       FOR EACH ROW WHEN (OLD.sealed_at IS NOT NULL) EXECUTE FUNCTION ltc_refuse()""",
)


def create(dialect: str, append_only: list[str]) -> list[str]:
    """Return the statements that create every trigger on ``dialect``."""
    return _postgres(append_only) if dialect == "postgresql" else _sqlite(append_only)


def _sqlite(append_only: list[str]) -> list[str]:
    """SQLite: RAISE(ABORT) before the change."""
    made = protect("sqlite", append_only)
    made += [
        f"CREATE TRIGGER score_form_refuse_{act.lower()} BEFORE {act} ON score_form "
        "WHEN OLD.sealed_at IS NOT NULL "
        "BEGIN SELECT RAISE(ABORT, 'score_form is sealed'); END"
        for act in ("UPDATE", "DELETE")
    ]
    made.append(
        "CREATE TRIGGER determination_no_overlap BEFORE INSERT ON determination "
        f"WHEN EXISTS ({_OVERLAP}) BEGIN SELECT RAISE(ABORT, '{_OVERLAP_MESSAGE}'); END"
    )
    return made


def _postgres(append_only: list[str]) -> list[str]:
    """PostgreSQL: one function that refuses, a trigger per table, TRUNCATE included."""
    return [_REFUSE, _NO_OVERLAP, *_ROW_TRIGGERS, *protect("postgresql", append_only)]


def protect(dialect: str, append_only: list[str]) -> list[str]:
    """Return the statements that make tables append-only, for a revision that adds some."""
    if dialect == "postgresql":
        return [
            f"CREATE TRIGGER {table}_refuse_{name} BEFORE {acts} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION ltc_refuse()"
            for table in append_only
            for name, acts, each in (
                ("change", "UPDATE OR DELETE", "ROW"),
                ("truncate", "TRUNCATE", "STATEMENT"),
            )
        ]
    return [
        f"CREATE TRIGGER {table}_refuse_{act.lower()} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in append_only
        for act in ("UPDATE", "DELETE")
    ]
