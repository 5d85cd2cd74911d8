"""Dishes: bowls, empty or filled, and plates."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manifold3d import Manifold

from ..brick_shapes import cylinder
from ..materials import Surface
from ..piad.turning import Points, curve, sheet, turn
from ..props import Prop
from .crockery import WHITE, glaze
from .looks import PASTEL, colour, glossy, grained, soft
from .paintbox import BRIGHT, WOODS
from .shaping import ball, rod
from .turned import (
    Piece,
    belt,
    body,
    finished,
    hollow,
    joined,
    lining,
    pick,
    ring,
    straight,
    widened,
)

_BOWLS = {
    "round": [(0.42, 0), (0.44, 0.03), (0.72, 0.22), (0.93, 0.58), (1, 1)],
    "flared": [(0.4, 0), (0.42, 0.03), (0.64, 0.2), (0.78, 0.55), (1, 1)],
    "ramen": [(0.36, 0), (0.38, 0.03), (0.6, 0.26), (0.82, 0.62), (1, 1)],
    "drum": [(0.7, 0), (0.74, 0.03), (0.92, 0.16), (0.98, 0.5), (1, 1)],
    "pot": [(0.5, 0), (0.53, 0.03), (0.88, 0.25), (1.04, 0.58), (0.96, 1)],
}
_FOOD = {
    "rice": ("FBF8EE", "F4E9C8"), "soup": ("D9582B", "E0A23A", "7FA84A", "8A4A24"),
    "fruit": ("D7261E", "F07818", "8CC63F", "7B3FB5"), "cereal": ("E0A84C", "C98236", "E8C06A"),
}  # fmt: skip


def bowl(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a bowl on its foot, perhaps with rim, band or lugs, empty or filled."""
    r, tall = 140.0, rng.uniform(90, 140)
    points = np.array(_BOWLS[pick(rng, tuple(_BOWLS))]) * [r, tall]
    lift = rng.uniform(6, 18)
    outside = curve(points, 6) + np.array([0, lift])
    wall = rng.uniform(7, 10)
    shell, room = hollow(outside, wall, lift + 10)
    look, paint = glaze(rng, 2 * np.pi * r / tall)
    wooden = rng.random() < 0.15
    if wooden:
        look = grained(colour(rng, WOODS), "6B4326", int(rng.integers(3)))
    plain = glossy(paint) if look.texture and not wooden else look
    foot = float(points[0, 0])
    pieces = [
        Piece("body", shell, look, 150.0 if wooden else 0.0, not wooden and bool(look.texture)),
        Piece("foot", straight([(foot + 1, 0), (foot - 1, lift + 4), (0, lift + 4)], 1.5), plain,
              150.0 if wooden else 0.0),
    ]  # fmt: skip
    if not wooden:
        inside = glossy(colour(rng, (*WHITE, *PASTEL, paint)))
        pieces.append(Piece("lining", lining(outside, wall, lift + 10), inside))
    edge = float(outside[-1, 0]) - wall / 2, float(outside[-1, 1])
    if rng.random() < 0.4:
        pieces.append(
            Piece("rim", ring(edge[0], 0.62 * wall, edge[1] - 1), glossy(colour(rng, BRIGHT)))
        )
    if rng.random() < 0.3:
        z = lift + rng.uniform(0.35, 0.65) * tall
        pieces.append(Piece("band", belt(outside, z, z + 0.14 * tall, 1.8, 3), glossy(paint)))
    if rng.random() < 0.25:
        pieces += _lugs(outside, room, plain, wooden)
    if rng.random() < 0.55:
        pieces += _filling(room, rng)
    return finished(pieces, rng)


def _lugs(outside: Points, room: Manifold, look: Surface, wooden: bool) -> list[Piece]:
    """Return two ring handles at the rim of a bowl."""
    z = float(outside[-1, 1]) - 20
    order = np.argsort(outside[:, 1], kind="stable")
    away = float(np.interp(z, outside[order, 1], outside[order, 0]))
    loop = ring(20, 6.5, 0).translate((away + 12, 0, z)) - room
    tile = 150.0 if wooden else 0.0
    return [
        Piece("right handle", loop, look, tile),
        Piece("left handle", loop.mirror((1, 0, 0)), look, tile),
    ]


def _filling(room: Manifold, rng: np.random.Generator) -> list[Piece]:
    """Return what a bowl holds, and what one eats it with."""
    kind = pick(rng, tuple(_FOOD))
    wide, low, top = (room.bounding_box()[i] for i in (3, 2, 5))
    level = low + rng.uniform(0.62, 0.82) * (top - low)
    grow = (wide + 2) / wide
    bed = room.scale((grow, grow, 1)).translate((0, 0, -2)).trim_by_plane((0, 0, -1), -level)
    r = float(bed.slice(level - 0.5).bounds()[2])
    look = soft(colour(rng, _FOOD[kind]), 0.5)
    pieces = []
    if kind == "rice":
        heap = body([(0, -0.1), (0.98, -0.1), (0.99, 0), (0.8, 0.3), (0.4, 0.5), (0, 0.55)], 0.05)
        pieces.append(Piece("rice", bed + heap.scale((r, r, r)).translate((0, 0, level - 2)), look))
    elif kind == "soup":
        pieces.append(Piece("soup", bed, soft(colour(rng, _FOOD[kind]), 0.2)))
    else:
        size = 0.36 if kind == "fruit" else 0.19
        pieces += _balls(bed, r, level, size, _FOOD[kind], rng)
    if rng.random() < 0.5:
        stick = rod((-0.35 * r, -0.2 * r, level - 8), (1.1 * r, 0.35 * r, top + 45), 5.0)
        if kind == "rice":
            wood = soft(colour(rng, ("8A3A24", "2B2B30", "C08A4E")), 0.4)
            pieces.append(Piece("chopstick 1", stick, wood))
            pieces.append(Piece("chopstick 2", stick.rotate((0, 0, 14)), wood))
        elif kind != "fruit":
            pieces.append(Piece("spoon", stick, glossy(colour(rng, WOODS), 0.4)))
    return pieces


def _balls(
    bed: Manifold, r: float, level: float, size: float, codes: tuple[str, ...],
    rng: np.random.Generator,
) -> list[Piece]:  # fmt: skip
    """Return round things heaped on a bed, grouped by colour."""
    rings = ((0, 1), (1.6 * size, 5)) if size > 0.3 else ((0, 1), (0.32, 6), (0.64, 12))
    groups: list[list[Manifold]] = [[bed] if k == 0 else [] for k in range(len(codes))]
    k = 0
    for away, count in rings:
        first = rng.uniform(0, 2 * np.pi)
        for i in range(count):
            angle = first + 2 * np.pi * i / count
            rise = level + r * size * (0.35 + 0.9 * (0.8 - away) * (size > 0.3))
            at = (r * away * np.cos(angle), r * away * np.sin(angle), rise)
            groups[k % len(codes)].append(ball(at, r * size * rng.uniform(0.9, 1.1), 20))
            k += 1
    word = "fruit" if size > 0.3 else "puffs"
    return [
        Piece(f"{word} {i + 1}", joined(solids), soft(code, 0.35))
        for i, (solids, code) in enumerate(zip(groups, codes, strict=True))
        if solids
    ]


def plate(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a plate: round, scalloped, square, oval or eight-sided, painted."""
    r, well, deep = 150.0, rng.uniform(0.55, 0.72), rng.uniform(14, 30)
    rise = rng.uniform(0.25, 0.75)
    path = curve(
        [
            (0, 7),
            (0.4 * well * r, 7),
            (0.8 * well * r, 7),
            (well * r, 7 + rise * deep),
            (r, 7 + deep),
        ],
        5,
    )
    thick = rng.uniform(7, 9)
    base, paint = colour(rng, (*WHITE, *PASTEL, *BRIGHT)), colour(rng, BRIGHT)
    other = colour(rng, (*BRIGHT, *WHITE), paint)
    pieces = [
        Piece("body", turn(sheet(path, thick), 72), glossy(base)),
        Piece("foot", turn([(0.5 * well * r, 0), (0.6 * well * r, 0), (0.6 * well * r, 7),
                            (0.5 * well * r, 7)]), glossy(base)),
    ]  # fmt: skip
    if rng.random() < 0.75:
        pieces.append(Piece("rim", ring(r - 1, 0.6 * thick, 7 + deep), glossy(paint)))
    if rng.random() < 0.5:
        at = rng.uniform(well + 0.02, 0.8)
        pieces.append(
            Piece(
                "ring", _on(path, at * r, (at + rng.uniform(0.04, 0.16)) * r, thick), glossy(other)
            )
        )
    if rng.random() < 0.45:
        pieces.append(Piece("dots", _dots(path, 0.5 * (well + 1) * r, thick, rng), glossy(paint)))
    if rng.random() < 0.55:
        pieces += _motif(well * r, 7 + thick / 2, paint, other, rng)
    bent = _outline(rng)
    return finished([Piece(p.name, p.solid.warp_batch(bent), p.surface) for p in pieces], rng)


def _on(path: Points, low: float, high: float, thick: float) -> Manifold:
    """Return a painted ring on a plate between two radii, a little proud of it."""
    r = np.linspace(low, high, 8)
    z = np.interp(r, *path.T) + 0.25 * thick
    return turn(sheet(np.stack([r, z], axis=1), 0.7 * thick), 72)


def _dots(path: Points, at: float, thick: float, rng: np.random.Generator) -> Manifold:
    count, size = int(rng.integers(10, 25)), rng.uniform(6, 11)
    z = float(np.interp(at, *path.T)) + 0.3 * thick
    bead = ball((at, 0, z), (size, size, 0.5 * thick), 16)
    return joined([bead.rotate((0, 0, 360 * k / count)) for k in range(count)])


def _motif(
    well: float, top: float, paint: str, other: str, rng: np.random.Generator
) -> list[Piece]:
    """Return a disc, a flower or a star in the middle of a plate."""
    kind, size = pick(rng, ("disc", "flower", "rings")), rng.uniform(0.4, 0.75) * well
    if kind == "disc":
        return [Piece("centre", cylinder(size, (top - 3, top + 1.2), 72), glossy(other))]
    if kind == "rings":
        return [
            Piece(f"circle {k + 1}", ring(size * s, 4.0, top - 1, 0.6), glossy(code))
            for k, (s, code) in enumerate(((1.0, paint), (0.6, other), (0.25, paint)))
        ]
    count = int(rng.integers(5, 9))
    petal = ball((0.6 * size, 0, top - 1), (0.42 * size, 0.8 * size / count * 1.6, 2.6), 24)
    petals = joined([petal.rotate((0, 0, 360 * k / count)) for k in range(count)])
    heart = ball((0, 0, top - 1), (0.26 * size, 0.26 * size, 4.0), 28)
    return [Piece("petals", petals, glossy(paint)), Piece("heart", heart, glossy(other))]


def _outline(rng: np.random.Generator) -> Callable[[Points], Points]:
    """Return what bends a round plate: to itself, to scallops, to eight sides or to a square."""
    kind = pick(rng, ("round", "round", "scalloped", "octagon", "square", "oval"))
    waves, deep = int(rng.integers(8, 15)), rng.uniform(0.02, 0.045)

    def bend(points: Points) -> Points:
        angle = np.arctan2(points[:, 1], points[:, 0])
        outer = np.clip((np.hypot(points[:, 0], points[:, 1]) / 150 - 0.5) / 0.5, 0, 1)
        share = np.ones_like(angle)
        if kind == "scalloped":
            share = 1 + deep * outer * np.cos(waves * angle)
        if kind == "square":
            power = 5.0
            bulge = (np.abs(np.cos(angle)) ** power + np.abs(np.sin(angle)) ** power) ** (
                -1 / power
            )
            share = 1 + (bulge - 1) * outer
        if kind == "octagon":
            fold = (angle + np.pi / 8) % (np.pi / 4) - np.pi / 8
            share = 1 + (0.96 / np.cos(fold) - 1) * outer
        bent = widened(points, share)
        bent[:, 1] *= 0.74 if kind == "oval" else 1.0
        return bent

    return bend
