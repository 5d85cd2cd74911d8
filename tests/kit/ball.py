"""A ball before white, by closed form: posed views of it, any size."""

import numpy as np

from padkit.benchmarks.poses import look_at
from padkit.benchmarks.records import Camera, View


def ball_view(eye, side=40, radius=0.5, pattern=False, spot=None):
    """Return a view of a ball, red above and blue below.

    `pattern` lays a checkerboard of random greys over it, and `spot` (3,) a green disc about a
    point of it.
    """
    pose = look_at(eye)
    half, lens = side / 2, side * 1.4
    camera = Camera(side, side, np.array([[lens, 0, half], [0, lens, half], [0, 0, 1]]), pose)
    rows, columns = np.indices((side, side)) + 0.5
    rays = np.stack([columns, rows, np.ones_like(rows)], -1) @ np.linalg.inv(camera.K).T
    rays = rays @ pose[:3, :3]
    rays /= np.linalg.norm(rays, axis=-1, keepdims=True)
    start = -pose[:3, :3].T @ pose[:3, 3]
    along = -(rays @ start)
    room = along**2 - start @ start + radius**2
    points = start + (along - np.sqrt(room.clip(0)))[..., None] * rays
    colours = np.where(points[..., 2:] > 0, (200, 30, 30), (30, 30, 200)).astype(float)
    if pattern:
        cells = np.floor(points / radius * 5 + 50).astype(int)
        greys = np.random.default_rng(0).uniform(0.3, 1.1, (128, 128, 128))
        colours *= greys[cells[..., 0], cells[..., 1], cells[..., 2]][..., None]
    if spot is not None:
        colours[np.linalg.norm(points - spot, axis=-1) < 0.15] = (20, 240, 20)
    image = np.full((side, side, 3), 255, np.uint8)
    image[room > 0] = colours[room > 0].clip(0, 249).astype(np.uint8)
    return View(image, camera)


def eyes(count, radius=2.0, offset=0.0):
    """Return camera centres (count, 3) around the ball, spread by the golden angle."""
    angles = np.arange(count) * 2.4 + offset
    heights = np.linspace(-0.7, 0.7, count)
    flat = np.sqrt(1 - heights**2)
    return radius * np.stack([flat * np.cos(angles), flat * np.sin(angles), heights], 1)
