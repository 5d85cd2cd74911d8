"""What lies under a coat or grows on bare metal: pictures made like those of `finishes`.

Each picture repeats without a seam; the size of one repeat is said with it.
"""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np

from ..materials import Surface, Texture
from ..props import covered
from ..textures import Field, blend, noise, ramp
from .finishes import Colour

_N = 256


@lru_cache(4)
def rust(seed: int = 0) -> Surface:
    """Return rust as it sits on iron, orange dust in brown crust, black in its pits: 16 mm."""
    rng = np.random.default_rng(seed)
    patches, grain, dust = noise(rng, _N, 1.3), noise(rng, _N, 0.5), noise(rng, _N, 1.0)
    crust = np.full((_N, _N, 3), (0.43, 0.21, 0.10), np.float32)
    crust *= (1 + 0.20 * grain + 0.14 * patches)[..., None]
    color = blend(crust, (0.74, 0.38, 0.14), 0.75 * ramp(dust + 0.4 * grain, 0.1, 1.5))
    color = blend(color, (0.19, 0.09, 0.06), 0.85 * ramp(patches + 0.3 * grain, 0.8, 1.7))
    color = blend(color, (0.86, 0.56, 0.25), 0.6 * ramp(grain + dust, 2.2, 3.2))
    return covered(_picture(color, 0.88 + 0.06 * grain), specular=0.2)


@lru_cache(8)
def under_metal(tone: float = 0.72, seed: int = 0) -> Surface:
    """Return metal as it comes out under a coat that fell off, dull and spotted: 20 mm.

    Args:
        tone: sRGB grey of the metal.
        seed: Which picture.
    """
    rng = np.random.default_rng(seed)
    clouds, grain, spots = noise(rng, _N, 1.5), noise(rng, _N, 0.4), noise(rng, _N, 0.9)
    grey = np.array((1.0, 0.99, 0.97), np.float32) * tone
    color = grey * (1 + 0.04 * clouds + 0.03 * grain)[..., None]
    stains = ramp(spots, 1.2, 2.4)
    color = blend(color.astype(np.float32), (0.45, 0.31, 0.20), 0.6 * stains)
    return covered(
        _picture(color, 0.42 + 0.05 * grain + 0.05 * clouds + 0.2 * stains), metallic=1.0
    )


@lru_cache(64)
def grained(rgb: Colour, grain: float, roughness: float, seed: int = 0) -> Surface:
    """Return a matt body of one colour: primer, unglazed clay, board, torn plastic: 20 mm.

    Args:
        rgb: sRGB, each in [0, 1].
        grain: Relative spread of its lightness from speck to speck.
        roughness: Its mean.
        seed: Which picture.
    """
    rng = np.random.default_rng(seed)
    fine, clouds = noise(rng, _N, 0.3), noise(rng, _N, 1.5)
    color = np.array(rgb, np.float32) * (1 + grain * fine + 0.6 * grain * clouds)[..., None]
    return covered(_picture(color.astype(np.float32), roughness + 0.04 * fine), specular=0.3)


@cache
def crystals(tone: float = 0.5, seed: int = 0) -> Surface:
    """Return a broken face of metal: grey grains that glint: 12 mm.

    Args:
        tone: sRGB grey.
        seed: Which picture.
    """
    rng = np.random.default_rng(seed)
    grain, fine = noise(rng, _N, 0.5, cutoff=0.5), noise(rng, _N, 0.2)
    color = np.full((_N, _N, 3), tone, np.float32) * (1 + 0.16 * grain + 0.1 * fine)[..., None]
    color = blend(color, (0.9, 0.9, 0.9), 0.8 * ramp(fine + grain, 2.0, 3.0))
    return covered(_picture(color, 0.55 + 0.12 * grain), metallic=0.45)


def _picture(color: Field, roughness: Field) -> Texture:
    """Return what is drawn, sRGB in [0, 1] and perceptual roughness, as a texture."""
    picture = np.rint(np.clip(color, 0, 1) * 255).astype(np.uint8)
    return Texture(picture, np.clip(roughness, 0.1, 1).astype(np.float32))
