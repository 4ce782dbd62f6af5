"""Settings from ``LTC_*`` environment variables, typed; unknown ones are refused.

Production also refuses unsafe ones, with one line each.  Nothing else reads the environment, but
for ``ltc.policy.load``, which lies below this module and looks for packs (LTC_PACK_DIRS).
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cache
from ipaddress import ip_address
from pathlib import Path

from ltc.shared.errors import BadInput

_PREFIX = "LTC_"
_FOR_TESTS = "LTC_TEST_"
_SHORTEST_KEY = 32


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, its default and what it is for; ``docs/settings.md`` is made from here."""

    env: str = field(default="demo", metadata={"is": "demo, production or test"})
    data_dir: Path = field(default=Path("data"), metadata={"is": "files: papers, keys, SQLite"})
    database_url: str = field(default="", metadata={"is": "empty = SQLite in the data folder"})
    secret_key: str = field(default="", metadata={"is": "signs sessions and the audit chain"})
    field_key: str = field(default="", metadata={"is": "encrypts ID numbers, phones, accounts"})
    addons: tuple[str, ...] = field(
        default=("case", "assessments", "providers", "billing", "oversight", "exchange"),
        metadata={"is": "add-ons that are switched on, comma separated"},
    )
    pack_dirs: tuple[str, ...] = field(default=(), metadata={"is": "more folders with packs"})
    clock: datetime | None = field(default=None, metadata={"is": "shifted clock (not production)"})
    base_url: str = field(default="http://127.0.0.1:8000", metadata={"is": "address in QR codes"})
    host: str = field(default="127.0.0.1", metadata={"is": "address that ltc serve listens on"})
    port: int = field(default=8000, metadata={"is": "port that ltc serve listens on"})
    web_processes: int = field(default=2, metadata={"is": "web processes of ltc serve"})
    behind_tls: bool = field(default=False, metadata={"is": "a TLS proxy stands in front"})
    proxies: tuple[str, ...] = field(
        default=("127.0.0.1",),
        metadata={"is": "addresses of that proxy: only its X-Forwarded-* are believed"},
    )
    second_factor: bool = field(default=False, metadata={"is": "staff must give a TOTP code"})
    log_level: str = field(default="INFO", metadata={"is": "DEBUG, INFO, WARNING or ERROR"})

    @property
    def is_production(self) -> bool:
        """Tell whether the strict rules apply."""
        return self.env == "production"

    @property
    def url(self) -> str:
        """The database address: the one given, or SQLite under the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'ltc.sqlite3'}"


def read_settings(environment: dict[str, str]) -> Settings:
    """Build the settings from ``environment`` or refuse with every fault in one message."""
    known = {f"{_PREFIX}{each.name.upper()}": each.name for each in fields(Settings)}
    given = {
        key: value
        for key, value in environment.items()
        if key.startswith(_PREFIX) and not key.startswith(_FOR_TESTS)
    }
    faults = [f"{key}: unknown setting" for key in sorted(given) if key not in known]
    values: dict[str, object] = {}
    for key, text in given.items():
        if key in known:
            try:
                values[known[key]] = _typed(known[key], text)
            except ValueError as fault:
                faults.append(f"{key}: {fault}")
    if faults:
        raise BadInput("; ".join(faults), field="settings")
    return _refuse_unsafe(Settings(**values))  # type: ignore[arg-type]


def _typed(name: str, text: str) -> object:
    """Turn the text of one setting into its type."""
    kinds: dict[str, Callable[[str], object]] = {
        "data_dir": Path,
        "port": int,
        "web_processes": int,
        "clock": _instant,
        "behind_tls": _yes_no,
        "second_factor": _yes_no,
        "env": _environment,
    }
    if name in ("addons", "pack_dirs", "proxies"):
        parts = tuple(part.strip() for part in text.split(",") if part.strip())
        return tuple(map(_address, parts)) if name == "proxies" else parts
    return kinds.get(name, str)(text)


def _yes_no(text: str) -> bool:
    if text not in ("0", "1", "true", "false"):
        raise ValueError("use 1 or 0")
    return text in ("1", "true")


def _address(text: str) -> str:
    """Return one address as servers write it; a whole network is not one proxy."""
    return str(ip_address(text))


def _environment(text: str) -> str:
    if text not in ("demo", "production", "test"):
        raise ValueError("use demo, production or test")
    return text


def _instant(text: str) -> datetime | None:
    if not text:
        return None
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("give an offset, such as +08:00")
    return instant


def _refuse_unsafe(settings: Settings) -> Settings:
    """In production, stop on anything that would be unsafe, one line each."""
    if not settings.is_production:
        return settings
    faults = [
        line
        for is_unsafe, line in (
            (len(settings.secret_key) < _SHORTEST_KEY, "LTC_SECRET_KEY: 32 characters or more"),
            (len(settings.field_key) < _SHORTEST_KEY, "LTC_FIELD_KEY: 32 characters or more"),
            (
                settings.secret_key == settings.field_key,
                "LTC_FIELD_KEY must differ from the secret",
            ),
            (settings.clock is not None, "LTC_CLOCK is for demonstrations and tests"),
            (not settings.behind_tls, "LTC_BEHIND_TLS=1: a TLS proxy must stand in front"),
            (not settings.second_factor, "LTC_SECOND_FACTOR=1: staff need a second factor"),
            (not settings.base_url.startswith("https://"), "LTC_BASE_URL must be https"),
        )
        if is_unsafe
    ]
    if faults:
        raise BadInput("\n".join(faults), field="settings")
    return settings


@cache
def settings() -> Settings:
    """Return this process's settings; read once."""
    return read_settings(dict(os.environ))


def key(purpose: str) -> str:
    """Return the ``secret`` or ``field`` key; outside production one is made and kept in a file."""
    given = settings().secret_key if purpose == "secret" else settings().field_key
    return given or _kept_key(settings().data_dir / f"{purpose}.key")


@cache
def _kept_key(path: Path) -> str:
    """Read the key file, or make it once (the first of two racing processes wins)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
    return path.read_text()
