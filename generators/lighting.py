"""Light rigs, described by value."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ..assets.skies import studio
from ..benchmarks.poses import look_at, opengl_camera_to_world
from .scene import Environment, Light


def lamp(kind: str, power: float, place: tuple[float, float, float], size: float) -> Light:
    """Return a lamp at `place` that shines at the origin; see `Light` for kind, power and size."""
    return Light(kind, power, opengl_camera_to_world(look_at(np.array(place))), size)


@lru_cache(4)
def studio_environment(strength: float = 1.0) -> Environment:
    """Return the painted studio; the same strength gives the same object, known to renderers."""
    return Environment(studio(), strength)
