"""The bench is cluttered, but the object's place is free and in view."""

import numpy as np
import pytest
import trimesh

from padkit.assets.workshop import LOWEST, SIZE, workshop

SEEDS = range(4)
REACH = 0.08


@pytest.fixture(scope="module", params=SEEDS)
def props(request):
    return workshop(np.random.default_rng(request.param), REACH)


def world(prop):
    return prop.mesh.vertices @ prop.pose[:3, :3].T + prop.pose[:3, 3]


def clutter(props):
    return [p for p in props if p.name not in ("bench top", "cutting mat")]


def nearest(points, faces):
    """Least distance of a mesh's edges to the Z axis, seen from above."""
    a, b = (points[faces[:, k]][:, :2].astype(float) for k in ((0, 1, 2), (1, 2, 0)))
    way = b - a
    t = np.clip(-(a * way).sum(-1) / np.maximum((way**2).sum(-1), 1e-12), 0, 1)
    return np.linalg.norm(a + t[..., None] * way, axis=-1).min()


def test_nothing_comes_into_the_objects_circle(props):
    for prop in clutter(props):
        assert nearest(world(prop), prop.mesh.faces) >= REACH, prop.name


def test_nothing_but_a_stem_rises_above_the_cone(props):
    for prop in clutter(props):
        points = world(prop)
        if prop.name != "stem":
            elevation = np.arctan2(points[:, 2], np.linalg.norm(points[:, :2], axis=1))
            assert elevation.max() <= LOWEST + 1e-6, prop.name


def test_the_top_is_at_zero_and_everything_lies_on_it(props):
    tops = [world(p)[:, 2].max() for p in props if p.name in ("bench top", "cutting mat")]
    assert max(tops) == pytest.approx(0, abs=1e-7) and len(tops) in (1, 2)
    for prop in clutter(props):
        points = world(prop)
        assert (np.abs(points[:, :2]) <= np.array(SIZE) / 2).all(), prop.name
        assert points[:, 2].min() >= min(tops) - 1e-6, prop.name


def groups(props):
    """Points of what lies together, which shares a pose; bricks have each their own."""
    found = {}
    for prop in clutter(props):
        if prop.name != "brick":
            found.setdefault(prop.pose.tobytes(), []).append(world(prop))
    return [np.concatenate(points).astype(float) for points in found.values()]


def test_groups_lie_on_the_bench_or_the_mat(props):
    tops = [world(p)[:, 2].max() for p in props if p.name in ("bench top", "cutting mat")]
    for points in groups(props):
        assert np.abs(points[:, 2].min() - tops).min() < 1e-5


def test_groups_do_not_run_into_one_another(props):
    hulls = [trimesh.convex.convex_hull(points) for points in groups(props)]
    for n, hull in enumerate(hulls):
        for other in hulls[:n]:
            low = np.maximum(hull.bounds[0], other.bounds[0])
            if (low < np.minimum(hull.bounds[1], other.bounds[1])).all():
                assert not hull.contains(other.vertices).any()


def test_meshes_are_closed_and_their_number_is_modest(props):
    assert len(clutter(props)) >= 30
    assert sum(len(p.mesh.faces) for p in props) < 60_000
    for prop in props:
        solid = trimesh.Trimesh(prop.mesh.vertices, prop.mesh.faces, process=False)
        assert solid.is_watertight and solid.is_winding_consistent, prop.name


def test_the_same_seed_lays_the_same_bench():
    first, second = (workshop(np.random.default_rng(9), 0.1) for _ in range(2))
    for a, b in zip(first, second, strict=True):
        assert a.name == b.name and a.surface == b.surface
        np.testing.assert_array_equal(a.pose, b.pose)
        np.testing.assert_array_equal(a.mesh.vertices, b.mesh.vertices)
        np.testing.assert_array_equal(a.mesh.faces, b.mesh.faces)


@pytest.mark.parametrize("reach", [0.0, 0.3])
def test_an_object_that_does_not_fit_is_refused(reach):
    with pytest.raises(ValueError, match=r"0\.25"):
        workshop(np.random.default_rng(0), reach)
