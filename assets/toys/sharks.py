"""A toy shark: a great fish with a fin on its back and an open mouth; mm, upright, snout at +X."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from manifold3d import Manifold

from ..brick_shapes import union
from ..materials import Surface
from ..piad.machining import in_one_piece
from ..props import Prop, covered
from . import coats, paintbox
from .blobs import Blob, Values, ball, blend, carve, shared, solid, swollen
from .figures import Figure, bearing, eyes, pose, trace
from .fins import fin, spindle, squashed
from .paintbox import Finish
from .shaping import rod

_BACKS = (
    "6E7E8C", "4E6E8E", "3E78B5", "7D8894", "55606B", "8A7F74", "5FA3C7", "3F4A57",
    "1E9AA6", "5B4FA8", "D9782A", "3D8F6A", "1B3F94",
)  # fmt: skip
_LONG = 300.0


def shark(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a shark of the common kind, or one with a hammer for a head."""
    hammer = bool(rng.random() < 0.25)
    tall, flat = float(rng.uniform(34, 55)), float(rng.uniform(0.9, 1.1))
    finish = paintbox.finish(rng)
    back = str(rng.choice(_BACKS))
    body = _body(tall, flat, hammer)
    gape = _gape(tall, hammer, float(rng.uniform(0.8, 1.15)))
    figure = Figure()
    pattern = str(rng.choice(("plain", "plain", "tiger", "spots")))
    surface, tile = finish.paint(back), 0.0
    if pattern == "tiger":
        surface, tile = covered(coats.stripes(back, "2C3A48", int(rng.integers(3)), 6)), 0.2
    elif pattern == "spots":
        surface, tile = covered(coats.spots(back, "E8EEF2", int(rng.integers(3)), 90)), 0.2
    opened = carve(body, gape, soft=2.0)
    figure.add("body", in_one_piece(solid(opened, spacing=3.4)), surface, tile=tile)
    pale = finish.paint(str(rng.choice(("F4F4F0", "E6E9EA", "FBF3DF"))))
    under = ball(
        (-0.02 * _LONG, 0, -0.98 * tall), (0.47 * _LONG, 200, float(rng.uniform(0.82, 0.98)) * tall)
    )
    skin = carve(shared(swollen(opened, 1.0), under), swollen(opened, -5.0), swollen(gape, 2.0))
    figure.add("belly", in_one_piece(solid(skin, spacing=4.0)), pale)
    _mouth(figure, body, gape, tall, hammer, finish)
    _fins(figure, tall, flat, finish.paint(back), rng)
    _details(figure, body, tall, hammer, rng)
    return figure.props(rng)


def _body(tall: float, flat: float, hammer: bool) -> Blob:
    h, t = _LONG / 2, tall
    snout = (h - 22, -0.05 * t, 0.42 * t) if hammer else (h - 12, 0.06 * t, 0.2 * t)
    trunk = spindle([
        (-h, 0.25 * t, 0.16 * t), (-0.72 * h, 0.16 * t, 0.3 * t), (-0.25 * h, 0.02 * t, 0.8 * t),
        (0.18 * h, 0, t), (0.6 * h, 0, 0.82 * t), snout,
    ], flat)  # fmt: skip
    if not hammer:
        return trunk
    bar = ball((h - 20, 0, 0.06 * t), (21, 1.75 * t, 0.27 * t))
    return blend(trunk, bar, soft=22)


def _gape(tall: float, hammer: bool, wide: float) -> Blob:
    """Return what the open mouth cuts out of the head, from below and before."""
    x = _LONG / 2 - (74 if hammer else 64)
    return ball((x, 0, -0.4 * tall), (40, 0.78 * tall, 0.22 * tall * wide))


def _mouth(
    figure: Figure, body: Blob, gape: Blob, tall: float, hammer: bool, finish: Finish
) -> None:
    """Line the mouth in red and set two rows of teeth."""
    lining = carve(shared(swollen(gape, 4.0), swollen(body, -1.0)), gape)
    figure.add("mouth", in_one_piece(solid(lining, spacing=3.6)), finish.paint("B5213A"))
    middle = (gape.low + gape.high) / 2
    rx, ry, rz = ((gape.high - gape.low) / 2).astype(float)
    x = float(middle[0])
    upper, lower = [], []
    for angle in np.radians(np.linspace(-80, 80, 13)):
        c, s, z = float(np.cos(angle)), float(np.sin(angle)), float(middle[2])
        tooth = Manifold.cylinder(0.95 * rz, 4.2, 0.5, 10)
        upper.append(
            tooth.mirror((0, 0, 1)).translate((x + 0.8 * rx * c, 0.8 * ry * s, z + 0.8 * rz))
        )
        lower.append(
            tooth.scale((0.85, 0.85, 0.75)).translate(
                (x + 0.4 * rx * c, 0.5 * ry * s, z - 0.85 * rz)
            )
        )
    ridge = [rod(_foot(a), _foot(b), 2.4, 8) for a, b in pairwise(upper)]
    base = [rod(_foot(a, False), _foot(b, False), 2.2, 8) for a, b in pairwise(lower)]
    white = finish.paint("FFFFFF")
    figure.add("upper teeth", union([*upper, *ridge]), white)
    if not hammer:
        figure.add("lower teeth", union([*lower, *base]), white)


def _foot(tooth: Manifold, top: bool = True) -> tuple[float, float, float]:
    box = tooth.bounding_box()
    return (box[0] + box[3]) / 2, (box[1] + box[4]) / 2, box[5] if top else box[2]


def _fins(
    figure: Figure, tall: float, flat: float, surface: Surface, rng: np.random.Generator
) -> None:
    h, t = _LONG / 2, tall
    up = t + float(rng.uniform(44, 66))
    rake = float(rng.uniform(10, 34))
    back = [(0.28 * h, 0.7 * t), (0.16 * h, t + 12), (-0.08 * h - rake, up),
            (-0.16 * h - rake, up - 4),
            (-0.17 * h, t + 4), (-0.22 * h, 0.66 * t)]  # fmt: skip
    figure.add("dorsal fin", fin(back, 9, (0, 0), 0, 0.55), surface)
    small = [(-0.5 * h, 0.42 * t), (-0.58 * h, 0.86 * t), (-0.68 * h, 0.92 * t),
             (-0.66 * h, 0.44 * t),
             (-0.62 * h, 0.3 * t)]  # fmt: skip
    figure.add("rear dorsal fin", fin(small, 6, (0, 0), 0, 0.4), surface)
    under = [(x, 0.3 * t - z) for x, z in small]
    figure.add("anal fin", fin(under, 6, (0, 0), 0, 0.4), surface)
    high, low = float(rng.uniform(74, 98)), float(rng.uniform(38, 66))
    z = 0.25 * t
    tail = [(-h + 18, z + 6), (-h - 16, z + 0.45 * high), (-h - 52, z + high),
            (-h - 60, z + high - 3),
            (-h - 34, z + 0.34 * high), (-h - 20, z - 2), (-h - 30, z - 0.6 * low),
            (-h - 44, z - low),
            (-h - 36, z - low - 1), (-h - 8, z - 0.42 * low), (-h + 18, z - 6)]  # fmt: skip
    figure.add("tail fin", fin(tail, 9, (0, 0), 0, 0.5), surface)
    span = float(rng.uniform(78, 100))
    breast = [
        (26, -6),
        (14, 20),
        (-0.42 * span, span),
        (-0.5 * span, span - 3),
        (-26, 24),
        (-24, -6),
    ]
    flat_fin = fin(breast, 8, (0, 0), 0, 0.5).rotate((-90, 0, 0))
    spot = pose(0.3 * h, 0.62 * t * flat, -0.5 * t, roll=float(rng.uniform(14, 30)))
    figure.twins("breast fin", flat_fin, surface, place=spot)
    belly = fin([(12, -4), (-14, 30), (-20, 29), (-14, -4)], 6, (0, 0), 0, 0.4).rotate((-90, 0, 0))
    spot = pose(-0.38 * h, 0.28 * t * flat, -0.38 * t, roll=40)
    figure.twins("belly fin", belly, surface, place=spot)


def _details(
    figure: Figure, body: Blob, tall: float, hammer: bool, rng: np.random.Generator
) -> None:
    """Add eyes and gill slits."""
    h, t = _LONG / 2, tall
    size = float(rng.uniform(7, 9.5))
    cartoon = bool(rng.random() < 0.5)
    if hammer:
        eyes(
            figure,
            squashed(body, 1.0),
            pose(0, 0, 0),
            bearing(float(np.degrees(np.arctan2(1.6 * t, h - 18))), 1.5),
            size,
            cartoon,
        )
    else:
        spot = np.array([0.58 * h, 0, 0.2 * t])

        def head(points: Values) -> Values:
            return body(points + spot.astype(np.float32))

        eyes(figure, head, pose(*(float(v) for v in spot)), bearing(80, 12), size, cartoon)
    ink = paintbox.Finish(0.5, 0.0).paint("2A343E")
    for k, x in enumerate((0.36, 0.29, 0.22)):
        way = np.linspace(-0.34, 0.3, 5) * t
        spots = [trace(body, (x * h + 0.1 * z, 0, z), (0, 1, 0)) for z in way]
        line = [(float(p[0]), float(p[1]) - 0.9, float(p[2])) for p in spots]
        slit = union([rod(a, b, 2.2, 10) for a, b in pairwise(line)])
        figure.twins(f"gill slit {k + 1}", slit, ink)
