"""Soft shapes have the sizes asked for, close, and move as told."""

import numpy as np
import pytest
from manifold3d import Error

from padkit.assets.toys.blobs import (
    ball,
    blend,
    carve,
    mirrored,
    shared,
    slab,
    solid,
    swollen,
    tube,
    turned,
)
from padkit.assets.toys.figures import pose, trace

SPHERE = 4 / 3 * np.pi


def at(field, *points):
    return field(np.array(points, np.float32))


def test_a_balls_distances_are_exact_for_a_sphere_and_zero_on_an_ellipsoid():
    sphere = ball((1, 2, 3), 5)
    np.testing.assert_allclose(
        at(sphere, (1, 2, 3), (1, 2, 8), (1, 12, 3), (3, 2, 3)), [-5, 0, 5, -3], atol=1e-4
    )
    egg = ball((0, 0, 0), (10, 20, 30))
    np.testing.assert_allclose(at(egg, (10, 0, 0), (0, -20, 0), (0, 0, 30)), 0, atol=1e-4)
    assert at(egg, (0, 0, 0)) == pytest.approx(-10)


def test_a_tube_is_a_chain_of_cones_with_round_ends():
    horn = tube([(0, 0, 0), (100, 0, 0), (100, 50, 0)], (10, 6, 2))
    found = at(horn, (-10, 0, 0), (50, 8, 0), (50, 0, 18), (100, 50, 2), (100, 25, -4))
    np.testing.assert_allclose(found, [0, 0, 10, 0, 0], atol=1e-4)
    np.testing.assert_allclose((horn.low, horn.high), [(-10, -10, -10), (106, 52, 10)])


def test_a_slab_has_round_edges():
    box = slab((0, 0, 0), (40, 30, 20), 5)
    np.testing.assert_allclose(at(box, (40, 15, 10), (20, 15, 20), (20, 15, 10)), [0, 0, -10])
    assert at(box, (40, 30, 10)) == pytest.approx(5 * np.sqrt(2) - 5, abs=1e-4)


def test_blending_fills_the_seam_and_nothing_far_from_it():
    a, b = ball((-8, 0, 0), 10), ball((8, 0, 0), 10)
    seam, far = (0, 6.0, 0), (-18, 0, 0)
    assert at(blend(a, b, soft=0), seam) == pytest.approx(0, abs=1e-4)
    assert at(blend(a, b, soft=8), seam) == pytest.approx(-2, abs=1e-4)  # a quarter of soft
    assert at(blend(a, b, soft=8), far) == pytest.approx(0, abs=1e-4)


def test_carving_sharing_and_swelling():
    a, b = ball((0, 0, 0), 20), ball((20, 0, 0), 20)
    cut, lens = carve(a, b, soft=0), shared(a, b, soft=0)
    np.testing.assert_array_equal(at(cut, (10, 0, 0), (-10, 0, 0)) < 0, [False, True])
    np.testing.assert_array_equal(at(lens, (10, 0, 0), (-10, 0, 0)) < 0, [True, False])
    whole = solid(a, spacing=1.5).volume()
    assert solid(cut, spacing=1.5).volume() + solid(lens, spacing=1.5).volume() == pytest.approx(
        whole, rel=0.02
    )
    np.testing.assert_allclose(at(swollen(a, 3), (23, 0, 0)), 0, atol=1e-4)
    assert solid(swollen(a, 3), spacing=1.5).volume() == pytest.approx(SPHERE * 23**3, rel=0.02)


def test_fields_are_turned_and_mirrored():
    egg = ball((30, 0, 0), (10, 4, 4))
    moved = turned(egg, pose(5, 6, 7, left=90))
    np.testing.assert_allclose(at(moved, (5, 36, 7), (5, 46, 7), (9, 36, 7)), [-4, 0, 0], atol=1e-4)
    np.testing.assert_allclose((moved.low, moved.high), [(1, 26, 3), (9, 46, 11)], atol=1e-4)
    np.testing.assert_allclose(at(turned(egg, np.eye(3)), (40, 0, 0)), 0, atol=1e-4)
    twin = mirrored(ball((0, 9, 2), 3))
    np.testing.assert_allclose(at(twin, (0, -9, 2), (0, -12, 2)), [-3, 0], atol=1e-4)
    np.testing.assert_allclose(mirrored(egg, axis=0).low, (-40, -4, -4))


def test_a_solid_is_closed_and_has_the_size_of_its_field():
    drawn = solid(ball((3, -4, 5), (30, 40, 50)))
    assert drawn.status() == Error.NoError
    assert drawn.genus() == 0
    assert drawn.volume() == pytest.approx(SPHERE * 30 * 40 * 50, rel=0.01)
    np.testing.assert_allclose(drawn.bounding_box(), (-27, -44, -45, 33, 36, 55), atol=0.3)
    assert drawn.num_tri() > solid(ball((3, -4, 5), (30, 40, 50)), spacing=6).num_tri()


def test_a_solid_that_is_cut_by_its_box_is_closed():
    half = solid(ball((0, 0, 0), 30), (-40, -40, 0), (40, 40, 40))
    assert half.status() == Error.NoError
    assert half.volume() == pytest.approx(SPHERE * 30**3 / 2, rel=0.25)


def test_a_plain_function_needs_a_box():
    def flat(points):
        return points[:, 2] - 10

    with pytest.raises(ValueError, match="low and high"):
        solid(flat)
    assert solid(flat, (-20, -20, 0), (20, 20, 30)).volume() > 0
    with pytest.raises(ValueError, match="nothing lies"):
        solid(flat, (-20, -20, 40), (20, 20, 60))


def test_a_ray_ends_where_it_leaves_a_field_for_good():
    pair = blend(ball((0, 0, 0), 10), ball((40, 0, 0), 10), soft=0)
    np.testing.assert_allclose(trace(pair, (0, 0, 0), (2, 0, 0)), (50, 0, 0), atol=0.6)
    np.testing.assert_allclose(trace(pair, (0, 0, 0), (0, 0, -1)), (0, 0, -10), atol=0.6)
