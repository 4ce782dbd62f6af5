"""How audit rows are chained: each row's keyed hash covers the row before it."""

from __future__ import annotations

import hmac

from ltc.audit.models import AuditHead, AuditRow
from ltc.config import key
from ltc.shared.ids import canonical_json

HEAD_ID = 1
FIRST_HASH = "0" * 64


def row_hash(row: AuditRow, previous: str) -> str:
    """Return the keyed hash of a row after ``previous``: nobody without the key can forge it."""
    content = [
        row.seq,
        int(row.at.timestamp() * 1000),
        *(row.act, row.user_id, row.actor_name, row.roles, row.organisation_id, row.area_code),
        *(row.person_id, row.about_kind, row.about_id, row.before, row.after),
        *(row.reason, row.request_id),
    ]
    message = f"{previous}{canonical_json(content)}".encode()
    return hmac.digest(key("secret").encode(), message, "sha256").hex()


def head_mac(head: AuditHead) -> str:
    """Return the keyed hash of the head: end of the chain, number and sum of all seals."""
    message = f"{head.seq}|{head.hash}|{head.sealed}|{head.seal_sum}".encode()
    return hmac.digest(key("secret").encode(), message, "sha256").hex()
