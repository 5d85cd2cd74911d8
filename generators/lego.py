"""LEGO models as items of a scene."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..assets import models
from ..assets.ldraw import Brick, read_model
from ..assets.materials import vary
from .scene import Item
from .seeds import generator

LDU = 0.0004
"""Metres in LDraw's unit."""

LICENCE = {
    "data": "CC BY 4.0",
    "parts": "LEGO-like parts drawn by padkit from their measures; where --ldraw-dir was given, "
    "parts of the LDraw Parts Library (CC BY 4.0 / CC BY 2.0)",
    "trademark": "LEGO is a trademark of the LEGO Group, which does not sponsor or endorse this",
}
"""Of data that show such models."""


def build(name: str, library: Path | None, unit: float) -> tuple[Item, ...]:
    """Return the bricks of a shipped model, its middle at the origin, its front towards -Y.

    Bricks differ a little in tint and gloss, as moulded ones do; the same brick of the same model
    is always the same.

    Args:
        name: Of the model, see `padkit.assets.models`.
        library: Official LDraw folder, or None.
        unit: Metres in one world unit.
    """
    bricks, middle, _ = _read(name, library)
    fit = np.diag([LDU / unit] * 3 + [1.0])
    fit[:3, 3] = -middle * LDU / unit
    return tuple(
        Item(
            b.name,
            b.place + 1,
            b.mesh,
            vary(b.surface, generator(0, "brick", name, b.place)),
            fit @ b.pose,
            number=b.number,
        )
        for b in bricks
    )


def reach(name: str, library: Path | None) -> float:
    """Return the radius of a model about its middle, in metres."""
    return _read(name, library)[2] * LDU


@lru_cache(32)
def _read(name: str, library: Path | None) -> tuple[tuple[Brick, ...], NDArray[np.float64], float]:
    """Return a model's bricks, the middle (3,) of their box and their reach from it, in LDU."""
    bricks = read_model(models.path(name), library)
    places = [b.mesh.vertices @ b.pose[:3, :3].T + b.pose[:3, 3] for b in bricks]
    low = np.min([p.min(0) for p in places], axis=0)
    high = np.max([p.max(0) for p in places], axis=0)
    middle = np.asarray((low + high) / 2, np.float64)
    return bricks, middle, max(float(np.linalg.norm(p - middle, axis=1).max()) for p in places)
