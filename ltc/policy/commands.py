"""``ltc packs``: what the policy packs hold, whether they are well formed, what changed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from ltc.policy.check import Check, check_all, check_folder, clashes
from ltc.policy.describe import describe
from ltc.policy.faults import Fault, PackFault, gathered
from ltc.policy.folder import HEAD
from ltc.policy.load import load_folder, load_pack, pack_names, pack_place
from ltc.policy.lookup import Pack
from ltc.policy.show import aligned, differences, lines
from ltc.shared.dates import parse_day
from ltc.shared.errors import Faults, LtcError

NO, BAD_INPUT = 1, 2
_BROKEN = "有错，见 ltc packs check / broken, see ltc packs check"
MORE_CHECKS = "ltc.policy.more_checks"
"""Where click's ``meta`` holds what gives the checks of rooms above this one."""


@click.group(
    invoke_without_command=True,
    help="政策包：列出、查看、检查、比较。Policy packs.\n\n"
    "Example: ltc packs show panjin --on 2023-10-06",
)
@click.pass_context
def packs(context: click.Context) -> None:
    """List the packs when no subcommand is given."""
    if context.invoked_subcommand is None:
        context.invoke(list_packs)


@packs.command("list")
def list_packs() -> None:
    """列出政策包。List the packs.

    Example: ltc packs list
    """
    with plain_faults():
        listed = {name: _listed(name) for name in pack_names()}
    rows = [(name, *(told or (_BROKEN,))) for name, told in listed.items()]
    for line in aligned(rows) if sys.stdout.isatty() else map("\t".join, rows):
        click.echo(line)
    sys.exit(0 if all(listed.values()) else NO)


@packs.command("show")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。Write JSON.")
@click.option("--on", "day", metavar="DAY", help="只看这一天的取值。Only the values of this day.")
def show_pack(name: str, day: str | None, *, as_json: bool) -> None:
    """查看一个政策包的用词和参数。Show a pack's words and parameters.

    Example: ltc packs show panjin --on 2022-03-01
    """
    with plain_faults():
        pack = _pack(name)
        on = parse_day(day, field="--on") if day else None
        if as_json:
            click.echo(json.dumps(describe(pack, on), ensure_ascii=False, indent=2))
        else:
            click.echo("\n".join(lines(pack, on)))


@packs.command("check")
@click.argument("name", required=False)
@click.pass_context
def check_packs(context: click.Context, name: str | None) -> None:
    """检查政策包是否完好；NAME 可以是文件夹。Check packs; NAME may be a folder.

    Example: ltc packs check panjin
    """
    more = context.meta.get(MORE_CHECKS, tuple)()
    with plain_faults():
        found = {name: _check_one(name, more)} if name else check_all(more)
        told = {pack: "" if faults else _sound(pack) for pack, faults in found.items()}
    for pack, faults in found.items():
        for fault in gathered(faults):
            click.echo(f"{pack}/{_line(fault)}", err=True)
        if told[pack]:
            click.echo(f"{pack}: {told[pack]}")
    broken = any(faults and not _listed(pack) for pack, faults in found.items())
    sys.exit(BAD_INPUT if broken else NO if any(found.values()) else 0)


@packs.command("diff")
@click.argument("a")
@click.argument("b")
def diff_packs(a: str, b: str) -> None:
    """比较两个政策包（名称或文件夹）。Compare two packs, by name or folder.

    Example: ltc packs diff panjin ./panjin-2024/panjin
    """
    with plain_faults():
        changed = list(differences(_pack(a), _pack(b)))
    click.echo("\n".join(changed) if changed else "没有差别 / no difference")


@contextmanager
def plain_faults() -> Iterator[None]:
    """Turn what somebody can act on into one line a fault, and exit 2."""
    try:
        yield
    except LtcError as error:
        for fault in error.faults if isinstance(error, Faults) else (error,):
            click.echo(_line(fault), err=True)
        sys.exit(BAD_INPUT)


def _sound(name: str) -> str:
    """Say that a pack has no fault, and what it can be used for as it stands."""
    pack = _pack(name)
    if pack.status != "active":
        return (
            "完好（草案：只供试算；付款要有的取值在改成 active 后才检查） / well formed (a draft)"
        )
    if pack.area_code and "benefit.shape" not in pack:
        return "完好（没有待遇标准，不能付款） / well formed (no benefits: cannot pay)"
    return "完好 / well formed"


def _listed(name: str) -> tuple[str, ...]:
    """Return what the list says of a pack, or nothing when it cannot be loaded."""
    try:
        pack = _pack(name)
    except PackFault:
        return ()
    days = f"{pack.first_day} – {pack.last_day or '…'}"
    area = pack.area_code or "—"
    return f"{pack.name} / {pack.name_en}", area, pack.version, pack.status, days


def _line(fault: LtcError) -> str:
    return fault.zh if fault.zh == fault.en else f"{fault.zh} / {fault.en}"


def _check_one(name: str, more: Sequence[Check]) -> list[Fault]:
    faults = check_folder(_folder(name), more)
    return [*faults, *clashes(name)] if name in pack_names() else faults


def _folder(name: str) -> Path:
    """Return the folder of a pack's name, or the folder that ``name`` is."""
    if name not in pack_names() and _holds_pack(Path(name)):
        return Path(name)
    return pack_place(name)


def _holds_pack(folder: Path) -> bool:
    try:
        return (folder / HEAD).is_file()
    except OSError:  # the name cannot be a path at all
        return False


def _pack(name: str) -> Pack:
    """Return the pack called ``name``, or the one in the folder that ``name`` is."""
    return load_pack(name) if name in pack_names() else load_folder(_folder(name))
