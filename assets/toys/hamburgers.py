"""Hamburgers: buns and what is laid between them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manifold3d import CrossSection, Manifold

from ..materials import Surface
from ..piad.machining import prism, rounded
from ..piad.turning import Points, turn
from ..props import Prop
from .looks import colour, glossy, mottled, soft
from .paintbox import WOODS
from .shaping import ball, rod
from .toppings import dripped
from .turned import Piece, body, finished, joined, spots, strewn, wavy

_BUNS = (("D9963F", "B8702A"), ("C9822F", "A05F22"), ("E3AE62", "CB8C3F"), ("3A2A26", "2B1E1C"))
_Layer = tuple[Manifold, float, Surface]
"""A layer standing on z = 0, how much it adds to the height, its look."""
_SAUCES = ("C8201C", "F2C230", "F4E6C4")


def hamburger(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a hamburger of three to eight layers between the halves of its bun."""
    r = 125.0
    light, dark = _BUNS[int(rng.choice(4, p=[0.35, 0.3, 0.27, 0.08]))]
    bun = mottled(light, dark, light, int(rng.integers(4)), 0.45)
    low = rng.uniform(24, 36)
    bottom = body(
        [(0.86 * r, 0), (0.99 * r, 0.35 * low), (r, 0.8 * low), (0.97 * r, low), (0, low)], 6
    )
    pieces = [Piece("bottom bun", bottom, bun, 220.0)]
    z = low - 2.0
    for k, kind in enumerate(_stack(rng)):
        solid, high, look = _layer(kind, r, rng)
        pieces.append(Piece(f"{kind} {k + 1}", solid.translate((0, 0, z)), look))
        z += high - 2.0
    rise = rng.uniform(52, 85)
    dome = body([(0.92 * r, 0), (1.03 * r, 0.14 * rise), (1.02 * r, 0.35 * rise),
                 (0.78 * r, 0.78 * rise),
                 (0.4 * r, 0.97 * rise), (0, rise)], 6).translate((0, 0, z))  # fmt: skip
    pieces.append(Piece("top bun", dome, bun, 220.0))
    if rng.random() < 0.7:
        where = spots(dome, int(rng.integers(25, 60)), 13, rng, lambda _, n: n[:, 2] > 0.35)
        grain = ball((0, 0, 1), (6.5, 4, 3), 10)
        pieces.append(Piece("sesame", strewn([grain], *where, rng), soft("FBF0D2", 0.5)))
    if rng.random() < 0.25:
        top = z + rise
        pieces.append(
            Piece("pick", rod((0, 0, top - 60), (0, 0, top + 75), 3.2, 12), soft(WOODS[0], 0.5))
        )
        pieces.append(Piece("olive", ball((0, 0, top + 22), (18, 18, 22), 24), glossy("7C8C2E")))
    return finished(pieces, rng)


def _stack(rng: np.random.Generator) -> list[str]:
    """Return the layers of a hamburger from below."""
    patties = int(rng.choice([1, 1, 2, 3], p=[0.35, 0.25, 0.3, 0.1]))
    layers = ["lettuce"] if rng.random() < 0.4 else []
    for _ in range(patties):
        layers.append("patty")
        if rng.random() < 0.75:
            layers.append("cheese")
    for kind, chance in (
        ("tomato", 0.65),
        ("onion", 0.3),
        ("pickle", 0.3),
        ("sauce", 0.35),
        ("egg", 0.12),
    ):
        if rng.random() < chance:
            layers.append(kind)
    if "lettuce" not in layers or rng.random() < 0.3:
        layers.append("lettuce")
    return layers


def _layer(kind: str, r: float, rng: np.random.Generator) -> _Layer:
    if kind in ("tomato", "onion", "pickle"):
        return _slices(kind, r, rng)
    return _LAYERS[kind](r, rng)


def _patty(r: float, rng: np.random.Generator) -> _Layer:
    high = rng.uniform(26, 38)
    rim = [(0.95, 0), (1.05, 0.3), (1.05, 0.7), (0.96, 1), (0, 1)]
    solid = body(np.array(rim) * [r, high], 6)
    lumpy = solid.warp_batch(lambda p: wavy(p, r, (17, 11), 0.015, 0.0, 1.0))
    return lumpy, high, soft(colour(rng, ("5A3018", "6B3A1E", "4A2614")), 0.7)


def _cheese(r: float, rng: np.random.Generator) -> _Layer:
    sheet = prism(rounded(CrossSection.square([1.86 * r, 1.86 * r], True), 6), (0, 7), 2, 2)
    sheet = sheet.refine_to_length(16).rotate((0, 0, float(rng.uniform(0, 90))))
    look = soft(colour(rng, ("F6B21A", "F9C83C", "F5D98A")), 0.35)
    return sheet.warp_batch(lambda p: _drooping(p, r)), 7.0, look


def _lettuce(r: float, rng: np.random.Generator) -> _Layer:
    waves, phase = int(rng.integers(9, 14)), rng.uniform(0, 6)
    below = [(0, 0), (0.7 * r, 0), (0.95 * r, 0), (1.16 * r, -3)]
    leaf = turn([*below, (1.18 * r, 1), (0.95 * r, 7), (0.7 * r, 8), (0, 8)], 110)
    ruffled = leaf.warp_batch(lambda p: wavy(p, r, (waves, 2 * waves + 3), 0.03, 9.0, phase))
    return ruffled, 8.0, soft(colour(rng, ("6FB03A", "8CC63F", "4E9A34", "7A3A6B")), 0.45)


def _egg(r: float, rng: np.random.Generator) -> _Layer:
    solid = turn([(0, 0), (r, 0), (1.07 * r, 3), (r, 8), (0, 9)], 80)
    phase = rng.uniform(0, 6)
    uneven = solid.warp_batch(lambda p: wavy(p, r, (5, 8), 0.05, 3.0, phase))
    return uneven, 8.0, soft("FFFCF2", 0.3)


def _sauce(r: float, rng: np.random.Generator) -> _Layer:
    angle = np.linspace(0, 2 * np.pi, 22, endpoint=False)
    rim = 0.97 * r * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    pool = turn([(0, 0), (0.97 * r, 0), (1.01 * r, 3), (0.97 * r, 6), (0, 6)])
    drops = dripped(rim[rng.permutation(22)[:9]], 6, (10, 26), 7, rng)
    return pool + drops, 6.0, glossy(colour(rng, _SAUCES), 0.15)


_LAYERS: dict[str, Callable[[float, np.random.Generator], _Layer]] = {
    "patty": _patty, "cheese": _cheese, "lettuce": _lettuce, "egg": _egg, "sauce": _sauce,
}  # fmt: skip


def _slices(kind: str, r: float, rng: np.random.Generator) -> _Layer:
    """Return tomatoes, onion rings or pickles laid in a circle that reaches over the bun."""
    size, high, codes = {
        "tomato": (0.56, 11.0, ("D8301E", "C8281C")),
        "onion": (0.56, 8.0, ("F3EAF2", "C98AB8")),
        "pickle": (0.36, 8.0, ("7C9A2E", "93A93A")),
    }[kind]
    one = turn(
        [(0, 0), (0.95 * size * r, 0), (size * r, 0.5 * high), (0.95 * size * r, high), (0, high)],
        32,
    )
    count = {"tomato": 4, "onion": 4, "pickle": 7}[kind]
    away = 1.06 * r - size * r
    first = rng.uniform(0, 360)
    laid = [
        one.translate((away, 0, 0.6 * (k % 2))).rotate((0, 0, first + 360 * k / count))
        for k in range(count)
    ]
    return joined([*laid, one]), high, glossy(colour(rng, codes), 0.25)


def _drooping(points: Points, r: float) -> Points:
    """Return points (n, 3) of a sheet whose corners hang down over a round thing."""
    over = np.maximum(np.hypot(points[:, 0], points[:, 1]) - 0.97 * r, 0)
    pull = 1 - 0.45 * over / (over + r)
    return np.stack([points[:, 0] * pull, points[:, 1] * pull, points[:, 2] - 0.95 * over], axis=1)
