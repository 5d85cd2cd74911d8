"""Environment maps, painted or photographed; the one mapping between directions and pixels.

A map is (h, 2h, 3) float32 linear radiance in Blender's equirectangular layout, for the world of
`padkit.benchmarks.records` (Z up). With azimuth a = atan2(y, x), counter-clockwise seen from
above, and elevation e above the horizon of a direction *towards* the light,

    column = (1/2 - a / 2 pi) * 2h        row = (1/2 - e / pi) * h

so row 0 is straight up, the middle column looks along +X, the column at 3/4 along -Y, the one at
1/4 along +Y, and the left and right edges meet at -X.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import hdri as panoramas


def direction_to_pixel(directions: ArrayLike, height: int) -> NDArray[np.float64]:
    """Return where a map of `height` rows shows `directions`.

    Args:
        directions: (..., 3) world directions towards the surroundings, of any length.
        height: Rows of the map; it has twice as many columns.

    Returns:
        (..., 2) continuous (column, row), pixel centres at +0.5.

    >>> direction_to_pixel([[1, 0, 0], [0, -1, 0], [0, 1, 0]], 100).tolist()
    [[100.0, 50.0], [150.0, 50.0], [50.0, 50.0]]
    """
    x, y, z = np.moveaxis(np.asarray(directions, np.float64), -1, 0)
    column = (0.5 - np.arctan2(y, x) / (2 * np.pi)) * 2 * height
    row = (0.5 - np.arctan2(z, np.hypot(x, y)) / np.pi) * height
    return np.stack([column, row], axis=-1)


def pixel_directions(height: int) -> NDArray[np.float64]:
    """Return the unit directions (h, 2h, 3) of all pixel centres: inverse of the above."""
    azimuth = (0.5 - (np.arange(2 * height) + 0.5) / (2 * height)) * 2 * np.pi
    elevation = ((0.5 - (np.arange(height) + 0.5) / height) * np.pi)[:, None]
    level = np.cos(elevation)
    return np.stack(
        [level * np.cos(azimuth), level * np.sin(azimuth), np.sin(elevation) + 0 * azimuth], -1
    )


def studio(height: int = 256) -> NDArray[np.float32]:
    """Return a painted photo studio, (h, 2h, 3) float32 linear radiance.

    A soft grey-white room with a darker floor, lit by a large key soft box at the front left
    above (-Y is the front), a broad fill at the front right, a narrow rim strip behind and a
    panel overhead: no side of an object is black and every smooth plastic surface has a clear
    highlight.

    Args:
        height: Rows; at least 16.
    """
    if height < 16:
        raise ValueError(f"a studio of {height} rows cannot show its lamps: at least 16")
    directions = pixel_directions(height)
    up = directions[..., 2:]
    wall = np.array([0.42, 0.43, 0.44]) + 0.12 * np.clip(up, 0, 1)
    floor = np.array([0.24, 0.235, 0.23])
    room = floor + (wall - floor) * _step(up, -0.25, 0.15)
    for azimuth, elevation, width, tall, radiance, tint in _LAMPS:
        room = room + radiance * np.array(tint) * _soft_box(
            directions, azimuth, elevation, width, tall
        )
    painted: NDArray[np.float32] = room.astype(np.float32)
    return painted


_LAMPS = (
    # azimuth, elevation, width, height (degrees), radiance, tint
    (-130.0, 42.0, 44.0, 34.0, 4.6, (1.0, 0.98, 0.95)),  # key
    (-30.0, 24.0, 44.0, 50.0, 1.3, (0.95, 0.98, 1.0)),  # fill
    (95.0, 34.0, 80.0, 16.0, 3.0, (1.0, 1.0, 1.0)),  # rim
    (0.0, 88.0, 44.0, 44.0, 0.8, (1.0, 1.0, 1.0)),  # overhead
)


def _step(value: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    """Return the smooth step from 0 at `low` to 1 at `high`."""
    t = np.clip((value - low) / (high - low), 0, 1)
    smooth: NDArray[np.float64] = t * t * (3 - 2 * t)
    return smooth


def _soft_box(
    directions: NDArray[np.float64], azimuth: float, elevation: float, width: float, tall: float
) -> NDArray[np.float64]:
    """Return (h, 2h, 1) in [0, 1]: a rectangle of light with soft edges; angles in degrees."""
    a, e = np.radians([azimuth, elevation])
    forward = np.array([np.cos(e) * np.cos(a), np.cos(e) * np.sin(a), np.sin(e)])
    right = np.array([np.sin(a), -np.cos(a), 0.0])
    above = np.cross(right, forward)
    ahead = directions @ forward
    half = np.tan(np.radians([width / 2, tall / 2]))
    with_care = np.where(ahead > 1e-6, ahead, 1e-6)
    x = np.abs(directions @ right) / with_care / half[0]
    y = np.abs(directions @ above) / with_care / half[1]
    box = _step(1.1 - x, 0.0, 0.2) * _step(1.1 - y, 0.0, 0.2)
    lit: NDArray[np.float64] = np.where(ahead > 1e-6, box, 0.0)[..., None]
    return lit


def hdri(name: str) -> NDArray[np.float32]:
    """Return a shipped panorama of a real room, (h, 2h, 3) float32 linear radiance, read-only.

    Args:
        name: One of `HDRIS`.

    Raises:
        ValueError: There is no such panorama.
    """
    return _read_panorama(panoramas.path(name))


HDRIS = panoramas.names()
"""Names of the shipped panoramas."""


@cache
def _read_panorama(path: Path) -> NDArray[np.float32]:
    import OpenEXR

    with OpenEXR.File(str(path)) as file:
        pixels = np.array(file.channels()["RGB"].pixels, np.float32)
    # lossy compression rings round lamps, down to negative light: take the neighbours' median
    around = np.maximum(cv2.medianBlur(pixels, 5), 0)
    radiance: NDArray[np.float32] = np.where(pixels < 0, around, pixels)
    radiance.setflags(write=False)
    return radiance
