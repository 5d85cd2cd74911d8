"""A piece of T-slot aluminium extrusion, tapped and drilled, with something in its slot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manifold3d import CrossSection, Manifold, OpType

from ..props import Prop, along_y, at
from .finishes import ANODES, anode, metal_finish, plain
from .helices import thread
from .machining import disc, lathe, outline, part, prism, rectangle, rounded
from .screws import PITCHES, button_head


@dataclass(frozen=True)
class Profile:
    """A cell of a T-slot profile, mm.

    Attributes:
        side: Of the square.
        slot: Width of the slot's mouth.
        lip: Thickness of the slot's lips.
        cavity: Width of the slot behind the lips.
        depth: From the face to the bottom of the slot.
        bore: Nominal thread that the middle bore takes.
        corner: Side of the hollow in each corner; 0 in small profiles.
    """

    side: float
    slot: float
    lip: float
    cavity: float
    depth: float
    bore: int
    corner: float


PROFILES = (
    Profile(20, 5.2, 1.8, 11.0, 6.0, 5, 0.0),
    Profile(30, 8.2, 2.2, 16.5, 9.0, 8, 2.9),
    Profile(40, 8.2, 4.4, 20.0, 12.3, 8, 7.0),
    Profile(45, 10.2, 4.5, 20.6, 14.2, 10, 8.0),
)
"""The makers' usual sizes: 20 slot 5, 30 and 40 slot 8, 45 slot 10."""


def section(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a piece that lies along x, one or two cells wide, its ends tapped."""
    profile = PROFILES[int(rng.integers(len(PROFILES)))]
    cells = 2 if profile.side <= 30 and rng.random() < 0.4 else 1
    length = round(float(rng.uniform(2.2, 3.6)) * profile.side * (1.25 if cells > 1 else 1.0))
    length = int(np.clip(length, 60, 150))
    flat = cross_section(profile, cells)
    body = prism(flat, (-length / 2, length / 2), 0.25)
    for y in _centres(profile, cells):
        body -= _tapped(profile.bore, length / 2).translate((0, y, 0))
    body = body.transform(_ALONG_X).translate((0, 0, profile.side / 2))
    spots = [float(v) for v in rng.permutation([-0.28, 0.0, 0.28])]
    hole = float(PITCHES[profile.bore]) * 4 + 1.5
    reach = (-profile.side * 1.2, profile.side * 1.2)
    body -= along_y(hole / 2, reach, 64).translate((spots[0] * length, 0, profile.side / 2))
    seed = int(rng.integers(3))
    props = [part("profile", body, anode(str(rng.choice(ANODES)), seed))]
    if rng.random() < 0.75:
        props += _nut_and_screw(profile, cells, spots[1] * length, seed)
    if rng.random() < 0.4:
        props.append(_cap(profile, cells, length))
    centre = sum(_reach(props)) / 2
    return tuple(Prop(p.name, p.mesh, p.surface, at(-centre, 0, 0) @ p.pose) for p in props)


_ALONG_X = np.array([[0, 0, 1, 0], [1, 0, 0, 0], [0, 1, 0, 0]], np.float64)
"""The drawing's x, y, z become y, z, x."""


def cross_section(profile: Profile, cells: int = 1) -> CrossSection:
    """Return the profile in its plane, cells side by side along x, about the origin.

    Webs run from each corner to the core: the slot's bottom narrows at 45 degrees.
    """
    half = profile.side / 2
    body = rectangle((-half * cells, half * cells), (-half, half))
    cuts = []
    for x in _centres(profile, cells):
        turns = [0, 180] + ([90] if x == max(_centres(profile, cells)) else [])
        turns += [270] if x == min(_centres(profile, cells)) else []
        cuts += [_slot(profile).rotate(t).translate((x, 0)) for t in turns]
        cuts += [c.translate((x, 0)) for c in _hollows(profile)]
    body -= CrossSection.batch_boolean(cuts, OpType.Add)
    body = rounded(body, 0.35, 0.3)
    corners = rounded(rectangle((-half * cells, half * cells), (-half, half)), 0.055 * profile.side)
    body ^= corners
    bores = [disc(0.425 * profile.bore, (x, 0)) for x in _centres(profile, cells)]
    return body - CrossSection.batch_boolean(bores, OpType.Add)


def _centres(profile: Profile, cells: int) -> list[float]:
    return [(k - (cells - 1) / 2) * profile.side for k in range(cells)]


def _slot(profile: Profile) -> CrossSection:
    """Return the slot that opens towards +y, with the fine groove in the middle of each lip."""
    half, mouth, wide = profile.side / 2, profile.slot / 2, profile.cavity / 2
    top, bottom = half - profile.lip, half - profile.depth
    flat = min(mouth + 0.8, wide - 1)
    upright = 0.35 * (top - bottom)
    room = outline(
        [(-wide, top), (-wide, top - upright), (-flat, bottom), (flat, bottom),
         (wide, top - upright), (wide, top)]
    )  # fmt: skip
    lead = outline([(-mouth - 0.5, half + 0.1), (0, half - mouth - 0.5), (mouth + 0.5, half + 0.1)])
    return room + rectangle((-mouth, mouth), (bottom, half + 1)) + lead


def _hollows(profile: Profile) -> list[CrossSection]:
    """Return the four closed chambers in the corners of a cell; small profiles have none."""
    if not profile.corner:
        return []
    far = profile.side / 2 - 1.9
    near = far - profile.corner
    square = rounded(rectangle((near, far), (near, far)), 1.0)
    return [square.rotate(90 * k) for k in range(4)]


def _tapped(size: int, end: float) -> Manifold:
    """Return what tapping takes from a bore along z at both ends, two diameters deep."""
    deep = 2.0 * size
    cut = thread(size, PITCHES[size], (end - deep, end + 1))
    cut += lathe(
        [(0, end - 0.8), (size / 2 - 0.3, end - 0.8), (size / 2 + 0.6, end + 0.1), (0, end + 0.1)],
        0.0,
    )
    return cut + cut.mirror((0, 0, 1))


def _nut_and_screw(profile: Profile, cells: int, x: float, seed: int) -> list[Prop]:
    """Return a slot nut in the upper slot and a button head screw with a washer in it."""
    size = {5: 4, 8: 6, 10: 8}[profile.bore]
    face, mouth = profile.side, profile.slot / 2 - 0.15
    under = face - profile.lip - 0.05
    wide, tall = profile.cavity / 2 - 1.2, 0.42 * (profile.depth - profile.lip)
    upright = 0.3 * tall
    flat = outline(
        [(-wide, under), (-wide, under - upright), (-mouth, under - tall), (mouth, under - tall),
         (wide, under - upright), (wide, under), (mouth, under), (mouth, face - 0.9),
         (-mouth, face - 0.9), (-mouth, under)]
    )  # fmt: skip
    y = _centres(profile, cells)[-1]
    nut = prism(flat, (-profile.slot, profile.slot), 0.2).transform(_ALONG_X)
    ring = lathe([(0, face), (1.35 * size, face), (1.35 * size, face + 1), (0, face + 1)], 0.15)
    pose = at(x * 1e-3, y * 1e-3, 0)
    head = button_head(size).translate((0, 0, face + 1))
    return [
        part("slot nut", nut, metal_finish("zinc", seed), pose),
        part("washer", ring, metal_finish("zinc", seed + 1), pose),
        part("screw", head, metal_finish("black", seed), pose),
    ]


def _cap(profile: Profile, cells: int, length: float) -> Prop:
    """Return a black plastic cap on the end at -x."""
    half = profile.side / 2
    flat = rectangle((-half * cells, half * cells), (-half, half))
    body = prism(rounded(flat, 0.055 * profile.side), (0, 3.0), 0.8, 3).transform(_ALONG_X)
    body = body.translate((-length / 2 - 3.0, 0, half))
    return part("end cap", body, plain("1B1C1D", 0.45))


def _reach(props: list[Prop]) -> tuple[float, float]:
    """Return the least and the greatest x of props, metres."""
    ends = [p.mesh.vertices[:, 0].astype(float) + p.pose[0, 3] for p in props]
    return min(e.min() for e in ends), max(e.max() for e in ends)
