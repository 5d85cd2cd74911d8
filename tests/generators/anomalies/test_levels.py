import numpy as np
import pytest
import shapes
import trimesh

from padkit.generators.anomalies.levels import blotch, refine_near, split_by_level
from padkit.generators.anomalies.skins import Skin, skin_of, trimmed


def area(skin):
    return np.linalg.norm(skin.crosses(), axis=1).sum() / 2


def cube():
    return skin_of(shapes.box(1))


def mapped(skin):
    """The cube with a texture that is linear in space, so that every cut can be told."""
    return Skin(skin.vertices, skin.faces, linear(skin.corners()))


def linear(points):
    return points @ np.array([[0.3, -0.1], [0.7, 0.2], [-0.4, 0.9]])


def is_closed(skin):
    return trimesh.Trimesh(skin.vertices, skin.faces, process=False).is_watertight


def test_refining_keeps_the_surface_and_shortens_edges_in_the_ball_only():
    corner = np.array([0.5, 0.5, 0.5])
    finer = refine_near(cube(), np.stack([corner] * 2), 0.2, 0.1)
    assert area(finer) == pytest.approx(6.0)
    assert is_closed(finer)
    corners = finer.corners()
    edges = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(1)
    inside = np.linalg.norm(corners.mean(1) - corner, axis=1) < 0.2
    assert inside.any()
    assert edges[inside].max() <= 0.1 * np.sqrt(2) + 1e-9
    assert edges.max() > 0.5


def test_refining_along_a_line_keeps_a_skin_closed_and_its_texture_where_it_was():
    line = np.array([[0.5, -0.4, 0.1], [0.5, 0.2, 0.3], [0.4, 0.5, 0.3]])
    finer = refine_near(mapped(cube()), line, 0.05, 0.02)
    assert len(finer.faces) > 500
    assert is_closed(finer)
    np.testing.assert_allclose(finer.uv, linear(finer.corners()), atol=1e-12)


def test_a_plane_cuts_the_cube_into_areas_one_knows():
    skin, inside = split_by_level(cube(), cube().vertices[:, 2] - 0.25)
    # below z = 0.25: the bottom and three quarters of the four sides
    assert area(skin.only(inside)) == pytest.approx(1 + 4 * 0.75)
    assert area(skin.only(~inside)) == pytest.approx(1 + 4 * 0.25)
    assert (skin.corners()[inside][..., 2] <= 0.25 + 1e-12).all()
    assert (skin.corners()[~inside][..., 2] >= 0.25 - 1e-12).all()


def test_cutting_keeps_winding_and_texture_and_leaves_no_gap():
    skin = mapped(cube())
    values = np.linalg.norm(skin.vertices - [0.5, 0.4, 0.3], axis=1) - 0.8
    cut, _ = split_by_level(skin, values)
    mesh = trimesh.Trimesh(cut.vertices, cut.faces, process=False)
    assert mesh.is_watertight
    assert mesh.volume == pytest.approx(1.0)
    np.testing.assert_allclose(cut.uv, linear(cut.corners()), atol=1e-12)


def test_a_level_nobody_crosses_changes_nothing():
    for values, expected in ((np.ones(8), False), (-np.ones(8), True)):
        skin, inside = split_by_level(cube(), values)
        np.testing.assert_array_equal(skin.vertices, cube().vertices)
        np.testing.assert_array_equal(skin.faces, cube().faces)
        assert (inside == expected).all()


def test_trimming_drops_what_no_face_uses():
    skin = cube()
    fit = trimmed(skin.only(np.arange(12) < 2))
    assert len(fit.vertices) == 4
    np.testing.assert_array_equal(fit.corners(), skin.corners()[:2])


def test_a_blotch_is_about_as_large_as_asked_and_follows_its_seed():
    middle, rng = np.array([1.0, 2.0, 3.0]), np.random.default_rng
    field = blotch(middle, 0.5, rng(3))
    points = middle + rng(0).uniform(-1, 1, (20000, 3))
    inside = points[field(points) < 0]
    assert 0.3 < np.linalg.norm(inside - middle, axis=1).max() < 1.1
    assert field(middle[None])[0] < 0
    np.testing.assert_array_equal(field(points), blotch(middle, 0.5, rng(3))(points))
    assert not np.array_equal(field(points), blotch(middle, 0.5, rng(4))(points))
