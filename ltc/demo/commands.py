"""``ltc demo``: a whole month on a demonstration area, then the site."""

from __future__ import annotations

import click

_PERSONS = 60
_FEWEST, _MOST = 12, 3000


@click.command()
@click.option(
    "--area",
    default="panjin",
    show_default=True,
    help="panjin, hanzhong, or the code of a city or county in them, such as 610724.",
)
@click.option("--month", metavar="YYYY-MM", help="Month of care; one that the pack covers.")
@click.option(
    "--persons",
    type=click.IntRange(_FEWEST, _MOST),
    default=_PERSONS,
    show_default=True,
    help="How many people apply.",
)
@click.option(
    "--seed", type=int, default=2023, show_default=True, help="The same seed, the same story."
)
@click.option("--no-serve", is_flag=True, help="Tell the story and stop.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Port of the site.",
)
def demo(
    area: str, month: str | None, persons: int, seed: int, *, no_serve: bool, port: int
) -> None:
    """Live through a month of long-term care insurance: 演示.

    Builds an area from its real policy pack with invented people, takes them from application to
    paid statement through the same services that the pages use, prints what happened, and serves
    the site with one account for each role.

    Without LTC_DATABASE_URL everything goes into a new folder under the data folder.

    \b
    Example:
      ltc demo
      ltc demo --area 610724 --month 2022-10 --persons 40 --no-serve
    """  # noqa: D301 - \b is click's mark for text that is not to be re-flowed
    import sys

    from ltc.demo.months import check_month, usual_month
    from ltc.demo.places import demo_area
    from ltc.demo.telling import Teller
    from ltc.shared.dates import Month

    place = demo_area(area)
    asked = Month.parse(month) if month else usual_month(place.pack)
    check_month(place.pack, asked)
    from ltc.demo.show import show

    now = show(
        place, asked, persons=persons, seed=seed, tell=Teller(click.echo, sys.stdout.isatty())
    )
    if not no_serve:
        from ltc.config import settings
        from ltc.demo.setting import serve_from
        from ltc.server import run

        serve_from(now, port)
        run(settings().host, port, settings().web_processes)
