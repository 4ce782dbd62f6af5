"""Proving who one is: name, password and code at the door, and again before what matters.

Every wrong answer counts, wherever it was given and whichever part was wrong, and slows the next
try down.  A code counts once.  A browser that its owner has used before has tries of its own
(``ltc.security.browsers``), so a stranger who tries on and on does not keep the owner out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pyotp
import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import User
from pyotp.utils import strings_equal
from werkzeug.security import check_password_hash, generate_password_hash

from ltc.audit.services import record
from ltc.db import session
from ltc.security import queries
from ltc.security.fields import blind_index
from ltc.security.models import Account, LoginTry
from ltc.security.services import actor_of
from ltc.security.throttle import WINDOW, wait_until
from ltc.shared.errors import Conflict

# Hash of nothing in particular: an unknown name costs the same time as a known one.
_DECOY = generate_password_hash("decoy", method="scrypt:32768:8:1")
_CLOCKS_APART = (-1, 0, 1)  # steps of half a minute by which two clocks may differ


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody gives to show who he is, and from where; no code is an empty one."""

    password: str
    code: str = ""
    address: str = ""


def sign_in(name: str, proof: Proof, *, at: datetime, lane: str = "") -> User | None:
    """Return the user whose name, password and code fit, or None; the try is counted."""
    name = name.strip().lower()
    index = _index(name, lane)
    _refuse_haste(index, at)
    found = queries.user_named(name)
    fits = check_password_hash(found.password if found else _DECOY, proof.password)
    if found is None or not (fits and found.active and _code_fits(found.id, proof.code, at)):
        session().add(LoginTry(name_index=index, address=proof.address, at=at))
        return None
    _forget(index)
    about = queries.account(found.id)
    record(act="account.sign_in", about=about, actor=actor_of(found), at=at)
    return found


def proves(user_id: int, proof: Proof, *, at: datetime, by_password: bool = False) -> bool:
    """Tell whether who is signed in knows password and code (or, where asked, the password alone).

    A wrong answer counts as a try.
    """
    found = queries.user(user_id)
    if found is None:
        return False
    index = _index(found.username, f"account {user_id}")
    _refuse_haste(index, at)
    knows = check_password_hash(found.password, proof.password)
    if knows and (by_password or _code_fits(user_id, proof.code, at)):
        _forget(index)
        return True
    session().add(LoginTry(name_index=index, address=proof.address, at=at))
    return False


def _index(name: str, lane: str) -> str:
    """Return under what tries are counted: a name, or a name in one lane."""
    return blind_index(f"{name} {lane}" if lane else name, "login name")


def _refuse_haste(index: str, at: datetime) -> None:
    waits = wait_until(queries.failed_tries(index, at - WINDOW))
    if waits is not None and waits > at:
        seconds = int((waits - at).total_seconds()) + 1
        raise Conflict(
            f"too many tries; wait {seconds} seconds", f"尝试次数过多，请 {seconds} 秒后再试"
        )


def _forget(index: str) -> None:
    session().execute(sa.delete(LoginTry).where(LoginTry.name_index == index))


def _code_fits(user_id: int, code: str, at: datetime) -> bool:
    """Check a TOTP code, once; who has no authenticator gets as far as the page to set one up."""
    held = session().get(Account, user_id, with_for_update=True)  # two uses at once are one
    if held is None or held.totp_secret is None:
        return True
    totp = pyotp.TOTP(held.totp_secret)
    now_step = totp.timecode(at)
    steps = [now_step + apart for apart in _CLOCKS_APART]
    step = next((s for s in steps if strings_equal(code.strip(), totp.generate_otp(s))), None)
    return step is not None and _is_first_use(f"{user_id} {step}", at)


def _is_first_use(code: str, at: datetime) -> bool:
    """Note that a code was used; a second time it opens nothing, whoever saw it."""
    index = blind_index(code, "used code")
    if queries.failed_tries(index, at - WINDOW):
        return False
    session().add(LoginTry(name_index=index, address="", at=at))
    return True
