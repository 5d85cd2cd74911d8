"""Anomalies: from a sound scene to a pair of twins that differ by one edit, and its record.

`ANOMALIES` names them. Each is a function `(scene, rng, edit=1) -> Twins`; the sound twin N carries
the faces that the edit removes or moves (S_N), the anomalous twin A those it adds, moves or
recolours (S_A), both in `Item.edits`. See `padkit.generators.truth` for what that means for a mask.

An anomaly takes the object alone, in its own frame; surroundings come later. Where it strikes is
drawn by `exposure.draw_spot`: the likelier, the more of the sphere of views sees the place. What it
draws beyond that (`Scene.unit` makes millimetres of it):

=============  ============================  ==================================================
kind           severity and its unit         distribution
=============  ============================  ==================================================
added          volume of the new part's own  one of `additions.EXTRAS`, uniform; a tower of two
               box, mm3 (a tower's parts     or three every seventh time; at least 40 % stand out
               together)                     against the background
bend           angle between the ends, deg   uniform, 20 to 60; half of the time a long part where
                                             there is one, held at its root, else the whole object,
                                             held at one end
bump           height, mm                    sigma of the kernel 4.5 to 8.5 % of the object's
                                             length, log-uniform; height 0.4 to 0.9 of that; 60 %
                                             swellings, 40 % dints
burr           greatest height, mm           log-uniform, 0.6 to 2.8; 65 % fins (4 to 20 long,
                                             log-uniform, 0.1 to 0.3 thick), 35 % one to three
                                             nubs (1.2 to 2.8 wide)
crack          length along the surface, mm  25 to 60 % of the object's length, log-uniform, where
                                             the surface goes on that far; opening 4 % of it, 1.5 to
                                             6, and twice as deep; 40 % have a branch
dent           depth, mm                     radius log-uniform, in a wall up to 2.2 mm thick 6 to
                                             14 % of the object's length, else 2.5 to 5.5 %, and 3
                                             to 25; depth 20 to 40 % of it, 1 to 6; smaller (from
                                             0.6 deep) where there is no room; 45 % of those in
                                             walls are creases
fracture       volume that is lost, % of     10 to 45, log-uniform; a rough plane any way round
               that of the object
material       CIE76 difference of the old   one of the paints of toys at least 30 away; 40 % have
               and the new colour, dE        another finish too, a third of these a metal
missing        volume of the lost part's     that of the parts that can go, by how much of them
               own box, mm3                  is seen
missing_part   share of the visible surface  that of the parts that may go, 1 to 40, by its root
               that is lost, %
missing_piece  volume of what is missing,    60 % broken pieces where one could break (radius 3.5
               mm3                           to 6.5 % of the object's length in metal, 5 to 10 %
                                             else, log-uniform, from 2.5), else a part that can
                                             come off, by the root of how much of it is seen
peeling        diameter of a disc as large   follows from flakes of 6 to 14 % of the object's
               as the flaked open surface,   length, log-uniform, from 3.5; coats 0.1 to 0.5 thick
               mm                            that curl up by 0.5 to 1.2 (glaze by an eighth of
                                             that) from 1.2 to 3 off the edge
recoloured     CIE76 difference of the old   half near, 8 to 20, half far, 40 to 150; uniform over
               and the new colour, dE        the LDraw colours that far
rotation       angle, deg                    uniform, 20 to 75, about the root, round any axis
rust           diameter of a disc as large   follows from a patch of 4.5 to 11.5 % of the object's
               as the rusted open surface,   length, log-uniform, from 3, and up to five smaller
               mm                            ones about it; crusts 0.05 to 0.3 high
scratch        length of all grooves, mm     one to four (40, 30, 20, 10 %), the longest 12 to
                                             40 % of the object's length, log-uniform, where the
                                             surface goes on that far; 0.6 to 1.2 % of it and 0.4
                                             to 1.6 wide, 0.1 to 0.6 deep
stain          diameter of a disc as large   follows from blotches of 5 to 18 mm, log-uniform:
               as the stained open surface,  45 % soft, 55 % hard (a third each plain, with
               mm                            drips, with splashes)
translation    distance, mm                  5 to 16 % of the object's length, log-uniform, across
                                             the way in which the part stands out
twist          angle between the ends, deg   uniform, 35 to 100; of what a bend takes
=============  ============================  ==================================================

bend, bump, crack, fracture, material, missing_part, rotation, translation and twist are for bodies
of closed parts that overlap (`bodies`), such as toys; they take a keyword `severity` as well, in
the unit above: None draws it, 0 leaves the scene as it is (`changes.wanted`).

dent, missing_piece, peeling, rust and scratch are for PIAD's objects, whose materials
`substances` tells; `substances.possible` says what can happen to one. "The object's length" is the
longest side of its box.
"""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...benchmarks.errors import UnknownNameError
from ..scene import FLOOR_PART, Item, Scene

ANOMALIES = {
    "added": "additions:add_extra",
    "bend": "warps:bend",
    "bump": "bumps:swell",
    "burr": "burrs:grow_burr",
    "crack": "cracks:crack",
    "dent": "dents:strike",
    "fracture": "fragments:fracture",
    "material": "mismatches:mistake",
    "missing": "assembly:lose_part",
    "missing_part": "losses:lose",
    "missing_piece": "breakage:lose_piece",
    "peeling": "peeling:flake",
    "recoloured": "surface:mistake_colour",
    "rotation": "motions:rotate",
    "rust": "rust:corrode",
    "scratch": "scratches:scratch",
    "stain": "surface:stain",
    "translation": "motions:translate",
    "twist": "warps:twist",
}
"""Name -> "module:function" of this package."""


@dataclass(frozen=True)
class Defect:
    """What was done to a scene.

    Attributes:
        kind: Key of `ANOMALIES`.
        edit: Id of the edit in `Item.edits` and in edit pictures, 1 to 255.
        part: Part id of the item it was done to; of the new item where one was added.
        part_name: That item's name.
        severity: How severe, in `unit`.
        unit: Physical unit of the severity: "mm", "mm3", "deg", "%" or "dE" (CIE76).
        size: Largest extent in millimetres.
        position: Where, (x, y, z) in the frame of the scene that was changed.
    """

    kind: str
    edit: int
    part: int
    part_name: str
    severity: float
    unit: str
    size: float
    position: tuple[float, float, float]

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)


@dataclass(frozen=True, eq=False)
class Twins:
    """A sound scene N, an anomalous scene A, and what lies between them."""

    sound: Scene
    anomalous: Scene
    defect: Defect


Anomaly = Callable[..., Twins]


def labelled(item: Item, edit: int, faces: NDArray[np.bool_] | None = None) -> Item:
    """Return `item` with `faces` (F,) bool, or all of its faces, marked as touched by `edit`."""
    chosen = np.ones(len(item.mesh.faces), bool) if faces is None else faces
    return dataclasses.replace(item, edits=np.where(chosen, edit, 0).astype(np.uint8))


def items_of(scene: Scene, part: int) -> tuple[Item, ...]:
    """Return the items of a part, mostly one; ValueError when there is none."""
    items = tuple(item for item in scene.items if item.part == part)
    if not items:
        raise ValueError(f"no item of the scene has part id {part}")
    return items


def changed(scene: Scene, part: int, change: Callable[[Item], Item | None]) -> Scene:
    """Return `scene` with `change` made to every item of a part; None takes an item away."""
    items_of(scene, part)
    made = (change(item) if item.part == part else item for item in scene.items)
    return dataclasses.replace(scene, items=tuple(item for item in made if item is not None))


def free_part(scene: Scene) -> int:
    """Return a part id that no item has.

    Raises:
        ValueError: There is none above the greatest in use.
    """
    part = 1 + max(item.part for item in scene.items)
    if part >= FLOOR_PART:
        raise ValueError(f"no part id is free: {part - 1} is taken and {FLOOR_PART} is the floor")
    return part


def millimetre(scene: Scene) -> float:
    """Return one millimetre in world units."""
    return 1e-3 / scene.unit


def bounds(*items: Item) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lowest and highest corner, (3,) each, of the items' box in the world."""
    vertices = [item.world_vertices() for item in items]
    low = np.min([v.min(0) for v in vertices], axis=0)
    high = np.max([v.max(0) for v in vertices], axis=0)
    return low.astype(np.float64), high.astype(np.float64)


def box_volume(item: Item) -> float:
    """Return the volume of the item's box along its own axes, in cubic world units."""
    sides = np.ptp(item.mesh.vertices.astype(np.float64), axis=0)
    return float(np.prod(sides)) * abs(float(np.linalg.det(item.pose[:3, :3])))


def describe(
    kind: str, edit: int, items: tuple[Item, ...], severity: tuple[float, str], scene: Scene
) -> Defect:
    """Return the record of an edit that takes items as a whole.

    Args:
        kind: Of the anomaly.
        edit: Its id.
        items: What it is about; the first gives part and name.
        severity: How severe, and the unit of that.
        scene: For its unit.
    """
    low, high = bounds(*items)
    x, y, z = ((low + high) / 2).tolist()
    extent = float((high - low).max()) / millimetre(scene)
    return Defect(kind, edit, items[0].part, items[0].name, *severity, extent, (x, y, z))


def volume_of(items: tuple[Item, ...], scene: Scene) -> tuple[float, str]:
    """Return the volume of the boxes of items as a severity."""
    return sum(map(box_volume, items)) / millimetre(scene) ** 3, "mm3"


def load(kind: str) -> Anomaly:
    """Return the function of an anomaly by its name."""
    if kind not in ANOMALIES:
        raise UnknownNameError("anomaly", kind, ANOMALIES)
    module, function = ANOMALIES[kind].split(":")
    anomaly: Anomaly = getattr(importlib.import_module(f".{module}", __name__), function)
    return anomaly
