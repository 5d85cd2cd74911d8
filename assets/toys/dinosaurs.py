"""Dinosaurs: sauropod, tyrannosaur, stegosaur, triceratops; mm, front +X."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from manifold3d import Manifold
from numpy.typing import ArrayLike

from ..materials import Surface
from ..piad.turning import bend
from ..props import Prop
from .blobs import Blob, ball, blend, carve, slab, solid, tube
from .figures import Figure, Pose, patch, pose, trace
from .heads import Front, Skull, face, fronted
from .paintbox import Finish, finish
from .quadrupeds import Build, hind_leg, legs, scaled, tail, toenails, trunk

_SKINS = (
    ("4F9D3A", "F2A33A"), ("2E8C86", "F6D55C"), ("7C4FA8", "F58FB0"), ("D9622B", "7A2E1D"),
    ("3A6FB5", "9AD1F5"), ("8FB339", "3F5E1E"), ("B23A48", "F2C14E"), ("6E7F4A", "C9B27C"),
)  # fmt: skip
"""Skin and what stands out of it."""

_TEETH = ((57, 6), (51, 12), (42, 15), (32, 16.5))
"""Of the left side of the jaw, x and y in the head's frame."""


def dinosaur(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return one of four kinds."""
    skin, other = _SKINS[int(rng.integers(len(_SKINS)))]
    shine = finish(rng)
    kinds = (_sauropod, _tyrannosaur, _stegosaur, _triceratops)
    figure = Figure()
    kinds[int(rng.integers(len(kinds)))](figure, shine, shine.paint(skin), shine.paint(other), rng)
    return figure.props(rng)


def _sauropod(
    figure: Figure, shine: Finish, skin: Surface, other: Surface, rng: np.random.Generator
) -> None:
    """Add a barrel on columns between a long neck and a long tail."""
    build = scaled(
        Build(92, 78, (37, 39), (41, 42), (37, 38), 23, (17, 14, 14), hock=2, rise=6), rng
    )
    skull = Skull((19, 15, 15), 20, 4, (13, 11.5), (12, 9.5))
    reach = (74 * rng.uniform(0.7, 1.25), 100 * rng.uniform(0.75, 1.15))
    turn = rng.uniform(-25, 25)
    front = fronted(build, skull, reach, (27, 12), rng.uniform(0, 14), -12, turn)
    figure.add("body", solid(front.body, spacing=4), skin)
    figure.add("head", solid(front.head), skin, front.frame)
    legs(figure, build, skin)
    _toes(figure, build, other)
    figure.add("tail", solid(_tail(build, 130, 28, rng), spacing=4), skin)
    face(figure, front, rng, at=(52, 26), size=4.4)
    _spots(figure, front.body, build, other, rng)


def _stegosaur(
    figure: Figure, shine: Finish, skin: Surface, other: Surface, rng: np.random.Generator
) -> None:
    """Add an arched back with a row of plates, a small low head, spikes on the tail."""
    build = scaled(
        Build(94, 72, (32, 36), (38, 46), (35, 42), 22, (16, 13, 12.5), hock=3, rise=-6), rng
    )
    skull = Skull((20, 17, 17), 26, 5, (15, 10), (14, 10))
    front = fronted(
        build, skull, (70, 2 + rng.uniform(-6, 16)), (25, 14), rng.uniform(4, 18),
        left=rng.uniform(-25, 25),
    )  # fmt: skip
    figure.add("body", solid(front.body, spacing=4), skin)
    figure.add("head", solid(front.head), skin, front.frame)
    legs(figure, build, skin)
    _toes(figure, build, other)
    end = _tail(build, 96, 26, rng, sway=0.0)
    figure.add("tail", solid(end, spacing=3.4), skin)
    count = int(rng.integers(6, 9))
    big = rng.uniform(0.9, 1.15) * 260 / count
    whole = blend(front.body, end, soft=10)
    for k, share in enumerate(np.linspace(0, 1, count)):
        x = build.length * (0.62 - 1.5 * share)
        spot = trace(whole, (x, 0, 0.6 * build.height), (0, 0, 1))
        size = big * (0.55 + 0.45 * np.sin(np.pi * (0.12 + 0.8 * share)))
        figure.add(f"plate {k + 1}", _plate(size), other, pose(x, 0, float(spot[2]) - 5))
    for k, share in enumerate((0.62, 0.82)):
        x = build.hip[0] - 0.35 * build.length - share * 96
        spot = trace(whole, (x, 0, 0), (0, 0, 1)) - np.array([0, 0, 7])
        spike = solid(tube([(0, 0, 0), (-12, 22, 24)], (6, 1.8)), spacing=2)
        figure.twins(f"spike {k + 1}", spike, shine.paint("F3E6C8"), pose(*spot))
    face(figure, front, rng, at=(52, 26), size=4.4)


def _triceratops(
    figure: Figure, shine: Finish, skin: Surface, other: Surface, rng: np.random.Generator
) -> None:
    """Add a frill behind a beaked face with three horns."""
    build = scaled(Build(92, 68, (36, 38), (40, 41), (36, 38), 24, (17, 14, 14), hock=2), rng)
    skull = Skull((30, 26, 26), 40, 12, (21, 10), (20, 11))
    front = fronted(
        build, skull, (58, 14 + rng.uniform(-6, 10)), (34, 26), rng.uniform(2, 14),
        left=rng.uniform(-25, 25),
    )  # fmt: skip
    figure.add("body", solid(front.body, spacing=4), skin)
    figure.add("head", solid(front.head), skin, front.frame)
    legs(figure, build, skin)
    _toes(figure, build, other)
    figure.add("tail", solid(_tail(build, 84, 26, rng), spacing=4), skin)
    wide = rng.uniform(46, 56)
    angle = np.radians(np.linspace(-35, 215, 11))
    scallops = [ball((-30, wide * np.cos(a), 16 + wide * np.sin(a)), (7, 9, 9)) for a in angle]
    disc = ball((-25, 0, 16), (11, wide, wide))
    figure.add("frill", solid(blend(disc, *scallops, soft=4), spacing=3.8), other, front.frame)
    ivory = shine.paint("FBF0D8")
    long = rng.uniform(42, 66)
    brow = tube(
        bend(
            [
                (4, 13, 18),
                (14, 17, 34),
                (26, 19, 34 + 0.3 * long),
                (20 + 0.75 * long, 17, 38 + 0.35 * long),
            ],
            10,
        ),
        np.linspace(7, 1.8, 10),
    )
    figure.twins("horn", solid(brow, spacing=2.2), ivory, front.frame)
    nose = tube([(38, 0, -6), (44, 0, 8), (50, 0, 22)], (7, 5.5, 1.8))
    figure.add("nose horn", solid(nose, spacing=2.2), ivory, front.frame)
    beak = ball((47, 0, -18), (13, 9, 12))
    figure.add("beak", solid(beak, spacing=2.4), shine.paint("5A4632"), front.frame)
    face(figure, front, rng, at=(46, 16), size=4.8)


def _tyrannosaur(
    figure: Figure, shine: Finish, skin: Surface, other: Surface, rng: np.random.Generator
) -> None:
    """Add a big head with jaws, tiny arms, two strong legs, a tail for balance."""
    build = scaled(
        Build(62, 96, (31, 36), (33, 36), (32, 36), 25, (21, 14, 11), foot=17, hock=11, rise=22),
        rng, 0.08,
    )  # fmt: skip
    body_at = build.shoulder
    reach = np.array([30, 0, 46 + rng.uniform(-6, 12)])
    body = blend(
        trunk(build),
        tube(body_at + bend(np.array([[0, 0, 0], [16, 0, 14], 0.7 * reach, reach]), 8),
             np.linspace(30, 23, 8)),
        soft=20,
    )  # fmt: skip
    frame = pose(*(body_at + reach), down=rng.uniform(-8, 12), left=rng.uniform(-25, 25))
    skull = Skull((30, 25, 27), 50, 2, (22, 17), (17, 13))
    front = Front(body, carve(skull.field(), slab((14, -40, -40), (99, 40, -8), 4), soft=4), frame)
    figure.add("body", solid(body, spacing=4), skin)
    figure.add("head", solid(front.head), skin, frame)
    _jaws(figure, frame, skin, shine.paint("FFFDF2"), rng)
    leg = solid(hind_leg(replace(build, foot=17)), spacing=3.4).trim_by_plane((0, 0, 1), 0)
    figure.twins("leg", leg, skin)
    foot = 0.95 * float(build.hip[0])
    claws = toenails(foot + 8, build.stance, 19, 5.2, 34)
    figure.twins("claws", claws, other)
    arm = tube(np.array([(0, 0, 0), (14, 8, -12), (28, 4, -8)]) + body_at + [24, 24, -2], (8, 6, 5))
    figure.twins("arm", solid(arm, spacing=2.4), skin)
    figure.add("tail", solid(_tail(build, 108, 30, rng, lift=0.55), spacing=4), skin)
    face(figure, front, rng, at=(48, 36), size=5.2)
    belly = patch(body, body_at + np.array([32, 0, -16]), (26, 20, 42))
    figure.add("belly", belly, other)
    _spots(figure, body, build, other, rng)


def _jaws(
    figure: Figure, frame: Pose, skin: Surface, white: Surface, rng: np.random.Generator
) -> None:
    """Add a lower jaw, more or less open, and the upper teeth."""
    jaw = blend(
        tube([(4, 0, -14), (24, 0, -22), (50, 0, -20 - rng.uniform(0, 9))], (13, 11, 9)), soft=2
    )
    figure.add("jaw", solid(jaw, spacing=2.8).scale((1, 1.4, 1)), skin, frame)
    teeth = [tube([(x, y, -5), (x, y, -14)], (3.4, 1)) for x, y in _TEETH]
    gum = tube([(x, y, -6) for x, y in _TEETH], 3.4)
    drawn = solid(blend(*teeth, gum, soft=0.5), spacing=1.8)
    figure.twins("teeth", drawn, white, frame)


def _tail(
    build: Build,
    long: float,
    thick: float,
    rng: np.random.Generator,
    lift: float | None = None,
    sway: float = 32.0,
) -> Blob:
    """Return a tapering tail; its tip at `lift` of the hips' height, or near the ground.

    Its tip lies to the side by up to `sway`.
    """
    hip, side = build.hip, rng.uniform(-sway, sway)
    end = (rng.uniform(0.12, 0.5) if lift is None else lift) * build.height
    x = hip[0] - 0.05 * build.length
    line = [
        (x, 0, hip[2]), (x - 0.5 * long, 0, hip[2] - 6), (x - 0.8 * long, 0.3 * side, 0.8 * end),
        (x - 1.3 * long, side, end),
    ]  # fmt: skip
    return tail(line, (thick, 0.8 * thick, 0.45 * thick, 3), 18)


def _toes(figure: Figure, build: Build, surface: Surface) -> None:
    """Add the nails of four feet."""
    for name, x in (("front", 0.45 * build.length), ("rear", -0.475 * build.length)):
        drawn = toenails(x, build.stance, build.leg[2], 4.4, 40)
        figure.twins(f"{name} toes", drawn, surface)


def _plate(size: float) -> Manifold:
    """Return an upright plate with a pointed top, its root at the origin."""
    line: ArrayLike = [(0, 0, 0), (0, 0, 0.45 * size), (0, 0, 1.1 * size)]
    return solid(tube(line, (0.36 * size, 0.5 * size, 2.0)), spacing=3.8).scale((1, 0.24, 1))


def _spots(
    figure: Figure, body: Blob, build: Build, surface: Surface, rng: np.random.Generator
) -> None:
    """Add spots along the back, alike on both sides."""
    if rng.random() < 0.3:
        return
    for k, share in enumerate(np.linspace(-0.45, 0.35, int(rng.integers(3, 6)))):
        start = np.array([build.length * share, 0, build.height + 0.3 * build.rise])
        spot = trace(body, start, (0, 1, rng.uniform(0.5, 1.3)))
        figure.twins(f"spot {k + 1}", patch(body, spot, rng.uniform(6, 10), 2.4), surface)
