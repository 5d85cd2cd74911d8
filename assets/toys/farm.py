"""Farm animals: cow, sheep, pig."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..materials import Surface
from ..props import Prop
from .antlers import curled_horn, horn
from .blobs import Blob, ball, blend, solid, tube
from .figures import Figure, patch, pose, trace
from .heads import Front, Skull, ear, ears, face, fronted
from .paintbox import finish
from .quadrupeds import Build, legs, scaled, thin_tail, trunk
from .shaping import ball as bead

_COWS = (
    ("F7F4EE", "1E1C1C"), ("F7F4EE", "7A4322"), ("B9713A", "F8EEDF"), ("F7F4EE", "3A3A40"),
    ("F7F4EE", "2B2625"), ("FFF3DF", "6B3A22"), ("E9C9A0", "8A4B22"),
)  # fmt: skip
"""Coat and patches."""
_SHEEP = (
    ("FBF7EC", "2C2826"), ("FBF7EC", "F1D9C0"), ("F3E6CB", "6A4A34"), ("D9D6D0", "38322F"),
    ("FFF0F2", "E8C3B0"), ("FBF7EC", "2C2826"), ("6E5A4E", "2A2422"),
)  # fmt: skip
"""Wool and skin."""
_PIGS = ("F4A6B0", "F7B8A8", "EE8FA3", "F9C4C0", "E8A08C")


def cow(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a cow: boxy body with patches, horns, pink muzzle and udder, tail with a tuft."""
    coat, spot = _COWS[int(rng.integers(len(_COWS)))]
    paint = finish(rng).paint
    build = scaled(
        Build(132, 104, (41, 45), (43, 46), (40, 43), 25, (17, 12, 11), hock=5), rng, 0.08
    )
    skull = Skull((26, 25, 27), 43, 12, (21, 22), (21, 19))
    front = fronted(
        build,
        skull,
        (58, 34 + rng.uniform(-14, 22)),
        (36, 25),
        rng.uniform(12, 34),
        4,
        left=rng.uniform(-28, 28),
    )
    figure = Figure()
    figure.add("body", solid(front.body, spacing=4.4), paint(coat))
    figure.add("head", solid(front.head, spacing=3.6), paint(coat), front.frame)
    legs(figure, build, paint(coat), paint("3A322E"))
    pink = paint("F2A7A7")
    nose = blend(ball((47, 0, -14), (17, 25, 20)), ball((50, 0, -20), (15, 22, 15)), soft=6)
    figure.add("muzzle", solid(nose, spacing=3.6), pink, front.frame)
    figure.twins("nostril", bead((62, 9, -8), (3, 4, 4.5), 16), paint("8E4B4B"), front.frame)
    udder = blend(
        ball((0, 0, 0), (24, 20, 17)),
        *(tube([(x, y, -10), (x, y, -24)], (5, 3.5)) for x in (-9, 9) for y in (-8, 8)),
        soft=4,
    )
    low = build.height - build.hips[1] + 6
    figure.add("udder", solid(udder, spacing=3.4), pink, pose(-0.27 * build.length, 0, low))
    thin_tail(figure, build, paint(coat), paint(spot), rng)
    face(figure, front, rng, at=(44, 30), size=5.5)
    sides = ear(34, 12, 5, 0.35)
    ears(figure, sides, paint(spot), front.frame, (-8, 20, 12), out=95, turn=0, inner=pink)
    curl = horn(rng.uniform(24, 40), 7.5, rng.uniform(-0.2, 0.9))
    figure.twins("horn", solid(curl, spacing=2.0), paint("F0E3C4"), front.frame, pose(-6, 13, 20))
    _patches(figure, build, front, paint(spot), rng)
    return figure.props(rng)


def sheep(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a sheep: a cloud of wool on thin legs, bare dark or pale face, drooping ears."""
    wool, skin = _SHEEP[int(rng.integers(len(_SHEEP)))]
    paint = finish(rng).paint
    build = scaled(Build(96, 84, (44, 46), (47, 48), (44, 46), 22, (12, 10, 9), hock=2), rng, 0.08)
    figure = Figure()
    figure.add("wool", solid(_fleece(build, rng), spacing=5), paint(wool))
    legs(figure, build, paint(skin), paint("2B2624"))
    skull = Skull((28, 25, 29), 34, 15, (20, 16), (21, 17))
    place = build.shoulder + np.array([62, 0, 26 + rng.uniform(-8, 12)])
    frame = pose(*place, down=rng.uniform(14, 38))
    front = Front(trunk(build), skull.field(), frame)
    figure.add("head", solid(front.head), paint(skin), frame)
    spots = [(-4, 0, 26), (-14, 12, 22), (-14, -12, 22), (-18, 0, 30), (4, 8, 24), (4, -8, 24)]
    tufts = blend(*(ball(s, rng.uniform(11, 14)) for s in spots), soft=3)
    figure.add("forelock", solid(tufts, spacing=2.5), paint(wool), frame)
    face(figure, front, rng, at=(46, 18), size=5.2)
    droop = ear(34, 11, 5, 0.3)
    ears(figure, droop, paint(skin), frame, (-6, 17, 10), out=108, turn=0)
    if rng.random() < 0.35:
        curl = curled_horn(19, 9)
        figure.twins("horn", solid(curl, spacing=2.2), paint("CDB68A"), frame, pose(-8, 17, 20))
    hip = build.hip + np.array([-0.78 * 48 - 12, 0, 12])
    figure.add("tail", bead(tuple(hip), (15, 12, 14), 24), paint(wool))
    return figure.props(rng)


def pig(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a pig: a barrel on short legs, disc of a snout with nostrils, curly tail."""
    skin = _PIGS[int(rng.integers(len(_PIGS)))]
    shine = finish(rng)
    coat, dark = shine.paint(skin), shine.paint(skin, 0.62)
    build = scaled(Build(104, 80, (44, 46), (49, 49), (45, 47), 25, (16, 13, 12.5), hock=2), rng)
    skull = Skull((36, 37, 36), 34, 5, (22, 21), (22, 20))
    front = fronted(
        build,
        skull,
        (64, 22 + rng.uniform(-8, 14)),
        (38, 30),
        rng.uniform(2, 16),
        left=rng.uniform(-28, 28),
    )
    figure = Figure()
    figure.add("body", solid(front.body, spacing=4), coat)
    figure.add("head", solid(front.head), coat, front.frame)
    legs(figure, build, coat, dark if rng.random() < 0.5 else shine.paint("5A3B36"))
    wide = rng.uniform(20, 25)
    disc = solid(ball((0, 0, 0), (9, wide, 0.86 * wide)), spacing=2.4)
    tip = 34 + 18
    figure.add("snout", disc, shine.paint(skin, 0.8), front.frame @ pose(tip, 0, -5))
    hole = bead((tip + 7.5, 8, -5), (3, 3.8, 5.5), 16)
    figure.twins("nostril", hole, shine.paint("8C3F4C"), front.frame)
    face(figure, front, rng, at=(34, 26), size=5.6)
    kind = rng.random()
    flap = ear(38, 19, 5, 0.85, 16 if kind < 0.6 else 0)
    ears(figure, flap, coat, front.frame, (-4, 20, 24), out=28, back=-8, turn=24, inner=dark)
    turns = np.linspace(0, 2 * np.pi * rng.uniform(1.3, 2.1), 26)
    hip = build.hip + np.array([-0.75 * 52 - 6, 0, 16])
    line = hip + np.stack([-1.6 * turns + 2, 8 * np.sin(turns), 8 - 8 * np.cos(turns)], axis=1)
    curl = tube(np.concatenate([hip[None] + (16, 0, 0), line]), np.linspace(5.2, 2.8, 27))
    figure.add("tail", solid(curl, spacing=1.8), coat)
    if rng.random() < 0.35:
        _patches(figure, build, front, shine.paint("4A3A3C"), rng)
    return figure.props(rng)


def _fleece(build: Build, rng: np.random.Generator) -> Blob:
    """Return a trunk covered in lumps, evenly spread over a sphere by the golden angle."""
    core = trunk(build)
    count = int(rng.integers(60, 110))
    k = np.arange(count)
    up = 1 - 2 * (k + 0.5) / count
    angle = k * np.pi * (3 - np.sqrt(5)) + rng.uniform(0, 6)
    side = np.sqrt(1 - up**2)
    middle = (build.shoulder + build.hip) / 2
    lumps = []
    for direction in np.stack([1.5 * side * np.cos(angle), side * np.sin(angle), up], axis=1):
        root = trace(core, middle, direction)
        lumps.append(ball(root, 140 / np.sqrt(count) * rng.uniform(0.85, 1.1)))
    return blend(core, *lumps, soft=3)


def _patches(
    figure: Figure, build: Build, front: Front, spot: Surface, rng: np.random.Generator
) -> None:
    """Add four to seven patches to the body, and most times one round an eye."""
    count = int(rng.integers(4, 8))
    sides = rng.permutation(np.where(np.arange(count) % 2, 1, -1))
    shares = np.linspace(-0.5, 0.5, count) + rng.uniform(-0.05, 0.05, count)
    for k in range(count):
        start = np.array([build.length * shares[k], 0, build.height])
        up = rng.uniform(-0.1, 1.1)
        middle = trace(front.body, start, (0, sides[k], up))
        lumps: ArrayLike = middle + rng.uniform(-13, 13, (3, 3)) * [1, 0.4, 0.8]
        radii = rng.uniform(12, 21, (3, 1)) * np.ones(3)
        figure.add(f"patch {k + 1}", patch(front.body, lumps, radii), spot)
    if rng.random() < 0.8:
        eye = trace(front.head, np.zeros(3), (0.7, 0.62 * float(rng.choice([-1, 1])), 0.4))
        figure.add("eye patch", patch(front.head, eye, (13, 12, 15), 2.0), spot, front.frame)
