"""What is wrong with a pack: file, line and reason, in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from ltc.shared.errors import BadInput, Faults


class Fault(BadInput):
    """One fault of one file; line 0 stands for the file as a whole."""

    code = "bad_pack"

    def __init__(self, file: str, line: int, en: str, zh: str) -> None:
        """Put the place in front of the reason, as editors understand it."""
        place = f"{file}:{line}" if line else file
        super().__init__(f"{place}: {en}", f"{place}：{zh}")
        self.file, self.line = file, line


class PackFault(Faults):
    """A pack that cannot be used; every fault found is in ``faults``, in the files' order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Take the faults in any order."""
        ordered = sorted(faults, key=lambda fault: (fault.file, fault.line))
        super().__init__(ordered)
