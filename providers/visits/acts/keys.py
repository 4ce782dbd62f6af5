"""What only the recipient's home knows: the time codes on its card, and a PIN.

The card is made by a desk that meets the family, never by the carer; a carer who could make one
could confirm his own visits.
"""

from __future__ import annotations

import hmac
import re
from datetime import datetime, timedelta

import pyotp

from ltc.audit.services import record
from ltc.case import queries as case
from ltc.db import session
from ltc.scope import Scope
from ltc.security.fields import blind_index
from ltc.security.roles import CARER
from ltc.shared.errors import BadInput, Forbidden
from providers.visits.models import RecipientKey
from providers.visits.queries import log

_PIN = re.compile(r"\d{4,8}")
_STEP = timedelta(seconds=30)
# Phones and cards may differ by a step or two; a visit longer than this is an exception anyway.
_SLACK, _LONGEST = 2 * _STEP, timedelta(hours=6)


def make_recipient_key(
    person_id: int, pin: str | None, *, scope: Scope, at: datetime
) -> RecipientKey:
    """Give a home a fresh secret for its time codes, and a PIN if the family wants one."""
    if CARER in scope.actor.roles:
        raise Forbidden("a carer makes no keys", "护理员不能制作家庭验证码")
    if pin is not None and not _PIN.fullmatch(pin):
        raise BadInput("a PIN has 4 to 8 digits", "验证码为 4 至 8 位数字", field="pin")
    person = case.lock_person(person_id, scope=scope)
    found = log.recipient_key(person_id, scope=scope)
    if found is None:
        found = RecipientKey(person_id=person.id, area_code=person.area_code)
        session().add(found)
    found.code_secret = pyotp.random_base32()
    found.pin_hash = None if pin is None else _hash(person_id, pin)
    found.made_by, found.made_at = scope.actor.user_id, at
    record(act="recipient.key", about=found, actor=scope.actor, at=at, after={"pin": bool(pin)})
    return found


def code_fits(key: RecipientKey, code: str, *, first: datetime, last: datetime) -> bool:
    """Tell whether a time code is one that the home's card showed during a visit."""
    totp = pyotp.TOTP(key.code_secret)
    moment, end = first - _SLACK, min(last, first + _LONGEST) + _SLACK
    while moment <= end:
        if hmac.compare_digest(totp.at(moment).encode(), code.encode()):
            return True
        moment += _STEP
    return False


def pin_fits(key: RecipientKey, pin: str) -> bool:
    """Tell whether a PIN is the home's."""
    return key.pin_hash is not None and hmac.compare_digest(key.pin_hash, _hash(key.person_id, pin))


def _hash(person_id: int, pin: str) -> str:
    """Return a keyed hash: without the key outside the database four digits cannot be tried."""
    return blind_index(pin, f"recipient pin of {person_id}")
