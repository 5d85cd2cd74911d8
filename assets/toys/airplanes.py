"""Toy airplanes: airliner, high-wing propeller plane, biplane, jet fighter; mm, nose at +X."""

from __future__ import annotations

import numpy as np

from ..props import Prop
from . import paintbox, shaping
from .paintbox import Finish, colours
from .propeller_planes import biplane, propeller_plane
from .shaping import rod, twins
from .turned import Piece, finished
from .wings import LONG, Livery, foil, gear, stripe


def airplane(rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return an airplane of one of four kinds on its wheels."""
    kinds = (_airliner, propeller_plane, biplane, _fighter)
    kind = kinds[int(rng.choice(4, p=[0.34, 0.26, 0.22, 0.18]))]
    finish = paintbox.finish(rng)
    body, wing, trim = colours(rng, 3)
    if rng.random() < (0.6 if kind is _airliner else 0.2):
        body = "F7F7F5"
    if rng.random() < 0.5:
        wing = body
    return finished(kind(Livery(body, wing, trim), finish, rng), rng)


def _airliner(livery: Livery, finish: Finish, rng: np.random.Generator) -> list[Piece]:
    r = float(rng.uniform(21, 27))
    h = LONG / 2
    z = 1.75 * r + 6
    body = shaping.loft([
        (-h, 0, z + 0.75 * r, 0, 0, 2), (-0.6 * h, 0, z + 0.28 * r, 0.66 * r, 0.68 * r, 2),
        (-0.25 * h, 0, z, r, r, 2), (0.65 * h, 0, z, r, r, 2),
        (0.86 * h, 0, z - 0.06 * r, 0.74 * r, 0.76 * r, 2), (h, 0, z - 0.2 * r, 0, 0, 2),
    ], 40, 34)  # fmt: skip
    span, sweep = float(rng.uniform(130, 165)), float(rng.uniform(45, 85))
    wing = foil((10, 0.4 * r, z - 0.45 * r), (10 - sweep, span, z + 8), (78, 26), 11)
    made = [Piece("fuselage", body, finish.paint(livery.body))]
    made += twins("wing", wing, finish.paint(livery.wing))
    tail = foil((-0.8 * h, 4, z + 0.55 * r), (-1.02 * h, 58, z + 0.8 * r), (38, 18), 6)
    high = z + r + float(rng.uniform(46, 64))
    fin = foil((-0.76 * h, 0, z + 0.5 * r), (-1.03 * h, 0, high), (60, 24), 7)
    made += twins("tailplane", tail, finish.paint(livery.wing))
    made.append(Piece("fin", fin, finish.paint(livery.trim)))
    made.append(stripe(body, (z - 0.28 * r, z + 0.02 * r), finish, livery.trim))
    made += _engines(int(rng.choice((1, 1, 2))), span, sweep, z - 0.45 * r, finish, livery)
    panes = np.linspace(0.6 * h, -0.42 * h, int(rng.integers(9, 14)))
    for k, x in enumerate(panes):
        pane = shaping.along_y(shaping.turned([(0, -5), (3.6, -5), (3.6, 0), (0, 0)], 0.8, 16))
        y = r * float(np.cos(np.arcsin(0.3))) * (0.985 if x > -0.2 * h else 0.93) + 1.0
        made += twins(
            f"window {k + 1}", pane.translate((float(x), y, z + 0.3 * r)), paintbox.WINDOW
        )
    glass = shaping.upright(
        [(0.8 * h, z + 0.2 * r), (0.99 * h, z + 0.2 * r), (0.9 * h, z + 0.6 * r),
         (0.78 * h, z + 0.6 * r)],
        (-100, 100),
    )  # fmt: skip
    made.append(Piece("cockpit window", shaping.swollen(body, 1.0) ^ glass, paintbox.WINDOW))
    spots = {"nose": (0.62 * h, 0.0, z, 10.5), "main": (-6.0, 0.9 * r, z - 0.4 * r, 10.5)}
    return made + gear(spots, 8, finish)


def _engines(
    pairs: int, span: float, sweep: float, z: float, finish: Finish, livery: Livery
) -> list[Piece]:
    """Return one or two jet engines below each wing."""
    made: list[Piece] = []
    pod = [(0, -26), (6, -26), (9, -14), (11, 10), (10, 22), (8.4, 23), (8, 12), (0, 12)]
    drawn = shaping.along_x(shaping.turned(pod, 0.8, 32))
    hub = shaping.along_x(shaping.turned([(0, 6), (5, 10), (4, 15), (0, 19)], 0.5, 24))
    for name, share in zip(("inner", "outer")[:pairs], (0.36, 0.64)[:pairs], strict=True):
        x = 10 - sweep * share + 22
        at = (x, span * share, z - 12 + 8 * share)
        pylon = rod((x - 10, span * share, at[2] + 6), (x - 20, span * share, at[2] + 15), 4)
        label = f"{name} engine" if pairs == 2 else "engine"
        made += twins(label, drawn.translate(at) + pylon, finish.paint(livery.trim))
        made += twins(f"{label} cone", hub.translate(at), paintbox.METAL)
    return made


def _fighter(livery: Livery, finish: Finish, rng: np.random.Generator) -> list[Piece]:
    r, h = float(rng.uniform(19, 23)), LONG / 2
    z = 1.2 * r + 24
    body = shaping.loft([
        (-0.94 * h, 0, z, 0.8 * r, 0.8 * r, 2), (-0.3 * h, 0, z, 1.1 * r, r, 2.6),
        (0.3 * h, 0, z, r, r, 2.4), (0.72 * h, 0, z - 2, 0.62 * r, 0.62 * r, 2),
        (0.9 * h, 0, z - 4, 0.3 * r, 0.3 * r, 2),
        (h, 0, z - 5, 0, 0, 2),
    ], 40, 30)  # fmt: skip
    made = [Piece("fuselage", body, finish.paint(livery.body))]
    delta = bool(rng.random() < 0.5)
    span = float(rng.uniform(98, 122))
    tip = (-0.72 * h, span, z - 2) if delta else (-0.42 * h, span, z - 2)
    root = (-0.28 * h, 0.5 * r, z - 2) if delta else (-0.08 * h, 0.5 * r, z - 2)
    wing = foil(root, tip, (150, 26) if delta else (96, 34), 9)
    made += twins("wing", wing, finish.paint(livery.wing))
    flat = foil((-0.82 * h, 0.5 * r, z), (-1.0 * h, 62, z), (42, 18), 5)
    made += twins("tailplane", flat, finish.paint(livery.trim))
    if rng.random() < 0.5:
        made.append(Piece("fin", foil((-0.7 * h, 0, z + 0.6 * r), (-0.98 * h, 0, z + r + 48),
                                      (66, 24), 6),
                          finish.paint(livery.trim)))  # fmt: skip
    else:
        twin = foil((-0.7 * h, 0.7 * r, z + 0.5 * r), (-0.94 * h, 1.2 * r, z + r + 36), (54, 22), 6)
        made += twins("fin", twin, finish.paint(livery.trim))
    canopy = shaping.ball((0.36 * h, 0, z + 0.72 * r), (40, 0.62 * r, 0.66 * r), 40)
    made.append(Piece("canopy", canopy, paintbox.WINDOW))
    intake = shaping.pillow(
        (-0.3 * h, 0.26 * h), (0.75 * r, 1.5 * r), (z - 0.62 * r, z + 0.5 * r), 6
    )
    made += twins("intake", intake, finish.paint(livery.body))
    pipe = [(0, -4), (0.82 * r, -4), (0.66 * r, 14), (0.52 * r, 14), (0.56 * r, 2), (0, 2)]
    nozzle = shaping.along_x(shaping.turned(pipe, 0.8, 36)).rotate((0, 0, 180))
    made.append(Piece("nozzle", nozzle.translate((-0.93 * h, 0, z)), paintbox.METAL))
    missile = shaping.along_x(shaping.turned([(0, -26), (4, -26), (4, 22), (0, 32)], 1.0, 20))
    spot = (tip[0] + 8, span + 4, z - 2)
    made += twins("missile", missile.translate(spot), finish.paint("F2F2F2"))
    spots = {"nose": (0.5 * h, 0.0, z, 10.0), "main": (-0.2 * h, 1.3 * r, z - 0.3 * r, 10.0)}
    return made + gear(spots, 8, finish)
