import numpy as np
import pytest
import shapes

from padkit.generators.anomalies.levels import blotch, refine_near, split_by_level, trimmed


def area(vertices, faces):
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    return np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2


def cube():
    item = shapes.box(1)
    return item.world_vertices().astype(np.float64), item.world_faces().astype(np.int64)


def test_refining_keeps_the_surface_and_shortens_edges_in_the_ball_only():
    vertices, faces = cube()
    corner = np.array([0.5, 0.5, 0.5])
    finer, triangles = refine_near(vertices, faces, np.stack([corner] * 2), 0.2, 0.1)
    assert area(finer, triangles) == pytest.approx(6.0)
    edges = np.linalg.norm(finer[triangles] - np.roll(finer[triangles], 1, axis=1), axis=2).max(1)
    inside = np.linalg.norm(finer[triangles].mean(1) - corner, axis=1) < 0.2
    assert inside.any()
    assert edges[inside].max() <= 0.1
    assert edges.max() > 0.5


def test_a_plane_cuts_the_cube_into_areas_one_knows():
    vertices, faces = cube()
    points, triangles, inside = split_by_level(vertices, faces, vertices[:, 2] - 0.25)
    # below z = 0.25: the bottom and three quarters of the four sides
    assert area(points, triangles[inside]) == pytest.approx(1 + 4 * 0.75)
    assert area(points, triangles[~inside]) == pytest.approx(1 + 4 * 0.25)
    assert (points[triangles[inside]][..., 2] <= 0.25 + 1e-12).all()
    assert (points[triangles[~inside]][..., 2] >= 0.25 - 1e-12).all()


def test_cutting_keeps_the_winding_and_leaves_no_gap():
    import trimesh

    vertices, faces = cube()
    values = np.linalg.norm(vertices - [0.5, 0.4, 0.3], axis=1) - 0.8
    points, triangles, _ = split_by_level(vertices, faces, values)
    mesh = trimesh.Trimesh(points, triangles, process=False)
    assert mesh.is_watertight
    assert mesh.volume == pytest.approx(1.0)


def test_a_level_nobody_crosses_changes_nothing():
    vertices, faces = cube()
    for values, expected in ((np.ones(8), False), (-np.ones(8), True)):
        points, triangles, inside = split_by_level(vertices, faces, values)
        np.testing.assert_array_equal(points, vertices)
        np.testing.assert_array_equal(triangles, faces)
        assert (inside == expected).all()


def test_trimming_drops_what_no_face_uses():
    vertices, faces = cube()
    points, triangles = trimmed(vertices, faces[:2])
    assert len(points) == 4
    np.testing.assert_array_equal(points[triangles], vertices[faces[:2]])


def test_a_blotch_is_about_as_large_as_asked_and_follows_its_seed():
    middle, rng = np.array([1.0, 2.0, 3.0]), np.random.default_rng
    field = blotch(middle, 0.5, rng(3))
    points = middle + rng(0).uniform(-1, 1, (20000, 3))
    inside = points[field(points) < 0]
    assert 0.3 < np.linalg.norm(inside - middle, axis=1).max() < 1.1
    assert field(middle[None])[0] < 0
    np.testing.assert_array_equal(field(points), blotch(middle, 0.5, rng(3))(points))
    assert not np.array_equal(field(points), blotch(middle, 0.5, rng(4))(points))
