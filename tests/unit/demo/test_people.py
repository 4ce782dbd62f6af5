"""The invented people: sound numbers, no number twice, the same for the same seed."""

import random

from ltc.demo.names import Names
from ltc.demo.people import PARTS, draw_people
from ltc.demo.places import demo_area
from ltc.demo.story import Story
from ltc.demo.telling import Teller
from ltc.shared.dates import Month
from ltc.shared.ids import parse_id_number


def story(seed: int, persons: int = 40) -> Story:
    made = Story(demo_area("panjin"), Month(2023, 10), seed, persons, Teller(print))
    draw_people(made)
    return made


def test_id_numbers_are_sound_and_never_the_same():
    names = Names(random.Random(3))
    numbers = [names.id_number("211102", "F", (1931, 1955)) for _ in range(500)]
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        assert parse_id_number(number) == number
        assert number[6:10] <= "1956"
        assert int(number[16]) % 2 == 0


def test_the_same_seed_draws_the_same_people():
    one, again, other = (story(seed).residents for seed in (5, 5, 6))
    assert one == again
    assert one != other


def test_every_part_is_played_in_the_smallest_story():
    parts = [resident.part for resident in story(5, persons=12).residents]
    assert parts == [part for part, _ in PARTS]
