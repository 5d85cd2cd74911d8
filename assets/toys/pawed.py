"""Animals on paws: dog, lion, fox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ..materials import Surface
from ..props import Prop
from .blobs import Blob, ball, blend, carve, shared, solid, swollen, tube
from .figures import Figure, band, patch, pose, trace
from .heads import Front, Skull, ear, ears, face, fronted
from .paintbox import colours, finish
from .quadrupeds import Build, legs, scaled, socks, tail, thin_tail
from .shaping import ball as bead

_DOGS = (
    ("B9783C", "F7EBDA"), ("F3EDE2", "6B4428"), ("F3EDE2", "2A2727"), ("2E2A29", "C98A4B"),
    ("D9A862", "F3E2C4"), ("7A4A2A", "E8D5B8"), ("8F959C", "F1F1F1"),
)  # fmt: skip
"""Coat and markings."""
_LIONS = (
    ("E0A74A", "8A4A1C"), ("F0BE5E", "B5571C"), ("D69A4E", "5B3216"), ("F6C945", "D9661A"),
)  # fmt: skip
"""Coat and mane."""
_FOXES = ("E2661C", "D9541A", "EE7F2D", "C9481C")


def dog(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a dog: black nose, tongue, collar, ears that hang or stand, tail held up."""
    coat, mark = _DOGS[int(rng.integers(len(_DOGS)))]
    shine = finish(rng)
    paint = shine.paint
    build = Build(94, 76, (27, 32), (24, 26), (24, 27), 18, (13, 9.5, 8.5), foot=12, hock=7)
    kind = rng.random()
    if kind < 0.25:  # long and low
        build = replace(build, length=136, height=50, leg=(13, 10.5, 10), hock=4)
    build = scaled(build, rng)
    muzzle = rng.uniform(28, 42)
    skull = Skull((25, 24, 24), muzzle, 9, (15, 12), (14, 11))
    front = fronted(
        build,
        skull,
        (36, 42 + rng.uniform(-4, 12)),
        (24, 18),
        rng.uniform(2, 16),
        left=rng.uniform(-28, 28),
    )
    figure = Figure()
    figure.add("body", solid(front.body, spacing=3.6), paint(coat))
    figure.add("head", solid(front.head), paint(coat), front.frame)
    legs(figure, build, paint(coat))
    _snout(figure, front, skull, paint(mark), paint("1C1A1A"), 8.5)
    if rng.random() < 0.6:
        _tongue(figure, front, muzzle, paint("E8637A"))
    face(figure, front, rng, at=(34, 30), size=5.2)
    _dog_ears(figure, front, paint(mark if rng.random() < 0.7 else coat), paint("E9A9A0"), rng)
    up = rng.uniform(24, 60)
    hip = build.hip + np.array([-0.34 * build.length, 0, 0.55 * build.hips[1]])
    line = hip + np.array([[12, 0, -4], [-16, 0, 6], [-26, 0, 0.6 * up], [-18, 0, up]])
    figure.add("tail", solid(tail(line, (8, 7, 6, 4)), spacing=2.4), paint(coat))
    _collar(figure, build, front, paint, colours(rng)[0])
    if rng.random() < 0.65:
        _markings(figure, build, front, paint(mark), rng)
    return figure.props(rng)


def lion(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a lion: a mane all round the face, pale muzzle, thin tail with a tuft."""
    coat, hair = _LIONS[int(rng.integers(len(_LIONS)))]
    shine = finish(rng)
    paint = shine.paint
    build = scaled(
        Build(104, 82, (29, 35), (26, 28), (27, 31), 20, (15, 12, 11), foot=15, hock=7), rng, 0.09
    )
    skull = Skull((28, 28, 28), 29, 8, (18, 16), (16, 14))
    front = fronted(
        build,
        skull,
        (44, 46 + rng.uniform(-6, 12)),
        (28, 22),
        rng.uniform(2, 14),
        left=rng.uniform(-28, 28),
    )
    figure = Figure()
    figure.add("body", solid(front.body, spacing=4), paint(coat))
    figure.add("head", solid(front.head), paint(coat), front.frame)
    legs(figure, build, paint(coat))
    _snout(figure, front, skull, paint("FBEBCB"), paint("5A2E22"), 8)
    face(figure, front, rng, at=(34, 26), size=5.0, cartoon=0.4)
    figure.add("mane", solid(_lion_mane(rng), spacing=3.8), paint(hair), front.frame)
    round_ear = ear(22, 11.5, 7.5, 0.0)
    ears(figure, round_ear, paint(coat), front.frame, (2, 21, 23), out=38, inner=paint(hair))
    thin_tail(figure, build, paint(coat), paint(hair), rng)
    return figure.props(rng)


def fox(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a fox: orange, pointed face and ears, white cheeks and bib, socks, brush of a tail."""
    coat = _FOXES[int(rng.integers(len(_FOXES)))]
    shine = finish(rng)
    orange, white, dark = shine.paint(coat), shine.paint("FBF6EC"), shine.paint("2B2220")
    build = scaled(
        Build(88, 70, (23, 28), (20, 23), (21, 24), 15, (11.5, 8, 7), foot=9.5, hock=7), rng
    )
    skull = Skull((23, 25, 22), 43, 11, (15, 5), (14, 5.5))
    front = fronted(
        build,
        skull,
        (36, 44 + rng.uniform(-8, 10)),
        (22, 15),
        rng.uniform(2, 14),
        left=rng.uniform(-28, 28),
    )
    figure = Figure()
    figure.add("body", solid(front.body, spacing=3.4), orange)
    figure.add("head", solid(front.head), orange, front.frame)
    legs(figure, build, orange)
    socks(figure, build, dark, rng.uniform(0.28, 0.45))
    cheek = patch(front.head, [(4, 22, -13), (22, 14, -14)], [(15, 14, 12), (20, 10, 8)], 2.4)
    figure.twins("cheek", cheek, white, front.frame)
    figure.add("nose", bead((skull.tip[0] - 1, 0, -10), 5.5, 24), dark, front.frame)
    face(figure, front, rng, at=(34, 22), size=4.8, cartoon=0.3)
    tall = ear(rng.uniform(34, 44), 14.5, 4.5, 1.0)
    ears(figure, tall, orange, front.frame, (-4, 13, 14), out=20, turn=14, inner=dark)
    bib = patch(front.body, build.shoulder + np.array([34, 0, 2]), (22, 17, 30))
    figure.add("bib", bib, white)
    _brush(figure, build, orange, white, rng)
    return figure.props(rng)


def _snout(
    figure: Figure, front: Front, skull: Skull, pale: Surface, dark: Surface, size: float
) -> None:
    """Add a pale pad over the end of the muzzle, and a nose on it."""
    wide, deep = skull.wide[1] + 3, skull.deep[1] + 2.5
    x, _, z = skull.tip
    middle = np.array([x - deep, 0, z])
    pad = blend(
        ball(middle - np.array([0, 0, 1]), (deep + 1.5, wide, deep)),
        *(ball(middle + np.array([6, 0.5 * s * wide, -2]), 0.72 * deep) for s in (-1, 1)),
        soft=5,
    )
    figure.add("muzzle", solid(pad, spacing=2.6), pale, front.frame)
    nose = bead((x + 1.5, 0, z + 0.62 * deep), (0.8 * size, 1.1 * size, 0.85 * size), 24)
    figure.add("nose", nose, dark, front.frame)


def _collar(
    figure: Figure, build: Build, front: Front, paint: Callable[[str], Surface], strap: str
) -> None:
    """Add a collar round the neck, and a tag on it."""
    start, end = build.shoulder + np.array([4, 0, 6]), front.frame[:3, 3]
    x, _, z = start + 0.56 * (end - start)
    tilt = np.degrees(np.arctan2(end[2] - start[2], end[0] - start[0]))
    frame = pose(x, 0, z, down=-tilt)
    figure.add("collar", band(front.body, frame, 9, 36, 2.5), paint(strap))
    below = frame[:3, :3] @ (0, 0, -1.0)
    tag = trace(front.body, frame[:3, 3], below) + 3 * below
    figure.add("tag", bead(tuple(tag), (4.5, 6.5, 7), 24), paint("F5C542"))


def _dog_ears(
    figure: Figure, front: Front, outer: Surface, inner: Surface, rng: np.random.Generator
) -> None:
    """Add ears that hang, stand, or tip over."""
    kind = rng.random()
    if kind < 0.5:
        flap = ear(rng.uniform(38, 56), rng.uniform(13, 18), 4.5, 0.05)
        ears(figure, flap, outer, front.frame, (-5, 18, 17), out=rng.uniform(140, 160), turn=12)
    elif kind < 0.8:
        tall = ear(rng.uniform(30, 42), 12.5, 4.5, 0.95)
        ears(figure, tall, outer, front.frame, (-6, 14, 15), out=18, turn=16, inner=inner)
    else:
        short = ear(rng.uniform(28, 34), 13, 5, 0.75)
        ears(figure, short, outer, front.frame, (-5, 16, 20), out=rng.uniform(118, 134), turn=25)


def _markings(
    figure: Figure, build: Build, front: Front, mark: Surface, rng: np.random.Generator
) -> None:
    """Add a patch round one eye and one to three on the body."""
    side = float(rng.choice([-1, 1]))
    eye = trace(front.head, np.zeros(3), (0.75, 0.5 * side, 0.42))
    figure.add("eye patch", patch(front.head, eye, (13, 12, 14), 2.4), mark, front.frame)
    for k in range(int(rng.integers(1, 4))):
        start = np.array([build.length * rng.uniform(-0.45, 0.3), 0, build.height])
        middle = trace(front.body, start, (0, float(rng.choice([-1, 1])), rng.uniform(0.3, 1.2)))
        lumps = middle + rng.uniform(-9, 9, (2, 3)) * [1, 0.4, 0.8]
        figure.add(f"patch {k + 1}", patch(front.body, lumps, rng.uniform(11, 19)), mark)


def _lion_mane(rng: np.random.Generator) -> Blob:
    """Return a ring of locks round the face, in the head's frame."""
    count, big = int(rng.integers(11, 18)), rng.uniform(34, 43)
    angle = np.arange(count) * 2 * np.pi / count
    size = np.pi * big / count * 1.5
    ring = [
        tube([(-4, 0.75 * big * np.cos(a), 0.75 * big * np.sin(a)),
              (-10, (big + 8) * np.cos(a), (big + 8) * np.sin(a))], (size, 0.72 * size))
        for a in angle
    ]  # fmt: skip
    back = ball((-20, 0, -4), (26, big, big + 4))
    return blend(back, *ring, soft=3)


def _tongue(figure: Figure, front: Front, muzzle: float, surface: Surface) -> None:
    """Add a tongue that hangs out below the end of the muzzle."""
    tongue = tube([(muzzle - 6, 0, -18), (muzzle + 7, 0, -19), (muzzle + 10, 0, -32)], (6, 6, 5))
    drawn = solid(tongue, spacing=2).scale((1, 1.15, 1))
    figure.add("tongue", drawn, surface, front.frame)


def _brush(
    figure: Figure, build: Build, coat: Surface, white: Surface, rng: np.random.Generator
) -> None:
    """Add a thick tail with a white tip."""
    hip = build.hip + np.array([-0.3 * build.length, 0, 0.3 * build.hips[1]])
    lift, bend = rng.uniform(-22, 55), rng.uniform(-14, 14)
    line = hip + np.array([
        [10, 0, 0], [-26, 0, -12], [-62, 0.4 * bend, lift - 10], [-96, bend, 1.15 * lift],
    ])  # fmt: skip
    brush = tail(line, (8, 14, 20, 19, 4), 20)
    # the tip reaches some millimetres over what is cut away for it
    figure.add("tail", solid(carve(brush, ball(line[-1], 38)), spacing=2.8), coat)
    tip = shared(swollen(brush, 0.6), ball(line[-1], 44))
    figure.add("tail tip", solid(tip, spacing=2.8), white)
