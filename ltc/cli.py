"""The ``ltc`` command; a subcommand is imported only when it is called, so it starts fast."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from ltc.shared.errors import LtcError

BAD_INPUT = 2
COMMANDS = {
    "score": ("assessments.commands:score", "points, bands, grade and reasons for answers"),
    "ask": ("billing.commands:ask", "the policy calculator: questions to a pack"),
    "locate": ("providers.visits.commands:locate", "verdict on a place fix"),
    "packs": ("ltc.policy.commands:packs", "policy packs: list, show, check, diff"),
    "draw": ("ltc.oversight.commands:draw", "redo a published inspection draw"),
    "import": ("ltc.exchange.commands:import_", "take over exchange files (CSV, Parquet)"),
    "compare": ("ltc.exchange.commands:compare", "another system's payments against ours"),
    "export": ("ltc.exchange.commands:export", "exchange files of an area and month"),
    "settle": ("billing.settlement.commands:settle", "the monthly settlement of an area"),
    "snapshot": ("billing.snapshots.commands:snapshot", "closed days' visits as Parquet files"),
    "what-if": ("billing.whatif.commands:what_if", "past months under a changed policy pack"),
    "check": ("billing.commands:check", "all invariants of books, statements and audit chain"),
    "demo": ("ltc.demo.commands:demo", "a whole month on a demonstration area, then the site"),
    "serve": ("ltc.server:serve", "the web site"),
    "worker": ("ltc.jobs.commands:worker", "scheduled work, one scheduler however many processes"),
    "init": ("ltc.setup:init", "production set-up: database, areas, first administrator"),
    "db": ("ltc.setup:db", "database: upgrade, current"),
    "backup": ("ltc.setup:backup", "write the whole system into one file"),
    "restore": ("ltc.setup:restore", "bring a backup back into an empty system"),
}


# Commands that read packs and set up nothing else: they must see those of add-ons too.
PACK_READERS = ("ask", "packs")
_ADDONS_SETTING = "LTC_ADDONS"

# Commands that work on the database as it stands; the others bring it up to date or need none.
ON_DATABASE = ("import", "compare", "export", "settle", "snapshot", "what-if", "check")

# What rooms know of policy packs beyond their form; imported when packs are checked.
PACK_CHECKS = ("billing.rules.soundness:CHECKS",)


class LazyCommands(click.Group):
    """A group whose members are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import the command, or give its one-line help without importing when only listing."""
        if name not in COMMANDS:
            return None
        dotted, line = COMMANDS[name]
        if ctx.meta.get("ltc.listing"):
            return click.Command(name, short_help=line)
        from ltc.addon import bring_packs, resolve

        if name in PACK_READERS:
            given = os.environ.get(_ADDONS_SETTING, "").split(",")
            bring_packs(each.strip() for each in given if each.strip())
        if name == "packs":
            from ltc.policy.commands import MORE_CHECKS

            ctx.meta[MORE_CHECKS] = lambda: [one for each in PACK_CHECKS for one in resolve(each)]
        command: click.Command = resolve(dotted)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; one that works on the database wants it as this program knows it."""
        if args[0] in ON_DATABASE and "--help" not in args:
            from ltc.migrations.run import require_newest

            require_newest()
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any."""
        ctx.meta["ltc.listing"] = True
        super().format_commands(ctx, formatter)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """Turn a situation that somebody can act on into plain lines and exit 2."""
        try:
            return super().invoke(ctx)
        except LtcError as fault:
            click.echo(fault.zh, err=True)
            if fault.en != fault.zh:
                click.echo(fault.en, err=True)
            sys.exit(BAD_INPUT)


@click.group(
    cls=LazyCommands,
    help="长期护理保险 — long-term care insurance for counties and cities.\n\n"
    "Example: ltc score answers.json",
)
@click.version_option(package_name="ltc", message="%(version)s")
def main() -> None:
    """Run a subcommand."""
