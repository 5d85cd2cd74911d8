"""A toy robot: head with antennae, torso with dials, arms, on feet, tracks or wheels; mm.

Z up, looking to +X.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manifold3d import Manifold

from ..brick_shapes import union
from ..materials import Surface
from ..props import Prop
from . import paintbox, shaping
from .paintbox import Finish, colours
from .robot_limbs import arms, base
from .shaping import pillow, rod, twins
from .turned import Piece, finished, ring


@dataclass(frozen=True)
class Looks:
    """The surfaces of one robot: torso and head, limbs, trim, what shines, and its glowing eyes."""

    main: Surface
    limb: Surface
    trim: Surface
    bright: Surface
    eye: Surface


def robot(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a robot that stands, or rolls on tracks or a wheel base."""
    finish = paintbox.finish(rng)
    main, limb, trim = colours(rng, 3)
    if rng.random() < 0.35:
        main = str(rng.choice(("C9CED4", "EDEFF0", "8E979F")))
    bright = (paintbox.METAL, finish.paint("C9CED4"), finish.paint("4A4F56"))[int(rng.integers(3))]
    eye = Finish(0.1, 0.7).paint(
        str(rng.choice(("FFE23D", "38C8FF", "FF3B2F", "7BFF5A", "FFFFFF")))
    )
    looks = Looks(
        finish.paint(main),
        finish.paint(str(rng.choice((limb, main)))),
        finish.paint(trim),
        bright,
        eye,
    )
    half, deep = float(rng.uniform(44, 58)), float(rng.uniform(30, 40))
    floor = float(rng.uniform(58, 92))
    made, hips = base(floor, half, deep, looks, rng)
    top = hips + float(rng.uniform(86, 112))
    made += _torso(half, deep, (hips, top), looks, finish, rng)
    made += arms(half, top, looks, rng)
    return finished(made + _head(top, half, looks, rng), rng)


def _torso(
    half: float,
    deep: float,
    z: shaping.Span,
    looks: Looks,
    finish: Finish,
    rng: np.random.Generator,
) -> list[Piece]:
    """Return the torso with a panel of buttons and instruments on its chest."""
    low, high = z
    kind = str(rng.choice(("box", "taper", "barrel")))
    if kind == "barrel":
        r = half
        body = shaping.turned([(0, low), (0.86 * r, low), (r, low + 14), (r, high - 20),
                               (0.7 * r, high), (0, high)],
                              6, 48).scale((deep * 1.15 / half, 1, 1))  # fmt: skip
        front = deep * 1.15
    else:
        waist = 1.0 if kind == "box" else float(rng.uniform(0.66, 0.82))
        views = [(-waist * half, low), (waist * half, low), (half, high), (-half, high)]
        body = shaping.facing(views, (-deep, deep), 4.0, float(rng.uniform(4, 16)))
        front = deep
    made = [Piece("torso", body, looks.main)]
    return made + _panel(front, (low + high) / 2, 0.62 * half, looks, finish, rng)


def _panel(
    front: float, middle: float, wide: float, looks: Looks, finish: Finish, rng: np.random.Generator
) -> list[Piece]:
    """Return the panel at x = front: three buttons, and a dial or a screen with a bar chart."""
    made = []
    panel = pillow((front - 12, front + 3), (-wide, wide), (middle - 26, middle + 28), 3)
    made.append(Piece("chest panel", panel, looks.trim))
    face = front + 3
    first, second, third = colours(rng, 3)
    for k, (y, colour) in enumerate(zip((-0.6, 0.0, 0.6), (first, second, third), strict=True)):
        knob = shaping.along_x(shaping.turned([(0, -4), (6.5, -4), (6, 4), (0, 5)], 1.0, 24))
        made.append(Piece(f"button {k + 1}", knob.translate((face, y * wide, middle - 14)),
                          finish.paint(colour)))  # fmt: skip
    if rng.random() < 0.5:
        dial = shaping.along_x(
            shaping.turned([(0, -4), (14, -4), (14, 3), (11, 3), (11, 1), (0, 1)], 0.8, 36)
        )
        hand = rod((face + 2, 0, middle + 10), (face + 2, 7, middle + 18), 1.4, 12)
        made.append(Piece("dial", dial.translate((face, 0, middle + 10)), looks.bright))
        made.append(Piece("dial hand", hand, finish.paint("C4161C")))
    else:
        screen = pillow((face - 4, face + 2), (-0.8 * wide, 0.8 * wide), (middle, middle + 21), 2)
        made.append(Piece("chest screen", screen, paintbox.WINDOW))
        bars = [pillow((face, face + 3.2), (y - 2.5, y + 2.5), (middle + 3, middle + 5 + h), 0.8, 8)
                for y, h in zip(np.linspace(-0.55, 0.55, 5) * wide, rng.uniform(4, 13, 5),
                                strict=True)]  # fmt: skip
        for k, bar in enumerate(bars):
            made.append(Piece(f"gauge {k + 1}", bar, looks.eye))
    return made


def _head(top: float, torso: float, looks: Looks, rng: np.random.Generator) -> list[Piece]:
    """Return neck, head, eyes, mouth, ears and antennae."""
    neck = shaping.turned([(0, top - 8), (13, top - 8), (13, top - 2), (16, top + 2),
                           (13, top + 6), (13, top + 16),
                           (0, top + 16)], 1.0, 32)  # fmt: skip
    low = top + 8
    wide, tall = torso * float(rng.uniform(0.62, 0.9)), float(rng.uniform(52, 72))
    kind = str(rng.choice(("box", "dome", "drum", "ball")))
    deep = 0.85 * wide if kind == "box" else wide
    high, round_ = low + tall, float(rng.uniform(3, 13))
    heads = {
        "box": pillow((-deep, deep), (-wide, wide), (low, high), round_),
        "dome": shaping.turned([(0, low), (wide, low), (wide, low + 0.55 * tall),
                                (0.88 * wide, low + 0.8 * tall),
                                (0.5 * wide, low + tall), (0, low + 1.04 * tall)], 6, 48),
        "drum": shaping.turned([(0, low), (0.92 * wide, low), (wide, high - 9), (0.8 * wide, high),
                                (0, high)], 2, 48),
        "ball": shaping.ball((0, 0, low + 0.5 * tall), (wide, wide, 0.52 * tall), 48),
    }  # fmt: skip
    made = [Piece("neck", neck, looks.bright), Piece("head", heads[kind], looks.main)]
    eye_z, size = low + 0.58 * tall, float(rng.uniform(8.5, 12.5))
    made += _face(heads[kind], eye_z, 0.46 * wide, size, low + 0.24 * tall, looks, rng)
    bolt = shaping.along_y(
        shaping.turned([(0, -8), (10, -8), (10, 4), (6, 7), (6, 12), (0, 13)], 1.0, 28)
    )
    made += twins("ear", bolt.translate((0, wide - 1, eye_z)), looks.trim)
    return made + _antennae(kind, wide, high, looks, rng)


def _face(
    head: Manifold, eye_z: float, apart: float, size: float, mouth_z: float, looks: Looks,
    rng: np.random.Generator,
) -> list[Piece]:  # fmt: skip
    """Return eyes, or a visor with eyes behind it, and a mouth, where the head's front is."""

    def front(y: float, z: float) -> float:
        probe = head ^ pillow((0, 200), (y - 1, y + 1), (z - 1, z + 1), 0.5, 8)
        return float(probe.bounding_box()[3])

    x = front(apart, eye_z)
    socket = shaping.along_x(
        shaping.turned([(0, -9), (1.3 * size, -9), (1.3 * size, 2), (0, 2)], 1.0, 32)
    )
    pupil = shaping.ball((x + 1, apart, eye_z), (0.62 * size, size, size), 28)
    made = [*twins("eye socket", socket.translate((x, apart, eye_z)), looks.bright),
            *twins("eye", pupil, looks.eye)]  # fmt: skip
    dot = shaping.ball((x + 0.62 * size, apart, eye_z), (3, 0.4 * size, 0.4 * size), 20)
    made += twins("pupil", dot, Finish(0.1, 0.5).paint("16181B"))
    x = front(0, mouth_z)
    kind = str(rng.choice(("grille", "slot", "teeth")))
    half = 1.5 * size
    plate = pillow((x - 12, x + 2.5), (-half - 3, half + 3), (mouth_z - 7.5, mouth_z + 7.5), 2)
    if kind == "grille":
        bars = [
            pillow((x + 1, x + 20), (-half, half), (z, z + 2), 0.9, 8)
            for z in mouth_z + np.array([-5, -1, 3])
        ]
        made.append(Piece("mouth", plate - union(bars), looks.bright))
    elif kind == "teeth":
        bars = [pillow((x + 1, x + 20), (y - 1, y + 1), (mouth_z - 5.5, mouth_z + 5.5), 0.9, 8)
                for y in np.linspace(-half, half, 6)]  # fmt: skip
        made.append(Piece("mouth", plate - union(bars), looks.bright))
    else:
        lips = rod((x, -half, mouth_z), (x, half, mouth_z), 4.5)
        made.append(Piece("mouth", lips, looks.trim))
    return made


def _antennae(
    kind: str, wide: float, high: float, looks: Looks, rng: np.random.Generator
) -> list[Piece]:
    long = float(rng.uniform(22, 42))
    bulb = float(rng.uniform(6, 9))
    style = str(rng.choice(("one", "two", "coil")))
    foot = shaping.turned([(0, -12), (8, -12), (6, 5), (0, 6)], 1.0, 24)
    if style == "two":
        y = 0.5 * wide
        base_z = high - (4 if kind in ("box", "drum") else 0.16 * wide)
        stick = rod((0, y, base_z - 6), (0, y + 10, base_z + long), 2.6) + foot.translate(
            (0, y, base_z)
        )
        ball = shaping.ball((0, y + 10, base_z + long), bulb, 24)
        return [*twins("antenna", stick, looks.bright), *twins("antenna bulb", ball, looks.eye)]
    stick = rod((0, 0, high - 6), (0, 0, high + long), 2.8) + foot.translate((0, 0, high))
    if style == "coil":
        stick = union(
            [stick, *(ring(6.5, 2.2, high + 10 + 7 * k) for k in range(int(long / 7) - 1))]
        )
        # spokes hold the rings
        spokes = [rod((-6.5, 0, high + 10 + 7 * k), (6.5, 0, high + 10 + 7 * k), 1.6, 8)
                  for k in range(int(long / 7) - 1)]  # fmt: skip
        stick = union([stick, *spokes])
    bulb_at = shaping.ball((0, 0, high + long), bulb, 28)
    return [Piece("antenna", stick, looks.bright), Piece("antenna bulb", bulb_at, looks.eye)]
