"""A helical compression spring with closed, ground ends."""

from __future__ import annotations

import numpy as np
from manifold3d import Manifold
from numpy.typing import NDArray

from ..props import Prop
from .finishes import Finish, enamel, metal_finish
from .helices import sweep
from .machining import disc, part

_AROUND = 28
_PER_TURN = 72
_CLOSED = 1.015
"""Pitch of the closed end turns in wire diameters."""
_PAINTS = ("B3261E", "1F57A4", "E0A81C", "2C7A45")


def spring(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a spring that stands on one of its ends.

    Spring index 6 to 11 and pitch within what wire takes (EN 13906-1); straight, barrel, waisted
    or conical.
    """
    wire = float(rng.choice([3.0, 3.5, 4.0, 4.5, 5.0]))
    radius = wire * float(rng.uniform(6.0, 9.5)) / 2
    active = float(rng.integers(5, 10)) + float(rng.choice([0.0, 0.5]))
    pitch = wire + 2 * radius * float(rng.uniform(0.14, 0.26))
    active = float(np.clip(active, (45 - 2 * wire) / pitch, (120 - 2 * wire) / pitch))
    shape = float(rng.choice([0.0, 0.0, 0.0, 0.18, -0.14]))
    taper = float(rng.choice([0.0, 0.0, 0.0, 0.0, 0.28]))
    body = coil(wire, radius, pitch, active, shape, taper)
    low, high = (np.array(v[:2]) for v in np.split(np.array(body.bounding_box()), 2))
    middle = (low + high) / 2
    return (part("spring", body.translate((*-middle, 0.0)), _finish(rng)),)


def centreline(
    wire: float, radius: float, pitch: float, active: float, bulge: float = 0.0, taper: float = 0.0
) -> NDArray[np.float64]:
    """Return the wire's axis (N, 3), mm, from z = 0 to the free length.

    The free length is that of closed and ground springs, n p + 2 d (EN 13906-1): one turn lies
    close at either end, and half of the wire is ground away there.

    Args:
        wire: Diameter of the wire.
        radius: Mean radius of the turns.
        pitch: Of the active turns.
        active: How many turns are active.
        bulge: By what share the middle turns are wider (less than 0: narrower).
        taper: By what share the top turns are narrower.
    """
    turns = active + 2
    t = np.linspace(0, turns, round(_PER_TURN * turns) + 1)
    closed = _CLOSED * wire
    # the rise per turn goes over from the closed to the active turns within a quarter of a turn
    share = np.clip(np.minimum(t - 1, turns - 1 - t) / 0.25 + 0.5, 0, 1)
    rise = closed + (3 - 2 * share) * share**2 * (pitch - closed)
    z = np.r_[0, np.cumsum((rise[1:] + rise[:-1]) / 2 * np.diff(t))]
    along = z / z[-1]
    r = radius * (1 + bulge * np.sin(np.pi * along) ** 2 - taper * along)
    angle = 2 * np.pi * t
    return np.stack([r * np.cos(angle), r * np.sin(angle), z], axis=1)


def coil(
    wire: float, radius: float, pitch: float, active: float, bulge: float = 0.0, taper: float = 0.0
) -> Manifold:
    """Return the spring round the z axis on z = 0; arguments as of `centreline`."""
    path = centreline(wire, radius, pitch, active, bulge, taper)
    along = np.gradient(path, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    outward = path * [1, 1, 0]
    outward -= (outward * along).sum(1, keepdims=True) * along
    outward /= np.linalg.norm(outward, axis=1, keepdims=True)
    third = np.cross(along, outward)
    turn = 2 * np.pi * np.arange(_AROUND) / _AROUND
    ring = np.cos(turn)[:, None, None] * outward + np.sin(turn)[:, None, None] * third
    body = sweep(path[:, None] + wire / 2 * ring.transpose(1, 0, 2))
    slab = disc(4 * radius).extrude(float(path[-1, 2]))
    return body ^ slab


def _finish(rng: np.random.Generator) -> Finish:
    kind, seed = str(rng.choice(["turned", "zinc", "black", "paint"])), int(rng.integers(3))
    if kind == "paint":
        return enamel(str(rng.choice(_PAINTS)), seed)
    return metal_finish(kind, seed)
