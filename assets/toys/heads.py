"""Heads on necks: skulls, muzzles, ears and faces; mm, a head's frame looks along +X."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..materials import Surface
from ..piad.turning import bend
from .blobs import Blob, Values, ball, blend, solid, tube
from .figures import Figure, Pose, bearing, eyes, pose
from .quadrupeds import Build, Pair, Triple, trunk


@dataclass(frozen=True)
class Skull:
    """Proportions of a head, in a frame with its origin in the middle of the skull.

    Attributes:
        skull: Half axes.
        muzzle: From the origin to the middle of the muzzle's end.
        drop: Of that end below the origin.
        wide: Half width of the muzzle at its root and its end.
        deep: Half height there.
    """

    skull: Triple
    muzzle: float
    drop: float
    wide: Pair
    deep: Pair

    def field(self, soft: float = 10.0) -> Blob:
        """Return the head."""
        share = np.linspace(0.25, 1, 5)
        lumps = [
            ball(
                (self.muzzle * s, 0, -self.drop * s),
                (np.interp(s, (0, 1), self.deep), np.interp(s, (0, 1), self.wide),
                 np.interp(s, (0, 1), self.deep)),
            )
            for s in share
        ]  # fmt: skip
        return blend(ball((0, 0, 0), self.skull), blend(*lumps, soft=8), soft=soft)

    @property
    def tip(self) -> NDArray[np.float64]:
        """Foremost point of the muzzle (3,)."""
        return np.array([self.muzzle + self.deep[1], 0, -self.drop])


@dataclass(frozen=True)
class Front:
    """What carries the head, and the head.

    Attributes:
        body: Trunk and neck.
        head: In its own frame.
        frame: (4, 4) of the head.
    """

    body: Blob
    head: Blob
    frame: Pose


def fronted(
    build: Build,
    skull: Skull,
    reach: Pair,
    thick: Pair,
    down: float,
    arch: float = 0.0,
    left: float = 0.0,
) -> Front:
    """Return trunk, neck and head.

    Args:
        build: Of the trunk.
        skull: Of the head.
        reach: How far the head's middle is ahead of and above the shoulders.
        thick: Radius of the neck at the trunk and below the head.
        down: Degrees by which the face looks down.
        arch: By which the neck is bowed.
        left: Degrees by which the face looks to the left.
    """
    start = build.shoulder + np.array([0.05 * build.length, 0, 0.2 * build.chest[1]])
    end = build.shoulder + np.array([reach[0], 0, reach[1]])
    body = blend(trunk(build), neck(start, end, thick, arch), soft=22)
    return Front(body, skull.field(), pose(*end, down=down, left=left))


def face(
    figure: Figure, front: Front, rng: np.random.Generator, at: Pair, size: float,
    cartoon: float = 0.5,
) -> None:  # fmt: skip
    """Add eyes.

    Args:
        figure: Takes them.
        front: Whose head they sit in.
        rng: Decides their size and kind.
        at: Degrees to the left and up of straight on.
        size: Radius, about.
        cartoon: Chance of whites.
    """
    big = size * rng.uniform(0.9, 1.25)
    eyes(figure, front.head, front.frame, bearing(*at), big, bool(rng.random() < cartoon))


def neck(start: ArrayLike, end: ArrayLike, radii: Pair, arch: float = 0.0) -> Blob:
    """Return a neck between two points (3,), bowed upward by `arch` mm."""
    a, b = np.asarray(start, np.float64), np.asarray(end, np.float64)
    up = np.array([-0.5, 0, 1.0]) * arch
    points = bend([a, a + (b - a) / 3 + up, a + 2 * (b - a) / 3 + up, b], 10)
    return tube(points, np.linspace(*radii, 10))


def ear(length: float, width: float, thick: float, point: float = 0.5, bow: float = 0.0) -> Blob:
    """Return an ear in its own frame: its root at the origin, its length along z, its face to +x.

    Args:
        length: From root to tip.
        width: Half of it, where it is widest.
        thick: Half of it.
        point: 0 is round, 1 has a sharp tip.
        bow: By which the tip bends forward.
    """
    s = np.linspace(0, 1, 9)
    blunt = np.interp(s, (0, 0.35, 1), (0.72, 1, 0.94))
    cone = np.interp(s, (0, 0.25, 1), (0.75, 1, 0.08))
    half = width * ((1 - point) * blunt + point * cone)
    flat = max(width / thick, 1.0)
    line = np.stack([flat * bow * s**2, 0 * s, (length - half[-1]) * s], axis=1)
    round_ear = tube(line, np.maximum(half, thick))

    def distance(points: Values) -> Values:
        near: Values = round_ear(points * np.array([flat, 1, 1], np.float32)) / flat**0.5
        return near

    squash = np.array([flat, 1, 1])
    return Blob(distance, round_ear.low / squash, round_ear.high / squash)


def ears(
    figure: Figure,
    shape: Blob,
    surface: Surface,
    frame: Pose,
    root: ArrayLike,
    *,
    out: float,
    back: float = 0.0,
    turn: float = 20.0,
    inner: Surface | None = None,
) -> None:
    """Add a pair of ears.

    Args:
        figure: Takes them.
        shape: From `ear`.
        surface: Of their outside.
        frame: Of the head.
        root: (3,) where the left one sits, in the head's frame.
        out: Degrees by which it tips to the side; 90 is level, more hangs.
        back: Degrees by which it tips back.
        turn: Degrees by which its face turns outward.
        inner: Of the inside; None without.
    """
    x, y, z = np.asarray(root, np.float64)
    tips = (pose(0, 0, 0, down=-back), pose(0, 0, 0, roll=out), pose(0, 0, 0, left=turn))
    place = pose(x, y, z) @ tips[0] @ tips[1] @ tips[2]
    drawing = solid(shape, spacing=2.4)
    figure.twins("ear", drawing, surface, frame, place)
    if inner is not None:
        high = float(shape.high[2])
        inset = drawing.scale((0.8, 0.62, 0.7)).translate(
            (0.32 * float(shape.high[0]), 0, 0.13 * high)
        )
        figure.twins("inner ear", inset, inner, frame, place)
