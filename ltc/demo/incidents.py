"""What happens on which day beside the ordinary: the parts that people play in the month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from ltc.demo.phones import Call, Manner
from ltc.demo.story import Story

ODD = (("spoofed", Manner(mocked=True)), ("location_off", Manner(location_off=True, pin="2468")))
_ODD_FROM = 11


@dataclass(slots=True)
class Incidents:
    """The story's diary: acts by day, and how single visits go."""

    story: Story
    mornings: dict[date, list[Callable[[], None]]] = field(default_factory=dict)
    evenings: dict[date, list[Callable[[], None]]] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    visits: dict[str, int] = field(default_factory=dict)

    def on_morning(self, day: date, act: Callable[[], None]) -> None:
        """Let something happen before the carers set out."""
        self.mornings.setdefault(day, []).append(act)

    def on_evening(self, day: date, act: Callable[[], None]) -> None:
        """Let something happen after the night's look."""
        self.evenings.setdefault(day, []).append(act)

    def morning(self, day: date) -> None:
        """Do what the morning of a day brings."""
        for act in self.mornings.get(day, ()):
            act()

    def evening(self, day: date) -> None:
        """Do what the evening of a day brings."""
        for act in self.evenings.get(day, ()):
            act()

    def manner(self, day: date, call: Call) -> Manner | None:
        """Return how a visit goes that is part of the story; ``None`` for an ordinary one."""
        for part, manner in ODD:
            if (
                part not in self.done
                and day >= self.story.during(_ODD_FROM)
                and self._is(part, call)
            ):
                self.done.add(part)
                self.visits[part] = call.visit_id
                return manner
        return self._in_hospital(day, call)

    def _in_hospital(self, day: date, call: Call) -> Manner | None:
        """Nobody is at home during the stay; once the carer checks in there all the same."""
        first, last = self.story.during(9), self.story.during(13)
        if not self._is("hospital", call) or not first < day < last:
            return None
        if "hospital" in self.done:
            return Manner(missed=True)
        self.done.add("hospital")
        self.visits["hospital"] = call.visit_id
        return Manner()

    def _is(self, part: str, call: Call) -> bool:
        return self.story.plays(part) and self.story.playing(part).person_id == call.person_id
