"""Glassware: bottles of glass and plastic, and glasses to drink from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from manifold3d import Manifold

from ..brick_shapes import box
from ..materials import Surface
from ..piad.turning import Points, curve, turn
from ..props import Prop
from .looks import PASTEL, banded, clear, colour, dotted, glossy, soft, striped
from .paintbox import BRIGHT
from .shaping import ball
from .turned import Piece, belt, cord, finished, hollow, pick, ring, straight

_SHAPES = {
    "bordeaux": [(36, 0), (38, 4), (38, 90), (38, 178), (34, 196), (18, 214), (14, 232), (13, 290)],
    "burgundy": [(42, 0), (44, 5), (44, 110), (40, 150), (26, 196), (16, 236), (13, 290)],
    "beer": [(36, 0), (38, 4), (38, 80), (38, 130), (33, 158), (20, 190), (15, 222), (14, 250)],
    "water": [(32, 0), (38, 8), (38, 60), (32, 90), (32, 110), (38, 140), (37, 170), (26, 205),
              (14, 226), (14, 240)],
    "milk": [(46, 0), (50, 6), (50, 120), (46, 150), (30, 185), (25, 205), (28, 225)],
    "sauce": [(40, 0), (44, 5), (47, 80), (44, 140), (38, 170), (24, 190), (18, 200)],
    "flask": [(66, 0), (74, 8), (72, 40), (52, 90), (30, 130), (20, 152), (18, 190)],
    "cola": [(34, 0), (36, 6), (36, 40), (29, 75), (31, 100), (38, 140), (33, 170), (18, 210),
             (14, 245)],
    "jug": [(56, 0), (62, 8), (66, 60), (62, 105), (44, 140), (20, 160), (18, 195)],
    "perfume": [(60, 0), (64, 6), (64, 40), (64, 84), (58, 100), (24, 112), (18, 130)],
}  # fmt: skip
"""Outsides of bottles, from the foot to the mouth."""
_TINTS = ("2E6B3A", "6B3A14", "7FB7A0", "3E7FB8", "DDEBE6", "B9D36A", "A8425A")


_CLOSURES = {
    "bordeaux": ("cork", "foil"),
    "burgundy": ("cork", "foil"),
    "beer": ("crown", "stopper"),
    "sauce": ("nozzle", "screw"),
    "perfume": ("stopper",),
    "cola": ("crown", "screw"),
    "flask": ("cork", "stopper"),
    "jug": ("cork", "stopper"),
}


def bottle(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a bottle with its closure and, mostly, a label or bands."""
    kind = pick(rng, tuple(_SHAPES))
    points = np.array(_SHAPES[kind], np.float64)
    points *= [rng.uniform(0.9, 1.18), rng.uniform(0.9, 1.12)]
    outside = curve(points, 7)
    glass = rng.random() < 0.6
    code = colour(rng, _TINTS if glass else BRIGHT + PASTEL)
    look = clear(code, 0.05) if glass else glossy(code)
    shell, room = hollow(outside, 5.0, 8.0)
    pieces = [Piece("body", shell, look)]
    if glass and rng.random() < 0.4:
        pieces.append(_drink(room, rng.uniform(0.45, 0.8), rng))
    pieces += _closure(kind, points, rng)
    pieces += _dress(outside, points, rng)
    neck = points[-1]
    lip = ring(neck[0] - 1.0, 3.2, neck[1] - rng.uniform(10, 16))
    return finished([*pieces, Piece("neck ring", lip, look)], rng)


def _drink(room: Manifold, level: float, rng: np.random.Generator, grow: float = 1.0) -> Piece:
    """Return what a vessel holds, up to a share of its height, a little into the walls."""
    box_ = room.bounding_box()
    low, high, wide = box_[2], box_[5], box_[3]
    # grown sideways, so that no film of air stays between it and the wall
    share = 1 + grow / wide
    held = room.scale((share, share, 1)).translate((0, 0, -grow))
    held = held ^ box((-500, 500), (-500, 500), (low - 9, low + level * (high - low)))
    drink = colour(
        rng, ("C8321E", "F0A020", "F5D76A", "8A1F3A", "5A2E16", "6AB04A", "F4F0E6", "D9486A")
    )
    return Piece("drink", held, replace(soft(drink, 0.15), subsurface=0.2))


def _closure(kind: str, points: Points, rng: np.random.Generator) -> list[Piece]:
    """Return cork, screw cap, crown cap, stopper or nozzle on the mouth of a bottle."""
    r, z = points[-1]
    code = colour(rng, (*BRIGHT, "F4F1E8", "2B2B30", "C9A24A"))
    form = pick(rng, _CLOSURES.get(kind, ("screw", "screw", "foil")))
    look = glossy(code, 0.3)
    if form == "cork":
        cork = straight([(0.82 * r, z - 22), (0.95 * r, z + 20), (0, z + 20)], 2.0)
        return [Piece("cork", cork, soft("C99B66", 0.8))]
    if form == "crown":
        flare = [(r + 4.5, z - 6), (r + 2, z + 4), (r - 4, z + 8), (0, z + 8)]
        return [Piece("cap", straight(flare, 1.5), look)]
    if form == "nozzle":
        tip = curve([(r + 5, z + 8), (0.8 * r, z + 18), (0.4 * r, z + 40), (4.5, z + 62)], 4)
        collar = straight([(r + 6, z - 14), (r + 6, z + 12), (0, z + 12)], 2)
        return [Piece("cap", collar, look), Piece("nozzle", _topped(tip), look)]
    if form == "stopper":
        knob = ball((0, 0, z + 0.9 * r), (1.15 * r, 1.15 * r, 1.05 * r), 40)
        plug = straight([(0.9 * r, z - 15), (0.9 * r, z + 6), (0, z + 6)], 1)
        return [Piece("stopper", knob + plug, look)]
    if form == "foil":
        sleeve = straight([(r + 2.5, z - 50), (r + 2, z + 3), (0, z + 3)], 2)
        return [Piece("foil", sleeve, replace(look, metallic=0.4))]
    ribs = straight([(r + 4.5, z - 20), (r + 4, z + 6), (0, z + 6)], 2)
    return [Piece("cap", ribs, look)]


def _topped(profile: Points) -> Manifold:
    """Return the full body of a profile with a flat top."""
    return straight(np.concatenate([profile, [(0, profile[-1, 1])]]))


def _dress(outside: Points, points: Points, rng: np.random.Generator) -> list[Piece]:
    """Return the label and bands of a bottle."""
    tall = float(points[-1, 1])
    body_top = 0.58 * tall
    low, high = rng.uniform(0.12, 0.22) * tall, rng.uniform(0.42, 0.56) * tall
    kind = pick(rng, ("label", "label", "dots", "bands", "none"))
    if kind == "none":
        return []
    paper, ink = colour(rng, (*PASTEL, "F4F1E8")), colour(rng, BRIGHT)
    if kind == "bands":
        width = rng.uniform(8, 16)
        heights = np.linspace(low, body_top - width, int(rng.integers(2, 4)))
        return [
            Piece(f"band {k + 1}", belt(outside, z, z + width, 1.5, 2.5), glossy(ink))
            for k, z in enumerate(heights.tolist())
        ]
    look: Surface
    if kind == "dots":
        look = dotted(ink, paper, 14, 4, 0.28, 0.5)
    else:
        edge, middle = rng.uniform(0.1, 0.2), rng.uniform(0.3, 0.5)
        inner = colour(rng, BRIGHT, ink)
        look = banded(
            ((0.0, ink), (edge, paper), (middle, inner), (middle + 0.18, paper), (1 - edge, ink)),
            0.5,
        )
    return [Piece("label", belt(outside, low, high, 1.5, 2.5), look, wrap=True)]


def glass(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a wine glass, flute, martini glass, goblet, tumbler or pint, often with a drink."""
    kind = pick(rng, (*_BOWLS, "tumbler", "tumbler", "pint"))
    tint = colour(rng, ("F2FAF8", "F2FAF8", "CFE8F2", "E8F0D0", "F5D6E0", "D8CFF0", "F8E6B8"))
    look = clear(tint, 0.02)
    if kind in _BOWLS:
        pieces, room, lip = _stemmed(kind, look, rng)
    else:
        pieces, room, lip = _tumbler(kind, look, rng)
    if rng.random() < 0.65:
        pieces.append(_drink(room, rng.uniform(0.4, 0.75), rng, 1.2))
    r, z = lip
    if rng.random() < 0.35 and kind not in ("flute", "martini"):
        floor = room.bounding_box()[2]
        line = np.linspace((0.75 * r, 0, z + 45), (-0.1 * r, 0, floor - 2), 12)
        straw = striped((colour(rng, BRIGHT), "FAFAFA"), 5, False, 0.35)
        pieces.append(Piece("straw", cord(line, 4.2), straw, 60.0))
    if rng.random() < 0.35:
        pieces.append(_slice(r, z, rng))
    return finished(pieces, rng)


_BOWLS = {
    "wine": [(4, 0), (26, 8), (42, 36), (45, 62), (41, 90), (34, 118)],
    "flute": [(4, 0), (14, 12), (22, 48), (25, 90), (24, 130), (21, 165)],
    "martini": [(4, 0), (12, 6), (40, 44), (72, 84)],
    "goblet": [(6, 0), (30, 6), (46, 30), (50, 60), (50, 96)],
    "coupe": [(5, 0), (30, 6), (56, 24), (64, 48), (64, 58)],
}  # fmt: skip
"""Outsides of bowls, from the stem to the lip."""


def _stemmed(
    kind: str, look: Surface, rng: np.random.Generator
) -> tuple[list[Piece], Manifold, tuple[float, float]]:
    """Return bowl, stem and foot of a glass, the room in the bowl and its lip."""
    stem = float(rng.uniform(0.75, 1.25)) * {"goblet": 48, "coupe": 85}.get(kind, 90)
    points = np.array(_BOWLS[kind], np.float64) * [rng.uniform(0.9, 1.2), rng.uniform(0.9, 1.15)]
    outside = curve(points, 5) + np.array([0, stem])
    shell, room = hollow(outside, 3.6, stem + 6)
    widest = float(points[:, 0].max())
    foot = max(34.0, rng.uniform(0.75, 0.95) * min(widest, 55))
    disc = curve([(foot, 1.5), (0.95 * foot, 4), (0.45 * foot, 7), (7, 14)], 3)
    base = straight(np.concatenate([[(foot - 1, 0)], disc, [(0, 16)]]))
    rod = [(6, 6), (4.6, 24), (4.2, 0.5 * stem), (4.6, stem - 10), (8, stem + 3), (7, stem + 5)]
    shaft = straight(np.concatenate([curve(rod, 4), [(0, stem + 5)]]))
    pieces = [Piece("bowl", shell, look), Piece("foot", base, look), Piece("stem", shaft, look)]
    if rng.random() < 0.45:
        bead = ball((0, 0, rng.uniform(0.3, 0.7) * stem), rng.uniform(8, 12), 32)
        pieces.append(Piece("knop", bead, look))
    return pieces, room, (float(outside[-1, 0]), float(outside[-1, 1]))


def _tumbler(
    kind: str, look: Surface, rng: np.random.Generator
) -> tuple[list[Piece], Manifold, tuple[float, float]]:
    """Return wall and thick base of a glass without a stem, its room and its lip."""
    tall = float(rng.uniform(90, 150)) * (1.2 if kind == "pint" else 1.0)
    low = rng.uniform(30, 40)
    high = low * rng.uniform(1.05, 1.4)
    points = [(low, 0), (low + 1, 4), (low + 0.45 * (high - low), 0.5 * tall), (high, tall)]
    if kind == "pint":
        points[2:] = [(low + 4, 0.55 * tall), (high + 7, 0.78 * tall), (high + 2, tall)]
    outside = curve(points, 5)
    shell, room = hollow(outside, 4.0, 12)
    base = straight([(low - 1, 0.5), (low, 3), (low, 15), (0, 15)], 1.5)
    pieces = [Piece("wall", shell, look), Piece("base", base, look)]
    if rng.random() < 0.5:
        z = rng.uniform(0.25, 0.7) * tall
        paint = glossy(colour(rng, BRIGHT))
        pieces.append(Piece("band", belt(outside, z, z + rng.uniform(6, 20), 1.2, 1.8), paint))
    return pieces, room, (float(outside[-1, 0]), float(outside[-1, 1]))


def _slice(r: float, z: float, rng: np.random.Generator) -> Piece:
    """Return a slice of lemon or orange stuck on the rim of a glass."""
    radius = float(rng.uniform(18, 26))
    peel = turn([(0, -3.5), (radius, -3.5), (radius, 3.5), (0, 3.5)], 40)
    look = soft(colour(rng, ("F5D327", "F08A1C", "9CC43C")), 0.4, 0.3)
    at = (0.94 * r * np.cos(2.6), 0.94 * r * np.sin(2.6), z + 0.45 * radius)
    return Piece("fruit slice", peel.rotate((90, 0, 60)).translate(at), look)
