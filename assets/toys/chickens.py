"""A toy chicken: hen, cock or chick; mm, standing, beak at +X."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manifold3d import Manifold

from ..brick_shapes import union
from ..materials import Surface
from ..piad.machining import in_one_piece
from ..piad.turning import Points, bend
from ..props import Prop, covered
from . import coats, paintbox, shaping
from .beaks import half_beak
from .blobs import Blob, Values, ball, blend, solid, tube
from .figures import Figure, bearing, eyes, patch, pose
from .fins import fin, looped, sheet
from .paintbox import Finish
from .shaping import rod

_COATS = (
    ("F7F4EA", "F7F4EA"), ("B5652B", "6B3A1A"), ("F7F4EA", "33363A"), ("33363A", "5A5F66"),
    ("D99A3D", "A86420"),
    ("8C4A22", "2F5D4E"), ("C9CCD0", "5A5F66"), ("E8B45A", "F7F4EA"),
)  # fmt: skip
"""Body and wings with tail."""


@dataclass(frozen=True)
class _Bird:
    """Where a bird's parts are, mm.

    Attributes:
        kind: "hen", "cock" or "chick".
        body: Its field, without the head.
        head: Middle of the head (3,).
        skull: Radius of the head.
        deep: Half height of the body, its middle on z = high.
        high: Of the middle of the body.
        wide: Half width.
    """

    kind: str
    body: Blob
    head: Points
    skull: float
    deep: float
    high: float
    wide: float


def chicken(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a hen, a cock or a chick."""
    finish = paintbox.finish(rng)
    kind = str(rng.choice(("hen", "cock", "chick"), p=[0.45, 0.33, 0.22]))
    bird = _built(kind, rng)
    main, other = _COATS[int(rng.integers(len(_COATS)))]
    if kind == "chick":
        main, other = str(rng.choice(("FFD83A", "FFE36B", "F7B733"))), "F5B50A"
    surface, tile = finish.paint(main), 0.0
    if kind == "hen" and rng.random() < 0.4:
        surface, tile = covered(coats.spots(main, other, int(rng.integers(3)), 140)), 0.16
    figure = Figure()
    figure.add("body", solid(bird.body, spacing=3.4), surface, tile=tile)
    feather = finish.paint(other)
    _wings(figure, bird, feather, rng)
    _tail(figure, bird, feather, finish, rng)
    _head(figure, bird, finish, rng)
    code = str(rng.choice(("F5A21C", "F0C050", "E0862A")))
    legs = finish.paint("E8801F" if kind == "chick" else code)
    _legs(figure, bird, legs)
    if kind == "cock" or (kind == "hen" and rng.random() < 0.3):
        collar = patch(
            bird.body, bird.head - [6, 0, 1.55 * bird.skull], (60, 60, 0.62 * bird.skull), 3.4
        )
        collar = in_one_piece(collar)
        figure.add(
            "neck feathers", collar, finish.paint(str(rng.choice(("F58C1E", "F5B50A", other))))
        )
    return figure.props(rng)


def _built(kind: str, rng: np.random.Generator) -> _Bird:
    plump = float(rng.uniform(0.92, 1.1))
    if kind == "chick":
        high, deep, wide, long = 92.0, 60 * plump, 58 * plump, 64.0
        head, skull = np.array([34.0, 0, high + 74]), float(rng.uniform(42, 48))
    else:
        high, deep, wide, long = 118.0, 58 * plump, 54 * plump, float(rng.uniform(80, 92))
        up = 104 if kind == "hen" else 128
        head, skull = (
            np.array([float(rng.uniform(62, 76)), 0, high + up * float(rng.uniform(0.94, 1.06))]),
            27.0,
        )
    trunk = blend(
        ball((0, 0, high), (long, wide, deep)),
        ball((0.42 * long, 0, high + 8), (0.6 * long, 0.88 * wide, 0.92 * deep)),
        tube([(-0.4 * long, 0, high + 0.2 * deep), (-1.02 * long, 0, high + 0.78 * deep)],
             [0.6 * deep, 0.18 * deep]),
        soft=26,
    )  # fmt: skip
    neck = tube([(0.4 * long, 0, high + 0.3 * deep), tuple(head)], [0.72 * deep, 0.92 * skull])
    body = blend(trunk, neck, ball(tuple(head), skull), soft=24)
    return _Bird(kind, body, head, skull, deep, high, wide)


def _wings(figure: Figure, bird: _Bird, surface: Surface, rng: np.random.Generator) -> None:
    """Add wings of three rows of feathers that lie on the flanks."""
    size = 0.62 if bird.kind == "chick" else 1.0
    lift = float(rng.uniform(4, 22))
    shape = [(34, 6), (18, 30), (-24, 28), (-66, 18), (-78, 6), (-60, -6), (-64, -18), (-40, -22),
             (-36, -34), (0, -32), (30, -16)]  # fmt: skip
    points = np.array(shape) * size
    wing = fin(points, 13, (30 * size, 10 * size), 6, 0.2)
    spot = pose(14 * size, 0.9 * bird.wide, bird.high + 6, left=-6, down=-8, roll=lift)
    figure.twins("wing", wing, surface, place=spot)


def _tail(
    figure: Figure, bird: _Bird, surface: Surface, finish: Finish, rng: np.random.Generator
) -> None:
    x, z = -0.82 * float(-bird.body.low[0]), bird.high + 0.55 * bird.deep
    if bird.kind == "chick":
        tuft = shaping.ball((x - 2, 0, z), (20, 15, 15), 24)
        figure.add("tail", tuft, surface)
        return
    if bird.kind == "hen":
        shape = [(24, -16), (-20, 4), (-58, 40), (-50, 66), (-26, 72), (2, 52), (26, 18)]
        tail = fin(shape, 20, (20, -10), 5, 0.15)
        figure.add("tail", tail.translate((x, 0, z)), surface)
        return
    colours = ("1F4E46", "1B3F94", "2E9E45", "33363A")
    first = int(rng.integers(len(colours)))
    spread = float(rng.uniform(0.9, 1.15))
    plumes = ((112, 86, 0.0), (96, 108, 9.0), (74, 124, 16.0), (50, 128, 8.0), (120, 56, 12.0))
    for k, (back, up, side) in enumerate(plumes):
        path = bend([(20, -14), (-0.25 * back, 0.8 * up), (-0.8 * back, 1.1 * up),
                     (-back, 0.5 * up),
                     (-0.98 * back, 0.28 * up)], 20) * spread  # fmt: skip
        plume = _plume(path, 15.0)
        code = colours[(first + k) % len(colours)]
        moved = plume.translate((x, side, z))
        if side:
            figure.twins(f"tail feather {k + 1}", moved, finish.paint(code))
        else:
            figure.add(f"tail feather {k + 1}", moved, finish.paint(code))


def _plume(path: Points, wide: float) -> Manifold:
    """Return a sickle feather along a path (n, 2) in (x, z)."""
    along = np.gradient(path, axis=0)
    along /= np.linalg.norm(along, axis=1)[:, None]
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1)
    half = (
        wide
        * np.interp(np.linspace(0, 1, len(path)), [0, 0.3, 0.8, 1], [0.6, 1, 0.8, 0.25])[:, None]
    )
    edge = np.concatenate([path + half * normal, (path - half * normal)[::-1]])
    return sheet(looped(edge, 64, 0.5), 9).rotate((90, 0, 0))


def _head(figure: Figure, bird: _Bird, finish: Finish, rng: np.random.Generator) -> None:
    """Add eyes, beak, and what the kind has of comb and wattles."""
    x, _, z = (float(v) for v in bird.head)
    r = bird.skull
    centre = bird.head.astype(np.float32)

    def seen(points: Values) -> Values:
        return bird.body(points + centre)

    size = 0.2 * r + 1.5
    eyes(
        figure,
        seen,
        pose(x, 0, z),
        bearing(float(rng.uniform(48, 62)), 16),
        size,
        bool(rng.random() < 0.5),
    )
    long = float(rng.uniform(24, 34)) * (0.85 if bird.kind == "chick" else 1)
    code = str(rng.choice(("F5A21C", "F2C12E", "E8801F")))
    yellow = finish.paint("E8701A" if bird.kind == "chick" else code)
    base, front = 0.36 * r + 2, x + 0.78 * r
    upper = half_beak((front, z + 1), base, long, 1.15)
    figure.add("upper beak", upper, yellow)
    lower = (
        half_beak((front, z + 2), 0.8 * base, 0.72 * long, 0.9)
        .mirror((0, 0, 1))
        .translate((0, 0, 2 * z + 3))
    )
    figure.add("lower beak", lower, yellow)
    if bird.kind != "chick":
        _comb(figure, bird, front, finish, rng)


def _comb(
    figure: Figure, bird: _Bird, front: float, finish: Finish, rng: np.random.Generator
) -> None:
    """Add comb and wattles; the beak begins at x = front."""
    x, _, z = (float(v) for v in bird.head)
    r = bird.skull
    red = finish.paint(str(rng.choice(("D8281F", "C4161C", "E0402E"))))
    big = (1.0 if bird.kind == "hen" else 1.5) * float(rng.uniform(0.85, 1.15))
    count = int(rng.integers(3, 6))
    lumps = [shaping.ball((x + 15 - 38 * k / (count - 1), 0, z + 0.9 * r + 4),
                          (10 * big, 5.5, (12 + 6 * np.sin(np.pi * (k + 0.6) / count)) * big), 20)
             for k in range(count)]  # fmt: skip
    root = rod((x + 16, 0, z + 0.86 * r), (x - 22, 0, z + 0.82 * r), 5.5)
    figure.add("comb", union([*lumps, root]), red)
    drop = 15 * big
    wattle = Manifold.batch_hull(
        [
            shaping.ball((front - 5, 6, z - 0.4 * r), (5, 4.5, 6), 20),
            shaping.ball((front - 3, 8, z - 0.45 * r - drop), (8, 5, 9), 20),
        ]
    )
    figure.twins("wattle", wattle, red)


def _legs(figure: Figure, bird: _Bird, surface: Surface) -> None:
    y = 0.48 * bird.wide
    foot = 1.0 if bird.kind == "chick" else 1.15
    top = bird.high - 0.7 * bird.deep
    toes = [rod((0, y, 7), (34 * foot * np.cos(a), y + 34 * foot * np.sin(a), 5), 5, 14)
            for a in np.radians((-32, 0, 32, 180))]  # fmt: skip
    leg = union([rod((0, y, 8), (0, y, top), 6), *toes])
    figure.twins("leg", leg, surface)
    thigh = shaping.ball((-2, y, top + 2), (17 * foot, 13 * foot, 20 * foot), 24)
    figure.twins("thigh", thigh, figure.solids["body"][1], tile=figure.solids["body"][2])
