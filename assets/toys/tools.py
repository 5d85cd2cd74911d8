"""A toy hammer, lying on its side: claw, ball-peen, sledge, mallet; mm, handle along X."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from manifold3d import Manifold

from ..brick_shapes import union
from ..materials import Surface
from ..piad.turning import Points, bend, swept
from ..props import Prop
from . import paintbox, shaping
from .paintbox import Finish, colours
from .turned import Piece, finished, ring

_KINDS = ("claw", "peen", "sledge", "mallet", "squeaky")


def hammer(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a hammer whose head lies across y at the end of a handle along x."""
    kind = str(rng.choice(_KINDS, p=[0.36, 0.18, 0.16, 0.16, 0.14]))
    finish = paintbox.finish(rng)
    main, second = colours(rng, 2)
    size = float(rng.uniform(0.9, 1.15))
    made = _handle(kind, size, finish, main, second, rng)
    heads = {"claw": _claw, "peen": _peen, "sledge": _sledge, "mallet": _mallet,
             "squeaky": _squeaky}  # fmt: skip
    return finished(_laid(made + heads[kind](size, finish, second, rng)), rng)


def _laid(pieces: list[Piece]) -> list[Piece]:
    """Return the hammer tilted until both its head and the end of its handle lie on the table."""
    lows = {p.name: float(p.solid.bounding_box()[2]) for p in pieces}
    fall = lows["handle"] - min(lows.values())
    angle = float(np.degrees(np.arctan2(fall, 240)))
    return [replace(p, solid=p.solid.rotate((0, -angle, 0))) for p in pieces]


def _handle(
    kind: str, size: float, finish: Finish, main: str, second: str, rng: np.random.Generator
) -> list[Piece]:
    """Return a waisted handle from x = -250 to 10 with a grip, a ring or a knob at its end."""
    w = size * float(rng.uniform(11, 14)) * (1.15 if kind in ("mallet", "squeaky") else 1)
    t, power = 0.8 * w, float(rng.uniform(2.1, 3.2))
    end = -float(rng.uniform(225, 265))
    drawn = shaping.loft([
        (end, 0, 0, 0.8 * w, 0.8 * t, power), (0.94 * end, 0, 0, 1.15 * w, 1.15 * t, power),
        (0.78 * end, 0, 0, 1.1 * w, 1.1 * t, power), (0.5 * end, 0, 0, 0.85 * w, 0.85 * t, power),
        (-25, 0, 0, 0.9 * w, 0.9 * t, power), (6, 0, 0, 0.8 * w, 0.8 * t, power),
    ], 40, 36)  # fmt: skip
    wood = finish.paint(str(rng.choice(paintbox.WOODS)))
    made = [Piece("handle", drawn, wood if rng.random() < 0.65 else finish.paint(main))]
    style = str(rng.choice(("grip", "grip", "bands", "bare")))
    if style == "grip":
        cut = _between(drawn, end - 5, 0.5 * end)
        grip = shaping.swollen(cut, 1.6)
        rings = [
            _between(shaping.swollen(drawn, 3.0), x, x + 7) for x in np.linspace(0.9, 0.55, 6) * end
        ]
        made.append(Piece("grip", union([grip, *rings]), finish.paint(main)))
    elif style == "bands":
        for k, x in enumerate(np.linspace(0.9, 0.7, int(rng.integers(2, 4)))):
            band = _between(shaping.swollen(drawn, 1.2), x * end, x * end + 12)
            made.append(Piece(f"band {k + 1}", band, finish.paint(second)))
    if rng.random() < 0.35:
        loop = ring(11, 2.6, 0).translate((end - 6, 0, 0))
        made.append(Piece("hanging ring", loop, paintbox.METAL))
    return made


def _between(solid: Manifold, low: float, high: float) -> Manifold:
    return solid.trim_by_plane((1, 0, 0), low).trim_by_plane((-1, 0, 0), -high)


def _steel(finish: Finish, colour: str, rng: np.random.Generator) -> Surface:
    kinds = (paintbox.METAL, paintbox.METAL, finish.paint(colour), finish.paint("50565E"))
    return kinds[int(rng.integers(len(kinds)))]


def _cheek(size: float) -> Manifold:
    """Return the block that the handle goes through."""
    s = 17 * size
    return shaping.pillow((-s, s), (-1.15 * s, 1.15 * s), (-s, s), 0.28 * s)


def _face(size: float, reach: float, radius: float) -> Manifold:
    """Return neck and striking face, from the middle towards +y."""
    n, r = 0.68 * radius, radius
    y = [0, 0.55 * reach, 0.68 * reach, reach - 2, reach, reach]
    profile = list(zip((n, n, r, r, 0.86 * r, 0), y, strict=True))
    return shaping.along_y(shaping.turned([(0, 0), *profile], 0.8, 40))


def _wedge(size: float) -> Piece:
    solid = shaping.pillow((10, 19.5 * size), (-8 * size, 8 * size), (-6.5 * size, 6.5 * size), 2)
    return Piece("wedge", solid, paintbox.Finish(0.4, 0.2).paint("B98A52"))


def _claw(size: float, finish: Finish, colour: str, rng: np.random.Generator) -> list[Piece]:
    steel = _steel(finish, colour, rng)
    radius, reach = size * float(rng.uniform(17, 21)), size * float(rng.uniform(52, 64))
    drop = size * float(rng.uniform(28, 62))
    path = bend([(2, -8, 0), (4, -0.5 * reach, 0), (0, -1.05 * reach, 0),
                 (-0.45 * drop, -1.3 * reach, 0),
                 (-drop, -1.42 * reach, 0)], 36)  # fmt: skip
    share = np.linspace(0, 1, len(path))
    thick = np.interp(share, [0, 0.4, 1], [13, 11, 2.2])
    wide = np.interp(share, [0, 0.4, 1], [14, 16, 14])
    up = (0, 0, 1)
    prongs = swept(path, _blocks(thick * size, wide * size, 3.5), up)
    late = path[share > 0.42]
    gap = np.linspace(0.8, 8.5, len(late)) * size
    slot = swept(late, _blocks(np.full(len(late), 30.0), gap, 6.0), up)
    beyond = path[-2:] + (path[-1] - path[-2]) * [[0.5], [4]]
    over = swept(beyond, _blocks(np.full(2, 30.0), np.full(2, 8.5 * size), 6.0), up)
    return [
        Piece("head", _cheek(size), steel),
        Piece("face", _face(size, reach, radius), steel),
        Piece("claw", prongs - slot - over, steel),
        _wedge(size),
    ]


def _blocks(thick: Points, wide: Points, power: float, count: int = 32) -> Points:
    """Return superellipses (n, count, 2) of half axes (n,) each."""
    angle = np.arange(count) * 2 * np.pi / count + np.pi / count
    c, s = np.cos(angle), np.sin(angle)
    shape = np.stack([np.sign(v) * np.abs(v) ** (2 / power) for v in (c, s)], axis=-1)
    drawn: Points = shape * np.stack([thick, wide], axis=-1)[:, None]
    return drawn


def _peen(size: float, finish: Finish, colour: str, rng: np.random.Generator) -> list[Piece]:
    steel = _steel(finish, colour, rng)
    radius, reach = size * float(rng.uniform(18, 22)), size * float(rng.uniform(54, 66))
    neck = shaping.along_y(shaping.turned([(0, 0), (12 * size, 0), (10 * size, reach), (0, reach)]))
    knob = shaping.ball((0, reach, 0), size * float(rng.uniform(17, 21)), 40)
    return [
        Piece("head", _cheek(size), steel),
        Piece("face", _face(size, reach, radius), steel),
        Piece("peen", (neck + knob).mirror((0, 1, 0)), steel),
        _wedge(size),
    ]


def _sledge(size: float, finish: Finish, colour: str, rng: np.random.Generator) -> list[Piece]:
    steel = _steel(finish, colour, rng)
    half, reach = size * float(rng.uniform(24, 29)), size * float(rng.uniform(54, 66))
    block = 0.41 * half
    plan = [(-block, -half), (block, -half), (half, -block), (half, block), (block, half),
            (-block, half), (-half, block), (-half, -block)]  # fmt: skip
    core = shaping.upright(plan, (-0.8 * reach, 0.8 * reach), 0.0, 2.0)
    ends = shaping.upright(np.array(plan) * 1.06, (0.72 * reach, reach), 4.0, 2.0)
    accent = finish.paint(colour) if rng.random() < 0.5 else steel
    return [
        Piece("head", core, accent),
        Piece("front face", ends, steel),
        Piece("back face", ends.mirror((0, 1, 0)), steel),
        Piece("wedge", shaping.pillow((14, half + 2), (-9, 9), (-7, 7), 2),
              paintbox.Finish(0.4, 0.2).paint("B98A52")),
    ]  # fmt: skip


def _mallet(size: float, finish: Finish, colour: str, rng: np.random.Generator) -> list[Piece]:
    """Return a barrel or a box of wood, or of rubber, with hoops."""
    reach, r = size * float(rng.uniform(58, 74)), size * float(rng.uniform(33, 40))
    looks = (finish.paint(str(rng.choice(paintbox.WOODS))), paintbox.RUBBER, finish.paint(colour))
    surface = looks[int(rng.integers(3))]
    if rng.random() < 0.4:
        drawn = shaping.pillow((-0.95 * r, 0.95 * r), (-reach, reach), (-0.8 * r, 0.8 * r), 5)
        return [Piece("head", drawn, surface),
                Piece("collar", shaping.pillow((-r - 7, -0.8 * r), (-20, 20), (-17, 17), 4),
                      finish.paint(colour))]  # fmt: skip
    belly = float(rng.uniform(1.0, 1.18))
    profile = [(0, -reach), (r, -reach), (belly * r, -0.4 * reach), (belly * r, 0.4 * reach),
               (r, reach), (0, reach)]  # fmt: skip
    made = [Piece("head", shaping.along_y(shaping.turned(profile, 3.0, 48)), surface)]
    at = 0.72 * reach
    across = r * (1 + (belly - 1) * 0.47)
    hoop = shaping.turned([(0.9 * across, at - 6), (across + 3, at - 6), (across + 2, at + 6),
                           (0.9 * across, at + 6)], 1.0, 48)  # fmt: skip
    hoop = shaping.along_y(hoop)
    paint = paintbox.METAL if surface.base_color != paintbox.METAL.base_color else paintbox.BRASS
    made += [Piece("front hoop", hoop, paint), Piece("back hoop", hoop.mirror((0, 1, 0)), paint)]
    return made


def _squeaky(size: float, finish: Finish, colour: str, rng: np.random.Generator) -> list[Piece]:
    """Return a child's soft hammer: a drum with bellows at both ends."""
    r = size * float(rng.uniform(30, 37))
    first, second = colours(rng, 2)
    core = shaping.along_y(shaping.turned([(0, -28), (r, -28), (r, 28), (0, 28)], 4.0, 44))
    folds = [(0.0, 20.0)]
    count = int(rng.integers(2, 5))
    for k in range(count):
        y = 24 + 13 * k
        folds += [(0.78 * r, y), (1.1 * r, y + 6.5)]
    end = 24 + 13 * count
    folds += [(0.78 * r, end), (1.02 * r, end + 2), (1.02 * r, end + 12), (0, end + 16)]
    bellows = shaping.along_y(shaping.turned(folds, 1.2, 44))
    return [
        Piece("head", core, finish.paint(first)),
        Piece("front bellows", bellows, finish.paint(second)),
        Piece("back bellows", bellows.mirror((0, 1, 0)), finish.paint(second)),
        Piece("collar", shaping.along_x(shaping.turned(
            [(0, 0), (18, 0), (15, 14), (0, 14)], 2.0,
            32)).rotate((0, 0, 180)).translate((-r + 4, 0, 0)),
            finish.paint(colour)),
    ]  # fmt: skip
