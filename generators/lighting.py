"""Light rigs, described by value."""

from __future__ import annotations

import dataclasses
from functools import lru_cache

import numpy as np

from ..assets.skies import hdri, studio
from ..benchmarks.poses import look_at, opengl_camera_to_world
from .scene import Environment, Light


def lamp(kind: str, power: float, place: tuple[float, float, float], size: float) -> Light:
    """Return a lamp at `place` that shines at the origin; see `Light` for kind, power and size."""
    return Light(kind, power, opengl_camera_to_world(look_at(np.array(place))), size)


@lru_cache(16)
def studio_environment(strength: float = 1.0) -> Environment:
    """Return the painted studio; the same strength gives the same object, known to renderers."""
    return Environment(studio(), strength)


def panel(power: float, place: tuple[float, float, float], size: float) -> Light:
    """Return a square ceiling lamp at `place` that shines straight down."""
    pose = np.eye(4)
    pose[:3, 3] = place
    return Light("area", power, pose, size)


@lru_cache(16)
def room_environment(name: str, strength: float = 1.0, turn: int = 0) -> Environment:
    """Return a shipped panorama; the same arguments give the same object, known to renderers.

    Args:
        name: One of `padkit.assets.skies.HDRIS`.
        strength: Factor on its radiance.
        turn: Columns by which it is rolled to the right: the room turns clockwise seen from above.
    """
    return Environment(np.roll(hdri(name), turn, axis=1), strength)


def scaled(light: Light, factor: float) -> Light:
    """Return the lamp of a scene whose lengths are `factor` times as long.

    Its irradiance falls with the square of the distance, so its power grows with that square.
    """
    pose = np.array(light.pose)
    pose[:3, 3] *= factor
    power, size = light.power * factor**2, light.size * factor
    return dataclasses.replace(light, power=power, pose=pose, size=size)
