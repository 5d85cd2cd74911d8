"""Ice creams: in cones, cups and dishes, and on sticks."""

from __future__ import annotations

import numpy as np
from manifold3d import CrossSection

from ..piad.machining import disc, outline, prism, rounded
from ..piad.turning import Points
from ..props import Prop
from .looks import PASTEL, colour, glossy, soft, striped, woven
from .paintbox import BRIGHT
from .shaping import ball, rod
from .toppings import ICINGS, cherry, dripped, piled, sprinkled, whipped
from .turned import Piece, body, finished, hollow, pick, ring, straight, wavy, widened


def ice(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return an ice cream: scoops or a swirl in a cone, a cup or a glass, or on a stick."""
    kind = pick(rng, ("cone", "cone", "cone", "wafer", "sundae", "stick"))
    if kind == "stick":
        return finished(_lolly(rng), rng)
    if kind == "cone":
        pieces, r, z = _cone(rng)
    elif kind == "wafer":
        pieces, r, z = _wafer_cup(rng)
    else:
        pieces, r, z = _sundae(rng)
    form = pick(rng, ("scoops", "scoops", "whipped", "piled"))
    if form == "scoops":
        more, top = _scoops(r, z, kind, rng)
    else:
        rise = rng.uniform(1.7, 2.4) * r
        swirl = (whipped if form == "whipped" else piled)(1.12 * r, rise, rng).translate(
            (0, 0, z - 4)
        )
        look = soft(colour(rng, ICINGS), 0.4, 0.3)
        collar = body([(0.8 * r, z - 14), (1.1 * r, z), (0.9 * r, z + 8), (0, z + 10)], 4)
        more, top = [Piece("ice", swirl + collar, look)], z + rise
    pieces += more
    ices = [p.solid for p in more if p.name.startswith("ice")]
    if rng.random() < 0.35:
        pieces += sprinkled(ices[-1], 40, rng, 1.0, 0.15)
    if rng.random() < 0.35:
        pieces += cherry(0.24 * r + 4, (0, 0, top - 12))
    if rng.random() < 0.3:
        stick = rod(
            (0.35 * r, 0.2 * r, top - 0.8 * r), (0.85 * r, 0.5 * r, top + 0.75 * r), 0.14 * r, 18
        )
        pieces.append(
            Piece("wafer roll", stick, striped(("D9A25A", "8A5328"), 6, False, 0.6), 60.0)
        )
    return finished(pieces, rng)


def _scoops(r: float, z: float, kind: str, rng: np.random.Generator) -> tuple[list[Piece], float]:
    """Return one to three scoops with ragged skirts, perhaps with a sauce, and their top."""
    count = int(rng.integers(1, 4))
    scoop = r * rng.uniform(1.02, 1.16)
    pieces, codes = [], [str(c) for c in rng.choice(ICINGS, 3, replace=False)]
    if kind == "sundae" and count == 3:
        for k in range(3):
            a = 2 * np.pi * k / 3 + 0.5
            at = (0.52 * r * np.cos(a), 0.52 * r * np.sin(a), z + 0.3 * r)
            pieces.append(Piece(f"ice {k + 1}", ball(at, 0.66 * r, 36), soft(codes[k], 0.45, 0.3)))
        pieces.append(
            Piece("ice 4", ball((0, 0, z + 1.05 * r), 0.62 * r, 36), soft(codes[0], 0.45, 0.3))
        )
        return pieces, z + 1.65 * r
    middle = z + 0.42 * scoop
    for k in range(count):
        size = scoop * (1 - 0.09 * k)
        sphere = ball((0, 0, middle), size, 44)
        skirt = ring(0.86 * size, 0.2 * size, middle - 0.48 * size)
        waves = int(rng.integers(9, 14))
        phase = rng.uniform(0, 6)
        edge = skirt.warp_batch(
            lambda p, w=waves, f=phase, s=size: wavy(p, 0.9 * s, (w, w + 5), 0.05, 0.07 * s, f)
        )
        pieces.append(Piece(f"ice {k + 1}", sphere + edge, soft(codes[k], 0.5, 0.3)))
        top = middle + size
        middle += 1.22 * size
    if rng.random() < 0.4:
        pieces.append(_poured(top, scoop * (1 - 0.09 * (count - 1)), rng))
    return pieces, top


def _poured(top: float, size: float, rng: np.random.Generator) -> Piece:
    """Return sauce that runs down from the top of a scoop."""
    angle = np.linspace(0, 2 * np.pi, 11, endpoint=False)
    rim = 0.9 * size * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    z = top - size
    cap = ball((0, 0, z), 1.05 * size, 40).trim_by_plane((0, 0, 1), z + 0.52 * size)
    drops = dripped(rim, z + 0.58 * size, (0.1 * size, 0.5 * size), 0.1 * size, rng)
    look = glossy(colour(rng, ("3A2013", "B3142A", "C9822F", "E65A8C")), 0.12)
    return Piece("sauce", cap + drops, look)


def _cone(rng: np.random.Generator) -> tuple[list[Piece], float, float]:
    """Return a pointed waffle cone, its radius and the height of its rim."""
    r, tall = 62.0, rng.uniform(130, 190)
    cone = straight([(7, 0), (r, tall), (0, tall)], 3.0)
    light, dark = (("E3AE62", "B5712F"), ("D9963F", "9A5B24"), ("F0C986", "C98A45"))[
        int(rng.integers(3))
    ]
    pieces = [Piece("cone", cone, woven(light, dark, 6), 80.0)]
    if rng.random() < 0.4:
        low = rng.uniform(0.35, 0.6) * tall
        at = 7 + (r - 7) * low / tall
        sleeve = straight([(8.5, -2), (at + 2.5, low), (at + 0.5, low), (0, low - 2)], 0.5)
        look = striped((colour(rng, BRIGHT), "FAFAF4"), 8, True, 0.5)
        pieces.append(Piece("paper", sleeve, look, wrap=True))
    return pieces, r, tall


def _wafer_cup(rng: np.random.Generator) -> tuple[list[Piece], float, float]:
    """Return a wafer cone with a flat foot and a wider rim."""
    r, tall = 58.0, rng.uniform(115, 145)
    code = colour(rng, ("E3AE62", "F0C986", "E8A0A8", "D9963F"))
    foot = straight([(0.62 * r, 0), (0.78 * r, 0.58 * tall), (0, 0.58 * tall)], 3)
    ribs = foot.warp_batch(lambda p: _ribbed(p, 16)) if rng.random() < 0.7 else foot
    cup = straight(
        [(0.86 * r, 0.52 * tall), (1.02 * r, 0.6 * tall), (1.08 * r, tall), (0, tall)], 4
    )
    return [Piece("cone", ribs, soft(code, 0.7)), Piece("cone rim", cup, soft(code, 0.7))], r, tall


def _ribbed(points: Points, ribs: int) -> Points:
    angle = np.arctan2(points[:, 1], points[:, 0])
    out = 1 + 0.025 * np.sign(np.cos(ribs * angle))
    return widened(points, out)


def _sundae(rng: np.random.Generator) -> tuple[list[Piece], float, float]:
    """Return a footed dish."""
    r, stem = 72.0, rng.uniform(20, 70)
    outside = np.array([(14, 0), (44, 14), (62, 44), (r, 84)]) + np.array([0, stem])
    shell, _ = hollow(outside, 6.0, stem + 12)
    look = glossy(colour(rng, (*PASTEL, *BRIGHT)))
    base = body(
        [(46, 0), (46, 5), (16, 14), (10, 0.6 * stem + 6), (16, stem + 6), (0, stem + 8)], 4
    )
    return [Piece("dish", shell, look), Piece("foot", base, look)], 0.9 * r, stem + 76


def _lolly(rng: np.random.Generator) -> list[Piece]:
    """Return an ice lolly lying flat: two or three bands or a coat, its stick, perhaps a bite."""
    half, tall, thick = rng.uniform(42, 56), rng.uniform(150, 190), rng.uniform(34, 48)
    a = np.linspace(0, np.pi, 48)
    arch = np.stack([half * np.cos(a), tall - half + half * np.sin(a)], axis=1)
    plan = rounded(outline([(-1.04 * half, 0), (1.04 * half, 0), *arch]), 9).simplify(0.05)
    bar = prism(plan, (0, thick), 9, 8)
    if rng.random() < 0.35:
        teeth = [disc(17, (half - 8 + x, tall - 20 + y)) for x, y in ((0, 0), (-26, 16), (8, -26))]
        bar = bar - (teeth[0] + teeth[1] + teeth[2]).extrude(300).translate((0, 0, -100))
    stick = prism(
        rounded(CrossSection.square([22, 150], True), 10), (0.5 * thick - 5, 0.5 * thick + 5), 2, 2
    )
    pieces = [Piece("stick", stick.translate((0, -25, 0)), soft("E3C08C", 0.6))]
    codes = [str(c) for c in rng.choice((*ICINGS, *BRIGHT[:6]), 3, replace=False)]
    count = int(rng.integers(1, 4))
    edges = np.linspace(-1, tall + 1, count + 1)
    for k in range(count):
        # bands overlap a little
        band = bar.trim_by_plane((0, 1, 0), edges[k] - 2).trim_by_plane((0, -1, 0), -edges[k + 1])
        pieces.append(Piece(f"ice {k + 1}", band, soft(codes[k], 0.3, 0.3)))
    if count == 1:
        dip = prism(plan.offset(3), (-3, thick + 3), 9, 5).trim_by_plane(
            (0, 1, 0), rng.uniform(0.3, 0.6) * tall
        )
        coat = dip - prism(plan.offset(-3), (3, thick - 3), 7, 4)
        pieces.append(Piece("coat", coat, glossy(colour(rng, ICINGS, codes[0]), 0.2)))
        if rng.random() < 0.7:
            pieces += sprinkled(dip, 40, rng, 1.0, 0.5)
    return pieces
