"""Donuts, lying flat: iced, sugared, ridged, filled, bitten."""

from __future__ import annotations

import numpy as np
from manifold3d import Manifold

from ..brick_shapes import box
from ..piad.machining import outline
from ..piad.turning import Points, turn
from ..props import Prop
from .doughs import DOUGHS, bitten
from .looks import colour, glossy, mottled, soft
from .shaping import ball
from .toppings import ICINGS, sprinkled
from .turned import Piece, attached, finished, pick, ring, spots, strewn


def donut(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a donut: iced with sprinkles or drizzle, sugared, ridged, filled or bitten."""
    r, t, flat = 96.0, rng.uniform(44, 60), rng.uniform(0.72, 0.95)
    full = rng.random() < 0.15
    light, dark = DOUGHS[int(rng.choice(4, p=[0.4, 0.25, 0.15, 0.2]))]
    dough = mottled(light, dark, dark, int(rng.integers(4)), 0.7)
    ridges = int(rng.integers(12, 22)) if rng.random() < 0.2 and not full else 0
    grow = 1.03 if full else 1.0
    solid = _dough(r, t, flat, full)
    coat = _dough(r, t + 3.5, flat, full) - _dough(r, t - 3, flat, full)
    coat = coat - _below(rng, r, 0.12 * t * flat, full)
    over = _dough(r, t + 6.5, flat, full) - _dough(r, t - 2, flat, full)
    pieces = [Piece("body", solid, dough, 200.0)]
    code = colour(rng, ICINGS)
    if rng.random() < 0.88:
        pieces.append(Piece("icing", coat, glossy(code, 0.2)))
        pieces += _decorated(coat, over, code, rng)
    else:
        sugar = spots(solid, 70, 11, rng, lambda _, n: n[:, 2] > -0.1)
        grain = box((-3, 3), (-3, 3), (-2, 3))
        pieces.append(Piece("sugar", strewn([grain], *sugar, rng), soft("FFFDF6", 0.5)))
    if full:
        jam = ball((0.99 * (r + t) * grow - 6, 0, 0), (14, 16, 13), 24)
        pieces.append(
            Piece(
                "filling", jam.rotate((0, 0, float(rng.uniform(-80, -20)))), glossy("B3142A", 0.15)
            )
        )
    elif rng.random() < 0.3:
        gone = bitten(rng, r + t)
        left = (solid + coat) - gone
        pieces = [Piece(p.name, attached(p.solid - gone, left), p.surface, p.tile) for p in pieces]
    if ridges:
        pieces = [_pressed(p, ridges, r, t) for p in pieces]
    kept = [p for p in pieces if not p.solid.is_empty()]
    return finished(kept, rng)


def _dough(r: float, t: float, flat: float, full: bool) -> Manifold:
    """Return a ring, or a filled round, of tube radius t about the z = 0 plane."""
    if not full:
        return ring(r, t, 0, flat)
    a = np.linspace(-np.pi / 2, np.pi / 2, 16)
    profile = np.stack([r + t * np.cos(a), 0.85 * t * flat * np.sin(a)], axis=1)
    return turn(np.concatenate([[(0, -0.85 * t * flat)], profile, [(0, 0.85 * t * flat)]]))


def _below(rng: np.random.Generator, r: float, z: float, full: bool) -> Manifold:
    """Return what icing does not reach: all below a wavy height."""
    levels = [(0, -300), (3 * r, -300), (3 * r, z), (r + 2, z), (r - 2, z), (0, z)]
    numbers, phases = rng.integers(4, 12, 3), rng.uniform(0, 2 * np.pi, 3)
    high = np.array([7.0, 5.0, 4.0]) * rng.uniform(0.6, 1.3)

    def wave(points: Points) -> Points:
        angle = np.arctan2(points[:, 1], points[:, 0])
        outer = np.hypot(points[:, 0], points[:, 1]) > r
        lift = (high * np.cos(angle[:, None] * numbers + phases)).sum(1)
        up = np.where(points[:, 2] > -200, np.where(outer, lift, 0.5 * lift), 0)
        moved = points.copy()
        moved[:, 2] += up
        return moved

    return turn(levels, 120).warp_batch(wave)


def _decorated(coat: Manifold, over: Manifold, code: str, rng: np.random.Generator) -> list[Piece]:
    """Return what is on the icing of a donut: sprinkles, lines, nuts or nothing."""
    kind = pick(rng, ("sprinkles", "sprinkles", "drizzle", "nuts", "none"))
    if kind == "sprinkles":
        return sprinkled(coat, int(rng.integers(50, 90)), rng, 1.25, 0.2)
    if kind == "nuts":
        where = spots(coat, 45, 13, rng, lambda _, n: n[:, 2] > 0.3)
        nut = [ball((0, 0, 1), (7, 4.5, 4), 8), ball((0, 0, 1), (5, 5, 4), 8)]
        return [Piece("nuts", strewn(nut, *where, rng), soft("C99A5A", 0.7))]
    if kind == "none":
        return []
    width, apart = rng.uniform(4, 7), rng.uniform(24, 38)
    lines = []
    for x in np.arange(-128, 129, apart):
        y = np.linspace(-170, 170, 40)
        sway = x + 6 * np.sin(y / 22 + x)
        lines.append(
            outline(np.concatenate([np.c_[sway - width, y], np.c_[sway + width, y][::-1]]))
        )
    bars = lines[0]
    for line in lines[1:]:
        bars = bars + line
    drizzle = bars.extrude(200).rotate((0, 0, float(rng.uniform(0, 180))))
    return [
        Piece(
            "drizzle", over ^ drizzle.translate((0, 0, 12)), glossy(colour(rng, ICINGS, code), 0.2)
        )
    ]


def _pressed(piece: Piece, ridges: int, r: float, t: float) -> Piece:
    """Return a part of a ring with the ridges of a cruller, fine enough to follow them."""
    fine = piece.solid.refine_to_length(9)
    solid = fine.warp_batch(lambda points: _ridged(points, ridges, r, t))
    return Piece(piece.name, solid, piece.surface, piece.tile)


def _ridged(points: Points, ridges: int, r: float, t: float) -> Points:
    """Return points (n, 3) of a ring pressed into slanting ridges, as a cruller has them."""
    angle = np.arctan2(points[:, 1], points[:, 0])
    away = np.hypot(points[:, 0], points[:, 1])
    around = np.arctan2(points[:, 2], away - r)
    swell = 1 + 0.09 * np.cos(ridges * angle + 2 * around)
    new = r + (away - r) * swell
    ratio = np.where(away > 1e-6, new / np.maximum(away, 1e-6), 1)
    return np.stack([points[:, 0] * ratio, points[:, 1] * ratio, points[:, 2] * swell], axis=1)
