"""Surfaces: what a mesh looks like, in the words both renderers understand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

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


@dataclass(frozen=True)
class Surface:
    """A uniform surface of the Disney principled family.

    Attributes:
        base_color: Linear reflectance.
        roughness: Perceptual roughness in [0, 1] (GGX alpha is its square).
        metallic: 0 for dielectrics, 1 for metals.
        specular: Specular level of dielectrics; 0.5 is an index of refraction of 1.5.
        opacity: 1 is opaque; below, light passes straight through in this share (thin plastic).
    """

    base_color: Rgb
    roughness: float = 0.3
    metallic: float = 0.0
    specular: float = 0.5
    opacity: float = 1.0

    def __post_init__(self) -> None:
        values = (*self.base_color, self.roughness, self.metallic, self.specular, self.opacity)
        if not all(0 <= v <= 1 for v in values):
            raise ValueError(f"surface values lie in [0, 1]: {self}")
