"""Bought parts: screws, nuts, keys, rings and bearings by their standards, in millimetres.

Each stands on or along the z axis; what is hidden in a bore is left plain.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from manifold3d import CrossSection, Manifold

from .helices import thread
from .machining import Point, disc, hexagon, lathe, prism, rectangle, rounded

PITCHES = {3: 0.5, 4: 0.7, 5: 0.8, 6: 1.0, 8: 1.25, 10: 1.5, 12: 1.75, 14: 2.0, 16: 2.0, 20: 2.5}
"""Nominal diameter -> coarse pitch, mm (ISO 261)."""

_FLATS = {3: 5.5, 4: 7, 5: 8, 6: 10, 8: 13, 10: 16, 12: 18, 14: 21, 16: 24, 20: 30}
_NUTS = {3: 2.4, 4: 3.2, 5: 4.7, 6: 5.2, 8: 6.8, 10: 8.4, 12: 10.8, 14: 12.8, 16: 14.8, 20: 18.0}
_SOCKETS = {3: 2.5, 4: 3, 5: 4, 6: 5, 8: 6, 10: 8, 12: 10}
_GRUBS = {3: 1.5, 4: 2, 5: 2.5, 6: 3, 8: 4, 10: 5}
_RIM = 0.94
"""Of half a hexagon's corners: where the chamfer of nuts meets their face (ISO 4032)."""


def socket_screw(size: int, length: float) -> Manifold:
    """Return a hexagon socket head cap screw (ISO 4762), its head standing on z = 0."""
    d = float(size)
    head = lathe([(0, 0), (0.75 * d, 0), (0.75 * d, d), (0, d)], 0.08 * d)
    socket = prism(hexagon(_SOCKETS[size]), (0.5 * d, d + 1))
    shank = lathe([(0, -length), (0.47 * d, -length), (0.47 * d, 0.2), (0, 0.2)], 0.06 * d)
    return head - socket + shank


def grub_screw(size: int, length: float) -> Manifold:
    """Return a hexagon socket set screw (ISO 4026) with its thread, its top at z = 0."""
    rod = thread(size * 0.98, PITCHES[size], (-length, 0))
    blank = lathe([(0, -length), (size / 2, -length), (size / 2, 0), (0, 0)], 0.1 * size)
    return (rod ^ blank) - prism(hexagon(_GRUBS[size]), (-0.5 * size, 1))


def button_head(size: int) -> Manifold:
    """Return a button head screw with a socket (ISO 7380) without its shank, on z = 0."""
    d = float(size)
    radius, height = 0.875 * d, 0.55 * d
    arc = np.linspace(0.12, np.pi / 2, 14)
    dome = np.c_[radius * np.cos(arc), height * np.sin(arc)]
    head = lathe([(0, 0), (radius, 0), *dome, (0, height)], 0.0)
    flat = disc(0.55 * d).extrude(0.95 * height) + head
    return (flat ^ head) - prism(hexagon(_SOCKETS[size] * 0.8), (0.25 * height, height + 1))


def hex_blank(size: int, height: float) -> Manifold:
    """Return a hexagon of standard width across flats, chamfered at both ends, on z = 0."""
    corner = _FLATS[size] / np.sqrt(3)
    drop = (corner - _RIM * corner * np.sqrt(3) / 2) * np.tan(np.pi / 6)
    face = _RIM * corner * np.sqrt(3) / 2
    profile = [
        (0, 0), (face, 0), (corner, drop), (corner, height - drop), (face, height), (0, height),
    ]  # fmt: skip
    return prism(hexagon(_FLATS[size]), (0, height)) ^ lathe(profile, 0.0)


def hex_nut(size: int) -> Manifold:
    """Return a threaded hexagon nut (ISO 4032) on z = 0."""
    height, pitch = _NUTS[size], PITCHES[size]
    sink = lathe([(0, -1), (size / 2 + 1.1, -1), (size / 2 - 0.8, 0.9), (0, 0.9)], 0.0)
    cut = thread(size * 1.012, pitch, (-1, height + 1)) + sink
    return hex_blank(size, height) - cut - sink.mirror((0, 0, 1)).translate((0, 0, height))


def nut_height(size: int) -> float:
    """Return the height of a hexagon nut, mm (ISO 4032)."""
    return float(_NUTS[size])


def washer(size: int) -> Manifold:
    """Return a plain washer (ISO 7089) on z = 0: about 2 d across, 0.16 d thick."""
    outer, hole, thick = 0.98 * size + 0.5, size / 2 + 0.3, max(0.8, 0.16 * size)
    return lathe([(hole, 0), (outer, 0), (outer, thick), (hole, thick)], 0.15)


@dataclass(frozen=True)
class KeySize:
    """A parallel key and its seats, mm (DIN 6885-1, as ISO 773).

    Attributes:
        width: Of the key.
        height: Of the key.
        shaft: Depth of the seat in the shaft, from its surface.
        hub: Depth of the way in the hub, from its bore.
    """

    width: float
    height: float
    shaft: float
    hub: float


_KEYS = (
    (8, KeySize(2, 2, 1.2, 1.0)), (10, KeySize(3, 3, 1.8, 1.4)), (12, KeySize(4, 4, 2.5, 1.8)),
    (17, KeySize(5, 5, 3.0, 2.3)), (22, KeySize(6, 6, 3.5, 2.8)), (30, KeySize(8, 7, 4.0, 3.3)),
    (38, KeySize(10, 8, 5.0, 3.3)),
)  # fmt: skip


def key_size(diameter: float) -> KeySize:
    """Return the key for a shaft of a diameter up to 38 mm."""
    for limit, size in _KEYS:
        if diameter <= limit:
            return size
    raise ValueError(f"no key is known for a shaft of {diameter} mm: at most {_KEYS[-1][0]}")


def key(size: KeySize, length: float, gap: float = 0.0) -> Manifold:
    """Return a round-ended parallel key along x (form A), standing on z = 0, or its seat's room."""
    r = size.width / 2 + gap
    flat = CrossSection.batch_hull([disc(r, (x, 0)) for x in (r - length / 2, length / 2 - r)])
    if gap:
        return flat.extrude(size.height + 10)
    return prism(flat, (0, size.height), 0.25)


def bore(diameter: float, keyed: bool = True) -> CrossSection:
    """Return the outline of a hub's bore, with its keyway towards +y."""
    hole = disc(diameter / 2)
    if not keyed:
        return hole
    size = key_size(diameter)
    half = size.width / 2
    return hole + rounded(rectangle((-half, half), (0, diameter / 2 + size.hub)), 0.2)


def circlip(shaft: float) -> tuple[Manifold, float, float]:
    """Return an external retaining ring on z = 0, its groove's width and its radius (DIN 471)."""
    groove, thick = shaft / 2 * 0.953, 1.0 if shaft < 18 else 1.2
    wide = 0.075 * shaft + 1.1
    ring = disc(groove + wide, (0, 0.28 * wide)) - disc(groove)
    ring -= rectangle((-0.16 * shaft, 0.16 * shaft), (-shaft, 0))
    for side in (-1, 1):
        turn = side * 24.0
        ear = disc(1.1 * wide, (0, -groove - 0.85 * wide)).rotate(turn)
        ring += ear - disc(groove)
        ring -= disc(0.45 * wide, (0, -groove - 0.9 * wide)).rotate(turn)
    return prism(ring, (0, thick), 0.12), thick + 0.1, groove


BEARINGS = {10: (26, 8), 12: (32, 10), 15: (35, 11), 17: (40, 12), 20: (47, 14)}
"""Bore -> outer diameter and width of deep groove ball bearings 6000 and 6200, mm (ISO 15)."""


@dataclass(frozen=True)
class Bearing:
    """A deep groove ball bearing about the z axis, its middle plane at z = 0.

    Attributes:
        inner: Its inner ring.
        outer: Its outer ring.
        cage: The strip that spaces the balls.
        balls: The balls.
    """

    inner: Manifold
    outer: Manifold
    cage: Manifold
    balls: tuple[Manifold, ...]


def ball_bearing(bore_diameter: int) -> Bearing:
    """Return the bearing of `BEARINGS` for a shaft."""
    outside, width = BEARINGS[bore_diameter]
    a, b, half = bore_diameter / 2, outside / 2, width / 2
    pitch, ball = (a + b) / 2, 0.3 * (b - a)
    gap = 0.55 * ball
    race = Manifold.revolve(CrossSection.circle(1.02 * ball, 28).translate((pitch, 0)), 96)
    rings = [
        lathe([(r0, -half), (r1, -half), (r1, half), (r0, half)], 0.6) - race
        for r0, r1 in ((a, pitch - gap), (pitch + gap, b))
    ]
    count = int(np.pi * pitch / (1.35 * ball))
    sphere = Manifold.sphere(ball, 28)
    places = [
        (pitch * np.cos(t), pitch * np.sin(t), 0.0) for t in 2 * np.pi * np.arange(count) / count
    ]
    strip, back, front = 0.25 * ball, -1.3 * ball, 0.45 * ball
    cage = lathe(
        [(pitch - strip, back), (pitch + strip, back), (pitch + strip, front),
         (pitch - strip, front)], 0.0, around=96,
    )  # fmt: skip
    room = Manifold.sphere(1.04 * ball, 20)
    for place in places:
        cage -= room.translate(place)
    return Bearing(rings[0], rings[1], cage, tuple(sphere.translate(p) for p in places))


def stepped(steps: list[Point], fillet: float = 0.4, chamfer: float = 0.8) -> Manifold:
    """Return a shaft along z from 0, of (diameter, length) steps, with filleted shoulders."""
    ends = np.cumsum([0, *(length for _, length in steps)])
    profile = [(0.0, 0.0)]
    for (diameter, _), (low, high) in zip(steps, pairwise(ends), strict=True):
        profile += [(diameter / 2, float(low)), (diameter / 2, float(high))]
    return lathe([*profile, (0.0, float(ends[-1]))], chamfer, fillet)
