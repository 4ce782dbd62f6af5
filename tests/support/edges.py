"""Both sides of every edge: a scenario row on each day the law changes, and on the day before."""

from datetime import date, timedelta

from ltc.policy.lookup import Pack


def missing_rows(pack: Pack, asked: set[date]) -> list[str]:
    """Say which days of change of a pack's own parameters no row of ``asked`` stands on."""
    return [
        f"{dated.name} changes on {change}: no row on {day}"
        for dated in pack.parameters.values()
        for change in sorted(dated.change_days())
        for day in (change - timedelta(days=1), change)
        if day not in asked
    ]
