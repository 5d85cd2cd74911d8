"""What turned and moulded toys are made of: pieces, hollow bodies, bands and things strewn about.

Unit: millimetres, Z up. A toy is drawn in any size near its final one; `finished` brings it to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from manifold3d import CrossSection, JoinType, Manifold, OpType
from numpy.typing import ArrayLike, NDArray

from ..materials import Surface
from ..piad.turning import Points, curve, filled, oval, swept, turn, wrapped
from ..props import MILLIMETRE, Prop, mesh_of

AROUND = 60
"""Segments of a full turn."""
_MOST = 22_000
"""Triangles of a toy, if rounding allows."""


@dataclass(frozen=True)
class Piece:
    """A part of a toy as it is drawn.

    Attributes:
        name: For people.
        solid: In millimetres.
        surface: Its look.
        tile: Millimetres in one repeat of a texture that is laid on from six sides; 0: none.
        wrap: A texture goes once round the Z axis and once from bottom to top instead.
    """

    name: str
    solid: Manifold
    surface: Surface
    tile: float = 0.0
    wrap: bool = False


def finished(pieces: Sequence[Piece], rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return the parts of a toy, scaled together so that its longest dimension is 270 to 370 mm."""
    boxes = np.array([p.solid.bounding_box() for p in pieces])
    longest = float((boxes[:, 3:].max(0) - boxes[:, :3].min(0)).max())
    scale = float(rng.uniform(270, 370)) / longest
    solids = [p.solid.scale((scale,) * 3) for p in pieces]
    # slivers of round bodies go: a tenth of a millimetre does not show; crowded toys lose more
    for tolerance in (0.12, 0.25, 0.4, 0.6, 0.9, 1.3):
        drawn = [s.simplify(tolerance) for s in solids]
        if sum(s.num_tri() for s in drawn) <= _MOST:
            break
    return tuple(_part(p, s, scale) for p, s in zip(pieces, drawn, strict=True))


def _part(piece: Piece, solid: Manifold, scale: float) -> Prop:
    mesh = mesh_of(solid, piece.tile * scale * MILLIMETRE if piece.surface.texture else 0.0)
    if piece.wrap:
        low, high = float(mesh.vertices[:, 2].min()), float(mesh.vertices[:, 2].max())
        mesh = wrapped(mesh, [low, high], [0.0, 1.0])
    return Prop(piece.name, mesh, piece.surface)


def pick(rng: np.random.Generator, choices: Sequence[str], weights: ArrayLike | None = None) -> str:
    """Return one of several words, all alike likely or by weights."""
    if weights is None:
        return str(choices[int(rng.integers(len(choices)))])
    share = np.asarray(weights, np.float64)
    return str(choices[int(rng.choice(len(choices), p=share / share.sum()))])


def body(points: ArrayLike, spacing: float = 5.0, around: int = AROUND) -> Manifold:
    """Return the full body of a smooth profile (n, 2) of radii and heights from bottom to top."""
    return turn(filled(curve(points, spacing)), around)


def straight(points: ArrayLike, corner: float = 0.0, around: int = AROUND) -> Manifold:
    """Return the full body of a profile (n, 2) of straight lines, its corners rounded."""
    return turn(softened(filled(points), corner), around)


def softened(section: CrossSection, convex: float, concave: float = 0.0) -> CrossSection:
    """Return a section with rounded corners of few segments."""
    for radius, out in ((convex, -1), (concave, 1)):
        if radius:
            section = section.offset(out * radius, JoinType.Miter)
            section = section.offset(-out * radius, JoinType.Round, 2.0, 20)
    return section.simplify(0.1)


def hollow(
    profile: ArrayLike, wall: float, floor: float, around: int = AROUND
) -> tuple[Manifold, Manifold]:
    """Return a vessel open at the top, its lip round, and the room in it.

    Args:
        profile: (n, 2) the outside from the foot's edge to the lip.
        wall: Thickness, measured across.
        floor: Height of the floor inside.
        around: Segments of a full turn.
    """
    room, top = _room(profile, wall, floor)
    shell = softened(filled(profile) - room, 0.42 * wall)
    return turn(shell, around), turn((room ^ _slab(floor, top)).simplify(0.1), around)


def lining(profile: ArrayLike, wall: float, floor: float, around: int = AROUND) -> Manifold:
    """Return a coat of the inside of a vessel (see `hollow`), half sunk into its wall."""
    room, top = _room(profile, wall, floor)
    coat = room.offset(0.4 * wall, JoinType.Round, 2.0, 20) - room.offset(
        -0.25 * wall, JoinType.Round, 2.0, 20
    )
    return turn((coat ^ _slab(0, top - 0.4 * wall)).simplify(0.1), around)


def _room(profile: ArrayLike, wall: float, floor: float) -> tuple[CrossSection, float]:
    """Return the section of the inside of a vessel, reaching over its lip, and the lip's height."""
    outside = np.asarray(profile, np.float64)
    top = float(outside[:, 1].max())
    # prolonged upwards, or the offset would close the mouth
    above = [outside[-1, 0], top + 6 * wall]
    room = filled(np.concatenate([outside, [above]])).offset(-wall, JoinType.Round, 2.0, 20)
    return room ^ _slab(floor, top + 3 * wall), top


def belt(
    profile: ArrayLike, low: float, high: float, proud: float, deep: float, around: int = AROUND
) -> Manifold:
    """Return a band round a profile between two heights, standing `proud`, sunk in by `deep`."""
    whole = filled(profile)
    ring = whole.offset(proud, JoinType.Round, 2.0, 20) - whole.offset(-deep, JoinType.Miter)
    return turn(softened(ring ^ _slab(low, high), 0.4 * proud), around)


def _slab(low: float, high: float) -> CrossSection:
    return CrossSection.square([4000, high - low]).translate([-2000, low])


def ring(radius: float, tube: float, z: float, squash: float = 1.0) -> Manifold:
    """Return a torus round the Z axis; `squash` scales its height."""
    circle = CrossSection.circle(tube, 20).scale((1, squash)).translate((radius, z))
    return circle.revolve(AROUND)


def cord(path: ArrayLike, radius: ArrayLike, up: Sequence[float] = (0, 1, 0)) -> Manifold:
    """Return a round body along a path (n, 3), radius one or (n,), the path nowhere along `up`."""
    line = np.asarray(path, np.float64)
    radii = np.broadcast_to(np.asarray(radius, np.float64), (len(line),))
    return swept(line, radii[:, None, None] * oval(1, 1, 20), up)


def joined(solids: Sequence[Manifold]) -> Manifold:
    """Return the union of several bodies."""
    return Manifold.batch_boolean(list(solids), OpType.Add)


def attached(solid: Manifold, to: Manifold) -> Manifold:
    """Return the pieces of a body that reach into another; crumbs that a cut left loose go."""
    return joined(
        [piece for piece in solid.decompose() if (piece ^ to).volume() > 0.03 * piece.volume()]
    )


def widened(points: Points, share: Points) -> Points:
    """Return points (n, 3) with their distances from the Z axis times `share` (n,)."""
    return np.stack([points[:, 0] * share, points[:, 1] * share, points[:, 2]], axis=1)


def wavy(
    points: Points, r: float, numbers: tuple[int, int], out: float, up: float, phase: float
) -> Points:
    """Return points (n, 3) ruffled at the rim: `out` of the radius sideways, `up` mm in height."""
    angle = np.arctan2(points[:, 1], points[:, 0])
    outer = np.clip(np.hypot(points[:, 0], points[:, 1]) / r - 0.7, 0, 1) / 0.3
    wave = 0.65 * np.sin(numbers[0] * angle + phase) + 0.35 * np.sin(numbers[1] * angle)
    share = 1 + out * outer * wave
    lift = up * np.minimum(outer, 1.5) * np.cos(numbers[0] * angle + 1.3 * phase)
    return np.stack([points[:, 0] * share, points[:, 1] * share, points[:, 2] + lift], axis=1)


def spots(
    solid: Manifold,
    count: int,
    apart: float,
    rng: np.random.Generator,
    keep: Callable[[Points, Points], NDArray[np.bool_]],
) -> tuple[Points, Points]:
    """Return points (n, 3) strewn over a body's surface and the normals (n, 3) there.

    Args:
        solid: The body.
        count: At most so many.
        apart: Least distance of two points.
        rng: Source of chance.
        keep: Tells of points (m, 3) and normals (m, 3) which of them are wanted.
    """
    mesh = solid.to_mesh()
    corners = np.asarray(mesh.vert_properties, np.float64)[:, :3][np.asarray(mesh.tri_verts)]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    area = np.linalg.norm(normals, axis=1)
    # modellers order triangles as they like; chance must not
    order = np.lexsort(np.round(corners.mean(1), 3).T)
    corners, normals, area = corners[order], normals[order], area[order]
    chosen = rng.choice(len(area), size=12 * count, p=area / area.sum())
    weight = rng.dirichlet(np.ones(3), len(chosen))
    points = (corners[chosen] * weight[..., None]).sum(1)
    outward = normals[chosen] / area[chosen, None]
    wanted = np.flatnonzero(keep(points, outward))
    taken: list[int] = []
    for i in wanted:
        if len(taken) < count and all(
            np.linalg.norm(points[i] - points[j]) >= apart for j in taken
        ):
            taken.append(int(i))
    return points[taken], outward[taken]


def strewn(
    things: Sequence[Manifold], points: Points, normals: Points, rng: np.random.Generator
) -> Manifold:
    """Return things put on points of a surface, their Z along its normal, turned by chance."""
    placed = []
    for k, (point, normal) in enumerate(zip(points, normals, strict=True)):
        across = np.cross(normal, rng.standard_normal(3))
        across /= np.linalg.norm(across)
        frame = np.stack([across, np.cross(normal, across), normal, point], axis=1)
        placed.append(things[k % len(things)].transform(frame))
    return joined(placed)
