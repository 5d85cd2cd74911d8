"""The paints of toys: one finish for a whole toy, colours that go together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ..materials import Surface, srgb

BRIGHT: Final = (
    "D8281F", "1E6FD0", "F5B50A", "2E9E45", "F07818", "7B3FB5", "16A5A8", "E84C8A",
    "8CC63F", "1B3F94", "B01030", "5BB8E8",
)  # fmt: skip
"""sRGB codes of the colours that toys are painted in."""
PALE: Final = ("FFFFFF", "FFF3D6", "FFE36B", "DDE6EC", "F7D3DC", "CFE8F5")
"""sRGB codes of what goes with any of them."""
WOODS: Final = ("D9A866", "C08A4E", "E3BE86", "9A6234", "B77B43")
BLACK: Final = "26282B"
GLASS: Final = "24405C"
STEEL: Final = "B9BEC4"


@dataclass(frozen=True)
class Finish:
    """How the paints of one toy shine.

    Attributes:
        roughness: Perceptual.
        coat: Weight of the clear coat.
        subsurface: Share of the light that has been below the surface.
    """

    roughness: float
    coat: float
    subsurface: float = 0.0

    def paint(self, code: str, shade: float = 1.0) -> Surface:
        """Return the paint of an sRGB colour such as "B40000", its reflectance times `shade`."""
        red, green, blue = (min(1.0, shade * v) for v in srgb(code))
        return Surface(
            (red, green, blue), self.roughness, coat=self.coat, subsurface=self.subsurface
        )


METAL: Final = Surface(srgb(STEEL), 0.28, metallic=1.0)
BRASS: Final = Surface(srgb("D9B25A"), 0.25, metallic=1.0)
RUBBER: Final = Surface(srgb("2B2B2D"), 0.6)
WINDOW: Final = Surface(srgb(GLASS), 0.08, coat=0.6)


def finish(rng: np.random.Generator) -> Finish:
    """Return glossy plastic, lacquered wood or soft plastic."""
    kinds = (Finish(0.24, 0.0, 0.05), Finish(0.38, 0.7), Finish(0.48, 0.0, 0.1))
    return kinds[int(rng.integers(len(kinds)))]


def colours(
    rng: np.random.Generator, count: int = 1, of: tuple[str, ...] = BRIGHT
) -> tuple[str, ...]:
    """Return `count` different sRGB codes of a palette."""
    return tuple(str(c) for c in rng.choice(of, count, replace=False))
