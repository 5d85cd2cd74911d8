"""Query cameras that see a defect."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..benchmarks.records import Camera
from .anomalies import Twins
from .truth import edit_picture

POSES = 40
"""Poses that are drawn for a defect before it is given up."""

VISIBLE = 3e-4
"""Smallest share of the picture that a defect must cover; below, it is re-aimed."""


def aim(
    twins: Twins,
    draw: Callable[[], NDArray[np.float64]],
    camera: Callable[[NDArray[np.float64], int], Camera],
    size: int,
) -> Camera | None:
    """Return a query camera that sees the defect, or None: MAD's rule for unseen defects.

    A defect nobody can see must not be labelled anomalous, so poses are drawn until its mask
    covers at least 0.03 % of the picture and 12 pixels, first in a quarter-size picture.

    Args:
        twins: Sound and anomalous scene.
        draw: Next direction to look from, (3,) unit.
        camera: Direction and size in pixels -> camera.
        size: Width and height of the picture.
    """
    least = max(12, VISIBLE * size * size)
    rough = max(size // 4, 40)
    for _ in range(POSES):
        towards = draw()
        small = edit_picture(twins.sound, twins.anomalous, camera(towards, rough))
        if np.count_nonzero(small) < 0.5 * least * small.size / size**2:
            continue
        chosen = camera(towards, size)
        if np.count_nonzero(edit_picture(twins.sound, twins.anomalous, chosen)) >= least:
            return chosen
    return None
