"""Small maps: true to scale, north up, everything inside the picture."""

import re
from math import hypot

import pytest

from ltc.shared.geo import Point, distance_m
from ltc.web.maps import Mark, Outline, draw, rings_of

SQUARE = [[122.0, 41.0], [122.2, 41.0], [122.2, 41.2], [122.0, 41.2], [122.0, 41.0]]
COUNTY = Outline("兴隆台区", [SQUARE])
SOUTH_WEST = Mark("西南", 41.01, 122.01, "good")
NORTH_EAST = Mark("东北", 41.19, 122.19, "bad")


def test_north_is_up_and_east_is_right():
    south_west, north_east = draw([COUNTY], [SOUTH_WEST, NORTH_EAST]).dots
    assert south_west.x < north_east.x
    assert south_west.y > north_east.y


def test_everything_is_inside_the_picture():
    made = draw([COUNTY], [SOUTH_WEST, NORTH_EAST])
    for dot in made.dots:
        assert 0 < dot.x < made.width
        assert 0 < dot.y < made.height


def test_pixels_are_metres_to_scale():
    made = draw([COUNTY], [SOUTH_WEST, NORTH_EAST])
    first, second = made.dots
    pixels = hypot(first.x - second.x, first.y - second.y)
    metres = distance_m(Point(41.01, 122.01), Point(41.19, 122.19))
    per_metre = made.scale / (float(made.scale_km) * 1000)
    assert pixels / per_metre == pytest.approx(metres, rel=0.005)


def test_one_mark_alone_is_a_map_too():
    made = draw([], [SOUTH_WEST])
    assert made.width > 0
    assert len(made.dots) == 1


def test_nothing_to_show_is_no_map():
    assert draw([], []) is None
    assert draw([Outline("空", ())], []) is None


def test_a_boundary_may_be_one_ring_or_several():
    assert rings_of(None) == ()
    assert rings_of(SQUARE) == [SQUARE]
    assert rings_of([SQUARE, SQUARE]) == [SQUARE, SQUARE]


def test_a_name_stands_in_its_largest_ring():
    (shape,) = draw([Outline("县", [SQUARE, SQUARE[:3]])], []).shapes
    made = draw([COUNTY], [])
    assert shape.path.count("M") == 2
    assert shape.x == pytest.approx(made.width / 2, abs=5)


def test_the_name_of_an_area_that_bends_around_another_is_not_in_the_other():
    around = [[0, 40], [4, 40], [4, 44], [3, 44], [3, 41], [1, 41], [1, 44], [0, 44], [0, 40]]
    inner = [[1.2, 41.2], [2.8, 41.2], [2.8, 43.8], [1.2, 43.8], [1.2, 41.2]]
    shape, other = draw([Outline("外", [around]), Outline("内", [inner])], []).shapes
    corners = [float(each) for each in re.findall(r"[\d.]+", other.path)]
    xs, ys = corners[::2], corners[1::2]
    assert not (min(xs) < shape.x < max(xs) and min(ys) < shape.y < max(ys))
