"""What stands around an object: a conveyor line, and a cluttered workbench.

The assets are in metres; a backdrop is in world units of `unit` metres, the object's place at its
origin on z = 0. Items carry the part ids from `FIRST_PART` up and instance 0.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..assets import conveyor
from ..assets.props import Prop
from ..assets.skies import HDRIS, hdri, pixel_directions
from ..assets.workshop import workshop
from .cameras import direction
from .lighting import lamp, panel, room_environment, scaled
from .scene import Environment, Floor, Item, Light

FIRST_PART = 60000
"""Part id of a backdrop's first item; the others follow."""


@dataclass(frozen=True, eq=False)
class Backdrop:
    """Surroundings; the fields are those of `Scene`, and what its light is called."""

    items: tuple[Item, ...]
    lights: tuple[Light, ...]
    environment: Environment
    floor: Floor | None
    light: str = ""


def conveyor_line(shift: float, unit: float) -> Backdrop:
    """Return a steel conveyor that travels along +X under uniform industrial light.

    Args:
        shift: Metres by which the belt has moved on; whole plates make no difference.
        unit: Metres in one world unit.
    """
    lamps = [panel(power, (x, 0.0, 1.7), 1.8) for x, power in _PANELS]
    floor = Floor(
        conveyor.FLOOR / unit,
        conveyor.floor_surface(),
        _HALL / unit,
        conveyor.FLOOR_TILE / unit,
    )
    return Backdrop(
        _items(conveyor.conveyor(shift), unit),
        tuple(scaled(light, 1 / unit) for light in lamps),
        room_environment("warehouse", 0.48, _TURN),
        floor,
    )


_PANELS = ((-2.0, 11.0), (0.0, 11.0), (2.0, 11.0))
"""Place along the line in metres and power in watts of each lamp."""

_HALL = 40.0
"""Side of its floor, metres."""

_TURN = 128
"""Columns: the warehouse's rows of lamps stand along the line then."""


def workbench(rng: np.random.Generator, unit: float, reach: float) -> Backdrop:
    """Return a cluttered bench in a room, its light and clutter drawn by chance.

    The room is one of the shipped panoramas at a random turn; one or two lamps help it.

    Args:
        rng: Source of chance.
        unit: Metres in one world unit.
        reach: Radius of the object in world units: that circle about the origin stays free.
    """
    name = str(rng.choice(HDRIS))
    turn = int(rng.integers(0, hdri(name).shape[1]))
    strength = rng.uniform(0.85, 1.1) * _BRIGHTNESS / float(_upward(name))
    lamps = []
    for power in (rng.uniform(2.0, 3.4), rng.uniform(1.0, 1.8))[: int(rng.integers(1, 3))]:
        towards = direction(np.radians(rng.uniform(30, 62)), rng.uniform(0, 2 * np.pi))
        x, y, z = 0.9 * towards
        tint = _TINTS[int(rng.integers(len(_TINTS)))]
        light = lamp("area", float(power), (x, y, z), float(rng.uniform(0.2, 0.5)))
        lamps.append(scaled(dataclasses.replace(light, color=tint), 1 / unit))
    items = _items(workshop(rng, reach * unit), unit)
    return Backdrop(items, tuple(lamps), room_environment(name, strength, turn), None, name)


_BRIGHTNESS = 1.9
"""Irradiance on the bench from the room alone: pi would light white paper to radiance 1."""

_TINTS = ((1.0, 1.0, 1.0), (1.0, 0.9, 0.78), (0.88, 0.94, 1.0))
"""Of daylight, warm and cool lamps, linear."""


@lru_cache
def _upward(name: str) -> float:
    """Return the mean over the colours of a panorama's irradiance from above."""
    radiance = hdri(name)
    height = len(radiance)
    directions = pixel_directions(height)
    solid_angle = np.hypot(directions[..., 0], directions[..., 1]) * (np.pi / height) ** 2
    weight = np.clip(directions[..., 2], 0, None) * solid_angle
    return float((weight[..., None] * radiance).sum() / 3)


def hidden(backdrop: Backdrop) -> Backdrop:
    """Return the surroundings unseen: they still give light and shadow, cameras look through."""
    items = tuple(dataclasses.replace(item, seen=False) for item in backdrop.items)
    floor = backdrop.floor and dataclasses.replace(backdrop.floor, seen=False)
    return dataclasses.replace(backdrop, items=items, floor=floor)


def _items(props: Iterable[Prop], unit: float) -> tuple[Item, ...]:
    """Return props as items, their metres turned into world units by the pose."""
    scale = np.diag([1 / unit] * 3 + [1.0])
    return tuple(
        Item(prop.name, FIRST_PART + n, prop.mesh, prop.surface, scale @ prop.pose, instance=0)
        for n, prop in enumerate(props)
    )
