"""What machined parts are finished with: pictures made like those of `assets.textures`.

Each picture repeats without a seam; the size that one repeat should have is said with it, and
`finish` gives both as one. Marks of the tool run along u.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final

import numpy as np

from ..materials import Surface, Texture, srgb
from ..props import covered
from ..textures import Field, blend, noise, ramp, strokes

_N = 512

Colour = tuple[float, float, float]
"""sRGB, each in [0, 1]."""


@dataclass(frozen=True)
class Finish:
    """A surface and how large its picture is.

    Attributes:
        surface: The look.
        tile: Metres in one repeat of its texture; 0 without one.
    """

    surface: Surface
    tile: float = 0.0


@cache
def turned_steel(seed: int = 0) -> Texture:
    """Return bright steel with the fine lay of a lathe tool along u: 40 mm. For metals."""
    rng = np.random.default_rng(seed)
    lay, clouds = noise(rng, _N, 0.6, stretch=80.0), noise(rng, _N, 1.6)
    color = _grey(0.76 + 0.03 * lay + 0.015 * clouds, (1.0, 0.99, 0.975))
    oil = ramp(noise(rng, _N, 1.7), 0.9, 2.4)
    color = blend(color, (0.56, 0.52, 0.46), 0.3 * oil)
    marks = strokes(rng, _N, 20, (0.02, 0.12), 1)
    color = blend(color, (0.55, 0.55, 0.56), 0.35 * marks)
    return _picture(color, 0.27 + 0.045 * lay + 0.03 * clouds + 0.08 * oil)


@cache
def brushed_steel(seed: int = 0) -> Texture:
    """Return steel ground on a belt along u, with handling marks: 60 mm. For metals."""
    rng = np.random.default_rng(seed)
    lay, clouds = noise(rng, _N, 0.4, stretch=30.0), noise(rng, _N, 1.7)
    color = _grey(0.71 + 0.035 * lay + 0.02 * clouds, (1.0, 0.992, 0.98))
    color = blend(color, (0.88, 0.88, 0.88), 0.3 * strokes(rng, _N, 40, (0.02, 0.2), 1))
    color = blend(color, (0.46, 0.46, 0.47), 0.35 * strokes(rng, _N, 24, (0.02, 0.15), 1))
    return _picture(color, 0.33 + 0.05 * lay + 0.04 * clouds)


@cache
def cast_iron(seed: int = 0) -> Texture:
    """Return the grainy grey skin of a sand casting: 50 mm. For metals."""
    rng = np.random.default_rng(seed)
    grain, clouds = noise(rng, _N, 0.5, cutoff=0.5), noise(rng, _N, 1.6)
    color = _grey(0.40 + 0.05 * grain + 0.03 * clouds, (1.0, 0.985, 0.965))
    pits = ramp(noise(rng, _N, 0.3, cutoff=0.35), 1.9, 2.5)
    color = blend(color, (0.14, 0.13, 0.12), 0.7 * pits)
    rust = ramp(noise(rng, _N, 1.5) + 0.3 * grain, 1.5, 2.6)
    color = blend(color, (0.42, 0.28, 0.18), 0.35 * rust)
    return _picture(color, 0.56 + 0.05 * grain + 0.03 * clouds + 0.15 * pits)


@cache
def painted_casting(rgb: Colour, seed: int = 0) -> Texture:
    """Return enamel of a colour over a casting, its grain showing through: 60 mm."""
    rng = np.random.default_rng(seed)
    peel, clouds = noise(rng, _N, 0.8, cutoff=0.3), noise(rng, _N, 1.6)
    color = np.array(rgb, np.float32) * (1 + 0.035 * peel + 0.03 * clouds)[..., None]
    dust = ramp(noise(rng, _N, 1.3), 1.0, 2.6)
    color = blend(color.astype(np.float32), (0.62, 0.60, 0.56), 0.16 * dust)
    return _picture(color, 0.34 + 0.05 * peel + 0.04 * clouds + 0.18 * dust)


@cache
def anodised(rgb: Colour, seed: int = 0) -> Texture:
    """Return satin anodised aluminium, its die lines along u: 50 mm. For metals."""
    rng = np.random.default_rng(seed)
    lines, clouds = noise(rng, _N, 0.6, stretch=120.0), noise(rng, _N, 1.7)
    sparkle = noise(rng, _N, 0.1)
    tone = 1 + 0.022 * lines + 0.012 * clouds + 0.012 * sparkle
    color = (np.array(rgb, np.float32) * tone[..., None]).astype(np.float32)
    marks = strokes(rng, _N, 12, (0.03, 0.2), 1)
    color = blend(color, (0.85, 0.85, 0.86), 0.2 * marks)
    return _picture(color, 0.38 + 0.035 * lines + 0.025 * clouds - 0.05 * marks)


@cache
def zinc(seed: int = 0) -> Texture:
    """Return zinc plate, passivated: bluish with straw-coloured clouds: 40 mm. For metals."""
    rng = np.random.default_rng(seed)
    clouds, film, grain = noise(rng, _N, 1.6), noise(rng, _N, 1.5), noise(rng, _N, 0.3)
    color = _grey(0.74 + 0.03 * clouds + 0.012 * grain, (0.97, 0.995, 1.01))
    color = blend(color, (0.80, 0.74, 0.58), 0.4 * ramp(film, 0.0, 2.0))
    color = blend(color, (0.62, 0.68, 0.78), 0.35 * ramp(-film, 0.4, 2.2))
    return _picture(color, 0.31 + 0.04 * clouds + 0.02 * grain)


@cache
def black_oxide(seed: int = 0) -> Texture:
    """Return blackened, oiled steel with brownish clouds: 40 mm. For metals."""
    rng = np.random.default_rng(seed)
    clouds, grain = noise(rng, _N, 1.6), noise(rng, _N, 0.5)
    color = _grey(0.245 + 0.025 * clouds + 0.015 * grain, (1.0, 0.985, 0.97))
    color = blend(color, (0.33, 0.25, 0.19), 0.4 * ramp(noise(rng, _N, 1.5), 0.6, 2.4))
    color = blend(color, (0.52, 0.51, 0.50), 0.4 * strokes(rng, _N, 18, (0.02, 0.12), 1))
    return _picture(color, 0.34 + 0.05 * clouds + 0.03 * grain)


@cache
def bronze(seed: int = 0) -> Texture:
    """Return turned bearing bronze, its lay along u: 40 mm. For metals."""
    rng = np.random.default_rng(seed)
    lay, clouds = noise(rng, _N, 0.6, stretch=80.0), noise(rng, _N, 1.6)
    color = _grey(0.82 + 0.03 * lay + 0.03 * clouds, (1.0, 0.80, 0.53))
    color = blend(color, (0.44, 0.30, 0.18), 0.35 * ramp(noise(rng, _N, 1.6), 0.8, 2.4))
    return _picture(color, 0.29 + 0.04 * lay + 0.04 * clouds)


METALS: Final[dict[str, tuple[Callable[[int], Texture], float]]] = {
    "turned": (turned_steel, 0.04),
    "brushed": (brushed_steel, 0.06),
    "cast": (cast_iron, 0.05),
    "zinc": (zinc, 0.04),
    "black": (black_oxide, 0.04),
    "bronze": (bronze, 0.04),
}
"""Name of a bare finish -> its picture by seed, and metres in one repeat."""

ENAMELS: Final = ("1F4E79", "2C5B45", "5B6670", "8A2620", "C98A1B", "3A6EA5", "44474A")
"""Machine colours, sRGB."""

ANODES: Final = ("C9CBCE", "C9CBCE", "D2D0CB", "2B2C2E")
"""Natural, champagne and black anodised aluminium, sRGB."""

_VARIANTS = 3


@lru_cache(64)
def metal_finish(name: str, seed: int = 0) -> Finish:
    """Return a bare metal finish by its name in `METALS`; seeds repeat after a few."""
    if name not in METALS:
        raise ValueError(f"no finish is called {name!r}: there are {', '.join(METALS)}")
    picture, tile = METALS[name]
    return Finish(covered(picture(seed % _VARIANTS), metallic=1.0), tile)


@lru_cache(64)
def enamel(hex_colour: str, seed: int = 0) -> Finish:
    """Return enamel of an sRGB colour such as "1F4E79" on a casting."""
    look = covered(painted_casting(_channels(hex_colour), seed % _VARIANTS))
    return Finish(replace(look, coat=0.25, coat_roughness=0.18), 0.06)


@lru_cache(64)
def anode(hex_colour: str, seed: int = 0) -> Finish:
    """Return anodised aluminium of an sRGB colour such as "C9CBCE"."""
    return Finish(covered(anodised(_channels(hex_colour), seed % _VARIANTS), metallic=1.0), 0.05)


def plain(hex_colour: str, roughness: float, metallic: float = 0.0) -> Finish:
    """Return a finish without a picture."""
    return Finish(Surface(srgb(hex_colour), roughness, metallic))


def _channels(hex_colour: str) -> Colour:
    red, green, blue = (int(hex_colour[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue


def _grey(tone: Field, tint: Colour) -> Field:
    """Return (n, n, 3): a tone in each texel, of one tint."""
    color: Field = (tone[..., None] * np.array(tint, np.float32)).astype(np.float32)
    return color


def _picture(color: Field, roughness: Field) -> Texture:
    """Return what is drawn, sRGB in [0, 1] and perceptual roughness, as a texture."""
    picture = np.rint(np.clip(color, 0, 1) * 255).astype(np.uint8)
    return Texture(picture, np.clip(roughness, 0.08, 1).astype(np.float32))
