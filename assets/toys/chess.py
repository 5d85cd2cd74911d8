"""Chess pieces: pawn, rook, knight, bishop, queen, king; turned, the knight modelled."""

from __future__ import annotations

import numpy as np
from manifold3d import Manifold

from ..brick_shapes import box, cylinder
from ..materials import Surface
from ..piad.turning import Points, curve
from ..props import Prop
from . import blobs
from .looks import colour, glossy, grained, soft
from .paintbox import BRASS, BRIGHT, METAL
from .shaping import ball, rod
from .turned import Piece, finished, joined, pick, ring, straight

_MEN = {"pawn": 95, "rook": 115, "knight": 70, "bishop": 150, "queen": 185, "king": 195}
"""Height of the body, from the table to where the head begins, on a base 45 in radius."""


def chess(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a chess piece."""
    kind = pick(rng, tuple(_MEN))
    look, accent, tile = _looks(rng)
    r, tall = rng.uniform(42, 50), _MEN[kind] * rng.uniform(0.9, 1.1)
    pieces = [*_body(kind, r, tall, rng), *_HEADS[kind](r, tall, rng)]
    accented = {"collar", "ring", "cross", "finial", "felt", "band"}
    drawn = []
    for name, solid in pieces:
        bright = name in accented and accent is not None
        eye = name.endswith(" eye")
        surface = soft("1E1A18" if max(look.base_color) > 0.2 else "F4E6C0") if eye else look
        drawn.append(
            Piece(
                name, solid, accent if bright and accent else surface, 0 if bright or eye else tile
            )
        )
    felt = soft(colour(rng, ("2E5A3A", "6B1F24", "23344F")), 0.95)
    drawn.append(Piece("felt", cylinder(0.93 * r, (-4, 4), 60), felt))
    return finished(drawn, rng)


def _looks(rng: np.random.Generator) -> tuple[Surface, Surface | None, float]:
    """Return the look of a piece, of its ornaments if they differ, and its texture's repeat."""
    kind = pick(rng, ("ivory", "ebony", "wood", "plastic", "wood"))
    accent = None
    if rng.random() < 0.4:
        accent = (BRASS, METAL, glossy(colour(rng, BRIGHT)))[int(rng.integers(3))]
    if kind == "wood":
        light, dark = (("D9A866", "B07A40"), ("E8C890", "C79A5C"), ("7A4526", "54301C"),
                       ("A8552F", "7E3A1E"))[int(rng.integers(4))]  # fmt: skip
        return grained(light, dark, int(rng.integers(4))), accent, 120.0
    codes = {"ivory": ("F2E6C8", "FAF6EA"), "ebony": ("2B2522", "26262C"), "plastic": BRIGHT}[kind]
    return glossy(colour(rng, codes), 0.25), accent, 0.0


def _body(kind: str, r: float, tall: float, rng: np.random.Generator) -> list[tuple[str, Manifold]]:
    """Return base, body, ring and, under the head, collar."""
    step = rng.uniform(9, 14)
    neck = r * rng.uniform(0.3, 0.4) * (1.5 if kind == "rook" else 1.0)
    base = straight(
        np.concatenate([
            [(0.97 * r, 0)],
            curve([(r, 3), (1.02 * r, 8), (0.96 * r, step), (0.8 * r, step + 3)], 2),
            curve([(0.82 * r, step + 4), (0.84 * r, step + 9), (0.7 * r, step + 15)], 2),
            [(0, step + 15)],
        ])
    )  # fmt: skip
    out = [("base", base)]
    z = step + 12
    if kind == "knight":
        seat = straight([(0.66 * r, z - 4), (0.72 * r, z + 6), (0.6 * r, z + 14), (0, z + 14)], 2)
        return [*out, ("ring", seat)]
    swell = rng.uniform(0.0, 0.12)
    flow = curve([(0.72 * r, z - 2), (0.6 * r, z + 8),
                  (neck * (1.25 + swell), z + 0.3 * (tall - z)),
                  (neck, z + 0.65 * (tall - z)), (neck * 1.05, tall),
                  (neck * 1.25, tall + 4)], 4)  # fmt: skip
    out.append(("body", straight(np.concatenate([flow, [(0, tall + 4)]]))))
    out.append(("ring", ring(0.63 * r, 5, z + 4)))
    wide = neck * rng.uniform(1.6, 1.9) if kind != "rook" else neck * 1.25
    collar = [
        (0.6 * wide, tall - 7),
        (wide, tall - 2),
        (wide, tall + 2),
        (0.7 * wide, tall + 6),
        (0, tall + 6),
    ]
    out.append(("collar", straight(collar, 1.5)))
    if kind in ("queen", "king", "bishop"):
        low = tall - 16
        out.append(("band", ring(neck * 1.05, 4.5, low)))
    return out


def _pawn(r: float, tall: float, rng: np.random.Generator) -> list[tuple[str, Manifold]]:
    size = r * rng.uniform(0.52, 0.66)
    return [("head", ball((0, 0, tall + 0.86 * size), size, 44))]


def _rook(r: float, tall: float, rng: np.random.Generator) -> list[tuple[str, Manifold]]:
    """Return a turret with battlements."""
    wide, high = r * rng.uniform(0.68, 0.8), rng.uniform(30, 42)
    tower = straight(
        [(0.7 * wide, tall), (wide, tall + 9), (wide, tall + high), (0, tall + high)], 1.5
    )
    tower = tower - cylinder(0.66 * wide, (tall + 0.6 * high, tall + 2 * high), 48)
    count = int(rng.integers(2, 4))
    slot = box((-2 * r, 2 * r), (-0.17 * wide, 0.17 * wide), (tall + 0.62 * high, tall + 2 * high))
    for k in range(count):
        tower = tower - slot.rotate((0, 0, 180 * k / count))
    return [("turret", tower)]


def _bishop(r: float, tall: float, rng: np.random.Generator) -> list[tuple[str, Manifold]]:
    """Return a mitre with a slanting cut and a bead on it."""
    wide, high = r * rng.uniform(0.46, 0.56), rng.uniform(58, 74)
    drop = curve([(0.5 * wide, tall + 2), (0.92 * wide, tall + 0.2 * high),
                  (wide, tall + 0.4 * high), (0.7 * wide, tall + 0.72 * high),
                  (0.2 * wide, tall + 0.96 * high)], 3)  # fmt: skip
    mitre = straight(np.concatenate([drop, [(0, tall + high)]]))
    knife = (
        box((0, 200), (-200, 200), (-3.2, 3.2))
        .rotate((0, -50, 0))
        .translate((0.1 * wide, 0, tall + 0.45 * high))
    )
    return [("mitre", mitre - knife), ("finial", ball((0, 0, tall + high + 4), 8, 28))]


def _queen(r: float, tall: float, rng: np.random.Generator) -> list[tuple[str, Manifold]]:
    """Return a coronet of points and a bead in it."""
    wide, high = r * rng.uniform(0.6, 0.72), rng.uniform(40, 52)
    flare = curve(
        [(0.5 * wide, tall + 2), (0.56 * wide, tall + 0.4 * high), (wide, tall + high)], 3
    )
    crown = straight(
        np.concatenate(
            [
                flare,
                [
                    (0.78 * wide, tall + high),
                    (0.5 * wide, tall + 0.72 * high),
                    (0, tall + 0.72 * high),
                ],
            ]
        ),
        0.6,
    )
    points = int(rng.integers(6, 10))
    notch = cylinder(0.62 * wide * np.pi / points, (0, 200), 24).rotate((0, 90, 0))
    for k in range(points):
        crown = crown - notch.translate((0.2, 0, tall + high + 1)).rotate((0, 0, 360 * k / points))
    dome = ball((0, 0, tall + 0.72 * high), (0.52 * wide, 0.52 * wide, 0.36 * high), 36)
    bead = ball((0, 0, tall + 1.14 * high), 0.2 * wide + 2.5, 28)
    return [("crown", crown), ("dome", dome), ("finial", bead)]


def _king(r: float, tall: float, rng: np.random.Generator) -> list[tuple[str, Manifold]]:
    """Return a closed crown with a cross on it."""
    wide, high = r * rng.uniform(0.58, 0.68), rng.uniform(44, 54)
    flare = curve(
        [(0.5 * wide, tall + 2), (0.58 * wide, tall + 0.4 * high), (wide, tall + high)], 3
    )
    crown = straight(
        np.concatenate([flare, [(0.86 * wide, tall + high + 4), (0, tall + high + 4)]]), 1.0
    )
    dome = ball((0, 0, tall + high + 2), (0.8 * wide, 0.8 * wide, 12), 36)
    z, arm, half = tall + high + 10, rng.uniform(13, 17), rng.uniform(3.6, 5)
    post = box((-half, half), (-half, half), (z - 6, z + 2.3 * arm))
    beam = box((-arm, arm), (-half, half), (z + 1.1 * arm, z + 1.1 * arm + 2 * half))
    if rng.random() < 0.4:
        flared = [rod((0, 0, z + 1.2 * arm + half), (x, 0, z + 1.2 * arm + half + y), half, 16)
                  for x, y in ((arm, 0), (-arm, 0), (0, arm), (0, -1.6 * arm))]  # fmt: skip
        return [("crown", crown), ("dome", dome), ("cross", joined(flared))]
    return [("crown", crown), ("dome", dome), ("cross", post + beam)]


def _knight(r: float, tall: float, rng: np.random.Generator) -> list[tuple[str, Manifold]]:
    """Return a horse's head and neck on a chest, mane, ears and eyes; it looks to +X."""
    s, z = r / 45, 30.0
    lift, nod = rng.uniform(0.95, 1.15), rng.uniform(-8, 10)
    neck = np.array([(0, z - 4), (-12, z + 34), (-9, z + 68 * lift), (6, z + 96 * lift)])
    poll, nose = neck[-1], np.array([62, z + 56 * lift - nod])
    ridge = np.array(
        [(-36, z + 18), (-42, z + 50), (-36, z + 82 * lift), (-12, z + 112 * lift),
         (10, z + 118 * lift)]
    )  # fmt: skip
    size = 11.0
    mane = [ball(tuple(p), (size, 0.62 * size, 1.05 * size), 20) for p in _flat(curve(ridge, 9))]
    ear = rod(_beside(poll, 2, 9, 12), _beside(poll, -1, 13, 38), 5.5, 16)
    eye = ball(_beside(0.62 * poll + 0.38 * nose, 0, 14.5, 7), 4.6, 20)
    out = [("head", _horse(neck, poll, nose)), ("mane", joined(mane))]
    for name, solid in (("ear", ear), ("eye", eye)):
        out += [(f"left {name}", solid), (f"right {name}", solid.mirror((0, 1, 0)))]
    return [(name, solid.scale((s,) * 3)) for name, solid in out]


def _flat(points: Points) -> Points:
    """Return points (n, 2) of the xz plane as points (n, 3)."""
    return np.insert(np.asarray(points, np.float64), 1, 0.0, axis=-1)


def _beside(point: Points, x: float, y: float, z: float) -> tuple[float, float, float]:
    """Return the place that far from a point (2,) of the xz plane."""
    return float(point[0] + x), y, float(point[1] + z)


def _horse(neck: Points, poll: Points, nose: Points) -> Manifold:
    """Return chest, neck and head along points (x, z), mouth and nostrils cut in."""
    head = np.array([np.add(poll, (2, -4)), 0.45 * poll + 0.55 * np.add(nose, (0, 2)), nose])
    cheek, chest = np.add(poll, (16, -16)), neck[0] + (10, 16)
    shape = blobs.blend(
        blobs.tube(_flat(neck), np.array([33, 29, 25, 21])),
        blobs.tube(_flat(head), np.array([21, 17, 13])),
        blobs.ball(_flat(cheek), np.array([19, 19, 20])),
        blobs.ball(_flat(chest), np.array([26, 30, 24])),
        soft=12.0,
    )
    mouth = blobs.tube(_flat(np.array([np.add(nose, (16, -8)), np.add(nose, (-18, -6))])), 2.6)
    nostrils = [blobs.ball(np.array(_beside(nose, 8, y, 5)), 3.2) for y in (-9, 9)]
    carved = blobs.carve(shape, mouth, *nostrils, soft=2.0)
    return blobs.solid(carved, spacing=2.6).scale((1, 0.78, 1))


_HEADS = {
    "pawn": _pawn, "rook": _rook, "knight": _knight,
    "bishop": _bishop, "queen": _queen, "king": _king,
}  # fmt: skip
