"""Films: thin layers on a surface that let it shine through, and the colour they lie on."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from ...assets.materials import Rgb, Surface
from ...benchmarks.srgb import decode_srgb
from ..scene import Item
from .exposure import Spot

_AROUND = 3
"""Texels on either side that count as the colour of a place."""


def laid_on(surface: Surface, colour: Rgb, roughness: float, cover: float) -> Surface:
    """Return a surface below a film: a print stays legible as far as the film lets it through.

    Args:
        surface: What is below.
        colour: Of the film.
        roughness: Of the film.
        cover: Share of the surface that the film hides, in [0, 1].
    """
    rest = 1 - cover
    look = dataclasses.replace(
        surface,
        # below a thin film metal still gleams; as a dielectric it would look chalky
        metallic=(1 - cover**3) * surface.metallic,
        transmission=rest * surface.transmission,
        opacity=1 - rest * (1 - surface.opacity),
        coat=rest * surface.coat,
    )
    if surface.texture is not None:
        return dataclasses.replace(look, base_color=colour, roughness=roughness, cover=cover)
    red, green, blue = (
        rest * u + cover * o for u, o in zip(surface.base_color, colour, strict=True)
    )
    rough = rest * surface.roughness + cover * roughness
    return dataclasses.replace(look, base_color=(red, green, blue), roughness=rough)


def colour_at(item: Item, spot: Spot) -> Rgb:
    """Return the linear colour of an item about a spot on it: of its texture, if it has one."""
    texture, uv = item.surface.texture, item.world_uv()
    if texture is None or uv is None:
        return item.surface.base_color
    corners = item.world_vertices()[item.world_faces()[spot.face]].astype(np.float64)
    u, v = _shares(corners, spot.point) @ uv[spot.face].astype(np.float64)
    height, width = texture.color.shape[:2]
    near = np.arange(-_AROUND, _AROUND + 1)
    rows = (int(np.floor((1 - v) * height)) + near) % height
    columns = (int(np.floor(u * width)) + near) % width
    texels = texture.color[np.ix_(rows, columns)].reshape(-1, 3) / 255
    red, green, blue = decode_srgb(texels.astype(np.float32)).mean(0).tolist()
    return red, green, blue


def _shares(corners: NDArray[np.float64], point: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the barycentric coordinates (3,) of a point of a triangle (3, 3)."""
    sides = (corners[1:] - corners[0]).T
    b, c = np.linalg.lstsq(sides, point - corners[0], rcond=None)[0]
    return np.asarray(np.clip([1 - b - c, b, c], 0, 1))
