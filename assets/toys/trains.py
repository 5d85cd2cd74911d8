"""Toy locomotives: steam with or without a tender, and a diesel; mm, front at +X."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manifold3d import Manifold

from ..brick_shapes import union
from ..props import Prop
from . import paintbox, shaping, vehicles
from .diesels import diesel
from .rails import Livery, axles, rail_wheel
from .shaping import pillow, twins
from .turned import Piece, finished

_GLOW = paintbox.Finish(0.12, 0.5).paint("FFF1B0")


@dataclass(frozen=True)
class _Steam:
    """A steam engine's measures, mm.

    Attributes:
        long: From the buffer beam to the back of the cab.
        half: Half the width of the frame.
        boiler: Radius of the boiler.
        axis: Height of the boiler's axis.
        deck: Height of the running board.
        cab: Length of the cab.
        wheel: Radius of the driving wheels.
        drivers: How many a side.
    """

    long: float
    half: float
    boiler: float
    axis: float
    deck: float
    cab: float
    wheel: float
    drivers: int

    @property
    def back(self) -> float:
        return -0.5 * self.long

    @property
    def front(self) -> float:
        return 0.5 * self.long

    @property
    def roof(self) -> float:
        return self.axis + 1.55 * self.boiler


def train(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a locomotive: three of four burn coal, some of them with a tender."""
    finish = paintbox.finish(rng)
    main, second = paintbox.colours(rng, 2)
    wheel = str(rng.choice(("C4161C", paintbox.BLACK, second, "F5B50A")))
    bright = (paintbox.BRASS, paintbox.METAL, finish.paint(second))[int(rng.integers(3))]
    looks = Livery(
        finish.paint(main), finish.paint(second), finish.paint(paintbox.BLACK),
        finish.paint(wheel), bright,
    )  # fmt: skip
    if rng.random() < 0.22:
        return finished(diesel(looks, rng), rng)
    engine = _planned(rng)
    made = [*_chassis(engine, looks, rng), *_boiler(engine, looks, rng), *_cab(engine, looks, rng)]
    if rng.random() < 0.45:
        made += _tender(engine, looks, rng)
    return finished(made, rng)


def _planned(rng: np.random.Generator) -> _Steam:
    drivers = int(rng.integers(2, 5))
    wheel = float(rng.uniform(21, 26)) * (1.1 if drivers == 2 else 1 if drivers == 3 else 0.84)
    boiler = float(rng.uniform(27, 34))
    deck = 1.55 * wheel
    return _Steam(
        float(rng.uniform(205, 250)), float(rng.uniform(33, 38)), boiler, deck + 1.12 * boiler,
        deck,
        float(rng.uniform(58, 78)), wheel, drivers,
    )  # fmt: skip


def _chassis(e: _Steam, looks: Livery, rng: np.random.Generator) -> list[Piece]:
    frame = pillow(
        (e.back + 4, e.front - 4), (-e.half + 15, e.half - 15), (0.5 * e.wheel, e.deck), 3
    )
    board = pillow((e.back, e.front), (-e.half, e.half), (e.deck - 5, e.deck + 3), 2)
    made = [Piece("frame", frame, looks.dark), Piece("running board", board, looks.second)]
    low = 1.08 * e.wheel
    first, pitch = e.back + 0.6 * e.cab, 2.3 * e.wheel
    pitch = min(pitch, (0.62 * e.long - 0.5 * e.cab) / max(e.drivers - 1, 1))
    pitch = max(pitch, 2.2 * e.wheel)
    spots = [first + k * pitch for k in range(e.drivers)]
    drawn = rail_wheel(e.wheel, 11, int(rng.integers(8, 12)))
    y = e.half - 17.0
    for k, x in enumerate(spots):
        made += twins(f"wheel {k + 1}", drawn.translate((x, y, low)), looks.wheel)
    rod = shaping.rod((spots[0], y + 13, low - 6), (spots[-1], y + 13, low - 6), 3.0)
    pins = [
        shaping.along_y(Manifold.cylinder(9, 4, circular_segments=20)).translate(
            (x, y + 7, low - 6)
        )
        for x in spots
    ]
    made += twins("rod", union([rod, *pins]), looks.bright)
    room = e.front - 12 - (spots[-1] + e.wheel)
    small = float(np.clip(room / 2.4, 9, 0.62 * e.wheel))
    bogie = rail_wheel(small, 9, 8)
    ahead = e.front - 10 - small
    made += twins("pilot wheel", bogie.translate((ahead, y, 1.08 * small)), looks.wheel)
    cylinder = shaping.along_x(shaping.turned([(0, -16), (9, -16), (9, 16), (0, 16)], 2.0, 28))
    made += twins("cylinder", cylinder.translate((ahead, e.half - 4, e.deck - 12)), looks.main)
    axle = pillow((ahead - 5, ahead + 5), (-y - 3, y + 3), (0.7 * small, e.deck - 2), 2)
    made.append(Piece("pilot axle", axle, looks.dark))
    return made + _bow(e, looks, rng)


def _bow(e: _Steam, looks: Livery, rng: np.random.Generator) -> list[Piece]:
    """Return the buffer beam with buffers or a cowcatcher."""
    x = e.front
    beam = pillow((x - 5, x + 5), (-e.half, e.half), (e.deck - 16, e.deck + 1), 2)
    made = [Piece("buffer beam", beam, looks.second)]
    if rng.random() < 0.5:
        head = [(0, 0), (4, 0), (4, 12), (9, 12), (9, 16), (0, 17)]
        drawn = shaping.along_x(shaping.turned(head, 1.0, 24))
        return made + list(twins("buffer", drawn.translate((x + 2, 0.65 * e.half, e.deck - 8)),
                                 looks.bright))  # fmt: skip
    top, low = e.deck - 10, 3.0
    bars = [
        shaping.rod(
            (x + 4, 0.75 * e.half * s, top), (x + 28 - 16 * abs(s), 0.95 * e.half * s, low), 3
        )
        for s in np.linspace(-1, 1, 7)
    ]
    ends = [(x + 12, -0.95 * e.half, low), (x + 28, 0, low), (x + 12, 0.95 * e.half, low)]
    rail = [shaping.rod(ends[0], ends[1], 3.4), shaping.rod(ends[1], ends[2], 3.4)]
    rim = shaping.rod((x + 4, -0.75 * e.half, top), (x + 4, 0.75 * e.half, top), 3.2)
    return [*made, Piece("cowcatcher", union([*bars, *rail, rim]), looks.wheel)]


def _boiler(e: _Steam, looks: Livery, rng: np.random.Generator) -> list[Piece]:
    """Return the boiler with its bands, the smokebox and what stands on both."""
    r, start, end = e.boiler, e.back + e.cab - 6, e.front - 12
    box = end - float(rng.uniform(30, 44))
    made = [Piece("boiler", _drum(r, start, box + 4, e.axis), looks.main)]
    made.append(Piece("smokebox", _drum(1.05 * r, box, end, e.axis), looks.dark))
    door = [(0, -4), (0.82 * r, -4), (0.82 * r, 2), (0.5 * r, 6), (0.14 * r, 7), (0.14 * r, 11)]
    drawn = shaping.along_x(shaping.turned([*door, (0, 11)], 1.0, 36))
    made.append(Piece("smokebox door", drawn.translate((end, 0, e.axis)), looks.second))
    saddle = pillow((box, end - 2), (-0.6 * r, 0.6 * r), (e.deck - 3, e.axis), 2)
    made.append(Piece("saddle", saddle, looks.dark))
    bands = np.linspace(start + 18, box - 8, int(rng.integers(2, 5)))
    for k, x in enumerate(bands):
        made.append(Piece(f"band {k + 1}", _drum(1.035 * r, x - 2, x + 2, e.axis), looks.bright))
    top = e.axis + r
    chimney = _chimney(
        r, float(rng.uniform(0.9, 1.35)) * r, str(rng.choice(("straight", "bell", "flare")))
    )
    made.append(Piece("chimney", chimney.translate(((box + end) / 2, 0, top)), looks.dark))
    for k, share in enumerate(np.linspace(0.62, 0.28, int(rng.integers(1, 3)))):
        d, high = 0.42 * r, float(rng.uniform(0.45, 0.65)) * r
        dome = [(0, -0.3 * r), (1.2 * d, -0.3 * r), (1.2 * d, 0), (d, 3), (d, 0.7 * high),
                (0.6 * d, high), (0, 1.06 * high)]  # fmt: skip
        x = start + share * (box - start)
        made.append(Piece(("steam dome", "sand dome")[k],
                          shaping.turned(dome, 1.5, 32).translate((x, 0, top)),
                          looks.bright))  # fmt: skip
    lamp = vehicles.lamp(end - 2, 0, top + 4, 9, 14)
    made.append(Piece("headlamp", lamp, _GLOW))
    return made


def _drum(radius: float, low: float, high: float, z: float) -> Manifold:
    profile = [(0, low), (radius, low), (radius, high), (0, high)]
    return shaping.along_x(shaping.turned(profile, 1.5, 48)).translate((0, 0, z))


def _chimney(r: float, high: float, kind: str) -> Manifold:
    """Return a chimney that stands on z = 0 and reaches down into the boiler."""
    b, low = 0.3 * r, -0.4 * r
    shapes = {
        "straight": [(1.5 * b, low), (1.3 * b, 3), (b, 7), (b, high - 7), (1.4 * b, high - 6),
                     (1.4 * b, high)],
        "flare": [(1.4 * b, low), (1.2 * b, 3), (0.9 * b, 7), (1.7 * b, high)],
        "bell": [(1.4 * b, low), (1.2 * b, 3), (b, 7), (b, 0.4 * high), (2.4 * b, 0.72 * high),
                 (2.4 * b, 0.8 * high), (1.6 * b, high)],
    }  # fmt: skip
    inner = [(0.75 * b, high), (0.75 * b, high - 9), (0, high - 9)]
    return shaping.turned([(0, low), *shapes[kind], *inner], 0.8, 32)


def _cab(e: _Steam, looks: Livery, rng: np.random.Generator) -> list[Piece]:
    low, high, half = e.deck - 2, e.roof, e.half
    x = (e.back + 2, e.back + e.cab)
    shell = pillow(x, (-half + 2, half - 2), (low, high - 5), 4)
    made = [Piece("cab", shell, looks.main)]
    window = shaping.upright(
        shaping.corners((x[0] + 16, x[1] - 12), (e.axis + 0.25 * e.boiler, high - 10)),
        (half - 8, half - 1), 0, 5,
    )  # fmt: skip
    made += twins("cab window", window, paintbox.WINDOW)
    pane = pillow(
        (x[1] - 4, x[1] + 1), (0.5 * half, half - 8), (e.axis + 0.5 * e.boiler, high - 8), 2
    )
    made += twins("front window", pane, paintbox.WINDOW)
    arc = np.radians(np.linspace(25, 155, 14))
    rise = float(rng.uniform(7, 16))
    over = [((half + 6) * np.cos(a) / np.cos(arc[0]), high - 6 + rise * np.sin(a)) for a in arc]
    roof = shaping.facing(
        [*over, (-half - 6, high - 8), (half + 6, high - 8)], (x[0] - 10, x[1] + 8), 1.5, 1.0
    )
    made.append(Piece("roof", roof, looks.second))
    return made


def _tender(e: _Steam, looks: Livery, rng: np.random.Generator) -> list[Piece]:
    """Return the coal waggon behind the cab."""
    long = float(rng.uniform(78, 100))
    x = (e.back - 14 - long, e.back - 14)
    tub = pillow(x, (-e.half + 2, e.half - 2), (e.deck - 6, e.axis + 0.5 * e.boiler), 4)
    top = e.axis + 0.5 * e.boiler
    room = pillow((x[0] + 7, x[1] - 7), (-e.half + 9, e.half - 9), (top - 16, top + 40), 3)
    coal = [
        shaping.ball((float(rng.uniform(x[0] + 18, x[1] - 18)), float(rng.uniform(-14, 14)),
                      top - 8),
                     rng.uniform(11, 17, 3), 12)
        for _ in range(9)
    ]  # fmt: skip
    bed = pillow((x[0] + 4, x[1] - 4), (-e.half + 6, e.half - 6), (top - 20, top - 8), 3)
    made = [Piece("tender", tub - room, looks.main), Piece("coal", union([bed, *coal]), looks.dark)]
    link = pillow((x[1] - 10, e.back + 12), (-8, 8), (e.deck - 13, e.deck - 2), 3)
    frame = pillow((x[0] + 4, x[1] - 4), (-e.half + 15, e.half - 15), (0.45 * e.wheel, e.deck), 3)
    made += [Piece("tender frame", frame, looks.dark), Piece("coupling", link, looks.dark)]
    return made + axles("tender wheel", [x[0] + 0.24 * long, x[1] - 0.24 * long],
                         0.72 * e.wheel, e.half - 17, looks)  # fmt: skip
