"""Toy sailing boats; mm, bow at +X."""

from __future__ import annotations

import numpy as np
from manifold3d import Manifold

from ..materials import Surface
from . import paintbox, shaping
from .hulls import Hull, chance_hull, flag, painted, sail
from .paintbox import Finish
from .shaping import rod
from .turned import Piece


def sailing_boat(finish: Finish, rng: np.random.Generator) -> list[Piece]:
    """Return a boat with a mainsail, mostly a jib too, a pennant and a rudder."""
    hull = chance_hull(rng, (0.13, 0.17), (0.12, 0.17), (0.03, 0.08), (0.35, 0.7))
    made, (_, _, trim, more) = painted(hull, finish, rng)
    top = hull.side + float(rng.uniform(230, 330))
    x = float(rng.uniform(5, 40))
    wood = finish.paint(str(rng.choice(paintbox.WOODS)))
    mast = rod((x, 0, 0.6 * hull.side), (x, 0, top), 4.5)
    low = hull.side + float(rng.uniform(22, 34))
    boom = rod((x + 3, 0, low), (-130, 0, low + 3), 3.6)
    made += [Piece("mast", mast, wood), Piece("boom", boom, wood)]
    cloth = str(rng.choice(("FFFFFF", "FFF3D6", "FFFFFF", trim)))
    belly = float(rng.uniform(0.05, 0.16))
    roach = float(rng.uniform(0.3, 0.48))
    edge = [-126, x + (-126 - x) * (1 - roach), x - 8]
    main_sail = ((low + 1, top - 8), (x - 1, x - 1), edge, belly)
    made.append(Piece("mainsail", sail(*main_sail), finish.paint(cloth)))
    accent = more if cloth != more else "FFFFFF"
    made += _emblem(main_sail, accent, finish, rng)
    if rng.random() < 0.75:
        tip = top - float(rng.uniform(10, 80))
        jib = sail((hull.side + 26, tip), (138, x + 8), [x + 14, x + 9, x + 4], belly)
        stay = rod((142, 0, hull.side + 14), (x, 0, tip + 8), 1.8, 10)
        bow = float(hull.deck(np.array([0.93]))[0])
        foot = rod((132, 0, bow - 14), (142, 0, hull.side + 16), 4.0)
        made.append(Piece("jib", jib, finish.paint(str(rng.choice((cloth, accent))))))
        made.append(Piece("forestay", stay + foot, wood))
    pennant = flag((x + 1, 0, top - 18), (float(rng.uniform(30, 48)), 20), 3.0)
    made.append(Piece("pennant", pennant, finish.paint(accent)))
    return made + _rudder(hull, finish.paint(trim))


def _emblem(
    main: tuple[tuple[float, float], tuple[float, float], list[float], float], colour: str,
    finish: Finish, rng: np.random.Generator,
) -> list[Piece]:  # fmt: skip
    """Return a disc, a stripe or two, or nothing on the mainsail; 0.8 mm proud of both sides."""
    kind = str(rng.choice(("disc", "stripe", "stripes", "none")))
    proud = sail(*main, 4.6)
    (low, high), (x, _), edge, _ = main
    if kind == "none":
        return []
    if kind == "disc":
        middle = (x + 0.42 * (edge[1] - x), 0, low + 0.36 * (high - low))
        cut = Manifold.cylinder(200, 23, circular_segments=40, center=True).rotate((90, 0, 0))
        return [Piece("sail emblem", proud ^ cut.translate(middle), finish.paint(colour))]
    made = []
    for k, share in enumerate((0.2, 0.48)[: 1 + (kind == "stripes")]):
        z = low + share * (high - low)
        slab = shaping.pillow((-400, 400), (-200, 200), (z, z + 24), 1, 8)
        name = "sail stripe" if kind == "stripe" else f"sail stripe {k + 1}"
        made.append(Piece(name, proud ^ slab, finish.paint(colour)))
    return made


def _rudder(hull: Hull, surface: Surface) -> list[Piece]:
    back = -hull.length / 2
    blade = [
        (back + 4, 6),
        (back - 14, 3),
        (back - 16, 0.7 * hull.side),
        (back + 4, 1.05 * hull.side),
    ]
    drawn = shaping.upright(blade, (-3.5, 3.5), 1.2, 3.0)
    tiller = rod((back - 6, 0, 1.0 * hull.side), (back + 44, 0, hull.side + 12), 2.8, 12)
    return [Piece("rudder", drawn, surface), Piece("tiller", tiller, surface)]
