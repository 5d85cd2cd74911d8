import numpy as np
import pytest
import shapes

from padkit.assets.materials import Surface, Texture
from padkit.assets.meshes import Mesh
from padkit.benchmarks.srgb import decode_srgb
from padkit.generators.anomalies.exposure import Spot
from padkit.generators.anomalies.films import colour_at, laid_on
from padkit.generators.scene import Item

HALVES = Texture(np.repeat([[[255, 0, 0], [0, 0, 255]]], 2, axis=0).repeat(64, 0).repeat(64, 1))


def test_a_film_on_a_picture_leaves_the_picture_and_says_how_much_it_hides():
    printed = Surface((0.5, 0.5, 0.5), 0.3, coat=0.5, texture=HALVES)
    look = laid_on(printed, (0.1, 0.2, 0.3), 0.6, 0.25)
    assert look.texture is HALVES
    assert (look.base_color, look.roughness, look.cover) == ((0.1, 0.2, 0.3), 0.6, 0.25)
    assert look.coat == pytest.approx(0.375)


def test_a_film_on_a_plain_surface_is_mixed_with_it():
    look = laid_on(Surface((1.0, 0.0, 0.5), 0.2, metallic=1.0), (0.0, 1.0, 0.5), 0.6, 0.25)
    np.testing.assert_allclose(look.base_color, (0.75, 0.25, 0.5))
    assert look.roughness == pytest.approx(0.3)
    assert 0.9 < look.metallic < 1
    assert laid_on(look, (0.0, 1.0, 0.5), 0.6, 1.0).metallic == 0


@pytest.mark.parametrize("mirrored", [False, True])
def test_the_colour_of_a_place_is_that_of_its_picture(mirrored):
    box = shapes.box(1)
    corners = box.mesh.vertices[box.mesh.faces]
    mesh = Mesh(box.mesh.vertices, box.mesh.faces, corners[..., [0, 2]] + 0.5)
    pose = np.diag([-1.0 if mirrored else 1.0, 1, 1, 1])
    item = Item("printed", 1, mesh, Surface((0.5, 0.5, 0.5), texture=HALVES), pose)
    middles = item.world_vertices()[item.world_faces()].mean(1)
    face = int(middles[:, 1].argmin())
    for x, color in ((-0.3, (255, 0, 0)), (0.3, (0, 0, 255))):
        point = np.array([x, -0.5, -0.2])
        at = -x if mirrored else x
        expected = (255, 0, 0) if at < 0 else (0, 0, 255)
        assert (expected == color) == (not mirrored)
        found = colour_at(item, Spot(0, _under(item, point, face), point, np.array([0, -1.0, 0])))
        np.testing.assert_allclose(found, decode_srgb(np.array(expected, np.float32) / 255))


def _under(item, point, face):
    """Which of the faces in the plane of `face` holds a point."""
    triangles = item.world_vertices()[item.world_faces()].astype(float)
    level = np.abs(triangles[..., 1] - triangles[face, 0, 1]).max(1) < 1e-6
    for k in np.flatnonzero(level):
        a, b, c = triangles[k]
        share = np.linalg.lstsq(np.stack([b - a, c - a], 1), point - a, rcond=None)[0]
        if share.min() >= 0 and share.sum() <= 1:
            return int(k)
    raise AssertionError(point)
