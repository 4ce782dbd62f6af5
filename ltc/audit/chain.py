"""How audit rows are chained: each row's keyed hash covers the row before it."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from ltc.audit.models import AuditRow
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


@dataclass(slots=True)
class Head:
    """The end of the chain, with the number and the sum of all seals."""

    seq: int
    hash: str
    sealed: int
    seal_sum: str

    def mac(self) -> str:
        """Return the keyed hash of the head: nobody without the key can move the end."""
        message = f"{self.seq}|{self.hash}|{self.sealed}|{self.seal_sum}".encode()
        return hmac.digest(key("secret").encode(), message, "sha256").hex()
