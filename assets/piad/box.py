"""A storage box, painted sheet metal or plastic, its lid shut or open."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from manifold3d import Manifold

from ..brick_shapes import cylinder, union
from ..materials import Surface
from ..props import Prop, along_x, along_y, block, mesh_of, metal, painted
from .glazes import coated_metal
from .machining import prism
from .turning import bend, oval, plate, swept

_CLEAR = 0.5
"""Between the lid's skirt and the body's rim."""
_STEEL = metal("B8B9BA", 0.28)
_BRASS = metal("C9A24E", 0.3)
_BLACK = painted("1A1B1D", 0.55)
_PAINTS = ("2F5D3A", "A8231C", "1F4F8F", "4A4D50", "D9A514", "6B7A3A", "E3DFD2")
_PLASTICS = ("C8201A", "1B62B5", "E9A90F", "2E2F32", "3C8C4C", "D8602A", "A9B0B5")


@dataclass(frozen=True)
class _Shape:
    """Lengths in millimetres; z is the height of the rim, lid not counted."""

    x: float
    y: float
    z: float
    lid: float
    skirt: float
    wall: float
    corner: float
    draft: float
    plastic: bool

    @property
    def pin(self) -> tuple[float, float]:
        """Where the hinges turn, (y, z)."""
        return self.y / 2 + 4.6, self.z - self.skirt + 0.5


def box(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return the box, its front towards -Y: 110 to 175 mm wide."""
    plastic = bool(rng.random() < 0.5)
    x = float(rng.uniform(105, 165))
    shape = _Shape(
        x, x * float(rng.uniform(0.58, 0.72)), x * float(rng.uniform(0.3, 0.46)),
        lid=float(rng.uniform(9, 16)), skirt=float(rng.uniform(5, 7)),
        wall=2.2 if plastic else 1.4,
        corner=float(rng.uniform(7, 13) if plastic else rng.uniform(3, 6)),
        draft=float(rng.uniform(2, 4)) if plastic else 0.0, plastic=plastic,
    )  # fmt: skip
    angle = 0.0 if rng.random() < 0.45 else float(rng.uniform(70, 112))
    body, lid, fitting = _looks(plastic, rng)
    handle = _handle(shape)
    raised = {"lid": (_lid(shape, rng), lid), "handle": (handle, fitting)}
    raised |= {f"{side} catch": (_catch(shape, at), fitting) for side, at in _sides(0.28 * x)}
    drawn = {"body": (_body(shape, rng), body)}
    for side, at in _sides(0.3 * x):
        drawn[f"{side} hinge"] = (_hinge(shape, angle).translate((at, 0, 0)), fitting)
    for side, at in _sides(0.28 * x):
        drawn[f"{side} latch"] = (_latch(shape, at, angle > 0), fitting)
    for name, (solid, look) in raised.items():
        drawn[name] = (_opened(solid, shape, angle), look)
    for k, (a, b) in enumerate(product((-1, 1), (-1, 1))):
        inset = shape.corner + shape.draft + 4
        place = (a * (x / 2 - inset), b * (shape.y / 2 - inset), 0.0)
        foot = Manifold.cylinder(2.2, 4.2, 5, 32).translate(place)
        drawn[f"foot {k + 1}"] = (foot, _BLACK)
    ends = [s.bounding_box() for s, _ in drawn.values()]
    middle = -(min(e[1] for e in ends) + max(e[4] for e in ends)) / 2
    return tuple(
        Prop(name, mesh_of(solid.translate((0, middle, 0)), 0.12 if look.texture else 0.0), look)
        for name, (solid, look) in drawn.items()
    )


def _sides(offset: float) -> tuple[tuple[str, float], tuple[str, float]]:
    return ("left", -offset), ("right", offset)


def _looks(plastic: bool, rng: np.random.Generator) -> tuple[Surface, Surface, Surface]:
    """Return the looks of body, lid and fittings."""
    if not plastic:
        paint = coated_metal(str(rng.choice(_PAINTS)), int(rng.integers(3)))
        return paint, paint, _BRASS if rng.random() < 0.3 else _STEEL
    colours = [str(c) for c in rng.choice(_PLASTICS, 3, replace=False)]
    body = painted(colours[0], 0.35)
    return body, body if rng.random() < 0.4 else painted(colours[1], 0.35), painted(colours[2], 0.4)


def _shell(x: float, y: float, corner: float, z: tuple[float, float], draft: float) -> Manifold:
    """Return a full block with rounded upright edges that narrows by `draft` downwards."""
    top = prism(plate(x, y, corner), (z[1] - 1, z[1]))
    low = prism(
        plate(x - 2 * draft, y - 2 * draft, max(corner - draft, 0.8)), (z[0], z[0] + 2), 0.9
    )
    return Manifold.hull(top + low)


def _body(shape: _Shape, rng: np.random.Generator) -> Manifold:
    """Return the lower part: walls, floor, a rim for the lid, ribs or beads on the walls."""
    s = shape
    outer = _shell(s.x, s.y, s.corner, (1.6, s.z), s.draft)
    inset = 2 * s.wall
    room = _shell(s.x - inset, s.y - inset, s.corner - 0.8, (1.6 + s.wall, s.z + 1), s.draft)
    rim = prism(plate(s.x, s.y, s.corner), (s.z - s.skirt - 3.5, s.z - s.skirt - 1.2), 0.8)
    flange = plate(s.x + 5, s.y + 5, s.corner + 2.5)
    rim += prism(flange, (s.z - s.skirt - 3.2, s.z - s.skirt - 1.2), 0.6)
    top = s.z - s.skirt - 3.5
    return ((outer + rim) + _relief(s, top, rng)) - room


def _relief(shape: _Shape, top: float, rng: np.random.Generator) -> Manifold:
    """Return what stands out of the walls below the height `top`: ribs, or pressed beads."""
    s = shape
    if s.plastic:
        count = int(rng.integers(5, 10))
        rib = block((-1.1, 1.1), (-s.y / 2 - 1.3, s.y / 2 + 1.3), (6, top), 0.5)
        side = block((-s.x / 2 - 1.3, s.x / 2 + 1.3), (-1.1, 1.1), (6, top), 0.5)
        along = np.linspace(-0.5, 0.5, count) * (s.x - 2.6 * s.corner)
        across = np.linspace(-0.5, 0.5, max(3, count // 2)) * (s.y - 2.6 * s.corner)
        ribs = [rib.translate((float(x), 0, 0)) for x in along]
        return union([*ribs, *(side.translate((0, float(y), 0)) for y in across)])
    levels = np.linspace(0.3, 0.72, int(rng.integers(2, 4))) * top
    beads = []
    for z in levels:
        reach = (s.x / 2 - s.corner - 7, s.y / 2 - s.corner - 7)
        for sign in (-1, 1):
            long = along_x(2.0, (-reach[0], reach[0]), 24).translate((0, sign * (s.y / 2 - 0.8), z))
            short = along_y(2.0, (-reach[1], reach[1]), 24).translate(
                (sign * (s.x / 2 - 0.8), 0, z)
            )
            tips = [
                Manifold.sphere(2.0, 24).translate((e * reach[0], sign * (s.y / 2 - 0.8), z))
                for e in (-1, 1)
            ]
            beads += [long, short, *tips]
    return union(beads)


def _lid(shape: _Shape, rng: np.random.Generator) -> Manifold:
    """Return the lid, shut: a skirt outside the rim, a top with an embossed panel."""
    s = shape
    t = s.wall
    grow = 2 * (_CLEAR + t)
    high = s.z + s.lid
    taper = s.lid * (0.25 if s.plastic else 0.12)
    low = prism(plate(s.x + grow, s.y + grow, s.corner + grow / 2), (s.z - s.skirt, s.z + 2), 0.3)
    top = prism(plate(s.x - taper, s.y - taper, s.corner), (high - 3, high), 1.4)
    outer = Manifold.hull(low + top)
    play = 2 * _CLEAR
    mouth = prism(plate(s.x + play, s.y + play, s.corner + _CLEAR), (s.z - s.skirt - 1, s.z + 0.02))
    inside = 2 * t + 1
    under = prism(plate(s.x - inside, s.y - inside, s.corner), (s.z - 0.5, s.z + 1))
    roof = prism(
        plate(s.x - taper - inside, s.y - taper - inside, s.corner - 1),
        (high - t - 1, high - t),
        0.5,
    )
    shell = outer - mouth - Manifold.hull(under + roof)
    field = (s.x - 34, s.y - 30)
    panel = prism(plate(*field, 5), (high - 1, high + 1.4), 0.9)
    count = int(rng.integers(3, 6))
    rib = block((-field[0] / 2 + 9, field[0] / 2 - 9), (-1.5, 1.5), (high, high + 2.4), 0.7)
    rows = [y for y in np.linspace(-0.5, 0.5, count) * (field[1] - 14) if abs(y) > 7]
    return union([shell, panel, *(rib.translate((0, float(y), 0)) for y in rows)])


def _handle(shape: _Shape) -> Manifold:
    """Return the bow on the lid and the two feet that hold it."""
    z, half = shape.z + shape.lid + 1.2, min(0.24 * shape.x, 34.0)
    points = [(-half, 0.5), (-half, 9), (-half + 1, 15), (-half + 12, 15.5), (0, 15.5)]
    points += [(-x, h) for x, h in points[-2::-1]]
    path = bend(points, 60)
    line = np.stack([path[:, 0], np.zeros(len(path)), path[:, 1] + z], axis=1)
    bow = swept(line, oval(2.6, 4.0, 28))
    foot = block((-7, 7), (-6, 6), (z, z + 2.4), 0.7)
    screw = cylinder(2.4, (z + 2, z + 3.3), 24).translate((4.4, 0, 0))
    left = (foot + screw).translate((-half - 3, 0, 0))
    return bow + left + left.mirror((1, 0, 0))


def _hinge(shape: _Shape, angle: float) -> Manifold:
    """Return both leaves, knuckles, pin and screws, the lid's leaf turned with it (degrees)."""
    y, z = shape.pin
    back = shape.y / 2
    knuckle = along_x(2.4, (-10.5, 10.5), 32).translate((0, y, z))
    grooves = union(
        (along_x(3, (e - 0.3, e + 0.3), 32) - along_x(2.1, (e - 1, e + 1), 32)).translate((0, y, z))
        for e in (-3.5, 3.5)
    )
    pin = along_x(1.3, (-11.4, 11.4), 24).translate((0, y, z))
    head = along_y(2.1, (0, 1.0), 24)
    low = block((-10.5, 10.5), (back + 2.0, back + 4.0), (z - 15, z + 0.6), 0.4)
    low += block((-9, 9), (back - 0.4, back + 2.6), (z - 14, z - 4.5), 0.4)
    low += union(head.translate((x, back + 4.0, z - 9.5)) for x in (-6, 6))
    face = back + _CLEAR + shape.wall
    leaf = block((-10.5, 10.5), (face - 0.2, face + 1.4), (z - 0.2, z + shape.skirt + 0.4), 0.4)
    leaf += block((-10.5, 10.5), (face, y + 0.6), (z - 0.3, z + 1.6), 0.3)
    leaf += union(head.translate((x, face + 1.0, z + 4.0)) for x in (-6, 6))
    return ((knuckle - grooves) + pin + low) + _opened(leaf, shape, angle)


def _opened(solid: Manifold, shape: _Shape, angle: float) -> Manifold:
    """Return what belongs to the lid, turned about the hinges by an angle in degrees."""
    y, z = shape.pin
    return solid.translate((0, -y, -z)).rotate((-angle, 0, 0)).translate((0, y, z))


def _latch(shape: _Shape, x: float, loose: bool) -> Manifold:
    """Return a toggle latch on the front: plate, lever and loop; the loop hangs down if loose."""
    front, z = -shape.y / 2, shape.z - shape.skirt - 12
    plate = block((-8, 8), (front - 3.6, front + 0.4), (z - 12, z + 6), 0.8)
    ears = union(
        block((e - 1, e + 1), (front - 8.5, front - 3), (z - 4, z + 3), 0.5) for e in (-6.6, 6.6)
    )
    pin = along_x(1.4, (-8.4, 8.4), 24).translate((0, front - 6.2, z - 0.5))
    lever = block((-5, 5), (front - 8.4, front - 6.0), (z - 13, z + 3), 0.9)
    lever += block((-5, 5), (front - 11, front - 7), (z - 14.5, z - 11.5), 0.9)
    top = shape.z + 3.5 - z
    wire = cylinder(1.0, (0, top), 16)
    loop = union(wire.translate((e, front - 6.6, z - 0.5)) for e in (-4.2, 4.2))
    loop += along_x(1.0, (-5.2, 5.2), 16).translate((0, front - 6.6, z - 0.5 + top))
    if loose:
        loop = loop.translate((0, 0, 0.5 - z)).translate((0, 6.6 - front, 0)).rotate((112, 0, 0))
        loop = loop.translate((0, front - 6.6, z - 0.5))
    return (plate + ears + pin + lever + loop).translate((x, 0, 0))


def _catch(shape: _Shape, x: float) -> Manifold:
    """Return the hook on the lid's skirt that the loop goes over."""
    face = -shape.y / 2 - _CLEAR - shape.wall
    low = shape.z - shape.skirt + 0.6
    plate = block((-6, 6), (face - 1.4, face + 0.3), (low, shape.z + 2), 0.5)
    hook = block((-3, 3), (face - 6.5, face - 1), (shape.z - 1.2, shape.z + 1.6), 0.6)
    lip = block((-3, 3), (face - 6.5, face - 4.9), (shape.z - 0.6, shape.z + 4.6), 0.5)
    return (plate + hook + lip).translate((x, 0, 0))
