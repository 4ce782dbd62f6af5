"""The states of complaints and findings, and the acts that lead from one to another."""

from __future__ import annotations

from collections.abc import Mapping

from ltc.shared.errors import Conflict

Table = Mapping[tuple[str, str], str]

COMPLAINT: Table = {
    ("received", "accept"): "accepted",
    ("received", "reject"): "rejected",
    ("accepted", "investigate"): "investigated",
    ("investigated", "answer"): "answered",
}
COMPLAINT_OPEN = ("received", "accepted", "investigated")

FINDING: Table = {
    ("found", "hear"): "heard",
    ("heard", "uphold"): "decided",
    ("heard", "drop"): "dropped",
    ("decided", "remedy"): "remedied",
    ("decided", "lift"): "lifted",
    ("remedied", "lift"): "lifted",
}
FINDING_OPEN = ("found", "heard", "decided")

# What cannot be done yet, and what has to happen first.
_NOT_YET = {
    "uphold": ("the provider has not been heard", "尚未听取机构的陈述申辩，不能作出决定"),
    "drop": ("the provider has not been heard", "尚未听取机构的陈述申辩，不能作出决定"),
    "answer": ("it has not been investigated", "尚未调查，不能答复"),
}


def after(table: Table, state: str, act: str) -> str:
    """Return the state that ``act`` leads to, or say what has to happen first."""
    if (state, act) in table:
        return table[state, act]
    en, zh = "the record has moved on", "这条记录已经不在可以这样办理的环节，请刷新查看"
    if act in _NOT_YET and state in {before for before, _ in table}:
        en, zh = _NOT_YET[act]
    raise Conflict(f"{en} ({state}, {act})", zh)
