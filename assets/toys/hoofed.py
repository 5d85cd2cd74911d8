"""Wild animals and mounts on hoofs: horse, giraffe, deer and moose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ..materials import Surface
from ..props import Prop, covered
from .antlers import antlers, ossicone
from .blobs import Blob, ball, blend, solid, tube
from .coats import net
from .figures import Figure, Pose, patch, pose, trace
from .heads import Skull, ear, ears, face, fronted, neck
from .paintbox import colours, finish
from .quadrupeds import Build, Pair, legs, scaled, tail, thin_tail
from .shaping import ball as bead

_TILE = 0.2
"""Metres in one repeat of a coat."""

_HORSES = (
    ("8A4B22", "2A1B14", "2A2422"), ("B86B2C", "F2DDB0", "4A3A2C"), ("F4F1EA", "D8D2C6", "6B5B4A"),
    ("3B2C26", "1C1614", "1E1A18"), ("D8A55C", "FFF3D6", "5A4632"), ("9AA0A8", "3C4046", "2E3033"),
)  # fmt: skip
"""Coat, hair and hoofs."""
_GIRAFFES = (
    ("F6D58A", "9A5420"), ("FFE9B0", "B5701F"), ("F2C14E", "7A3E1A"), ("F7DDA8", "C2572B"),
)  # fmt: skip
"""Ground and patches."""
_DEER = (("A9652F", "F6E6CC"), ("C98146", "FFF3E0"), ("6A4327", "A5835F"))
"""Coat and pale parts; the last is the moose's."""


def horse(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a horse: long face, mane down an arched neck, long full tail, hoofs."""
    coat, hair, hoof = _HORSES[int(rng.integers(len(_HORSES)))]
    paint = finish(rng).paint
    build = scaled(
        Build(126, 128, (32, 38), (30, 35), (31, 37), 19, (17, 10, 8), rise=4, hock=9), rng
    )
    skull = Skull((20, 16, 21), 52, 8, (13, 11), (17, 12))
    reach = (66 * rng.uniform(0.8, 1.1), 88 * rng.uniform(0.85, 1.1))
    front = fronted(
        build, skull, reach, (31, 19), rng.uniform(38, 55), 16, left=rng.uniform(-28, 28)
    )
    figure = Figure()
    figure.add("body", solid(front.body, spacing=4), paint(coat))
    figure.add("head", solid(front.head), paint(coat), front.frame)
    legs(figure, build, paint(coat), paint(hoof))
    _mane(figure, build, reach, front.frame, paint(hair), rng)
    hip = build.hip + np.array([-0.3 * build.length, 0, 0.55 * build.hips[1]])
    sweep = rng.uniform(20, 42)
    line = hip + np.array([[8, 0, 0], [-sweep, 0, 14], [-sweep - 14, 0, -50], [-sweep, 0, -95]])
    figure.add("tail", solid(tail(line, (7, 13, 17, 5))), paint(hair))
    face(figure, front, rng, at=(62, 12), size=4.6)
    outer = ear(30, 9, 4.5, 0.8)
    ears(figure, outer, paint(coat), front.frame, (-12, 9, 13), out=12, back=-25, turn=25)
    if rng.random() < 0.6:
        blaze = patch(front.head, (34, 0, 16), (26, 5, 14), 2.0)
        figure.add("blaze", blaze, paint("FFFFFF"), front.frame)
    if rng.random() < 0.4:
        _saddle(figure, front.body, build.height, paint, rng)
    return figure.props(rng)


def giraffe(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a giraffe: a neck as long as its legs, netted coat, two knobbed ossicones."""
    ground, spot = _GIRAFFES[int(rng.integers(len(_GIRAFFES)))]
    shine = finish(rng)
    coat = replace(covered(net(ground, spot, int(rng.integers(4)))), coat=shine.coat)
    build = scaled(
        Build(76, 132, (26, 32), (26, 29), (24, 27), 16, (13, 8.5, 7), rise=12, hock=6), rng
    )
    skull = Skull((16, 14, 15), 34, 8, (11, 8.5), (12, 9))
    reach = (44 * rng.uniform(0.6, 1.3), 150 * rng.uniform(0.85, 1.12))
    front = fronted(build, skull, reach, (23, 11.5), rng.uniform(10, 30), left=rng.uniform(-28, 28))
    figure = Figure()
    figure.add("body", solid(front.body, spacing=4), coat, tile=_TILE)
    plain = shine.paint(ground)
    figure.add("head", solid(front.head), plain, front.frame)
    legs(figure, build, coat, shine.paint(spot), tile=_TILE)
    thin_tail(figure, build, plain, shine.paint(spot), rng)
    face(figure, front, rng, at=(58, 14), size=3.8)
    figure.add("nose", bead((33, 0, -8), (9.5, 9, 9.3), 24), shine.paint("8A5A3A"), front.frame)
    sides = ear(23, 7, 3, 0.6)
    ears(figure, sides, plain, front.frame, (-8, 10, 7), out=78, turn=10)
    knob = ossicone(rng.uniform(18, 27))
    stick, end = solid(knob[0], spacing=1.6), solid(knob[1], spacing=1.6)
    place = pose(-4, 6.5, 11)
    figure.twins("ossicone", stick, plain, front.frame, place)
    figure.twins("ossicone tip", end, shine.paint(spot), front.frame, place)
    mane = neck(
        build.shoulder + np.array([-14, 0, 34]),
        build.shoulder + np.array([reach[0] - 13, 0, reach[1] - 2]), (6.5, 5.5), 0,
    )  # fmt: skip
    figure.add("mane", solid(mane, spacing=2.2), shine.paint(spot))
    return figure.props(rng)


def deer(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a deer with branched antlers, or a moose with palmed ones and a dewlap."""
    moose = rng.random() < 0.3
    coat, pale = _DEER[2 if moose else int(rng.integers(2))]
    paint = finish(rng).paint
    build = Build(98, 116, (25, 31), (24, 28), (25, 29), 15, (13, 8, 6.5), rise=2, hock=9)
    skull = Skull((19, 17, 18), 38, 10, (13, 8.5), (14, 9.5))
    reach = (46 * rng.uniform(0.8, 1.2), 66 * rng.uniform(0.85, 1.2))
    if moose:
        build = replace(build, chest=(31, 42), belly=(29, 34), rise=12, length=104)
        skull = Skull((20, 18, 19), 50, 14, (14, 15), (16, 15))
        reach = (62, 34)
    build = scaled(build, rng, 0.07)
    front = fronted(
        build, skull, reach, (24, 15), rng.uniform(14, 30), 4, left=rng.uniform(-28, 28)
    )
    figure = Figure()
    figure.add("body", solid(front.body, spacing=4), paint(coat))
    figure.add("head", solid(front.head), paint(coat), front.frame)
    legs(figure, build, paint(coat), paint("3A2A20"))
    nose = bead((skull.tip[0] - 5, 0, skull.tip[2] + 3), (6.5, 7.5, 6), 24)
    figure.add("nose", nose, paint("2A2220"), front.frame)
    face(figure, front, rng, at=(56, 16), size=4.6)
    sides = ear(32, 10, 4, 0.65)
    ears(figure, sides, paint(coat), front.frame, (-10, 13, 9), out=66, turn=15, inner=paint(pale))
    root = pose(-7, 8, 14)
    figure.twins(
        "antler", solid(antlers(rng, moose), spacing=2.2), paint("D8BE92"), front.frame, root
    )
    _scut(figure, build, paint(pale))
    if moose:
        bell = tube([(20, 0, -16), (14, 0, -42)], (8, 5))
        figure.add("dewlap", solid(bell, spacing=2.2), paint("4A3222"), front.frame)
        return figure.props(rng)
    bib = patch(front.body, build.shoulder + np.array([40, 0, 6]), (26, 17, 32))
    figure.add("bib", bib, paint(pale))
    if rng.random() < 0.6:
        _dapples(figure, build, front.body, paint(pale), rng)
    return figure.props(rng)


def _mane(
    figure: Figure, build: Build, reach: Pair, frame: Pose, hair: Surface, rng: np.random.Generator
) -> None:
    """Add a mane down the back of the neck, and a forelock."""
    start = build.shoulder + np.array([-8, 0, 0.75 * build.chest[1]])
    end = build.shoulder + np.array([reach[0] - 18, 0, reach[1] + 14])
    line = neck(start, end, (8, 10), 26)
    big = rng.uniform(11, 15)
    along = np.linspace(0, 1, 8)[:, None]
    middles = start + along * (end - start) + np.sin(np.pi * along) * np.array([-13, 0, 21])
    locks = [ball(m, (big, 0.62 * big, 1.15 * big)) for m in middles]
    figure.add("mane", solid(blend(line, *locks, soft=4), spacing=2.6), hair)
    fringe = tube([(-16, 0, 19), (4, 0, 22), (20, 0, 16)], (8, 8, 3.5))
    figure.add("forelock", solid(fringe, spacing=2.2), hair, frame)


def _saddle(
    figure: Figure,
    body: Blob,
    height: float,
    paint: Callable[[str], Surface],
    rng: np.random.Generator,
) -> None:
    """Add a blanket on the back and a saddle on it."""
    cloth, leather = colours(rng, 2)
    x, _, z = trace(body, (0, 0, height), (0, 0, 1))
    figure.add("blanket", patch(body, (x, 0, z), (32, 60, 46)), paint(cloth))
    seat = blend(
        ball((x, 0, z + 1), (23, 20, 8)), ball((x - 20, 0, z + 9), (8, 17, 9)),
        ball((x + 21, 0, z + 8), (6, 8, 11)), soft=8,
    )  # fmt: skip
    figure.add("saddle", solid(seat, spacing=2.4), paint(leather))


def _dapples(
    figure: Figure, build: Build, body: Blob, pale: Surface, rng: np.random.Generator
) -> None:
    """Add pale spots on the flanks, the same on both sides."""
    for k, share in enumerate(np.linspace(-0.42, 0.3, 4)):
        for row in range(2):
            start = np.array([build.length * (share + 0.04 * row), 0, build.height])
            up = (0.25 + 0.75 * row) * rng.uniform(0.8, 1.2)
            spot = trace(body, start, (0, 1, up))
            figure.twins(f"spot {2 * k + row + 1}", patch(body, spot, 6.5, 2.0), pale)


def _scut(figure: Figure, build: Build, surface: Surface) -> None:
    """Add a short tail that turns down."""
    hip = build.hip + np.array([-0.33 * build.length, 0, 0.45 * build.hips[1]])
    stub = tube(hip + np.array([[0, 0, 0], [-16, 0, 4], [-24, 0, -10]]), (9, 8, 4))
    figure.add("tail", solid(stub, spacing=2.2), surface)
