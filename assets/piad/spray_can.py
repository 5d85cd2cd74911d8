"""An aerosol can: printed tin body, dome, crimped valve cup, and a nozzle or a cap."""

from __future__ import annotations

import numpy as np
from manifold3d import Manifold

from ..brick_shapes import cylinder, turned, union
from ..materials import srgb
from ..props import MILLIMETRE, Prop, along_y, mesh_of, metal, painted
from .labels import label, label_colour
from .machining import outline
from .turning import Points, curve, sheet, turn, wrapped

_THICK = 0.5
_TIN = metal("CFD0D2", 0.25)
_CUP = metal("D6CDB6", 0.24)
_WHITE = painted("ECEBE6", 0.3)
_DARK = painted("202124", 0.4)


def spray_can(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return the can, standing: 45 to 66 mm wide, 140 to 245 mm high."""
    radius = float(rng.choice((22.5, 26.0, 28.5, 32.5)))
    height = radius * float(rng.uniform(4.0, 5.2))
    number = int(rng.integers(12))
    accent = label_colour("spray", number)
    dome, top = _dome(radius, height, rng)
    wall = np.array([(radius, 3.0), (radius, height - 0.6)])
    body = turn(sheet(wall, _THICK)) + _weld(radius, height)
    props = [
        Prop("body", mesh_of(body), _TIN),
        _sleeve(radius, height, number),
        Prop("base", mesh_of(turn(sheet(_base(radius), _THICK))), _TIN),
        Prop("dome", mesh_of(turn(sheet(dome, _THICK))), _TIN),
        Prop("valve cup", mesh_of(_cup(top)), _CUP),
        Prop("stem", mesh_of(cylinder(2.0, (top - 4, top + 6.5), 32)), _WHITE),
    ]
    if rng.random() < 0.3:
        props.append(Prop("cap", mesh_of(_cap(radius, height, top, rng)), painted(accent, 0.28)))
        return tuple(props)
    nozzle = painted(accent, 0.3) if rng.random() < 0.5 else _WHITE
    if rng.random() < 0.5:
        nozzle = nozzle if srgb(accent) != srgb("000000") else _DARK
    props.append(Prop("nozzle", mesh_of(_nozzle(rng).translate((0, 0, top))), nozzle))
    return tuple(props)


def _sleeve(radius: float, height: float, number: int) -> Prop:
    """Return the print on the body as a thin closed skin."""
    outer = radius + _THICK / 2
    low, high = 4.6, height - 2.4
    tube = [(outer - 0.04, low), (outer + 0.12, low), (outer + 0.12, high), (outer - 0.04, high)]
    aspect = round(2 * np.pi * radius / (high - low), 1)
    span = np.array([low, high]) * MILLIMETRE
    return Prop("label", wrapped(mesh_of(turn(tube)), span, [0, 1]), label("spray", number, aspect))


def _weld(radius: float, height: float) -> Manifold:
    """Return the lap of the side seam at +Y, seen above and below the print."""
    lap = sheet([(radius + 0.2, 3.4), (radius + 0.2, height - 1.4)], _THICK)
    return lap.revolve(720, float(np.degrees(2.2 / radius))).rotate((0, 0, 90))


def _base(radius: float) -> Points:
    """Return the bottom: its double seam, on which the can stands, and the inward dome."""
    seam = [
        (radius + 0.6, 4.0), (radius + 1.3, 3.2), (radius + 1.3, 1.2), (radius + 0.6, 0.27),
        (radius - 0.4, 0.27), (radius - 1.0, 1.0), (radius - 1.3, 4.0),
    ]  # fmt: skip
    rise = 0.3 * radius
    angle = np.linspace(0, np.pi / 2, 20)[1:]
    floor = np.stack([(radius - 1.3) * np.cos(angle) + 0.01, 4 + rise * np.sin(angle)], axis=1)
    return np.concatenate([curve(seam, 0.3), floor])


def _dome(radius: float, height: float, rng: np.random.Generator) -> tuple[Points, float]:
    """Return the dome from its seam to the curl under the valve cup, and the curl's height."""
    seam = curve([
        (radius + 0.6, height - 2.4), (radius + 1.3, height - 1.6), (radius + 1.3, height + 0.2),
        (radius + 0.6, height + 0.9), (radius - 0.5, height + 0.9), (radius - 1.1, height + 0.2),
        (radius - 1.3, height - 1.0), (radius - 2.0, height - 1.2),
    ], 0.3)  # fmt: skip
    mouth = 13.4
    rise = (radius - mouth) * float(rng.uniform(0.55, 0.85)) + 3
    angle = np.linspace(0.12, np.pi / 2, 30)
    span = radius - 2.4 - mouth
    arc = np.stack([mouth + span * np.cos(angle), height + rise * np.sin(angle) - 1], axis=1)
    top = height + rise + 1.2
    curl = curve([arc[-1], (mouth - 0.6, top - 1.6), (mouth - 0.9, top - 0.6), (mouth, top)], 0.3)
    return np.concatenate([seam, arc, curl[1:]]), top


def _cup(top: float) -> Manifold:
    """Return the valve cup: rolled over the curl, crimped below it, with the valve's pedestal."""
    r = 13.4
    path = curve([
        (r + 1.9, top - 1.9), (r + 2.3, top - 0.6), (r + 1.9, top + 0.9), (r + 0.6, top + 1.6),
        (r - 1.0, top + 1.2), (r - 1.9, top - 0.4), (r - 2.1, top - 3.2), (r - 3.2, top - 4.4),
        (r - 5.4, top - 4.3), (5.6, top - 3.4), (4.9, top - 1.2), (4.7, top + 1.6),
        (4.1, top + 2.3), (2.2, top + 2.4),
    ], 0.4)  # fmt: skip
    cup = turn(sheet(path, 0.45))
    dimple = Manifold.sphere(1.5, 20).scale((0.7, 1.0, 1.2)).translate((r - 2.3, 0, top - 1.6))
    return cup + union(dimple.rotate((0, 0, 45.0 * k)) for k in range(8))


def _nozzle(rng: np.random.Generator) -> Manifold:
    """Return the actuator above the curl's height: a button, or one with a finger rest."""
    r = float(rng.uniform(5.6, 7.0))
    high = float(rng.uniform(12, 16))
    skirt = [
        (0, 2.9),
        (r + 0.4, 2.9),
        (r + 0.4, 5.2),
        (r, 5.8),
        (r, high - 1),
        (r - 1, high),
        (0, high),
    ]
    button = turned([(float(a), float(b)) for a, b in skirt], 0.4, 72)
    if rng.random() < 0.5:  # dished for the finger
        button -= Manifold.sphere(2.2 * r, 96).translate((0, 0.3 * r, high + 2.2 * r - 1.6))
    else:
        wedge = Manifold.cube((4 * r, 4 * r, 2 * r), True).rotate((-22, 0, 0))
        button -= wedge.translate((0, 0.2 * r, high + r - 0.9))
    z = 0.62 * high
    ribs = union(
        cylinder(0.45, (4, high - 4.2), 10).translate((r * np.cos(a), r * np.sin(a), 0))
        for a in np.radians(np.arange(-30, 211, 15))
    )
    face = along_y(2.7, (-r - 0.9, 0), 32).translate((0, 0, z))
    orifice = along_y(1.75, (-r - 3, 0.5 - r), 24) + along_y(0.5, (-r - 3, 0), 16)
    stem = cylinder(2.05, (2, 6.5), 32)
    return ((button + ribs + face) - orifice.translate((0, 0, z))) - stem


def _cap(radius: float, height: float, top: float, rng: np.random.Generator) -> Manifold:
    """Return the overcap on the dome's seam: ribbed, closed above, hollow."""
    r = radius + (0.2 if rng.random() < 0.5 else -3.2)
    low, high = height + 1.0, top + float(rng.uniform(19, 25))
    if r < radius:
        low = height + 0.2
    slope = float(rng.uniform(0.82, 0.98))
    profile = [
        (r, low),
        (r, low + 3),
        (r - 0.6, low + 4),
        (slope * r, high - 3),
        (slope * r - 2.5, high),
    ]
    outer = outline([(0, low), *profile, (0, high)])
    inner = [(0, low - 1), (r - 1.4, low - 1), (r - 1.6, low + 4), (slope * r - 1.5, high - 3),
             (slope * r - 3.5, high - 1.6), (0, high - 1.6)]  # fmt: skip
    shell = turn(outer - outline(inner))
    foot, head = np.array([r - 0.75, low + 5]), np.array([slope * r - 0.1, high - 4])
    rib = Manifold.hull(_ball(*foot) + _ball(*(foot + 0.7 * (head - foot))))
    ribs = union(rib.rotate((0, 0, 5.0 * k)) for k in range(72))
    return shell + (ribs - turn(outline(inner)))


def _ball(x: float, z: float) -> Manifold:
    return Manifold.sphere(0.5, 12).translate((x, 0, z))
