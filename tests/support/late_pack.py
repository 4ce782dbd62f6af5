"""Panjin's pack in a folder of its own, to which notices are added while months are settled."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from ltc.policy import load
from tests.support.factories.claims import forget

OPEN_END = """\
      to: 2023-12-31
      value: {institution: 0.70, home: 0.80}
"""
SOURCE = """\
late-{number}:
  title: 迟到的通知
  number: 迟〔{posted:%Y}〕{number}号
  date: {posted}
  posted: {posted}
  confidence: V
"""
ROW = """\
    - from: {first_day}
      value: {{institution: 0.70, home: {share}}}
      law: late-{number}
"""
END = "cap_applies_to:"


class LatePack:
    """What the pack says changes when a notice is published, also for days that are past."""

    def __init__(self, folder: Path) -> None:
        """Copy the pack and let it be read from there."""
        self.place = shutil.copytree(load.pack_place("panjin"), folder / "panjin")
        self.number, self.patch = 0, pytest.MonkeyPatch()
        self.newest = date.min
        usual = load._places
        self.patch.setattr(load, "_places", lambda at: {**usual(at), "panjin": [self.place]})
        text = self._benefit.read_text(encoding="utf-8")
        assert OPEN_END in text
        self._benefit.write_text(
            text.replace(OPEN_END, OPEN_END.split("\n", 1)[1], 1), encoding="utf-8"
        )
        forget()

    @property
    def _benefit(self) -> Path:
        return self.place / "benefit.yaml"

    def publish(self, first_day: date, share: str, posted: date) -> None:
        """Let the fund pay another share of care at home from a day; known from ``posted``."""
        self.number += 1
        self.newest = first_day
        facts = {"number": self.number, "first_day": first_day, "share": share, "posted": posted}
        with (self.place / "sources.yaml").open("a", encoding="utf-8") as out:
            out.write(SOURCE.format(**facts))
        text = self._benefit.read_text(encoding="utf-8")
        before, after = text.split(END, 1)
        row = ROW.format(**facts)
        self._benefit.write_text(before + row + END + after, encoding="utf-8")
        forget()

    def close(self) -> None:
        """Read the shipped pack again."""
        self.patch.undo()
        forget()
