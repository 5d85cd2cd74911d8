"""Bumps: the surface swells or sinks smoothly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..scene import Scene
from . import Twins, millimetre
from .changes import (
    TAU,
    displaced,
    draw_upper_spot,
    recorded,
    seen_change,
    shows,
    untouched,
    wanted,
)
from .exposure import Spot, boxes
from .levels import refine_near
from .patches import extent
from .skins import Skin

_WIDTHS = (0.045, 0.085)
"""Standard deviation of the kernel over the longest side of the object."""
_HEIGHTS = (0.4, 0.9)
"""Height over that."""
_STEEPEST = 1.2
"""Height over the standard deviation from which the kernel is made wider; at e^0.5 = 1.65 the
steepest part would fold."""
_REACH = 3.0
"""Standard deviations within which it ends."""
_SWELLS = 0.6
"""Chance of a swelling rather than a dint."""
_TRIES = 30
_CHANGED = 0.003
"""Share of the object's silhouettes that must change."""


def swell(
    scene: Scene, rng: np.random.Generator, edit: int = 1, severity: float | None = None
) -> Twins:
    """Let the surface about a random visible point swell, or sink, by a normal kernel.

    All that lies about the point moves along its normal, by the height times
    exp(-r^2 / (2 sigma^2)), r the distance in space, brought to 0 at three sigma; so walls keep
    their two sides, and parts what they sit on. S_N and S_A are the faces with a vertex that moves
    more than `changes.TAU`, at the old and at the new place.

    Args:
        scene: The sound scene.
        rng: Draws point, width, height and way.
        edit: Id of the edit.
        severity: Height in millimetres; None draws it, 0 moves nothing.
    """
    mm = millimetre(scene)
    sigma = extent(scene) * float(np.exp(rng.uniform(*np.log(_WIDTHS))))
    height = wanted(severity, sigma * float(rng.uniform(*_HEIGHTS)))
    sigma = max(sigma, height / _STEEPEST) * mm
    way = 1 if rng.uniform() < _SWELLS else -1
    best: tuple[float, Twins] | None = None
    for _ in range(_TRIES):
        spot = draw_upper_spot(scene, rng)
        if height == 0:
            return untouched(scene, "bump", "mm", edit, spot.index)
        made = _swollen(scene, spot, (sigma, way * height * mm), edit)
        twins = recorded(*made, "bump", scene.items[spot.index], (height, "mm"), edit)
        changed = seen_change(scene, made[1])[0]
        if best is None or changed > best[0]:
            best = changed, twins
        if height < 2 * TAU or (changed >= _CHANGED and shows(twins)):
            break
    assert best is not None
    return best[1]


def _swollen(
    scene: Scene, spot: Spot, kernel: tuple[float, float], edit: int
) -> tuple[Scene, Scene]:
    """Return the scene before and after: kernel is sigma and signed height, in world units."""
    sigma, height = kernel
    reach = _REACH * sigma
    lows, highs = boxes(scene)
    met = ((lows < spot.point + reach) & (highs > spot.point - reach)).all(1)
    axis = np.stack([spot.point, spot.point])

    def refine(skin: Skin) -> Skin:
        return refine_near(skin, axis, reach, sigma / 5)

    def places(points: NDArray[np.float64]) -> NDArray[np.float64]:
        offset = points - spot.point
        squared = np.einsum("ij,ij->i", offset, offset) / sigma**2
        floor = np.exp(-(_REACH**2) / 2)
        share = np.maximum(np.exp(-squared / 2) - floor, 0) / (1 - floor)
        return np.asarray(points + height * share[:, None] * spot.normal)

    return displaced(scene, np.flatnonzero(met).tolist(), refine, places, edit)
