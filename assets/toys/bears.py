"""Round animals: panda, on all fours or sitting, and bunny, crouching."""

from __future__ import annotations

import numpy as np

from ..materials import Surface
from ..props import Prop
from .blobs import Blob, ball, blend, shared, slab, solid, swollen, tube
from .figures import Figure, band, patch, pose, trace
from .heads import Front, Skull, ear, ears, face, fronted
from .paintbox import Finish, colours, finish
from .quadrupeds import Build, legs, scaled
from .shaping import ball as bead
from .sitters import Sitter, arms, feet, torso

_BUNNIES = (
    ("F4F1EC", "F3B6BC"), ("B58A62", "F0C8B4"), ("9B9FA6", "F1BFC4"), ("F0DFC2", "F0B7A8"),
    ("6B4A36", "E0A99A"), ("F6C9D4", "E88BA4"), ("D9C7E8", "F2B5CC"),
)  # fmt: skip
"""Fur and the inside of ears."""


def panda(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a panda: white with black limbs, ears and patches round the eyes."""
    shine = finish(rng)
    white = shine.paint("F8F6F0" if rng.random() < 0.8 else "F5EBD8")
    black = shine.paint("1F1E20" if rng.random() < 0.8 else "33271F")
    figure = Figure()
    skull = Skull((36, 40, 36), 30, 10, (20, 16), (18, 13))
    pose_of = _sitting if rng.random() < 0.5 else _standing
    front = pose_of(figure, skull, shine, white, black, rng)
    figure.add("head", solid(front.head, spacing=3.4), white, front.frame)
    spot = trace(front.head, np.zeros(3), (0.8, 0.48, 0.3))
    lumps = [spot, spot + np.array([0, 5, -9])]
    figure.twins("eye patch", patch(front.head, lumps, (13, 10, 12), 2.4), black, front.frame)
    face(figure, front, rng, at=(31, 17), size=5.0, cartoon=1.0)
    figure.add("nose", bead((43, 0, -4), (6, 8.5, 6), 24), black, front.frame)
    round_ear = ear(27, 15, 9.5, 0.0)
    ears(figure, round_ear, black, front.frame, (-4, 24, 24), out=40)
    return figure.props(rng)


def _sitting(
    figure: Figure, skull: Skull, shine: Finish, white: Surface, black: Surface,
    rng: np.random.Generator,
) -> Front:  # fmt: skip
    """Add the body of a sitting panda; return what carries its head."""
    sitter = Sitter.drawn(rng, 46, 104)
    body = torso(sitter)
    frame = pose(6, 0, sitter.height + 24, down=rng.uniform(-2, 12))
    figure.add("body", solid(body, spacing=4), white)
    where = shared(swollen(body, 1.0), slab((-99, -99, 62), (99, 99, 96), 6))
    figure.add("shoulder band", solid(where, spacing=3.4), black)
    arms(figure, sitter, black, rng, (15, 12, 13))
    feet(figure, sitter, black, shine.paint("6B5A55"), 18)
    front = Front(body, skull.field(), frame)
    figure.add("tail", bead((-0.95 * sitter.wide, 0, 20), (10, 12, 11), 24), white)
    return front


def _standing(
    figure: Figure, skull: Skull, shine: Finish, white: Surface, black: Surface,
    rng: np.random.Generator,
) -> Front:  # fmt: skip
    """Add the body of a panda on all fours; return what carries its head."""
    build = scaled(
        Build(98, 74, (40, 42), (42, 43), (42, 44), 25, (19, 16, 16), foot=17, hock=3), rng
    )
    front = fronted(
        build,
        skull,
        (58, 26 + rng.uniform(-8, 12)),
        (36, 32),
        rng.uniform(2, 16),
        left=rng.uniform(-28, 28),
    )
    figure.add("body", solid(front.body, spacing=4), white)
    ring = band(front.body, pose(0.42 * build.length, 0, build.height), 34, 80, 1.2)
    figure.add("shoulder band", ring, black)
    legs(figure, build, black)
    hip = build.hip - np.array([0.8 * build.length / 2 + 4, 0, -14])
    figure.add("tail", bead(tuple(hip), (10, 12, 11), 24), white)
    return front


def bunny(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a bunny: long upright or hanging ears, haunches, cotton tail, two teeth."""
    fur, pink = _BUNNIES[int(rng.integers(len(_BUNNIES)))]
    shine = finish(rng)
    coat, inner, white = shine.paint(fur), shine.paint(pink), shine.paint("FFFDF8")
    figure = Figure()
    fat, lift = rng.uniform(0.9, 1.12), rng.uniform(-6, 18)
    body: Blob = blend(
        ball((-26, 0, 50), (46, 39 * fat, 48 * fat)), ball((24, 0, 50 + 0.5 * lift), (34, 31, 40)),
        soft=22,
    )  # fmt: skip
    figure.add("body", solid(body, spacing=3.6), coat)
    thigh = blend(
        ball((-32, 27 * fat, 34), (31, 19, 33)), tube([(-30, 34, 8), (16, 36, 8)], (10, 9)), soft=6
    )
    ground = (0.0, 0.0, 1.0)
    figure.twins("rear leg", solid(thigh).trim_by_plane(ground, 1), coat)
    paw = blend(tube([(34, 17, 50), (46, 17, 9)], (13, 10)), ball((51, 17, 7), (14, 10, 9)), soft=5)
    figure.twins("front leg", solid(paw).trim_by_plane(ground, 1), coat)
    fluff = blend(*(ball((-73 + x, y, 46 + z), 11) for x, y, z in _FLUFF), soft=4)
    figure.add("tail", solid(fluff, spacing=2.8), white)
    skull = Skull((33, 31, 31), 24, 9, (20, 14), (18, 12))
    front = Front(body, skull.field(), pose(54, 0, 98 + lift, down=rng.uniform(0, 12)))
    figure.add("head", solid(front.head), coat, front.frame)
    _bunny_face(figure, front, inner, white)
    face(figure, front, rng, at=(42, 20), size=5.8)
    tall = ear(rng.uniform(72, 104), rng.uniform(13, 17), 5.5, rng.uniform(0.1, 0.6))
    if rng.random() < 0.75:
        out, back = rng.uniform(6, 24), rng.uniform(0, 24)
        ears(figure, tall, coat, front.frame, (-10, 13, 22), out=out, back=back, inner=inner)
    else:
        ears(figure, tall, coat, front.frame, (-6, 20, 22), out=rng.uniform(150, 166), turn=10)
    if rng.random() < 0.4:
        frame = pose(42, 0, 76 + 0.7 * lift, down=-55)
        ribbon = band(blend(body, _throat(front), soft=10), frame, 10, 44, 3)
        figure.add("ribbon", ribbon, shine.paint(colours(rng)[0]))
    return figure.props(rng)


_FLUFF = ((0, 0, 0), (4, 9, 3), (4, -9, 3), (5, 5, -9), (5, -5, -9), (5, 0, 10))


def _throat(front: Front) -> Blob:
    x, _, z = front.frame[:3, 3]
    return tube([(30, 0, 60), (x, 0, z)], 22)


def _bunny_face(figure: Figure, front: Front, pink: Surface, white: Surface) -> None:
    """Add cheeks, nose and two teeth."""
    cheek = solid(ball((0, 0, 0), (12, 13, 11)), spacing=2.6)
    figure.twins("cheek", cheek, white, front.frame, pose(25, 9, -13))
    figure.add("nose", bead((37, 0, -4), (5, 6.5, 4.5), 24), pink, front.frame)
    teeth = solid(slab((30, 0.4, -31), (35.5, 6, -18), 1.5), spacing=1.6)
    figure.twins("tooth", teeth, white, front.frame)
