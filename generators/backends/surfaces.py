"""What both renderers make of surfaces and textures."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ...assets.materials import Surface, Texture
from ..developing import decode_srgb


def kind(surface: Surface) -> Surface:
    """Return the surface less what may differ from item to item at no cost.

    Renderers make one material for each kind; colour and roughness are told item by item.
    """
    return replace(surface, base_color=(0.0, 0.0, 0.0), roughness=0.0)


@lru_cache(8)
def linear_color(texture: Texture) -> NDArray[np.float32]:
    """Return the picture (h, w, 3) float32 in linear light, in which it is interpolated."""
    return decode_srgb(texture.color.astype(np.float32) / np.float32(255))
