"""Cars, buses, trains, boats and airplanes: whole, on their wheels, and of several kinds."""

import numpy as np
import pytest

from padkit.assets.toys import shaping, vehicles
from padkit.assets.toys.hulls import Hull, sail
from padkit.assets.toys.vehicles import Wheel
from padkit.assets.toys.wings import foil

CATEGORIES = ("car", "bus", "train", "boat", "airplane")


@pytest.mark.parametrize("seed", [0, 2, 3])
@pytest.mark.parametrize("category", CATEGORIES)
def test_it_is_whole(check_toy, category, seed):
    check_toy(category, seed)


@pytest.mark.parametrize("category", CATEGORIES)
def test_chance_alone_decides(check_chance, category):
    check_chance(category)


def box(body):
    return np.array(body.bounding_box()).reshape(2, 3)


@pytest.mark.parametrize(("category", "seed"), [("car", 0), ("car", 1), ("bus", 1)])
def test_wheels_stand_on_the_ground_and_turn_on_axles(bodies, category, seed):
    parts = bodies(category, seed)
    wheels = [n for n in parts if n.endswith("wheel") and "steering" not in n]
    assert len(wheels) >= 4
    for name in wheels:
        low, high = box(parts[name])
        assert low[2] == pytest.approx(0, abs=0.2)
        assert high[0] - low[0] == pytest.approx(high[2] - low[2], rel=0.02)
        axle = parts[name.split()[0] + " axle"]
        assert (parts[name] ^ axle).volume() > 50


def test_windows_stand_out_of_the_cabin(bodies):
    parts = bodies("car", 0)
    panes = [n for n in parts if "window" in n or n == "windscreen"]
    assert {"windscreen", "rear window"} < set(panes)
    for name in panes:
        outside = (parts[name] - parts["cabin"]) - parts["body"]
        assert 0 < outside.volume() < 0.5 * parts[name].volume(), name


def test_there_are_cars_buses_and_boats_of_several_kinds(bodies):
    signs = {
        "car": ("spoiler", "siren base", "taxi sign", "crate", "roof rack"),
        "boat": ("mainsail", "wheelhouse", "propeller"),
        "train": ("boiler", "louvre"),
        "airplane": ("left engine", "upper wing", "canopy"),
    }
    for category, known in signs.items():
        names = {n for s in range(10) for n in bodies(category, s)}
        assert sum(any(k in n for n in names) for k in known) >= min(3, len(known))


def test_a_bus_has_rows_of_windows_and_one_door(bodies):
    for seed in range(3):
        names = list(bodies("bus", seed))
        assert sum("left window" in n or "left upper window" in n for n in names) >= 4
        assert names.count("door") == 1


def test_a_wheel_is_round_and_its_cap_is_outside():
    for hub in vehicles.HUBS:
        wheel = Wheel(30, 16, hub)
        (low, high), cap = box(wheel.tyre()), box(wheel.cap())
        np.testing.assert_allclose((low, high), [(-30, -8, -30), (30, 8, 30)], atol=0.2)
        assert cap[1, 1] > 8
        assert cap[0, 1] > 0
        assert len(wheel.cap().decompose()) == 1


def test_the_vocabulary_draws_where_it_says():
    np.testing.assert_allclose(
        box(shaping.upright([(0, 0), (20, 0), (20, 5), (0, 5)], (-3, 8), 1.0)),
        [(0, -3, 0), (20, 8, 5)], atol=1e-6,
    )  # fmt: skip
    np.testing.assert_allclose(
        box(shaping.facing([(0, 0), (20, 0), (20, 5), (0, 5)], (-3, 8), 1.0)),
        [(-3, 0, 0), (8, 20, 5)], atol=1e-6,
    )  # fmt: skip
    swollen = box(shaping.swollen(shaping.pillow((0, 10), (0, 30), (-5, 5), 2), 1.5))
    np.testing.assert_allclose(swollen, [(-1.5, -1.5, -6.5), (11.5, 31.5, 6.5)], atol=0.1)
    egg = shaping.loft([(-50, 0, 0, 0, 0, 2), (0, 0, 0, 20, 30, 2), (50, 0, 0, 0, 0, 2)])
    np.testing.assert_allclose(box(egg), [(-50, -20, -30), (50, 20, 30)], atol=0.2)
    assert egg.volume() == pytest.approx(4 / 3 * np.pi * 50 * 20 * 30, rel=0.12)


def test_twins_are_named_by_their_sides():
    ball = shaping.ball((0, 5, 0), 2)
    for name, left in (("front wheel", "front left wheel"), ("ear", "left ear")):
        a, b = shaping.twins(name, ball, vehicles.paintbox.METAL)
        assert (a.name, b.name) == (left, left.replace("left", "right"))
        assert box(a.solid)[0, 1] == pytest.approx(-box(b.solid)[1, 1])


def test_hulls_sails_and_wings_have_their_measures():
    hull = Hull(300, 45, 40, 20, 0.6, 2.6)
    low, high = box(hull.solid())
    np.testing.assert_allclose((low, high), [(-150, -45, 0), (150, 45, 60)], atol=1.0)
    room = hull.solid(5.0, 10.0, 0.0)
    assert (room - hull.solid()).volume() < 1e-2 * room.volume()
    drawn = sail((0, 200), (0, 0), [-100, -50, -4], 0.1)
    assert drawn.volume() == pytest.approx(3.0 * 100 * 200 / 2, rel=0.1)
    assert box(drawn)[1, 1] > 5
    wing = box(foil((0, 10, 0), (-40, 150, 5), (80, 30), 10))
    np.testing.assert_allclose(wing[:, 1], (7, 153), atol=0.1)
