"""Toy buses: city bus, school bus with a bonnet, double-decker, coach."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manifold3d import Manifold

from ..brick_shapes import union
from ..materials import Surface
from ..props import Prop
from . import paintbox, shaping, vehicles
from .shaping import twins
from .turned import Piece, finished
from .vehicles import Wheel

_GLOW = paintbox.Finish(0.12, 0.5).paint("FFF4C8")
_KINDS = ("city", "school", "double", "coach")


@dataclass(frozen=True)
class _Plan:
    """One bus's measures, mm.

    Attributes:
        kind: One of `_KINDS`.
        length: From end to end.
        half: Half its width.
        floor: Height of the underside.
        roof: Height of the top.
        nose: x where the passengers' room ends and the bonnet begins; half the length without one.
        decks: (low, high) of the rows of windows.
        panes: Windows in a row.
        wheel: All are alike.
    """

    kind: str
    length: float
    half: float
    floor: float
    roof: float
    nose: float
    decks: tuple[tuple[float, float], ...]
    panes: int
    wheel: Wheel

    @property
    def axles(self) -> dict[str, float]:
        front = 0.36 if self.kind == "school" else 0.29
        found = {"rear": -0.29 * self.length, "front": front * self.length}
        if self.kind == "coach":
            found = {"rear": -0.34 * self.length, "middle": -0.2 * self.length} | {
                "front": 0.3 * self.length
            }
        return found


def bus(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a bus of one of four kinds with rows of windows, doors and a sign."""
    plan = _planned(str(rng.choice(_KINDS)), rng)
    finish = paintbox.finish(rng)
    main, second = paintbox.colours(rng, 2)
    if plan.kind == "school" and rng.random() < 0.6:
        main, second = "F5A800", paintbox.BLACK
    if plan.kind == "double" and rng.random() < 0.5:
        main = "C8141E"
    chrome = vehicles.chrome_or(rng, finish)
    shell = _shell(plan)
    body = shell - vehicles.arches(plan.wheel, plan.axles, plan.half - 1.1 * plan.wheel.width)
    tyre = finish.paint(paintbox.BLACK)
    track = plan.half - 0.4 * plan.wheel.width
    made = [Piece("body", body, finish.paint(main))]
    made += vehicles.wheels(plan.wheel, plan.axles, track, tyre, chrome)
    made += _windows(plan, shell)
    made += _trim(plan, shell, finish, str(rng.choice((second, *paintbox.PALE[:2]))), rng)
    made += _ends(plan, chrome, finish)
    return finished(made, rng)


def _planned(kind: str, rng: np.random.Generator) -> _Plan:
    long = 300.0
    half = long * float(rng.uniform(0.13, 0.17)) * (1.1 if kind == "double" else 1.0)
    radius = long * float(rng.uniform(0.06, 0.072)) * (0.9 if kind == "coach" else 1.0)
    floor = 0.75 * radius
    deck = long * float(rng.uniform(0.23, 0.28))
    belt = floor + 0.42 * deck
    decks = [(belt, floor + 0.85 * deck)]
    if kind == "double":
        decks.append((belt + 0.8 * deck, floor + 1.65 * deck))
    roof = decks[-1][1] + 0.16 * deck
    nose = long * (0.27 if kind == "school" else 0.5)
    wheel = vehicles.chance_wheel(rng, radius, long * float(rng.uniform(0.05, 0.075)))
    panes = int(rng.integers(4, 7))
    return _Plan(kind, long, half, floor, roof, nose, tuple(decks), panes, wheel)


def _shell(plan: _Plan) -> Manifold:
    """Return the body before the wheel arches are cut out."""
    long, half = plan.length, plan.half
    lean = {"coach": 0.05, "city": 0.012, "school": 0.02, "double": 0.015}[plan.kind] * long
    side = [(-0.5 * long, plan.floor), (0.5 * long, plan.floor)]
    if plan.kind == "school":
        hood = plan.decks[0][0] + 4
        side += [(0.5 * long, hood - 8), (plan.nose, hood), (plan.nose - lean, plan.roof)]
    else:
        side += [(0.5 * long, plan.decks[0][0]), (0.5 * long - lean, plan.roof)]
    side.append((-0.5 * long, plan.roof))
    drawn = shaping.upright(side, (-half, half), 6.0, 0.035 * long)
    plan_view = shaping.corners((-0.5 * long, 0.5 * long), (-half, half))
    return drawn ^ shaping.level(plan_view, (-100, 500), 0.0, 0.06 * long)


def _windows(plan: _Plan, body: Manifold) -> list[Piece]:
    made: list[Piece] = []
    for i, (low, high) in enumerate(plan.decks):
        level = "" if len(plan.decks) == 1 else ("lower ", "upper ")[i]
        edges = np.linspace(-0.47 * plan.length, plan.nose - 0.05 * plan.length, plan.panes + 1)
        for k in range(plan.panes):
            x = (edges[k] + 2.5, edges[k + 1] - 2.5)
            floor = low
            if k == plan.panes - 1 and i == 0:
                floor = low + 0.12 * (high - low)  # the driver's
            glass = vehicles.pane(body, x, (floor, high), 7.0)
            made += twins(f"{level}window {k + 1}", glass, paintbox.WINDOW)
        width = 0.76 * plan.half
        front = _end_pane(body, width, (low - 2, high), plan.nose)
        made.append(Piece(f"{level}windscreen", front, paintbox.WINDOW))
        back = _end_pane(body, 0.9 * width, (low + 4, high), -0.5 * plan.length)
        made.append(Piece(f"{level}rear window", back, paintbox.WINDOW))
    return made


def _end_pane(body: Manifold, y: float, z: shaping.Span, x: float) -> Manifold:
    """Return the window of the end wall near x, standing 1 mm out."""
    window = shaping.facing(shaping.corners((-y, y), z), (x - 25, x + 25), 0.0, 5.0)
    inward = -6.0 if x > 0 else 6.0
    outward = 1.2 if x > 0 else -1.2
    return (body.translate((outward, 0, 0)) - body.translate((inward, 0, 0))) ^ window


def _trim(
    plan: _Plan, body: Manifold, finish: paintbox.Finish, colour: str, rng: np.random.Generator
) -> list[Piece]:
    """Return the doors of the right side, a belt all round, and what stands on the roof."""
    low, high = plan.decks[0]
    made = []
    belt = shaping.corners((-0.6 * plan.length, 0.6 * plan.length), (low - 11, low - 5))
    slab = shaping.upright(belt, (-200, 200))
    ring = (shaping.swollen(body, 1.0) - shaping.swollen(body, -4.0)) ^ slab
    made.append(Piece("belt", ring, finish.paint(colour)))
    x = plan.nose - 0.115 * plan.length if plan.kind == "school" else 0.4 * plan.length
    side = shaping.corners((x - 15, x + 12), (plan.floor + 4, high + 3))
    y = -plan.half
    door = shaping.upright(side, (y - 2.0, y + 8), 1.0, 3.0)
    made.append(Piece("door", door, finish.paint(colour)))
    panes = shaping.upright(
        shaping.corners((x - 11, x + 8), (low - 8, high)), (y - 2.8, y + 4), 0, 3
    )
    made.append(Piece("door window", panes, paintbox.WINDOW))
    top = plan.roof
    if rng.random() < 0.4:
        upper = shaping.upright(
            shaping.corners((-300, 300), (plan.decks[-1][1] + 3, top + 30)), (-200, 200)
        )
        made.append(Piece("roof", shaping.swollen(body, 0.9) ^ upper, finish.paint(colour)))
    if plan.kind == "double":
        return made
    count = int(rng.integers(0, 4))
    for k, spot in enumerate(np.linspace(-0.32, 0.08, max(count, 1))[:count] * plan.length):
        hatch = shaping.pillow(
            (spot - 18, spot + 18), (-0.5 * plan.half, 0.5 * plan.half), (top - 6, top + 5), 2.5
        )
        made.append(Piece(f"roof hatch {k + 1}", hatch, finish.paint(colour)))
    return made


def _ends(plan: _Plan, chrome: Surface, finish: paintbox.Finish) -> list[Piece]:
    """Return lamps, bumpers, the sign over the windscreen, mirrors."""
    x, half, foot = 0.5 * plan.length, plan.half, plan.floor
    lamp = vehicles.lamp(x - 1, 0.66 * half, foot + 17, 7.5, 10)
    made = list(twins("headlight", lamp, _GLOW))
    rear = shaping.pillow((-x - 2, -x + 8), (0.6 * half, 0.85 * half), (foot + 11, foot + 25), 2)
    made += twins("tail light", rear, finish.paint("C4161C"))
    for name, at in (("front bumper", x - 3), ("rear bumper", -x + 3)):
        bar = shaping.pillow((at - 8, at + 8), (-0.96 * half, 0.96 * half), (foot, foot + 9), 3)
        made.append(Piece(name, bar, chrome))
    if plan.kind == "school":
        slots = [
            shaping.pillow((x + 1, x + 9), (-0.3 * half, 0.3 * half), (z, z + 3), 1.2)
            for z in (foot + 15, foot + 21)
        ]
        grille = shaping.pillow(
            (x - 8, x + 3), (-0.38 * half, 0.38 * half), (foot + 11, foot + 28), 2
        )
        made.append(Piece("grille", grille - union(slots), chrome))
    at = plan.nose - 4
    high = plan.decks[-1][1] + 5
    if plan.kind in ("double", "coach"):
        high = plan.roof - 8
        at -= (0.05 if plan.kind == "coach" else 0.015) * plan.length
    sign = shaping.pillow((at - 18, at + 4), (-0.55 * half, 0.55 * half), (high, high + 16), 3)
    made.append(Piece("sign", sign, finish.paint("FFE9A8")))
    z, reach = plan.decks[0][1] - 12, half + 6.0
    front = plan.nose - 0.04 * plan.length
    arm = shaping.rod((front, half - 5, z + 9), (front + 8, reach, z + 9), 2.0)
    glass = shaping.pillow((front + 4, front + 11), (reach - 4, reach + 5), (z - 8, z + 11), 3)
    made += twins("mirror", arm + glass, finish.paint(paintbox.BLACK))
    return made
