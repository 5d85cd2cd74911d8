"""What holds of the pictures on toys and of the drawing words for turned ones."""

import numpy as np
import pytest
from manifold3d import Manifold

from padkit.assets.toys.looks import (
    banded,
    colour,
    dotted,
    grained,
    mottled,
    streaked,
    striped,
    woven,
)
from padkit.assets.toys.turned import belt, hollow, lining, spots, wavy, widened

CLOUDS = [
    mottled("C98A45", "A8662C", "F0E0C0", 1), streaked("E2B640", "C7202B", 0.5, 1),
    grained("D9A866", "B07A40", 1),
]  # fmt: skip
REPEATS = [
    (dotted("FFFFFF", "B40000", 4, 8, 0.3), (2, 4)), (woven("EBD08F", "B98F45", 8), (4, 4)),
    (striped(("FFFFFF", "B40000"), 4, True), (4, 4)),
    (striped(("FFFFFF", "B40000"), 4, False), (4, 4)),
]  # fmt: skip
"""Pictures, and how many equal parts they have across and up."""


@pytest.mark.parametrize("surface", CLOUDS)
def test_clouds_and_grain_repeat_without_a_seam(surface):
    color = surface.texture.color.astype(int)
    for axis in (0, 1):
        steps = np.abs(np.diff(color, axis=axis)).mean()
        seam = np.abs(np.take(color, 0, axis) - np.take(color, -1, axis)).mean()
        assert seam <= 1.6 * steps + 1


@pytest.mark.parametrize(("surface", "parts"), REPEATS)
def test_patterns_repeat_exactly(surface, parts):
    color = surface.texture.color.astype(int)
    for axis, count in ((1, parts[0]), (0, parts[1])):
        rolled = np.roll(color, len(color) // count, axis)
        assert np.abs(color - rolled).mean() < 1
    assert color.std() > 5


def test_bands_begin_where_they_are_told_to():
    color = banded(((0.0, "FF0000"), (0.25, "00FF00"), (0.75, "0000FF"))).texture.color
    n = len(color)
    for share, channel in ((0.1, 0), (0.5, 1), (0.9, 2)):
        row = color[n - 1 - int(share * n)]
        assert (row[:, channel] == 255).all() and row.sum() == 255 * n


def test_a_colour_of_a_palette_is_not_the_one_left_out():
    rng = np.random.default_rng(0)
    drawn = {colour(rng, ("AA0000", "00AA00", "0000AA"), "00AA00") for _ in range(40)}
    assert drawn == {"AA0000", "0000AA"}


def test_a_vessel_has_a_wall_as_thick_as_asked_for_and_a_floor():
    profile = [(50, 0), (50, 60), (50, 120)]
    shell, room = hollow(profile, 6.0, 10.0)
    low_x, _, low_z, high_x, _, high_z = room.bounding_box()
    assert high_x - low_x == pytest.approx(88, abs=0.3)
    assert (low_z, high_z) == pytest.approx((10, 120), abs=0.01)
    assert (shell ^ room).volume() < 0.01 * room.volume()
    assert shell.bounding_box()[3] == pytest.approx(50, abs=0.1)


def test_a_belt_stands_proud_and_a_lining_lies_in_the_wall():
    profile = [(50, 0), (50, 60), (50, 120)]
    band = belt(profile, 40, 60, 2.0, 3.0)
    box = np.array(band.bounding_box())
    np.testing.assert_allclose(box[[2, 3, 5]], [40, 52, 60], atol=0.1)
    shell, room = hollow(profile, 6.0, 10.0)
    coat = lining(profile, 6.0, 10.0)
    assert 0.4 < (coat ^ shell).volume() / coat.volume() < 0.8
    assert (coat ^ room).volume() > 0


def test_strewn_points_keep_their_distance_lie_on_the_surface_and_obey_the_mask():
    ball = Manifold.sphere(50, 48)
    points, normals = spots(ball, 60, 9.0, np.random.default_rng(2), lambda _, n: n[:, 2] > 0.3)
    assert 30 <= len(points) <= 60 and (normals[:, 2] > 0.3).all()
    np.testing.assert_allclose(np.linalg.norm(points, axis=1), 50, atol=0.3)
    gaps = np.linalg.norm(points[:, None] - points[None], axis=-1)[np.triu_indices(len(points), 1)]
    assert gaps.min() >= 9.0


def test_waves_move_the_rim_and_leave_the_middle():
    points = np.array([[10.0, 0, 0], [0, 30.0, 1], [100.0, 0, 0], [0, 100.0, 0]])
    np.testing.assert_allclose(widened(points, np.full(4, 2.0)), points * [2, 2, 1])
    moved = wavy(points, 100, (5, 8), 0.05, 4.0, 0.7)
    np.testing.assert_allclose(moved[:2], points[:2])
    assert (np.abs(moved[2:] - points[2:]).max(1) > 0.5).all()
