"""JSON Schemas of the claims API, for its OpenAPI description."""

from __future__ import annotations

from billing.claims.rules.sent import LONGEST_KEY
from billing.claims.rules.stages import MOST_ROWS
from billing.claims.rules.states import KINDS, OUTCOMES
from ltc.web.schema import ID, INSTANT, TEXT, Schema, only_object, or_null

_DAY: Schema = {"type": "string", "format": "date"}
_MONTH: Schema = {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"}
_YUAN: Schema = {"type": "string", "pattern": "^-?[0-9]+\\.[0-9]{2}$"}
PARTS = ("fund", "to_person", "own")
"""What is asked is the sum of these: the fund to the provider, the fund to the person, the rest."""
_PARTS = dict.fromkeys(("asked", *PARTS), _YUAN)
_KEY: Schema = {"type": "string", "maxLength": LONGEST_KEY, "pattern": "^[A-Za-z0-9._:-]+$"}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


_LINE = only_object({"kind": {"enum": list(KINDS)}, "visit": ID}, {"prior": or_null(ID)})
_MORE: dict[str, Schema] = {"area": or_null(TEXT), "insist": {"type": "boolean"}}
_SENT = {
    "environment": {"enum": ["prod", "trial", "test"]},
    "month": _MONTH,
    "lines": {**_list(_LINE), "minItems": 1, "maxItems": MOST_ROWS},
}
TRY_BODY = only_object(_SENT, {**_MORE, "key": or_null(TEXT)})
SUBMIT_BODY = only_object({**_SENT, "key": _KEY}, _MORE)

_PROOF = only_object(
    {"kind": TEXT, "first_day": or_null(_DAY), "last_day": or_null(_DAY), "visit": or_null(ID)}
)
_REASON = only_object(
    {"rule": TEXT, "text": TEXT, "law": TEXT, "evidence": _list(_PROOF), "fix": TEXT}
)
_FAULT = only_object(
    {
        "stage": {"type": "integer", "minimum": 0, "maximum": 5},
        "family": TEXT,
        "line": or_null({"type": "integer", "minimum": 1}),
        "message": TEXT,
    },
    {"rule": TEXT, "law": TEXT, "evidence": _list(_PROOF), "fix": TEXT},
)
_PACK = only_object({"id": TEXT, "version": TEXT, "fingerprint": TEXT}, {"engine": TEXT})
_TRIED_LINE = only_object(
    {
        "kind": {"enum": list(KINDS)},
        "visit": ID,
        "prior": or_null(ID),
        **_PARTS,
        "reasons": _list(_REASON),
    }
)
_DRY_RUN = only_object({**_PARTS, "lines": _list(_TRIED_LINE), "pack": _PACK})
TRY_ANSWER = only_object(
    {
        "passes": {"type": "boolean"},
        "faults": _list(_FAULT),
        "dry_run": or_null(_DRY_RUN),
        "server_time": INSTANT,
    }
)
_CLAIM = only_object(
    {
        "id": ID,
        "key": or_null(TEXT),
        "sequence": {"type": "integer"},
        "area": TEXT,
        "month": _MONTH,
        "state": TEXT,
        "lines": {"type": "integer"},
        **dict.fromkeys(("asked", "approved", "rejected", "waiting"), _YUAN),
        **dict.fromkeys(("submit_due", "first_due", "second_due"), or_null(_DAY)),
        "pack": or_null(_PACK),
    }
)
_DECISION = only_object(
    {"outcome": {"enum": list(OUTCOMES)}, "at": INSTANT},
    dict.fromkeys(("rule", "text", "fix", "law", "evidence"), TEXT),
)
_ANSWERED_LINE = only_object(
    {
        "line": ID,
        "kind": {"enum": list(KINDS)},
        "visit": ID,
        "prior": or_null(ID),
        "day": _DAY,
        "asked": _YUAN,
        **dict.fromkeys(("tried", "tried_to_person", "tried_own"), _YUAN),
        "first": or_null(_DECISION),
        "second": or_null(_DECISION),
        "answered_by": or_null(ID),
    }
)
CLAIM_ANSWER = only_object({"claim": _CLAIM, "lines": _list(_ANSWERED_LINE)})
LIST_ANSWER = only_object(
    {"environment": TEXT, "claims": _list(_CLAIM), "older": or_null(ID), "server_time": INSTANT}
)
_STANDING = only_object({"line": ID, "kind": TEXT, "outcome": or_null(TEXT)})
_VISIT = only_object(
    {
        "visit": ID,
        "day": _DAY,
        "person": ID,
        "carer": ID,
        "state": TEXT,
        **_PARTS,
        **dict.fromkeys((f"{each}_when_verified" for each in PARTS), _YUAN),
        "reasons": _list(_REASON),
        "claimed": or_null(_STANDING),
    }
)
_POOL = only_object({"area": TEXT, "month": _MONTH, "visits": _list(_VISIT)})
MONTH_ANSWER = only_object({"pools": _list(_POOL), "server_time": INSTANT})
