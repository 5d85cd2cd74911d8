"""Cookies, lying flat: with chips, sandwiches, iced shapes, gingerbread men, with jam."""

from __future__ import annotations

import numpy as np
from manifold3d import CrossSection

from ..materials import Surface
from ..piad.machining import disc, outline, prism, rounded
from ..piad.turning import Points
from ..props import Prop
from .doughs import DOUGHS, bitten
from .looks import colour, glossy, mottled, soft
from .paintbox import BRIGHT
from .shaping import ball, rod
from .toppings import ICINGS, sprinkled
from .turned import (
    Piece,
    attached,
    body,
    cord,
    finished,
    joined,
    pick,
    ring,
    spots,
    strewn,
    widened,
)

_CHIPS = ("3A2013", "4A2A18", "F3E6CC", "8A2A2A")


def cookie(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a cookie: with chips, a sandwich, iced in a shape, a gingerbread man, or with jam."""
    kind = pick(rng, ("chips", "chips", "sandwich", "iced", "man", "jam"))
    light, dark = DOUGHS[int(rng.choice(4, p=[0.35, 0.25, 0.2, 0.2]))]
    dough = mottled(light, dark, dark, int(rng.integers(4)), 0.8)
    makers = {"chips": _chips, "sandwich": _sandwich, "iced": _iced, "man": _man, "jam": _jam}
    return finished(makers[kind](dough, rng), rng)


def _chips(dough: Surface, rng: np.random.Generator) -> list[Piece]:
    """Return a round uneven cookie with chips, by chance bitten."""
    thick, waves = rng.uniform(26, 44), int(rng.integers(5, 9))
    phase = rng.uniform(0, 6)
    profile = [(135, 0), (148, 0.3 * thick), (143, 0.62 * thick), (100, 0.95 * thick), (0, thick)]

    def uneven(points: Points) -> Points:
        angle = np.arctan2(points[:, 1], points[:, 0])
        out = 1 + 0.02 * np.cos(waves * angle + phase) + 0.012 * np.cos(3 * angle - phase)
        lump = 2.0 * np.sin(points[:, 0] / 17 + phase) * np.cos(points[:, 1] / 15)
        up = np.where(points[:, 2] > 0.5 * thick, lump, 0)
        return np.stack([points[:, 0] * out, points[:, 1] * out, points[:, 2] + up], axis=1)

    base = body(np.array(profile), 7).warp_batch(uneven)
    size = rng.uniform(11, 17)
    points, normals = spots(
        base, int(rng.integers(12, 24)), 2.3 * size, rng, lambda _, n: n[:, 2] > 0.6
    )
    gone = bitten(rng, 148) if rng.random() < 0.3 else None
    # dark chips would not show on chocolate dough
    code = colour(rng, _CHIPS[2:] if max(dough.base_color) < 0.2 else _CHIPS)
    if rng.random() < 0.25:
        groups = [str(c) for c in rng.choice(BRIGHT, 3, replace=False)]
        chip = ball((0, 0, 1), (size, size, 0.55 * size), 16)
    else:
        groups = [code]
        chip = body(
            [(size, -4), (0.9 * size, 3), (0.45 * size, 0.6 * size), (0, 0.85 * size)], 3, 18
        )
    pieces = [Piece("body", base - gone if gone else base, dough, 200.0)]
    for k, hex_colour in enumerate(groups):
        mine = slice(k, None, len(groups))
        solid = strewn([chip], points[mine], normals[mine], rng)
        solid = attached(solid - gone, base - gone) if gone else solid
        pieces.append(Piece(f"chips {k + 1}", solid, glossy(hex_colour, 0.35)))
    return pieces


def _sandwich(dough: Surface, rng: np.random.Generator) -> list[Piece]:
    """Return two embossed wafers with cream between them."""
    r, wafer, cream = 140.0, rng.uniform(20, 28), rng.uniform(18, 34)
    teeth, square = int(rng.integers(24, 40)), rng.random() < 0.25
    rim = disc(r) if not square else rounded(CrossSection.square([2 * r - 20] * 2, True), 22)
    if not square:
        t = np.linspace(0, 2 * np.pi, 6 * teeth, endpoint=False)
        rim = outline((r + 3 * np.cos(teeth * t))[:, None] * np.stack([np.cos(t), np.sin(t)], 1))
    lower = prism(rim, (0, wafer), 3, 2)
    high = wafer + cream
    upper = prism(rim, (high, high + wafer), 3, 2)
    marks = [ring(0.8 * r, 4, high + wafer), ring(0.36 * r, 5, high + wafer)]
    count = int(rng.integers(6, 13))
    bead = ball((0.58 * r, 0, high + wafer), (0.15 * r, 0.07 * r, 5), 16)
    marks += [bead.rotate((0, 0, 360 * k / count)) for k in range(count)]
    filling = prism(rim.scale((0.95, 0.95)), (wafer - 4, high + 4), 4, 3)
    code = colour(rng, ("FFF8EA", "F7B6C8", "6B3A20", "A9DCC3", "F5D76A"))
    dark = dough if rng.random() < 0.5 else mottled("3A2318", "4A2D1E", "2A1810", 1, 0.7)
    return [
        Piece("lower wafer", lower, dark, 200.0),
        Piece("upper wafer", upper, dark, 200.0),
        Piece("embossing", joined(marks), dark, 200.0),
        Piece("cream", filling, soft(code, 0.5)),
    ]


def _shape(rng: np.random.Generator) -> CrossSection:
    """Return a star, heart, flower or tree of about 280 mm."""
    t = np.linspace(0, 2 * np.pi, 160, endpoint=False)
    kind = pick(rng, ("star", "heart", "flower", "tree"))
    if kind == "heart":
        y = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t) + 2
        return rounded(outline(8.6 * np.stack([16 * np.sin(t) ** 3, y], axis=1)), 8, 4)
    if kind == "tree":
        half = [
            (0, 150),
            (62, 70),
            (38, 70),
            (88, -10),
            (52, -10),
            (112, -95),
            (24, -95),
            (24, -135),
        ]
        return rounded(outline([*half, *[(-x, y) for x, y in half[::-1]]]), 9, 6)
    if kind == "flower":
        petals = int(rng.integers(5, 9))
        r = 118 + 26 * np.cos(petals * t)
        return outline(r[:, None] * np.stack([np.cos(t), np.sin(t)], axis=1))
    arms = int(rng.integers(5, 7))
    angle = np.pi / 2 + np.arange(2 * arms) * np.pi / arms
    r = np.where(np.arange(2 * arms) % 2, 78.0, 155.0)
    return rounded(outline(r[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)), 12, 8)


def _iced(dough: Surface, rng: np.random.Generator) -> list[Piece]:
    """Return a cut-out cookie with an iced top, a piped border and sprinkles."""
    plan, thick = _shape(rng).simplify(0.4), rng.uniform(20, 30)
    code = colour(rng, ICINGS)
    inner = plan.offset(-14)
    pieces = [
        Piece("body", prism(plan, (0, thick), 6, 3), dough, 200.0),
        Piece("icing", prism(inner, (thick - 4, thick + 7), 4, 3), soft(code, 0.3)),
    ]
    if rng.random() < 0.6:
        border = prism(inner.offset(1) - inner.offset(-8), (thick, thick + 12), 3, 2)
        pieces.append(Piece("border", border, soft(colour(rng, ICINGS, code), 0.3)))
    if rng.random() < 0.7:
        ground = prism(inner.offset(-16), (thick, thick + 7), 0)
        pieces += sprinkled(ground, 40, rng, 1.2)
    return pieces


def _man(_: Surface, rng: np.random.Generator) -> list[Piece]:
    """Return a gingerbread man with icing lines, eyes and buttons."""
    thick, stout = rng.uniform(20, 30), rng.uniform(0.9, 1.15)
    spread = rng.uniform(95, 120)
    limbs = [
        ((0, 40), (-spread, 58)),
        ((0, 40), (spread, 58)),
        ((0, -30), (-62, -130)),
        ((0, -30), (62, -130)),
    ]
    plan = disc(50 * stout, (0, 105)) + disc(52 * stout, (0, 5)) + disc(44 * stout, (0, 35))
    for a, b in limbs:
        ends = [disc(29 * stout, a), disc(25 * stout, b)]
        plan = plan + CrossSection.batch_hull(ends)
    plan = rounded(plan, 0, 12).simplify(0.4)
    ginger = mottled("B5723A", "9C5C2B", "8A4F24", int(rng.integers(4)), 0.8)
    pieces = [Piece("body", prism(plan, (0, thick), 6, 3), ginger, 200.0)]
    white = soft(colour(rng, ("FFFBF2", "FFFBF2", *ICINGS)), 0.35)
    z = thick + 1.0
    smile = [(26 * np.sin(a), 106 - 22 * np.cos(a), z) for a in np.linspace(-1, 1, 9)]
    pieces.append(Piece("mouth", cord(np.array(smile), 3.6, (0, 0, 1)), white))
    for side, sign in (("left", 1), ("right", -1)):
        pieces.append(Piece(f"{side} eye", ball((18 * sign, 122, z), (7, 7, 6), 18), white))
        for k, (x, y, dx, dy) in enumerate(((0.78 * spread, 54, 6, 24), (50, -104, 24, -12))):
            line = rod((sign * (x - dx), y - dy, z), (sign * (x + dx), y + dy, z), 4, 14)
            pieces.append(Piece(f"{side} {('cuff', 'hem')[k]}", line, white))
    button = soft(colour(rng, BRIGHT), 0.3)
    for k in range(int(rng.integers(2, 4))):
        pieces.append(Piece(f"button {k + 1}", ball((0, 44 - 34 * k, z), (9, 9, 7), 20), button))
    return pieces


def _jam(dough: Surface, rng: np.random.Generator) -> list[Piece]:
    """Return a fluted cookie with a pool of jam."""
    flutes, thick = int(rng.integers(10, 18)), rng.uniform(30, 44)
    rim = [(125, 0), (140, 0.35 * thick), (128, 0.85 * thick), (95, thick)]
    base = body([*rim, (60, 0.8 * thick), (0, 0.7 * thick)], 6, 8 * flutes)

    def fluted(points: Points) -> Points:
        angle = np.arctan2(points[:, 1], points[:, 0])
        outer = np.clip(np.hypot(points[:, 0], points[:, 1]) / 70 - 1, 0, 1)
        out = 1 + 0.045 * outer * np.cos(flutes * angle)
        return widened(points, out)

    jam = body([(70, 0.6 * thick), (78, 0.9 * thick), (60, 1.02 * thick), (0, 1.1 * thick)], 5)
    code = colour(rng, ("B3142A", "E08A1C", "A03A8A", "F0B42A", "C9302A"))
    return [
        Piece("body", base.warp_batch(fluted), dough, 200.0),
        Piece("jam", jam, glossy(code, 0.1)),
    ]
