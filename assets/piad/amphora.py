"""A two-handled jar of painted or glazed earthenware, after the Greek neck amphora."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manifold3d import Manifold

from ..materials import Surface
from ..props import MILLIMETRE, Prop, mesh_of
from .glazes import Zone, painted_clay, slip
from .turning import Points, curve, oval, swept, vessel, wrapped

_WALL = 3.2
_FOOT = 4.0
_INSIDE = 0.05
"""The lowest part of the picture, bare clay; the outside has the rest."""


@dataclass(frozen=True)
class _Shape:
    """Lengths in millimetres."""

    height: float
    foot: float
    stem: float
    belly: float
    belly_at: float
    neck: float
    lip: float

    def profile(self) -> Points:
        """Return the outside from the foot's edge to the lip."""
        h, b = self.height, self.belly
        z = self.belly_at * h
        foot = curve([
            (self.foot, 0), (self.foot + 0.6, 2.2), (self.foot - 1.2, 5),
            (self.stem + 1.5, 8), (self.stem, 11),
        ])  # fmt: skip
        shoulder = h * 0.74
        body = curve([
            (self.stem, 11), (self.stem + 0.3, 13), (0.56 * b, 11 + 0.32 * (z - 11)),
            (0.88 * b, 11 + 0.68 * (z - 11)), (b, z), (0.86 * b, z + 0.62 * (shoulder - z)),
            (self.neck + 4.5, shoulder), (self.neck, shoulder + 0.035 * h),
            (0.93 * self.neck, 0.86 * h), (self.neck + 1, 0.93 * h),
        ])  # fmt: skip
        lip = curve([
            (self.neck + 1, 0.93 * h), (self.lip - 1.5, 0.945 * h), (self.lip, 0.965 * h),
            (self.lip + 0.4, 0.985 * h), (self.lip - 0.6, h),
        ])  # fmt: skip
        return np.concatenate([foot, body[1:], lip[1:]])


def amphora(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return the jar, standing on its foot: 150 to 220 mm high; painted, or glazed in one."""
    belly = float(rng.uniform(46, 60))
    shape = _Shape(
        height=float(rng.uniform(2.85, 3.45)) * belly,
        foot=belly * float(rng.uniform(0.5, 0.62)),
        stem=belly * float(rng.uniform(0.3, 0.38)),
        belly=belly,
        belly_at=float(rng.uniform(0.46, 0.54)),
        neck=belly * float(rng.uniform(0.36, 0.44)),
        lip=belly * float(rng.uniform(0.54, 0.62)),
    )
    profile = shape.profile()
    body, full = vessel(profile, _WALL, 13.5, _FOOT)
    left = _handle(shape, profile, rng) - full
    painting, handles = _look(profile, shape, rng)
    length = np.linalg.norm(np.diff(profile, axis=0), axis=1)
    share = np.concatenate([[0], np.cumsum(length)]) / length.sum()
    radii, heights = profile.T * MILLIMETRE
    order = np.argsort(heights, kind="stable")
    mesh = wrapped(
        mesh_of(body), heights[order], (_INSIDE + (1 - _INSIDE) * share)[order],
        radii[order] - _WALL * MILLIMETRE / 2,
    )  # fmt: skip
    return (
        Prop("body", mesh, painting),
        Prop("left handle", mesh_of(left), handles),
        Prop("right handle", mesh_of(left.mirror((1, 0, 0))), handles),
    )


def _handle(shape: _Shape, profile: Points, rng: np.random.Generator) -> Manifold:
    """Return the left handle, from under the lip down to the shoulder, its roots in the wall."""
    radii, heights = profile.T
    top, low = 0.9 * shape.height, float(rng.uniform(0.66, 0.7)) * shape.height
    r_top, r_low = (float(np.interp(z, heights, radii)) for z in (top, low))
    out = max(r_low, shape.neck) + float(rng.uniform(1, 6))
    rise = float(rng.uniform(0.0, 0.05)) * shape.height
    path = curve([
        (2 - r_top, top - 1), (-r_top - 4, top + 0.4 * rise),
        (-0.72 * out - 0.28 * r_top, top + rise - 1), (-out, top - 8 + 0.3 * rise),
        (-out - 1, 0.4 * top + 0.6 * low), (-r_low - 2.4, low + 5), (2.5 - r_low, low - 4),
    ], 1.6)  # fmt: skip
    share = np.linspace(0, 1, len(path))
    swell = 1 + 0.55 * (np.exp(-share / 0.06) + np.exp((share - 1) / 0.06))
    wide, thick = float(rng.uniform(5, 7.5)), float(rng.uniform(3.0, 3.8))
    section = oval(thick, wide, 40)
    if rng.random() < 0.6:  # two cords side by side
        section[:, 0] *= 1 - 0.28 * np.exp(-((section[:, 1] / (0.3 * wide)) ** 2))
    line = np.stack([path[:, 0], np.zeros(len(path)), path[:, 1]], axis=1)
    return swept(line, swell[:, None, None] * section)


_FRIEZES = ("warriors", "birds", "leaves", "fishes")
_BORDERS = ("meander", "waves", "checker", "dots")


def _look(profile: Points, shape: _Shape, rng: np.random.Generator) -> tuple[Surface, Surface]:
    """Return the looks of the body and of the handles."""
    scheme = str(rng.choice(("black figure", "black figure", "red ground", "white ground", "blue")))
    frieze, border, second = (str(v) for v in (
        rng.choice(_FRIEZES), rng.choice(_BORDERS), rng.choice(_BORDERS)
    ))  # fmt: skip
    h, z = shape.height, shape.belly_at * shape.height
    bands = (
        (0, 12, "slip"), (12, 12 + 0.14 * h, "rays"), (12 + 0.14 * h, 12 + 0.17 * h, "lines"),
        (12 + 0.17 * h, z - 0.1 * h, "slip"), (z - 0.1 * h, z - 0.065 * h, second),
        (z - 0.055 * h, z + 0.115 * h, frieze), (z + 0.125 * h, z + 0.165 * h, border),
        (z + 0.175 * h, 0.735 * h, "tongues"), (0.735 * h, 0.76 * h, "slip"),
        (0.775 * h, 0.9 * h, "palmettes"), (0.92 * h, h, "slip"),
    )  # fmt: skip
    return painted_clay(_zones(profile, bands), scheme, int(rng.integers(4))), slip(scheme)


def _zones(profile: Points, bands: Sequence[tuple[float, float, str]]) -> tuple[Zone, ...]:
    """Return bands between heights in millimetres as zones of the picture."""
    radii, heights = profile.T
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(profile, axis=0), axis=1))])
    zones = []
    for low, high, motif in bands:
        a, b = np.interp([low, high], heights, length)
        around = 2 * np.pi * float(np.interp((low + high) / 2, heights, radii))
        share = _INSIDE + (1 - _INSIDE) * np.array([a, b]) / length[-1]
        zones.append(
            Zone(round(share[0], 4), round(share[1], 4), motif, round(around / (b - a), 2))
        )
    return tuple(zones)
