"""How the parts of an object hold each other: by studs and sockets, or by reaching into another.

Studs and sockets are those of `padkit.assets.pieces.KINDS`, brought into the world by the items'
catalogue numbers and poses. What they do not join (wheels, clips, hinges, parts of no catalogue)
is held by that whose box it overlaps.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from ...assets.bricks import canonical
from ...assets.piece_kinds import KINDS, Cell, Kind
from ...assets.pieces import PLATE, STUD
from ..scene import Item, Scene
from .exposure import boxes

_TOLERANCE = 1.0
"""LDU by which a stud may miss its socket."""
_SIDE_STUD = 10
"""LDU from the top of a brick down to its side stud."""


@dataclass(frozen=True, eq=False)
class Studs:
    """The studs of a scene.

    Attributes:
        item: (S,) which item each belongs to.
        point: (S, 3) world, the middle of each one's foot.
        up: (S, 3) world, the way it points, one LDU long.
        holds: (S,) which item sits on it, -1 where it is free.
    """

    item: NDArray[np.int64]
    point: NDArray[np.float64]
    up: NDArray[np.float64]
    holds: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Joints:
    """What holds what: the studs, and (I, I) bool, symmetric, whether two items hold each other."""

    studs: Studs
    joined: NDArray[np.bool_]


def kind_of(item: Item) -> Kind | None:
    """Return what is known of an item's studs and sockets; None where it is in no catalogue."""
    return KINDS.get(canonical(item.number) or "")


def stud_feet(kind: Kind) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return foot (S, 3) and direction (S, 3) of a kind's studs, in its LDraw frame (LDU)."""
    (width, _, height), (u, v, w) = kind.size, kind.origin
    cells = [(column, row, height) for row in kind.studs for column in range(width)]
    feet = [
        ((column + 0.5 - u) * STUD, (w - level) * PLATE, (row + 0.5 - v) * STUD)
        for column, row, level in (kind.shape.studs if kind.shape else cells)
    ]
    ways = [(0.0, -1.0, 0.0)] * len(feet)
    if kind.face:
        feet.append((0.0, (w - height) * PLATE + _SIDE_STUD, -float(kind.face)))
        ways.append((0.0, 0.0, -1.0))
    return np.array(feet, np.float64).reshape(-1, 3), np.array(ways, np.float64).reshape(-1, 3)


def socket_cells(kind: Kind) -> tuple[Cell, ...]:
    """Return the cells (column, row, level) of a kind at whose bottom a stud finds room."""
    if kind.shape:
        return kind.shape.sockets
    columns = range(kind.size[0])
    return tuple((column, r, int(r in kind.raised)) for r in kind.sockets for column in columns)


def fits_socket(
    kind: Kind, feet: NDArray[np.float64], ways: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Whether studs (S, 3), told in a part's LDraw frame, stand in its sockets: (S,) bool.

    A stud may also stand between sockets, as one in the middle of a 2 x 2 tile's tube does.
    """
    fits = np.zeros(len(feet), bool)
    sockets = frozenset(socket_cells(kind))
    if not sockets or not len(feet):
        return fits
    u, v, w = kind.origin
    cell = np.stack([feet[:, 0] / STUD + u, feet[:, 2] / STUD + v, w - feet[:, 1] / PLATE], axis=1)
    cell -= [0.5, 0.5, 0]
    slack = _TOLERANCE / np.array([STUD, STUD, PLATE])
    places = np.array(list(sockets))
    near = (cell > places.min(0) - slack).all(1) & (cell < places.max(0) + slack).all(1)
    for stud in np.flatnonzero(near & (ways[:, 1] < -0.99)).tolist():
        least = np.ceil(cell[stud] - slack).astype(int).tolist()
        most = np.floor(cell[stud] + slack).astype(int).tolist()
        # exactly over a socket both are that socket; between two, one and the other
        around = itertools.product(*({a, b} for a, b in zip(least, most, strict=True)))
        fits[stud] = least[2] == most[2] and sockets.issuperset(around)
    return fits


@lru_cache(8)
def joints(scene: Scene) -> Joints:
    """Return what holds what in a scene."""
    studs = _studs(scene)
    joined = np.eye(len(scene.items), dtype=bool)
    taken = studs.holds >= 0
    joined[studs.item[taken], studs.holds[taken]] = True
    joined |= joined.T
    # what studs do not hold together must be clipped, hinged or pushed on to something
    _, piece = connected_components(joined, directed=False)
    low, high = boxes(scene)
    overlap = np.minimum(high[:, None], high) - np.maximum(low[:, None], low)
    joined |= (overlap > 0).all(2) & (piece[:, None] != piece)
    parts = np.array([item.part for item in scene.items])
    joined |= parts[:, None] == parts
    joined.setflags(write=False)
    return Joints(studs, joined)


def _studs(scene: Scene) -> Studs:
    """Return the scene's studs and who sits on them."""
    owners, points, ups = [], [], []
    for index, item in enumerate(scene.items):
        kind = kind_of(item)
        if kind is not None:
            feet, ways = stud_feet(kind)
            owners.append(np.full(len(feet), index))
            points.append(feet @ item.pose[:3, :3].T + item.pose[:3, 3])
            ups.append(ways @ item.pose[:3, :3].T)
    if not owners:
        nothing = np.zeros(0, np.int64)
        return Studs(nothing, np.zeros((0, 3)), np.zeros((0, 3)), nothing)
    owner, point, up = map(np.concatenate, (owners, points, ups))
    holds = np.full(len(owner), -1)
    for index, item in enumerate(scene.items):
        kind = kind_of(item)
        if kind is not None:
            inverse = np.linalg.inv(item.pose)
            feet = point @ inverse[:3, :3].T + inverse[:3, 3]
            fits = fits_socket(kind, feet, up @ inverse[:3, :3].T)
            holds[fits & (owner != index)] = index
    return Studs(owner.astype(np.int64), point, up, holds.astype(np.int64))


def falls_apart(scene: Scene, lost: NDArray[np.bool_]) -> bool:
    """Whether the scene falls apart, or further apart, without the items `lost`, (I,) bool."""
    joined = joints(scene).joined
    return _pieces(joined[~lost][:, ~lost]) > _pieces(joined)


def carries(scene: Scene, lost: NDArray[np.bool_]) -> bool:
    """Whether another item sits on the studs of the items `lost`, (I,) bool."""
    studs = joints(scene).studs
    upper = studs.holds[lost[studs.item]]
    return bool((~lost[upper[upper >= 0]]).any())


def _pieces(joined: NDArray[np.bool_]) -> int:
    count, _ = connected_components(joined, directed=False)
    return int(count)
