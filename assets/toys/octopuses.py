"""A toy octopus: a big head with eyes on eight curling arms with suckers; mm, looking to +X."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from manifold3d import Manifold

from ..brick_shapes import union
from ..materials import Surface
from ..piad.turning import Points, curve, oval, swept
from ..props import Prop, covered
from . import coats, paintbox, shaping
from .blobs import Blob, Values, ball, blend, solid, tube
from .figures import Figure, bearing, eyes, patch, pose, trace
from .paintbox import Finish, colours
from .shaping import rod


def octopus(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return an octopus that sits on its arms, its left side the mirror image of its right."""
    finish = paintbox.finish(rng)
    main, second, third = colours(rng, 3)
    wide, tall = float(rng.uniform(48, 60)), float(rng.uniform(56, 84))
    low = float(rng.uniform(52, 64))
    head = blend(
        ball((0, 0, low + 0.5 * tall), (wide, wide, 0.78 * tall)),
        ball((-float(rng.uniform(0, 22)), 0, low + 0.95 * tall),
             (0.9 * wide, 0.94 * wide, 0.62 * tall)),
        tube([(0, 0, low - 34), (0, 0, low)], [0.8 * wide, 0.66 * wide]), soft=26,
    )  # fmt: skip
    surface, tile = finish.paint(main), 0.0
    pattern = str(rng.choice(("plain", "spots", "cap", "plain")))
    if pattern == "spots":
        surface, tile = covered(coats.spots(main, second, int(rng.integers(3)), 40)), 0.2
    figure = Figure()
    figure.add("head", solid(head, spacing=4.0), surface, tile=tile)
    limb = finish.paint(second if pattern == "cap" else main)
    pale = finish.paint(str(rng.choice(("FFF3D6", "F7D3DC", third))))
    _arms(figure, low, 0.62 * wide, limb, pale, rng)
    _face(figure, head, low, tall, wide, finish, rng)
    if rng.random() < 0.5:
        _dots(figure, head, low, tall, finish.paint(third), rng)
    return figure.props(rng)


def _arms(
    figure: Figure, low: float, root: float, limb: Surface, pale: Surface, rng: np.random.Generator
) -> None:
    """Add four arms and their suckers a side; each curls in its own way."""
    reach = float(rng.uniform(98, 128))
    thick = float(rng.uniform(15, 19))
    style = float(rng.uniform(0.3, 1.0))
    for k, angle in enumerate((24.0, 68.0, 112.0, 156.0)):
        curl = style * float(rng.uniform(0.7, 1.3))
        path = _arm(low, root, reach * float(rng.uniform(0.86, 1.1)), thick, curl)
        sway = float(rng.uniform(-26, 26))
        turned = _swayed(path, angle, sway)
        radii = thick * np.interp(np.linspace(0, 1, len(path)), [0, 0.25, 1], [1.15, 0.92, 0.28])
        figure.twins(f"arm {k + 1}", _hose(turned, radii, angle, 15), limb)
        figure.twins(f"suckers {k + 1}", _suckers(turned, radii, angle), pale)


def _arm(low: float, root: float, reach: float, thick: float, curl: float) -> Points:
    """Return the middle line (n, 2) of an arm in (distance, height): down, out, and rolled up."""
    r = float(np.interp(curl, [0.2, 1.3], [30, 22]))
    lie = 0.62 * thick
    rising = np.radians(np.linspace(-90, -90 + 90 + 200 * min(curl, 1.0), 12))
    centre = (reach, lie + r)
    shrink = np.linspace(1, 0.62, 12)
    hook = np.c_[centre[0] + r * shrink * np.cos(rising), centre[1] + r * shrink * np.sin(rising)]
    start = np.array(
        [(0.35 * root, low - 12), (root + 4, 0.62 * low), (root + 0.32 * (reach - root), lie + 9)]
    )
    return curve(np.concatenate([start, hook]), 7.0)


def _swayed(path: Points, angle: float, sway: float) -> Points:
    """Return the line (n, 3) turned to an angle; further out it sways to a side (degrees)."""
    far = path[:, 0] / path[:, 0].max()
    turn = np.radians(angle + sway * far**2)
    return np.stack([path[:, 0] * np.cos(turn), path[:, 0] * np.sin(turn), path[:, 1]], axis=1)


def _suckers(line: Points, radii: Points, angle: float) -> Manifold:
    """Return discs along what is the underside where the arm leaves the body, and a strip below."""
    along = np.gradient(line, axis=0)
    along /= np.linalg.norm(along, axis=1)[:, None]
    out = np.stack([line[:, 0], line[:, 1], 0 * line[:, 0]], axis=1)
    out /= np.linalg.norm(out, axis=1)[:, None]
    side = np.cross(np.array([0, 0, 1.0]), out)
    under = np.cross(along, side)
    under /= np.linalg.norm(under, axis=1)[:, None]
    if under[len(under) // 3, 2] > 0:
        under = -under
    chosen = np.arange(len(line) // 3, len(line) - 1, 2)
    discs = []
    for i in chosen:
        r = 0.55 * float(radii[i])
        spot = line[i] + under[i] * (0.8 * radii[i])
        button = Manifold.cylinder(4.5, r, 0.6 * r, 10)
        frame = np.stack([along[i], np.cross(under[i], along[i]), under[i], spot], axis=1)
        discs.append(button.transform(frame))
    strip = line[chosen] + under[chosen] * (0.72 * radii[chosen, None])
    return union([*discs, _hose(strip, 0.26 * radii[chosen], angle, 8)])


def _hose(line: Points, radii: Points, angle: float, around: int) -> Manifold:
    """Return a round body along a line that keeps near the upright plane at an angle (degrees)."""
    a = np.radians(angle)
    ring = radii[:, None, None] * oval(1, 1, around)
    tip = shaping.ball(line[-1], float(radii[-1]), around)
    return swept(line, ring, (-np.sin(a), np.cos(a), 0)) + tip


def _face(
    figure: Figure, head: Blob, low: float, tall: float, wide: float, finish: Finish,
    rng: np.random.Generator,
) -> None:  # fmt: skip
    """Add eyes and a mouth: a smile, or the funnel that it swims with."""
    spot = np.array([0, 0, low + float(rng.uniform(0.42, 0.62)) * tall], np.float32)

    def seen(points: Values) -> Values:
        return head(points + spot)

    apart = float(rng.uniform(26, 40))
    size = float(rng.uniform(11, 15.5))
    eyes(
        figure, seen, pose(0, 0, float(spot[2])), bearing(apart, 4), size, bool(rng.random() < 0.85)
    )
    ink = finish.paint("3A1020")
    z = float(spot[2]) - 1.9 * size
    if rng.random() < 0.65:
        bow = np.radians(np.linspace(-24, 24, 9))
        points = [
            trace(head, (0, 0, z + 9 * (abs(a) / 0.42) ** 2), (np.cos(a), np.sin(a), 0))
            for a in bow
        ]
        line = [(float(p[0]) - 0.8, float(p[1]), float(p[2])) for p in points]
        smile = union([rod(a, b, 2.6, 12) for a, b in pairwise(line)])
        figure.add("smile", smile, ink)
    else:
        front = float(trace(head, (0, 0, z), (1, 0, 0))[0])
        pipe = shaping.along_x(
            shaping.turned([(0, -10), (10, -10), (9, 12), (6, 12), (6, 3), (0, 3)], 1.0, 28)
        )
        figure.add("funnel", pipe.translate((front, 0, z)), finish.paint("F08C8C"))
    if rng.random() < 0.4:
        cheek = trace(seen, (0, 0, 0), bearing(apart + 22, -22)) + spot
        blush = shaping.ball(cheek, (4, 7, 5), 20)
        figure.twins("cheek", blush, finish.paint("F59AA8"))


def _dots(
    figure: Figure, head: Blob, low: float, tall: float, surface: Surface, rng: np.random.Generator
) -> None:
    """Add a few round spots on top of the head."""
    spot = np.array([0, 0, low + 0.6 * tall])
    for k, (left, up) in enumerate(
        ((64, 34), (30, 62), (112, 40), (150, 18))[: int(rng.integers(2, 5))]
    ):
        way = bearing(left, up)
        at = trace(head, spot, way)
        r = float(rng.uniform(7, 12))
        figure.twins(f"spot {k + 1}", patch(head, at, r), surface)
