"""Toy cars: saloon, hatchback, pickup, van, racer, beetle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manifold3d import Manifold

from ..brick_shapes import union
from ..materials import Surface
from ..props import Prop
from . import paintbox, shaping, vehicles
from .car_extras import Shell, extras
from .shaping import twins
from .turned import Piece, finished
from .vehicles import Wheel

_GLOW = paintbox.Finish(0.12, 0.5).paint("FFF4C8")
Outline = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class _Style:
    """Side views in lengths of the car, z over the underside of the body.

    Attributes:
        body: Lower body, from the rear along the bottom to the front, then back along the top.
        cabin: Greenhouse: bottom rear, bottom front, top front, top rear.
        axles: x of the rear and the front one.
        wheel: Radius.
        soft: Radius of the corners of body and cabin.
    """

    body: Outline
    cabin: Outline
    axles: tuple[float, float]
    wheel: float
    soft: tuple[float, float]


_STYLES = {
    "saloon": _Style(
        ((-.5, 0), (.5, 0), (.5, .1), (.47, .145), (.2, .165), (-.3, .17), (-.49, .15)),
        ((-.36, .14), (.24, .14), (.07, .29), (-.19, .3)), (-.3, .3), .085, (.035, .03)),
    "hatchback": _Style(
        ((-.5, 0), (.5, 0), (.5, .11), (.46, .16), (.24, .185), (-.46, .19), (-.5, .15)),
        ((-.48, .16), (.3, .16), (.12, .345), (-.39, .35)), (-.31, .31), .095, (.04, .04)),
    "pickup": _Style(
        ((-.5, 0), (.5, 0), (.5, .15), (.47, .18), (.2, .195), (-.5, .195)),
        ((-.08, .17), (.26, .17), (.15, .345), (-.07, .35)), (-.3, .31), .1, (.025, .025)),
    "van": _Style(
        ((-.5, 0), (.5, 0), (.5, .13), (.46, .18), (-.5, .2)),
        ((-.495, .17), (.44, .17), (.25, .37), (-.47, .38)), (-.3, .3), .09, (.04, .05)),
    "racer": _Style(
        ((-.5, .02), (-.4, 0), (.5, 0), (.5, .05), (.3, .115), (.05, .14), (-.5, .165)),
        ((-.36, .12), (.16, .11), (-.02, .225), (-.16, .23)), (-.32, .32), .09, (.02, .04)),
    "beetle": _Style(
        ((-.5, 0), (.5, 0), (.5, .07), (.42, .17), (.22, .2), (-.3, .21), (-.46, .14)),
        ((-.42, .13), (.26, .15), (.16, .35), (-.2, .37)), (-.3, .3), .095, (.06, .1)),
}  # fmt: skip


@dataclass(frozen=True)
class _Plan:
    """One car's measures, mm."""

    style: _Style
    length: float
    half: float
    tall: float
    floor: float
    wheel: Wheel

    def outline(self, points: Outline) -> list[tuple[float, float]]:
        return [(self.length * x, self.floor + self.length * self.tall * z) for x, z in points]

    @property
    def axles(self) -> dict[str, float]:
        rear, front = self.style.axles
        return {"rear": self.length * rear, "front": self.length * front}


def car(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a car of one of six kinds, with what its maker adds to it."""
    kind = str(rng.choice(tuple(_STYLES)))
    plan = _planned(_STYLES[kind], rng)
    finish = paintbox.finish(rng)
    main, second = paintbox.colours(rng, 2)
    body, cabin = _body(plan, kind), _cabin(plan)
    roof = main if rng.random() < 0.6 else str(rng.choice((second, *paintbox.PALE[:2])))
    chrome = vehicles.chrome_or(rng, finish)
    tyre = finish.paint(paintbox.BLACK) if rng.random() < 0.8 else finish.paint(second)
    track = plan.half - 0.36 * plan.wheel.width
    made = [Piece("body", body, finish.paint(main)), Piece("cabin", cabin, finish.paint(roof))]
    made += vehicles.wheels(plan.wheel, plan.axles, track, tyre, chrome)
    made += _windows(plan, cabin, kind)
    made += _lamps(plan, chrome, finish)
    made += extras(Shell(kind, body, cabin, plan.length, plan.half), finish, second, rng)
    return finished(made, rng)


def _planned(style: _Style, rng: np.random.Generator) -> _Plan:
    length = float(rng.uniform(265, 330))
    radius = length * style.wheel * float(rng.uniform(0.9, 1.2))
    wheel = vehicles.chance_wheel(rng, radius, length * float(rng.uniform(0.075, 0.11)))
    return _Plan(
        style, length, length * float(rng.uniform(0.2, 0.25)), float(rng.uniform(0.95, 1.2)),
        0.62 * radius, wheel,
    )  # fmt: skip


def _body(plan: _Plan, kind: str) -> Manifold:
    half, long = plan.half, plan.length
    side = plan.outline(plan.style.body)
    drawn = shaping.upright(side, (-half, half), 0.03 * long, plan.style.soft[0] * long)
    ends = shaping.corners((-0.6 * long, 0.5 * long), (-half, half))
    if kind == "racer":
        ends = [(-0.6 * long, -half), (0.1 * long, -half), (0.5 * long, -0.6 * half)]
        ends += [(x, -y) for x, y in ends[::-1]]
    drawn = drawn ^ shaping.level(ends, (-100, 400), 0.0, 0.08 * long)
    if kind == "pickup":
        high = float(drawn.bounding_box()[5])
        bed = shaping.pillow(
            (-0.47 * long, -0.11 * long), (-half + 8, half - 8), (0.55 * high, high + 40), 5
        )
        drawn = drawn - bed
    return drawn - vehicles.arches(plan.wheel, plan.axles, half - 1.05 * plan.wheel.width)


def _cabin(plan: _Plan) -> Manifold:
    side = plan.outline(plan.style.cabin)
    half, low, high = 0.93 * plan.half, side[0][1] - 30, max(z for _, z in side)
    front = [(-half - 4, low), (half + 4, low), (0.8 * half, high), (-0.8 * half, high)]
    drawn = shaping.upright(side, (-half, half), 6.0, plan.style.soft[1] * plan.length)
    return drawn ^ shaping.facing(front, (-400, 400), 0.0, 0.16 * half)


def _windows(plan: _Plan, cabin: Manifold, kind: str) -> list[Piece]:
    """Return windscreen, rear window and one to three panes a side."""
    side = np.array(plan.outline(plan.style.cabin))
    belt = float(np.interp(0, *np.array(plan.outline(plan.style.body))[:-5:-1].T))
    low, high = belt + 4.0, float(side[:, 1].max()) - 8
    share = [(z - side[0, 1]) / (side[2, 1] - side[0, 1]) for z in (low, high)]
    rear, front = (
        [float(side[a, 0] + s * (side[b, 0] - side[a, 0])) for s in share]
        for a, b in ((0, 3), (1, 2))
    )
    made: list[Piece] = []
    panes = {"pickup": 1, "racer": 1, "van": 3}.get(kind, 2)
    gap = 7.0
    cuts = np.linspace(rear[0] + 9, front[0] - 9, panes + 1)
    for i, name in enumerate(["rear", "front"] if panes == 2 else ["rear", "middle", "front"]):
        if i == panes:
            break
        x = (cuts[i] + gap / 2 * (i > 0), cuts[i + 1] - gap / 2 * (i < panes - 1))
        slant = ((rear[1] - rear[0]) * (i == 0), (front[1] - front[0]) * (i == panes - 1))
        glass = vehicles.pane(cabin, x, (low, high), 0.45 * plan.half, slant)
        label = "side" if panes == 1 else name
        made += twins(f"{label} window", glass, paintbox.WINDOW)
    for name, ahead in (("windscreen", True), ("rear window", False)):
        glass = vehicles.screen(cabin, 0.66 * plan.half, (low, high), ahead, 4.0)
        made.append(Piece(name, glass, paintbox.WINDOW))
    return made


def _lamps(plan: _Plan, chrome: Surface, finish: paintbox.Finish) -> list[Piece]:
    """Return lamps, bumpers and the grille."""
    long, half, foot = plan.length, plan.half, plan.floor
    high = foot + 0.075 * long * plan.tall
    x = 0.478 * long
    made = list(twins("headlight", vehicles.lamp(x, 0.62 * half, high, 0.036 * long, 12), _GLOW))
    rear = shaping.pillow((-x - 9, -x + 1), (0.5 * half, 0.8 * half), (high - 3, high + 12), 3)
    made += twins("tail light", rear, finish.paint("C4161C"))
    plan_ = [
        (-0.05, -0.97),
        (0.0, -0.97),
        (0.014, -0.55),
        (0.014, 0.55),
        (0.0, 0.97),
        (-0.05, 0.97),
    ]
    bar = [(x * long, y * half) for x, y in plan_]
    bumper = shaping.level(bar, (foot + 1, foot + 0.045 * long), 3.0, 4.0)
    made.append(Piece("front bumper", bumper.translate((0.5 * long, 0, 0)), chrome))
    made.append(
        Piece("rear bumper", bumper.rotate((0, 0, 180)).translate((-0.5 * long, 0, 0)), chrome)
    )
    grille = shaping.pillow((x - 6, x + 10), (-0.36 * half, 0.36 * half), (high - 7, high + 9), 3)
    slots = [
        shaping.pillow((x + 7, x + 20), (-0.3 * half, 0.3 * half), (z, z + 2.4), 1.1)
        for z in (high - 4, high, high + 4)
    ]
    made.append(Piece("grille", grille - union(slots), chrome))
    return made
