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
        self.file, self.line, self.reason = file, line, (en, zh)


def gathered(faults: Iterable[Fault]) -> list[Fault]:
    """Tell the same reason once a file, at its first line and with the others named behind it."""
    alike: dict[tuple[str, tuple[str, str]], list[Fault]] = {}
    for fault in faults:
        alike.setdefault((fault.file, fault.reason), []).append(fault)
    return [_once(each) for each in alike.values()]


def _once(alike: list[Fault]) -> Fault:
    first, lines = alike[0], sorted({each.line for each in alike[1:]} - {alike[0].line})
    if not lines:
        return first
    en, zh = first.reason
    also, more = ", ".join(map(str, lines)), "、".join(map(str, lines))
    return Fault(
        first.file,
        first.line,
        f"{en} (also on line {also})",
        f"{zh}（第 {more} 行也是）",
    )


class PackFault(Faults):
    """A pack that cannot be used; every fault found is in ``faults``, in the files' order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Take the faults in any order."""
        ordered = sorted(faults, key=lambda fault: (fault.file, fault.line))
        super().__init__(ordered)
