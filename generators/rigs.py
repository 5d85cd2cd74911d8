"""Light rigs by name: what lights a picture, told by value.

A rig is lamps and an environment; `training_rig` lights the pictures that detectors learn from,
`QUERY_RIGS` are the other lights of PIAD's inconsistent sets, and `power_rig` and `azimuth_rig`
the steps of its sweeps. Lamps are placed for an object of radius about 1.15 at the origin; places
are in world units, powers in watts as a renderer counts them when a world unit is a metre.

The exposure is that of the training light and never changes: a white matt surface that faces the
training key is stored as about 0.5 (linear), so that a picture in less light is darker. A spot of
2000 W adds 1.2 to such a surface: glazes and enamels stay below white, white paper clips from
800 W up.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.spatial.transform import Rotation

from .cameras import direction
from .lighting import lamp, room_environment, studio_environment
from .scene import Environment, Light

TRAINING = "training"
"""Name of the rig that training pictures are taken in."""

POWERS = (0, 25, 50, 75, 100, 125, 150, 200, 300, 500, 1000, 2000)
"""Watts of the spot that a power sweep adds to the training rig (PIAD, section 5.3)."""

AZIMUTHS = (0, 60, 120, 180, 240, 300)
"""Degrees by which an azimuth sweep turns the training rig about the vertical."""


@dataclass(frozen=True, eq=False)
class Rig:
    """Lamps and surrounding light.

    Attributes:
        name: Of the rig, unique in a dataset.
        lamps: In a fixed order.
        environment: Surrounding light, or None.
        surroundings: What that is: name, strength and turn in degrees, as plain JSON.
    """

    name: str
    lamps: tuple[Light, ...]
    environment: Environment | None = None
    surroundings: dict[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values: `lamps` and `surroundings`."""
        return {
            "lamps": [describe_lamp(light) for light in self.lamps],
            "surroundings": self.surroundings,
        }


def describe_lamp(light: Light) -> dict[str, Any]:
    """Return a lamp as plain JSON: kind, watts, place, direction, size, linear colour, cone."""
    told: dict[str, Any] = {
        "kind": light.kind,
        "power_w": light.power,
        "position": light.pose[:3, 3].tolist(),
        "size": light.size,
        "color": list(light.color),
    }
    if light.kind != "point":
        told["direction"] = (-light.pose[:3, 2]).tolist()
    if light.kind == "spot":
        told["cone_deg"] = float(np.degrees(light.cone))
    return told


def training_rig() -> Rig:
    """Return the light of the training pictures: an area key, a point fill, a weak studio."""
    key = lamp("area", 105.0, _at(48, -55, 5.0), 3.2)
    fill = lamp("point", 45.0, _at(62, 120, 4.6), 0.5)
    return Rig(TRAINING, (key, fill), *_studio(0.6))


def _dim() -> Rig:
    return _scaled(training_rig(), "dim", 0.4)


def _side() -> Rig:
    key = lamp("area", 210.0, _at(70, 175, 4.6), 2.0)
    return Rig("side", (key,), *_studio(0.15))


def _back() -> Rig:
    key = lamp("area", 150.0, _at(35, 100, 4.6), 2.4)
    fill = lamp("point", 14.0, _at(75, -80, 5.0), 0.3)
    return Rig("back", (key, fill), *_studio(0.15))


def _spot() -> Rig:
    return Rig("spot", (_spotlight(1800.0, _at(35, -20, 6.5), 0.18),), *_studio(0.15))


def _room() -> Rig:
    turn, strength = 300, 0.42
    name = "workshop"
    environment = room_environment(name, strength, turn)
    degrees = 360.0 * turn / environment.radiance.shape[1]
    told = {"name": name, "strength": strength, "turn_deg": degrees}
    return Rig("room", (), environment, told)


QUERY_RIGS: tuple[Callable[[], Rig], ...] = (_dim, _side, _back, _spot, _room)
"""The other lights of an inconsistent set, number 1 and up: dim, side, back, spot, room (HDRI)."""


def query_rig(number: int) -> Rig:
    """Return rig `number` of an inconsistent set; 0 is the training rig."""
    return QUERY_RIGS[number - 1]() if number else training_rig()


def power_rig(watts: int) -> Rig:
    """Return the training rig with a spot of so many watts added."""
    rig = training_rig()
    added = (_spotlight(float(watts), _at(40, 0, 6.5), 0.25),) if watts else ()
    return dataclasses.replace(rig, name=f"power {watts} W", lamps=(*rig.lamps, *added))


def azimuth_rig(degrees: int) -> Rig:
    """Return the training rig with its lamps turned about +Z, counter-clockwise from above."""
    rig, turn = training_rig(), np.eye(4)
    turn[:3, :3] = Rotation.from_euler("z", degrees, degrees=True).as_matrix()
    lamps = tuple(dataclasses.replace(light, pose=turn @ light.pose) for light in rig.lamps)
    return dataclasses.replace(rig, name=f"azimuth {degrees} deg", lamps=lamps)


SWEEPS: dict[str, tuple[Callable[[int], Rig], tuple[int, ...], str]] = {
    "power": (power_rig, POWERS, "a spot of 0 to 2000 W is added to the training light"),
    "azimuth": (azimuth_rig, AZIMUTHS, "the training light is turned by 0 to 300 degrees"),
}
"""What the user types after --sweep -> rig of a level, levels, one line about it."""


def _at(polar: float, azimuth: float, radius: float) -> tuple[float, float, float]:
    """Return a place at degrees from +Z and, about it, from +X."""
    x, y, z = radius * direction(float(np.radians(polar)), float(np.radians(azimuth)))
    return float(x), float(y), float(z)


def _spotlight(power: float, place: tuple[float, float, float], size: float) -> Light:
    """Return a spot whose cone just holds the object."""
    reach = float(np.linalg.norm(place))
    cone = 2 * float(np.arctan2(1.6, reach))
    return dataclasses.replace(lamp("spot", power, place, size), cone=cone)


def _studio(strength: float) -> tuple[Environment, dict[str, Any]]:
    told = {"name": "studio", "strength": strength, "turn_deg": 0.0}
    return studio_environment(strength), told


def _scaled(rig: Rig, name: str, factor: float) -> Rig:
    """Return the rig with all of its light times a factor."""
    lamps = tuple(dataclasses.replace(light, power=factor * light.power) for light in rig.lamps)
    told = rig.surroundings or {}
    return Rig(name, lamps, *_studio(round(factor * told["strength"], 6)))
