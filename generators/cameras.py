"""Where cameras stand: rings and domes around the origin."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..benchmarks.poses import look_at
from ..benchmarks.records import Camera

SPHERE = (0.0, float(np.pi))
"""The polar angles of the whole sphere."""


def pinhole(width: int, height: int, angle_x: float) -> NDArray[np.float64]:
    """Return K (3, 3) in pixels: square pixels, centred, `angle_x` radians wide."""
    focal = 0.5 * width / np.tan(0.5 * angle_x)
    return np.array([[focal, 0, width / 2], [0, focal, height / 2], [0, 0, 1]])


def direction(polar: float, azimuth: float) -> NDArray[np.float64]:
    """Return the unit vector (3,) at `polar` from +Z and `azimuth` from +X, both in radians."""
    return np.array(
        [
            np.sin(polar) * np.cos(azimuth),
            np.sin(polar) * np.sin(azimuth),
            np.cos(polar),
        ]
    )


def ring_directions(polars: Sequence[float], counts: Sequence[int]) -> NDArray[np.float64]:
    """Return unit vectors (N, 3): rings around Z at `polars` radians, evenly filled by `counts`."""
    return np.array(
        [
            direction(polar, 2 * np.pi * k / count)
            for polar, count in zip(polars, counts, strict=True)
            for k in range(count)
        ]
    )


def spread(directions: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Return `count` of the unit vectors (N, 3), as far from one another as greed gets them.

    Farthest-point sampling from the first one; the answer keeps the order of `directions`, and
    all of them are returned where `count` is N or more.
    """
    if count >= len(directions):
        return directions
    chosen = [0]
    cosine = directions @ directions[0]
    while len(chosen) < count:
        chosen.append(int(cosine.argmin()))
        cosine = np.maximum(cosine, directions @ directions[chosen[-1]])
    return directions[sorted(chosen)]


def draw_direction(
    rng: np.random.Generator,
    polars: tuple[float, float],
    apart_from: NDArray[np.float64],
    apart: float,
) -> NDArray[np.float64]:
    """Return a unit vector (3,), uniform on a band of the sphere, away from given ones.

    Args:
        rng: Source of chance.
        polars: Lowest and highest polar angle of the band, radians from +Z.
        apart_from: (N, 3) unit vectors.
        apart: Least angle to any of them, radians.

    Raises:
        ValueError: The band is too full for that.
    """
    for _ in range(1000):
        z = rng.uniform(np.cos(polars[1]), np.cos(polars[0]))
        candidate = direction(float(np.arccos(z)), rng.uniform(0, 2 * np.pi))
        if not len(apart_from) or (apart_from @ candidate).max() < np.cos(apart):
            return candidate
    raise ValueError(f"no direction is {apart} rad away from all of {len(apart_from)} others")


def orbit(
    towards: NDArray[np.float64], radius: float, size: tuple[int, int], angle_x: float
) -> Camera:
    """Return the camera at `radius` in direction `towards` (3,) from the origin, facing it.

    Args:
        towards: Unit vector from the origin to the camera.
        radius: World units.
        size: Width and height in pixels.
        angle_x: Horizontal field of view in radians.
    """
    return Camera(*size, pinhole(*size, angle_x), look_at(radius * towards))


def sphere_directions(count: int, polars: tuple[float, float]) -> NDArray[np.float64]:
    """Return unit vectors (count, 3), evenly over a band of the sphere (a golden spiral).

    Args:
        count: How many.
        polars: Lowest and highest polar angle of the band, radians from +Z.
    """
    share = (np.arange(count) + 0.5) / count
    z = np.cos(polars[0]) + share * (np.cos(polars[1]) - np.cos(polars[0]))
    azimuth = np.arange(count) * np.pi * (3 - np.sqrt(5))
    level = np.sqrt(1 - z**2)
    return np.stack([level * np.cos(azimuth), level * np.sin(azimuth), z], axis=1)
