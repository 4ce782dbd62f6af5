"""What a night does for the pages of a grown city: rows counted, its area's figures of quality."""

from __future__ import annotations

from assessments.quality.kept import keep_figures
from ltc.app import create_app
from ltc.db import count_rows
from ltc.demo.places import demo_area
from ltc.shared.clock import today


def main() -> None:
    """Do that part of the night's work."""
    create_app()
    count_rows()
    pool = demo_area("panjin").pool
    for about, act in keep_figures(today()):
        if about.split()[0] == pool:
            act()


if __name__ == "__main__":
    main()
