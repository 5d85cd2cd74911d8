"""A drink can with its stay-on tab, or a food can with beads, weld seam and ring pull."""

from __future__ import annotations

import numpy as np
from manifold3d import CrossSection, Manifold
from numpy.typing import ArrayLike

from ..brick_shapes import box, cylinder
from ..materials import Surface
from ..meshes import Mesh
from ..props import MILLIMETRE, Prop, mesh_of, metal
from .glazes import tinplate
from .labels import label
from .machining import outline, prism
from .turning import Points, curve, plate, sheet, torus, turn, wrapped

_THICK = 0.5
_ALUMINIUM = metal("D9DADB", 0.22)


def can(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return the can, standing: 66 to 90 mm wide, 45 to 170 mm high."""
    return _drink(rng) if rng.random() < 0.5 else _food(rng)


def _drink(rng: np.random.Generator) -> tuple[Prop, ...]:
    slim = rng.random() < 0.35
    radius = 28.9 if slim else 33.1
    height = float(rng.choice((134.0, 145.0, 156.0) if slim else (91.0, 115.0, 122.0, 168.0)))
    mouth = radius - (3.4 if slim else 6.4)
    dome = curve([(0.01, 10), (12, 8.6), (20, 5.2), (radius - 10.5, 2.0)])
    foot = curve([
        (radius - 10.5, 2.0), (radius - 9.2, 0.25), (radius - 8, 0.25), (radius - 6.5, 1.2),
        (radius - 1.4, 6.5), (radius - 0.1, 10), (radius, 12),
    ], 0.5)  # fmt: skip
    neck = curve([(radius, height - 20), (radius - 0.4, height - 17.4), (mouth + 1.6, height - 6.6),
                  (mouth + 0.2, height - 5), (mouth, height - 2.6)], 0.5)  # fmt: skip
    wall = np.concatenate([foot, neck])
    body = turn(sheet(np.concatenate([dome, wall[1:]]), _THICK))
    look = _ALUMINIUM
    name = int(rng.integers(12))
    printed = wall[(wall[:, 1] > 4.5) & (wall[:, 1] < height - 8)]
    tab_look = _ALUMINIUM if rng.random() < 0.6 else metal(str(rng.choice(_TABS)), 0.3)
    angle = float(rng.uniform(-60, 60))
    panel = height - 6.2
    end = _drink_end(mouth, height, panel)
    tab = _stay_tab(mouth).rotate((0, 0, angle)).translate((0, 0, panel + 0.55))
    score = _mouth_score(mouth).rotate((0, 0, angle)).translate((0, 0, panel))
    return (
        Prop("body", mesh_of(body), look),
        _sleeve(printed, "drink", name),
        Prop("end", mesh_of(end + score), look),
        Prop("pull tab", mesh_of(tab), tab_look),
        Prop("rivet", mesh_of(_rivet(2.4, panel)), look),
    )


_TABS = ("B3261E", "1F57A4", "2C7A45", "26282B", "D66A1A")


def _sleeve(wall: Points, kind: str, number: int) -> Prop:
    """Return what is printed on a wall, (n, 2) from bottom to top, as a thin closed skin."""
    low, high = wall[0, 1], wall[-1, 1]
    core = np.concatenate([[[0, low - 5]], wall, [[0, high + 5]]])
    full = outline(core).offset(0.7 * _THICK / 2 + 0.05)
    skin = mesh_of(turn(sheet(wall, _THICK + 0.36) - full))
    aspect = 2 * np.pi * float(wall[:, 0].max()) / (high - low)
    span = np.array([low, high]) * MILLIMETRE
    return Prop("label", wrapped(skin, span, [0, 1]), label(kind, number, round(aspect, 1)))


def _drink_end(mouth: float, height: float, panel: float) -> Manifold:
    """Return the end: double seam, chuck wall, countersink and panel."""
    seam = curve([
        (mouth + 0.55, height - 2.6), (mouth + 1.1, height - 0.9), (mouth + 0.7, height - 0.3),
        (mouth - 0.3, height - 0.25), (mouth - 0.9, height - 0.7),
    ], 0.2)  # fmt: skip
    sink = curve([
        (mouth - 0.9, height - 0.7), (mouth - 1.6, height - 3.5), (mouth - 3.0, panel - 0.9),
        (mouth - 3.6, panel - 1.3), (mouth - 4.2, panel - 0.9), (mouth - 4.5, panel - 0.2),
        (mouth - 5.2, panel),
    ], 0.3)  # fmt: skip
    flat = np.array([(0.01, panel)])
    return turn(sheet(np.concatenate([seam, sink[1:], flat]), _THICK))


def _mouth_score(mouth: float) -> Manifold:
    """Return the raised bead round the opening that the tab will press in; it lies at -Y."""
    long, wide = 0.4 * mouth, 0.34 * mouth
    oval = CrossSection.circle(1.0, 72).scale((wide, long)).translate([0, -0.5 * mouth])
    ring = oval - oval.offset(-0.7)
    inner = oval.offset(-2.2) - oval.offset(-2.6)
    return prism(ring, (0, 0.6), 0.15) + prism(inner, (0, 0.5), 0.1)


def _stay_tab(mouth: float) -> Manifold:
    """Return the tab, curled at its rim, its ring at +Y and its nose over the opening."""
    scale = mouth / 26.7
    shape = CrossSection.batch_hull([
        CrossSection.circle(6.6, 40).translate([0, 10.0]),
        CrossSection.circle(7.4, 40).translate([0, 0.5]),
        CrossSection.circle(4.0, 40).translate([0, -4.6]),
    ])  # fmt: skip
    hole = plate(9.4, 8.2, 3.6).translate([0, 10.2])
    tongue = CrossSection.circle(3.7, 32) - CrossSection.circle(2.9, 32)
    gap = tongue - CrossSection.square([9, 4]).translate([-4.5, -4.4])
    flat = prism(shape - hole - gap, (0.1, 0.6), 0.1)
    rim = prism(shape - shape.offset(-1.5), (0, 1.3), 0.5)
    ring = prism(hole.offset(1.3) - hole, (0, 1.2), 0.45)
    return (flat + rim + ring).scale((scale, scale, 1))


def _rivet(radius: float, panel: float) -> Manifold:
    low = cylinder(radius + 0.7, (panel + 0.1, panel + 0.5), 40)
    head = Manifold.cylinder(0.5, radius, radius - 0.5, 40).translate((0, 0, panel + 1.15))
    return low + cylinder(radius - 0.4, (panel, panel + 1.3), 40) + head


def _food(rng: np.random.Generator) -> tuple[Prop, ...]:
    radius = float(rng.choice((36.5, 37.0, 42.0, 43.0)))
    height = float(rng.choice((46.0, 84.0, 110.0, 122.0)))
    rim = 0.0 if height < 50 else 14.0  # what the label leaves free at either end
    look = tinplate(bool(rng.random() < 0.3))
    wall = _beaded(radius, height, rim)
    body = turn(sheet(wall, _THICK)) + _weld(wall)
    bottom = turn(sheet(_food_end(radius, 0.0, 1), _THICK))
    opening = rng.random() < 0.7
    top = turn(sheet(_food_end(radius, height, -1), _THICK))
    props = [
        _tinned("body", body, look),
        _sleeve(_label_wall(wall, rim), "food", int(rng.integers(12))),
        _tinned("bottom end", bottom, look),
        _tinned("top end", top, look),
    ]
    if opening:
        panel = height - 4.4
        turned = float(rng.uniform(-50, 50))
        tab = _ring_pull(radius).rotate((0, 0, turned)).translate((0, 0, panel + 0.5))
        place = (0.0, -0.58 * radius, 0.0)
        rivet = _rivet(2.6, panel).translate(place).rotate((0, 0, turned))
        props += [
            Prop("pull tab", mesh_of(tab), _ALUMINIUM),
            Prop("rivet", mesh_of(rivet), _ALUMINIUM),
        ]
    return tuple(props)


def _tinned(name: str, solid: Manifold, look: Surface) -> Prop:
    mesh: Mesh = mesh_of(solid, 0.08)
    return Prop(name, mesh, look)


def _beaded(radius: float, height: float, rim: float) -> Points:
    """Return the wall with a swage at either end and beads where no label lies."""
    z = np.arange(0.9, height - 0.8, 0.35)
    depth = np.zeros(len(z))
    if rim:
        for low, high in ((5.0, rim), (height - rim, height - 5.0)):
            share = np.clip((z - low) / (high - low), 0, 1)
            depth += 0.75 * np.sin(3 * np.pi * share) ** 2
    ends = 0.5 * (np.exp(-(((z - 3.4) / 1.0) ** 2)) + np.exp(-(((z - height + 3.4) / 1.0) ** 2)))
    return np.stack([radius - depth - ends, z], axis=1)


def _label_wall(wall: Points, rim: float) -> Points:
    low, high = wall[0, 1] + max(rim, 5.6), wall[-1, 1] - max(rim, 5.6)
    return np.array(wall[(wall[:, 1] >= low) & (wall[:, 1] <= high)])


def _weld(wall: Points) -> Manifold:
    """Return the lap of the side seam, two millimetres wide, at +Y."""
    lap = sheet(wall + np.array([0.22, 0]), _THICK)
    angle = np.degrees(2.4 / float(wall[:, 0].max()))
    return lap.revolve(600, float(angle)).rotate((0, 0, 90))


def _food_end(radius: float, z: float, way: int) -> Points:
    """Return an end, from its double seam to its middle, at the bottom (way 1) or the top (-1)."""

    def placed(points: ArrayLike, spacing: float) -> Points:
        return curve(np.asarray(points, np.float64) * [1, way], spacing)

    seam = placed([
        (radius + 0.6, 3.2), (radius + 1.25, 2.2), (radius + 1.25, 0.9), (radius + 0.6, 0.27),
        (radius - 0.3, 0.27), (radius - 0.9, 0.9),
    ], 0.3)  # fmt: skip
    wall = placed([(radius - 0.9, 0.9), (radius - 1.1, 3.6), (radius - 1.7, 4.6),
                   (radius - 3.0, 4.4)], 0.4)  # fmt: skip
    steps = [(radius * f, d) for f, d in (
        (0.9, 4.4), (0.87, 4.4), (0.84, 3.5), (0.81, 3.5), (0.76, 3.5), (0.73, 4.4), (0.70, 4.4),
    )]  # fmt: skip
    beads = placed([(radius - 3.0, 4.4), *steps], 0.4)
    flat = np.array([(0.01, 4.4 * way)])
    line: Points = np.concatenate([seam, wall[1:], beads[1:], flat]) + np.array([0, z])
    return line


def _ring_pull(radius: float) -> Manifold:
    """Return a ring pull, its rivet hole near the rim at -Y and its ring at the middle."""
    ring = (
        torus(9.6, 1.25, 1.1, 64).scale((1, 1.06, 0.85)).translate((0, -0.58 * radius + 15.5, 0.1))
    )
    shape = CrossSection.batch_hull([
        CrossSection.circle(5.2, 40), CrossSection.circle(3.4, 40).translate([0, -4.4]),
        CrossSection.square([12, 2], True).translate([0, 6.5]),
    ])  # fmt: skip
    slot = plate(6.6, 1.2, 0.5).translate([0, 4.4])
    flat = prism(shape - CrossSection.circle(2.4, 32) - slot, (0.1, 1.0), 0.25)
    curl = prism(shape - shape.offset(-1.1), (0, 1.5), 0.5) - box((-4, 4), (6.0, 9), (-1, 3))
    return ring + (flat + curl).translate((0, -0.58 * radius, 0))
