"""A foot-mounted electric motor: finned frame, shields, fan cowl, terminal box, keyed shaft.

Drawn along z, the shaft's end up, and laid down along x; -x of the drawing becomes up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manifold3d import CrossSection, Manifold, OpType
from numpy.typing import NDArray

from ..brick_shapes import union
from ..props import Prop, at, block
from .finishes import ENAMELS, Finish, enamel, metal_finish, plain
from .machining import around, disc, lathe, lying, part, prism, rectangle, rounded
from .screws import hex_blank, key, key_size, socket_screw, stepped

_FIN_THICK = 2.0
_SCREW = 4
_PLASTIC = plain("1A1B1C", 0.45)


@dataclass(frozen=True)
class Size:
    """Of a motor, mm.

    Attributes:
        radius: Of the frame without its fins.
        length: Of the frame.
        fin: Height of the fins.
        fins: How many there would be all round.
        shaft: Diameter of the shaft's end.
        reach: Length of the shaft's end.
        cowl: Length of the fan's cowl.
    """

    radius: float
    length: float
    fin: float
    fins: int
    shaft: float
    reach: float
    cowl: float

    @property
    def height(self) -> float:
        """Of the shaft's axis over the table."""
        return round(self.radius + self.fin + 5)

    @property
    def middle(self) -> float:
        """The z of the drawing that comes to x = 0."""
        return (self.length + self.bell + self.reach - self.cowl - 2.5) / 2

    @property
    def bell(self) -> float:
        """Depth of the shield at the driving end, with its boss."""
        return 0.34 * self.radius


def motor(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a motor that stands on its feet, its shaft towards +x, as IEC 60034-7's IM B3."""
    radius = round(float(rng.uniform(30, 38)))
    size = Size(
        radius=radius,
        length=round(radius * float(rng.uniform(2.0, 2.7))),
        fin=round(float(rng.uniform(4, 6)), 1),
        fins=4 * int(rng.integers(8, 12)),
        shaft=float(rng.choice([9, 11, 14])),
        reach=float(rng.choice([20, 23, 26])),
        cowl=round(radius * float(rng.uniform(0.62, 0.85))),
    )
    seed = int(rng.integers(3))
    paint = enamel(str(rng.choice(ENAMELS)), seed)
    second = paint if rng.random() < 0.6 else metal_finish("cast", seed)
    cover = paint if rng.random() < 0.5 else _PLASTIC
    pose = lying(size.height, size.middle)
    return (
        part("frame", _frame(size), paint, pose),
        *_fins(size, paint),
        part("front bell", _bell(size), second, pose),
        part("rear bell", _rear(size), second, pose),
        part("fan cowl", _cowl(size), cover, pose),
        part("fan", _fan(size), _PLASTIC, pose),
        *_shaft(size, pose, seed),
        *_screws(size),
        *_feet(size, paint),
        *_terminals(size, paint, rng),
    )


def _frame(size: Size) -> Manifold:
    """Return the round frame, thicker at both ends where the shields sit."""
    r, end, band = size.radius, size.length, 7.0
    rim = r + 0.55 * size.fin
    profile = [
        (0, 0), (rim, 0), (rim, band), (r, band), (r, end - band), (rim, end - band),
        (rim, end), (0, end),
    ]  # fmt: skip
    return lathe(profile, 0.6, 1.0)


def _fins(size: Size, finish: Finish) -> list[Prop]:
    """Return the fins that are neither under the terminal box nor over the feet."""
    low, high = size.radius - 1, size.radius + size.fin
    half = _FIN_THICK / 2
    flat = CrossSection.hull_points(
        [(-low, -half), (-low, half), (-high, 0.62 * half), (-high, -0.62 * half)]
    )
    solid = prism(rounded(flat, 0.3), (4.0, size.length - 4.0), 0.5, 2)
    drawn = part("", solid, finish)
    props: list[Prop] = []
    for k in range(size.fins):
        turn = 360 * (k + 0.5) / size.fins
        from_top = min(turn, 360 - turn)
        if 32 < from_top < 122:
            pose = lying(size.height, size.middle, turn)
            props.append(Prop(f"fin {len(props) + 1}", drawn.mesh, finish.surface, pose))
    return props


def _bell(size: Size) -> Manifold:
    """Return the shield of the driving end: a ribbed dome with a boss, ears for four screws."""
    r, deep = size.radius + 0.3 * size.fin, size.bell
    start, boss = size.length - 0.5, 0.42 * size.radius
    profile = [
        (0, start), (r, start), (r, start + 5), (0.86 * r, start + 0.55 * deep),
        (boss + 3, start + 0.68 * deep), (boss, start + deep), (0, start + deep),
    ]  # fmt: skip
    dome = lathe(profile, 1.0, 1.5)
    ribs = around(rectangle((0, 0.96 * r), (-1.3, 1.3)), 8, 22.5)
    wide = lathe([(0, start), (0.97 * r, start), (0.97 * r, start + 5),
                  (boss, start + 0.86 * deep), (0, start + 0.86 * deep)], 0.3)  # fmt: skip
    ears = around(disc(1.15 * _SCREW, (_ear_radius(size), 0)), 4, 45)
    body = dome + (prism(ribs, (start, start + deep), 0.4) ^ wide)
    body += prism(ears, (start, start + 6), 0.5)
    return body - disc(size.shaft / 2 + 0.6).extrude(deep + 9).translate((0, 0, start + 0.4 * deep))


def _ear_radius(size: Size) -> float:
    return size.radius + 0.3 * size.fin - 1.0


def _rear(size: Size) -> Manifold:
    """Return the shield of the other end, mostly under the cowl."""
    r = size.radius + 0.45 * size.fin
    return lathe([(0, -5), (r - 2, -5), (r, -3), (r, 0.5), (0, 0.5)], 0.6)


def _cowl(size: Size) -> Manifold:
    """Return the sheet cowl over the fan, its end a grille of slots in rings."""
    r, deep, thick = size.radius + 0.7 * size.fin, size.cowl, 1.6
    back = -2.5 - deep
    shell = lathe([(0, back), (r, back), (r, -2.5), (0, -2.5)], 4.0)
    room = lathe([(0, back + thick), (r - thick, back + thick), (r - thick, 0), (0, 0)], 3.0)
    slots = []
    count, width = 5, 0.078 * r
    for k in range(count):
        middle = (0.30 + 0.135 * k) * r
        ring = disc(middle + width / 2) - disc(middle - width / 2)
        bars = around(rectangle((0, 2 * r), (-0.055 * r, 0.055 * r)), 6, 30.0 * (k % 2))
        slots.append(rounded(ring - bars, 0.3 * width))
    grille = CrossSection.batch_boolean(slots, OpType.Add)
    return shell - room - grille.extrude(4 * thick).translate((0, 0, back - thick))


def _fan(size: Size) -> Manifold:
    """Return the fan behind the grille: a disc with seven straight blades."""
    r = 0.86 * size.radius
    back = -2.5 - size.cowl
    plate = disc(r).extrude(2).translate((0, 0, -9.5))
    hub = disc(0.26 * r).extrude(size.cowl - 12).translate((0, 0, back + 4))
    blades = around(rectangle((0, r), (-0.9, 0.9)), 7)
    return plate + hub + blades.extrude(-9 - back - 5).translate((0, 0, back + 5))


def _shaft(size: Size, pose: NDArray[np.float64], seed: int) -> list[Prop]:
    """Return the shaft's end and its key."""
    nose = size.length + size.bell
    d = size.shaft
    body = stepped([(d + 1, 14), (d, size.reach + 2)], 0.3, 0.6).translate((0, 0, nose - 16))
    fit = key_size(d)
    long = round(0.72 * size.reach)
    bed, middle = d / 2 - fit.shaft, nose + 0.52 * size.reach
    seat, feather = (
        key(fit, long, gap).rotate((0, -90, 0)).translate((-bed, 0, middle)) for gap in (0.02, 0.0)
    )
    body -= seat
    body -= lathe([(0, nose + size.reach - 4), (0.8, nose + size.reach - 3),
                   (2.0, nose + size.reach + 0.1), (0, nose + size.reach + 0.1)], 0.0)  # fmt: skip
    return [
        part("shaft", body, metal_finish("turned", seed), pose, turned=True),
        part("key", feather, metal_finish("brushed", seed), pose),
    ]


def _screws(size: Size) -> list[Prop]:
    """Return the four screws of the shield at the driving end."""
    drawn = part("", socket_screw(_SCREW, 8), metal_finish("zinc"))
    props = []
    for k in range(4):
        pose = lying(size.height, size.middle, 45 + 90 * k)
        out = at(_ear_radius(size) * 1e-3, 0, (size.length + 5.5) * 1e-3)
        props.append(Prop(f"bell screw {k + 1}", drawn.mesh, drawn.surface, pose @ out))
    return props


def _feet(size: Size, finish: Finish) -> list[Prop]:
    """Return the two feet, each a rail with two holes and two legs up to the frame."""
    h, r = size.height, size.radius
    inner, outer, half = 0.42 * r, 1.12 * r, 0.5 * size.length - 6
    rail = block((-half, half), (inner, outer), (0, 5.5), 1.0)
    spots = (-half + 9, half - 9)
    holes = [disc(2.6).extrude(9).translate((x, outer - 7, -1)) for x in spots]
    side = ((inner + 2, 3), (outer - 13, 3), (0.8 * r, h - 0.5 * r), (0.3 * r, h - 0.5 * r))
    leg = Manifold.hull_points([(x, y, z) for x in (-7, 7) for y, z in side])
    body = rail - union(holes) + union(leg.translate((x, 0, 0)) for x in spots)
    axis = Manifold.cylinder(4 * half, r - 1.5, r - 1.5, 96).rotate((0, 90, 0))
    body -= axis.translate((-2 * half, 0, h))
    pose = at((size.length / 2 - size.middle) * 1e-3, 0, 0)
    return [
        part("left foot", body, finish, pose),
        part("right foot", body.mirror((0, 1, 0)), finish, pose),
    ]


def _terminals(size: Size, finish: Finish, rng: np.random.Generator) -> list[Prop]:
    """Return the terminal box on top with lid, screws, cable gland and the name plate."""
    top = size.height + size.radius
    half_x, half_y, tall = 0.52 * size.radius, 0.46 * size.radius, 0.44 * size.radius
    x = float(rng.uniform(0.42, 0.6)) * size.length - size.middle
    shell = rounded(rectangle((-half_x, half_x), (-half_y, half_y)), 3.0)
    box = prism(shell, (top - 5, top + tall), 0.6, 2)
    lid = prism(shell.offset(0.8), (top + tall, top + tall + 5), 1.5, 3)
    side = 1 if rng.random() < 0.5 else -1
    gland = _gland().rotate((-90 * side, 0, 0)).translate((0, side * half_y, top + 0.5 * tall))
    plate = block((-0.62 * half_x, 0.62 * half_x), (-0.4, 0.6), (-0.3 * tall, 0.3 * tall), 0.2)
    plate = plate.translate((0, -side * half_y, top + 0.5 * tall))
    pose = at(x * 1e-3, 0, 0)
    bolt = part("", socket_screw(3, 3), metal_finish("zinc", 1))
    corners = [(a * (half_x - 3.2), b * (half_y - 3.2)) for a in (-1, 1) for b in (-1, 1)]
    screws = [
        Prop(f"lid screw {k + 1}", bolt.mesh, bolt.surface,
             at((x + a) * 1e-3, b * 1e-3, (top + tall + 4.9) * 1e-3))
        for k, (a, b) in enumerate(corners)
    ]  # fmt: skip
    return [
        part("terminal box", box, finish, pose),
        part("lid", lid, finish, pose),
        *screws,
        part("gland", gland, _PLASTIC, pose),
        part("name plate", plate, metal_finish("brushed", 1), pose),
    ]


def _gland() -> Manifold:
    """Return a cable gland along z on z = 0, plugged."""
    cap = lathe([(0, 3), (6.8, 3), (6.8, 10), (5.0, 14), (0, 14)], 0.8)
    grips = around(rectangle((6.2, 8), (-0.7, 0.7)), 12)
    plug = disc(3.6).extrude(2).translate((0, 0, 12.8))
    return hex_blank(8, 5).translate((0, 0, -0.5)) + (cap - grips.extrude(20)) - plug
