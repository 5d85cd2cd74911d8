"""Keys and a tag on a split ring that lies on a table; lengths in millimetres.

The ring leans, so that it pierces what hangs on it; keys lie with their bows up on the ring, one
above the other, and touch the table with their tips.
"""

from __future__ import annotations

import numpy as np
from manifold3d import CrossSection, FillRule, JoinType, Manifold
from numpy.typing import NDArray

from ..brick_shapes import box, cylinder
from ..props import MILLIMETRE, Prop, mesh_of, metal, painted
from .hanging import Hung, hang
from .machining import in_one_piece, outline, prism, rounded
from .turning import plate, torus

_NICKEL = metal("C9C9C4", 0.22)
_BRASS = metal("CDA653", 0.26)
_STEEL = metal("AEB0B3", 0.3)
_RING = metal("D2D3D5", 0.14)
_CAPS = ("1C1D20", "B3201C", "1B57A6", "2B7D46", "E2A516", "6A3C8E")
_TAGS = ("C8201A", "1B62B5", "E9A90F", "2E7D4C", "F0EDE4", "26282B", "E2641E")


def keyring(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return ring, two to four keys and a tag: about 110 mm across."""
    hanging = None
    while hanging is None:  # one bunch in some 40 finds no room on its ring
        count = int(rng.integers(2, 5))
        hung = [_tag(rng), *(_key(f"key {k + 1}", rng) for k in range(count))]
        hanging = hang(hung, float(rng.uniform(14.5, 17)) + 0.8 * max(0, count - 2))
    ring, poses = hanging
    low = ring.bounding_box()[2]
    bodies = [ring, *(h.body.transform(p[:3]) for h, p in zip(hung, poses, strict=True))]
    ends = np.array([b.bounding_box() for b in bodies])
    shift = -np.array([*(ends[:, :2].min(0) + ends[:, 3:5].max(0)) / 2, min(low, ends[:, 2].min())])
    props = [Prop("ring", mesh_of(ring.translate(shift.tolist())), _RING)]
    for thing, pose in zip(hung, poses, strict=True):
        place = np.array(pose)
        place[:3, 3] = (place[:3, 3] + shift) * MILLIMETRE
        props += [Prop(n, mesh_of(s), look, place) for n, (s, look) in thing.pieces.items()]
    return tuple(props)


def _key(name: str, rng: np.random.Generator) -> Hung:
    """Return a cylinder key, with or without a plastic head, or a warded key."""
    if rng.random() < 0.22:
        return _warded(name, rng)
    look = (_NICKEL, _NICKEL, _BRASS, _STEEL)[int(rng.integers(4))]
    thick = float(rng.uniform(1.9, 2.3))
    bow, hole = _bow(rng)
    length = float(rng.uniform(40, 47))
    start = float(bow.bounds()[2]) - 2.5
    half = float(rng.uniform(3.7, 4.4))
    blade = _blade(start, start + length - 10, half, thick, rng)
    z = (-thick / 2, thick / 2)
    shoulder = plate(5, 2 * half + 3.4, 0.8).translate([start + 1.2, 0])
    if rng.random() < 0.35:
        cap = prism(bow.offset(0.4), (z[0] - 0.9, z[1] + 0.9), 0.8)
        cap -= prism(hole.offset(0.2), (-9, 9))
        inlay = bow.offset(-2.6) - hole.offset(1.6)
        for side in (-1, 1):
            cap -= prism(inlay, (0, 5)).translate((0, 0, z[1] + 0.55 if side > 0 else z[0] - 5.55))
        head, thick = cap, thick + 1.8
        colour = painted(str(rng.choice(_CAPS)), 0.38)
        blade += prism(shoulder, z, 0.3)
        free = in_one_piece(blade - head)
        return Hung({f"{name} bow": (head, colour), f"{name} blade": (free, look)},
                     start + length - 10, thick)  # fmt: skip
    flat = prism((bow + shoulder) - hole, z, 0.35)
    panel = bow.offset(-2.2) - hole.offset(1.6)
    mark = prism(panel, (0, 3))
    flat -= mark.translate((0, 0, z[1] - 0.25)) + mark.translate((0, 0, z[0] - 2.75))
    number = prism(_stamp(rng).translate([bow.bounds()[2] * 0.45, 0]), (z[1] - 0.4, z[1] - 0.02))
    flat += number
    return Hung(
        {f"{name} bow": (flat, look), f"{name} blade": (in_one_piece(blade - flat), look)},
        start + length - 10, thick,
    )  # fmt: skip


def _bow(rng: np.random.Generator) -> tuple[CrossSection, CrossSection]:
    """Return the outline of a key's head and of the hole in it, whose middle is the origin."""
    radius = 4.1
    hole = CrossSection.circle(radius, 48)
    kind = int(rng.integers(4))
    if kind == 0:
        bow = CrossSection.circle(11.5, 96).translate([4.4, 0])
    elif kind == 1:
        lobes = [
            CrossSection.circle(6.6, 64).translate(p) for p in ([0.2, 0], [8.2, 6.2], [8.2, -6.2])
        ]
        bow = CrossSection.batch_hull([*lobes, CrossSection.circle(4, 32).translate([13, 0])])
        bow = (
            bow
            - CrossSection.circle(9, 64).translate([-0.6, 16.4])
            - CrossSection.circle(9, 64).translate([-0.6, -16.4])
        )
    elif kind == 2:
        bow = CrossSection.circle(12.6, 6).rotate(30).translate([4.6, 0])
        bow = rounded(bow, 2.5)
    else:
        bow = plate(20, 24, 6).translate([3.4, 0])
        hole = plate(2 * radius, 14, radius - 0.1)
    return rounded(bow, 1.2), hole


def _blade(
    start: float, end: float, half: float, thick: float, rng: np.random.Generator
) -> Manifold:
    """Return a blade along x with cuts on both or one edge, milled grooves and a point."""
    flat = outline([(start, -half), (end - 2.5, -half), (end, -0.6), (end, 0.6), (end - 2.5, half),
                    (start, half)])  # fmt: skip
    pitch = 3.0 + 0.25 * float(rng.integers(0, 4))
    first = start + 7.5
    stations = np.arange(first, end - 3.5, pitch)
    both = rng.random() < 0.5
    for side in (1, -1) if both else (1,):
        depths = 0.55 * rng.integers(1, 6, len(stations)).astype(np.float64)
        flat -= _cuts(stations, depths, half, side, end)
    body = prism(flat, (-thick / 2, thick / 2), 0.18)
    groove = float(rng.uniform(0.5, 0.9))
    top = box((start + 4, end + 5), (0.4, 0.4 + 2 * groove), (thick * 0.12, thick))
    low = box((start + 4, end + 5), (-1.3 - 2 * groove, -1.3), (-thick, -thick * 0.12))
    return body - top - low


def _cuts(
    stations: NDArray[np.float64], depths: NDArray[np.float64], half: float, side: int, end: float
) -> CrossSection:
    """Return what a cutter takes off one edge: a flat at each depth, 45 degrees between."""
    flat = 0.55
    line = [(float(stations[0]) - 2.5, half + 1.0), (float(stations[0]) - 1.6, half + 0.01)]
    for x, depth in zip(stations, depths, strict=True):
        line += [(float(x) - flat, half - float(depth)), (float(x) + flat, half - float(depth))]
    line += [(end - 2.0, half - 0.4), (end + 1, half + 1.0)]
    return outline(np.array(line) * [1, side])


def _stamp(rng: np.random.Generator) -> CrossSection:
    """Return three raised strokes, a maker's mark."""
    bars = [CrossSection.square([1.0, 4.2], True).translate([2.0 * k, 0]) for k in (-1, 0, 1)]
    tilt = float(rng.uniform(-25, 25))
    return (bars[0] + bars[1].rotate(tilt) + bars[2]).translate([4.0, 0])


def _warded(name: str, rng: np.random.Generator) -> Hung:
    """Return an old key: a ring of round bar, a turned shank with collars, a bit with wards."""
    look = _STEEL if rng.random() < 0.6 else _BRASS
    inner = float(rng.uniform(5.0, 6.0))
    bow = torus(inner + 2.0, 1.9, 0, 72).scale((1.0, 1.25, 1.0))
    start, length = inner + 3.0, float(rng.uniform(40, 50))
    shank = cylinder(2.1, (0, length), 48)
    for z, r in ((0.0, 3.1), (3.0, 2.7), (length - 15, 2.8)):
        shank += torus(r - 0.7, 0.9, z + 0.9, 48) + cylinder(r - 0.7, (z, z + 1.8), 48)
    shank = shank.rotate((0, 90, 0)).translate((start, 0, 0))
    tip = start + length
    bit = CrossSection.square([10.0, 9.5]).translate([tip - 12.0, 0.5])
    notch = float(rng.uniform(1.1, 1.6))
    for x, y in ((tip - 9.6, 5.5), (tip - 5.2, 4.0)):
        bit -= CrossSection.square([notch, 9]).translate([x, y])
    bit -= CrossSection.square([2.2, notch]).translate([tip - 13, 4.2])
    teeth = prism(bit, (-1.3, 1.3), 0.25)
    shank -= Manifold.cylinder(6, 1.0, 1.0, 24).rotate((0, 90, 0)).translate((tip - 5, 0, 0))
    blade = in_one_piece((shank + teeth) - bow)
    return Hung({f"{name} bow": (bow, look), f"{name} blade": (blade, look)}, tip, 5.4)


def _tag(rng: np.random.Generator) -> Hung:
    """Return a fob: a disc, a shield or a strap of plastic with an inlay and a metal eyelet."""
    kind = int(rng.integers(3))
    colours = [str(c) for c in rng.choice(_TAGS, 2, replace=False)]
    z = (-1.5, 1.5)
    if kind == 0:
        shape = CrossSection.circle(15.5, 128).translate([16.5, 0]) + CrossSection.circle(7, 64)
        shape = (
            rounded(shape, 2.0).offset(3, JoinType.Round, 2.0, 64).offset(-3, JoinType.Round, 2, 64)
        )
        inlay = CrossSection.circle(11.5, 96).translate([17.5, 0])
    elif kind == 1:
        shape = CrossSection.batch_hull([
            CrossSection.circle(7, 64), CrossSection.circle(3.5, 48).translate([34, 9.5]),
            CrossSection.circle(3.5, 48).translate([34, -9.5]),
            CrossSection.circle(3.5, 48).translate([14, 10]),
            CrossSection.circle(3.5, 48).translate([14, -10]),
        ])  # fmt: skip
        inlay = plate(20, 19, 2.5).translate([23, 0])
    else:
        shape = plate(52, 15, 6).translate([19.5, 0])
        inlay = plate(30, 8, 2.0).translate([25, 0])
    hole = CrossSection.circle(4.4, 48)
    eyelet = prism(CrossSection.circle(5.6, 64) - hole, (z[0] - 0.3, z[1] + 0.3), 0.25)
    body = prism(shape - CrossSection.circle(5.6, 64), z, 0.6) - prism(inlay, (1.0, 5))
    field = prism(inlay, (1.0, 1.6), 0.15)
    letter = _letter(rng).translate([inlay.bounds()[0] / 2 + inlay.bounds()[2] / 2, 0])
    sign = prism(letter, (1.6, 2.0), 0.1)
    return Hung({
        "tag": (body, painted(colours[0], 0.4)), "tag inlay": (field, painted(colours[1], 0.25)),
        "tag sign": (sign, painted(colours[0], 0.3)), "tag eyelet": (eyelet, _NICKEL),
    }, float(shape.bounds()[2]), 3.6)  # fmt: skip


def _letter(rng: np.random.Generator) -> CrossSection:
    """Return one of a few signs, five to seven millimetres large: a house, a star, a cross."""
    kind = int(rng.integers(3))
    if kind == 0:
        return CrossSection([np.array([(-3, -3), (2, -3), (5, 0), (2, 3), (-3, 3)], np.float64)])
    if kind == 1:
        angle = np.arange(10) * np.pi / 5
        r = np.where(np.arange(10) % 2 == 0, 3.8, 1.6)
        star = np.stack([r * np.cos(angle), r * np.sin(angle)], axis=1)
        return CrossSection([star], FillRule.NonZero)
    return CrossSection.square([7, 2.2], True) + CrossSection.square([2.2, 6], True)
