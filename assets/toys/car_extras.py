"""What some toy cars have besides: stripes, spoiler, roof rack, siren, sign, a load; mm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manifold3d import Manifold

from ..brick_shapes import union
from ..materials import Surface
from . import paintbox, shaping
from .paintbox import Finish
from .shaping import twins
from .turned import Piece

_CHOICES = {"racer": ("wing",), "pickup": ("crate", "siren", "none")}
_COMMON = ("stripe", "rack", "siren", "sign", "wing", "none")


@dataclass(frozen=True, eq=False)
class Shell:
    """A car as far as its extras must know it.

    Attributes:
        kind: Of body, such as "pickup".
        body: Lower part.
        cabin: Upper part.
        length: From end to end, mm.
        half: Half its width.
    """

    kind: str
    body: Manifold
    cabin: Manifold
    length: float
    half: float


def extras(car: Shell, finish: Finish, colour: str, rng: np.random.Generator) -> list[Piece]:
    """Return one extra or none, and stripes on most racers, in a colour that is not the body's."""
    extra = str(rng.choice(_CHOICES.get(car.kind, _COMMON)))
    made = []
    if extra == "stripe" or (car.kind == "racer" and rng.random() < 0.7):
        band = shaping.corners((-0.24 * car.half, 0.24 * car.half), (-10, 400))
        strip = shaping.facing(band, (-400, 400))
        paint = finish.paint(str(rng.choice((colour, *paintbox.PALE[:3]))))
        made.append(Piece("bonnet stripe", shaping.swollen(car.body, 0.8) ^ strip, paint))
        made.append(Piece("roof stripe", shaping.swollen(car.cabin, 0.8) ^ strip, paint))
    if extra == "wing":
        made += _wing(car, finish.paint(colour))
    elif extra == "crate":
        top, long, half = float(car.body.bounding_box()[5]), car.length, 0.6 * car.half
        load = shaping.pillow((-0.42 * long, -0.17 * long), (-half, half), (0.5 * top, top + 18), 4)
        made.append(Piece("crate", load, finish.paint(colour)))
    return made + _roof_load(car, extra, finish, colour)


def _roof_load(car: Shell, extra: str, finish: Finish, colour: str) -> list[Piece]:
    """Return a rack with luggage, a siren or a taxi sign on the middle of the roof."""
    box = car.cabin.bounding_box()
    x, top, y = (box[0] + box[3]) / 2 - 0.02 * car.length, box[5], 0.55 * car.half
    if extra == "rack":
        bars = [shaping.rod((x + d, -y, top + 4), (x + d, y, top + 4), 2.4) for d in (-18, 0, 18)]
        rails = [shaping.rod((x - 24, d, top), (x + 24, d, top + 4), 3.4) for d in (-y, y)]
        trunk = shaping.pillow((x - 20, x + 16), (-0.7 * y, 0.7 * y), (top + 3, top + 24), 4)
        return [
            Piece("roof rack", union(bars + rails), paintbox.METAL),
            Piece("luggage", trunk, finish.paint(colour)),
        ]
    if extra == "siren":
        foot = shaping.pillow((x - 7, x + 7), (-y, y), (top - 6, top + 4), 2)
        glow = Finish(0.1, 0.6)
        light = shaping.pillow((x - 6, x + 6), (4, 0.95 * y), (top - 2, top + 16), 5)
        return [
            Piece("siren base", foot, finish.paint("E9ECEE")),
            Piece("left siren", light, glow.paint("1A4FE0")),
            Piece("right siren", light.mirror((0, 1, 0)), glow.paint("E0201A")),
        ]
    if extra == "sign":
        plate = [(x - 12, top - 6), (x + 12, top - 6), (x + 7, top + 18), (x - 7, top + 18)]
        sign = shaping.upright(plate, (-0.7 * y, 0.7 * y), 2.0, 3.0)
        return [Piece("taxi sign", sign, finish.paint("FFF3C0"))]
    return []


def _wing(car: Shell, surface: Surface) -> list[Piece]:
    """Return a spoiler on two struts over the tail."""
    long, half = car.length, car.half
    high = float(car.body.bounding_box()[5]) + 0.08 * long
    foil = [(-0.5, 0.03), (-0.49, 0.045), (-0.37, 0.012), (-0.37, 0.0), (-0.44, 0.005)]
    points = [(long * x, high + long * z) for x, z in foil]
    wing = shaping.upright(points, (-half, half), 1.2, 1.0)
    strut = shaping.upright(
        [(-0.45 * long, 0.5 * high), (-0.36 * long, 0.5 * high),
         (-0.4 * long, high + 4), (-0.44 * long, high + 4)],
        (0.5 * half, 0.5 * half + 6), 1.2, 1.0,
    )  # fmt: skip
    return [Piece("spoiler", wing, surface), *twins("spoiler strut", strut, surface)]
