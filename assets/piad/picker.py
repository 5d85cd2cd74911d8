"""A pneumatic gripper that stands on its mounting flange, jaws up: two parallel or three centric.

Lengths in millimetres.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from manifold3d import Manifold

from ..brick_shapes import box, cylinder, union
from ..meshes import Mesh
from ..props import Prop, mesh_of, metal, painted
from .finishes import Finish, anode, metal_finish
from .labels import type_plate
from .machining import hexagon, lathe, outline, part, prism, rounded
from .screws import socket_screw
from .turning import plate

_RUBBER = Finish(painted("1B1B1C", 0.75, 0.3))
_BODIES = ("C9CBCE", "C9CBCE", "2B2C2E", "1F4E79", "8A2620", "B8742A")
_ACCENTS = ("E2641E", "1B62B5", "C8201A", "2E7D4C", "E2A516")
_SCREW = Finish(metal("3B3C3F", 0.36))
_BRASS = Finish(metal("CDA653", 0.24))
_FLANGE = 8.0


@dataclass(frozen=True)
class _Shape:
    """Lengths in millimetres; `stroke` is how far each jaw stands from being shut."""

    width: float
    depth: float
    height: float
    reach: float
    stroke: float
    hooked: bool


def picker(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return the gripper: 90 to 150 mm high."""
    shape = _Shape(
        width=float(rng.uniform(62, 84)), depth=float(rng.uniform(30, 38)),
        height=float(rng.uniform(40, 54)), reach=float(rng.uniform(40, 62)),
        stroke=float(rng.uniform(5, 11)), hooked=bool(rng.random() < 0.5),
    )  # fmt: skip
    body = anode(str(rng.choice(_BODIES)), int(rng.integers(3)))
    accent = Finish(painted(str(rng.choice(_ACCENTS)), 0.3))
    fingers = (
        anode("D2D0CB") if rng.random() < 0.5 else metal_finish("brushed", int(rng.integers(3)))
    )
    three = bool(rng.random() < 0.4)
    drawn = _centric(shape) if three else _parallel(shape)
    looks = {
        "flange": metal_finish("turned"), "body": body, "cover": accent,
        "rail": metal_finish("brushed"), "jaw": metal_finish("brushed", 1), "finger": fingers,
        "pad": _RUBBER, "screw": _SCREW, "fitting": _BRASS,
        "collar": Finish(painted("1B62B5", 0.35)), "cap": accent,
    }  # fmt: skip
    ends = np.array([solid.bounding_box() for solid in drawn.values()])
    middle = -(ends[:, :2].min(0) + ends[:, 3:5].max(0)) / 2
    number = int(rng.integers(8))
    props = []
    for name, solid in drawn.items():
        placed = solid.translate((*middle.tolist(), 0.0))
        kind = name.rstrip(" 0123456789").split()[-1]
        props.append(
            _plate(name, placed, number) if kind == "plate" else part(name, placed, looks[kind])
        )
    return tuple(props)


def _plate(name: str, solid: Manifold, number: int) -> Prop:
    """Return the type plate, printed on the side towards -Y."""
    mesh = mesh_of(solid)
    low, high = mesh.vertices.min(0), mesh.vertices.max(0)
    x, _, z = high - low
    uv = ((mesh.vertices - low) / (high - low))[:, [0, 2]][mesh.faces]
    return Prop(
        name, Mesh(mesh.vertices, mesh.faces, uv), type_plate(number, round(float(x / z), 1))
    )


def _flange(radius: float, clear: float) -> dict[str, Manifold]:
    """Return the round flange below, with a locating bore, and the screws that hold it.

    Args:
        radius: Of the flange.
        clear: How far the screws stand off the x axis.
    """
    aside = np.sqrt(max((radius - 5.5) ** 2 - clear**2, 0))
    places = [(x, y) for x in (-aside, aside) for y in (-clear, clear)]
    body = lathe([(5, 0), (radius, 0), (radius, _FLANGE), (5, _FLANGE)], 0.7)
    holes = union(
        cylinder(4.6, (_FLANGE - 4.4, _FLANGE + 1), 40).translate((*p, 0)) for p in places
    )
    drawn = {"flange": body - holes}
    for k, place in enumerate(places):
        head = socket_screw(4, 2.0).translate((*place, _FLANGE - 4.4))
        drawn[f"flange screw {k + 1}"] = head.trim_by_plane((0, 0, 1), _FLANGE - 4.4)
    return drawn


def _parallel(shape: _Shape) -> dict[str, Manifold]:
    """Return a gripper with two jaws on a rail along x."""
    s = shape
    top = _FLANGE + s.height
    drawn = _flange(0.56 * s.width, s.depth / 2 + 5.5)
    flat = rounded(plate(s.width, s.depth, 3.0), 3.0)
    groove = plate(3.2, 4.4, 1.0)
    for x, y in product((-0.36 * s.width, 0.36 * s.width), (-s.depth / 2, s.depth / 2)):
        flat -= groove.translate([x, y])  # for the sensors
    block = prism(flat, (_FLANGE, top), 0.9)
    slot = box((-s.width, s.width), (-7.2, 7.2), (top - 9, top + 1))
    slot += box((-s.width, s.width), (-9.4, 9.4), (top - 9, top - 4.4))
    window = prism(plate(0.56 * s.width, 0.42 * s.height, 3), (0, 1.2), 0.3).rotate((90, 0, 0))
    window = window.translate((0, 0.9 - s.depth / 2, _FLANGE + 0.42 * s.height))
    drawn["body"] = block - slot - window
    label = prism(plate(0.56 * s.width - 1, 0.42 * s.height - 1, 2.6), (0, 0.5), 0.15).rotate(
        (90, 0, 0)
    )
    drawn["plate"] = label.translate((0, 0.9 - s.depth / 2, _FLANGE + 0.42 * s.height))
    for sign, side in ((-1, "left"), (1, "right")):
        end = prism(plate(s.depth - 4, s.height - 14, 3), (0, 3.0), 0.6)
        upright = end.rotate((90, 0, 90)).translate((s.width / 2, 0, _FLANGE + (s.height - 9) / 2))
        drawn[f"{side} cover"] = upright if sign > 0 else upright.mirror((1, 0, 0))
        for name, solid in _jaw(s, top).items():
            drawn[f"{side} {name}"] = solid if sign > 0 else solid.mirror((1, 0, 0))
    for k, x in enumerate((-0.18 * s.width, 0.18 * s.width)):
        for name, solid in _fitting().items():
            placed = solid.rotate((-90, 0, 0)).translate(
                (x, s.depth / 2, _FLANGE + 0.34 * s.height)
            )
            drawn[f"{name} {k + 1}"] = placed
    return drawn


def _jaw(shape: _Shape, top: float) -> dict[str, Manifold]:
    """Return a carriage in the rail with its finger, pad and two screws; it grips towards -x."""
    s = shape
    x = s.stroke + 3.0
    tee = outline([(-7, 0), (7, 0), (7, 6), (-7, 6)]) + outline(
        [(-9.2, -4.2), (9.2, -4.2), (9.2, 0), (-9.2, 0)]
    )
    run = min(24.0, s.width / 2 - 4 - x)
    carriage = (
        prism(tee.offset(-0.15), (x, x + run), 0.4).rotate((90, 0, 90)).translate((0, 0, top - 4.5))
    )
    base = top + 1.6
    profile = [
        (x, 0), (x + run, 0), (x + run, 9), (x + 11, 11), (x + 8, 0.55 * s.reach),
        (x + 6, s.reach), (x - 2, s.reach), (x - 2, 0.72 * s.reach), (x + 1.5, 0.5 * s.reach),
        (x + 1.5, 9),
    ]  # fmt: skip
    if s.hooked:
        profile[5:8] = [
            (x + 4, s.reach), (x - s.stroke + 3, s.reach), (x - s.stroke + 3, 0.86 * s.reach),
            (x + 1.5, 0.8 * s.reach),
        ]  # fmt: skip
    arm = prism(rounded(outline(profile), 0.8, 2.0), (-7.5, 7.5), 0.7).rotate((90, 0, 0))
    window = prism(plate(3.4, 0.24 * s.reach, 1.6), (-9, 9)).rotate((90, 0, 0))
    arm = arm.translate((0, 0, base)) - window.translate((x + 5.4, 0, base + 0.36 * s.reach))
    inner = x - s.stroke + 3 if s.hooked else x - 2
    low = 0.87 if s.hooked else 0.75
    pad = _pad((0.98 - low) * s.reach).translate((inner, 0, base + low * s.reach))
    drawn = {"jaw": carriage, "pad": pad}
    for k, at in enumerate((-4.0, 4.0)):
        place = (x + run - 5.0, at, base + 5.5)
        arm -= cylinder(3.2, (0, 20), 40).translate(place)
        screw = socket_screw(3, 3.0).trim_by_plane((0, 0, 1), 0.0)
        drawn[f"finger screw {k + 1}"] = screw.translate(place)
    return drawn | {"finger": arm - pad}


def _pad(height: float) -> Manifold:
    """Return a ribbed rubber pad on the plane x = 0, towards -x."""
    count = max(3, int(height / 2.2))
    step = height / count
    teeth = [(0.8, 0.0), (-0.6, 0.0)]
    for k in range(count):
        teeth += [(-1.8, step * (k + 0.3)), (-1.8, step * (k + 0.7)), (-0.7, step * (k + 1) - 0.01)]
    profile = outline([*teeth, (0.8, height)])
    return prism(profile, (-6.2, 6.2), 0.25).rotate((90, 0, 0))


def _fitting() -> dict[str, Manifold]:
    """Return a push-in tube fitting up from z = 0: a hexagon of brass and its release collar."""
    nut = prism(hexagon(9.0), (0, 5), 0.4) + lathe(
        [(2.2, 5), (4.0, 5), (4.0, 8.5), (2.2, 8.5)], 0.3
    )
    bore = cylinder(2.2, (1, 12), 32)
    collar = lathe([(2.1, 8.5), (3.3, 8.5), (3.9, 9.6), (3.9, 10.4), (2.1, 10.4)], 0.25)
    return {"fitting": nut - bore, "collar": collar}


def _centric(shape: _Shape) -> dict[str, Manifold]:
    """Return a gripper with three jaws that move along radii."""
    s = shape
    radius, top = 0.44 * s.width + 2, _FLANGE + s.height
    drawn = _flange(radius + 11, 0.7 * (radius + 5.5))
    profile = [
        (0, _FLANGE), (radius, _FLANGE), (radius, _FLANGE + 9), (radius - 1.4, _FLANGE + 9.6),
        (radius - 1.4, _FLANGE + 12.6), (radius, _FLANGE + 13.2), (radius, top), (0, top),
    ]  # fmt: skip
    slot = box((2, 2 * radius), (-7.2, 7.2), (top - 9, top + 1))
    slot += box((2, 2 * radius), (-9.4, 9.4), (top - 9, top - 4.4))
    turned = [slot.rotate((0, 0, 120.0 * k + 30)) for k in range(3)]
    drawn["body"] = lathe(profile, 0.9) - union(turned)
    drawn["cap"] = lathe(
        [(0, top - 4), (7.5, top - 4), (7.5, top + 1.6), (6, top + 3.4), (0, top + 3.4)], 0.5
    )
    drawn["body"] -= drawn["cap"]
    wide = _Shape(2 * radius + 8, s.depth, s.height, s.reach, max(s.stroke, 9.5), s.hooked)
    for k in range(3):
        for name, solid in _jaw(wide, top).items():
            drawn[_numbered(name, k + 1)] = solid.rotate((0, 0, 120.0 * k + 30))
    for k, turn in enumerate((-75.0, -45.0)):
        for name, solid in _fitting().items():
            placed = solid.rotate((0, 90, 0)).translate((radius - 0.3, 0, _FLANGE + 0.5 * s.height))
            drawn[f"{name} {k + 1}"] = placed.rotate((0, 0, turn - 30))
    return drawn


def _numbered(name: str, jaw: int) -> str:
    """Return the name of a jaw's piece in a gripper of three: "finger 2", "finger 2 screw 1"."""
    return name.replace("finger", f"finger {jaw}") if "screw" in name else f"{name} {jaw}"
