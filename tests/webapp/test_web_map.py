"""The map of Europe: where places are on it, how far dots stand apart, where their names are written."""

from __future__ import annotations

import re
from itertools import combinations
from math import acos, cos, dist, radians, sin
from pathlib import Path

import pytest

from feeds.config.partners import load_partners
from feeds.model import Partner
from webapp.lettering import labels
from webapp.map import HEIGHT, HOME, WIDTH, lambert, on_map, project, sheet, spread
from webapp.naming import city_name

ROOT = Path(__file__).parents[2]
LAND = ROOT / "webapp" / "templates" / "_land.html"
EARTH = 6371.0


def partner(id_: str, latitude: float, longitude: float) -> Partner:
    """A city at a place."""
    return Partner(id_, id_.title(), "GB", latitude, longitude, {"en": (id_.title(),)})


def configured() -> tuple[Partner, ...]:
    """The cities that Visnyk comes with."""
    return load_partners(ROOT / "config" / "partners.toml").partners


def rings() -> list[list[tuple[int, int]]]:
    """The outlines of the land: of a path with M, l, h, v and z alone."""
    found: list[list[tuple[int, int]]] = []
    path = re.search(r' d="([^"]+)"', LAND.read_text(encoding="utf-8"))
    assert path is not None
    for letter, said in re.findall(r"([Mlhv])([-\d ]*)", path[1]):
        numbers = [int(number) for number in re.findall(r"-?\d+", said)]
        if letter == "M":
            found.append([(numbers[0], numbers[1])])
            continue
        if letter in "hv":
            numbers = [step for one in numbers for step in ((one, 0) if letter == "h" else (0, one))]
        for east, south in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = found[-1][-1]
            found[-1].append((x + east, y + south))
    return found


def is_land(latitude: float, longitude: float) -> bool:
    """Is there land at this place of the map? By the even-odd rule, as it is drawn."""
    x, y = project(latitude, longitude)
    inside = False
    for ring in rings():
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                inside = not inside
    return inside


def test_the_projection_is_lamberts():
    """Snyder's numerical example comes out as he has it (Map Projections, page 295)."""
    assert lambert(35, -75, (33, 45), (23, -96)) == pytest.approx((0.2966785, 0.2462112), abs=1e-7)


def test_the_centre_is_where_it_is_said_to_be():
    """51° N 15° E is 1,900 km from the left edge and 1,740 km from the upper one, at 3.8 km a unit."""
    assert project(51, 15) == pytest.approx((1900 / 3.8, 1740 / 3.8))


def test_the_scale_is_true_where_the_cone_cuts_the_globe():
    """A degree along the standard parallels is as long on the map as on the globe."""
    for latitude in (44, 60):
        across = dist(project(latitude, 15), project(latitude, 16)) * 3.8
        assert across == pytest.approx(EARTH * radians(1) * cos(radians(latitude)), rel=1e-4)


def test_shapes_stay_as_they_are():
    """Near Kharkiv a small step north and the same step east are equally long, and at right angles."""
    at, north, east = project(50, 36), project(50.01, 36), project(50, 36 + 0.01 / cos(radians(50)))
    assert dist(at, north) == pytest.approx(dist(at, east), rel=1e-3)
    (x, y), (a, b) = ((point[0] - at[0], point[1] - at[1]) for point in (north, east))
    assert x * a + y * b == pytest.approx(0, abs=1e-4)
    assert y < 0 < a


def test_distances_are_almost_those_of_the_globe():
    """From Kharkiv to Leeds and to Madrid it is as far on the map as on the globe, within a thirtieth."""
    for latitude, longitude in ((53.7997, -1.5492), (40.4168, -3.7038)):
        here, there, turn = radians(49.9935), radians(latitude), radians(36.2304 - longitude)
        real = EARTH * acos(sin(here) * sin(there) + cos(here) * cos(there) * cos(turn))
        shown = dist(project(49.9935, 36.2304), project(latitude, longitude)) * 3.8
        assert shown == pytest.approx(real, rel=1 / 30)


def test_land_is_where_cities_are():
    """The land was drawn by this projection: inland cities lie on it, and the middle of seas does not."""
    for name, latitude, longitude in (
        ("Kharkiv", 49.99, 36.23), ("Leeds", 53.8, -1.55), ("Madrid", 40.42, -3.7), ("Berlin", 52.52, 13.4),
        ("Oulu, a little inland", 65, 26), ("Bologna", 44.49, 11.34), ("Zaragoza", 41.65, -0.89),
        ("Vilnius", 54.69, 25.28), ("Simferopol", 45, 34.1),
    ):  # fmt: skip
        assert is_land(latitude, longitude), name
    for name, latitude, longitude in (
        ("North Sea", 56, 3), ("Baltic", 56, 18.5), ("Black Sea", 43.5, 33), ("Adriatic", 43, 15.5),
        ("Irish Sea", 53.8, -4.8), ("Bay of Biscay", 45, -5), ("Sea of Azov", 46.2, 36.5),
        ("Gulf of Bothnia", 62, 19.5),
    ):  # fmt: skip
        assert not is_land(latitude, longitude), name


def test_the_land_is_small_and_says_where_it_comes_from():
    """At most 8 KB in every page that has a map; public domain is what the file itself says."""
    text = LAND.read_text(encoding="utf-8")
    assert len(text.encode()) <= 8 * 1024
    assert "Natural Earth" in text
    assert "public domain" in text


def test_all_configured_cities_are_on_the_map():
    """Each city of the file that Visnyk comes with has a dot, from north to south."""
    cities = configured()
    dots = sheet(cities).dots
    assert {dot.partner.id for dot in dots} == {city.id for city in cities}
    assert [dot.y for dot in dots] == sorted(dot.y for dot in dots)


def test_targets_do_not_overlap():
    """The circles that can be hit are 24 pixels wide on a map that is 925 wide, and none overlaps another one."""
    dots = sheet(configured()).dots
    assert all(2 * dot.reach * 925 / WIDTH >= 24 for dot in dots)
    assert all(dist((a.x, a.y), (b.x, b.y)) >= a.reach + b.reach - 1e-6 for a, b in combinations(dots, 2))


def test_dots_stay_near_their_places():
    """Neighbours move apart by 45 km at most, which nobody sees on this map; those that have room do not move."""
    for dot in sheet(configured()).dots:
        assert dist((dot.x, dot.y), project(dot.partner.latitude, dot.partner.longitude)) * 3.8 <= 45, dot.partner.id
    (madrid,) = sheet([partner("madrid", 40.4168, -3.7038)]).dots
    assert (madrid.x, madrid.y) == pytest.approx(project(40.4168, -3.7038))


def test_cities_elsewhere_are_left_out():
    """Cincinnati, Tianjin and the poles are not on a map of Europe, and do not stop it from being drawn."""
    assert not on_map(39.1, -84.5)
    assert not on_map(39.1, 117.2)
    assert not on_map(90, 0)
    assert not on_map(-90, 0)
    far = [partner("cincinnati", 39.1, -84.5), partner("leeds", 53.8, -1.55)]
    assert [dot.partner.id for dot in sheet(far).dots] == ["leeds"]


def test_home_is_marked_though_it_is_no_partner():
    """Kharkiv is on the map even if nobody configured it, and is not moved twice if somebody did."""
    assert sheet([]).home == pytest.approx(project(49.9935, 36.2304))
    given = sheet([partner(HOME, 49.9935, 36.2304)])
    assert given.home == (given.dots[0].x, given.dots[0].y)


def test_two_cities_at_one_place_stand_side_by_side():
    """Points that are the same are moved apart as well, and stay on the map."""
    one, two = spread(((10.0, 10.0), (10.0, 10.0)), 26)
    assert dist(one, two) >= 26
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in (one, two))


def test_more_points_than_there_is_room_for_come_to_an_end():
    """Where there is no room it is no error: the list beside the map has them all."""
    assert len(spread(tuple((500.0, 300.0 + number / 100) for number in range(60)), 200)) == 60


@pytest.mark.parametrize("ui", ["en", "uk"])
def test_names_cover_nothing(ui: str):
    """Names that are always shown lie on the map, and neither on each other nor on a dot; Kharkiv's is among them."""
    dots = sheet(configured()).dots
    names = {dot.partner.id: city_name(dot.partner, ui).text for dot in dots}
    found = labels(dots, {HOME: names[HOME], **names})
    shown = {id_: label for id_, label in found.items() if label.fits}
    assert found.keys() == names.keys()
    assert HOME in shown
    assert len(shown) > len(dots) / 2
    boxes = {}
    for id_, label in shown.items():
        size = 20 if id_ == HOME else 15
        width = len(names[id_]) * size * 0.58
        left = label.x - {"start": 0.0, "middle": width / 2, "end": width}[label.anchor]
        boxes[id_] = (left, label.y - size * 0.75, left + width, label.y)
    for left, top, right, bottom in boxes.values():
        assert left >= 0 and right <= WIDTH and top >= 0 and bottom <= HEIGHT
        assert not any(left < dot.x < right and top < dot.y < bottom for dot in dots)
    for a, b in combinations(boxes.values(), 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_a_map_is_quickly_made():
    """The dots are moved apart once, not for every reader."""
    spread.cache_clear()
    for _ in range(3):
        sheet(configured())
    assert spread.cache_info().misses == 1
