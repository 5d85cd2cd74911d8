"""How things hang on a split ring that leans on a table; lengths in millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from manifold3d import CrossSection, Manifold
from numpy.typing import NDArray

from ..materials import Surface
from .machining import rounded
from .turning import swept


@dataclass(frozen=True)
class Hung:
    """Something on the ring, drawn flat about z = 0, the middle of its hole at the origin.

    Attributes:
        pieces: Name -> drawing and look; it reaches far along +x and a little along -x.
        length: From the hole to the tip.
        thick: At its thickest.
    """

    pieces: dict[str, tuple[Manifold, Surface]]
    length: float
    thick: float

    @property
    def body(self) -> Manifold:
        """All of it."""
        return Manifold.compose([solid for solid, _ in self.pieces.values()])


def hang(hung: list[Hung], radius: float) -> tuple[Manifold, list[NDArray[np.float64]]] | None:
    """Return the ring, leaning, and the pose of each thing on it; none touches. None: no room.

    The ring is at least as large as asked. Each in turn, from the lowest, dips as far as the table
    and what lies below it allow.
    """
    for size, lean, gap in product((radius, radius + 2, radius + 4), (52, 60, 68), (1.6, 2.6)):
        ring = _ring(size).rotate((lean, 0, 0))
        poses = _settled(hung, size, np.radians(lean), gap, ring)
        if poses:
            return ring, poses
    return None


def _settled(
    hung: list[Hung], radius: float, lean: float, gap: float, ring: Manifold
) -> list[NDArray[np.float64]]:
    """Return the poses (4, 4), `gap` mm of height between neighbours, or none if one is in the way.

    The ring's middle is the origin; it leans by `lean` radians.
    """
    thick = np.array([h.thick for h in hung])
    heights = np.cumsum(thick) - thick / 2 + gap * np.arange(len(hung))
    heights -= (heights[0] + heights[-1]) / 2
    sines = heights / (radius * np.sin(lean))
    lowest = ring.bounding_box()[2]
    taken, poses = [ring], []
    if np.abs(sines).max() > 0.75:
        return []
    for thing, turn in zip(hung, np.arcsin(sines), strict=True):
        c, s = np.cos(turn), np.sin(turn)
        hole = radius * np.array([c, s * np.cos(lean), s * np.sin(lean)])
        reach = (hole[2] - lowest - 0.5 * thing.thick) / thing.length
        steepest = float(np.arcsin(np.clip(reach, 0, 0.8)))
        for share, wide in product(np.linspace(1, 0, 9), (1.1, 1.5, 0.7)):
            pose = _placed(hole, wide * turn, share * steepest)
            body = thing.body.transform(pose[:3])
            if not any(_touch(body, other) for other in taken):
                taken.append(body)
                poses.append(pose)
                break
        else:
            return []
    return poses


def _touch(a: Manifold, b: Manifold) -> bool:
    return bool((a ^ b).volume() > 1e-6)


def _placed(hole: NDArray[np.float64], azimuth: float, dip: float) -> NDArray[np.float64]:
    """Return the pose (4, 4) of a thing whose tip points along `azimuth` and down by `dip`."""
    along = np.array([
        np.cos(dip) * np.cos(azimuth), np.cos(dip) * np.sin(azimuth), -np.sin(dip),
    ])  # fmt: skip
    side = np.array([-np.sin(azimuth), np.cos(azimuth), 0])
    pose = np.eye(4)
    pose[:3, :3] = np.stack([along, side, np.cross(along, side)], axis=1)
    pose[:3, 3] = hole
    return pose


def _ring(radius: float) -> Manifold:
    """Return a split ring about the Z axis: two turns of flat wire, its ends stepped over."""
    wide, thick = 1.0, 0.62  # half lengths across the radius and along the axis
    angle = np.radians(np.linspace(-352, 352, 260))
    # each turn lies flat; the wire steps over within a fifth of a turn
    step = np.clip(angle / np.radians(36), -1, 1)
    lift = (thick + 0.04) * np.sin(step * np.pi / 2)
    path = np.stack([radius * np.cos(angle), radius * np.sin(angle), lift], axis=1)
    section = rounded(CrossSection.square([2 * wide, 2 * thick], True), 0.35)
    outer = np.concatenate(section.to_polygons())
    return swept(path, outer, up=(0, 0, 1)).rotate((0, 0, 180))
