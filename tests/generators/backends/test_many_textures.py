"""A renderer that has shown many textures shows each scene's own."""

import colorsys

import numpy as np
import pytest

from padkit.assets.materials import Texture
from padkit.assets.props import block, covered, mesh_of
from padkit.generators.cameras import direction, orbit
from padkit.generators.lighting import studio_environment
from padkit.generators.scene import Item, Scene

CUBE = mesh_of(block((-500, 500), (-500, 500), (-500, 500), 20), 0.5)


def hue(number: int) -> float:
    return number * 0.381966 % 1


def scene(number: int, count: int) -> Scene:
    """Cubes in a row, each with a texture of its own, all of one hue."""
    colour = np.round(255 * np.array(colorsys.hsv_to_rgb(hue(number), 1, 1))).astype(np.uint8)
    items = []
    for part in range(count):
        shape = ((512, 512), (300, 600))[(number + part) % 2]
        picture = np.broadcast_to(colour, (*shape, 3)).copy()
        pose = np.eye(4)
        pose[0, 3] = 1.2 * (part - (count - 1) / 2)
        surface = covered(Texture(picture, np.full(shape, 0.5, np.float32)))
        items.append(Item(f"cube {part}", part + 1, CUBE, surface, pose))
    return Scene(tuple(items), (), studio_environment(0.75), None, (255, 255, 255))


@pytest.mark.parametrize(
    "backend",
    [
        pytest.param("cycles", marks=pytest.mark.blender),
        pytest.param("mitsuba", marks=pytest.mark.mitsuba),
    ],
)
def test_each_scene_shows_its_own_textures(start, backend):
    camera = orbit(direction(np.radians(50), -1.5), 8, (32, 32), 0.55)
    renderer = start(backend, samples=1)
    for number in range(40):
        frame = renderer.render(scene(number, 1 + number % 4), camera)
        color = frame.color[frame.alpha > 0.9]
        assert len(color) > 10
        shown = colorsys.rgb_to_hsv(*np.clip(np.median(color, axis=0), 0, 1))[0]
        assert abs((shown - hue(number) + 0.5) % 1 - 0.5) < 0.1, number
