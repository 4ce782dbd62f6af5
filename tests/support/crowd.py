"""Several people who act at the same moment, each in a unit of work of his own."""

from collections.abc import Callable
from threading import Barrier, Thread

from ltc.db import unit_of_work
from ltc.shared.errors import LtcError


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do all ``acts`` at once; return how they ended, sorted: ``done`` or ``refused``."""
    gate, ended = Barrier(len(acts)), []

    def one(act: Callable[[], object]) -> None:
        gate.wait()
        try:
            with unit_of_work():
                act()
            ended.append("done")
        except LtcError:
            ended.append("refused")

    people = [Thread(target=one, args=(act,)) for act in acts]
    for each in people:
        each.start()
    for each in people:
        each.join()
    return sorted(ended)
