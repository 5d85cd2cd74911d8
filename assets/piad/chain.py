"""A run of roller chain (ISO 606) with its connecting link, lying on its side."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from manifold3d import CrossSection, Manifold
from numpy.typing import NDArray

from ..props import MILLIMETRE, Prop, at
from .finishes import Finish, metal_finish
from .machining import disc, lathe, outline, part, prism, rectangle
from .teeth import CHAINS, RollerChain

_SLACK = 0.15
"""Between plates, and between bush and roller, mm."""


def chain(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a run of 9 to 19 links that lies in a bend, pins upright; its ends are inner links."""
    kind = CHAINS[str(rng.choice(list(CHAINS)))]
    links = 2 * int(rng.integers(round(62 / kind.pitch), round(95 / kind.pitch))) + 1
    places = run(kind.pitch, links, rng)
    places -= (places.min(0) + places.max(0)) / 2
    seed = int(rng.integers(3))
    plate = str(rng.choice(["brushed", "black", "zinc"]))
    plates = (metal_finish(plate, seed), metal_finish(str(rng.choice(["brushed", plate])), seed))
    return tuple(_link_parts(places, kind, plates, metal_finish("turned", seed)))


def run(pitch: float, links: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return the axes of the pins (links + 1, 2), mm, each a pitch from the next.

    The chain bends by up to what neighbouring links allow (about 16 degrees), first one way, then
    perhaps the other.
    """
    total = np.radians(float(rng.uniform(120, 215)))
    along = (np.arange(links) + 0.5) / links
    swing = float(rng.choice([0.0, 0.6, 1.0]))
    # a hook at one end, and the other way before it
    bend = np.where(along > 0.4, np.sin(np.pi * (along - 0.4) / 0.6), -swing * (0.4 - along))
    bend = np.clip(bend * total / np.abs(np.cumsum(bend)).max(), -0.28, 0.28)
    heading = np.cumsum(bend) - bend[0]
    steps = pitch * np.stack([np.cos(heading), np.sin(heading)], axis=1)
    return np.concatenate([[(0.0, 0.0)], np.cumsum(steps, axis=0)])


def link_plate(kind: RollerChain, radius: float, hole: float) -> CrossSection:
    """Return an eight-shaped plate along x about the origin.

    Two discs about the pins; arcs that touch both draw its waist in to 0.7 of their diameter.

    Args:
        kind: The chain.
        radius: Of the discs, mm.
        hole: Radius of the holes, mm.
    """
    half, waist = kind.pitch / 2, 0.70 * radius
    arc = (half**2 + waist**2 - radius**2) / (2 * (radius - waist))
    touch = np.array([half, 0]) + radius / (radius + arc) * np.array([-half, waist + arc])
    x, y = touch
    body = disc(radius, (-half, 0)) + disc(radius, (half, 0)) + rectangle((-x, x), (-y, y))
    for side in (-1, 1):
        body -= disc(arc, (0, side * (waist + arc)))
    return body - disc(hole, (-half, 0)) - disc(hole, (half, 0))


def _link_parts(
    places: NDArray[np.float64], kind: RollerChain, plates: tuple[Finish, Finish], round_: Finish
) -> list[Prop]:
    """Return all parts of a run, link by link; links 1, 3, ... are inner ones."""
    middle = kind.length / 2
    bush = (kind.pin + kind.roller) / 4
    inner_z = kind.inside / 2
    outer_z = kind.across / 2 + _SLACK
    inner = part("", _plate(kind, kind.plate / 2, bush, inner_z), plates[0]).mesh
    outer = part("", _plate(kind, 0.46 * kind.plate, kind.pin / 2, outer_z), plates[1]).mesh
    tube = part("", _tube(bush, kind.pin / 2 + 0.02, kind.across / 2 - 0.1), round_, turned=True)
    roller = _tube(kind.roller / 2, bush + 0.05, inner_z - _SLACK, 0.5)
    barrel = part("", roller, round_, turned=True)
    pin = part("", _pin(kind), round_, turned=True)
    props: list[Prop] = []
    for k, (a, b) in enumerate(pairwise(places)):
        mesh, finish, name = (
            (inner, plates[0], "inner") if k % 2 == 0 else (outer, plates[1], "outer")
        )
        centre, way = (a + b) / 2, b - a
        turn = float(np.arctan2(way[1], way[0]))
        low = _place(centre, middle, turn)
        props.append(Prop(f"{name} plate {k + 1} upper", mesh, finish.surface, low))
        flip = low @ np.diag([1.0, -1, -1, 1])
        props.append(Prop(f"{name} plate {k + 1} lower", mesh, finish.surface, flip))
    for k, place in enumerate(places):
        pose = _place(place, middle)
        props.append(Prop(f"bush {k + 1}", tube.mesh, tube.surface, pose))
        props.append(Prop(f"roller {k + 1}", barrel.mesh, barrel.surface, pose))
        if 0 < k < len(places) - 1:
            props.append(Prop(f"pin {k + 1}", pin.mesh, pin.surface, pose))
    props.append(_clip(places, kind))
    return props


def _plate(kind: RollerChain, radius: float, hole: float, low: float) -> Manifold:
    return prism(link_plate(kind, radius, hole), (low, low + kind.thick - 0.05), 0.14 * kind.thick)


def _tube(outer: float, inner: float, half: float, edge: float = 0.15) -> Manifold:
    profile = [(inner, -half), (outer, -half), (outer, half), (inner, half)]
    return lathe(profile, min(edge, 0.4 * (outer - inner)), around=40)


def _pin(kind: RollerChain) -> Manifold:
    """Return a pin with riveted, dimpled ends and the groove that a clip needs."""
    r, end = kind.pin / 2, kind.length / 2
    face = kind.across / 2 + _SLACK + kind.thick
    head = r + 0.09 * kind.pin
    half = [
        (r, 0), (r, face), (head, face + 0.05), (head, end - 0.25 * r), (0.72 * r, end),
        (0.36 * r, end), (0.0, end - 0.12 * r),
    ]  # fmt: skip
    return lathe([*half, *((x, -z) for x, z in reversed(half))], 0.0, around=32)


def _clip(places: NDArray[np.float64], kind: RollerChain) -> Prop:
    """Return the spring clip on an outer link in the middle of the run."""
    k = len(places) // 2
    k -= (k + 1) % 2
    a, b = places[k], places[k + 1]
    half, r = kind.pitch / 2, 0.30 * kind.plate
    thick = 0.55 * kind.thick
    low = kind.across / 2 + _SLACK + kind.thick + 0.05
    gap = kind.pin / 2 * 1.12
    body = CrossSection.batch_hull([disc(r, (-half, 0)), disc(r, (half, 0))])
    body -= disc(gap, (-half, 0)) + disc(gap, (half, 0))
    body -= rectangle((-half, half), (-0.5 * gap, 0.5 * gap))
    body -= outline([(half, 0.35 * gap), (half + 2 * r, 1.5 * gap), (half + 2 * r, -1.5 * gap),
                     (half, -0.35 * gap)])  # fmt: skip
    way = b - a
    pose = _place((a + b) / 2, kind.length / 2, float(np.arctan2(way[1], way[0])))
    solid = prism(body, (low, low + thick), 0.12 * thick)
    return part("spring clip", solid, metal_finish("zinc"), pose)


def _place(middle: NDArray[np.float64], height: float, turn: float = 0.0) -> NDArray[np.float64]:
    """Return the pose of what lies about a point (2,), turned; mm and radians."""
    x, y = (float(v) * MILLIMETRE for v in middle)
    return at(x, y, height * MILLIMETRE, turn)
