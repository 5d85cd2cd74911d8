"""A stepped drive shaft: bearing seats, collar, keyed seat, spline and threaded end."""

from __future__ import annotations

import numpy as np
from manifold3d import Manifold
from numpy.typing import NDArray

from ..brick_shapes import cylinder
from ..props import Prop
from .finishes import metal_finish
from .helices import thread
from .machining import Point, lathe, lying, part, prism
from .screws import (
    PITCHES,
    circlip,
    hex_nut,
    key,
    key_size,
    stepped,
    washer,
)
from .teeth import SPLINES, spline


def shaft(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a shaft that lies along x, its thread at +x.

    From -x: a six-tooth spline, a bearing seat with a retaining ring, the collar, a keyed seat,
    a second bearing seat, the thread with nut and washer; 160 to 225 mm in all.
    """
    inner, outer, width = SPLINES[int(rng.integers(4))]
    seat = outer + float(rng.choice([3, 4]))
    collar = seat + float(rng.choice([7, 8, 10]))
    keyed = seat + float(rng.choice([2, 3]))
    bolt = max(s for s in PITCHES if s <= seat - 8 and 2.1 * s < collar)
    lengths = [float(v) for v in rng.uniform((36, 26, 7, 44, 20, 26), (50, 38, 11, 64, 30, 34))]
    diameters = [outer, seat, collar, keyed, seat - 3, bolt]
    body = stepped(list(zip(diameters, lengths, strict=True)))
    ends = np.cumsum([0, *lengths])
    ring, groove, bottom = circlip(seat)
    place = ends[1] + 3.0
    body = _splined(body, lengths[0], (inner, outer, width))
    body = _grooved(body, seat, bottom, (place, place + groove))
    body = _threaded(body, bolt, (ends[5], ends[6]))
    body, feather = _keyed(body, keyed, (ends[3], ends[4]))
    body -= _centre(ends[6])
    turn = float(rng.uniform(-25, 25))
    pose = lying(collar / 2, float(ends[6]) / 2, turn)
    seed = int(rng.integers(3))
    steel, dark = metal_finish("turned", seed), metal_finish("black", seed)
    props = [
        part("shaft", body, steel, pose, turned=True),
        part("key", feather, metal_finish("brushed", seed), pose),
        part("retaining ring", ring.translate((0, 0, place + 0.05)), dark, pose),
    ]
    if rng.random() < 0.7:
        props += _nut(bolt, float(ends[5]) + 3.0, float(rng.uniform(0, 60)), seed, pose)
    return tuple(props)


def _nut(size: int, z: float, turn: float, seed: int, pose: NDArray[np.float64]) -> list[Prop]:
    """Return the washer and the nut on the thread, from a height up, turned by some degrees."""
    plate, thick = metal_finish("zinc", seed), washer(size).bounding_box()[5]
    nut = hex_nut(size).rotate((0, 0, turn)).translate((0, 0, z + thick))
    return [
        part("washer", washer(size).translate((0, 0, z)), plate, pose),
        part("nut", nut, plate, pose),
    ]


def _keyed(body: Manifold, diameter: float, z: Point) -> tuple[Manifold, Manifold]:
    """Return the shaft with a key's seat in the step between two heights, and the key in it."""
    size = key_size(diameter)
    long, bed = round(0.72 * (z[1] - z[0])), diameter / 2 - size.shaft
    seat, feather = (
        key(size, long, gap).rotate((0, -90, 0)).translate((-bed, 0, (z[0] + z[1]) / 2))
        for gap in (0.02, 0.0)
    )
    return body - seat, feather


def _splined(body: Manifold, length: float, size: tuple[int, int, int]) -> Manifold:
    """Return the shaft with its lower end cut to a spline, which runs out before the shoulder."""
    inner, outer, width = size
    end, r = length - 0.6, outer / 2 + 0.3
    # nothing shares a plane or a cylinder with another: that would leave sheets without thickness
    cutter = cylinder(r - 0.1, (-1, end)) - prism(spline(inner, outer + 1, width), (-2, end + 1))
    ramp = lathe([(0, end - 3), (inner / 2, end - 3), (r, end), (r, end + 1), (0, end + 1)], 0.0)
    return body - (cutter - ramp)


def _grooved(body: Manifold, seat: float, bottom: float, z: Point) -> Manifold:
    """Return the shaft with a square groove for a retaining ring."""
    return body - lathe([(bottom, z[0]), (seat, z[0]), (seat, z[1]), (bottom, z[1])], 0.0)


def _threaded(body: Manifold, size: int, z: Point) -> Manifold:
    """Return the shaft with its last step threaded, after an undercut (DIN 76)."""
    pitch = PITCHES[size]
    core = size / 2 - 0.75 * pitch
    rest = body.trim_by_plane((0, 0, -1), -float(z[0]))
    blank = lathe(
        [(0, z[0] - 0.5), (core, z[0] - 0.5), (core, z[0] + 2 * pitch),
         (size / 2, z[0] + 2 * pitch + 1), (size / 2, z[1] - pitch),
         (size / 2 - pitch, z[1]), (0, z[1])], 0.0,
    )  # fmt: skip
    return rest + (thread(size, pitch, (z[0] - 0.5, z[1])) ^ blank)


def _centre(length: float) -> Manifold:
    """Return the 60 degree centre holes of both ends (ISO 6411, form A)."""
    hole = lathe([(0, -1), (3.6, -1), (3.03, 0), (1.3, 3), (1.3, 5), (0, 5.7)], 0.0)
    return hole + hole.mirror((0, 0, 1)).translate((0, 0, length))
