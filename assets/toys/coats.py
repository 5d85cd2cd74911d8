"""Coats: procedural pictures of nets, spots and scales; colours are sRGB codes."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from ..materials import Texture

_TORUS = np.ones(2)
_SIDE = 384
"""Texels."""


@cache
def net(ground: str, spot: str, seed: int = 0) -> Texture:
    """Return a giraffe's coat: patches of one colour parted by lines of the other; 0.2 m."""
    near, next_near = _distances(seed, 56)
    return _mixed(ground, spot, np.clip((next_near - near - 0.022) / 0.006, 0, 1))


@cache
def spots(ground: str, spot: str, seed: int = 0, count: int = 60) -> Texture:
    """Return round spots, none of which touch, on a ground; 0.2 m."""
    near, _ = _distances(seed, count)
    radius = 0.36 / np.sqrt(count)
    return _mixed(ground, spot, np.clip((radius - near) / 0.006, 0, 1))


@cache
def stripes(ground: str, stripe: str, seed: int = 0, count: int = 7) -> Texture:
    """Return wavy stripes along v, `count` to the picture; 0.2 m."""
    rng = np.random.default_rng(seed)
    along = np.arange(_SIDE) / _SIDE
    v, u = np.meshgrid(along, along, indexing="ij")
    bow = 0.02 * np.sin(2 * np.pi * (2 * v + rng.random())) + 0.01 * np.sin(2 * np.pi * 5 * v)
    wave = np.sin(2 * np.pi * count * (u + bow)) - 0.15
    return _mixed(ground, stripe, np.clip(wave / 0.12 + 0.5, 0, 1))


def _distances(seed: int, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the distances to the nearest and the next of evenly spread points on a torus.

    Both are (n, n), in sides of the picture.
    """
    rng = np.random.default_rng(seed)
    points = rng.random((1, 2))
    while len(points) < count:  # the best of some candidates (Mitchell, 1991)
        tries = rng.random((24, 2))
        away, _ = cKDTree(points, boxsize=_TORUS).query(tries)
        points = np.concatenate([points, tries[np.argmax(away)][None]])
    along = (np.arange(_SIDE) + 0.5) / _SIDE
    grid = np.stack(np.meshgrid(along, along, indexing="ij"), axis=-1)
    found = np.asarray(cKDTree(points, boxsize=_TORUS).query(grid, k=2)[0])
    return found[..., 0], found[..., 1]


def _mixed(ground: str, other: str, share: NDArray[np.float64]) -> Texture:
    """Return a picture that is that far from one colour to the other."""
    a, b = (np.array([int(code[i : i + 2], 16) for i in (0, 2, 4)]) for code in (ground, other))
    picture = a + (b - a) * share[..., None]
    return Texture(np.rint(picture).astype(np.uint8))
