"""Crockery: mugs, cups with saucers or for the road, bowls and plates."""

from __future__ import annotations

import numpy as np
from manifold3d import Manifold

from ..materials import Surface
from ..piad.machining import in_one_piece, outline
from ..piad.turning import Points, bend, curve, oval, sheet, swept, turn
from ..props import Prop
from .looks import PASTEL, banded, colour, dotted, glossy, mottled, soft, striped
from .paintbox import BRIGHT
from .shaping import ball
from .turned import (
    Piece,
    belt,
    cord,
    finished,
    hollow,
    lining,
    pick,
    ring,
    straight,
)

WHITE = ("FAF8F2", "F3ECDD", "F7F3E4")
DRINKS = ("5A3018", "3A1E10", "8C5A34", "C98A4B", "B5651D", "D9C8A8")


def glaze(rng: np.random.Generator, aspect: float) -> tuple[Surface, str]:
    """Return a look that goes once round a vessel, and a colour that goes with it.

    Args:
        rng: Source of chance.
        aspect: Girth of the vessel, in heights.
    """
    base, paint = colour(rng, (*BRIGHT, *PASTEL, *WHITE)), colour(rng, BRIGHT)
    while paint == base:
        paint = colour(rng, BRIGHT)
    other = colour(rng, (*BRIGHT, *WHITE), paint)
    kind = pick(rng, ("plain", "plain", "dots", "upright", "level", "dipped", "speckled"))
    if kind == "dots":
        rows = 2 * int(rng.integers(2, 4))
        return dotted(
            base, paint, max(4, round(rows * aspect)), rows, rng.uniform(0.2, 0.33)
        ), paint
    if kind == "upright":
        return striped((base, paint), int(rng.integers(6, 14)), True), paint
    if kind == "level":
        return striped((base, paint, other), int(rng.integers(1, 4)), False), paint
    if kind == "dipped":
        at = float(rng.uniform(0.3, 0.65))
        return banded(((0.0, paint), (at, other), (at + 0.05, base))), paint
    if kind == "speckled":
        return mottled(base, base, "4A3A30", int(rng.integers(3)), 0.3), paint
    return glossy(base), paint


def mug(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a mug: straight, tapered, waisted, barrel or round; handle of one of four kinds."""
    r, tall = rng.uniform(84, 100), rng.uniform(170, 250)
    kind = pick(rng, tuple(_MUGS))
    points = np.array(_MUGS[kind]) * [r, tall]
    outside = curve(points, 7)
    wall = rng.uniform(7, 10)
    shell, room = hollow(outside, wall, 12)
    look, paint = glaze(rng, 2 * np.pi * r / tall)
    inside = glossy(colour(rng, (*WHITE, *WHITE, paint)))
    grip = glossy(paint) if look.texture or rng.random() < 0.3 else look
    pieces = [
        Piece("body", shell, look, wrap=bool(look.texture)),
        Piece("lining", lining(outside, wall, 12), inside),
        Piece("handle", in_one_piece(_handle(outside, rng) - room), grip),
    ]
    if rng.random() < 0.35:
        z = float(outside[-1, 1])
        pieces.append(
            Piece("rim", ring(float(outside[-1, 0]) - wall / 2, 0.62 * wall, z - 1), glossy(paint))
        )
    if rng.random() < 0.4:
        z, width = rng.uniform(0.12, 0.6) * tall, rng.uniform(0.08, 0.2) * tall
        pieces.append(Piece("band", belt(outside, z, z + width, 1.8, 3), glossy(paint)))
    elif rng.random() < 0.5:
        pieces.append(
            Piece("emblem", _emblem(outside, tall, rng), glossy(colour(rng, BRIGHT, paint)))
        )
    if rng.random() < 0.35:
        pieces.append(_contents(room, rng))
    return finished(pieces, rng)


_MUGS = {
    "straight": [(0.97, 0), (1, 0.03), (1, 0.3), (1, 0.7), (1, 1)],
    "tapered": [(0.76, 0), (0.79, 0.03), (0.86, 0.35), (0.93, 0.7), (1, 1)],
    "waisted": [(0.95, 0), (1, 0.04), (0.92, 0.3), (0.83, 0.6), (0.88, 0.85), (0.97, 1)],
    "barrel": [(0.84, 0), (0.88, 0.04), (1.0, 0.3), (1.06, 0.52), (1.0, 0.8), (0.92, 1)],
    "round": [(0.6, 0), (0.64, 0.03), (0.96, 0.2), (1.08, 0.42), (0.98, 0.68), (0.84, 0.85),
              (0.88, 1)],
    "conical": [(1.04, 0), (1.06, 0.04), (0.98, 0.35), (0.9, 0.7), (0.84, 1)],
}  # fmt: skip


def _handle(outside: Points, rng: np.random.Generator) -> Manifold:
    """Return a handle at +X, a C, a D, an ear or a square one, its roots in the wall."""
    tall = float(outside[-1, 1])
    top, low = rng.uniform(0.78, 0.88) * tall, rng.uniform(0.16, 0.3) * tall
    radii, heights = outside.T
    a, b = (float(np.interp(z, heights, radii)) for z in (top, low))
    out = max(a, b) + rng.uniform(0.26, 0.38) * tall
    middle, kind = (top + low) / 2, pick(rng, ("C", "D", "ear", "square"))
    roads = {
        "C": [(out, top + 4), (out + 10, middle), (out, low - 4)],
        "D": [(out - 6, top + 6), (out, top - 6), (out, middle), (out - 2, low + 8),
              (out - 8, low - 4)],
        "ear": [(out - 4, top + 0.16 * tall), (out + 14, top - 12), (out - 6, middle - 14),
                (b + 22, low + 2)],
        "square": [(out, top), (out, top), (out, top), (out, low), (out, low), (out, low)],
    }  # fmt: skip
    path = bend([(a - 8, top), (a + 14, top), *roads[kind], (b + 14, low), (b - 8, low)], 44)
    share = np.linspace(0, 1, len(path))
    swell = 1 + 0.35 * (np.exp(-share / 0.06) + np.exp((share - 1) / 0.06))
    ellipse = oval(rng.uniform(9, 13), rng.uniform(11, 18), 24)
    line = np.stack([path[:, 0], 0 * share, path[:, 1]], axis=1)
    return swept(line, swell[:, None, None] * ellipse)


def _emblem(outside: Points, tall: float, rng: np.random.Generator) -> Manifold:
    """Return a heart, star, disc or flower lying on the front (-Y) of a vessel."""
    size = 0.24 * tall
    t = np.linspace(0, 2 * np.pi, 80, endpoint=False)
    kind = pick(rng, ("heart", "star", "disc", "flower"))
    if kind == "heart":
        shape = np.stack([np.sin(t) ** 3, 0.8 * np.cos(t) - 0.32 * np.cos(2 * t)
                          - 0.12 * np.cos(3 * t) - 0.06 * np.cos(4 * t)], axis=1)  # fmt: skip
    else:
        bump = {"star": 0.32 * np.cos(5 * t) + 0.68, "disc": 0 * t + 0.85,
                "flower": 0.8 + 0.2 * np.cos(6 * t)}[kind]  # fmt: skip
        shape = bump[:, None] * np.stack([np.sin(t), np.cos(t)], axis=1)
    stamp = outline(size * shape).extrude(400).rotate((90, 0, 0)).translate((0, 0, 0.5 * tall))
    return belt(outside, 0.1 * tall, 0.95 * tall, 2.0, 4.0) ^ stamp


def _contents(room: Manifold, rng: np.random.Generator) -> Piece:
    """Return a drink that stands in a vessel, a little into its wall."""
    wide, top = room.bounding_box()[3], room.bounding_box()[5]
    grow = (wide + 2) / wide
    held = room.scale((grow, grow, 1)).translate((0, 0, -2))
    return Piece(
        "drink",
        held.trim_by_plane((0, 0, -1), -rng.uniform(0.76, 0.88) * top),
        soft(colour(rng, DRINKS), 0.15),
    )


def cup(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a tea cup on its saucer, or a paper cup with lid and sleeve."""
    if rng.random() < 0.3:
        return finished(_paper_cup(rng), rng)
    r, tall, foot = rng.uniform(78, 92), rng.uniform(95, 135), rng.uniform(0.4, 0.52)
    points = np.array(_CUPS[pick(rng, tuple(_CUPS))]) * [r, tall]
    points[0, 0], points[1, 0] = foot * r, foot * r + 1
    outside = curve(points, 5) + np.array([0, 8])
    shell, room = hollow(outside, 5.5, 20)
    look, paint = glaze(rng, 2 * np.pi * r / tall)
    plain = glossy(paint) if look.texture else look
    dish = 1.55 * r
    saucer = turn(sheet(curve([(0, 6), (0.4 * dish, 6), (0.62 * dish, 10), (dish, 26)], 5), 8))
    shift = outside + np.array([0, 4])
    pieces = [
        Piece("body", shell.translate((0, 0, 4)), look, wrap=bool(look.texture)),
        Piece("lining", lining(shift, 5.5, 24), glossy(colour(rng, WHITE))),
        Piece("foot", straight([(foot * r + 2, 8), (foot * r, 17), (0, 17)], 2), plain),
        Piece("saucer", saucer, glossy(colour(rng, WHITE)) if rng.random() < 0.4 else plain),
        Piece("handle", in_one_piece(_handle(shift, rng) - room.translate((0, 0, 4))), plain),
    ]
    if rng.random() < 0.5:
        pieces.append(Piece("saucer rim", ring(dish, 4.6, 26), glossy(colour(rng, BRIGHT, paint))))
    if rng.random() < 0.6:
        pieces.append(_contents(room.translate((0, 0, 4)), rng))
    if rng.random() < 0.4:
        pieces.append(
            Piece(
                "spoon",
                _spoon(1.5 * r).rotate((0, 0, -60)).translate((0.38 * r, -1.08 * r, 22)),
                Surface((0.75, 0.75, 0.76), 0.25, metallic=1.0),
            )
        )
    return finished(pieces, rng)


_CUPS = {
    "round": [(0.45, 0), (0.46, 0.03), (0.8, 0.2), (0.95, 0.55), (1, 1)],
    "tulip": [(0.45, 0), (0.46, 0.03), (0.78, 0.16), (0.82, 0.5), (0.86, 0.75), (1.05, 1)],
    "cone": [(0.45, 0), (0.46, 0.03), (0.62, 0.3), (0.82, 0.65), (1, 1)],
    "drum": [(0.45, 0), (0.46, 0.03), (0.9, 0.12), (0.95, 0.45), (0.97, 1)],
}


def _spoon(length: float) -> Manifold:
    """Return a spoon lying along +X from its bowl."""
    path = np.stack(
        [np.linspace(0, length, 12), np.zeros(12), 4 + 10 * np.linspace(0, 1, 12) ** 2], 1
    )
    return cord(path, np.linspace(3.2, 4.6, 12)) + ball((-12, 0, 3), (22, 14, 4.5), 28)


def _paper_cup(rng: np.random.Generator) -> list[Piece]:
    """Return a cup to take away: tapered, with a lid, a sleeve and perhaps a straw."""
    tall, low, high = rng.uniform(170, 240), rng.uniform(48, 60), rng.uniform(70, 84)
    outside = np.array([(low, 0), (low + 0.02 * (high - low), 4), (high, tall)])
    shell, _ = hollow(outside, 4.0, 8)
    look, paint = glaze(rng, 2 * np.pi * high / tall)
    cover = glossy(colour(rng, ("FAFAF7", "2B2B30", "6B3F22", paint)), 0.35)
    pieces = [
        Piece("body", shell, look, wrap=bool(look.texture)),
        Piece("rim", ring(high, 4.5, tall), cover),
    ]
    bottom, top = rng.uniform(0.22, 0.32) * tall, rng.uniform(0.6, 0.75) * tall
    sleeve = glossy(colour(rng, ("B98A58", "C79A66", *BRIGHT), paint), 0.7)
    pieces.append(Piece("sleeve", belt(outside, bottom, top, 3.0, 2.5), sleeve))
    domed = rng.random() < 0.4
    rise = rng.uniform(30, 45) if domed else rng.uniform(14, 20)
    shape = [(high + 5, tall - 8), (high + 5, tall + 3), (high - 2, tall + 7)]
    if domed:
        arch = np.linspace(0.2, np.pi / 2 - 0.15, 10)
        shape += [((high - 2) * np.cos(a), tall + 6 + rise * np.sin(a)) for a in arch]
    else:
        shape += [(high - 5, tall + rise), (high - 12, tall + rise), (high - 14, tall + rise - 6)]
    end = shape[-1][1]
    pieces.append(Piece("lid", straight([*shape, (0, end)], 1.2), cover))
    if domed or rng.random() < 0.4:
        line = np.linspace((0, 0, tall - 20), (-26, 0, tall + rise + rng.uniform(50, 80)), 10)
        pieces.append(
            Piece(
                "straw", cord(line, 5.5), striped((colour(rng, BRIGHT), "FAFAFA"), 4, False), 60.0
            )
        )
    return pieces
