"""Cold-blooded animals: frog and lizard."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..materials import Surface
from ..piad.turning import bend
from ..props import Prop, covered
from .blobs import Blob, ball, blend, carve, solid, tube
from .coats import spots, stripes
from .figures import CHALK, INK, Figure, patch, pose, trace
from .heads import Front, Skull, face
from .paintbox import Finish, finish
from .quadrupeds import tail
from .shaping import ball as bead

_FROGS = (
    ("4CAF3A", "F3EFA8", "E8622A"), ("7CC243", "FFF6C9", "3A7D2A"), ("2F8F4E", "D9EBA0", "1E5E36"),
    ("2A6FD6", "BFE3FF", "15181F"), ("F2A516", "FFF0B8", "1D1A18"), ("9BBF3B", "F7F3D2", "6A8A22"),
    ("D8402E", "F6C9A8", "2A3A8C"),
)  # fmt: skip
"""Skin, belly and toes."""
_LIZARDS = (
    ("5FA83A", "2F6420", "F2C14E"), ("3FA796", "1F5E58", "F58F4A"), ("D98E3A", "7A4318", "4A2C14"),
    ("4A90C8", "F2D24E", "E8622A"), ("8FB84A", "E8E3A0", "3F6B2A"), ("B5533C", "2B2320", "F2B84E"),
)  # fmt: skip
"""Skin, pattern and crest."""
_GROUND = (0.0, 0.0, 1.0)


def frog(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a squatting frog: eyes on top of the head, wide mouth, folded legs, spread toes."""
    skin, pale, tip = _FROGS[int(rng.integers(len(_FROGS)))]
    shine = finish(rng)
    coat, light, toes = shine.paint(skin), shine.paint(pale), shine.paint(tip)
    figure = Figure()
    fat, up = rng.uniform(0.9, 1.15), rng.uniform(-4, 16)
    body = blend(
        ball((-34, 0, 44), (54, 48 * fat, 36)), ball((26, 0, 64 + up), (46, 47 * fat, 34)), soft=30
    )
    eye = np.array([34, 27 * fat, 92 + up])
    lids = [ball(eye * [1, s, 1], (19, 18, 18)) for s in (1, -1)]
    whole = blend(body, *lids, soft=8)
    angle = np.linspace(-1.15, 1.15, 15)
    mouth = [
        trace(body, (26, 0, 60 + up), (np.cos(a), np.sin(a), -0.08 + 0.16 * a * a)) for a in angle
    ]
    figure.add("body", solid(carve(whole, tube(mouth, 2.2), soft=2), spacing=3.6), coat)
    figure.add("mouth", solid(tube(mouth, 2.0), spacing=1.8), shine.paint(skin, 0.25))
    belly = patch(body, [(48, 0, 30 + up), (20, 0, 16)], [(30, 34 * fat, 27), (46, 36, 18)], 3.4)
    figure.add("belly", belly, light)
    big, middle = rng.uniform(13.5, 16.5), eye + np.array([7, 4, 4])
    white = CHALK if rng.random() < 0.7 else shine.paint("F2C21A")
    figure.twins("eye", bead(tuple(middle), big, 24), white)
    pupil = middle + 0.72 * big * np.array([0.82, 0.5, 0.28])
    figure.twins("pupil", bead(tuple(pupil), (6, 6.5, 8), 20), INK)
    figure.twins("nostril", bead((66, 7, 76 + up), (3, 2.4, 2.4), 16), shine.paint(skin, 0.25))
    _frog_legs(figure, coat, toes, fat, up)
    if rng.random() < 0.6:
        for k in range(int(rng.integers(3, 6))):
            way = (rng.uniform(-1.0, 0.3), rng.uniform(0.25, 0.9), 1.0)
            spot = trace(body, (-20, 0, 48), way)
            figure.twins(f"spot {k + 1}", patch(body, spot, rng.uniform(6, 11), 2.6), toes)
    return figure.props(rng)


def _frog_legs(figure: Figure, coat: Surface, toes: Surface, fat: float, up: float) -> None:
    """Add folded rear legs, straight front legs, and feet with spread toes."""
    y = 44 * fat
    thigh = blend(
        tube([(-58, y - 12, 32), (-10, y + 16, 44)], (22, 17)),
        tube([(-10, y + 16, 44), (-54, y + 20, 12)], (14, 9)),
        tube([(-54, y + 20, 10), (-12, y + 28, 7)], (9, 8)),
        soft=4,
    )
    figure.twins("rear leg", solid(thigh, spacing=3.4).trim_by_plane(_GROUND, 0), coat)
    rear = _splay(np.array([-14, y + 28, 5]), (-15, 25, 65), 40)
    figure.twins("rear foot", solid(rear, spacing=2.8).trim_by_plane(_GROUND, 0), toes)
    arm = tube(
        bend([(34, 30, 46 + up), (30, y + 4, 34), (48, y + 8, 20), (52, y, 5)], 10),
        np.linspace(13, 8, 10),
    )
    figure.twins("front leg", solid(arm).trim_by_plane(_GROUND, 0), coat)
    fore = _splay(np.array([52, y, 5]), (-35, 5, 45), 27)
    figure.twins("front foot", solid(fore, spacing=2.8).trim_by_plane(_GROUND, 0), toes)


def _splay(root: NDArray[np.float64], degrees: tuple[float, ...], long: float) -> Blob:
    """Return toes on the ground from a root (3,), with round tips."""
    rows = []
    for a in np.radians(degrees):
        end = root + long * np.array([np.cos(a), np.sin(a), 0]) + [0, 0, -1]
        rows += [tube([root, end], (5.5, 3.8)), ball(end, (7, 7, 5))]
    return blend(ball(root, (9, 9, 6)), *rows, soft=5)


def lizard(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a lizard: long and flat, legs out to the sides, winding tail, perhaps a crest."""
    skin, other, crest = _LIZARDS[int(rng.integers(len(_LIZARDS)))]
    shine = finish(rng)
    plain = shine.paint(skin)
    kind, seed = rng.random(), int(rng.integers(4))
    coat, tile = plain, 0.0
    if kind < 0.4:
        coat, tile = covered(spots(skin, other, seed, int(rng.integers(50, 130)))), 0.2
    elif kind < 0.75:
        coat, tile = covered(stripes(skin, other, seed, int(rng.integers(6, 13)))), 0.2
    figure = Figure()
    bow = rng.uniform(14, 34) * float(rng.choice([-1, 1]))
    fat = rng.uniform(1.05, 1.5)
    spine = bend([(78, 0, 36), (50, -0.2 * bow, 30), (16, 0.5 * bow, 27), (-24, 0.5 * bow, 26),
                  (-58, -0.3 * bow, 22)], 14)  # fmt: skip
    body = tube(spine, fat * np.interp(np.linspace(0, 1, 14), (0, 0.2, 0.5, 1), (14, 17, 23, 14)))
    figure.add("body", solid(body).scale((1, 1.12, 0.92)), coat, tile=tile)
    long, curl = rng.uniform(95, 150), rng.uniform(0.6, 2.2) * bow
    line = [(-46, -0.2 * bow, 22), (-72, -0.8 * bow, 18), (-46 - 0.45 * long, -1.4 * bow, 9),
            (-46 - 0.75 * long, 0.4 * curl, 7), (-40 - long, curl * 1.6, 7)]  # fmt: skip
    end = tail(line, fat * np.array([14, 12, 8, 5, 2.4]), 26)
    figure.add("tail", solid(end), coat, tile=tile)
    skull = Skull((30, 26, 19), 36, 6, (23, 13), (15, 10))
    front = Front(body, skull.field(), pose(98, 0, 46, down=rng.uniform(-12, 8),
                                            left=rng.uniform(-25, 25)))  # fmt: skip
    figure.add("head", solid(front.head, spacing=2.8), coat, front.frame, tile)
    face(figure, front, rng, at=(62, 36), size=6.6, cartoon=0.6)
    figure.twins("nostril", bead((44, 6, 1), (2.4, 2, 2), 16), shine.paint(skin, 0.2), front.frame)
    _lizard_legs(figure, plain, spine)
    if rng.random() < 0.5:
        _crest(figure, spine, fat, shine, crest)
    if rng.random() < 0.35:
        fork = [tube([(62, 0, -10), (74, y, -9)], (2.4, 1.4)) for y in (-6, 6)]
        fork.append(tube([(34, 0, -8), (62, 0, -10)], 2.4))
        drawn = solid(blend(*fork, soft=1), spacing=1.6)
        figure.add("tongue", drawn, shine.paint("D8304A"), front.frame)
    return figure.props(rng)


def _lizard_legs(figure: Figure, surface: Surface, spine: NDArray[np.float64]) -> None:
    """Add legs that stand out to the sides, with toes."""
    for name, x, ahead in (("front", 48, 22), ("rear", -40, -16)):
        y0 = float(np.interp(-x, -spine[:, 0], spine[:, 1]))
        for side, sign in (("left", 1.0), ("right", -1.0)):
            leg = tube(
                bend([(0, 4, 26), (2, 32, 36), (0.5 * ahead, 52, 28), (ahead, 56, 5)], 9),
                np.linspace(13, 8, 9),
            )
            toes = _splay(np.array([ahead, 56, 4]), (-30, 10, 50, 90), 20)
            drawn = solid(blend(leg, toes, soft=3), spacing=2.6).trim_by_plane(_GROUND, 0)
            placed = drawn if sign > 0 else drawn.mirror((0, 1, 0))
            figure.add(f"{side} {name} leg", placed, surface, pose(x, y0, 0))


def _crest(
    figure: Figure, spine: NDArray[np.float64], fat: float, shine: Finish, code: str
) -> None:
    """Add a comb of spikes along the back."""
    tops = spine[1:-1:1] * [1, 1.12, 0.92]
    rise = fat * np.interp(np.linspace(0, 1, 14), (0, 0.2, 0.5, 1), (14, 17, 23, 14))[1:-1] * 0.92
    spikes = [
        tube(p + np.array([[0, 0, r - 6], [-5, 0, r + 11]]), (5.5, 1.4))
        for p, r in zip(tops, rise, strict=True)
    ]
    ridge = tube(tops + np.array([0, 0, 1]) * (rise[:, None] - 4), 4.2)
    figure.add("crest", solid(blend(*spikes, ridge, soft=3), spacing=2.2), shine.paint(code))
