"""Toy boats: sailing boat, tug, liner, motor boat, rowing boat; mm, bow at +X."""

from __future__ import annotations

import numpy as np

from ..brick_shapes import union
from ..props import Prop
from . import paintbox, shaping
from .hulls import Hull, chance_hull, painted
from .paintbox import Finish, colours
from .sailing_boats import sailing_boat
from .shaping import pillow, rod, twins
from .ships import liner, tug
from .turned import Piece, finished, ring


def boat(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a boat of one of five kinds."""
    kinds = (sailing_boat, tug, liner, _motor_boat, _rowing_boat)
    kind = kinds[int(rng.choice(len(kinds), p=[0.36, 0.2, 0.16, 0.16, 0.12]))]
    return finished(kind(paintbox.finish(rng), rng), rng)


def _motor_boat(finish: Finish, rng: np.random.Generator) -> list[Piece]:
    hull = chance_hull(rng, (0.16, 0.19), (0.13, 0.17), (0.02, 0.06), (0.8, 0.95))
    made, (_, _, trim, more) = painted(hull, finish, rng)
    front = float(rng.uniform(10, 40))
    cover = hull.solid(1.0, 0.0, 5.0) ^ pillow(
        (front, 400), (-300, 300), (0.6 * hull.side, 200), 2, 8
    )
    made.append(Piece("foredeck", cover, finish.paint(str(rng.choice((trim, "FFFFFF"))))))
    lean = float(rng.uniform(20, 34))
    glass = [(front + 6, hull.side - 4), (front + 12, hull.side - 4),
             (front + 12 - lean, hull.side + 34), (front + 8 - lean, hull.side + 34)]  # fmt: skip
    reach = 0.82 * hull.half
    made.append(
        Piece("windscreen", shaping.upright(glass, (-reach, reach), 1.0, 1.0), paintbox.WINDOW)
    )
    floor = 0.72 * hull.side
    for name, x in (("front", front - 62), ("rear", -112.0)):
        base = pillow((x, x + 34), (-0.7 * reach, 0.7 * reach), (floor, floor + 17), 5)
        back = pillow((x - 8, x + 6), (-0.7 * reach, 0.7 * reach), (floor, floor + 36), 5)
        made.append(Piece(f"{name} seat", base + back, finish.paint(more)))
    wheel = ring(10, 2.2, 0).rotate((0, 60, 0)).translate((front - 9, 0.35 * reach, hull.side + 8))
    column = rod(
        (front + 6, 0.35 * reach, hull.side), (front - 9, 0.35 * reach, hull.side + 8), 2.6
    )
    spokes = rod(
        (front - 9, 0.35 * reach - 10, hull.side + 8),
        (front - 9, 0.35 * reach + 10, hull.side + 8),
        1.8,
    )
    made.append(
        Piece("steering wheel", union([wheel, column, spokes]), finish.paint(paintbox.BLACK))
    )
    return made + _outboard(hull, finish, trim)


def _outboard(hull: Hull, finish: Finish, colour: str) -> list[Piece]:
    """Return a motor on the transom with its propeller."""
    back, top = -hull.length / 2, hull.side
    leg = pillow((back - 18, back - 6), (-5, 5), (8, top + 8), 4)
    clamp = pillow((back - 14, back + 8), (-9, 9), (top - 16, top + 4), 3)
    cowl = pillow((back - 34, back + 2), (-14, 14), (top + 2, top + 42), 9)
    blades = [shaping.ball((0, 9, 0), (1.8, 8, 4.5), 16).rotate((120 * k, 0, 0)) for k in range(3)]
    screw = union([shaping.ball((0, 0, 0), (8, 4.5, 4.5), 16), *blades]).translate(
        (back - 21, 0, 19)
    )
    return [
        Piece("motor leg", leg + clamp, finish.paint(paintbox.BLACK)),
        Piece("motor", cowl, finish.paint(colour)),
        Piece("propeller", screw, paintbox.BRASS),
    ]


def _rowing_boat(finish: Finish, rng: np.random.Generator) -> list[Piece]:
    hull = chance_hull(rng, (0.17, 0.2), (0.16, 0.2), (0.06, 0.1), (0.5, 0.75))
    main, below, trim = colours(rng, 3)
    wood = str(rng.choice(paintbox.WOODS))
    room = hull.solid(7.0, 9.0, 40.0)
    rail = hull.strip(-0.14 * hull.side, 0.02 * hull.side, 2.4) - hull.solid(5.5, 9.0, 40.0)
    made = [Piece("hull", hull.solid() - room, finish.paint(str(rng.choice((main, wood)))))]
    made.append(Piece("rub rail", rail, finish.paint(below)))
    for k, x in enumerate((-96.0, -14.0, 66.0)):
        edge = float(hull.wide(np.array([x / 300 + 0.5]))[0])
        plank = pillow(
            (x - 15, x + 15), (-edge + 3, edge - 3), (0.66 * hull.side, 0.66 * hull.side + 8), 2
        )
        made.append(Piece(f"thwart {k + 1}", plank, finish.paint(trim)))
    edge, top = float(hull.wide(np.array([0.55]))[0]), hull.side + 6
    pin = rod((14, edge - 4, hull.side - 8), (14, edge - 4, top + 9), 3.4)
    made += twins("rowlock", pin, paintbox.METAL)
    sweep_back = float(rng.uniform(-70, 40))
    hand = (14 - 0.4 * sweep_back, edge - 62, top + 20)
    tip = (14 + sweep_back, edge + 84, top - 26)
    blade = shaping.ball(tip, (13, 26, 4), 24)
    made += twins("oar", union([rod(hand, tip, 3.4), blade]), finish.paint(wood))
    return made
