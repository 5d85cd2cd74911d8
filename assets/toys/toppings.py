"""What confectioners put on top: swirls, drips, sprinkles, cherries, berries, candles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manifold3d import Manifold

from ..brick_shapes import cylinder
from ..piad.turning import Points, curve
from .looks import colour, glossy, soft, striped
from .paintbox import BRIGHT
from .shaping import ball, rod
from .turned import Piece, body, cord, joined, pick, spots, strewn, widened

ICINGS = (
    "F7B6C8", "FFF6E4", "6B3A20", "F9E07A", "A9DCC3", "B7A4E0", "9CCBEF", "F2806B", "3A2114",
    "E65A8C",
)  # fmt: skip
"""sRGB of icings and ices."""


def whipped(r: float, tall: float, rng: np.random.Generator) -> Manifold:
    """Return a swirl of cream of base radius r standing on z = 0, from a star nozzle."""
    lobes, deep = int(rng.integers(5, 9)), rng.uniform(0.08, 0.14)
    twist, layers = rng.uniform(1.5, 3.0), int(rng.integers(2, 5))
    share = np.linspace(0, 1, 10 * layers + 1)
    cone = np.sqrt(np.maximum(1 - share**1.15, 0)) * (1 - 0.25 * share)
    waist = 1 - 0.16 * np.cos(2 * np.pi * layers * share) ** 2
    profile = np.stack([np.maximum(r * cone * waist, 0), tall * share], axis=1)
    profile = np.concatenate([[(0.5 * r, -4)], profile])

    def turned(points: Points) -> Points:
        angle = np.arctan2(points[:, 1], points[:, 0])
        wave = np.cos(lobes * angle - 2 * np.pi * twist * points[:, 2] / tall)
        out = 1 + deep * wave * (points[:, 2] > 0)
        return widened(points, out)

    return body(profile, 4.0, 72).warp_batch(turned)


def piled(r: float, tall: float, rng: np.random.Generator) -> Manifold:
    """Return a soft pile of ever smaller coils, its tip bent over, standing on z = 0."""
    coils = int(rng.integers(3, 5))
    lean, first = rng.uniform(5, 11), rng.uniform(0, 360)
    solids = []
    for k in range(coils):
        share = k / coils
        wide, high = r * (1 - 0.82 * share), 0.72 * tall / coils
        coil = ball((0, 0, 0), (wide, wide, high), 40).rotate((lean, 0, first + 70 * k))
        solids.append(coil.translate((0, 0, tall * (0.86 * share + 0.02) + 0.3 * high)))
    tip = [(0, 0, 0.7 * tall), (0.03 * r, 0, 0.9 * tall), (0.14 * r, 0, tall)]
    solids.append(cord(curve(tip, 5), 0.01 * r + 0.2 * r * np.linspace(1, 0.1, len(curve(tip, 5)))))
    return joined(solids)


def dripped(
    rim: Points, top: float, lengths: tuple[float, float], radius: float, rng: np.random.Generator
) -> Manifold:
    """Return drops that run down from points (n, 2) of a rim at height `top`."""
    drops = []
    for x, y in rim:
        low = top - rng.uniform(*lengths)
        half = radius * rng.uniform(0.8, 1.2)
        drops.append(rod((x, y, low), (x, y, top - half), half, 10))
    return joined(drops)


def sprinkled(
    solid: Manifold, count: int, rng: np.random.Generator, size: float = 1.0, above: float = 0.25
) -> list[Piece]:
    """Return sprinkles of two or three colours on the upper side of a body."""
    points, normals = spots(solid, count, 11 * size, rng, lambda _, n: n[:, 2] > above)
    round_ones = rng.random() < 0.3
    grain = (
        ball((0, 0, 0), 3.6 * size, 8)
        if round_ones
        else rod((-6 * size, 0, 0), (6 * size, 0, 0), 2.5 * size, 8)
    )
    codes = rng.choice(BRIGHT, 3, replace=False)
    pieces = []
    for k, code in enumerate(codes):
        mine = slice(k, None, len(codes))
        if len(points[mine]):
            grains = strewn([grain], points[mine], normals[mine], rng)
            pieces.append(Piece(f"sprinkles {k + 1}", grains, glossy(str(code), 0.4)))
    return pieces


def cherry(r: float, at: Sequence[float], name: str = "cherry", stem: bool = True) -> list[Piece]:
    """Return a cherry resting on a point, with its stem."""
    x, y, z = at
    fruit = ball((x, y, z + 0.75 * r), (r, r, 0.92 * r), 22)
    pieces = [Piece(name, fruit, glossy("B8101F", 0.15))]
    if stem:
        line = curve(
            [(x, y, z + 1.5 * r), (x + 0.3 * r, y, z + 2.4 * r), (x + 0.9 * r, y, z + 3.1 * r)], 3
        )
        pieces.append(Piece(f"{name} stem", cord(line, 0.1 * r + 0.8), soft("6B7A2E", 0.6)))
    return pieces


def strawberry(r: float, at: Sequence[float], name: str = "strawberry") -> list[Piece]:
    """Return a strawberry standing on its leaves' side down or up, leaves on top."""
    shape = [(0, 0), (0.5, 0.15), (0.86, 0.7), (0.95, 1.2), (0.7, 1.62), (0, 1.7)]
    fruit = body(np.array(shape) * r, 0.2 * r, 24).translate(tuple(at))
    spot = [
        ball((0.55 * r, 0, 0), (0.5 * r, 0.2 * r, 0.09 * r), 14).rotate((0, 0, 60 * k))
        for k in range(6)
    ]
    crown = joined([*spot, ball((0, 0, 0.1 * r), 0.2 * r, 14)])
    top = (at[0], at[1], at[2] + 1.68 * r)
    return [
        Piece(name, fruit, glossy("D8202C", 0.25)),
        Piece(f"{name} leaves", crown.translate(top), soft("4E9A34", 0.5)),
    ]


def candle(at: Sequence[float], tall: float, r: float, code: str, name: str) -> list[Piece]:
    """Return a candle standing in what is below, striped, with its flame."""
    x, y, z = at
    wax = cylinder(r, (-12, tall), 14).translate((x, y, z))
    flame = body([(0, -4), (0.9 * r, 3), (r, 8), (0.5 * r, 18), (0, 28)], 3, 14)
    return [
        Piece(name, wax, striped((code, "FBFBF6"), 4, False, 0.4), 60.0),
        Piece(f"{name} flame", flame.translate((x, y, z + tall)), glossy("FFB52E", 0.2)),
    ]


def crowned(top: float, r: float, rng: np.random.Generator) -> list[Piece]:
    """Return one ornament in the middle of what ends at height `top`, of radius about r."""
    kind = pick(rng, ("cherry", "strawberry", "candle", "ball", "none"))
    at = (0.0, 0.0, top)
    if kind == "cherry":
        return cherry(r, (0, 0, top - 0.4 * r))
    if kind == "strawberry":
        return strawberry(r, (0, 0, top - 0.4 * r))
    if kind == "candle":
        return candle(at, 3.2 * r, 0.32 * r, colour(rng, BRIGHT), "candle")
    if kind == "ball":
        return [
            Piece("ball", ball((0, 0, top + 0.3 * r), 0.85 * r, 24), glossy(colour(rng, BRIGHT)))
        ]
    return []
