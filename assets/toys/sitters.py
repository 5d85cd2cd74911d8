"""The rig of what sits on its bottom like a doll: torso, arms, feet; mm, front +X."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..materials import Surface
from ..piad.turning import bend
from .blobs import Blob, ball, blend, solid, tube
from .figures import Figure
from .quadrupeds import Triple


@dataclass(frozen=True)
class Sitter:
    """Proportions of a sitting animal.

    Attributes:
        wide: Half width of the bottom.
        height: Of the neck over the ground.
        shoulder: Half width at the shoulders.
    """

    wide: float
    height: float
    shoulder: float

    @classmethod
    def drawn(cls, rng: np.random.Generator, wide: float, height: float) -> Sitter:
        """Return one of about the given sizes."""
        broad = wide * rng.uniform(0.9, 1.12)
        return cls(broad, height * rng.uniform(0.92, 1.08), 0.7 * broad)


def torso(sitter: Sitter) -> Blob:
    """Return the body, an egg that leans back a little."""
    w, h = sitter.wide, sitter.height
    return blend(
        ball((-2, 0, 0.4 * h), (0.92 * w, w, 0.42 * h)),
        ball((2, 0, 0.74 * h), (0.68 * w, sitter.shoulder, 0.3 * h)),
        soft=24,
    )


def arms(
    figure: Figure, sitter: Sitter, surface: Surface, rng: np.random.Generator, radii: Triple
) -> None:
    """Add arms that rest on the knees, hang to the ground, or are raised.

    Args:
        figure: Takes them.
        sitter: Whose they are.
        surface: Of their hair.
        rng: Decides how they are held.
        radii: At the shoulder, the elbow and the hand.
    """
    w, h, s = sitter.wide, sitter.height, sitter.shoulder
    root = np.array([2, 0.82 * s, 0.8 * h])
    hands = (
        [(8, 1.5 * s, 0.62 * h), (0.7 * w, 1.35 * s, 0.48 * h), (1.15 * w, 0.9 * s, 0.42 * h)],
        [(2, 1.7 * s, 0.65 * h), (0.35 * w, 1.9 * s, 0.38 * h), (0.6 * w, 1.75 * s, 0.15 * h)],
        [(8, 1.8 * s, 0.68 * h), (0.3 * w, 2.7 * s, 0.72 * h), (0.4 * w, 2.9 * s, 1.12 * h)],
    )
    held = hands[int(rng.integers(len(hands)))]
    line = bend(np.stack([root, *np.array(held)]), 12)
    thick = np.interp(np.linspace(0, 1, 12), (0, 0.5, 1), radii)
    hand = ball(line[-1], 1.15 * radii[2])
    figure.twins("arm", solid(blend(tube(line, thick), hand, soft=4)), surface)


def feet(figure: Figure, sitter: Sitter, surface: Surface, sole: Surface, size: float) -> None:
    """Add legs stretched forward, the soles of the feet to the front."""
    w, h = sitter.wide, sitter.height
    line = bend([
        (0, 0.55 * w, 0.24 * h), (0.5 * w, 0.85 * w, 0.34 * h), (1.0 * w, 0.85 * w, 0.2 * h),
        (1.45 * w, 0.8 * w, size),
    ], 10)  # fmt: skip
    limb = tube(line, np.linspace(1.15 * size, 0.85 * size, len(line)))
    foot = line[-1] + np.array([4, 0, 4])
    leg = blend(limb, ball(foot, (0.75 * size, 0.95 * size, 1.25 * size)), soft=6)
    figure.twins("leg", solid(leg).trim_by_plane((0, 0, 1), 0), surface)
    disc = ball(foot + np.array([0.55 * size, 0, 1]), (0.36 * size, 0.66 * size, 0.86 * size))
    figure.twins("sole", solid(disc, spacing=2.4), sole)
