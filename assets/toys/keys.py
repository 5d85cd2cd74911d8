"""A toy key, lying flat: old keys with a bit, flat door keys, car keys; mm, bow at -X."""

from __future__ import annotations

import numpy as np
from manifold3d import CrossSection, Manifold

from ..materials import Surface
from ..piad.machining import around, in_one_piece, outline, prism, rounded
from ..props import Prop
from . import paintbox, shaping
from .paintbox import Finish, colours
from .turned import Piece, finished, ring

_BOWS = ("ring", "heart", "clover", "oval", "diamond", "crown")


def key(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a key of one of three kinds."""
    kind = int(rng.choice(3, p=[0.5, 0.32, 0.18]))
    finish = paintbox.finish(rng)
    return finished((_old, _flat, _car)[kind](finish, rng), rng)


def _metal(finish: Finish, rng: np.random.Generator) -> Surface:
    """Return brass, steel, copper, or a paint."""
    copper = Surface((0.72, 0.36, 0.24), 0.3, metallic=1.0)
    kinds = (paintbox.BRASS, paintbox.METAL, copper, finish.paint(colours(rng)[0]))
    return kinds[int(rng.choice(4, p=[0.3, 0.2, 0.1, 0.4]))]


def _lobe(radius: float, x: float, y: float = 0.0) -> CrossSection:
    return CrossSection.circle(radius, 40).translate((x, y))


def _bow(kind: str, size: float) -> tuple[CrossSection, CrossSection]:
    """Return a bow's outline about the origin and its opening; the shaft starts at +x."""
    r = size
    if kind == "heart":
        full = CrossSection.batch_hull(
            [_lobe(0.56 * r, -0.5 * r, 0.48 * r), _lobe(0.1 * r, 0.95 * r)]
        )
        full = full + full.mirror((0, 1))
    elif kind == "clover":
        full = around(_lobe(0.52 * r, 0.56 * r), 3) + _lobe(0.4 * r, 0)
        return full, around(_lobe(0.27 * r, 0.56 * r), 3)
    elif kind == "oval":
        full = CrossSection.circle(r, 56).scale((0.78, 1.15))
    elif kind == "diamond":
        full = rounded(CrossSection.square((1.75 * r, 1.75 * r), True).rotate(45), 0.28 * r)
    elif kind == "crown":
        full = _lobe(0.9 * r, 0) + around(_lobe(0.28 * r, 0.92 * r), 8, 22.5)
        return full, _lobe(0.56 * r, 0)
    else:
        full = _lobe(r, 0)
    return full, full.offset(-0.33 * r)


def _plate(shape: CrossSection, half: float, edge: float = 2.0) -> Manifold:
    return prism(shape, (-half, half), edge, 3)


def _old(finish: Finish, rng: np.random.Generator) -> list[Piece]:
    """Return an old key: ornate bow, round shaft with collars, bit with cuts."""
    metal = _metal(finish, rng)
    accent = metal if rng.random() < 0.6 else _metal(finish, rng)
    size, shaft = float(rng.uniform(40, 52)), float(rng.uniform(8, 11))
    full, hole = _bow(str(rng.choice(_BOWS)), size)
    reach = float(full.bounds()[2])
    bow = _plate(full - hole, 0.85 * shaft, 3.5)
    start, end = reach - 6, reach + float(rng.uniform(165, 205))
    rod = shaping.along_x(
        shaping.turned([(0, start), (shaft, start), (shaft, end), (0, end)], 2.0, 36)
    )
    made = [Piece("bow", bow, metal), Piece("shaft", rod, metal)]
    collar = shaping.turned(
        [(0, -6), (1.3 * shaft, -6), (1.75 * shaft, 0), (1.3 * shaft, 6), (0, 6)], 1.5, 36
    )
    spots = [start + 12, start + 26, start + 40][: int(rng.integers(1, 4))]
    for k, x in enumerate(spots):
        made.append(Piece(f"collar {k + 1}", shaping.along_x(collar).translate((x, 0, 0)), accent))
    made.append(Piece("bit", _bit(end - float(rng.uniform(10, 22)), shaft, rng), metal))
    tip = shaping.along_x(
        shaping.turned([(0, -4), (0.8 * shaft, -4), (0.9 * shaft, 6), (0, 12)], 1.5, 32)
    )
    made.append(Piece("tip", tip.translate((end, 0, 0)), accent))
    return made


def _bit(end: float, shaft: float, rng: np.random.Generator) -> Manifold:
    """Return the bit, below the shaft's end towards -y: a plate with cuts left to chance."""
    wide, high = float(rng.uniform(46, 64)), float(rng.uniform(44, 62))
    plate = outline(shaping.corners((end - wide, end), (-shaft - high, -0.4 * shaft)))
    cuts = []
    for k in range(int(rng.integers(1, 4))):
        x = end - wide + wide * (k + 0.6) / 3.4
        deep = high * float(rng.uniform(0.25, 0.6))
        cuts.append(outline(shaping.corners((x, x + 8), (-shaft - high - 5, -shaft - high + deep))))
    side = -shaft - high * float(rng.uniform(0.4, 0.6))
    cuts.append(outline(shaping.corners((end - 0.4 * wide, end + 5), (side - 4, side + 4))))
    for cut in cuts[: int(rng.integers(2, len(cuts) + 1))]:
        plate = plate - cut
    return in_one_piece(_plate(plate, 0.6 * shaft, 1.5))


def _blade(x: tuple[float, float], half: float, rng: np.random.Generator) -> CrossSection:
    """Return the outline of a blade with teeth along one edge and a pointed tip."""
    count = int(rng.integers(5, 8))
    xs = np.linspace(x[0] + 36, x[1] - 16, 2 * count + 1)
    depth = rng.uniform(0.15, 0.95, count) * half
    top = [(x[0], half), (xs[0], half)]
    for k in range(count):
        top += [
            (float(xs[2 * k + 1]) - 3, half - float(depth[k])),
            (float(xs[2 * k + 1]) + 3, half - float(depth[k])),
        ]
        if k < count - 1:
            top.append((float(xs[2 * k + 2]), half - 0.15 * float(depth[k])))
    points = [
        *top,
        (float(xs[-1]), 0.7 * half),
        (x[1], -0.2 * half),
        (x[1] - 14, -half),
        (x[0], -half),
    ]
    return rounded(outline(points), 0.8)


def _flat(finish: Finish, rng: np.random.Generator) -> list[Piece]:
    """Return a door key: plate bow with a hole, toothed blade, often a plastic cap and a ring."""
    metal = _metal(finish, rng)
    r, thick = float(rng.uniform(50, 58)), float(rng.uniform(5.5, 7))
    shape = str(rng.choice(("round", "square", "hexagon", "trefoil")))
    shapes = {
        "round": _lobe(r, 0), "square": rounded(CrossSection.square((1.8 * r, 1.9 * r), True),
                                                0.4 * r),
        "hexagon": rounded(CrossSection.circle(1.12 * r, 6), 0.2 * r),
        "trefoil": around(_lobe(0.62 * r, 0.5 * r), 3, 60) + _lobe(0.6 * r, 0),
    }  # fmt: skip
    hole = _lobe(0.2 * r, -0.55 * r)
    bow, half = shapes[shape] - hole, float(rng.uniform(19, 24))
    end = 0.8 * r + float(rng.uniform(165, 195))
    blade = _plate(_blade((0.5 * r, end), half, rng), 0.75 * thick, 0.8)
    groove = shaping.pillow((0.6 * r, end - 22), (-0.36 * half, 0.0), (0.4 * thick, 20), 1.5)
    made = [Piece("bow", _plate(bow, thick), metal),
            Piece("blade", blade - groove - groove.rotate((180, 0, 0)), metal)]  # fmt: skip
    neck = _plate(
        rounded(outline(shaping.corners((0.7 * r, 1.12 * r), (-1.25 * half, 1.25 * half))), 3),
        thick,
        1.5,
    )
    made.append(Piece("shoulder", neck, metal))
    if rng.random() < 0.6:
        cap = (
            shapes[shape].offset(3)
            - hole.offset(4)
            - outline(shaping.corners((0.72 * r, 200), (-200, 200)))
        )
        made.append(Piece("cap", _plate(cap, thick + 3, 2.5), finish.paint(colours(rng)[0])))
    if rng.random() < 0.5:
        made.append(_split_ring(-0.55 * r, 0.45 * r, rng))
    return made


def _split_ring(x: float, radius: float, rng: np.random.Generator) -> Piece:
    """Return a ring hanging in a hole at x, turned out of the plate."""
    tilt = float(rng.uniform(20, 35))
    drawn = ring(radius, 2.6, 0).rotate((0, tilt, 0)).translate((x - 0.9 * radius, 0, 0))
    return Piece("key ring", drawn, paintbox.METAL)


def _car(finish: Finish, rng: np.random.Generator) -> list[Piece]:
    """Return a car key: a plastic head with buttons, a collar, a blade."""
    long, half = float(rng.uniform(62, 74)), float(rng.uniform(40, 48))
    shape = rounded(outline([(-long, -0.8 * half), (-long, 0.8 * half), (-0.2 * long, half),
                             (long, 0.62 * half),
                             (long, -0.62 * half), (-0.2 * long, -half)]), 16)  # fmt: skip
    hole = rounded(CrossSection.square((10, 0.8 * half), True), 4).translate((-long + 12, 0))
    head = finish.paint(str(rng.choice((paintbox.BLACK, paintbox.BLACK, *paintbox.BRIGHT))))
    made = [Piece("head", prism(shape - hole, (-14, 14), 5.0, 3), head)]
    first, second = colours(rng, 2)
    count = int(rng.integers(2, 4))
    for k, x in enumerate(np.linspace(-0.38, 0.42, count) * long):
        button = rounded(
            CrossSection.square((0.34 * long, 0.9 * half), True), 8 if rng.random() < 0.5 else 4
        )
        paint = finish.paint((first, second, "E8EAEC")[k])
        made.append(
            Piece(
                f"button {k + 1}", prism(button, (6, 17), 2.0, 2).translate((float(x), 0, 0)), paint
            )
        )
    made.append(Piece("collar", shaping.pillow((long - 8, long + 12), (-0.5 * half, 0.5 * half),
                                               (-9, 9), 3),
                      paintbox.METAL))  # fmt: skip
    end = long + float(rng.uniform(120, 150))
    blade = _plate(_blade((long, end), float(rng.uniform(14, 18)), rng), 5, 0.8)
    made.append(Piece("blade", blade, paintbox.METAL))
    if rng.random() < 0.4:
        made.append(_split_ring(-long + 6, 22, rng))
    return made
