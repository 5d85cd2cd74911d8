"""A toy fish: long, round, tall or blown up; mm, upright, mouth at +X."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from manifold3d import Manifold

from ..brick_shapes import union
from ..materials import Surface
from ..props import Prop, covered
from . import coats, paintbox
from .blobs import Blob, Values, solid
from .figures import Figure, bearing, eyes, patch, pose, trace
from .fins import belt, fin, hoop, spindle
from .shaping import ball, rod

_PAIRS = (
    ("F07818", "FFFFFF"), ("F5B50A", "1E6FD0"), ("1E6FD0", "F5B50A"), ("D8281F", "FFE36B"),
    ("5BB8E8", "F07818"), ("2E9E45", "F5B50A"), ("7B3FB5", "F7D3DC"), ("E84C8A", "FFF3D6"),
    ("16A5A8", "F07818"), ("FFE36B", "26282B"), ("F58C1E", "26282B"), ("8CC63F", "7B3FB5"),
)  # fmt: skip


@dataclass(frozen=True)
class _Shape:
    """A fish's body, mm.

    Attributes:
        long: From the tail's root to the mouth.
        tall: Half height.
        flat: Half width over half height.
    """

    long: float
    tall: float
    flat: float

    def body(self) -> Blob:
        """Return the body, the tail's root at x = -long / 2."""
        h, t = self.long / 2, self.tall
        return spindle([
            (-h, 4, 0.26 * t), (-0.75 * h, 3, 0.38 * t), (-0.2 * h, 0, 0.88 * t), (0.25 * h, 0, t),
            (0.62 * h, -1, 0.74 * t), (h - 0.2 * t, -3, 0.2 * t),
        ], self.flat)  # fmt: skip


_SHAPES = {
    "long": _Shape(230, 48, 0.62), "round": _Shape(190, 66, 0.62), "tall": _Shape(170, 78, 0.42),
    "puffer": _Shape(175, 66, 0.95),
}  # fmt: skip


def fish(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a fish with fins, eyes, lips and the markings of its kind."""
    kind = str(rng.choice(tuple(_SHAPES), p=[0.3, 0.34, 0.22, 0.14]))
    model = _SHAPES[kind]
    long, tall, flat = (float(rng.uniform(0.9, 1.12)) for _ in range(3))
    shape = _Shape(model.long * long, model.tall * tall, model.flat * flat)
    finish = paintbox.finish(rng)
    main, second = _PAIRS[int(rng.integers(len(_PAIRS)))]
    body = shape.body()
    figure = Figure()
    pattern = str(rng.choice(("bands", "spots", "stripes", "face", "belly")))
    surface, tile = finish.paint(main), 0.0
    if pattern in ("spots", "stripes"):
        seed = int(rng.integers(4))
        picture = (
            coats.spots(main, second, seed)
            if pattern == "spots"
            else coats.stripes(main, second, seed, 5)
        )
        surface, tile = covered(picture), float(rng.uniform(0.14, 0.22))
    figure.add("body", solid(body, spacing=3.6), surface, tile=tile)
    rest = finish.paint(second if pattern in ("face", "belly") or rng.random() < 0.65 else main)
    _fins(figure, shape, rest, rng)
    _markings(figure, shape, body, pattern, finish.paint(second), rng)
    _face(figure, shape, body, finish.paint(str(rng.choice(("F08C8C", second)))), rng)
    if kind == "puffer":
        _spikes(figure, body, rest)
    return figure.props(rng)


def _fins(figure: Figure, shape: _Shape, surface: Surface, rng: np.random.Generator) -> None:
    """Add tail, dorsal, anal, breast and belly fins."""
    h, t = shape.long / 2, shape.tall
    w, big = float(rng.uniform(0.85, 1.2)), float(rng.uniform(0.8, 1.25))
    x, span = -h - 62 * big, 0.92 * t * w
    notch = float(rng.choice((x + 30, x + 14, x - 8)))
    tail = [(-h + 14, 4 + 0.16 * t), (-h - 10, 4 + 0.3 * t), (x, 4 + span),
            (x - 8, 4 + 0.72 * span),
            (notch, 4), (x - 8, 4 - 0.72 * span), (x, 4 - span), (-h - 10, 4 - 0.3 * t),
            (-h + 14, 4 - 0.16 * t)]  # fmt: skip
    figure.add("tail fin", fin(tail, 8, (-h + 16, 4), 7, 0.25), surface)
    up = t * float(rng.uniform(1.38, 1.75))
    back = [(0.5 * h, 0.66 * t), (0.3 * h, 0.96 * t + 4), (0.05 * h, up), (-0.4 * h, 0.94 * up),
            (-0.72 * h, 0.72 * up), (-0.66 * h, 0.4 * t), (-0.2 * h, 0.6 * t)]  # fmt: skip
    figure.add("dorsal fin", fin(back, 7, (0.1 * h, -0.4 * t), 6, 0.2), surface)
    low = [(-0.1 * h, -0.74 * t), (-0.34 * h, -1.02 * t), (-0.62 * h, -1.12 * t),
           (-0.68 * h, -0.7 * t),
           (-0.6 * h, -0.3 * t), (-0.3 * h, -0.5 * t)]  # fmt: skip
    figure.add("anal fin", fin(low, 7, (-0.25 * h, 0.0), 4, 0.2), surface)
    long = float(rng.uniform(44, 62))
    breast = [
        (8, 7),
        (-0.5 * long, 20),
        (-long, 14),
        (-1.05 * long, -8),
        (-0.6 * long, -16),
        (6, -8),
    ]
    side = shape.flat * t
    spot = pose(0.3 * h, 0.92 * side, -0.18 * t, left=-float(rng.uniform(24, 48)), down=-12)
    figure.twins("breast fin", fin(breast, 7, (10, 0), 4), surface, place=spot)
    belly = [(6, 6), (-18, 4), (-34, -18), (-22, -26), (4, -8)]
    spot = pose(0.26 * h, 0.36 * side, -0.88 * t, roll=-30)
    figure.twins("belly fin", fin(belly, 6, (6, 2), 3), surface, place=spot)


def _markings(
    figure: Figure,
    shape: _Shape,
    body: Blob,
    pattern: str,
    surface: Surface,
    rng: np.random.Generator,
) -> None:
    h, t = shape.long / 2, shape.tall
    if pattern == "bands":
        for k, x in enumerate(np.linspace(0.38, -0.5, int(rng.integers(2, 4))) * h):
            figure.add(f"band {k + 1}", belt(body, float(x), float(rng.uniform(15, 24))), surface)
    elif pattern == "face":
        figure.add("face", patch(body, (1.06 * h, 0, 0), (0.62 * h, 200, 1.6 * t)), surface)
    elif pattern == "belly":
        figure.add("belly", patch(body, (0.1 * h, 0, -1.05 * t), (1.0 * h, 200, 0.9 * t)), surface)


def _face(
    figure: Figure, shape: _Shape, body: Blob, surface: Surface, rng: np.random.Generator
) -> None:
    """Add eyes, lips and gill covers."""
    h, t = shape.long / 2, shape.tall
    size = float(rng.uniform(12, 16)) * (0.85 if shape.flat < 0.5 else 1)
    frame = pose(0.52 * h, 0, 0)

    def head(points: Values) -> Values:
        return body(points + np.array([0.52 * h, 0, 0], np.float32))

    eyes(figure, head, frame, bearing(78, 20), size, cartoon=True)
    nose = float(trace(body, (0.4 * h, 0, -3), (1, 0, 0))[0])
    lip = hoop(0.15 * t, 0.07 * t).rotate((0, 90, 0)).scale((1.3, 1, 0.8))
    plug = ball((nose - 4, 0, -3), (7, 0.12 * t, 0.09 * t))
    figure.add("lips", lip.translate((nose - 3, 0, -3)) + plug, surface)
    figure.twins("gill cover", _gill(h, t, body), surface)


def _gill(h: float, t: float, body: Blob) -> Manifold:
    """Return a bow that lies on the left side behind the eye."""
    bow = np.radians(np.linspace(118, 242, 9))
    spots = [
        trace(body, (0.5 * h + 0.36 * h * np.cos(a), 0, -0.06 * t + 0.5 * t * np.sin(a)), (0, 1, 0))
        for a in bow
    ]
    line = [(float(x), float(y) - 0.6, float(z)) for x, y, z in spots]
    return union([rod(a, b, 3.0, 12) for a, b in pairwise(line)])


def _spikes(figure: Figure, body: Blob, surface: Surface) -> None:
    """Add short spikes all over a puffer's left side, and their mirror images."""
    for k, (left, up) in enumerate(
        (a, b) for b in (-38, 0, 36, 66) for a in (75, 105, 135, 158) if not (b == 0 and a == 75)
    ):
        way = bearing(left, up)
        foot = trace(body, np.zeros(3), way)
        spike = Manifold.cylinder(17, 5.5, 0.8, 12).translate((0, 0, -4))
        tilt = pose(*(float(v) for v in foot), down=90 - up, left=left)
        figure.twins(f"spike {k + 1}", spike, surface, place=tilt)
