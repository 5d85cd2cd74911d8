"""Beaks of toy birds; mm, pointing to +X."""

from __future__ import annotations

import numpy as np
from manifold3d import Manifold

from . import shaping


def half_beak(at: tuple[float, float], base: float, long: float, bow: float) -> Manifold:
    """Return the upper half of a beak at (x, z) that points to +x and bends down a little."""
    share = np.linspace(0, 1, 9)
    x = at[0] - 8 + (long + 8) * share
    half = base * np.sqrt(np.maximum(1 - share**1.6, 0.004))
    rows = [
        (xi, 0, at[1] - 0.1 * long * s**2, h, bow * h, 2)
        for xi, s, h in zip(x, share, half, strict=True)
    ]
    cone = shaping.loft(rows, 24, 16)
    return cone.trim_by_plane((0, 0, 1), at[1] - 0.22 * long - 1)
