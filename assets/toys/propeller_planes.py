"""Toy airplanes with a propeller at the nose: monoplane and biplane; mm, nose at +X."""

from __future__ import annotations

import numpy as np
from manifold3d import Manifold

from ..brick_shapes import union
from . import paintbox, shaping
from .paintbox import Finish
from .shaping import rod, twins
from .turned import Piece, ring
from .wings import LONG, Livery, foil, gear, propeller, stripe


def _light_body(r: float, z: float) -> tuple[Manifold, Manifold]:
    """Return the fuselage of a small airplane and its cowling."""
    h = LONG / 2
    hull = [
        (-h, 0, z + 0.45 * r, 3, 5, 2.3), (-0.5 * h, 0, z + 0.22 * r, 0.6 * r, 0.62 * r, 2.4),
        (0.0, 0, z, r, r, 2.8), (0.5 * h, 0, z, r, 0.95 * r, 2.8),
        (0.72 * h, 0, z, 0.9 * r, 0.88 * r, 2.4),
        (0.78 * h, 0, z, 0.7 * r, 0.7 * r, 2),
    ]  # fmt: skip
    body = shaping.loft(hull, 40, 30)
    nose = shaping.along_x(shaping.turned(
        [(0, 0.52 * h), (r, 0.52 * h), (1.06 * r, 0.56 * h), (1.0 * r, 0.76 * h),
         (0.7 * r, 0.82 * h),
         (0, 0.82 * h)], 3.0, 40))  # fmt: skip
    return body, nose.translate((0, 0, z))


def _tail(r: float, z: float, finish: Finish, livery: Livery) -> list[Piece]:
    h = LONG / 2
    flat = foil((-0.88 * h, 2, z + 0.5 * r), (-0.92 * h, 62, z + 0.5 * r), (44, 30), 6)
    fin = foil((-0.86 * h, 0, z + 0.4 * r), (-0.97 * h, 0, z + 0.5 * r + 54), (50, 28), 6)
    return [*twins("tailplane", flat, finish.paint(livery.wing)),
            Piece("fin", fin, finish.paint(livery.trim))]  # fmt: skip


def propeller_plane(livery: Livery, finish: Finish, rng: np.random.Generator) -> list[Piece]:
    """Return a monoplane, its wing above or below the cabin."""
    h, r = LONG / 2, float(rng.uniform(25, 30))
    z = r + 28
    body, cowl = _light_body(r, z)
    made = [Piece("fuselage", body, finish.paint(livery.body)),
            Piece("cowling", cowl, finish.paint(livery.trim))]  # fmt: skip
    cabin = shaping.upright(
        [(-0.42 * h, z + 0.4 * r), (0.5 * h, z + 0.6 * r), (0.24 * h, z + 1.62 * r),
         (-0.16 * h, z + 1.62 * r)],
        (-0.84 * r, 0.84 * r), 5.0, 6.0,
    )  # fmt: skip
    high = bool(rng.random() < 0.55)
    made.append(Piece("cabin", cabin, paintbox.WINDOW))
    level = z + 1.6 * r if high else z - 0.62 * r
    wide = float(rng.uniform(140, 168))
    root = 0.0 if high else 0.6 * r
    wing = foil(
        (0.1 * h, root, level), (0.08 * h, wide, level + float(rng.uniform(2, 14))), (66, 50), 11
    )
    if high:
        both = wing + wing.mirror((0, 1, 0))
        made.append(Piece("wing", both, finish.paint(livery.wing)))
        strut = rod((0.1 * h, 0.8 * r, z - 0.6 * r), (0.1 * h, 0.5 * wide, level + 1), 2.8)
        made += twins("wing strut", strut, finish.paint(livery.trim))
    else:
        made += twins("wing", wing, finish.paint(livery.wing))
        roof = cabin ^ shaping.pillow(
            (-0.2 * h, 0.28 * h), (-60, 60), (z + 1.5 * r, z + 2 * r), 1, 8
        )
        made.append(Piece("cabin roof", shaping.swollen(roof, 1.0), finish.paint(livery.body)))
    made.append(stripe(body, (z - 0.25 * r, z + 0.05 * r), finish, livery.trim))
    made += _tail(r, z, finish, livery)
    blades, size = int(rng.integers(2, 5)), float(rng.uniform(40, 50))
    screw = propeller(0.84 * h, z, size, blades, float(rng.uniform(0, 120)))
    made.append(
        Piece("propeller", screw, finish.paint(str(rng.choice((paintbox.BLACK, "F5B50A")))))
    )
    nose = bool(rng.random() < 0.5)
    return made + gear(_wheels(r, z, nose), 10, finish)


def _wheels(r: float, z: float, nose: bool) -> dict[str, tuple[float, float, float, float]]:
    """Return where the wheels are: one below the nose, or a small one below the tail."""
    h = LONG / 2
    third = (0.62 * h, 0.0, z, 13.0) if nose else (-0.84 * h, 0.0, z + 0.4 * r, 8.0)
    main = (-4.0 if nose else 0.3 * h, 1.35 * r, z - 0.3 * r, 14.0)
    return {"nose" if nose else "tail": third, "main": main}


def biplane(livery: Livery, finish: Finish, rng: np.random.Generator) -> list[Piece]:
    """Return an open two-winger with wires and struts."""
    h, r = LONG / 2, float(rng.uniform(24, 28))
    z = r + 34
    body, cowl = _light_body(r, z)
    made = [Piece("fuselage", body, finish.paint(livery.body)),
            Piece("cowling", cowl, finish.paint(livery.trim))]  # fmt: skip
    wide = float(rng.uniform(125, 155))
    low, high = z - 0.55 * r, z + float(rng.uniform(1.6, 2.0)) * r
    lower = foil((0.26 * h, 0.5 * r, low), (0.24 * h, 0.94 * wide, low + 6), (56, 50), 8)
    upper = foil((0.34 * h, 0, high), (0.32 * h, wide, high + 4), (60, 54), 8)
    made += twins("lower wing", lower, finish.paint(livery.wing))
    made.append(Piece("upper wing", upper + upper.mirror((0, 1, 0)), finish.paint(livery.wing)))
    for name, y, foot in (
        ("inner strut", 0.55 * r, z + 0.4 * r),
        ("outer strut", 0.72 * wide, low + 4),
    ):
        posts = [rod((0.26 * h + d, y, foot), (0.33 * h + d, y, high - 1), 2.4) for d in (-14, 14)]
        brace = rod((0.26 * h - 14, y, foot), (0.33 * h + 14, y, high - 1), 1.7, 12)
        made += twins(name, union([*posts, brace]), finish.paint(livery.trim))
    x = -0.14 * h
    rim = ring(0.62 * r, 4.2, 0.0).scale((1.15, 1, 1)).translate((x, 0, z + 0.86 * r))
    made.append(Piece("cockpit rim", rim, finish.paint(paintbox.BLACK)))
    made.append(Piece("pilot's head", shaping.ball((x, 0, z + 1.3 * r), 0.42 * r, 28),
                      finish.paint("F2C39B")))  # fmt: skip
    cap = shaping.ball((x, 0, z + 1.36 * r), 0.47 * r, 28).trim_by_plane(
        (-0.5, 0, 0.86), 0.5 * 0.14 * h + 0.86 * (z + 1.34 * r)
    )
    made.append(Piece("pilot's cap", cap, finish.paint("7A4A25")))
    if rng.random() < 0.6:
        made.append(stripe(body, (z - 0.25 * r, z + 0.1 * r), finish, livery.trim))
    made += _tail(r, z, finish, livery)
    screw = propeller(0.84 * h, z, float(rng.uniform(42, 50)), int(rng.integers(2, 5)),
                      float(rng.uniform(0, 120)))  # fmt: skip
    made.append(Piece("propeller", screw, finish.paint(str(rng.choice(paintbox.WOODS)))))
    return made + gear(_wheels(r, z, False), 10, finish)
