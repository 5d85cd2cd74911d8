"""What grows on heads: antlers, horns, ossicones; each a left one with its root at the origin."""

from __future__ import annotations

import numpy as np

from ..piad.turning import bend
from .blobs import Blob, ball, blend, tube


def antlers(rng: np.random.Generator, palmed: bool) -> Blob:
    """Return the left antler: a beam with two to four tines, or a palm with points along it."""
    if palmed:
        return _palm(rng)
    long = rng.uniform(62, 92)
    out = rng.uniform(0.45, 0.75)
    beam = bend([
        (2, -2, -5), (-0.25 * long, 0.3 * out * long, 0.3 * long),
        (-0.3 * long, out * long, 0.55 * long), (0.1 * long, out * long, 0.95 * long),
    ], 14)  # fmt: skip
    parts = [tube(beam, np.linspace(5.2, 2.6, len(beam)))]
    for share in np.linspace(0.28, 0.82, int(rng.integers(2, 5))):
        root = beam[int(share * (len(beam) - 1))]
        high = long * rng.uniform(0.3, 0.42) * (1.1 - 0.5 * share)
        tip = root + np.array([0.75 * high, 0.1 * high, 0.85 * high])
        parts.append(tube([root, (root + tip) / 2 + [0.1 * high, 0, -0.06 * high], tip],
                          (4, 3.4, 2.2)))  # fmt: skip
    return blend(*parts, soft=4)


def horn(length: float, radius: float, curl: float) -> Blob:
    """Return the left horn: out to the side, then up; `curl` 1 bends its tip forward."""
    line = bend([
        (0, -4, -3), (0, 0.55 * length, 0.05 * length), (0, 0.9 * length, 0.3 * length),
        (0.4 * curl * length, 0.95 * length, 0.9 * length),
    ], 12)  # fmt: skip
    return tube(line, np.linspace(radius, 0.25 * radius, len(line)))


def curled_horn(size: float, radius: float) -> Blob:
    """Return the left horn of a ram: a turn and a quarter back, down and forward beside it."""
    angle = np.linspace(0.5 * np.pi, 2.4 * np.pi, 22)
    share = np.linspace(0, 1, 22)
    wide = size * (1 - 0.55 * share)
    line = np.stack([
        wide * np.cos(angle) - 0.2 * size, 0.55 * size * share, wide * np.sin(angle) - size
    ], axis=1)  # fmt: skip
    return tube(line, radius * (1 - 0.7 * share))


def ossicone(length: float) -> tuple[Blob, Blob]:
    """Return the left knobbed horn of a giraffe: its stick and its knob."""
    end = (-0.25 * length, 0.12 * length, length)
    return tube([(0, 0, -4), end], (4.2, 3.4)), ball(end, (5.4, 5.4, 5.2))


def _palm(rng: np.random.Generator) -> Blob:
    """Return a moose's antler: a broad blade, tilted out, with points along its upper rim."""
    long, count = rng.uniform(62, 80), int(rng.integers(4, 7))
    stem = tube([(0, -3, -4), (0, 0.3 * long, 0.1 * long)], (5.5, 5))
    rows = []
    for k, share in enumerate(np.linspace(0, 1, count)):
        root = np.array([0.28 * long - 0.8 * share * long, 0.42 * long, 0.2 * long])
        tip = root + np.array([
            (0.35 - 0.75 * share) * 0.5 * long, (0.4 + 0.3 * np.sin(np.pi * share)) * long,
            (0.55 + 0.12 * (k % 2)) * long,
        ])  # fmt: skip
        start = np.array([-0.05 * long, 0.25 * long, 0.1 * long])
        rows.append(tube([start, (root + tip) / 2, tip], (6, 9.5, 2.4)))
    return blend(stem, *rows, soft=6)
