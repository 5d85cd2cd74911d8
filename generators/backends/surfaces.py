"""What both renderers make of surfaces and textures."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ...assets.materials import Surface, Texture
from ...benchmarks.srgb import decode_srgb, encode_srgb


def kind(surface: Surface) -> Surface:
    """Return the surface less what may differ from item to item at no cost.

    Renderers make one material for each kind; colour, roughness and cover are told item by item.
    """
    return replace(surface, base_color=(0.0, 0.0, 0.0), roughness=0.0, cover=0.0)


def baked(surface: Surface) -> Surface:
    """Return a surface that looks the same and whose texture holds what covers it."""
    if surface.texture is None or surface.cover == 0:
        return surface
    film = Surface(surface.base_color, surface.roughness)
    return replace(surface, texture=_cover(surface.texture, film, surface.cover), cover=0.0)


@lru_cache(64)
def _cover(texture: Texture, film: Surface, cover: float) -> Texture:
    share = np.float32(cover)
    color = (1 - share) * linear_color(texture) + share * np.array(film.base_color, np.float32)
    rough = texture.roughness
    if rough is not None:
        rough = (1 - share) * rough + share * np.float32(film.roughness)
    return Texture(np.rint(encode_srgb(color) * 255).astype(np.uint8), rough)


@lru_cache(8)
def linear_color(texture: Texture) -> NDArray[np.float32]:
    """Return the picture (h, w, 3) float32 in linear light, in which it is interpolated."""
    return decode_srgb(texture.color.astype(np.float32) / np.float32(255))
