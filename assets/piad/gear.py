"""A spur gear with a hub: involute teeth, a web of some kind, keyway and set screw."""

from __future__ import annotations

import numpy as np
from manifold3d import CrossSection, Manifold

from ..props import Prop
from .finishes import metal_finish
from .machining import Point, around, disc, lathe, part, prism, rectangle, rounded
from .screws import bore, grub_screw
from .teeth import Involute

_MODULES = (1.5, 2.0, 2.5, 3.0)
"""Series 1 of ISO 54, mm."""
_BREAK = 0.6
"""Chamfer of the openings in a web, mm."""


def gear(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a gear that lies flat, its hub up.

    Module 1.5 to 3 mm, 62 to 130 mm across; the web is drilled, spoked or left full.
    """
    module = float(rng.choice(_MODULES))
    teeth = int(rng.integers(max(20, int(66 / module)), int(126 / module) - 1))
    form = Involute(teeth, module, shift=float(rng.choice([0.0, 0.0, 0.2])))
    width = round(module * float(rng.uniform(6, 9)) + 2)
    shaft = float(rng.choice([d for d in (10, 12, 15, 18, 20, 22) if d < 0.38 * form.root_radius]))
    hub = float(rng.uniform(0.92, 1.15)) * shaft
    tall = float(width + rng.uniform(8, 14))
    size = 5 if shaft < 16 else 6
    body = _wheel(form, width, shaft, hub, rng)
    body += prism(disc(hub), (0.5, tall), 0.8, 2)
    body -= prism(bore(shaft), (-1, tall + 1))
    body -= _countersink(shaft, tall)
    middle = (width + tall) / 2
    hole = disc(size / 2).extrude(hub + 5).rotate((90, 0, 0)).translate((0, 0, middle))
    body -= hole
    screw = grub_screw(size, 0.75 * (hub - shaft / 2)).rotate((90, 0, 0))
    screw = screw.translate((0, -hub + 1.2, middle))
    kind, seed = str(rng.choice(["brushed", "turned", "black", "zinc"])), int(rng.integers(3))
    other = metal_finish("zinc" if kind == "black" else "black", seed)
    return (
        part("gear", body, metal_finish(kind, seed)),
        part("set screw", screw, other),
    )


def _wheel(
    form: Involute, width: float, shaft: float, hub: float, rng: np.random.Generator
) -> Manifold:
    """Return the toothed rim and its web, from z = 0 up, without the bore."""
    body = prism(CrossSection([form.outline(0.05 * form.module)]), (0, width), 0.16 * form.module)
    rim = form.root_radius - 2.2 * form.module
    room = rim - hub
    if room < 8:
        return body
    face = (hub + 1.5, rim)
    recess = float(rng.uniform(0.2, 0.32)) * width
    for low, high in ((-1.0, recess), (width - recess, width + 1)):
        body -= prism(disc(face[1]) - disc(face[0]), (low, high))
    windows = _windows(face, rng)
    return body if windows is None else body - _pierced(windows, width, recess)


def _windows(face: Point, rng: np.random.Generator) -> CrossSection | None:
    """Return the openings of a web between two radii: holes, between spokes, or none."""
    kind = str(rng.choice(["holes", "holes", "spokes", "full"]))
    middle, room = (face[0] + face[1]) / 2, face[1] - face[0]
    if kind == "holes":
        radius = 0.33 * room
        count = int(np.clip(np.pi * middle / (radius + 2.4), 3, 8))
        return around(disc(radius, (middle, 0)), count)
    if kind == "spokes" and room > 12:
        count = int(rng.integers(4, 7))
        half = 0.22 * face[0] + 1
        spokes = around(rectangle((0, 2 * face[1]), (-half, half)), count)
        return rounded(disc(face[1] - 1.5) - disc(face[0] + 1.5) - spokes, min(3.0, 0.2 * room))
    return None


def _pierced(windows: CrossSection, width: float, recess: float) -> Manifold:
    """Return the body that cuts windows through a web and breaks their edges at both faces."""
    broken = windows.offset(_BREAK)
    low = prism(broken, (-1, recess + _BREAK), _BREAK)
    high = prism(broken, (width - recess - _BREAK, width + 1), _BREAK)
    return prism(windows, (-1, width + 1)) + low + high


def _countersink(shaft: float, tall: float) -> Manifold:
    """Return the chamfers of a bore, at both ends."""
    r = shaft / 2
    low = lathe([(0, -1), (r + 1.8, -1), (r, 0.8), (0, 0.8)], 0.0)
    return low + low.mirror((0, 0, 1)).translate((0, 0, tall))
