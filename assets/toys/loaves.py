"""Bread: tin loaves whole and sliced, a single slice, baguettes, round loaves, plaits, rolls."""

from __future__ import annotations

import numpy as np
from manifold3d import CrossSection, JoinType, Manifold

from ..materials import Surface
from ..piad.machining import outline, prism, rounded
from ..piad.turning import curve
from ..props import Prop
from .looks import colour, mottled, soft
from .shaping import ball, loft
from .turned import Piece, body, cord, finished, joined, pick, spots, strewn

_CRUSTS = (("C98A45", "A8662C"), ("B5712F", "8F5222"), ("D9A25A", "BE7F38"), ("8A5328", "6B3D1C"))
_CRUMBS = ("F4E3BE", "EBD2A0", "F8EBCB", "C9A06A")


def bread(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a bread of one of six kinds, lying."""
    kind = pick(rng, ("loaf", "sliced", "sliced", "baguette", "round", "plait", "slice"))
    light, dark = _CRUSTS[int(rng.integers(len(_CRUSTS)))]
    crust = mottled(light, dark, light, int(rng.integers(4)), 0.6)
    crumb = soft(colour(rng, _CRUMBS), 0.9)
    makers = {"loaf": _loaf, "sliced": _sliced, "baguette": _baguette, "round": _round,
              "plait": _plait, "slice": _slice}  # fmt: skip
    return finished(makers[kind](crust, crumb, rng), rng)


def _face(rng: np.random.Generator) -> CrossSection:
    """Return the outline of a slice: a tin below, a dome that hangs over a little above."""
    half, tall = rng.uniform(58, 68), rng.uniform(80, 105)
    over, rise = rng.uniform(3, 10), rng.uniform(20, 42)
    a = np.linspace(-0.35, np.pi + 0.35, 60)
    dome = np.stack([(half + over) * np.cos(a), tall + rise * np.sin(a)], axis=1)
    dome[:, 0] *= 1 - 0.06 * (rise > 32)
    tin = [(-half, 0), (half, 0), (half, tall - 0.4 * rise)]
    shape = outline([*tin, *dome, (-half, tall - 0.4 * rise)])
    return rounded(shape, 10, 4).simplify(0.05)


def _along(section: CrossSection, x: tuple[float, float], edge: float) -> Manifold:
    """Return a face drawn out along x, its rims rounded."""
    pose = np.array([[0, 0, 1, 0], [1, 0, 0, 0], [0, 1, 0, 0]], np.float64)
    return prism(section, x, edge, 6 if edge > 2 else 3).transform(pose)


def _loaf(crust: Surface, crumb: Surface, rng: np.random.Generator) -> list[Piece]:
    """Return a whole tin loaf with cuts along or across its top."""
    face, length = _face(rng), rng.uniform(220, 290)
    solid = _along(face, (-length / 2, length / 2), 14)
    top = face.bounds()[3]
    pieces = [Piece("body", solid, crust, 220.0)]
    coat = _along(face.offset(2.0, JoinType.Round), (-length / 2, length / 2), 14)
    coat = coat - _along(face.offset(-5, JoinType.Round), (-length, length), 0)
    if rng.random() < 0.4:
        cut = CrossSection(
            [
                curve(
                    [(-0.4 * length, 0), (0, -9), (0.4 * length, 0), (0, 9), (-0.4 * length, 0)], 6
                )[:-1]
            ]
        )
        slots = [cut.extrude(400)]
    else:
        count, slant = int(rng.integers(3, 6)), float(rng.uniform(-25, 25))
        lens = ball((0, 0, 0), (8, 52, 60), 24).rotate((0, 0, slant))
        slots = [lens.translate((x, 0, top)) for x in np.linspace(-0.36, 0.36, count) * length]
    for k, slot in enumerate(slots):
        mark = coat ^ slot
        if mark.volume() > 0:
            pieces.append(Piece(f"cut {k + 1}", mark, crumb))
    return pieces


def _piece_of(
    face: CrossSection, x: tuple[float, float], name: str, crust: Surface, crumb: Surface
) -> list[Piece]:
    """Return crust and crumb of a slice between two x."""
    inner = face.offset(-6, JoinType.Round)
    rind = _along(face, x, 1.5) - _along(face.offset(-9, JoinType.Round), (x[0] - 9, x[1] + 9), 0)
    return [
        Piece(f"{name} crust", rind, crust, 220.0),
        Piece(f"{name} crumb", _along(inner, (x[0] - 1.2, x[1] + 1.2), 1.0), crumb),
    ]


def _sliced(crust: Surface, crumb: Surface, rng: np.random.Generator) -> list[Piece]:
    """Return a loaf cut open, some slices standing off or fallen over towards +X."""
    face, length = _face(rng), rng.uniform(110, 170)
    thick, count = rng.uniform(16, 22), int(rng.integers(1, 5))
    whole = _along(face, (-length, 0), 12).trim_by_plane((-1, 0, 0), 0.5)
    core = _along(face.offset(-6, JoinType.Round), (-24, 1.5), 1.0)
    pieces = [Piece("loaf", whole, crust, 220.0), Piece("loaf crumb", core, crumb)]
    x = 1.5
    lean = rng.uniform(0, 9)
    for k in range(count):
        tilt = lean * (k + 1) if k < count - 1 or rng.random() < 0.5 else 62.0
        parts = _piece_of(face, (-thick, 0.0), f"slice {k + 1}", crust, crumb)
        tilted = [p.solid.rotate((0, tilt, 0)) for p in parts]
        boxes = np.array([solid.bounding_box() for solid in tilted])
        # each slice leans on the one before it, a little sunk in
        shift = (x - 1.5 - float(boxes[:, 0].min()), 0.0, -float(boxes[:, 2].min()))
        for part, solid in zip(parts, tilted, strict=True):
            pieces.append(Piece(part.name, solid.translate(shift), part.surface, part.tile))
        x = shift[0]
    return pieces


def _slice(crust: Surface, crumb: Surface, rng: np.random.Generator) -> list[Piece]:
    """Return one slice lying flat, plain or with butter, jam or a fried egg on it."""
    face, thick = _face(rng), rng.uniform(18, 26)
    pieces = _piece_of(face, (0, thick), "slice", crust, crumb)
    topping = pick(rng, ("none", "butter", "jam", "egg"))
    middle = (face.bounds()[1] + face.bounds()[3]) / 2
    if topping == "butter":
        pat = prism(rounded(CrossSection.square([48, 48], True), 4), (thick - 2, thick + 14), 3, 3)
        pieces.append(
            Piece(
                "butter",
                _stood(pat.rotate((0, 0, 25)).translate((0, middle, 0))),
                soft("F6DC6E", 0.3),
            )
        )
    elif topping == "jam":
        code = colour(rng, ("A81626", "E0851A", "5A2E16", "7B2A6B"))
        blob = prism(face.offset(-15, JoinType.Round), (thick - 2, thick + 6), 4, 3)
        pieces.append(Piece("spread", _stood(blob), soft(code, 0.2)))
    elif topping == "egg":
        t = np.linspace(0, 2 * np.pi, 60, endpoint=False)
        r = 44 + 4 * np.cos(3 * t + 1) + 3 * np.cos(5 * t)
        white = outline(r[:, None] * np.stack([np.cos(t), np.sin(t)], 1) + [0, middle])
        pieces.append(
            Piece(
                "egg white", _stood(prism(white, (thick - 2, thick + 7), 4, 3)), soft("FFFDF4", 0.3)
            )
        )
        pieces.append(
            Piece(
                "yolk", _stood(ball((4, middle, thick + 6), (19, 19, 13), 30)), soft("F6A91C", 0.2)
            )
        )
    flat = []
    for piece in pieces:
        # face up: x becomes z
        pose = piece.solid.rotate((0, -90, 0))
        flat.append(Piece(piece.name, pose, piece.surface, piece.tile))
    return flat


def _stood(solid: Manifold) -> Manifold:
    """Return what is drawn on a plan turned as faces are: plan x to y, y to z, up to x."""
    return solid.transform(np.array([[0, 0, 1, 0], [1, 0, 0, 0], [0, 1, 0, 0]], np.float64))


def _baguette(crust: Surface, crumb: Surface, rng: np.random.Generator) -> list[Piece]:
    """Return a long loaf with slanting cuts."""
    length, wide = 320.0, rng.uniform(28, 46)
    bow = rng.uniform(-10, 10)
    slim = [0, 0.72 * wide, 0.62 * wide, 2]
    rows = [
        [-length / 2, bow, 0, 0, 0, 2],
        [-0.4 * length, 0.4 * bow, *slim],
        [0, -0.5 * bow, 0, wide, 0.84 * wide, 2.2],
        [0.4 * length, 0.4 * bow, *slim],
        [length / 2, bow, 0, 0, 0, 2],
    ]
    solid = loft(rows)
    solid = solid.trim_by_plane((0, 0, 1), -0.62 * wide)
    count, slant = int(rng.integers(4, 8)), float(rng.uniform(18, 50))
    lens = ball((0, 0, 0), (0.22 * wide + 3, 0.95 * wide, 0.5 * wide), 24).rotate((0, 0, -slant))
    coat = solid.scale((1.005, 1.05, 1.06))
    pieces = [Piece("body", solid, crust, 220.0)]
    for k, x in enumerate(np.linspace(-0.35, 0.35, count) * length):
        mark = (coat ^ lens.translate((float(x), 0, 0.84 * wide))) - solid.scale((0.95, 0.9, 0.88))
        pieces.append(Piece(f"cut {k + 1}", mark, crumb))
    return pieces


def _round(crust: Surface, crumb: Surface, rng: np.random.Generator) -> list[Piece]:
    """Return a round loaf with a cross, lines or a square cut in, perhaps with seeds."""
    tall = rng.uniform(105, 150)
    profile = [
        (115, 0),
        (140, 0.2 * tall),
        (138, 0.42 * tall),
        (112, 0.74 * tall),
        (60, 0.95 * tall),
        (0, tall),
    ]
    wide = (1.0, float(rng.uniform(0.75, 1.0)), 1.0)
    solid = body(profile, 7).scale(wide)
    coat = solid.scale((1.02, 1.02, 1.025)) - solid.scale((0.94, 0.94, 0.94))
    kind = pick(rng, ("cross", "lines", "square"))
    blade = ball((0, 0, tall), (9, 105, 75), 28)
    turns = {"cross": [(0, 45), (0, -45)], "lines": [(-48, 0), (0, 0), (48, 0)],
             "square": [(-46, 0), (46, 0), (-46, 90), (46, 90)]}[kind]  # fmt: skip
    first = float(rng.uniform(0, 90))
    slots = [blade.translate((x, 0, 0)).rotate((0, 0, turn + first)) for x, turn in turns]
    pieces = [Piece("body", solid, crust, 240.0)]
    if kind == "lines":
        pieces += [Piece(f"cut {k + 1}", coat ^ s, crumb) for k, s in enumerate(slots)]
    else:
        pieces.append(Piece("cut", coat ^ joined(slots), crumb))
    if rng.random() < 0.4:
        where = spots(solid, 60, 13, rng, lambda _, n: n[:, 2] > 0.45)
        grain = ball((0, 0, 0), (5.5, 3, 2.2), 8)
        pieces.append(
            Piece(
                "seeds",
                strewn([grain], *where, rng),
                soft(colour(rng, ("F4E3BE", "3A2A20", "C99A4A")), 0.6),
            )
        )
    return pieces


def _plait(crust: Surface, crumb: Surface, rng: np.random.Generator) -> list[Piece]:
    """Return a plait of three strands, thick in the middle."""
    length, turns = 310.0, rng.uniform(2.2, 3.2)
    x = np.linspace(-0.5, 0.5, 90)
    swell = np.sqrt(np.maximum(1 - (1.9 * x) ** 2, 0.02))
    pieces = []
    for k in range(3):
        phase = 2 * np.pi * (turns * x + k / 3)
        line = np.stack(
            [length * x, 34 * swell * np.sin(phase), 15 * swell * np.sin(2 * phase)], axis=1
        )
        strand = cord(line, 5 + 22 * swell, (0, 0, 1))
        pieces.append(Piece(f"strand {k + 1}", strand, crust, 220.0))
    if rng.random() < 0.5:
        where = spots(joined([p.solid for p in pieces]), 60, 11, rng, lambda _, n: n[:, 2] > 0.5)
        grain = ball((0, 0, 0), (4.5, 2.6, 2), 8)
        pieces.append(Piece("seeds", strewn([grain], *where, rng), soft("F7EBD0", 0.6)))
    return pieces
