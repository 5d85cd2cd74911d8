"""Surfaces: what a mesh looks like, in the words both renderers understand."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Rgb = tuple[float, float, float]
"""Linear Rec. 709 reflectance, each in [0, 1]."""


def srgb(hex_colour: str) -> Rgb:
    """Return the linear reflectance of an sRGB colour such as "B40000" (IEC 61966-2-1).

    >>> srgb("FFFFFF")
    (1.0, 1.0, 1.0)
    """
    code = np.array([int(hex_colour[i : i + 2], 16) for i in (0, 2, 4)]) / 255
    linear = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)
    red, green, blue = (float(v) for v in linear)
    return red, green, blue


@dataclass(frozen=True, eq=False)
class Texture:
    """A picture on a surface; shared freely, told by identity, its arrays read-only.

    Attributes:
        color: (h, w, 3) uint8 sRGB; row 0 is the top (v = 1).
        roughness: (h, w) float32 perceptual roughness, or None for that of the surface.
    """

    color: NDArray[np.uint8]
    roughness: NDArray[np.float32] | None = None

    def __post_init__(self) -> None:
        arrays = {"color": np.array(self.color, np.uint8)}
        if self.roughness is not None:
            arrays["roughness"] = np.array(self.roughness, np.float32)
        for name, array in arrays.items():
            if array.shape[:2] != arrays["color"].shape[:2]:
                raise ValueError(f"{name} is {array.shape}, colour {arrays['color'].shape}")
            array.setflags(write=False)
            object.__setattr__(self, name, array)


@dataclass(frozen=True)
class Surface:
    """A surface of the Disney principled family.

    Attributes:
        base_color: Linear reflectance.
        roughness: Perceptual roughness in [0, 1] (GGX alpha is its square).
        metallic: 0 for dielectrics, 1 for metals.
        specular: Specular level of dielectrics; 0.5 is an index of refraction of 1.5.
        opacity: 1 is opaque; below, light passes straight through in this share (thin plastic).
        transmission: Share of the light that is refracted as by clear plastic or glass, tinted by
            `base_color` once a wall; needs a closed mesh. The scene's background shows through.
        coat: Weight of a clear coat (index of refraction 1.5) over the rest.
        coat_roughness: Its perceptual roughness.
        subsurface: Share of the diffuse light that has travelled below the surface.
        texture: Replaces `base_color` (and roughness); the mesh must have `uv`. None: uniform.
        cover: How much of a texture is hidden below an even film of `base_color` and `roughness`:
            what is seen is (1 - cover) texture + cover film. Without a texture it means nothing.
    """

    base_color: Rgb
    roughness: float = 0.3
    metallic: float = 0.0
    specular: float = 0.5
    opacity: float = 1.0
    transmission: float = 0.0
    coat: float = 0.0
    coat_roughness: float = 0.05
    subsurface: float = 0.0
    texture: Texture | None = None
    cover: float = 0.0

    def __post_init__(self) -> None:
        values = (*self.base_color, *(getattr(self, name) for name in _SHARES))
        if not all(0 <= v <= 1 for v in values):
            raise ValueError(f"surface values lie in [0, 1]: {self}")


_SHARES = (
    "roughness", "metallic", "specular", "opacity",
    "transmission", "coat", "coat_roughness", "subsurface", "cover",
)  # fmt: skip


def vary(surface: Surface, rng: np.random.Generator) -> Surface:
    """Return a surface as the next moulding of the same plastic has it.

    All uniformly: lightness (the cube root of the linear values, as CIE L* has it) varies by up
    to 1.5 %, each colour channel by up to 0.75 % beside that, roughness by up to 12 %.
    """
    shade = (1 + rng.uniform(-0.015, 0.015) + rng.uniform(-0.0075, 0.0075, 3)) ** 3
    red, green, blue = np.clip(np.array(surface.base_color) * shade, 0, 1).tolist()
    roughness = min(1.0, surface.roughness * (1 + rng.uniform(-0.12, 0.12)))
    return replace(surface, base_color=(red, green, blue), roughness=roughness)
