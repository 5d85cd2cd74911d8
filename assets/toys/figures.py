"""Figures: parts gathered under their names, in frames of their own, then scaled to size."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from manifold3d import Manifold
from numpy.typing import ArrayLike, NDArray

from ..materials import Surface
from ..props import Prop, mesh_of
from .blobs import Blob, Field, Values, blend, carve, shared, slab, solid, swollen, turned
from .blobs import ball as blob
from .shaping import ball

Pose = NDArray[np.float64]
"""(4, 4) rigid; lengths in millimetres."""

LONGEST = (265.0, 375.0)
"""Millimetres: between them lies the longest dimension of a toy."""

INK = Surface((0.012, 0.012, 0.014), 0.12, coat=1.0)
"""Of pupils."""
CHALK = Surface((0.86, 0.86, 0.84), 0.2, coat=0.5)
"""Of the whites of eyes."""


@dataclass
class Figure:
    """What is drawn so far, in millimetres, front at +X, left at +Y.

    Attributes:
        solids: Drawing and surface of each part by name, and its metres to a texture's repeat.
    """

    solids: dict[str, tuple[Manifold, Surface, float]] = field(default_factory=dict)

    def add(
        self,
        name: str,
        drawing: Manifold,
        surface: Surface,
        pose: Pose | None = None,
        tile: float = 0.0,
    ) -> None:
        """Add a part.

        Args:
            name: Unlike any other.
            drawing: In the frame that `pose` takes to the figure's.
            surface: Its look.
            pose: (4, 4); None is the identity.
            tile: Metres in one repeat of the surface's texture; 0 without one.

        Raises:
            ValueError: There is a part of this name, or the drawing is empty.
        """
        if name in self.solids:
            raise ValueError(f"there is a {name!r} already: give each part a name of its own")
        if drawing.is_empty():
            raise ValueError(f"nothing is drawn for {name!r}: {drawing.status()}")
        moved = drawing if pose is None else drawing.transform(np.asarray(pose)[:3])
        self.solids[name] = (moved, surface, tile)

    def twins(
        self,
        name: str,
        drawing: Manifold,
        surface: Surface,
        frame: Pose | None = None,
        place: Pose | None = None,
        tile: float = 0.0,
    ) -> None:
        """Add a part of the left side and its mirror image, with "left" and "right".

        Args:
            name: Without the side.
            drawing: The left one.
            surface: Their look.
            frame: (4, 4) of what they are mirrored in, such as a head; None is the figure.
            place: (4, 4) of the left one in that frame; None is the identity.
            tile: Metres in one repeat of the surface's texture; 0 without one.
        """
        left = drawing if place is None else drawing.transform(np.asarray(place)[:3])
        self.add(f"left {name}", left, surface, frame, tile)
        self.add(f"right {name}", left.mirror((0, 1, 0)), surface, frame, tile)

    def props(self, rng: np.random.Generator) -> tuple[Prop, ...]:
        """Return the parts, their longest dimension together scaled to lie in `LONGEST`."""
        boxes = np.array([drawing.bounding_box() for drawing, _, _ in self.solids.values()])
        size = float((boxes[:, 3:].max(0) - boxes[:, :3].min(0)).max())
        scale = float(rng.uniform(*LONGEST)) / size
        return tuple(
            Prop(name, mesh_of(drawing.scale((scale, scale, scale)), tile), surface)
            for name, (drawing, surface, tile) in self.solids.items()
        )


def pose(
    x: float, y: float, z: float, *, down: float = 0.0, left: float = 0.0, roll: float = 0.0
) -> Pose:
    """Return the pose at a point, turned by degrees.

    Args:
        x: Millimetres, as y and z.
        y: To the left.
        z: Up.
        down: By which +x dips; applied after roll.
        left: By which +x turns to +y; applied last.
        roll: By which +y dips, round +x; applied first.
    """
    a, b, c = np.radians([down, left, -roll])
    pitch = [[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]]
    yaw = [[np.cos(b), -np.sin(b), 0], [np.sin(b), np.cos(b), 0], [0, 0, 1]]
    tilt = [[1, 0, 0], [0, np.cos(c), -np.sin(c)], [0, np.sin(c), np.cos(c)]]
    moved = np.eye(4)
    moved[:3, :3] = np.array(yaw) @ np.array(pitch) @ np.array(tilt)
    moved[:3, 3] = x, y, z
    return moved


def bearing(left: float, up: float) -> NDArray[np.float64]:
    """Return the direction (3,) so many degrees to the left of +x and above the level."""
    a, b = np.radians([left, up])
    return np.array([np.cos(a) * np.cos(b), np.sin(a) * np.cos(b), np.sin(b)])


def trace(field: Field, start: ArrayLike, towards: ArrayLike) -> NDArray[np.float64]:
    """Return the point (3,) where a ray from inside a field leaves it for good, within 400 mm."""
    origin, direction = np.asarray(start, np.float64), np.asarray(towards, np.float64)
    direction = direction / np.linalg.norm(direction)
    way = np.arange(0, 400, 0.5)
    line: Values = (origin + way[:, None] * direction).astype(np.float32)
    inside = np.flatnonzero(field(line) < 0)
    out = float(way[inside[-1]]) if len(inside) else 0.0
    found: NDArray[np.float64] = origin + out * direction
    return found


def eyes(
    figure: Figure,
    head: Field,
    frame: Pose,
    at: NDArray[np.float64],
    size: float,
    cartoon: bool,
) -> None:
    """Add a pair of eyes: black beads, or white balls with pupils that look ahead.

    Args:
        figure: Takes them.
        head: In its own frame.
        frame: Of the head.
        at: Direction (3,) from the head's origin to the left eye.
        size: Radius.
        cartoon: Whether they have whites.
    """
    spot = trace(head, np.zeros(3), at)
    if not cartoon:
        figure.twins("eye", ball(tuple(spot - 0.25 * size * at), size, 20), INK, frame)
        return
    big = 1.35 * size
    middle = spot - 0.35 * big * at
    gaze = at + np.array([0.5, -0.25 * np.sign(at[1]), 0.05])
    gaze /= np.linalg.norm(gaze)
    figure.twins("eye", ball(tuple(middle), big, 20), CHALK, frame)
    pupil = tuple(middle + 0.62 * big * gaze)
    figure.twins("pupil", ball(pupil, 0.56 * big, 16), INK, frame)


def patch(body: Field, centre: ArrayLike, radii: ArrayLike, spacing: float = 3.0) -> Manifold:
    """Return a spot on a body: a shell that stands 1.2 mm out of it and goes 5 mm into it.

    Args:
        body: Any field.
        centre: (3,) of the ellipsoid that cuts the spot out, or several (n, 3).
        radii: (3,) its half axes, or (n, 3), or one number.
        spacing: Of the mesh.
    """
    middles = np.atleast_2d(np.asarray(centre, np.float64))
    halves = np.broadcast_to(np.asarray(radii, np.float64), middles.shape)
    spots = [blob(c, r) for c, r in zip(middles, halves, strict=True)]
    where: Blob = blend(*spots, soft=4.0) if len(spots) > 1 else spots[0]
    return solid(
        carve(shared(swollen(body, 1.2), where, soft=2.0), swollen(body, -5.0)), spacing=spacing
    )


def band(body: Field, frame: Pose, width: float, reach: float, proud: float = 2.0) -> Manifold:
    """Return a ring round a body, such as a collar: a shell from 4 mm inside it to `proud` mm.

    Args:
        body: Any field.
        frame: (4, 4) of the ring's middle; its x is the ring's axis.
        width: Along the axis.
        reach: What is further than this from the axis is left alone.
        proud: By which it stands out.
    """
    low, high = (-width / 2, -reach, -reach), (width / 2, reach, reach)
    where = turned(slab(low, high, 0.3 * width), frame)
    shell = carve(shared(swollen(body, proud), where, soft=3.0), swollen(body, -4.0))
    return solid(shell, spacing=2.2)
