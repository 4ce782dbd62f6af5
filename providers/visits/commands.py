"""The command ``ltc locate``: the verdict on a place fix, without a database.

Imports its work only when run, so that ``ltc --help`` stays quick.
"""

from __future__ import annotations

from functools import partial

import click

from ltc.shared.questions import asks_a_file


@click.command("locate")
@asks_a_file
@click.pass_context
def locate(context: click.Context, file: str, language: str) -> None:
    """Judge what a place fix proves: in, weak, out or none.

    判断一次定位能否证明到场：范围内、证据不足、范围外、无定位。

    FILE holds one JSON question or an array of them; - reads standard input.  Home and fix may be
    in wgs84, gcj02 or bd09.

    \b
    Example:
      echo '{"home": {"lat": 41.1245, "lon": 122.0703, "crs": "wgs84", "radius_m": 200},
             "fix": {"lat": 41.1250, "lon": 122.0710, "crs": "gcj02", "accuracy_m": 25,
                     "taken_at": "2026-10-08T09:00:05+08:00"},
             "server_time": "2026-10-08T09:00:09+08:00"}' | ltc locate -

    \b
    "fix": null                     no fix: none
    fix.status                      denied, off, timed_out: none
    fix.mocked                      true: none
    fix.crs missing                 none: the datum is not known
    fix.taken_at missing            weak: the age is not known
    home.radius_m                   200 where it is not given
    device_time                     the device's clock at sending
    rules                           other thresholds: radius_m, strong_accuracy_m,
                                    coarse_accuracy_m, max_fix_age_s, max_clock_offset_s
    """  # noqa: D301 - \b is click's mark for text that is not to be re-flowed
    from ltc.shared.questions import answer_file_together
    from providers.visits.locate import answer_many

    context.exit(answer_file_together(file, partial(answer_many, language=language)))
