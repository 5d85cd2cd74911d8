"""The objects of PIAD's synthetic set, drawn anew; the names are PIAD's classes.

PIAD: Pose and Illumination agnostic Anomaly Detection (Yang et al., CVPR 2025).

An object is a tuple of props, in metres at true size (a hand to two hands large, 40 to 250 mm),
Z up, resting on z = 0 the way it would lie or stand on a table, centred on x = y = 0. Every prop
is one named part ("outer plate 3", "fin 7", "shaft", "key") with one surface and one closed mesh,
the result of its booleans; what moves or comes off by itself, such as a roller or a screw, is a
part of its own. Chance decides what a maker would offer: sizes, counts, finishes. The same state
of the generator gives the same arrays.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final, cast

import numpy as np

from ..props import Prop, rested

OBJECTS: Final[dict[str, str]] = {
    "Axletree": "axletree:axletree",
    "Box": "box:box",
    "Can": "can:can",
    "Chain": "chain:chain",
    "Gear": "gear:gear",
    "Keyring": "keyring:keyring",
    "Motor": "motor:motor",
    "Parts": "parts:parts",
    "Picker": "picker:picker",
    "Section": "section:section",
    "Shaft": "shaft:shaft",
    "Spray_can": "spray_can:spray_can",
    "Spring": "spring:spring",
    "Sprockets": "sprockets:sprockets",
    "Amphora": "amphora:amphora",
    "Teapot": "teapot:teapot",
}
"""Class of PIAD -> "module:function" in this folder, imported when it is first made."""


def names() -> tuple[str, ...]:
    """Return the classes, in PIAD's order."""
    return tuple(OBJECTS)


def make(name: str, rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a new object of a class.

    Args:
        name: A key of `OBJECTS`.
        rng: Decides what a maker would offer; the same state gives the same arrays.

    Raises:
        ValueError: No such class.
    """
    if name not in OBJECTS:
        raise ValueError(f"no object of PIAD is called {name!r}: there are {', '.join(OBJECTS)}")
    module, function = OBJECTS[name].split(":")
    maker = getattr(import_module(f".{module}", __name__), function)
    return rested(cast("tuple[Prop, ...]", maker(rng)))
