"""Light bulbs: pears, globes, candles, tubes, reflectors, and energy savers wound or bent."""

from __future__ import annotations

import numpy as np
from manifold3d import JoinType

from ..materials import Surface, srgb
from ..piad.helices import thread
from ..piad.turning import Points, curve, filled, turn
from ..props import Prop
from .looks import colour, glossy, soft
from .paintbox import BRASS, BRIGHT, METAL
from .shaping import ball, rod
from .turned import AROUND, Piece, body, cord, finished, joined, pick, straight, widened

_GLASS = {
    "pear": [(15, 0), (17, 10), (24, 34), (41, 64), (47, 90), (40, 116), (20, 134), (0, 138)],
    "globe": [(15, 0), (16, 8), (30, 24), (52, 48), (60, 78), (52, 110), (28, 132), (0, 138)],
    "candle": [(14, 0), (17, 8), (25, 32), (27, 52), (20, 86), (9, 112), (2.5, 126), (0, 128)],
    "tube": [(15, 0), (17, 6), (21, 18), (22, 50), (22, 100), (20, 116), (11, 126), (0, 129)],
    "edison": [(15, 0), (16, 8), (23, 34), (34, 66), (38, 92), (30, 120), (12, 138), (0, 145)],
    "mushroom": [(15, 0), (17, 12), (20, 40), (34, 62), (46, 78), (46, 90), (34, 104), (0, 112)],
}  # fmt: skip
_TINTS = ("FDFBF2", "FDFBF2", "FFE9A8", "FFD35C", "E2F0FA")


def light(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a light bulb, standing on its screw cap or lying on its side."""
    kind = pick(rng, (*_GLASS, "pear", "pear", "globe", "wound", "bent", "led"))
    cap = METAL if rng.random() < 0.6 else BRASS
    pieces = _cap(cap, rng)
    if kind in _GLASS:
        pieces += _bulb(kind, rng)
    elif kind == "led":
        pieces += _led(rng)
    else:
        pieces += _saver(kind, rng)
    if rng.random() < 0.4:
        turned = float(rng.uniform(0, 360))
        pieces = [
            Piece(p.name, p.solid.rotate((0, 0, turned)).rotate((0, _lean(pieces), 0)), p.surface)
            for p in pieces
        ]
    return finished(pieces, rng)


def _lean(pieces: list[Piece]) -> float:
    """Return by how many degrees a bulb turns to lie on its cap and its widest circle."""
    boxes = np.array([p.solid.bounding_box() for p in pieces])
    wide, high = float(boxes[:, 3].max()), float(boxes[:, 5].max())
    return 90.0 + float(np.degrees(np.arcsin((wide - 15) / (0.62 * high + 40))))


def _cap(look: Surface, rng: np.random.Generator) -> list[Piece]:
    """Return screw cap below z = 4, insulator and contact."""
    long = rng.uniform(26, 36)
    core = straight([(14.2, -long), (14.2, -2), (17, 0), (17, 7), (0, 7)], 0.8)
    screw = core + thread(34, 6.4, (-long, -2))
    black = straight([(5, -long - 9), (13, -long + 1), (0, -long + 2)], 1.0)
    tip = ball((0, 0, -long - 9), (5.5, 5.5, 3.2), 24)
    dark = soft(colour(rng, ("2A2A2E", "2A2A2E", "3A4A6B", "E8E4DA")), 0.4)
    return [
        Piece("screw cap", screw, look),
        Piece("insulator", black, dark),
        Piece("contact", tip, look),
    ]


def _bulb(kind: str, rng: np.random.Generator) -> list[Piece]:
    """Return the glass and, if it is clear, what glows in it."""
    points = np.array(_GLASS[kind], np.float64) * [rng.uniform(0.92, 1.12), rng.uniform(0.92, 1.12)]
    points[0, 0] = 15
    profile = curve(points, 4)
    if rng.random() < 0.5 and kind != "edison":
        code = colour(rng, (*_TINTS, *BRIGHT) if rng.random() < 0.35 else _TINTS)
        pieces = [Piece("glass", turn(filled(profile), AROUND), glossy(code, 0.3))]
        if kind == "mushroom":
            back = profile[profile[:, 1] < 0.62 * points[-1, 1]] + [0.9, 0]
            shade = straight(np.concatenate([back, [(0, back[-1, 1])]]))
            pieces.append(Piece("reflector", shade, METAL))
        return pieces
    whole = filled(profile)
    shell = whole - whole.offset(-2.2, JoinType.Round, 2.0, 20).simplify(0.05)
    tint = colour(rng, ("F6FBFA", "F6FBFA", "FBE3A8", "F2C77A"))
    look = Surface(srgb(tint), 0.02, transmission=1.0)
    return [Piece("glass", turn(shell, AROUND), look), *_wires(points, rng)]


def _wires(points: Points, rng: np.random.Generator) -> list[Piece]:
    """Return the glass stem, two wires and the filament between them."""
    tall, wide = float(points[-1, 1]), float(points[:, 0].max())
    high, apart = 0.55 * tall, 0.42 * min(wide, 40)
    stem = body([(12, -2), (7, 14), (4.5, 0.3 * tall), (6, 0.36 * tall), (0, 0.38 * tall)], 3, 32)
    pieces = [Piece("stem", stem, soft("DDE6E2", 0.2))]
    for name, sign in (("left wire", -1), ("right wire", 1)):
        wire = rod((sign * 2.0, 0, 0.3 * tall), (sign * apart, 0, high), 1.3, 12)
        pieces.append(Piece(name, wire, METAL))
    x = np.linspace(-1, 1, 90)
    kind = pick(rng, ("coil", "arch", "zigzag"))
    if kind == "coil":
        turns = 9 * np.pi * x
        line = np.stack([apart * x, 3.5 * np.cos(turns), high + 3.5 * np.sin(turns)], axis=1)
    elif kind == "arch":
        line = np.stack([apart * x, 0 * x, high + 0.2 * tall * np.sqrt(1.0001 - x**2)], axis=1)
    else:
        saw = np.abs((2.5 * x) % 1 - 0.5) * 2
        line = np.stack([apart * x, 0 * x, high + 0.22 * tall * (1 - saw) * (1 - x**2)], axis=1)
    glow = Surface(srgb("FF9A1E"), 0.4)
    pieces.append(
        Piece(
            "filament",
            joined(
                [
                    rod(tuple(a), tuple(b), 1.6, 8)
                    for a, b in zip(line[::2], line[2::2], strict=False)
                ]
            ),
            glow,
        )
    )
    return pieces


def _led(rng: np.random.Generator) -> list[Piece]:
    """Return a lamp of a ribbed housing below a milky dome."""
    r, waist = rng.uniform(36, 46), rng.uniform(48, 64)
    house = straight(
        np.concatenate(
            [curve([(15, 2), (18, 10), (0.8 * r, 0.6 * waist), (r, waist)], 4), [(0, waist)]]
        ),
        1,
        96,
    )
    fins = int(rng.integers(10, 18))

    def ribbed(points: Points) -> Points:
        angle = np.arctan2(points[:, 1], points[:, 0])
        out = 1 + 0.03 * np.clip(3 * np.cos(fins * angle), -1, 1) * (points[:, 2] > 8)
        return widened(points, out)

    dome = body(
        [
            (0.96 * r, waist - 4),
            (1.04 * r, waist + 12),
            (0.92 * r, waist + 36),
            (0.5 * r, waist + 0.9 * r + 14),
            (0, waist + r + 17),
        ],
        4,
    )
    code = colour(rng, ("ECECE8", "D0D4D8", "3A3E44", *BRIGHT))
    return [
        Piece("housing", house.warp_batch(ribbed), glossy(code, 0.35)),
        Piece("glass", dome, soft(colour(rng, _TINTS), 0.35)),
    ]


def _saver(kind: str, rng: np.random.Generator) -> list[Piece]:
    """Return a ballast housing and white tubes, wound to a double helix or bent to loops."""
    r = rng.uniform(32, 38)
    house = straight([(15, 2), (20, 8), (r, 26), (r, 44), (0, 44)], 3)
    pieces = [Piece("housing", house, glossy(colour(rng, ("F2F0E8", "E4E8EC", *BRIGHT)), 0.35))]
    white = soft(colour(rng, ("FDFCF4", "FFF3D0")), 0.25)
    if kind == "bent":
        count, tall = int(rng.integers(2, 4)), rng.uniform(80, 110)
        for k in range(count):
            a = np.linspace(0, np.pi, 16)
            arch = np.stack([11 * np.cos(a), 0 * a, 40 + tall + 11 * np.sin(a)], axis=1)
            line = np.concatenate([[(11, 0, 38)], arch, [(-11, 0, 38)]])
            loop = cord(line, 6.5).translate((0, 0.58 * r, 0)).rotate((0, 0, 360 * k / count))
            pieces.append(Piece(f"tube {k + 1}", loop, white))
        return pieces
    turns, pitch, tube = rng.uniform(2.5, 4), rng.uniform(29, 34), 6.4
    t = np.linspace(0, 1, int(turns * 26))
    swell = r * rng.uniform(0.85, 1.05) * np.minimum(1, np.sqrt(np.maximum(1.06 - t**5, 0.03)))
    for k in range(2):
        angle = 2 * np.pi * turns * t + np.pi * k
        rise = 52 + turns * pitch * t + 9 * t**6
        line = np.stack([swell * np.cos(angle), swell * np.sin(angle), rise], axis=1)
        start = np.array([[0.75 * line[0, 0], 0.75 * line[0, 1] - 2 * (1 - 2 * k), 38]])
        foot = rod(tuple(start[0]), tuple(line[0]), tube, 16)
        pieces.append(Piece(f"tube {k + 1}", cord(line, tube, (0, 0, 1)) + foot, white))
    top = (0.0, 0.0, float(52 + turns * pitch + 9))
    pieces.append(
        Piece("bridge", ball(top, (swell[-1] + tube, swell[-1] + tube, tube + 1), 24), white)
    )
    return pieces
