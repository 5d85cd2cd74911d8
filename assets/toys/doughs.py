"""Doughs, and what teeth take out of them."""

from __future__ import annotations

import numpy as np
from manifold3d import Manifold

from ..brick_shapes import cylinder
from .turned import joined

DOUGHS = (("DDA55C", "C98A42"), ("C88A4A", "B0733A"), ("E8BE7C", "D6A25A"), ("5A331E", "4A2817"))
"""Light and baked."""


def bitten(rng: np.random.Generator, r: float) -> Manifold:
    """Return what two or three teeth take out of the edge of a flat round thing."""
    aim = rng.uniform(-1.6, 0.2)
    teeth = [
        cylinder(0.2 * r, (-300, 300), 24).translate(
            (0.98 * r * np.cos(aim + a), 0.98 * r * np.sin(aim + a), 0)
        )
        for a in (-0.27, 0, 0.27)
    ]
    deep = cylinder(0.24 * r, (-300, 300), 28)
    return joined([*teeth, deep.translate((0.86 * r * np.cos(aim), 0.86 * r * np.sin(aim), 0))])
