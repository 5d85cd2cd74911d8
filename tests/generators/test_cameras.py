import numpy as np
import pytest

from padkit.benchmarks.poses import centre
from padkit.generators.cameras import (
    direction,
    draw_direction,
    orbit,
    pinhole,
    ring_directions,
    sphere_directions,
    spread,
)


def test_a_pinhole_sees_its_angle_from_edge_to_edge():
    K = pinhole(800, 600, 0.6911111611634243)
    assert K[0, 0] == pytest.approx(1111.11, abs=0.01)
    assert 2 * np.arctan(400 / K[0, 0]) == pytest.approx(0.6911111611634243)
    assert (K[0, 2], K[1, 2]) == (400, 300)


def test_directions_are_measured_from_the_pole_and_from_x():
    np.testing.assert_allclose(direction(0.0, 1.0), [0, 0, 1], atol=1e-12)
    np.testing.assert_allclose(direction(np.pi / 2, np.pi / 2), [0, 1, 0], atol=1e-12)


def test_rings_are_filled_evenly():
    rings = ring_directions([np.pi / 2, 0.3], [4, 3])
    np.testing.assert_allclose(
        rings[:4], [[1, 0, 0], [0, 1, 0], [-1, 0, 0], [0, -1, 0]], atol=1e-12
    )
    np.testing.assert_allclose(rings[4:, 2], np.cos(0.3))


def test_spreading_picks_the_farthest_and_keeps_order():
    ring = ring_directions([np.pi / 2], [8])
    np.testing.assert_array_equal(spread(ring, 4), ring[[0, 2, 4, 6]])
    np.testing.assert_array_equal(spread(ring, 9), ring)


def test_drawn_directions_keep_to_the_band_and_their_distance():
    taken = ring_directions([1.0, 1.2], [24, 24])
    rng = np.random.default_rng(0)
    for _ in range(50):
        drawn = draw_direction(rng, (0.9, 1.3), taken, 0.05)
        assert 0.9 <= np.arccos(drawn[2]) <= 1.3
        assert np.arccos((taken @ drawn).max()) >= 0.05
    with pytest.raises(ValueError, match="no direction"):
        draw_direction(rng, (0.9, 1.3), taken, 2.0)


def test_an_orbit_camera_faces_the_origin_from_its_radius():
    towards = direction(1.0, 2.0)
    camera = orbit(towards, 3.5, (80, 60), 0.7)
    np.testing.assert_allclose(centre(camera.pose), 3.5 * towards)
    np.testing.assert_allclose(camera.pose @ [0, 0, 0, 1], [0, 0, 3.5, 1], atol=1e-12)


def test_a_spiral_covers_its_band_evenly():
    towards = sphere_directions(500, (0.4, 2.0))
    np.testing.assert_allclose(np.linalg.norm(towards, axis=1), 1)
    assert np.cos(2.0) < towards[:, 2].min() < towards[:, 2].max() < np.cos(0.4)
    # each direction has its nearest neighbour at about the same angle
    cosine = towards @ towards.T - 2 * np.eye(500)
    nearest = np.degrees(np.arccos(cosine.max(1)))
    assert nearest.max() < 1.5 * nearest.min()
