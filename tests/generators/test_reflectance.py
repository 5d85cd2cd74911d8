"""Albedo by rays, against what is known of simple scenes; shading as the rest of the picture."""

from dataclasses import replace

import numpy as np
import pytest

from padkit.assets.materials import Surface, Texture
from padkit.assets.meshes import Mesh
from padkit.benchmarks.poses import look_at
from padkit.benchmarks.records import Camera
from padkit.generators.backends.surfaces import baked, linear_color
from padkit.generators.reflectance import albedo_picture, shading_picture
from padkit.generators.scene import Frame, Item, Scene
from padkit.generators.truth import caster

CORNERS = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]], float)
FACES = np.array([[0, 1, 2], [0, 2, 3]])


def square(surface: Surface, uv: float = 1.0, pose=None) -> Item:
    mesh = Mesh(CORNERS, FACES, uv * CORNERS[FACES][..., :2])
    return Item("square", 1, mesh, surface, np.eye(4) if pose is None else pose)


def overhead(pixels: int) -> Camera:
    """Sees just the square, its (0, 0) at the lower left."""
    focal = 4.0 * pixels
    K = np.array([[focal, 0, pixels / 2], [0, focal, pixels / 2], [0, 0, 1]])
    return Camera(pixels, pixels, K, look_at((0.5, 0.5, 4), (0.5, 0.5, 0), up=(0, 1, 0)))


def random_texture(size: int = 16) -> Texture:
    return Texture(np.random.default_rng(0).integers(0, 256, (size, size, 3), np.uint8))


def test_a_plain_surface_has_its_own_colour_and_nothing_is_black():
    scene = Scene((square(Surface((0.2, 0.5, 0.8), metallic=1.0)),))
    camera = replace(
        overhead(8), K=overhead(8).K * [[0.5], [0.5], [1]] + [[0, 0, 2], [0, 0, 2], [0] * 3]
    )
    albedo = albedo_picture(scene, camera)
    assert albedo.dtype == np.float32
    due = np.broadcast_to((0.2, 0.5, 0.8), (4, 4, 3))
    np.testing.assert_allclose(albedo[2:6, 2:6], due, rtol=1e-6)
    np.testing.assert_array_equal(albedo[[0, -1]], 0)


def test_a_texture_is_met_where_it_lies():
    """With a texel a pixel and a grid that is even about its middle, a pixel is near its texel."""
    texture = Texture(np.kron(random_texture(8).color, np.ones((8, 8, 1), np.uint8)))
    albedo = albedo_picture(Scene((square(Surface((0, 0, 0), texture=texture)),)), overhead(64))
    due = linear_color(texture)
    inner = np.ones((64, 64), bool)
    inner[::8] = inner[7::8] = inner[:, ::8] = inner[:, 7::8] = False
    np.testing.assert_allclose(albedo[inner], due[inner], atol=1e-6)


def test_the_albedo_of_a_pixel_is_a_mean_over_it():
    """Two plain squares meet at a quarter of a pixel: one of four columns of rays sees the left."""
    colors = ((0.8, 0.2, 0.1), (0.1, 0.6, 0.4))
    left, right = np.eye(4), np.eye(4)
    left[0, 3], right[0, 3] = 0.5 + 0.25 / 16 - 1, 0.5 + 0.25 / 16
    pair = zip(colors, (left, right), strict=True)
    scene = Scene(tuple(square(Surface(color), pose=pose) for color, pose in pair))
    albedo = albedo_picture(scene, overhead(16))
    due = np.outer(np.repeat([1.0, 0.25, 0.0], [8, 1, 7]), colors[0])
    due += np.outer(np.repeat([0.0, 0.75, 1.0], [8, 1, 7]), colors[1])
    np.testing.assert_allclose(albedo, np.broadcast_to(due, (16, 16, 3)), atol=1e-6)


def test_a_texture_repeats_and_follows_a_mirrored_pose():
    texture = Texture(np.kron(random_texture(2).color, np.ones((16, 16, 1), np.uint8)))
    mirror = np.diag([-1.0, 1, 1, 1])
    mirror[0, 3] = 1
    item = square(Surface((0, 0, 0), texture=texture), uv=2.0, pose=mirror)
    albedo = albedo_picture(Scene((item,)), overhead(32))
    due = np.tile(linear_color(texture), (2, 2, 1))[4::16, 4::16][:, ::-1]
    np.testing.assert_allclose(albedo[2::8, 2::8], due, atol=1e-6)


@pytest.mark.parametrize("cover", [0.0, 0.4, 1.0])
def test_a_film_is_part_of_the_albedo_and_the_same_as_baked(cover):
    surface = Surface((0.7, 0.1, 0.3), texture=random_texture(), cover=cover)
    albedo, again = (
        albedo_picture(Scene((square(s),)), overhead(16)) for s in (surface, baked(surface))
    )
    np.testing.assert_allclose(albedo, again, atol=4e-3)  # baked is eight bits deep


def test_picture_is_albedo_times_shading():
    rng = np.random.default_rng(1)
    scene = Scene((square(Surface((0.0, 0.5, 0.8))),))
    albedo = albedo_picture(scene, overhead(8))
    alpha = rng.uniform(0.2, 1, (8, 8)).astype(np.float32)
    color = rng.uniform(0, 2, (8, 8, 3)).astype(np.float32)
    shading = shading_picture(Frame(color * alpha[..., None], alpha), albedo)
    np.testing.assert_allclose((albedo * shading)[..., 1:], color[..., 1:], rtol=1e-5)
    assert np.isfinite(shading).all()
    nothing = shading_picture(Frame(color, np.zeros_like(alpha)), albedo)
    np.testing.assert_array_equal(nothing, 0)


def test_where_the_centre_ray_meets_the_object_there_is_an_albedo():
    turned = np.eye(4)
    turned[:2, :2] = [[0.8, -0.6], [0.6, 0.8]]
    scene = Scene((square(Surface((0.3, 0.3, 0.3)), pose=turned),))
    camera = overhead(40)
    solid = caster(scene).cast(camera).solid >= 0
    # the pixel's own centre lies between the rays of its grid: only a needle could be missed
    assert not (solid & (albedo_picture(scene, camera) == 0).any(2)).any()
