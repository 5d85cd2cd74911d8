"""Animals of the jungle: elephant, monkey."""

from __future__ import annotations

import numpy as np

from ..materials import Surface
from ..piad.turning import bend
from ..props import Prop
from .blobs import Blob, ball, blend, solid, tube
from .figures import Figure, patch, pose
from .heads import Front, Skull, ear, ears, face, fronted
from .paintbox import finish
from .quadrupeds import Build, legs, scaled, tail, thin_tail, toenails
from .shaping import ball as bead
from .sitters import Sitter, arms, feet, torso

_ELEPHANTS = (
    ("8E969E", "E7A7A9"), ("7C8DA3", "C9D3DE"), ("A39A94", "D9B3A4"), ("6E90C4", "F2B7C6"),
    ("B3A5C9", "F0C2D8"), ("757B82", "A9AEB3"),
)  # fmt: skip
"""Skin and the inside of ears."""
_MONKEYS = (
    ("6B4226", "E9BE94"), ("8A5A30", "F2CFA6"), ("4A3226", "D9A67C"), ("A86A34", "F6DCB4"),
    ("3E3836", "C9A184"),
)  # fmt: skip
"""Hair and skin."""


def elephant(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return an elephant: trunk, wide ears, tusks, legs like columns."""
    skin, pink = _ELEPHANTS[int(rng.integers(len(_ELEPHANTS)))]
    shine = finish(rng)
    coat, inner, ivory = shine.paint(skin), shine.paint(pink), shine.paint("FFF6E0")
    build = scaled(
        Build(110, 104, (46, 50), (50, 51), (46, 50), 27, (21, 18, 18.5), hock=1), rng, 0.08
    )
    skull = Skull((35, 35, 38), 24, 12, (22, 16), (24, 17))
    front = fronted(
        build,
        skull,
        (62, 34 + rng.uniform(-8, 14)),
        (40, 32),
        rng.uniform(0, 10),
        left=rng.uniform(-28, 28),
    )
    figure = Figure()
    figure.add("body", solid(front.body, spacing=5), coat)
    figure.add("head", solid(front.head, spacing=4), coat, front.frame)
    legs(figure, build, coat)
    for name, x in (("front", 0.45 * build.length), ("rear", -0.475 * build.length)):
        toes = toenails(x, build.stance, build.leg[2], 4.4, 38)
        figure.twins(f"{name} toes", toes, ivory)
    figure.add("trunk", solid(_trunk(front, rng), spacing=3.4), coat, front.frame)
    long = rng.uniform(34, 62)
    tusk = bend([(24, 15, -20), (34, 19, -34), (34 + 0.6 * long, 20, -40),
                 (30 + long, 18, -40 + 0.42 * long)], 12)  # fmt: skip
    drawn = solid(tube(tusk, np.linspace(6.5, 2.2, 12)), spacing=2.2)
    figure.twins("tusk", drawn, ivory, front.frame)
    big = rng.uniform(0.95, 1.3)
    fan = ear(74 * big, 40 * big, 6, 0.12)
    flare = rng.uniform(-52, -22)
    ears(
        figure, fan, coat, front.frame, (-8, 24, 12), out=rng.uniform(92, 108), turn=flare,
        inner=inner,
    )  # fmt: skip
    face(figure, front, rng, at=(40, 18), size=5.0, cartoon=0.4)
    thin_tail(figure, build, coat, shine.paint(skin, 0.35), rng)
    return figure.props(rng)


def monkey(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a sitting monkey: heart of a face, round ears at the sides, long arms, curled tail."""
    hair, skin = _MONKEYS[int(rng.integers(len(_MONKEYS)))]
    shine = finish(rng)
    coat, bare = shine.paint(hair), shine.paint(skin)
    sitter = Sitter.drawn(rng, 36, 98)
    body = torso(sitter)
    figure = Figure()
    figure.add("body", solid(body, spacing=3.6), coat)
    belly = patch(body, (0.8 * sitter.wide, 0, 0.45 * sitter.height), (30, 24, 34))
    figure.add("belly", belly, bare)
    arms(figure, sitter, coat, rng, (11, 9, 10.5))
    feet(figure, sitter, coat, bare, 14)
    frame = pose(4, 0, sitter.height + 24, down=rng.uniform(-4, 10))
    front = Front(body, ball((0, 0, 0), (33, 35, 34)), frame)
    figure.add("head", solid(front.head), coat, frame)
    mask = patch(front.head, [(30, 11, 8), (30, -11, 8), (30, 0, -8)], [(14, 13.5, 15)] * 2
                 + [(18, 22, 16)], 2.6)  # fmt: skip
    figure.add("face", mask, bare, frame)
    lip = rng.uniform(16, 21)
    muzzle = blend(ball((30, 0, -13), (15, lip + 5, 14)), ball((30, 0, -10), (17, 14, 14)), soft=5)
    figure.add("muzzle", solid(muzzle, spacing=2.8), bare, frame)
    dark = shine.paint("4A2A1E")
    smile = [(45 - 7 * (a / 14) ** 2, a, -18 + 5 * (a / 14) ** 2) for a in np.linspace(-14, 14, 9)]
    figure.add("mouth", solid(tube(smile, 2.0), spacing=1.4), dark, frame)
    figure.twins("nostril", bead((46, 4, -6), (2.5, 2.2, 1.8), 16), dark, frame)
    face(figure, front, rng, at=(19, 14), size=5.2)
    big = rng.uniform(14, 19)
    disc = ear(1.9 * big, big, 5.5, 0.0)
    ears(figure, disc, coat, frame, (-3, 30, 2), out=84, turn=-6, inner=bare)
    _curled_tail(figure, sitter, coat, rng)
    if rng.random() < 0.5:
        tuft = tube([(-4, 0, 30), (4, 0, 38), (12, 0, 41)], (9, 7, 3))
        figure.add("tuft", solid(tuft, spacing=2.2), coat, frame)
    return figure.props(rng)


def _trunk(front: Front, rng: np.random.Generator) -> Blob:
    """Return a trunk in the head's frame: hanging, curled forward, or raised."""
    raised = rng.random()
    low = -float(front.frame[2, 3])
    if raised < 0.4:
        line = [
            (24, 0, -6),
            (56, 0, -10),
            (62, 0, 0.55 * low),
            (58, 0, low + 40),
            (84, 0, low + 30),
        ]
    elif raised < 0.7:
        line = [(24, 0, -6), (58, 0, -8), (62, 0, 0.5 * low), (88, 0, 0.6 * low), (98, 0, -22)]
    else:
        line = [(24, 0, -6), (54, 0, -22), (86, 0, -34), (98, 0, 10), (84, 0, 52)]
    return tail(line, (19, 16, 13, 11, 9.5), 24)


def _curled_tail(
    figure: Figure, sitter: Sitter, surface: Surface, rng: np.random.Generator
) -> None:
    """Add a long tail that rises behind the back and curls up at its end."""
    out, high, side = rng.uniform(40, 62), rng.uniform(60, 105), rng.uniform(-24, 24)
    w = sitter.wide
    line = [
        (-0.6 * w, 0, 16), (-w - out, 0, 6), (-w - out - 20, side, 0.6 * high),
        (-w - out + 6, side, high + 22), (-w - out + 40, side, high),
        (-w - out + 22, side, high - 22),
        (-w - out + 8, side, high - 4),
    ]  # fmt: skip
    figure.add("tail", solid(tail(line, (8, 7, 6.5, 6), 28), spacing=2.6), surface)
