"""Hats with a brim all round: top hats, bowlers, straw hats, cowboy hats, witches' hats."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..materials import Surface
from ..piad.turning import Points, curve, oval, sheet, swept, turn
from .looks import DARK, colour, soft, woven
from .paintbox import BRASS, BRIGHT
from .shaping import ball, pillow
from .turned import Piece, joined, pick, ring

BRIMMED = {
    "top": ([(70, 0), (68, 20), (66, 70), (70, 120), (74, 132), (70, 138), (0, 138)], 118, 9),
    "bowler": ([(76, 0), (77, 20), (74, 48), (58, 76), (30, 90), (0, 93)], 116, 13),
    "sun": ([(78, 0), (76, 22), (68, 48), (46, 66), (0, 72)], 168, -6),
    "boater": ([(80, 0), (79, 10), (79, 44), (77, 52), (70, 54), (0, 54)], 130, 0),
    "fedora": ([(78, 0), (76, 24), (70, 56), (58, 78), (36, 86), (0, 80)], 126, 5),
    "cowboy": ([(78, 0), (76, 26), (70, 60), (58, 84), (34, 92), (0, 82)], 148, 4),
    "sombrero": ([(70, 0), (64, 24), (48, 64), (30, 92), (14, 102), (0, 104)], 170, 28),
    "witch": ([(72, 0), (62, 24), (42, 74), (22, 126), (8, 168), (0, 178)], 140, -4),
}  # fmt: skip
"""Profile of the crown, radius of the brim, and how far its edge rises."""


def _cloth(kind: str, rng: np.random.Generator) -> tuple[Surface, float]:
    """Return the stuff of a hat with a brim, and the repeat of its texture."""
    if kind in ("sun", "boater") or (kind == "sombrero" and rng.random() < 0.6):
        light, dark = (("EBD08F", "B98F45"), ("F3E3B8", "CDA964"), ("D9B06A", "9A7434"),
                       ("F0B8B0", "C97A78"))[int(rng.integers(4))]  # fmt: skip
        return woven(light, dark, 12), 90.0
    if kind in ("cowboy", "fedora"):
        return soft(
            colour(rng, (*DARK, "8A5A34", "B98A58", "6B4426", "D8C4A0", BRIGHT[0])), 0.8
        ), 0.0
    return soft(colour(rng, (*DARK, *BRIGHT) if rng.random() < 0.6 else DARK), 0.75), 0.0


_ORNAMENTS = {
    "witch": ("buckle",),
    "sun": ("flower", "bow", "flower"),
    "sombrero": ("none",),
    "cowboy": ("star", "feather", "none"),
}


def brimmed(kind: str, rng: np.random.Generator) -> list[Piece]:
    """Return crown, brim, ribbon and ornaments of a hat with a brim."""
    points, widest, rise = BRIMMED[kind]
    profile = np.array(points, np.float64) * [rng.uniform(0.92, 1.08), rng.uniform(0.85, 1.2)]
    outside = curve(profile, 5)
    edge, base = widest * rng.uniform(0.92, 1.1), float(profile[0, 0])
    look, tile = _cloth(kind, rng)
    path = curve(
        [(0.6 * base, 5), (base + 3, 5), (0.5 * (base + edge), 5 + 0.15 * rise), (edge, 5 + rise)],
        5,
    )
    brim = turn(sheet(path, 7), 80)
    crown = turn(np.concatenate([[(0, 0)], outside]), 72)
    bend = _shaping(kind, edge, rng)
    tall = float(profile[:, 1].max())
    low, high = 6.0, rng.uniform(0.15, 0.3) * tall + 8
    ribbon_z = np.linspace(low, high, 6)
    order = np.argsort(outside[:, 1], kind="stable")
    r = np.interp(ribbon_z, outside[order, 1], outside[order, 0])
    outer = np.stack([r + 2.2, ribbon_z], axis=1)
    ribbon = turn(np.concatenate([outer, np.stack([r - 4, ribbon_z], axis=1)[::-1]]), 72)
    code = colour(rng, (*BRIGHT, "2B2B30", "F6F0E0"))
    band = soft(code, 0.5)
    pieces = [
        Piece("crown", crown.warp_batch(bend), look, tile),
        Piece("brim", brim.warp_batch(bend), look, tile),
        Piece("band", ribbon.warp_batch(bend), band),
    ]
    if rng.random() < 0.4 or kind == "sombrero":
        trim = ring(edge, 4.6, 5 + rise).warp_batch(bend)
        pieces.append(Piece("trim", trim, soft(colour(rng, BRIGHT, code), 0.6)))
    return pieces + _ornament(kind, float(r.mean()), float(ribbon_z.mean()), code, rng)


def _shaping(kind: str, edge: float, rng: np.random.Generator) -> Callable[[Points], Points]:
    """Return what turns a round hat into its kind: sides rolled up, a dented or drooping crown."""
    roll, dent = rng.uniform(0.75, 1.2), rng.uniform(0.7, 1.2)
    waves, deep = int(rng.integers(3, 6)), rng.uniform(2, 7)
    lean = rng.uniform(-50, 50)

    def bend(points: Points) -> Points:
        x, y, z = points.T.copy()
        away = np.hypot(x, y)
        outer = np.clip((away - 80) / (edge - 80), 0, 1.2)
        side = (y / np.maximum(away, 1e-6)) ** 2
        if kind == "cowboy":
            z = z + 52 * roll * outer**1.7 * side - 10 * outer * (1 - side)
            y = y * (1 - 0.3 * outer * side)
        if kind in ("cowboy", "fedora"):
            top = np.clip((z - 40) / 40, 0, 1) * (away < 78)
            z = z - 20 * dent * top * np.exp(-((y / 16) ** 2))
            y = y * (1 - 0.22 * top * (x > 0) * np.clip(x / 50, 0, 1))
            x, y = x * 1.1, y * 0.95
        if kind == "fedora":
            z = z - 10 * outer * np.clip(x / edge, 0, 1) + 8 * outer * np.clip(-x / edge, 0, 1)
        if kind in ("sun", "witch"):
            z = z + deep * outer * np.cos(waves * np.arctan2(y, x))
        if kind == "witch":
            up = np.clip((z - 90) / 90, 0, None) ** 2
            x, z = x + lean * up, z - 0.3 * abs(lean) * up
        if kind == "bowler":
            z = z + 9 * outer * side
            x = x * 1.08
        return np.stack([x, y, z], axis=1)

    return bend


def _ornament(kind: str, r: float, z: float, code: str, rng: np.random.Generator) -> list[Piece]:
    """Return a bow, flower, feather or buckle at the band, or nothing."""
    choice = _ORNAMENTS.get(kind, ("bow", "feather", "none", "flower"))
    what, bright = pick(rng, choice), colour(rng, BRIGHT, code)
    place = (1.0, 0.0, 0.0) if what in ("buckle", "star") else (0.6, -0.8, 0.0)
    # a quill is stuck in, all else lies on the ribbon
    at = (
        np.array(place)
        * (r - 3 if what == "feather" else r + 3)
        * (1.08 if kind in ("cowboy", "bowler") else 1.0)
    )
    heading = float(np.degrees(np.arctan2(at[1], at[0])))
    if what == "none":
        return []
    if what == "buckle":
        frame = pillow((-6, 4), (-17, 17), (-14, 14), 2.5) - pillow((-20, 20), (-9, 9), (-7, 7), 2)
        solid, look = frame, BRASS
    elif what == "star":
        tips = [ball((0, 0, 9), (5, 4.5, 11), 14).rotate((72 * k, 0, 0)) for k in range(5)]
        solid, look = joined([*tips, ball((0, 0, 0), (6, 8, 8), 18)]), BRASS
    elif what == "bow":
        loops = [ball((0, 17 * s, 2), (7, 17, 11), 24) for s in (-1, 1)]
        solid, look = joined([*loops, ball((2, 0, 2), (8, 7, 8), 20)]), soft(code, 0.5)
    elif what == "feather":
        line = curve([(0, 0, -10), (-4, 6, 30), (-16, 14, 70), (-40, 20, 98)], 5)
        share = np.linspace(0, 1, len(line))
        wide = 2.5 + 12 * np.sin(np.pi * share**0.8) ** 0.8
        vane = swept(line, np.stack([oval(w, 3.2, 18) for w in wide]), (1, 0, 0.3))
        solid, look = vane, soft(bright, 0.6)
    else:
        return _flower(at, z, heading, bright, rng)
    return [Piece(what, solid.rotate((0, 0, heading)).translate((at[0], at[1], z)), look)]


def _flower(
    at: Points, z: float, heading: float, code: str, rng: np.random.Generator
) -> list[Piece]:
    count = int(rng.integers(5, 8))
    petal = ball((0, 0, 15), (5, 10, 13), 18)
    petals = joined([petal.rotate((360 * k / count, 0, 0)) for k in range(count)])
    heart = ball((4, 0, 0), (6, 8, 8), 20)
    shift = (float(at[0]), float(at[1]), z + 4)
    return [
        Piece("petals", petals.rotate((0, 0, heading)).translate(shift), soft(code, 0.6)),
        Piece("heart", heart.rotate((0, 0, heading)).translate(shift), soft("F5C327", 0.6)),
    ]
