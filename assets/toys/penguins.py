"""A toy penguin, upright: plain, crested, emperor or grey chick, some dressed; mm, beak at +X."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manifold3d import Manifold

from ..brick_shapes import union
from ..piad.machining import in_one_piece
from ..piad.turning import Points
from ..props import Prop
from . import paintbox, shaping
from .beaks import half_beak
from .blobs import Blob, Values, ball, blend, carve, shared, slab, solid, swollen
from .figures import Figure, band, bearing, eyes, pose, trace
from .fins import fin
from .paintbox import Finish, colours
from .shaping import pillow, rod

_BACKS = ("23262B", "23262B", "2B3A52", "1F3A6E", "3A3F46")


@dataclass(frozen=True)
class _Bird:
    """Where a penguin's parts are, mm.

    Attributes:
        skin: Body and head.
        wide: Half width of the body.
        middle: Height of the widest place.
        head: Middle of the head (3,).
        skull: Radius of the head.
    """

    skin: Blob
    wide: float
    middle: float
    head: Points
    skull: float


def penguin(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a penguin."""
    finish = paintbox.finish(rng)
    kind = str(rng.choice(("plain", "crested", "emperor", "chick"), p=[0.4, 0.2, 0.24, 0.16]))
    bird = _built(kind, rng)
    back = "9AA3AD" if kind == "chick" else str(rng.choice(_BACKS))
    figure = Figure()
    figure.add("body", solid(bird.skin, spacing=3.6), finish.paint(back))
    _front(figure, bird, kind, finish)
    _limbs(figure, bird, finish, back, rng)
    _head(figure, bird, kind, finish, rng)
    _clothes(figure, bird, kind, finish, rng)
    return figure.props(rng)


def _built(kind: str, rng: np.random.Generator) -> _Bird:
    tall = float(rng.uniform(0.92, 1.1)) * (
        0.82 if kind == "chick" else 1.1 if kind == "emperor" else 1
    )
    wide = float(rng.uniform(56, 68)) * (1.0 if kind != "emperor" else 0.92)
    middle = 92 * tall
    skull = float(rng.uniform(43, 52)) * (
        1.08 if kind == "chick" else 0.92 if kind == "emperor" else 1
    )
    head = np.array([8.0, 0, middle + 102 * tall])
    skin = blend(
        ball((0, 0, middle), (0.86 * wide, wide, 82 * tall)),
        ball((-4, 0, middle - 28), (0.92 * wide, 1.04 * wide, 56 * tall)),
        ball(tuple(head), (skull, 1.04 * skull, 0.96 * skull)), soft=34,
    )  # fmt: skip
    return _Bird(skin, wide, middle, head, skull)


def _front(figure: Figure, bird: _Bird, kind: str, finish: Finish) -> None:
    """Add the white front and the pale face."""
    w, m, r = bird.wide, bird.middle, bird.skull
    white = finish.paint("FAFAF6")
    oval = ball((1.1 * w, 0, m - 8), (0.95 * w, 0.8 * w, 0.86 * m))
    figure.add("belly", _shell(bird.skin, oval, 1.2), white)
    if kind == "emperor":
        blush = blend(
            *(
                ball((8, s * r, float(bird.head[2]) - 0.35 * r), (0.5 * r, 0.5 * r, 0.55 * r))
                for s in (1, -1)
            ),
            soft=0,
        )
        left = shared(blush, slab((-200, 0, 0), (200, 200, 600), 1))
        figure.twins(
            "cheek", solid(_thin(bird.skin, left, 1.2), spacing=3.0), finish.paint("F5B50A")
        )
        return
    z = float(bird.head[2])
    lobes = [
        ball((8 + r, s * 0.36 * r, z + 0.16 * r), (0.8 * r, 0.42 * r, 0.46 * r)) for s in (1, -1)
    ]
    chin = ball((8 + r, 0, z - 0.34 * r), (0.8 * r, 0.5 * r, 0.42 * r))
    figure.add("face", _shell(bird.skin, blend(*lobes, chin, soft=8), 1.7), white)


def _thin(skin: Blob, where: Blob, proud: float) -> Blob:
    return carve(shared(swollen(skin, proud), where), swollen(skin, -5.0))


def _shell(skin: Blob, where: Blob, proud: float) -> Manifold:
    """Return what of a skin lies in a region, as a shell that stands out by `proud` mm."""
    return in_one_piece(solid(_thin(skin, where, proud), spacing=3.4))


def _limbs(
    figure: Figure, bird: _Bird, finish: Finish, back: str, rng: np.random.Generator
) -> None:
    """Add flippers, feet and the tail."""
    lift = float(rng.uniform(8, 58))
    long = float(rng.uniform(80, 100))
    shape = [
        (14, 6),
        (20, -20),
        (16, -0.7 * long),
        (-6, -long),
        (-18, -0.7 * long),
        (-20, -18),
        (-12, 8),
    ]
    wing = fin(shape, 12, (0, 0), 0, 0.1)
    z = bird.middle + 46
    out = trace(bird.skin, (0, 0, z), (0, 1, 0))
    place = pose(0, float(out[1]) - 7, z - 4, roll=-lift)
    figure.twins("flipper", wing, finish.paint(back), place=place)
    orange = finish.paint(str(rng.choice(("F58C1E", "F5A21C", "E8701A"))))
    toes = [shaping.ball((34 * np.cos(a), 34 * np.sin(a), 8), (20, 9.5, 8), 20)
            for a in np.radians((-30, 0, 30))]  # fmt: skip
    web = Manifold.batch_hull([shaping.ball((0, 0, 9), (14, 13, 9), 20),
                               shaping.ball((34, 14, 6), 5.5, 16),
                               shaping.ball((34, -14, 6), 5.5, 16)])  # fmt: skip
    low = float(bird.skin.low[2]) + 9
    foot = union([web, *toes, rod((-2, 0, 8), (-6, 0, 44), 11)])
    turn = float(rng.uniform(8, 24))
    figure.twins(
        "foot", foot.rotate((0, 0, turn)).translate((20, 0.44 * bird.wide, low - 14)), orange
    )
    tail = Manifold.batch_hull([
        shaping.ball((-0.6 * bird.wide, 0, low + 22), (20, 20, 12), 20),
        shaping.ball((-1.25 * bird.wide, 0, low - 4), (7, 13, 4), 20),
    ])  # fmt: skip
    figure.add("tail", tail, finish.paint(back))


def _head(figure: Figure, bird: _Bird, kind: str, finish: Finish, rng: np.random.Generator) -> None:
    x, _, z = (float(v) for v in bird.head)
    r = bird.skull
    centre = bird.head.astype(np.float32)

    def seen(points: Values) -> Values:
        return bird.skin(points + centre)

    eyes(
        figure,
        seen,
        pose(x, 0, z),
        bearing(float(rng.uniform(26, 34)), 14),
        0.15 * r + 1,
        bool(rng.random() < 0.4),
    )
    long = r * float(rng.uniform(0.5, 0.85))
    orange = finish.paint(str(rng.choice(("F58C1E", "F5A21C", "E8701A"))))
    base = 0.24 * r
    front, low = x + 0.9 * r, z - 0.14 * r
    figure.add("upper beak", half_beak((front, low), base, long, 0.9), orange)
    under = half_beak((front, low + 1), 0.86 * base, 0.8 * long, 0.7).mirror((0, 0, 1))
    figure.add("lower beak", under.translate((0, 0, 2 * low + 2)), orange)
    if kind == "crested":
        yellow = finish.paint("F5C81A")
        tufts = [rod((x + 0.52 * r, 0.5 * r, z + 0.62 * r),
                     (x + 0.5 * r - 0.9 * r * np.cos(a), (0.62 + 0.6 * b) * r,
                      z + (0.72 + 0.5 * np.sin(a)) * r), 3.4, 12)
                 for a, b in ((0.2, 1.0), (0.5, 0.9), (0.8, 0.7), (1.15, 0.5))]  # fmt: skip
        figure.twins("crest", union(tufts), yellow)
    elif kind == "chick" or rng.random() < 0.3:
        hairs = [
            rod((x, 0, z + 0.85 * r), (x - 10 + 9 * k, 5 * (k - 1), z + 1.3 * r), 3.2, 12)
            for k in range(3)
        ]
        figure.add("tuft", union(hairs), figure.solids["body"][1])


def _clothes(
    figure: Figure, bird: _Bird, kind: str, finish: Finish, rng: np.random.Generator
) -> None:
    """Add a scarf, a bow tie, a bobble hat, or nothing."""
    wear = str(rng.choice(("scarf", "bow tie", "hat", "none"), p=[0.25, 0.2, 0.25, 0.3]))
    main, second = colours(rng, 2)
    x, _, z = (float(v) for v in bird.head)
    r = bird.skull
    neck = z - 0.92 * r
    front = float(trace(bird.skin, (0, 0, neck), (1, 0, 0))[0])
    if wear == "scarf":
        frame = pose(4, 0, neck + 2, down=-90)
        figure.add("scarf", band(bird.skin, frame, 19, 2 * bird.wide, 4.5), finish.paint(main))
        end = pillow((front - 10, front + 6), (10, 32), (neck - 54, neck + 4), 4.5)
        figure.add("scarf end", end.rotate((0, 0, 8)), finish.paint(second))
    elif wear == "bow tie":
        wing = Manifold.batch_hull([shaping.ball((front, 4, neck), (6, 4, 5), 16),
                                    shaping.ball((front - 1, 27, neck + 10), 6, 16),
                                    shaping.ball((front - 1, 27, neck - 10), 6, 16)])  # fmt: skip
        knot = shaping.ball((front + 1, 0, neck), (8, 8, 8), 20)
        figure.add("bow tie", union([wing, wing.mirror((0, 1, 0)), knot]), finish.paint(main))
    elif wear == "hat" and kind != "crested":
        brim = z + 0.46 * r
        wide = r * 0.98
        cap = shaping.turned([(0, brim - 4), (wide, brim - 4), (wide, brim + 2),
                              (0.84 * wide, brim + 0.5 * r),
                              (0.45 * wide, brim + 0.86 * r), (0, brim + 0.95 * r)], 5.0,
                              44).translate((x, 0, 0))  # fmt: skip
        cuff = shaping.turned([(0.7 * wide, brim - 7), (1.06 * wide, brim - 7),
                               (1.06 * wide, brim + 10), (0.7 * wide, brim + 10)],
                              3.5, 44).translate((x, 0, 0))  # fmt: skip
        figure.add("hat", cap, finish.paint(main))
        figure.add("hat cuff", cuff, finish.paint(second))
        figure.add(
            "bobble", shaping.ball((x, 0, brim + 1.05 * r), 0.26 * r, 24), finish.paint(second)
        )
