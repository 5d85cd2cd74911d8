"""A workbench and what lies about on it: metres, Z up, its top at z = 0, the middle kept free.

An object of some reach stands at the origin. Nothing else comes into its circle, and nothing but
the thin stem of a lamp rises above the cone of 20 degrees elevation about the origin: cameras
above that see the object and stand in nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np
from manifold3d import Manifold
from numpy.typing import NDArray

from . import clutter
from .materials import Surface
from .props import Prop, at, block, covered, mesh_of
from .textures import cutting_mat, steel, wood

LOWEST = float(np.radians(20))
"""Elevation in radians above which the clutter hides nothing."""
SIZE = (1.7, 1.1)
"""Of the bench top along x and y, metres."""

Maker = Callable[[np.random.Generator], tuple[Prop, ...]]

_MAT = 0.002
"""Thickness of a cutting mat, metres."""
_MARGIN = 0.004
_TRIES = 60
_SLENDER = "stem"

_GROUPS: tuple[Maker, ...] = (
    clutter.desk_lamp, clutter.parts_bin, clutter.carton, clutter.carton, clutter.parts_bin,
    clutter.mug, clutter.carton, clutter.tape_roll, clutter.loose_bricks, clutter.pliers,
    clutter.fasteners, clutter.pen, clutter.screwdriver, clutter.ruler, clutter.loose_bricks,
    clutter.pen, clutter.fasteners, clutter.tape_roll, clutter.screwdriver, clutter.pen,
    clutter.fasteners, clutter.pen,
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Rectangle:
    """Where something lies.

    Attributes:
        centre: (2,) metres.
        half: (2,) half of its sides, metres.
        turn: Radians about Z.
    """

    centre: NDArray[np.float64]
    half: NDArray[np.float64]
    turn: float

    @cached_property
    def axes(self) -> NDArray[np.float64]:
        """Return the unit vectors (2, 2) along its sides, one a row."""
        c, s = np.cos(self.turn), np.sin(self.turn)
        return np.array([[c, s], [-s, c]])

    @cached_property
    def corners(self) -> NDArray[np.float64]:
        """Return the corners (4, 2)."""
        signs = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
        return self.centre + signs * self.half @ self.axes

    def clearance(self) -> float:
        """Return the distance of the origin, metres; 0 inside."""
        beyond = np.abs(self.axes @ self.centre) - self.half
        return float(np.linalg.norm(np.maximum(beyond, 0)))

    def meets(self, other: _Rectangle) -> bool:
        """Whether the two overlap: no side of either separates them."""
        for axis in (*self.axes, *other.axes):
            mine, theirs = self.corners @ axis, other.corners @ axis
            if mine.min() > theirs.max() or theirs.min() > mine.max():
                return False
        return True


def workshop(rng: np.random.Generator, reach: float) -> tuple[Prop, ...]:
    """Return a bench with clutter about a free middle.

    Args:
        rng: Source of chance.
        reach: Radius of the object's circle in metres; at most 0.25.
    """
    if not 0 < reach <= 0.25:
        raise ValueError(f"an object that reaches {reach} m does not fit the bench: 0 to 0.25 m")
    mat = None
    if rng.random() < 0.6:
        half = np.maximum([0.225, 0.15], 1.3 * reach)
        mat = _Rectangle(np.zeros(2), half, float(rng.uniform(-0.5, 0.5)))
    taken: list[_Rectangle] = []
    props = list(_bench(rng, mat))
    for maker in _GROUPS:
        group = maker(rng)
        found = _find_place(rng, group, reach, taken, mat)
        if found is not None:
            rectangle, pose = found
            taken.append(rectangle)
            props += [replace(p, pose=pose @ p.pose) for p in group]
    return tuple(props)


def _find_place(
    rng: np.random.Generator,
    group: tuple[Prop, ...],
    reach: float,
    taken: list[_Rectangle],
    mat: _Rectangle | None,
) -> tuple[_Rectangle, NDArray[np.float64]] | None:
    """Return where a group may lie and its pose there, or None where no try was lucky."""
    low, high = _bounds(group)
    half = (high - low)[:2] / 2 + _MARGIN
    slender = any(p.name == _SLENDER for p in group)
    height = _bounds(p for p in group if p.name != _SLENDER)[1][2]
    nearest = max(1.03 * reach, height / np.tan(LOWEST), 0.3 if slender else 0)
    for _ in range(_TRIES):
        around = rng.uniform(0, 2 * np.pi)
        # a stem leans along +x: outwards
        turn = around if slender else rng.uniform(0, 2 * np.pi)
        distance = nearest + half.min() + rng.exponential(0.05)
        centre = distance * np.array([np.cos(around), np.sin(around)])
        rectangle = _Rectangle(centre, half, float(turn))
        over_the_edge = (np.abs(rectangle.corners) > np.array(SIZE) / 2).any()
        too_near = rectangle.clearance() < nearest
        if over_the_edge or too_near or any(rectangle.meets(other) for other in taken):
            continue
        level = _level(rectangle, mat)
        if level is None:
            continue
        offset = np.eye(4)
        offset[:2, 3] = -(low + high)[:2] / 2
        return rectangle, at(centre[0], centre[1], level, float(turn)) @ offset
    return None


def _level(rectangle: _Rectangle, mat: _Rectangle | None) -> float | None:
    """Return the height of what something lies on, None where it would lie over the mat's edge."""
    if mat is None:
        return 0.0
    if (np.abs((rectangle.corners - mat.centre) @ mat.axes.T) < mat.half).all():
        return 0.0
    return None if rectangle.meets(mat) else -_MAT


def _bounds(props: Iterable[Prop]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lowest and the highest (3,) of all vertices."""
    placed = [p.mesh.vertices @ p.pose[:3, :3].T + p.pose[:3, 3] for p in props]
    return np.min([v.min(0) for v in placed], axis=0), np.max([v.max(0) for v in placed], axis=0)


def _bench(rng: np.random.Generator, mat: _Rectangle | None) -> tuple[Prop, ...]:
    """Return the bench top and the mat, if any; the upper one has its top at z = 0."""
    top = _steel_top() if rng.random() < 0.25 else _wooden_top(int(rng.integers(3)))
    if mat is None:
        return (top,)
    x, y = (float(v) * 1000 for v in mat.half)
    sheet = mesh_of(block((-x, x), (-y, y), (-_MAT * 1000, 0), 0.4), 0.1)
    look = _mat_surface(int(rng.choice(3, p=(0.6, 0.2, 0.2))))
    lowered = replace(top, pose=at(0, 0, -_MAT))
    return lowered, Prop("cutting mat", sheet, look, at(0, 0, 0, mat.turn))


@cache
def _steel_top() -> Prop:
    return Prop("bench top", mesh_of(_slab(), 0.25), covered(steel(), metallic=1.0))


@cache
def _wooden_top(kind: int) -> Prop:
    return Prop("bench top", mesh_of(_slab(), 0.5), covered(wood(kind)))


def _slab() -> Manifold:
    x, y = SIZE[0] * 500, SIZE[1] * 500
    return block((-x, x), (-y, y), (-40, 0), 2)


@cache
def _mat_surface(kind: int) -> Surface:
    return covered(cutting_mat(kind))
