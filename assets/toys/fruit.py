"""Apples, and oranges whole, cut open or halved."""

from __future__ import annotations

import numpy as np
from manifold3d import Manifold

from ..brick_shapes import box
from ..materials import Surface
from ..piad.machining import outline
from ..piad.turning import Points, bend, curve, swept
from ..props import Prop
from .looks import colour, glossy, mottled, soft, streaked
from .shaping import ball
from .turned import Piece, body, cord, finished, joined, pick, widened

_LEAVES = ("3F8F3A", "5BA63C", "2F7A45", "7DB049")
_WOODY = ("6B4A2B", "7A5A33", "54402A")
_APPLES = (
    ("E2B640", "C7202B", 0.75), ("D9C85A", "B4182A", 0.55), ("9CBF3B", "8DB135", 0.3),
    ("E8C94A", "E2B83A", 0.4), ("A5C24A", "C8323A", 0.4), ("B3182B", "8A0F22", 0.5),
    ("F0D98A", "E0566A", 0.45),
)  # fmt: skip
"""Ground, streaks and how much of them."""
_PEELS = ("F08A1C", "F59B25", "EE7614", "F4A63A", "E86A1A")


def apple(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return an apple with stem, blossom end and none to two leaves."""
    tall, shoulder = rng.uniform(0.8, 1.12), rng.uniform(0.55, 0.78)
    foot = rng.uniform(0.35, 0.6)
    points = np.array([
        (0, 14), (0.12, 7), (0.28, 0), (foot, 6), (0.82, 42), (0.97, 82), (1.0, 118),
        (0.94, 150), (shoulder, 176), (0.36, 180), (0.17, 172), (0.06, 158), (0, 150),
    ]) * [105, tall]  # fmt: skip
    lobes, deep = int(rng.integers(4, 7)), rng.uniform(0.0, 0.035)
    flesh = body(points, 6).warp_batch(lambda p: _lobed(p, lobes, deep, 180 * tall))
    pit = 152 * tall
    lean, length = rng.uniform(-35, 35), rng.uniform(45, 85)
    stem = bend([(0, 0, pit - 12), (0, 0, pit + 20), (0.3 * lean, 0, pit + 0.6 * length),
                 (lean, 0, pit + length)], 14)  # fmt: skip
    ground, streak, share = _APPLES[int(rng.integers(len(_APPLES)))]
    skin = streaked(ground, streak, share, int(rng.integers(6)))
    wood = soft(colour(rng, _WOODY), 0.7)
    pieces = [
        Piece("body", flesh, skin, wrap=True),
        Piece("stem", cord(stem, np.linspace(5.0, 7.5, 14)), wood),
        Piece("blossom end", _star(5, 20, 7).translate((0, 0, 9 * tall)), wood),
    ]
    root = (0.12 * lean, 0.0, pit + 0.4 * length)
    green = glossy(colour(rng, _LEAVES), 0.4)
    count, first = int(rng.choice(3, p=[0.2, 0.55, 0.25])), rng.uniform(0, 360)
    for k in range(count):
        blade = leaf(rng.uniform(75, 110), rng.uniform(24, 34)).rotate((0, -20, first + 165 * k))
        pieces.append(Piece(f"leaf {k + 1}", blade.translate(root), green))
    return finished(pieces, rng)


def _lobed(points: Points, lobes: int, deep: float, tall: float) -> Points:
    """Return points (n, 3) drawn to the axis between lobes, most at the ends."""
    angle = np.arctan2(points[:, 1], points[:, 0])
    end = 0.35 + np.abs(2 * points[:, 2] / tall - 1)
    share = 1 + deep * end * np.cos(lobes * angle)
    return widened(points, share)


def leaf(length: float, half: float) -> Manifold:
    """Return a leaf from the origin along +X, arched, folded along its middle."""
    share = np.linspace(0.0, 1.0, 22)
    path = np.stack([length * share, 0 * share, 0.28 * length * np.sin(2.2 * share)], axis=1)
    wide = half * np.sin(np.pi * share**0.75) ** 0.9 + 1.6
    t = np.array([(-1, 0.3), (-0.5, 0.1), (0, -0.08), (0.5, 0.1), (1, 0.3)])
    sheet = np.concatenate([t * [1, 0.8] - [0, 0.0], t[::-1] * [1, 0.8]])
    thick = np.concatenate([np.full(5, -1.6), np.full(5, 1.6)])
    # sections are (left of the path, up) for a path along x with up = z
    outlines = np.stack(
        [np.stack([w * sheet[:, 0], 0.6 * w * sheet[:, 1] + thick], axis=1) for w in wide]
    )
    return swept(path, outlines, (0, 0, 1))


def _star(points: int, radius: float, thick: float) -> Manifold:
    """Return a star of pointed sepals round the Z axis, lens-shaped."""
    petals = [
        ball((0.5 * radius, 0, 0), (0.55 * radius, 0.24 * radius, thick / 2), 20).rotate(
            (0, 0, 360 * k / points)
        )
        for k in range(points)
    ]
    return joined([*petals, ball((0, 0, 0), (0.35 * radius, 0.35 * radius, 0.7 * thick), 20)])


def orange(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return an orange: whole with its leaves, with a wedge cut out, or half of one."""
    kind = pick(rng, ("whole", "cut", "half"), (0.5, 0.3, 0.2))
    flat = rng.uniform(0.82, 1.05)
    r, peel_code = 120.0, colour(rng, _PEELS)
    skin = mottled(peel_code, peel_code, "D9690F", int(rng.integers(4)), 0.4)
    radii = (r, r, r * flat)
    outer = ball((0, 0, 0), radii, 56)
    if kind == "whole":
        pieces = [Piece("body", _navel(outer, r * flat, rng), skin, 150.0)]
    else:
        pieces = _opened(kind, outer, r, skin, rng)
    if kind == "half":
        return finished(pieces, rng)
    green = glossy(colour(rng, _LEAVES), 0.4)
    top = r * flat
    pieces.append(Piece("calyx", _star(5, 34, 12).translate((0, 0, top - 2)), green))
    stub = rng.uniform(12, 34)
    stem = [(0, 0, top - 8), (0, 0, top + 0.5 * stub), (0.2 * stub, 0, top + stub)]
    pieces.append(Piece("stem", cord(curve(stem, 4), 6.5), soft(colour(rng, _WOODY), 0.7)))
    for k in range(int(rng.integers(0, 3))):
        blade = leaf(rng.uniform(90, 125), rng.uniform(30, 42))
        blade = blade.rotate((0, -8, float(rng.uniform(-60, 60)) + 180 * k))
        pieces.append(Piece(f"leaf {k + 1}", blade.translate((0, 0, top + 0.4 * stub)), green))
    return finished(pieces, rng)


def _navel(outer: Manifold, top: float, rng: np.random.Generator) -> Manifold:
    """Return the ball dimpled at the top and, by chance, drawn to a neck there."""
    neck = rng.uniform(0, 0.16) * (rng.random() < 0.4)

    def draw(points: Points) -> Points:
        away = np.hypot(points[:, 0], points[:, 1]) / top
        upper = points[:, 2] > 0
        dimple = -0.07 * np.exp(-((away / 0.16) ** 2)) + neck * np.exp(-((away / 0.4) ** 2))
        moved = points.copy()
        moved[:, 2] += np.where(upper, top * dimple, 0)
        return moved

    return outer.refine(2).warp_batch(draw).simplify(0.3)


def _opened(
    kind: str, outer: Manifold, r: float, skin: Surface, rng: np.random.Generator
) -> list[Piece]:
    """Return peel, pith and flesh segments of an orange that is cut open."""
    if kind == "half":
        gone, out = box((-2 * r, 2 * r), (-2 * r, 2 * r), (0, 2 * r)), np.array([0, 0, 2.0])
    else:
        span = float(rng.uniform(80, 130))
        facing = np.radians(-float(rng.uniform(40, 75)))
        gone = _wedge(span, r).rotate((0, 0, float(np.degrees(facing))))
        out = 4.0 * np.array([np.cos(facing), np.sin(facing), 0])
    inner, core = (outer.scale((s, s, s)) for s in (0.95, 0.885))
    juicy = soft(colour(rng, ("F7941E", "F9A62B", "F26B1F", "D9402A")), 0.3, 0.4)
    pieces = [
        Piece("peel", (outer - outer.scale((0.92,) * 3)) - gone, skin, 150.0),
        Piece("pith", inner - gone, soft("FBE9C8", 0.8)),
    ]
    # the flesh stands a little out of the cut, so that it shows in the pith
    kept = core - gone.translate(out.tolist())
    count = int(rng.integers(8, 12))
    for k in range(count):
        cell = _wedge(360 / count, r).translate((9, 0, 0)).rotate((0, 0, 360 * k / count))
        segment = kept ^ cell
        if segment.volume() > 2e4:
            pieces.append(Piece(f"segment {k + 1}", segment, juicy))
    return pieces


def _wedge(span: float, r: float) -> Manifold:
    """Return a slice of cake of `span` degrees about +X, its point on the Z axis."""
    angle = np.radians(np.linspace(-span / 2, span / 2, 12))
    rim = 4 * r * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return outline([(0, 0), *rim]).extrude(4 * r).translate((0, 0, -2 * r))
