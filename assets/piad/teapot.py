"""A glazed teapot: body with gallery, lid with knob and vent, spout open into the body, handle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manifold3d import CrossSection, Manifold

from ..brick_shapes import cylinder
from ..meshes import Mesh
from ..props import MILLIMETRE, Prop, mesh_of
from .glazes import glazed_pot
from .machining import outline, rounded
from .turning import (
    Points,
    bend,
    curve,
    filled,
    oval,
    swept,
    turn,
    vessel,
    wrapped,
)

_WALL = 3.2
_PLAY = 0.6
"""Between the lid and its seat."""


@dataclass(frozen=True)
class _Shape:
    """Lengths in millimetres.

    `slim` is the power of the cosine that the body's outline follows: 1 gives a ball, less a drum.
    """

    height: float
    foot: float
    belly: float
    belly_at: float
    mouth: float
    slim: float

    def profile(self) -> Points:
        """Return the outside of the body from the foot's edge to the mouth."""
        h, b, z = self.height, self.belly, self.belly_at * self.height
        foot = [(self.foot, 0), (self.foot + 0.8, 1.5), (self.foot - 0.4, 3.5)]
        # a superellipse below and above the widest circle
        low = np.linspace(np.radians(62), 0, 9)
        high = np.linspace(0, np.radians(90), 12)[1:]
        bottom = (self.foot + 1) / b
        below = [
            (b * (bottom + (1 - bottom) * _bulge(np.cos(a), np.radians(62)) ** self.slim),
             z - (z - 5) * np.sin(a) / np.sin(low[0]))
            for a in low
        ]  # fmt: skip
        above = [
            (
                self.mouth + (b - self.mouth) * np.cos(a) ** self.slim,
                z + (h - z) * np.sin(a) ** 1.05,
            )
            for a in high
        ]
        return curve(np.array([*foot, *below, *above]), 1.2)


def _bulge(cosine: float, largest: float) -> float:
    least = np.cos(largest)
    return float((cosine - least) / (1 - least))


def teapot(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return the pot with its lid on: 85 to 140 mm high, spout towards +X."""
    belly = float(rng.uniform(48, 58))
    shape = _Shape(
        height=belly * float(rng.uniform(1.35, 1.75)),
        foot=belly * float(rng.uniform(0.55, 0.68)),
        belly=belly,
        belly_at=float(rng.uniform(0.4, 0.52)),
        mouth=belly * float(rng.uniform(0.5, 0.62)),
        slim=float(rng.uniform(0.6, 1.15)),
    )
    profile = shape.profile()
    body, full = vessel(profile, _WALL, 6.0, 2.2)
    body = body + _gallery(shape)
    outer, inner = _spout(shape, profile, rng)
    handle = _handle(shape, profile, rng) - full
    look, plain = glazed_pot(rng)
    seen = profile * MILLIMETRE
    drawn = {
        "body": (body - inner, look),
        "spout": ((outer - full) - inner, plain),
        "handle": (handle, plain),
        "lid": (_lid(shape, rng), plain),
    }
    centre = _centre([solid for solid, _ in drawn.values()])
    props = []
    for name, (solid, surface) in drawn.items():
        mesh = mesh_of(solid)
        low, high = float(mesh.vertices[:, 2].min()), float(mesh.vertices[:, 2].max())
        if name == "body":
            v = np.linspace(0.05, 1, len(seen))
            order = np.argsort(seen[:, 1], kind="stable")
            radii = seen[order, 0] - _WALL * MILLIMETRE / 2
            mesh = wrapped(mesh, seen[order, 1], v[order], radii)
        else:
            mesh = wrapped(mesh, [low, high], [0.0, 1.0])
        shifted = mesh.vertices - np.array([centre, 0, 0], np.float32)
        props.append(Prop(name, Mesh(shifted, mesh.faces, mesh.uv), surface))
    return tuple(props)


def _centre(solids: list[Manifold]) -> float:
    """Return the middle of some solids along x, in metres."""
    ends = [x for solid in solids for x in (solid.bounding_box()[0], solid.bounding_box()[3])]
    return float((min(ends) + max(ends)) / 2 * MILLIMETRE)


def _gallery(shape: _Shape) -> Manifold:
    """Return the seat of the lid: a collar round the mouth with a ledge inside."""
    m, h = shape.mouth, shape.height
    ring = [
        (m - 6, h - 3.6), (m - 3, h - 3.6), (m - 3, h - 0.4), (m - 1.5, h + 3), (m + 1.2, h + 3),
        (m + 2.0, h - 2.0), (m, h - 5), (m - 3.0, h - 6.6), (m - 6, h - 6.0),
    ]  # fmt: skip
    return turn(rounded(outline(ring), 0.5))


def _lid(shape: _Shape, rng: np.random.Generator) -> Manifold:
    """Return the lid on its ledge: a dome with a flange below, a knob and a vent hole."""
    r, seat = shape.mouth - 3 - _PLAY, shape.height - 3.6
    rise = float(rng.uniform(0.28, 0.5)) * r
    dome = curve([
        (r - 0.8, seat + 4.0), (0.86 * r, seat + 4.6 + 0.3 * rise),
        (0.6 * r, seat + 5 + 0.72 * rise), (0.3 * r, seat + 5 + 0.95 * rise), (0, seat + 5 + rise),
    ])  # fmt: skip
    rim = np.array([(r, seat), (r, seat + 3.0)])
    whole = filled(np.concatenate([rim, dome]))
    room = filled(np.concatenate([[(r - 6.4, seat - 1)], dome - [0, 3.4]])) ^ CrossSection.square(
        [2 * (r - 6.4), 400], True
    )
    flange = [(r - 6.4, seat + 1), (r - 6.4, seat - 6), (r - 3.9, seat - 6), (r - 3.6, seat + 1)]
    shell = turn(rounded(whole - room, 0.6)) + turn(flange)
    knob = float(rng.uniform(6.5, 9.0))
    z = seat + 4 + rise
    top = curve([
        (0.62 * knob, z - 0.4), (0.45 * knob, z + 2.2), (0.6 * knob, z + 4.5),
        (knob, z + 4 + 0.7 * knob), (0.9 * knob, z + 4 + 1.15 * knob),
        (0.5 * knob, z + 4 + 1.45 * knob), (0, z + 4 + 1.55 * knob),
    ], 0.7)  # fmt: skip
    vent = cylinder(1.5, (seat, z + 40), 20).translate((-0.58 * r, 0, 0))
    return (shell + turn(filled(top))) - vent


def _spout(shape: _Shape, profile: Points, rng: np.random.Generator) -> tuple[Manifold, Manifold]:
    """Return the spout as a full solid and the bore that goes through it and the wall."""
    radii, heights = profile.T
    low = 0.34 * shape.height
    r = float(np.interp(low, heights, radii))
    reach = shape.belly + float(rng.uniform(30, 40))
    tip = shape.height * float(rng.uniform(0.98, 1.1))
    bow = float(rng.uniform(0.1, 0.4))
    rise, way = tip - low, reach - r
    start = bend([
        (r - 9, low - 3), (r + 0.25 * way, low + 0.04 * rise), (r + 0.62 * way, low + bow * rise),
        (r + 0.6 * way, low + 0.75 * rise), (r + 0.86 * way, low + 0.98 * rise),
        (reach + 6, tip + 7),
    ], 64)  # fmt: skip
    line = np.stack([start[:, 0], np.zeros(len(start)), start[:, 1]], axis=1)
    share = np.linspace(0, 1, len(line))
    wide = np.interp(share, [0, 0.12, 0.35, 0.65, 0.9, 1], [18.5, 15.5, 10.8, 7.6, 6.6, 6.9])
    half = wide * shape.belly / 54
    outer = swept(*_begun(line, half, 14))
    inner = swept(*_begun(line, half - 2.5, 18))
    tilt = np.radians(float(rng.uniform(25, 50)))
    plane = (-np.sin(tilt), 0.0, -np.cos(tilt))
    at = plane[0] * reach + plane[2] * tip
    return outer.trim_by_plane(plane, at), inner


def _begun(line: Points, half: Points, before: float) -> tuple[Points, Points]:
    """Return path and sections of a spout that begins narrower, some mm further in.

    There the ends of spout and bore are inside the body and in planes of their own: ends in one
    plane outside it would leave a sheet without thickness.
    """
    path = np.concatenate([line[:1] - [before, 0, 0], line])
    return path, np.concatenate([[0.65 * half[0]], half])[:, None, None] * oval(1.0, 0.94, 44)


def _handle(shape: _Shape, profile: Points, rng: np.random.Generator) -> Manifold:
    """Return the handle opposite the spout, an ear or a loop, its roots in the wall."""
    radii, heights = profile.T
    top, low = 0.82 * shape.height, float(rng.uniform(0.24, 0.34)) * shape.height
    r_top, r_low = (float(np.interp(z, heights, radii)) for z in (top, low))
    out = shape.belly + float(rng.uniform(30, 38))
    lift = float(rng.uniform(4, 16))
    span = out - r_low
    path = bend([
        (7 - r_top, top - 5), (-r_top - 0.45 * span, top + 1.2 * lift),
        (-out - 0.1 * span, top + lift), (-out - 0.22 * span, 0.5 * (top + low)),
        (-out + 0.1 * span, low + 2), (-r_low - 0.35 * span, low - 3), (6 - r_low, low + 3),
    ], 72)  # fmt: skip
    share = np.linspace(0, 1, len(path))
    swell = 1 + 0.5 * (np.exp(-share / 0.05) + np.exp((share - 1) / 0.05)) - 0.18 * share
    ellipse = oval(float(rng.uniform(4.2, 5.2)), float(rng.uniform(5.2, 7.2)), 40)
    line = np.stack([path[:, 0], np.zeros(len(path)), path[:, 1]], axis=1)
    return swept(line, swell[:, None, None] * ellipse)
