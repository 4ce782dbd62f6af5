"""News to the person about a record of the file, through the outbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ltc.db import session
from ltc.outbox.services import Addressee, post


def tell(
    about: Any,  # noqa: ANN401 - any record of a case
    *,
    subject: str,
    body: str,
    at: datetime,
    channel: str = "sms",
) -> None:
    """Post one message to the person a record is about; each version of a record has its own."""
    session().flush()
    version = getattr(about, "version", 1)
    post(
        Addressee(area_code=about.area_code, person_id=about.person_id),
        key=f"{about.__tablename__}:{about.id}:{version}:{subject}"[:120],
        channel=channel,
        subject=subject,
        body=body,
        at=at,
    )
