"""What an add-on is: one value per room that says what the room brings to the house.

Things are named by dotted text (``"billing.views:MonthBoard"``) and imported only when the part of
the house that needs them is built, so that the command line starts fast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from ltc import events
from ltc.policy.load import add_folder
from ltc.shared.errors import BadInput

SHIPPED = {
    "case": "ltc.case.addon",
    "assessments": "assessments.addon",
    "providers": "providers.addon",
    "billing": "billing.addon",
    "oversight": "ltc.oversight.addon",
    "exchange": "ltc.exchange.addon",
}

# kind → code → Chinese word, or (word, tone of its badge)
Words = Mapping[str, Mapping[str, str | tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One entry of the navigation: shown to whoever holds ``permission``."""

    label: str  # Chinese, a msgid of the catalogue
    url: str
    permission: str
    group: str
    icon: str = ""
    order: int = 50


@dataclass(frozen=True, slots=True)
class Tile:
    """What waits on somebody's desk: how many, where, and how many of them are late."""

    label: str  # Chinese, a msgid of the catalogue
    url: str
    count: int
    late: int = 0
    warns: bool = False  # something is wrong, though nothing is late


@dataclass(frozen=True, slots=True)
class Job:
    """Scheduled work, done by the worker once per business day at ``at`` (HH:MM, Shanghai).

    ``run`` names a function of the business day.  It yields pieces of work ``(about, act)``, told
    apart by the text ``about``; the runner opens a unit of work for each, unless ``own_units`` says
    that acts open their own.  Or it does all of it in units of its own and returns how many items:
    then it must bear being run again after a crash.
    """

    name: str
    run: str
    at: str = ""
    title: str = ""  # Chinese, a msgid of the catalogue
    monthly_day: int | None = None
    every_minutes: int | None = None  # again and again within the day, instead of ``at``
    own_units: bool = False


@dataclass(frozen=True, slots=True)
class AppShell:
    """A page without token and personal data that devices keep offline.

    ``name``: its manifest's and script's; ``title``: when installed, Chinese, a msgid.
    """

    endpoint: str
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Addon:
    """Everything a room brings; ``permissions`` is the one readable table of who may do what."""

    name: str
    title: str
    depends: tuple[str, ...] = ()
    views: tuple[str, ...] = ()  # dotted names of view and API classes
    menu: tuple[MenuEntry, ...] = ()
    tiles: tuple[tuple[str, str], ...] = ()  # (permission, dotted (scope, on) -> tiles)
    sections: tuple[str, ...] = ()  # dotted names of parts of a person's record page
    permissions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    commands: tuple[tuple[str, str], ...] = ()  # (command name, dotted name of a click command)
    jobs: tuple[Job, ...] = ()
    handlers: tuple[tuple[str, str], ...] = ()  # (event, dotted name of the handler)
    words: Words = field(default_factory=dict)
    packs: tuple[str, ...] = ()  # folders of policy packs
    translations: str = ""  # package whose translations/ folder holds the English catalogue
    shells: tuple[AppShell, ...] = ()
    templates: tuple[str, ...] = ()  # template folders of an add-on outside this repository


def resolve(dotted: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    """Import what ``package.module:name`` stands for."""
    module, _, name = dotted.partition(":")
    return getattr(import_module(module), name)


def load_addons(names: Iterable[str]) -> tuple[Addon, ...]:
    """Load the named add-ons in dependency order; refuse a cycle, a gap or a clash of names."""
    found = {addon.name: addon for addon in map(_load, names)}
    ordered: list[Addon] = []
    for addon in found.values():
        _place(addon, found, ordered, ())
    for what, names_of in (
        ("permission", lambda addon: addon.permissions),
        ("command", lambda addon: [name for name, _ in addon.commands]),
        ("job", lambda addon: [job.name for job in addon.jobs]),
    ):
        _refuse_clash(what, ordered, names_of)
    return tuple(ordered)


def bring_packs(names: Iterable[str]) -> None:
    """Let the packs of the named add-ons be found; the house's own rooms bring none of their own.

    For commands that read packs and need nothing else of an add-on.
    """
    for name in names:
        for folder in _load(name).packs if name not in SHIPPED else ():
            add_folder(Path(folder))


def wire_events(addons: Iterable[Addon]) -> None:
    """Wire the upper rooms' handlers to the lower rooms' events, anew."""
    events.forget_handlers()
    for addon in addons:
        for event, dotted in addon.handlers:
            events.on(event, resolve(dotted))


def _load(name: str) -> Addon:
    """Find an add-on of the house, or one that another package offers."""
    if name in SHIPPED:
        return import_module(SHIPPED[name]).ADDON
    for entry in entry_points(group="ltc.addons", name=name):
        return entry.load()
    known = ", ".join(SHIPPED)
    raise BadInput(f"unknown add-on {name!r}; shipped: {known}", f"没有名为“{name}”的模块")


def _place(
    addon: Addon, found: Mapping[str, Addon], ordered: list[Addon], path: tuple[str, ...]
) -> None:
    """Put an add-on after everything it depends on."""
    if addon in ordered:
        return
    if addon.name in path:
        circle = " → ".join((*path, addon.name))
        raise BadInput(
            f"add-ons depend on each other in a circle: {circle}", f"模块循环依赖：{circle}"
        )
    for need in addon.depends:
        if need not in found:
            raise BadInput(
                f"add-on {addon.name} needs {need}, which is switched off",
                f"模块“{addon.name}”依赖的“{need}”未启用",
            )
        _place(found[need], found, ordered, (*path, addon.name))
    ordered.append(addon)


def _refuse_clash(
    what: str, addons: Iterable[Addon], names_of: Callable[[Addon], Iterable[str]]
) -> None:
    owners: dict[str, str] = {}
    for addon in addons:
        for name in names_of(addon):
            if name in owners:
                raise BadInput(f"{what} {name} is in both {owners[name]} and {addon.name}")
            owners[name] = addon.name
