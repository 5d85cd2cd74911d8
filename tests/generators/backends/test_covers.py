"""What covers a texture hides its share of it, item by item, in both renderers."""

from dataclasses import replace

import numpy as np
import pytest

from padkit.assets.materials import Surface, Texture
from padkit.assets.meshes import Mesh
from padkit.benchmarks.poses import look_at
from padkit.benchmarks.records import Camera
from padkit.benchmarks.srgb import decode_srgb
from padkit.generators.scene import Environment, Item, Light, Scene

COVERS = (0.0, 0.3, 1.0)
FILM = (0.1, 0.5, 0.02)
PRINT = (200, 40, 90)


@pytest.fixture(params=[pytest.param(b, marks=pytest.mark.slow) for b in ("cycles", "mitsuba")])
def measure(request, start):
    return start(request.param, samples=16).render


def tiles(surface: Surface, covers=COVERS) -> tuple[Item, ...]:
    """Squares of side 1 in a row along x, all of one mesh and one texture."""
    corners = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]])
    faces = np.array([[0, 1, 2], [0, 2, 3]])
    square = Mesh(corners, faces, corners[faces][..., :2])
    items = []
    for place, cover in enumerate(covers):
        pose = np.eye(4)
        pose[0, 3] = place
        items.append(Item(f"tile {place}", place + 1, square, replace(surface, cover=cover), pose))
    return tuple(items)


def from_above() -> Camera:
    """Sixteen pixels of each tile across."""
    K = np.array([[64.0, 0, 24], [0, 64.0, 8], [0, 0, 1]])
    return Camera(48, 16, K, look_at((1.5, 0.5, 4), (1.5, 0.5, 0), up=(0, 1, 0)))


def middles(frame) -> np.ndarray:
    """Return the mean colour (3, 3) of each tile, its edges left out."""
    return np.array([frame.color[4:12, 16 * k + 4 : 16 * k + 12].mean((0, 1)) for k in range(3)])


def test_a_film_covers_its_share_of_a_texture(measure):
    picture = Texture(np.full((8, 8, 3), PRINT, np.uint8))
    matt = Surface(FILM, 1.0, specular=0.0, texture=picture)
    sky = Environment(np.ones((8, 16, 3), np.float32))
    below = decode_srgb(np.array(PRINT, np.float32) / 255)
    # the other way round, too: what an item showed before leaves no trace
    for covers in (COVERS, COVERS[::-1]):
        color = middles(measure(Scene(tiles(matt, covers), (), sky), from_above()))
        due = [(1 - cover) * below + cover * np.array(FILM) for cover in covers]
        np.testing.assert_allclose(color, due, rtol=0.06, atol=0.003)


def test_a_film_covers_the_roughness_of_a_texture(measure):
    """A lamp at the camera is mirrored by the smooth texture, hardly by the rough film."""
    texture = Texture(np.full((8, 8, 3), 20, np.uint8), np.full((8, 8), 0.1, np.float32))
    pose = np.eye(4)
    pose[:3, 3] = 1.5, 0.5, 4
    lamp = Light("area", 200.0, pose, 1.0)
    surface = Surface((0.007, 0.007, 0.007), 1.0, metallic=1.0, texture=texture)
    glow = [
        middles(measure(Scene(tiles(surface, (0, cover, 0)), (lamp,)), from_above()))[1, 0]
        for cover in COVERS
    ]
    assert glow[0] > 1.1 * glow[1] > 1.2 * glow[2]
