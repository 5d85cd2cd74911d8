"""A toy butterfly on six legs, its wings spread: bordered, spotted, eyed; mm, head at +X."""

from __future__ import annotations

import numpy as np
from manifold3d import CrossSection, JoinType

from ..brick_shapes import union
from ..materials import Surface
from ..piad.machining import in_one_piece, outline
from ..piad.turning import Points, bend, oval, swept
from ..props import Prop
from . import paintbox, shaping
from .blobs import ball, blend, solid
from .figures import CHALK, INK, Figure, Pose, pose
from .fins import belt, looped, sheet
from .paintbox import BLACK, Finish
from .shaping import rod

_PAIRS = (
    ("F07818", BLACK), ("1E6FD0", BLACK), ("F5B50A", "7A3A12"), ("5BB8E8", "1B3F94"),
    ("E84C8A", "7B3FB5"),
    ("FFE36B", BLACK), ("8CC63F", "1F5C2E"), ("7B3FB5", "F5B50A"), ("FFFFFF", "3A3F46"),
    ("16A5A8", "123C5C"),
    ("D8281F", BLACK), ("F7D3DC", "B01030"),
)  # fmt: skip
"""Field and border of the wings."""

_UPPER = {
    "round": [(4, 2), (40, 30), (84, 72), (104, 118), (86, 146), (44, 138), (8, 104), (-10, 50),
              (-8, 8)],
    "pointed": [(6, 2), (40, 34), (92, 92), (122, 150), (96, 148), (52, 128), (6, 104), (-8, 50),
                (-8, 8)],
    "broad": [(6, 2), (58, 30), (98, 84), (96, 134), (58, 152), (18, 138), (-4, 92), (-10, 44),
              (-8, 8)],
}  # fmt: skip
_LOWER = {
    "round": [(4, 2), (2, 44), (-6, 96), (-44, 116), (-88, 94), (-96, 52), (-70, 20), (-36, 4)],
    "tailed": [(4, 2), (2, 44), (-8, 92), (-48, 104), (-84, 84), (-148, 80), (-150, 66), (-98, 56),
               (-76, 26), (-36, 4)],
    "scalloped": [(4, 2), (2, 44), (-4, 92), (-26, 112), (-44, 98), (-64, 106), (-74, 80),
                  (-98, 72),
                  (-88, 44), (-70, 18), (-36, 4)],
}  # fmt: skip
"""Outlines of left wings in (x, y) from the shoulder, mm."""


def butterfly(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a butterfly."""
    finish = paintbox.finish(rng)
    field, border = _PAIRS[int(rng.integers(len(_PAIRS)))]
    accent = str(rng.choice(("FFFFFF", "FFE36B", "D8281F", "5BB8E8", "F58C1E")))
    if accent == field:
        accent = "FFF3D6"
    size = float(rng.uniform(0.9, 1.15))
    rise = float(rng.uniform(8, 46))
    upper = np.array(_UPPER[str(rng.choice(tuple(_UPPER)))]) * [rng.uniform(0.88, 1.1), size]
    lower = np.array(_LOWER[str(rng.choice(tuple(_LOWER)))]) * [rng.uniform(0.88, 1.1), 0.95 * size]
    figure = Figure()
    high = 34.0
    two_tone = rng.random() < 0.4
    for name, points, x, z, tone in (
        ("lower wing", lower, -2.0, high + 6, accent if two_tone else field),
        ("upper wing", upper, 12.0, high + 9, field),
    ):
        place = pose(x, 5.0, z, roll=-rise)
        _wing(figure, name, points, place, finish, (tone, border, accent), rng)
    body = str(rng.choice((BLACK, BLACK, border, "7A4A25")))
    _body(figure, high, finish.paint(body), finish.paint(accent), rng)
    _legs(figure, high, finish.paint(BLACK))
    return figure.props(rng)


def _wing(
    figure: Figure, name: str, points: Points, place: Pose, finish: Finish,
    codes: tuple[str, str, str], rng: np.random.Generator,
) -> None:  # fmt: skip
    """Add a pair of wings: the border as a sheet, the field and the marks 1 mm proud of it."""
    shape = looped(points, 80, 0.12)
    field, border, accent = (finish.paint(c) for c in codes)
    figure.twins(name, sheet(shape, 6.0), border, place=place)
    inner = shape.offset(-float(rng.uniform(8, 13)), JoinType.Round, 2.0, 24)
    veins = str(rng.choice(("veins", "whole")))
    if veins == "veins":
        inner = _veined(inner, points)
    pieces = sorted(inner.decompose(), key=lambda p: (-p.area(), tuple(p.bounds())))
    cells = [p for p in pieces if not p.offset(-2.5).is_empty()]
    for k, cell in enumerate(cells):
        label = f"{name} field" if len(cells) == 1 else f"{name} cell {k + 1}"
        drawn = in_one_piece(sheet(cell.simplify(0.2), 8.0, 0.9))
        figure.twins(label, drawn, field, place=place)
    _marks(figure, name, points, shape, place, accent, border, rng)


def _veined(shape: CrossSection, points: Points) -> CrossSection:
    """Return the shape cut into cells by veins that spread from the wing's root."""
    root = points[0]
    tips = points[2:-1:2]
    for tip in tips:
        away = (tip - root) / np.linalg.norm(tip - root)
        side = np.array([-away[1], away[0]]) * 1.9
        end = root + 400 * away
        start = root + 34 * away
        shape = shape - outline([start + side, start - side, end - side, end + side])
    return shape


def _marks(
    figure: Figure, name: str, points: Points, shape: CrossSection, place: Pose,
    accent: Surface, border: Surface, rng: np.random.Generator,
) -> None:  # fmt: skip
    """Add an eye spot, a row of dots along the edge, or nothing."""
    kind = str(rng.choice(("eye", "dots", "both", "plain"), p=[0.3, 0.3, 0.25, 0.15]))
    middle = np.asarray(points).mean(0)
    if kind in ("eye", "both"):
        r = float(rng.uniform(12, 18))
        spot = middle + 0.25 * (middle - points[0])
        for label, radius, thick, surface in (("eye spot", r, 9.6, border),
                                              ("eye ring", 0.72 * r, 11.0, accent),
                                              ("eye centre", 0.4 * r, 12.4, border)):  # fmt: skip
            disc = CrossSection.circle(radius, 32).translate(tuple(spot)) ^ shape.offset(-3.0)
            figure.twins(f"{name} {label}", sheet(disc, thick, 1.2), surface, place=place)
    if kind in ("dots", "both"):
        rim = max(shape.offset(-6.5).to_polygons(), key=len)
        away = np.linalg.norm(np.asarray(rim) - points[0], axis=1)
        edge = np.asarray(rim)[away > 0.66 * away.max()]
        way = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(edge, axis=0), axis=1))])
        count = int(rng.integers(4, 8))
        for k, at in enumerate(np.linspace(0, way[-1], count)):
            i = int(np.abs(way - at).argmin())
            dot = CrossSection.circle(4.2, 20).translate(tuple(edge[i]))
            figure.twins(f"{name} dot {k + 1}", sheet(dot, 9.0, 1.2), accent, place=place)


def _body(
    figure: Figure, high: float, surface: Surface, accent: Surface, rng: np.random.Generator
) -> None:
    """Add thorax, abdomen, head, eyes and feelers."""
    long, thick = float(rng.uniform(66, 88)), float(rng.uniform(9.5, 13))
    figure.add(
        "thorax",
        solid(ball((4, 0, high + 4), (26, thick * 1.2, thick * 1.2)), spacing=2.4),
        surface,
    )
    rear = blend(ball((-0.55 * long, 0, high), (0.56 * long, thick, thick)),
                 ball((-0.8 * long, 0, high - 1), (0.3 * long, 0.8 * thick, 0.8 * thick)),
                 soft=8)  # fmt: skip
    figure.add("abdomen", solid(rear, spacing=2.6), surface)
    if rng.random() < 0.7:
        for k, x in enumerate(np.linspace(-0.42, -0.9, int(rng.integers(3, 5))) * long):
            figure.add(f"ring {k + 1}", belt(rear, float(x), 5.5, 1.2, 2.6), accent)
    x, z, r = 36.0, high + 8, 1.25 * thick
    figure.add("head", shaping.ball((x, 0, z), r, 28), surface)
    figure.twins("eye", shaping.ball((x + 0.5 * r, 0.66 * r, z + 0.34 * r), 0.46 * r, 20), CHALK)
    figure.twins("pupil", shaping.ball((x + 0.8 * r, 0.78 * r, z + 0.42 * r), 0.25 * r, 16), INK)
    reach, spread = float(rng.uniform(42, 66)), float(rng.uniform(22, 42))
    path = bend([(x + 2, 3, z + 0.5 * r), (x + 0.3 * reach, 6, z + 0.5 * reach),
                 (x + 0.7 * reach, 0.5 * spread, z + 0.72 * reach),
                 (x + reach, spread, z + 0.66 * reach)], 20)  # fmt: skip
    feeler = swept(path, 1.9 * oval(1, 1, 10), (0, 0, 1))
    knob = shaping.ball(path[-1], float(rng.uniform(3.6, 5.4)), 16)
    figure.twins("feeler", feeler + knob, surface)


def _legs(figure: Figure, high: float, surface: Surface) -> None:
    for name, x, turn in (("front", 18.0, 14.0), ("middle", 4.0, 0.0), ("rear", -10.0, -16.0)):
        knee = (x + 0.6 * turn, 22.0, high - 2)
        leg = union(
            [rod((x, 5, high), knee, 2.4, 10), rod(knee, (x + 1.2 * turn, 30, 2.4), 2.2, 10)]
        )
        for side, drawn in (("left", leg), ("right", leg.mirror((0, 1, 0)))):
            figure.add(f"{name} {side} leg", drawn, surface)
