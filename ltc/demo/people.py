"""Draw the people of the story: where they live, how they do, and who plays which part."""

from __future__ import annotations

from ltc.demo.names import Names
from ltc.demo.places import home_near
from ltc.demo.story import Resident, Story

# Parts that must be played, each by somebody with the need it takes.
PARTS = (
    ("refused", 3),  # disabled for too short a time
    ("returned", 4),  # papers were missing at first
    ("objected", 4),  # somebody objects to the published conclusion
    ("reviewed", 3),  # asks for a review and gets a higher grade
    ("died", 5),  # dies in the month; it is told after the settlement
    ("hospital", 4),  # a stay in hospital in the month
    ("declined", 3),  # the nearest provider declines
    ("spoofed", 4),  # the carer's phone pretends to be at the home
    ("location_off", 3),  # the carer's phone gives no location
    ("below", 2),  # assessed below the grades that have benefits
    ("free_choice", 4),  # chooses a provider that is not the nearest
    ("family", 3),  # has an account and things to do today
)
_NEEDS = (1, 2, 3, 3, 3, 3, 4, 4, 4, 5, 5)
_BORN = (1931, 1955)
_WOMEN = 0.56


def draw_people(story: Story) -> None:
    """Draw everybody; the parts go to the first in line, spread over the area by chance."""
    chance = story.chance("people")
    names = Names(chance)
    for number in range(story.persons):
        part, need = PARTS[number] if number < len(PARTS) else ("", chance.choice(_NEEDS))
        story.residents.append(_draw(story, names, number, part, need))


def draw_newcomers(story: Story, count: int) -> list[Resident]:
    """Draw some more people, who apply in the story's last days."""
    chance = story.chance("newcomers")
    names = Names(chance)
    names.id_numbers |= {each.id_number for each in story.residents}
    first = len(story.residents)
    return [_draw(story, names, first + each, "", 3 + each % 3) for each in range(count)]


def _draw(story: Story, names: Names, number: int, part: str, need: int) -> Resident:
    """Draw one person of a need, somewhere in the area."""
    chance = names.chance
    sex = "F" if chance.random() < _WOMEN else "M"
    village = chance.choice(story.area.villages)
    name = names.name(sex, old=True)
    return Resident(
        number=number,
        name=name,
        sex=sex,
        village=village,
        home=home_near(village, chance),
        need=need,
        mode="home",
        relative=names.relative(name, chance.choice("FM")),
        id_number=names.id_number(village.code[:6], sex, _BORN),
        phone=names.phone(),
        part=part,
    )
