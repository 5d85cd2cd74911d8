"""Additions: bricks that do not belong there, on studs that are free."""

from __future__ import annotations

import dataclasses
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ...assets.bricks import canonical, part_mesh
from ...assets.colours import COLOURS, MAIN, PLAIN, colour_surface
from ...assets.materials import Surface
from ...assets.piece_kinds import KINDS, TILES
from ...assets.pieces import PLATE, STUD
from ..cameras import SPHERE, sphere_directions
from ..scene import Item, Scene
from ..truth import caster
from . import Twins, free_part
from .assembly import add_parts
from .exposure import draw_spot
from .joints import fits_socket, joints, kind_of, stud_feet

EXTRAS = (
    "3005", "3004", "3003", "3024", "3023", "3022", "3040b", "3039", "54200", "85984",
    "3062b", "6141", "4589", "3941", "98138", "3070b",
)  # fmt: skip
"""What is added, by LDraw number: bricks, plates, slopes, rounds and tiles."""

_STOREYS = ("3005", "3062b")
_TOWERS = 1 / 7
_OUTSTANDING = 0.4
_AGAINST_BACKGROUND = 0.3
"""Share of all views in which an addition that stands out has the background behind it."""
_FEW = 12
"""Free studs below which the tops of tiles serve too."""
_TRIES = 60
_SPACING = 3.0
"""LDU between the rays that look whether a place is free."""


@dataclasses.dataclass(frozen=True, eq=False)
class _Seat:
    """Where a part can sit: foot (3,) of a free stud, and LDraw's axes there, (3, 3)."""

    foot: NDArray[np.float64]
    axes: NDArray[np.float64]


def add_extra(scene: Scene, rng: np.random.Generator, edit: int = 1) -> Twins:
    """Put an extra brick, or a small tower, on free studs. S_N is empty, S_A is what is new.

    It collides with nothing; where hardly a stud is free it lies on tiles. At least 40 % stand
    out: in 30 % of all views the background is behind them. Severity is the volume of its box in
    cubic millimetres.

    Raises:
        ValueError: No stud of the scene has room for another part.
    """
    outstanding = rng.uniform() < _OUTSTANDING
    best: tuple[Item, ...] = ()
    share = -1.0
    for attempt in range(_TRIES):
        seat = _free_seat(scene, rng)
        made = () if seat is None else _build(scene, seat, rng, small=attempt > _TRIES // 2)
        if not made:
            continue
        seen = against_background(scene, made)
        if seen > share:
            best, share = made, seen
        if not outstanding or share >= _AGAINST_BACKGROUND:
            break
    if not best:
        best = _anywhere(scene, rng)
    return add_parts(scene, best, edit)


def against_background(scene: Scene, items: tuple[Item, ...]) -> float:
    """Return the share of views in which nothing of the scene is before or behind items."""
    vertices = np.concatenate([item.world_vertices() for item in items]).astype(np.float64)
    middle = (vertices.min(0) + vertices.max(0)) / 2
    ways = sphere_directions(64, SPHERE)
    starts = np.broadcast_to(middle, ways.shape)
    before, behind = (caster(scene).first_hits(starts, way)[0] for way in (ways, -ways))
    return float(((before < 0) & (behind < 0)).mean())


def _free_seat(scene: Scene, rng: np.random.Generator) -> _Seat | None:
    """Return the seat nearest to a point seen from outside; None where none is near."""
    seats = _seats(scene)
    if not seats:
        return None
    point = draw_spot(scene, rng).point
    far = [float(np.linalg.norm(seat.foot - point)) for seat in seats]
    seat = seats[int(np.argmin(far))]
    return seat if min(far) < 1.6 * STUD * np.linalg.norm(seat.axes[:, 1]) else None


@lru_cache(8)
def _seats(scene: Scene) -> tuple[_Seat, ...]:
    """Return the free studs; where there are few, also the tops of tiles: a part can lie there."""
    studs = joints(scene).studs
    seats = []
    for stud in np.flatnonzero(studs.holds < 0).tolist():
        host = scene.items[studs.item[stud]]
        axes = host.pose[:3, :3]
        if abs(studs.up[stud] @ axes[:, 1]) < 0.5 * float(axes[:, 1] @ axes[:, 1]):
            # a side stud looks along the host's -z: what sits on it is tilted forward
            axes = axes @ np.array([[1.0, 0, 0], [0, 0, -1.0], [0, 1.0, 0]])
        seats.append(_Seat(studs.point[stud], axes))
    if len(seats) >= _FEW:
        return tuple(seats)
    for item in scene.items:
        if canonical(item.number) in TILES.values():
            kind = KINDS[canonical(item.number) or ""]
            studded = dataclasses.replace(kind, studs=tuple(range(kind.size[1])))
            feet = stud_feet(studded)[0] @ item.pose[:3, :3].T + item.pose[:3, 3]
            seats += [_Seat(foot, item.pose[:3, :3]) for foot in feet]
    return tuple(seats)


def _build(scene: Scene, seat: _Seat, rng: np.random.Generator, small: bool) -> tuple[Item, ...]:
    """Return new items on a seat, () where they have no room."""
    surface = _colour(scene, rng)
    if rng.uniform() < _TOWERS:
        storeys = int(rng.integers(2, 4))
        number = _STOREYS[int(rng.integers(len(_STOREYS)))]
        items: tuple[Item, ...] = ()
        for storey in range(storeys):
            up = -storey * KINDS[number].size[2] * PLATE * seat.axes[:, 1]
            item = _item(scene, number, surface, seat.axes, seat.foot + up, (0, 0), storey)
            if not has_room(scene, item):
                break
            items = (*items, item)
        return items
    numbers = ("3024", "6141", "3070b") if small else EXTRAS
    number = numbers[int(rng.integers(len(numbers)))]
    kind, turn = KINDS[number], int(rng.integers(4))
    socket = (int(rng.integers(kind.size[0])), int(rng.choice(kind.sockets)))
    for quarter in range(4):
        axes = seat.axes @ _yaw(turn + quarter)
        item = _item(scene, number, surface, axes, seat.foot, socket, 0)
        if has_room(scene, item):
            return (item,)
    return ()


def _anywhere(scene: Scene, rng: np.random.Generator) -> tuple[Item, ...]:
    """Return a 1 x 1 tile on the first of all free studs, in random order, that has room."""
    seats = _seats(scene)
    for index in rng.permutation(len(seats)).tolist():
        seat = seats[index]
        item = _item(scene, "3070b", _colour(scene, rng), seat.axes, seat.foot, (0, 0), 0)
        if has_room(scene, item):
            return (item,)
    raise ValueError(f"none of {len(seats)} free studs has room for another part")


def _item(
    scene: Scene,
    number: str,
    surface: Surface,
    axes: NDArray[np.float64],
    foot: NDArray[np.float64],
    socket: tuple[int, int],
    count: int,
) -> Item:
    """Return a part whose socket (column, row) is over the foot of a stud."""
    kind, (column, row) = KINDS[number], socket
    u, v, w = kind.origin
    local = np.array(
        [(column + 0.5 - u) * STUD, (w - (row in kind.raised)) * PLATE, (row + 0.5 - v) * STUD]
    )
    pose = np.eye(4)
    pose[:3, :3], pose[:3, 3] = axes, foot - axes @ local
    part = free_part(scene) + count
    return Item(f"extra ({number})", part, part_mesh(number), surface, pose, number=number)


def has_room(scene: Scene, item: Item) -> bool:
    """Whether a new part touches none: its box is empty, and studs below meet its sockets."""
    kind = kind_of(item)
    if kind is None:
        raise ValueError(f"part {item.number!r} has no known sockets")
    (width, depth, height), (u, v, w) = kind.size, kind.origin
    low = np.array([-u * STUD + 1, (w - height) * PLATE + 0.5, -v * STUD + 1])
    high = np.array([(width - u) * STUD - 1, w * PLATE, (depth - v) * STUD - 1])
    if kind.studs:
        low[1] -= 4
    inverse = np.linalg.inv(item.pose)
    studs = joints(scene).studs
    feet = studs.point @ inverse[:3, :3].T + inverse[:3, 3]
    below = (np.abs(feet - (low + high) / 2) < (high - low) / 2 + [-1, 1, -1]).all(1)
    below &= feet[:, 1] > high[1] - 12
    aligned = fits_socket(kind, feet[below], studs.up[below] @ inverse[:3, :3].T)
    if not aligned.all() or (studs.holds[below] >= 0).any():
        return False
    # above the studs it stands on everything must be free, beside them the rim
    starts, ends = _rays(low, high - [0, 4.5, 0])
    rim = np.array([[low[0], low[2]], [low[0], high[2]], [high[0], high[2]], [high[0], low[2]]])
    corners = np.insert(rim, 1, high[1] - 1.5, axis=1)
    starts = np.concatenate([starts, corners])
    ends = np.concatenate([ends, np.roll(corners, -1, axis=0)])
    rotation, shift = item.pose[:3, :3], item.pose[:3, 3]
    origins, ways = starts @ rotation.T + shift, (ends - starts) @ rotation.T
    solids, _, hits = caster(scene).first_hits(origins, ways)
    met = np.linalg.norm(hits - origins, axis=1) < np.linalg.norm(ways, axis=1)
    return not bool(((solids >= 0) & met).any())


def _rays(
    low: NDArray[np.float64], high: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return starts and ends, (R, 3) each, of lines that fill a box in its three directions."""
    starts, ends = [], []
    for axis in range(3):
        others = [k for k in range(3) if k != axis]
        lines = [
            np.linspace(low[k], high[k], 1 + int(np.ceil((high[k] - low[k]) / _SPACING)))
            for k in others
        ]
        grid = np.stack(np.meshgrid(*lines, indexing="ij"), -1).reshape(-1, 2)
        start = np.empty((len(grid), 3))
        start[:, others], start[:, axis] = grid, low[axis]
        end = start.copy()
        end[:, axis] = high[axis]
        starts.append(start)
        ends.append(end)
    return np.concatenate(starts), np.concatenate(ends)


def _yaw(quarters: int) -> NDArray[np.float64]:
    """Return the turn by quarters about LDraw's upright axis, (3, 3)."""
    cosine, sine = ((1, 0), (0, 1), (-1, 0), (0, -1))[quarters % 4]
    return np.array([[cosine, 0, sine], [0, 1, 0], [-sine, 0, cosine]], np.float64)


def _colour(scene: Scene, rng: np.random.Generator) -> Surface:
    """Return the surface of an opaque part of the scene or, half of the time, of the table."""
    looks = [item.surface for item in scene.items]
    plain = [look for look in looks if look.opacity == 1 and not look.transmission]
    if plain and rng.uniform() < 0.5:
        return plain[int(rng.integers(len(plain)))]
    codes = [c for c, colour in COLOURS.items() if colour.finish is PLAIN and c != MAIN]
    return colour_surface(codes[int(rng.integers(len(codes)))])
