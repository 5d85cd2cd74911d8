"""A toy shoe: trainer, high-top, rubber boot, court shoe, strap shoe; mm, toe at +X."""

from __future__ import annotations

import numpy as np
from manifold3d import Manifold

from ..brick_shapes import union
from ..props import Prop
from . import paintbox, shaping
from .lasts import WALL, Last, last_of, opened, soles
from .paintbox import Finish, colours
from .shaping import pillow
from .trainers import high_top, trainer
from .turned import Piece, finished, ring


def shoe(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return one shoe, for the left or the right foot."""
    kinds = (trainer, high_top, _boot, _court, _strap)
    kind = kinds[int(rng.choice(5, p=[0.36, 0.2, 0.16, 0.14, 0.14]))]
    pieces = kind(paintbox.finish(rng), rng)
    if rng.random() < 0.5:
        pieces = [Piece(p.name, p.solid.mirror((0, 1, 0)), p.surface, p.tile) for p in pieces]
    return finished(pieces, rng)


def _boot(finish: Finish, rng: np.random.Generator) -> list[Piece]:
    """Return a rubber boot with a wide shaft, a rim, a heel and a pull loop."""
    last = last_of((80, 92, 88, 68, 52, 46), rng, 2.5, 10.0, 18.0)
    high = float(rng.uniform(190, 250))
    wide = float(rng.uniform(42, 48))
    shaft = [
        (40, 0, -78, 0.86 * wide, 56),
        (0.5 * high, 0, -84, 0.95 * wide, 54),
        (high, 0, -88, wide, 60),
    ]

    def tube(inset: float, top: float) -> Manifold:
        rows = [(z, 0, -x, w - inset, d - inset, 2.2) for z, _, x, w, d in shaft]
        rows.append((top, 0, 88, rows[-1][3], rows[-1][4], 2.2))
        return shaping.loft(rows, 44, 24).rotate((0, -90, 0))

    body = last.solid() + tube(0.0, high + 1)
    room = last.solid(WALL) + tube(WALL, high + 40)
    main, second, third = colours(rng, 3)
    made = [Piece("boot", body - room, finish.paint(main))]
    rim = (tube(-2.5, high + 3) - tube(3.0, high + 40)) ^ pillow(
        (-300, 300), (-200, 200), (high - 16, high + 30), 1, 8
    )
    made.append(Piece("rim", rim, finish.paint(second)))
    made += soles(last, finish, second, str(rng.choice((second, paintbox.BLACK))), 18.0)
    heel = last.sole((10.0, 28.0), 4.5) ^ pillow((-200, -70), (-100, 100), (-50, 60), 1, 8)
    made.append(Piece("heel", heel, finish.paint(paintbox.BLACK)))
    a = np.linspace(0, 2 * np.pi, 10, endpoint=False)
    star = [(-84 + (20 if k % 2 == 0 else 9) * np.cos(t),
             0.62 * high + (20 if k % 2 == 0 else 9) * np.sin(t))
            for k, t in enumerate(a)]  # fmt: skip
    disc = list(zip(-84 + 17 * np.cos(a), 0.62 * high + 17 * np.sin(a), strict=True))
    points = star if rng.random() < 0.5 else disc
    for side, y in (("left", (0, 200)), ("right", (-200, 0))):
        patch = shaping.swollen(body - room, 1.2) ^ shaping.upright(points, y)
        made.append(Piece(f"{side} emblem", patch, finish.paint(third)))
    loop = ring(13, 3.2, 0).rotate((90, 0, 0)).translate((-88 - 60 + 1, 0, high - 2))
    made.append(Piece("pull loop", loop, finish.paint(third)))
    return made


def _court(finish: Finish, rng: np.random.Generator) -> list[Piece]:
    """Return a court shoe on a high heel."""
    lift = float(rng.uniform(62, 105))
    last = last_of((54, 44, 36, 36, 34, 28), rng, 2.3, lift, 8.0, float(rng.uniform(0.2, 0.9)))
    main, second = colours(rng, 2)
    upper = opened(last, last.solid(), (-146, 62), 24.0, 0.0)
    # the front of the opening stays above the sole
    made = [Piece("upper", upper + last.sole((-4.0, 2.0), -2.0), finish.paint(main))]
    made.append(Piece("insole", last.sole((-9.0, -3.0), -9.5), finish.paint("E8C9A0")))
    sole = str(rng.choice((paintbox.BLACK, second, "C4161C")))
    made.append(Piece("sole", last.sole((-1.0, 6.0), 1.0), finish.paint(sole)))
    top = float(last.low(-122))
    width = float(rng.choice((5.0, 9.0, 17.0)))
    post = Manifold.batch_hull([
        pillow((-146, -98), (-22, 22), (top - 14, top + 8), 5),
        pillow((-126 - width, -126 + width), (-width, width), (0.3 * top, 0.3 * top + 12), 3),
    ]) + Manifold.batch_hull([
        pillow((-126 - width, -126 + width), (-width, width), (0.3 * top, 0.3 * top + 12), 3),
        pillow((-128 - 0.8 * width - 1, -128 + 0.8 * width + 1), (-width, width), (0, 9), 2),
    ])  # fmt: skip
    made.append(Piece("heel", post, finish.paint(str(rng.choice((main, sole))))))
    if rng.random() < 0.6:
        made.append(_ribbon(last, 74, finish, second))
    else:
        x = 76.0
        gem = shaping.ball((x, float(last.middle(x)), float(last.top(x))), (12, 12, 7), 24)
        made.append(Piece("brooch", gem, paintbox.BRASS))
    return made


def _ribbon(last: Last, x: float, finish: Finish, colour: str) -> Piece:
    """Return a bow of ribbon on the toe."""
    y, top = float(last.middle(x)), float(last.top(x))
    wing = Manifold.batch_hull([
        shaping.ball((x, y + 4, top + 2), (4, 3, 4), 16),
        shaping.ball((x - 9, y + 24, top + 2), (7, 4, 6), 16),
        shaping.ball((x + 9, y + 24, top + 2), (7, 4, 6), 16),
    ])  # fmt: skip
    other = wing.translate((0, -y, 0)).mirror((0, 1, 0)).translate((0, y, 0))
    knot = shaping.ball((x, y, top + 2), (7, 6, 7), 20)
    return Piece("ribbon", union([wing, other, knot]), finish.paint(colour))


def _strap(finish: Finish, rng: np.random.Generator) -> list[Piece]:
    """Return a child's shoe with one or two straps over a wide opening."""
    last = last_of((66, 56, 50, 50, 48, 42), rng, 2.5, 8.0, 14.0)
    main, second = colours(rng, 2)
    whole = last.solid()
    upper = opened(last, whole, (-140, 58), 27.0, 46.0)
    made = [Piece("upper", upper, finish.paint(main))]
    made += soles(last, finish, str(rng.choice(("FFFFFF", second))), paintbox.BLACK, 14.0)
    heel = last.sole((8.0, 22.0), 4.0) ^ pillow((-200, -80), (-100, 100), (0, 60), 1, 8)
    made.append(Piece("heel", heel, finish.paint(paintbox.BLACK)))
    made.append(Piece("insole", last.sole((-14.0, -4.0), -9.0), finish.paint("E8C9A0")))
    count = int(rng.integers(1, 3))
    accent = str(rng.choice((main, second)))
    for k, x in enumerate((12.0, -30.0)[:count]):
        half, rise = 39.0, 12.0
        arc = np.linspace(0, np.pi, 24)
        top = 62.0 + rise
        outer = [(1.02 * half * np.cos(a), 38 + (top - 38) * np.sin(a) ** 0.8) for a in arc]
        inner = [(0.9 * half * np.cos(a), 38 + (top - 43) * np.sin(a) ** 0.8) for a in arc[::-1]]
        band = shaping.facing([*outer, *inner], (x - 9, x + 9), 1.5, 0.5)
        shift = (0, float(last.middle(x)), 0)
        name = "strap" if count == 1 else f"strap {k + 1}"
        made.append(Piece(name, band.translate(shift), finish.paint(accent)))
        buckle = shaping.ball((x, 0.83 * half, 60), (11, 7, 11), 24)
        made.append(Piece(name.replace("strap", "buckle"), buckle.translate(shift), paintbox.BRASS))
    if rng.random() < 0.6:
        made.append(_ribbon(last, 84, finish, second))
    return made
