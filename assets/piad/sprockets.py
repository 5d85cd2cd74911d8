"""A large and a small chain sprocket on one hub (ISO 606)."""

from __future__ import annotations

import numpy as np
from manifold3d import CrossSection, Manifold

from ..props import Prop, at
from .finishes import Finish, metal_finish
from .machining import around, disc, lathe, part, prism, rectangle, rounded
from .screws import bore, grub_screw, socket_screw
from .teeth import (
    CHAINS,
    RollerChain,
    sprocket,
    sprocket_pitch_radius,
    sprocket_tip_radius,
)


def sprockets(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return two sprockets that lie flat on a common hub, the smaller one up.

    Either the large one is screwed to a flange of the hub, or both sit on it by a press fit and
    the large one is lightened.
    """
    kind = CHAINS[str(rng.choice(["06B", "08B", "10B"]))]
    reach = float(rng.uniform(40, 58))
    large = int(np.clip(round(np.pi * reach / kind.pitch * 2), 19, 40))
    small = max(11, round(large * float(rng.uniform(0.5, 0.68))))
    width = (0.93 if kind.pitch <= 12.7 else 0.95) * kind.inside
    root = sprocket_pitch_radius(small, kind) - kind.roller / 2
    shaft = float(max(d for d in (10, 12, 15, 18, 20, 22) if d < 0.95 * root))
    hub = min(0.92 * shaft, root - 2.0)
    apart = kind.strands
    tall = apart + width + float(rng.uniform(5, 10))
    seed = int(rng.integers(3))
    looks = [metal_finish(str(n), seed) for n in rng.choice(["brushed", "black", "zinc"], 3)]
    ring = _bolt_circle(kind, large, small)
    if rng.random() < 0.6 or not ring[2]:
        ring = (hub + 3.0, 0, 0)
    props = [_large(kind, large, width, hub, ring, looks[0], rng)]
    upper = wheel(kind, small, width) - prism(disc(hub), (-1, width + 1))
    turn = float(rng.uniform(0, 360))
    raised = upper.rotate((0, 0, turn)).translate((0, 0, apart))
    props.append(part("small sprocket", raised, looks[1]))
    return (*props, *_hub(hub, shaft, (width, apart, tall), ring, looks[2]))


def wheel(kind: RollerChain, teeth: int, width: float) -> Manifold:
    """Return a full disc with teeth from z = 0 to its width, their sides relieved (ISO 606).

    The relief is 0.13 p deep at the tips and follows a radius of 1 p.
    """
    tip, relief, radius = sprocket_tip_radius(teeth, kind), 0.13 * kind.pitch, kind.pitch
    start = tip - float(np.sqrt(radius**2 - (radius - relief) ** 2))
    arc = np.linspace(0, 1, 10)
    r = start + (tip - start) * arc
    drop = radius - np.sqrt(radius**2 - (r - start) ** 2)
    drop = np.minimum(drop, 0.42 * width)
    side = [*zip(r, drop, strict=True), (tip + 0.01, float(drop[-1]))]
    profile = [(0.0, 0.0), *side, *((x, width - z) for x, z in reversed(side)), (0.0, width)]
    return prism(sprocket(teeth, kind), (0, width), 0.12) ^ lathe(profile, 0.0)


def _bolt_circle(kind: RollerChain, large: int, small: int) -> tuple[float, int, int]:
    """Return the radius of the screws' circle, their number and size; size 0: there is no room."""
    outside = sprocket_tip_radius(small, kind)
    room = sprocket_pitch_radius(large, kind) - kind.roller / 2 - outside
    size = max((s for s in (4, 5, 6) if 2.4 * s < room), default=0)
    return outside + 1.1 * size, 6 if size and outside > 24 else 4, size


def _large(
    kind: RollerChain,
    teeth: int,
    width: float,
    hub: float,
    ring: tuple[float, int, int],
    finish: Finish,
    rng: np.random.Generator,
) -> Prop:
    """Return the large sprocket, lightened between the screws' circle and the teeth."""
    body = wheel(kind, teeth, width) - prism(disc(hub), (-1, width + 1))
    rim = sprocket_pitch_radius(teeth, kind) - kind.roller / 2 - 0.3 * kind.pitch
    low = ring[0] + 1.1 * ring[2]
    if rim - low > 7:
        count = int(rng.integers(5, 9))
        body -= prism(_windows((low, rim), count, rng), (-1, width + 1))
    return part("large sprocket", body, finish)


def _windows(face: tuple[float, float], count: int, rng: np.random.Generator) -> CrossSection:
    """Return round holes or slots in a ring between two radii."""
    middle, room = (face[0] + face[1]) / 2, face[1] - face[0]
    if rng.random() < 0.5:
        return around(disc(0.4 * room, (middle, 0)), max(count, int(np.pi * middle / room * 0.8)))
    bars = around(rectangle((0, 2 * face[1]), (-0.12 * face[1], 0.12 * face[1])), count)
    return rounded(disc(face[1]) - disc(face[0] + 0.1 * room) - bars, 0.25 * room)


def _hub(
    hub: float,
    shaft: float,
    heights: tuple[float, float, float],
    ring: tuple[float, int, int],
    finish: Finish,
) -> list[Prop]:
    """Return the flanged hub, its set screw and the screws of the flange."""
    width, apart, tall = heights
    radius, count, size = ring
    flange = radius + 1.15 * size
    profile = [
        (0, 0), (hub, 0), (hub, width), (flange, width), (flange, apart), (hub, apart),
        (hub, tall), (0, tall),
    ]  # fmt: skip
    body = lathe(profile, 0.4) - prism(bore(shaft), (-1, tall + 1))
    r = shaft / 2
    sink = lathe([(0, -1), (r + 1.8, -1), (r, 0.8), (0, 0.8)], 0.0)
    body -= sink + sink.mirror((0, 0, 1)).translate((0, 0, tall))
    grub = 4 if tall - apart - width < 7 else 5
    middle = (tall + apart + width) / 2
    body -= disc(grub / 2).extrude(hub + 5).rotate((90, 0, 0)).translate((0, 0, middle))
    screw = grub_screw(grub, 0.8 * (hub - r)).rotate((90, 0, 0)).translate((0, 0.9 - hub, middle))
    props = [part("hub", body, finish), part("set screw", screw, metal_finish("black", 1))]
    if size:
        bolt = part("", socket_screw(size, 0.8 * (apart - width)), metal_finish("black", 2))
        for k in range(count):
            turn = 2 * np.pi * (k + 0.5) / count
            x, y = radius * np.cos(turn) * 1e-3, radius * np.sin(turn) * 1e-3
            pose = at(x, y, apart * 1e-3, turn)
            props.append(Prop(f"screw {k + 1}", bolt.mesh, bolt.surface, pose))
    return props
