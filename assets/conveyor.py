"""A belt conveyor of hinged steel plates: metres, Z up, belt surface at z = 0, travel along +X.

Drawn from plain measures, in millimetres. Plates about the origin are drawn in full; farther off
they have no slots and rivets. Only the belt moves: rails, frame and what hangs on them stand.
"""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
from manifold3d import Manifold

from .brick_shapes import box, cylinder, union
from .materials import Surface
from .meshes import Mesh
from .props import (
    Prop,
    along_y,
    at,
    bar,
    block,
    covered,
    merge,
    mesh_of,
    metal,
    painted,
)
from .textures import box_mapped, concrete, steel, worn_paint

PITCH = 0.025
"""Distance of neighbouring plates."""
WIDTH = 0.19
"""Of the belt."""
FLOOR = -0.75
"""Z of the floor."""
FLOOR_TILE = 2.0
"""Metres in one repeat of the floor's texture."""

# what follows is in millimetres, but the texture repeat
_LENGTH = 4000.0
_FULL = 14  # plates on either side of the origin that are drawn in full
_TILE = 0.25  # metres
_HALF = WIDTH * 500  # of the belt's width
_SIDE = 104.0  # the frame's inner face


def conveyor(shift: float) -> tuple[Prop, ...]:
    """Return the conveyor with its belt moved on; nothing else depends on `shift`.

    Args:
        shift: Metres along +X; whole pitches make no difference.
    """
    if not np.isfinite(shift):
        raise ValueError(f"the belt cannot be shifted by {shift} m: give a finite number")
    pose = at(shift % PITCH, 0, 0)
    moving = (Prop("belt", _belt(), _steel(), pose), Prop("chain", _chain(), _CHAIN, pose))
    return (*moving, *_standing())


@cache
def floor_surface() -> Surface:
    """Return the look of the factory floor, for a texture repeat of `FLOOR_TILE`."""
    return covered(concrete())


@cache
def _steel() -> Surface:
    return covered(steel(), metallic=1.0)


_CHAIN = metal("5C5853", 0.42)
_BOLT = metal("B9B7B2", 0.28)
_ALUMINIUM = metal("C9CACC", 0.38)
_PAN = metal("6E6F70", 0.5)
_RUBBER = painted("1C1C1D", 0.7, 0.3)
_BLACK = painted("17181A", 0.45)
_GUIDE = painted("2F8F4E", 0.42)
_DUCT = painted("B4B6B2", 0.5)
_RED = painted("B3120F", 0.3)
_AMBER = painted("D86A0C", 0.25)
_BLUE, _YELLOW = (0.13, 0.31, 0.52), (0.86, 0.66, 0.10)


@cache
def _belt() -> Mesh:
    """Return all plates; each takes its texture from another place."""
    rng = np.random.default_rng(1)
    full, plain = _plate(True), _plate(False)
    count = int(_LENGTH / 2000 / PITCH)
    plates = []
    for k in range(-count, count):
        drawn = full if -_FULL <= k < _FULL else plain
        mapped = box_mapped(drawn, _TILE, tuple(rng.uniform(0, 1, 2)))
        place = np.array([(k + 0.5) * PITCH, 0, 0])
        plates.append(Mesh(mapped.vertices + place, mapped.faces, mapped.uv))
    return merge(plates)


def _plate(full: bool) -> Mesh:
    """Return one plate and the hinge on its leading side; brushed across the travel."""
    outline = [(-10.2, -2.5), (10.2, -2.5), (10.2, 0), (-10.2, 0)]
    sheet = bar(outline, 2 * _HALF, 0.9 if full else 0.0)
    if not full:
        hinge = bar([(-2.2, -0.4), (-2.2, -3), (2.2, -3), (2.2, -0.4)], 2 * _HALF)
        return mesh_of((sheet + hinge.translate((0, 12.5, 0))).rotate((0, 0, -90)))
    slot = Manifold.hull(
        cylinder(2.1, (-3, 1), 12).translate((-7, 0, 0))
        + cylinder(2.1, (-3, 1), 12).translate((7, 0, 0))
    )
    sheet -= union(slot.translate((y, 0, 0)) for y in (-60, -30, 0, 30, 60))
    head = Manifold.cylinder(1.5, 3.2, 2.2, 14).translate((0, 0, -0.6))
    rivets = union(head.translate((y, x, 0)) for y, x in product((-84, 84), (-5, 5)))
    knuckle = along_y(2.15, (-9.1, 9.1), 14).rotate((0, 0, 90)).translate((0, 12.5, -2.4))
    hinges = union(knuckle.translate((y, 0, 0)) for y in np.linspace(-85.5, 85.5, 10))
    return mesh_of((sheet + rivets + hinges).rotate((0, 0, -90)))


@cache
def _chain() -> Mesh:
    """Return the chains that carry the plates: a roller and a link for each."""
    roller = along_y(5.0, (_HALF + 1, _HALF + 6), 14).translate((0, 0, -7))
    link = block((-11, 11), (_HALF + 6.4, _HALF + 8), (-10.5, -3.5), 0.6)
    pair = mesh_of(roller + link + (roller + link).mirror((0, 1, 0)))
    count = int(_LENGTH / 2000 / PITCH)
    places = [np.array([k * PITCH, 0, 0]) for k in range(-count // 3, count // 3)]
    return merge([Mesh(pair.vertices + place, pair.faces) for place in places])


@cache
def _standing() -> tuple[Prop, ...]:
    """Return what stands: frame, guides, fittings and the lines on the floor."""
    blue, yellow = covered(worn_paint(_BLUE, 2)), covered(worn_paint(_YELLOW, 3))
    drawings = (
        ("frame", _both(_frame()), blue, 0.5),
        ("pan", box((-_LENGTH / 2, _LENGTH / 2), (-_SIDE, _SIDE), (-46, -44)), _PAN, 0.0),
        ("guide rails", _both(_rail()), _ALUMINIUM, 0.0),
        ("guide strips", _both(_strip()), _GUIDE, 0.0),
        ("brackets", _both(_brackets()), _BLACK, 0.0),
        ("bolts", _both(_bolts()), _BOLT, 0.0),
        ("rollers", _rollers(), _RUBBER, 0.0),
        ("feet", _both(_feet()), _RUBBER, 0.0),
        ("duct", block((-1900, 1900), (108, 132), (-78, -48), 2), _DUCT, 0.0),
        ("sensor", _sensor(), _BLACK, 0.0),
        ("reflector", _reflector(), _AMBER, 0.0),
        ("button box", block((-330, -270), (-152, -108), (-70, 0), 3), yellow, 0.5),
        ("button", _button(), _RED, 0.0),
        ("floor lines", _both(_floor_line()), yellow, 0.5),
    )
    return tuple(Prop(name, mesh_of(d, tile), look) for name, d, look, tile in drawings)


def _both(left: Manifold) -> Manifold:
    """Return a drawing of the left side (+Y) with its mirror image."""
    return left + left.mirror((0, 1, 0))


def _frame() -> Manifold:
    """Return the left side's channel, its legs and half of the beams between them."""
    web, flange, edge = (_SIDE, _SIDE + 4), 24.0, 6.0
    outline = [
        (web[0], -92), (web[0] + flange, -92), (web[0] + flange, -88), (web[1], -88),
        (web[1], edge - 4), (web[0] + flange, edge - 4), (web[0] + flange, edge), (web[0], edge),
    ]  # fmt: skip
    channel = bar(outline, _LENGTH)
    floor = FLOOR * 1000
    leg = block((-20, 20), (108, 148), (floor + 12, -60), 3)
    beam = block((-15, 15), (-1, 110), (floor + 260, floor + 300), 3)
    return channel + union((leg + beam).translate((x, 0, 0)) for x in _LEGS)


_LEGS = (-1500, -500, 500, 1500)


def _rail() -> Manifold:
    """Return the left guide: an extrusion with a groove on its outer side."""
    outline = [
        (106, 9), (116, 9), (116, 13), (113, 13), (113, 17), (116, 17), (116, 21), (106, 21),
    ]  # fmt: skip
    return bar(outline, _LENGTH, 0.5)


def _strip() -> Manifold:
    """Return the left wear strip that keeps goods off the rail."""
    return bar([(101, 10), (106.2, 10), (106.2, 20), (101, 20)], _LENGTH, 1.2)


def _brackets() -> Manifold:
    """Return the left rail's holders, every 200 mm."""
    post = block((-9, 9), (115.5, 121), (5.5, 24), 0.8)
    knob = along_y(6.5, (121, 128), 10).translate((0, 0, 15))
    return union((post + knob).translate((x, 0, 0)) for x in range(-1900, 1901, 200))


def _bolts() -> Manifold:
    """Return the left side's hexagon bolts: on the flange and at the rollers' ends."""
    washer = cylinder(6.2, (5.9, 7.2), 16)
    head = washer + cylinder(4.6, (7, 10.4), 6)
    on_top = union(head.translate((x, 123, 0)) for x in range(-800, 801, 100))
    axle = along_y(9, (107.9, 110), 16) + along_y(7, (109, 115), 6)
    ends = union(axle.translate((x, 0, -22)) for x in range(-800, 801, 200))
    return on_top + ends


def _rollers() -> Manifold:
    """Return the return rollers under the pan."""
    roller = along_y(24, (-_SIDE, _SIDE), 20).translate((0, 0, -74))
    return union(roller.translate((x, 0, 0)) for x in range(-1750, 1751, 500))


def _feet() -> Manifold:
    floor = FLOOR * 1000
    foot = Manifold.cylinder(12.5, 38, 26, 24).translate((0, 128, floor))
    return union(foot.translate((x, 0, 0)) for x in _LEGS)


def _sensor() -> Manifold:
    """Return a light barrier on the left with its arm."""
    body = block((212, 228), (126, 152), (12, 46), 2)
    arm = block((216, 224), (126, 130), (-40, 20), 0.8)
    return body + arm + cylinder(3, (-40, 14), 12).translate((220, 144, 0))


def _reflector() -> Manifold:
    """Return its counterpart on the right, on a stalk."""
    disc = along_y(14, (-130, -126), 28).translate((220, 0, 36))
    return disc + block((217, 223), (-129.5, -126.5), (5.5, 30), 0.5)


def _button() -> Manifold:
    """Return the emergency stop on the right."""
    neck, head = cylinder(9, (-1, 8), 20), cylinder(17, (7, 15), 28)
    return (neck + head + Manifold.cylinder(3, 17, 12, 28).translate((0, 0, 15))).translate(
        (-300, -130, 0)
    )


def _floor_line() -> Manifold:
    floor = FLOOR * 1000
    return box((-10000, 10000), (560, 640), (floor - 5, floor + 1))
