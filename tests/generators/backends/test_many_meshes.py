"""A renderer that has shown many large meshes shows each scene's own, and forgets the others."""

from pathlib import Path

import numpy as np
import pytest

from padkit.assets.materials import Surface
from padkit.assets.meshes import Mesh
from padkit.generators.cameras import direction, orbit
from padkit.generators.lighting import studio_environment
from padkit.generators.scene import Item, Scene
from padkit.generators.truth import RayCaster

SIDE = 400
FRAMES = 24
"""Of 320,000 triangles each: nearly twice what Cycles is to keep."""


def tile(number: int) -> Scene:
    """A fine grid whose outline is another in each scene."""
    x, y = np.meshgrid(np.linspace(-1, 1, SIDE + 1), np.linspace(-1, 1, SIDE + 1))
    width = 0.3 + 0.6 * (number * 0.381966 % 1)
    points = np.stack([width * x, (1.2 - width) * y, 0.02 * np.sin(9 * x + number)], axis=-1)
    corner = (np.arange(SIDE)[:, None] * (SIDE + 1) + np.arange(SIDE)).ravel()
    right, above = corner + 1, corner + SIDE + 1
    faces = np.concatenate(
        [np.stack([corner, right, above], 1), np.stack([right, above + 1, above], 1)]
    )
    item = Item(
        "tile", 1, Mesh(points.reshape(-1, 3).astype(np.float32), faces), Surface((0.5, 0.5, 0.5))
    )
    return Scene((item,), (), studio_environment(0.75))


def resident(pid: int) -> int:
    """Return the bytes of memory that a process holds."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return 4096 * pages


@pytest.mark.blender
@pytest.mark.slow
def test_each_scene_shows_its_own_mesh_and_memory_has_an_end(start):
    camera = orbit(direction(np.radians(30), -1.5), 8, (24, 24), 0.3)
    renderer = start("cycles", samples=1, denoise=False)
    held = []
    for number in range(FRAMES):
        scene = tile(number)
        frame = renderer.render(scene, camera, parts=True)
        hits = RayCaster(scene).cast(camera).solid >= 0
        assert np.count_nonzero((frame.parts > 0) != hits) <= 2, number
        held.append(resident(renderer.pid))
    assert held[-1] - held[FRAMES // 2] < 0.4 * (held[FRAMES // 2] - held[0])
