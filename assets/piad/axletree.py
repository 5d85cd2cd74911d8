"""An axletree: an axle with shoulders, two wheels pressed on and a bearing at either end.

Drawn along z about the origin and laid down along x.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manifold3d import CrossSection, Manifold
from numpy.typing import NDArray

from ..props import Prop
from .finishes import ENAMELS, Finish, enamel, metal_finish, plain
from .helices import thread
from .machining import Point, around, disc, lathe, lying, part, prism, rectangle, rounded
from .screws import BEARINGS, PITCHES, ball_bearing, hex_nut, nut_height, washer

_RUBBER = plain("1A1A1B", 0.62)


@dataclass(frozen=True)
class Size:
    """Of an axletree, mm; what lies along it is measured from its middle.

    Attributes:
        journal: Diameter of the bearings' seats, a bore of `BEARINGS`.
        seat: Diameter of the wheels' seats.
        body: Diameter of the axle between the wheels.
        wheel: Radius of the wheels at their tread.
        rim: Width of the rims.
        hub: Length of the wheels' hubs.
        inside: From the middle to the inner end of a hub.
    """

    journal: int
    seat: float
    body: float
    wheel: float
    rim: float
    hub: float
    inside: float

    @property
    def bolt(self) -> int:
        """Thread at the ends."""
        return max(s for s in PITCHES if s <= self.journal - 4)

    @property
    def shoulder(self) -> float:
        """From the middle to the shoulder of a bearing's seat."""
        return self.inside + self.hub + 6

    @property
    def end(self) -> float:
        """From the middle to an end."""
        return self.shoulder + BEARINGS[self.journal][1] + 0.95 * nut_height(self.bolt) + 6


def axletree(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return an axletree that stands on its wheels, along x, 150 to 210 mm long.

    The wheels are flanged and of steel, as on rails, or painted ones with rubber tyres.
    """
    journal = int(rng.choice([12, 15, 17]))
    seat = journal + float(rng.choice([5, 6, 8]))
    wheel = BEARINGS[journal][0] / 2 * float(rng.uniform(1.9, 2.4))
    size = Size(
        journal=journal,
        seat=seat,
        body=seat + float(rng.choice([3, 4, 6])),
        wheel=round(float(np.clip(wheel, 32, 44))),
        rim=round(float(rng.uniform(13, 18))),
        hub=round(float(rng.uniform(20, 26))),
        inside=round(float(rng.uniform(24, 38))),
    )
    seed = int(rng.integers(3))
    rail = rng.random() < 0.5
    paint = enamel(str(rng.choice(ENAMELS)), seed)
    look = metal_finish(str(rng.choice(["turned", "cast"])), seed) if rail else paint
    body, tyre = _wheel(size, rail, rng)
    lowest = size.wheel + (4.0 if rail else 0.0)
    poses = {side: _pose(side, lowest) for side in ("right", "left")}
    axle = part("axle", _axle(size), metal_finish("turned", seed), poses["right"], turned=True)
    props = [axle]
    for side, pose in poses.items():
        props.append(part(f"{side} wheel", body, look, pose, turned=rail))
        if tyre is not None:
            props.append(part(f"{side} tyre", tyre, _RUBBER, pose))
        props += _end(side, size, pose, seed)
    return tuple(props)


def _pose(side: str, height: float) -> NDArray[np.float64]:
    """Return the pose of what is drawn for the end at +z: that end right (+x) or left."""
    pose = lying(height, 0.0, 0.0)
    # half a turn about the vertical, which is the drawing's x
    return pose if side == "right" else pose @ np.diag([1.0, -1, -1, 1])


def _axle(size: Size) -> Manifold:
    """Return the axle: body, wheel seats, shoulders, bearing seats and threaded ends."""
    pitch, tip = PITCHES[size.bolt], size.end
    bed = size.shoulder + BEARINGS[size.journal][1] + 0.5
    inner, middle = size.seat / 2, 0.42 * size.body
    half = [
        (middle, 0), (middle, 0.45 * size.inside), (size.body / 2, 0.75 * size.inside),
        (size.body / 2, size.inside), (inner, size.inside),
        (inner, size.inside + size.hub + 3), (inner - 1, size.inside + size.hub + 3),
        (inner - 1, size.shoulder), (size.journal / 2, size.shoulder), (size.journal / 2, bed),
    ]  # fmt: skip
    profile = [(0.0, -bed), *((r, -z) for r, z in reversed(half)), *half, (0.0, bed)]
    body = lathe(profile, 0.4, 0.4)
    blank = lathe(
        [(0, bed - 0.5), (size.bolt / 2, bed - 0.5), (size.bolt / 2, tip - pitch),
         (size.bolt / 2 - pitch, tip), (0, tip)], 0.0,
    )  # fmt: skip
    screw = (thread(size.bolt, pitch, (bed - 0.5, tip)) ^ blank) - _centre(tip)
    return body + screw + screw.rotate((180, 0, 0))


def _centre(end: float) -> Manifold:
    """Return the centre hole at +z (ISO 6411, form A)."""
    return lathe([(0, end + 1), (2.2, end + 1), (1.65, end), (0.8, end - 1.5), (0, end - 3)], 0.0)


def _wheel(size: Size, rail: bool, rng: np.random.Generator) -> tuple[Manifold, Manifold | None]:
    """Return the wheel of the end at +z, and its tyre if it has one."""
    low, high = size.inside, size.inside + size.hub
    outer = low + size.rim
    r, bore, hub = size.wheel, size.seat / 2, size.seat / 2 + float(rng.uniform(5, 7))
    inner = r - float(rng.uniform(6, 8)) - (0 if rail else 5)
    tread = r if rail else r - 6
    web = (low + 0.32 * size.rim, low + 0.32 * size.rim + 5)
    # tread coned 1:20 and flanged on the inner side, as UIC 510-2 has it in shape
    flanged = [(r + 1.5, low), (r + 4, low + 1.5), (r + 4, low + 3), (r, low + 6)]
    edge = (
        [*flanged, (r - 0.05 * (size.rim - 6), outer)] if rail else [(tread, low), (tread, outer)]
    )
    profile = [
        (bore, low), (hub, low), (hub, web[0]), (inner, web[0]), (inner, low), *edge,
        (inner, outer), (inner, web[1]), (hub, web[1]), (hub, high), (bore, high),
    ]  # fmt: skip
    body = lathe(profile, 0.6, 1.4)
    windows = _windows((hub + 1.6, inner - 1.6), rng)
    body -= prism(windows, (low - 1, high + 1))
    if rail:
        return body, None
    return body, _tyre((tread, r), (low, outer))


def _tyre(radii: Point, z: Point) -> Manifold:
    """Return a rubber tyre with three grooves round its tread."""
    low, high = z
    body = lathe([(radii[0], low), (radii[1], low), (radii[1], high), (radii[0], high)], 2.2)
    grooves = CrossSection()
    for share in (0.28, 0.5, 0.72):
        middle = low + share * (high - low)
        grooves += rectangle((radii[1] - 1.3, radii[1] + 1), (middle - 0.7, middle + 0.7))
    return body - grooves.revolve(160)


def _windows(face: Point, rng: np.random.Generator) -> CrossSection:
    """Return the openings of a web between two radii: round holes or between spokes."""
    middle, room = (face[0] + face[1]) / 2, face[1] - face[0]
    if rng.random() < 0.5:
        return around(disc(0.36 * room, (middle, 0)), int(np.clip(2.4 * middle / room * 1.1, 4, 8)))
    bars = around(rectangle((0, 2 * face[1]), (-2.6, 2.6)), int(rng.integers(5, 8)))
    return rounded(disc(face[1]) - disc(face[0]) - bars, min(2.0, 0.22 * room))


def _end(side: str, size: Size, pose: NDArray[np.float64], seed: int) -> list[Prop]:
    """Return the bearing, washer and nut of one end."""
    width = BEARINGS[size.journal][1]
    bearing = ball_bearing(size.journal)
    up = (0.0, 0.0, size.shoulder + width / 2)
    steel, bright = metal_finish("turned", seed), plain("D3D5D7", 0.12, 1.0)
    face = size.shoulder + width
    thick = washer(size.bolt).bounding_box()[5]
    nut = hex_nut(size.bolt).translate((0, 0, face + thick))
    looks: list[tuple[str, Manifold, Finish]] = [
        ("inner ring", bearing.inner.translate(up), steel),
        ("outer ring", bearing.outer.translate(up), steel),
        ("cage", bearing.cage.translate(up), metal_finish("bronze", seed)),
    ]
    looks += [(f"ball {k + 1}", b.translate(up), bright) for k, b in enumerate(bearing.balls)]
    plate = metal_finish("zinc", seed)
    looks.append(("washer", washer(size.bolt).translate((0, 0, face)), plate))
    looks.append(("nut", nut, plate))
    return [
        part(f"{side} {name}", solid, look, pose, turned=name.endswith("ring"))
        for name, solid, look in looks
    ]
