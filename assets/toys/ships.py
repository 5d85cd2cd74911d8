"""Toy ships under steam: tug and liner; mm, bow at +X."""

from __future__ import annotations

import numpy as np
from manifold3d import Manifold

from ..brick_shapes import union
from . import paintbox, shaping
from .hulls import chance_hull, flag, painted
from .paintbox import Finish
from .shaping import pillow, rod, twins
from .turned import Piece, ring


def _house(
    name: str, x: tuple[float, float], half: float, z: tuple[float, float], ports: int,
    finish: Finish, paints: tuple[str, str],
) -> list[Piece]:  # fmt: skip
    """Return a deckhouse with square windows all round and a roof."""
    shell = pillow(x, (-half, half), z, 4)
    roof = pillow((x[0] - 5, x[1] + 7), (-half - 5, half + 5), (z[1] - 3, z[1] + 5), 3)
    made = [Piece(name, shell, finish.paint(paints[0]))]
    made.append(Piece(f"{name} roof", roof, finish.paint(paints[1])))
    low, high = z[0] + 0.42 * (z[1] - z[0]), z[1] - 7
    soft = min(3.0, 0.3 * (high - low))
    edges = np.linspace(x[0] + 6, x[1] - 6, ports + 1)
    for k in range(ports):
        side = shaping.corners((edges[k] + 2, edges[k + 1] - 2), (low, high))
        made += twins(f"{name} window {k + 1}",
                      shaping.upright(side, (half - 4, half + 1), 0, soft),
                      paintbox.WINDOW)  # fmt: skip
    pane = shaping.corners((2.5, half - 6), (low, high))
    made += twins(f"{name} front window", shaping.facing(pane, (x[1] - 4, x[1] + 1), 0, soft),
                  paintbox.WINDOW)  # fmt: skip
    return made


def _funnel(
    name: str, x: float, z: tuple[float, float], radius: float, finish: Finish,
    paints: tuple[str, str],
) -> list[Piece]:  # fmt: skip
    """Return a funnel, open at the top, with a band."""
    r, (low, high) = radius, z
    rim = [(0.78 * r, high), (0.78 * r, high - 14), (0, high - 14)]
    pipe = shaping.turned([(0, low), (1.08 * r, low), (r, high), *rim], 0.8, 36)
    at = low + 0.68 * (high - low)
    band = shaping.turned(
        [(0.9 * r, at), (1.1 * r, at), (1.09 * r, at + 11), (0.9 * r, at + 11)], 0.5, 36
    )
    return [
        Piece(name, pipe.translate((x, 0, 0)), finish.paint(paints[0])),
        Piece(f"{name} band", band.translate((x, 0, 0)), finish.paint(paints[1])),
    ]


def tug(finish: Finish, rng: np.random.Generator) -> list[Piece]:
    """Return a tug with wheelhouse, funnel and fenders."""
    hull = chance_hull(rng, (0.18, 0.22), (0.17, 0.22), (0.08, 0.14), (0.6, 0.85))
    made, (_, _, trim, more) = painted(hull, finish, rng)
    deck, half = 0.7 * hull.side, 0.52 * hull.half
    top = hull.side + float(rng.uniform(52, 74))
    white = str(rng.choice(("FFFFFF", "FFF3D6", more)))
    front = float(rng.uniform(36, 62))
    made += _house("wheelhouse", (front - 74, front), half, (deck, top), 2, finish, (white, trim))
    made += _funnel("funnel", front - 106, (deck, top + float(rng.uniform(0, 40))),
                    float(rng.uniform(15, 21)), finish,
                    (more if white != more else trim, "FFFFFF"))  # fmt: skip
    for k, x in enumerate((-88.0, -28.0, 32.0)):
        tyre = ring(13, 5.5, 0).rotate((90, 0, 0))
        edge = float(hull.wide(np.array([x / 300 + 0.5]))[0])
        made += twins(
            f"fender {k + 1}", tyre.translate((x, edge - 1, 0.62 * hull.side)), paintbox.RUBBER
        )
    mast = rod((front - 38, 0, top - 2), (front - 38, 0, top + 52), 3.2)
    spars = ((22, top + 18), (14, top + 32))
    yard = union([rod((front - 38, -y, z), (front - 38, y, z), 2.4) for y, z in spars])
    made.append(Piece("mast", mast + yard, finish.paint(paintbox.BLACK)))
    bollard = shaping.turned(
        [(0, deck), (7, deck), (7, deck + 20), (9, deck + 26), (0, deck + 28)], 1, 24
    )
    made.append(Piece("bollard", bollard.translate((-118, 0, 0)), finish.paint(paintbox.BLACK)))
    ringed = _lifebuoy((front - 12, half - 1, deck + 15))
    return [*made, Piece("lifebuoy", ringed, finish.paint("E0301E"))]


def _lifebuoy(at: tuple[float, float, float]) -> Manifold:
    return ring(9, 3.4, 0).rotate((90, 0, 0)).translate(at)


def liner(finish: Finish, rng: np.random.Generator) -> list[Piece]:
    """Return a passenger ship with two tiers of windows and one to three funnels."""
    hull = chance_hull(rng, (0.11, 0.14), (0.15, 0.19), (0.04, 0.08), (0.3, 0.5))
    made, (_, _, trim, more) = painted(hull, finish, rng)
    deck, white = 0.7 * hull.side, str(rng.choice(("FFFFFF", "FFF3D6")))
    z1 = hull.side + float(rng.uniform(16, 24))
    z2 = z1 + float(rng.uniform(26, 34))
    made += _house(
        "lower house", (-108, 78), 0.72 * hull.half, (deck, z1), 8, finish, (white, white)
    )
    made += _house("bridge", (-70, 58), 0.55 * hull.half, (z1, z2), 5, finish, (white, trim))
    count = int(rng.integers(1, 4))
    for k, x in enumerate(np.linspace(20, -50, count) if count > 1 else (-10.0,)):
        name = "funnel" if count == 1 else f"funnel {k + 1}"
        made += _funnel(name, float(x), (z2 - 2, z2 + float(46 + 4 * count)), 14.5, finish,
                        (more, paintbox.BLACK))  # fmt: skip
    mast = rod((96, 0, deck), (92, 0, z2 + 44), 3.0)
    made.append(Piece("mast", mast, finish.paint(paintbox.WOODS[0])))
    pennant = flag((93, 0, z2 + 26), (26, 16), 2.5)
    return [*made, Piece("flag", pennant, finish.paint(trim))]
