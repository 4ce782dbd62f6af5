"""Start the process that carries an errand out; the page does not wait for it."""

from __future__ import annotations

import subprocess
import sys

_children: list[subprocess.Popen[bytes]] = []


def launch(errand_id: int) -> None:
    """Start it and go on.

    It has its own session, so that stopping the web process does not stop a settlement half-way.
    """
    # Those that ended are forgotten here, so that none is left over as a zombie for long.
    _children[:] = [each for each in _children if each.poll() is None]
    process = subprocess.Popen(  # noqa: S603 - our own module, and a number
        [sys.executable, "-m", "billing.errands.child", str(errand_id)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    _children.append(process)
