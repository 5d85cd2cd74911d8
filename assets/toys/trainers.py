"""Laced toy shoes: trainers and high-tops; mm, toe at +X."""

from __future__ import annotations

import numpy as np
from manifold3d import Manifold

from ..brick_shapes import union
from ..piad.turning import Points
from . import paintbox, shaping
from .lasts import WALL, Last, last_of, opened, soles
from .paintbox import Finish, colours
from .shaping import pillow, rod
from .turned import Piece, ring


def _laces(last: Last, spots: Points, half: float, finish: Finish, colour: str) -> list[Piece]:
    """Return laces across the instep at given x, tied in a bow at the last of them."""
    made = []
    for k, x in enumerate(spots):
        top, y = float(last.top(x)), float(last.middle(x))
        ends = [(x, y + s * half, top - 0.16 * half) for s in (-1, 1)]
        lace = union([rod(e, (float(x), y, top + 2), 3.4, 14) for e in ends])
        made.append(Piece(f"lace {k + 1}", lace, finish.paint(colour)))
    x = float(spots[-1])
    top, y = float(last.top(x)), float(last.middle(x))
    loops = []
    for s in (1, -1):
        ear = ring(11, 2.8, 0).scale((0.75, 1.4, 1)).translate((0, 15, 0)).rotate((14, 0, -25))
        loops.append((ear if s > 0 else ear.mirror((0, 1, 0))).translate((x, y, top + 4)))
        tail = rod((x, y, top + 5), (x + 22, y + 17 * s, top - 6), 2.6, 12)
        loops.append(tail)
    knot = shaping.ball((x, y, top + 5), (6.5, 6.5, 5.5), 20)
    made.append(Piece("bow", union([*loops, knot]), finish.paint(colour)))
    return made


def _tongue(last: Last, skin: Manifold, x: shaping.Span, half: float, tip: float) -> Manifold:
    """Return the tongue: a strip along the instep that stands up out of the opening."""
    strip = shaping.level(
        [(x[1], -0.7 * half), (x[1], 0.7 * half), (x[0], half), (x[0], -half)],
        (float(last.low(0)) + 24, 500), 0, 3,
    )  # fmt: skip
    y = float(last.middle(x[0]))
    root = float(last.top(x[0] + 8))
    flap = Manifold.batch_hull([
        rod((x[0] + 14, y - half, root - 3), (x[0] + 14, y + half, root - 3), 3, 14),
        rod((x[0] - 14, y - 0.9 * half, tip), (x[0] - 14, y + 0.9 * half, tip), 4.5, 14),
    ])  # fmt: skip
    return (skin ^ strip.translate((0, y, 0))) + flap


def trainer(finish: Finish, rng: np.random.Generator) -> list[Piece]:
    """Return a low trainer with laces, stripes, toe cap and heel tab."""
    heel = float(rng.uniform(78, 92))
    return _laced((heel, 0.86 * heel, 0.86 * heel, 68, 48, 40), (-125, -8), heel, finish, rng)


def high_top(finish: Finish, rng: np.random.Generator) -> list[Piece]:
    """Return a laced shoe that reaches over the ankle."""
    heel = float(rng.uniform(132, 158))
    return _laced((heel, heel, 0.8 * heel, 76, 50, 42), (-128, -18), heel, finish, rng)


def _laced(
    tops: tuple[float, ...], opening: shaping.Span, heel: float, finish: Finish,
    rng: np.random.Generator,
) -> list[Piece]:  # fmt: skip
    last = last_of(tops, rng, float(rng.uniform(2.4, 3.0)), ground=float(rng.uniform(16, 26)))
    ground = float(last.stations[0, 3])
    rim = (opening, 23.0, ground + 0.5 * heel)
    upper = opened(last, last.solid(), *rim)
    skin = opened(last, last.solid(-1.2), *rim, WALL - 1.5)
    main, second, third = colours(rng, 3)
    main = str(rng.choice((main, main, "F4F4F2", paintbox.BLACK)))
    sole = str(rng.choice(("FFFFFF", "FFFFFF", "FFF3D6", third)))
    laces = str(rng.choice(("FFFFFF", second, "FFF3D6")))
    made = [Piece("upper", upper, finish.paint(main))]
    made += soles(last, finish, sole, str(rng.choice((second, paintbox.BLACK, "B9783E"))), ground)
    tip = ground + heel * 1.02 + 10
    start = opening[1] - 4
    made.append(Piece("tongue", _tongue(last, skin, (start, 78), 15, tip), finish.paint(second)))
    spots = np.linspace(72, start + 10, int(rng.integers(4, 6)) + (heel > 120))
    made += _laces(last, spots, 21, finish, laces)
    accent = finish.paint(str(rng.choice((second, third))))
    cap = skin ^ shaping.pillow((100, 200), (-100, 100), (-50, 300), 1, 8)
    made.append(Piece("toe cap", cap, finish.paint(sole) if rng.random() < 0.5 else accent))
    tab = skin ^ pillow((-200, -118), (-100, 100), (-50, 400), 1, 8)
    made.append(Piece("heel counter", tab, accent))
    return made + _marks(skin, ground, heel, finish, second, rng)


def _marks(
    skin: Manifold,
    ground: float,
    heel: float,
    finish: Finish,
    colour: str,
    rng: np.random.Generator,
) -> list[Piece]:
    """Return stripes, a swoop or a patch on either side."""
    kind = str(rng.choice(("stripes", "swoop", "disc")))
    drawn = []
    if kind == "stripes":
        for k in range(int(rng.integers(2, 4))):
            x = -52 + 26 * k
            drawn.append(
                [
                    (x, ground),
                    (x + 13, ground),
                    (x - 8, ground + 0.8 * heel),
                    (x - 21, ground + 0.8 * heel),
                ]
            )
    elif kind == "swoop":
        drawn.append([(-100, ground + 46), (-40, ground + 16), (10, ground + 20), (64, ground + 52),
                      (60, ground + 56), (0, ground + 36), (-40, ground + 34)])  # fmt: skip
    else:
        a = np.linspace(0, 2 * np.pi, 32, endpoint=False)
        size = 15 if heel < 110 else 22
        drawn.append(
            list(zip(-72 + size * np.cos(a), ground + 0.55 * heel + size * np.sin(a), strict=True))
        )
    made = []
    for k, points in enumerate(drawn):
        label = "stripe" if kind == "stripes" else "emblem"
        name = f"{label} {k + 1}" if len(drawn) > 1 else label
        for side, y in (("left", (0, 200)), ("right", (-200, 0))):
            patch = skin ^ shaping.upright(points, y, 0.0, 2.0)
            made.append(Piece(f"{side} {name}", patch, finish.paint(colour)))
    return made
