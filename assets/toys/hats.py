"""Hats: caps, party hats, woollen hats, cooks' hats and others; `brimmed_hats` has more."""

from __future__ import annotations

import numpy as np
from manifold3d import Manifold

from ..piad.turning import Points, curve, sheet, turn
from ..props import Prop
from .brimmed_hats import BRIMMED, brimmed
from .looks import DARK, PASTEL, colour, dotted, soft, striped
from .paintbox import BRIGHT
from .shaping import ball
from .turned import Piece, body, cord, finished, joined, pick, straight, widened


def hat(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a hat lying on its brim."""
    kind = pick(rng, (*BRIMMED, "cap", "cap", "party", "beanie", "santa", "fez", "chef"))
    if kind in BRIMMED:
        return finished(brimmed(kind, rng), rng)
    makers = {
        "cap": _cap,
        "party": _party,
        "beanie": _beanie,
        "santa": _santa,
        "fez": _fez,
        "chef": _chef,
    }
    return finished(makers[kind](rng), rng)


def _cap(rng: np.random.Generator) -> list[Piece]:
    """Return a baseball cap: six panels in one or two colours, peak towards +X, button."""
    r, tall = 88.0, rng.uniform(78, 104)
    code = colour(rng, (*BRIGHT, *DARK))
    other = code if rng.random() < 0.35 else colour(rng, (*BRIGHT, "F6F2E6"), code)
    trim = soft(other, 0.6)
    profile = np.array([(1, 0), (1, 0.25), (0.88, 0.65), (0.5, 0.93), (0, 1)]) * [r, tall]
    long = (1.08, 1, 1)
    dome = body(profile, 5).scale(long)
    ridge = curve(profile, 9)
    half = np.stack([ridge[:, 0], 0 * ridge[:, 0], ridge[:, 1]], axis=1)
    hoop = cord(np.concatenate([half, half[-2::-1] * [-1, 1, 1]]), 1.5)
    seams = [hoop.rotate((0, 0, 30 + 60 * k)).scale(long) for k in range(3)]
    pieces = [
        Piece("crown", dome, soft(code, 0.75)),
        Piece("seams", joined(seams), trim),
        Piece("peak", _peak(r, rng.uniform(70, 95), rng.uniform(14, 30)), trim),
        Piece("button", ball((0, 0, tall), (9, 9, 6), 24), trim),
    ]
    kind = pick(rng, ("panel", "badge", "plain"))
    if kind == "panel":
        front = dome.scale((1.012,) * 3).trim_by_plane((1, 0, 0), 28.0) - dome.scale((0.94,) * 3)
        look = soft(colour(rng, ("F6F2E6", *BRIGHT), code), 0.75)
        pieces.append(Piece("front panel", front, look))
    elif kind == "badge":
        badge = ball((0, 0, 0), (4, 24, 20), 30).rotate((0, -18, 0))
        badge = badge.translate((1.05 * r, 0, 0.42 * tall))
        pieces.append(Piece("badge", badge, soft(colour(rng, BRIGHT, code), 0.5)))
    return pieces


def _peak(r: float, reach: float, droop: float) -> Manifold:
    """Return the peak of a cap, its sides drooping."""
    flat = ball((0.62 * r, 0, 0), (0.5 * r + reach, 0.9 * r, 5.5), 60)

    def bent(points: Points) -> Points:
        moved = points.copy()
        moved[:, 2] -= droop * (points[:, 1] / r) ** 2 + 0.05 * np.maximum(points[:, 0] - r, 0)
        return moved

    return flat.trim_by_plane((1, 0, 0), 0.35 * r).warp_batch(bent).translate((0, 0, 7))


def _party(rng: np.random.Generator) -> list[Piece]:
    """Return a paper cone with a pompom and a frill."""
    r, tall = 62.0, rng.uniform(150, 200)
    a, b = (str(c) for c in rng.choice((*BRIGHT, "FBF6E8"), 2, replace=False))
    look = pick(rng, ("dots", "stripes", "level"))
    surface = {"dots": dotted(a, b, 9, 6, 0.25, 0.5), "stripes": striped((a, b), 7, True, 0.5),
               "level": striped((a, b), 4, False, 0.5)}[look]  # fmt: skip
    cone = straight([(r, 0), (3, tall), (0, tall)], 0.5)
    tufts = joined(
        [
            ball((0, 0, 0), (6, 6, 20), 12).rotate((float(t), 0, float(u)))
            for t, u in rng.uniform(0, 360, (14, 2))
        ]
    )
    frill = joined([ball((r, 0, 4), 8, 14).rotate((0, 0, 20 * k)) for k in range(18)])
    trim = soft(colour(rng, BRIGHT, a), 0.8)
    return [
        Piece("cone", cone, surface, wrap=True),
        Piece("pompom", tufts.translate((0, 0, tall)), trim),
        Piece("frill", frill, trim),
    ]


def _beanie(rng: np.random.Generator) -> list[Piece]:
    """Return a woollen hat with a ribbed fold and a bobble."""
    r, tall = 84.0, rng.uniform(95, 130)
    a, b = (str(c) for c in rng.choice((*BRIGHT, *DARK, *PASTEL), 2, replace=False))
    knit = body(
        [(r, 0), (r, 0.3 * tall), (0.86 * r, 0.7 * tall), (0.45 * r, 0.95 * tall), (0, tall)],
        5,
        120,
    )
    look = (
        striped((a, b, a, a), int(rng.integers(2, 5)), False, 0.9)
        if rng.random() < 0.6
        else soft(a, 0.9)
    )
    fold = straight([(r - 5, -2), (r + 8, 0), (r + 9, 38), (r - 5, 40)], 3.5, 144)
    fold = turn(sheet([(r + 1, 6), (r + 2, 34)], 13), 144)

    def ribbed(points: Points) -> Points:
        out = 1 + 0.018 * np.cos(36 * np.arctan2(points[:, 1], points[:, 0]))
        return widened(points, out)

    pieces = [
        Piece("crown", knit.warp_batch(ribbed), look, wrap=bool(look.texture)),
        Piece("fold", fold.warp_batch(ribbed), soft(b, 0.9)),
    ]
    if rng.random() < 0.85:
        puffs = rng.standard_normal((26, 3))
        puffs = 20 * puffs / np.linalg.norm(puffs, axis=1)[:, None]
        bobble = joined([ball((0, 0, 0), 20, 20), *[ball(tuple(p), 8, 12) for p in puffs.tolist()]])
        pieces.append(
            Piece(
                "bobble",
                bobble.translate((0, 0, tall + 14)),
                soft(colour(rng, (b, "FBF6E8")), 0.95),
            )
        )
    return pieces


def _santa(rng: np.random.Generator) -> list[Piece]:
    """Return a soft pointed hat that falls to one side, white fur and a bobble."""
    r, reach = 80.0, rng.uniform(70, 120)
    line = curve(
        [
            (0, 0, 4),
            (2, 0, 60),
            (0.24 * reach, 0, 120),
            (0.75 * reach, 0, 132),
            (1.15 * reach, 0, rng.uniform(60, 100)),
        ],
        5,
    )
    share = np.linspace(0, 1, len(line))
    sack = cord(line, np.interp(share, [0, 0.2, 0.5, 0.8, 1], [78, 72, 46, 22, 11]))
    fur = joined(
        [ball((r, 0, 16 + rng.uniform(-3, 3)), 21, 14).rotate((0, 0, 18 * k)) for k in range(20)]
    )
    code = colour(rng, ("C8201C", "C8201C", "2E7A3A", "2A56A8"))
    white = soft("FBF8F0", 0.95)
    return [
        Piece("sack", sack, soft(code, 0.85)),
        Piece("fur", fur, white),
        Piece("bobble", ball(tuple(line[-1]), 22, 30), white),
    ]


def _fez(rng: np.random.Generator) -> list[Piece]:
    """Return a fez with its tassel."""
    tall, low, high = rng.uniform(90, 120), rng.uniform(74, 84), rng.uniform(54, 66)
    drum = straight([(low, 0), (high, tall), (0, tall)], 4)
    line = curve(
        [
            (0, 0, tall),
            (0.5 * high, -0.6 * high, tall + 4),
            (0.66 * high, -0.8 * high, tall - 4),
            (0.7 * low, -0.84 * low, 0.6 * tall),
        ],
        5,
    )
    tassel = body([(4, 0), (11, -8), (12, -40), (0, -42)][::-1], 4, 24).translate(tuple(line[-1]))
    gold = soft(colour(rng, ("E8B83A", "2B2B30", "F3E6C4")), 0.6)
    return [
        Piece(
            "drum",
            drum,
            soft(colour(rng, ("A8181E", "7A1424", "2A4A8C", "5A2A7A", "C8641E")), 0.85),
        ),
        Piece("cord", cord(line, 3.2, (0.6, 0.5, 0)), gold),
        Piece("tassel", tassel, gold),
        Piece("button", ball((0, 0, tall), (8, 8, 5), 20), gold),
    ]


def _chef(rng: np.random.Generator) -> list[Piece]:
    """Return a cook's hat: a band and a pleated puff."""
    r, tall, pleats = 72.0, rng.uniform(60, 90), int(rng.integers(9, 15))
    wide = rng.uniform(1.3, 1.55) * r
    puff = body(
        [
            (0.96 * r, tall - 8),
            (1.02 * r, tall + 4),
            (wide, tall + 40),
            (0.96 * wide, tall + 66),
            (0.5 * wide, tall + 84),
            (0, tall + 82),
        ],
        6,
        12 * pleats,
    )

    def pleated(points: Points) -> Points:
        out = 1 + 0.05 * np.cos(pleats * np.arctan2(points[:, 1], points[:, 0])) * (
            points[:, 2] > tall - 2
        )
        return widened(points, out)

    white = soft(colour(rng, ("FBFAF5", "F6F0E2", "F3DDE2")), 0.85)
    band = straight([(r, 0), (r + 1, tall), (0, tall)], 2)
    pieces = [Piece("puff", puff.warp_batch(pleated), white), Piece("band", band, white)]
    if rng.random() < 0.5:
        pieces.append(
            Piece(
                "ribbon",
                turn(sheet([(r + 0.5, 5), (r + 0.7, 17)], 5)),
                soft(colour(rng, BRIGHT), 0.6),
            )
        )
    return pieces
