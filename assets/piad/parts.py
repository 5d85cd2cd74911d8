"""A handful of hexagon bolts, nuts and washers that lie about; lengths in millimetres."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from manifold3d import CrossSection, JoinType, Manifold
from numpy.typing import NDArray
from scipy.spatial import ConvexHull

from ..brick_shapes import cylinder
from ..props import Prop
from .finishes import Finish, metal_finish, plain
from .machining import part, thread
from .screws import PITCHES, hex_blank, hex_nut, washer
from .turning import swept, turn

SIZES = (5, 6, 8, 10, 12)
"""Nominal diameters on offer."""

_WASHER_FACE = 0.3
"""Height of the round face under a bolt's head."""


def parts(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return 9 to 15 fasteners that lie within about 130 mm, none on another."""
    sizes = [int(s) for s in rng.choice(SIZES, int(rng.integers(2, 4)), replace=False)]
    main = _finish(rng)
    kinds = ["bolt"] * int(rng.integers(3, 6)) + ["nut"] * int(rng.integers(3, 6))
    kinds += ["washer"] * int(rng.integers(2, 4)) + ["spring washer"] * int(rng.integers(1, 3))
    bodies, looks = [], []
    for kind in kinds:
        bodies.append(_lying(kind, sizes[int(rng.integers(len(sizes)))], rng))
        looks.append(main if rng.random() < 0.8 else _finish(rng))
    counts: dict[str, int] = {}
    props = []
    for kind, body, look, (x, y) in zip(kinds, bodies, looks, _scatter(bodies, rng), strict=True):
        counts[kind] = counts.get(kind, 0) + 1
        props.append(part(f"{kind} {counts[kind]}", body.translate((float(x), float(y), 0)), look))
    return tuple(props)


def _finish(rng: np.random.Generator) -> Finish:
    """Return zinc plate, black oxide, bare steel, yellow passivated zinc or brass."""
    name = str(
        rng.choice(("zinc", "black", "turned", "yellow", "brass"), p=(0.4, 0.2, 0.2, 0.1, 0.1))
    )
    if name == "yellow":
        return plain("D6B66A", 0.3, 1.0)
    if name == "brass":
        return plain("CFA755", 0.22, 1.0)
    return metal_finish(name, int(rng.integers(3)))


def _lying(kind: str, size: int, rng: np.random.Generator) -> Manifold:
    """Return a part as it comes to rest on z = 0 about the origin, turned at random."""
    if kind == "bolt":
        body = bolt(size, 5 * round(size * float(rng.uniform(2.6, 4.4)) / 5))
        on_its_head = rng.random() < 0.2
        body = body.rotate((180, 0, 0)) if on_its_head else _laid(body)
    elif kind == "nut":
        body = _nut(size)
        if rng.random() < 0.2:
            body = body.rotate((90, 0, 0))  # on a flat
    else:
        body = washer(size) if kind == "washer" else spring_washer(size)
    body = body.rotate((0, 0, float(rng.uniform(0, 360))))
    x0, y0, z0, x1, y1, _ = body.bounding_box()
    return body.translate((-(x0 + x1) / 2, -(y0 + y1) / 2, -z0))


def _laid(body: Manifold) -> Manifold:
    """Return a bolt along Z laid down: a flat of its head below, leaning on its shank's end.

    Of the outline seen from the side it takes the lower edge that the centre of mass stands over.
    """
    down = body.rotate((90, 0, 0)).to_mesh().vert_properties[:, 1:3].astype(np.float64)
    hull = down[ConvexHull(down).vertices]
    after = np.roll(hull, -1, axis=0)
    mean = (down.min(0) + down.max(0))[0] / 2
    # counter-clockwise: the lower edges run towards +y
    under = (hull[:, 0] <= mean) & (after[:, 0] > mean)
    (a, b), (c, d) = hull[under][0], after[under][0]
    return body.rotate((90, 0, 0)).rotate((-float(np.degrees(np.arctan2(d - b, c - a))), 0, 0))


def _scatter(
    bodies: list[Manifold], rng: np.random.Generator, gap: float = 1.2
) -> NDArray[np.float64]:
    """Return where each lies, (n, 2), near the middle and clear of all the others."""
    outlines = []
    for body in bodies:
        flat = body.to_mesh().vert_properties[:, :2].astype(np.float64)
        hull = CrossSection([flat[ConvexHull(flat).vertices]])
        outlines.append(hull.offset(gap / 2, JoinType.Round, 2.0, 12))
    places = np.zeros((len(bodies), 2))
    taken = CrossSection()
    for k in np.argsort([-o.area() for o in outlines], kind="stable"):
        reach = 6.0
        while True:
            places[k] = rng.normal(0, 1, 2) * [reach, 0.8 * reach]
            put = outlines[k].translate(places[k].tolist())
            if (put ^ taken).is_empty():
                break
            reach += 0.2
        taken = taken + put
    boxes = np.array([body.bounding_box() for body in bodies])
    low = (boxes[:, :2] + places).min(0)
    high = (boxes[:, 3:5] + places).max(0)
    middle: NDArray[np.float64] = places - (low + high) / 2
    return middle


@lru_cache(32)
def bolt(size: int, length: int) -> Manifold:
    """Return a hexagon bolt (ISO 4014) along Z, its head above z = 0, its shank below.

    Args:
        size: Nominal diameter, a key of `screws.PITCHES`.
        length: From under the head to the end; what is over 2 d + 6 has no thread.
    """
    d, pitch = float(size), PITCHES[size]
    plain_length = max(0.0, length - 2 * d - 6)
    chamfer = 0.7 * pitch
    blank = turn([
        (0, -length), (d / 2 - chamfer, -length), (d / 2 + 0.1, chamfer + 0.1 - length),
        (d / 2 + 0.1, 1), (0, 1),
    ], 96)  # fmt: skip
    screw = thread(d, pitch, (-length, 0.5 - plain_length)) ^ blank
    if plain_length:
        screw += cylinder(d / 2, (-plain_length, 0.2), 72)
    return screw + _head(size)


def _head(size: int) -> Manifold:
    """Return a bolt's head up from z = 0: chamfered above, a round washer face and fillet below."""
    d = float(size)
    height = 0.65 * d
    block = hex_blank(size, height + 2).translate((0, 0, -2))
    flats = block.bounding_box()[4]
    face = cylinder(0.95 * flats, (0, _WASHER_FACE + 0.1), 96)
    fillet = turn(
        [(0, -0.45), (d / 2, -0.45), (d / 2 + 0.1, -0.2), (d / 2 + 0.45, 0.1), (0, 0.1)], 72
    )
    return block.trim_by_plane((0, 0, 1), _WASHER_FACE) + face + fillet


_nut = lru_cache(8)(hex_nut)


@lru_cache(8)
def spring_washer(size: int) -> Manifold:
    """Return a split lock washer (DIN 127) up from z = 0, its ends sprung apart."""
    wide, thick = 0.19 * size + 0.6, 0.17 * size + 0.4
    angle = np.radians(np.linspace(4, 356, 100))
    r = 0.53 * size + wide / 2
    climb = -0.9 * thick * angle / (2 * np.pi)
    path = np.stack([r * np.cos(angle), r * np.sin(angle), climb], axis=1)
    square = CrossSection.square([thick, wide], True)
    corner = np.concatenate(
        square.offset(-0.15).offset(0.15, JoinType.Round, 2.0, 12).to_polygons()
    )
    return swept(path, corner[:, ::-1][::-1], up=(0, 0, 1))
