"""Looks of toys: pleasant colours and simple pictures for them, made once and kept.

All pictures repeat without a seam.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from ..materials import Surface, Texture, srgb
from ..props import covered, painted
from ..textures import Field, blend, noise, ramp

PASTEL = ("F6B9C6", "FAD9A5", "FBF0B4", "BFE3B4", "AEDDDD", "B2CDF0", "CDBBE8", "F4F1E8")
"""sRGB of glazes and icings."""

DARK = ("2B2B30", "23344F", "4A2323", "27402F", "4B3524", "54565C")
"""sRGB of felt, leather and dark glass."""


def colour(rng: np.random.Generator, palette: tuple[str, ...], without: str = "") -> str:
    """Return an sRGB colour of a palette, not the one given."""
    left = [c for c in palette if c != without]
    return left[int(rng.integers(len(left)))]


def glossy(hex_colour: str, roughness: float = 0.25) -> Surface:
    """Return glazed or lacquered colour."""
    return replace(painted(hex_colour, roughness), coat=0.6)


def soft(hex_colour: str, roughness: float = 0.6, subsurface: float = 0.15) -> Surface:
    """Return what is eaten or worn: rather dull, light travels a little below it."""
    return replace(painted(hex_colour, roughness), subsurface=subsurface)


def clear(hex_colour: str = "F4FAF8", roughness: float = 0.03) -> Surface:
    """Return glass or clear plastic of a tint."""
    return Surface(srgb(hex_colour), roughness, transmission=1.0)


@lru_cache(256)
def streaked(ground: str, streak: str, share: float, seed: int) -> Surface:
    """Return a skin with streaks from bottom to top (along v), as of an apple."""
    rng = np.random.default_rng(seed)
    n = 256
    lines = noise(rng, n, 0.7, stretch=14.0).T
    clouds = noise(rng, n, 1.6)
    amount = ramp(0.7 * lines + 0.9 * clouds, -1.2 + 2.4 * (1 - share), 1.2 + 2.0 * (1 - share))
    color = blend(_plain(ground, n), _code(streak), amount)
    specks = ramp(noise(rng, n, 0.0, cutoff=0.5), 2.6, 3.0)
    return covered(_picture(blend(color, (0.98, 0.9, 0.7), 0.6 * specks), 0.3))


@lru_cache(256)
def mottled(ground: str, cloud: str, speck: str, seed: int, roughness: float = 0.6) -> Surface:
    """Return a surface that clouds of another colour drift over, with fine specks of a third."""
    rng = np.random.default_rng(seed)
    n = 256
    color = blend(_plain(ground, n), _code(cloud), ramp(noise(rng, n, 1.5), -0.6, 1.8))
    specks = ramp(noise(rng, n, 0.3, cutoff=0.4), 1.9, 2.5)
    return covered(_picture(blend(color, _code(speck), 0.7 * specks), roughness))


@lru_cache(256)
def dotted(
    ground: str, dot: str, across: int, up: int, share: float, roughness: float = 0.25
) -> Surface:
    """Return rows of dots, every other row shifted (`up` is even or a seam shows).

    Args:
        ground: sRGB.
        dot: sRGB.
        across: Dots in a row.
        up: Rows.
        share: Radius of a dot, in the room of one.
        roughness: Of the surface.
    """
    n = 256
    y, x = np.mgrid[:n, :n].astype(np.float32) / n
    y, x = y * up, x * across
    aside = (x + 0.5 * (np.floor(y) % 2)) % 1 - 0.5
    inside = ramp((share - np.hypot(aside, y % 1 - 0.5)).astype(np.float32), -0.02, 0.02)
    return covered(_picture(blend(_plain(ground, n), _code(dot), inside), roughness))


@lru_cache(256)
def striped(
    colours: tuple[str, ...], count: int, upright: bool, roughness: float = 0.25
) -> Surface:
    """Return `count` repeats of a row of equal stripes, upright or level."""
    n = 256
    place = (np.arange(n) * count * len(colours)) // n % len(colours)
    row = np.array([_code(c) for c in colours], np.float32)[place]
    color = np.broadcast_to(row[None] if upright else row[:, None], (n, n, 3))
    return covered(_picture(color.astype(np.float32), roughness))


@lru_cache(256)
def banded(levels: tuple[tuple[float, str], ...], roughness: float = 0.25) -> Surface:
    """Return level bands: (the share of the height at which it begins, colour), from below."""
    n = 256
    v = 1 - (np.arange(n) + 0.5) / n
    starts, codes = np.array([s for s, _ in levels]), np.array([_code(c) for _, c in levels])
    row = codes[np.clip(np.searchsorted(starts, v, "right") - 1, 0, None)]
    color = np.broadcast_to(row[:, None], (n, n, 3)).astype(np.float32)
    return covered(_picture(color, roughness))


@lru_cache(64)
def woven(light: str, dark: str, count: int = 12) -> Surface:
    """Return plaited straw or wicker, `count` strands each way."""
    n = 256
    y, x = np.mgrid[:n, :n].astype(np.float32) / n * count
    over = (np.floor(x) + np.floor(y)) % 2
    round_x, round_y = np.sin(np.pi * (x % 1)), np.sin(np.pi * (y % 1))
    tone = np.where(over > 0, 0.35 + 0.65 * round_x, 0.25 + 0.6 * round_y).astype(np.float32)
    return covered(_picture(blend(_plain(dark, n), _code(light), tone), 0.75))


@lru_cache(64)
def grained(light: str, dark: str, seed: int) -> Surface:
    """Return varnished wood, its grain along v."""
    rng = np.random.default_rng(seed)
    n = 256
    rings = np.sin(14 * noise(rng, n, 1.9, stretch=5.0).T)
    tone = ramp(0.5 * rings + 0.5 * noise(rng, n, 0.5, stretch=30.0).T, -1.2, 1.4)
    return replace(covered(_picture(blend(_plain(light, n), _code(dark), tone), 0.35)), coat=0.4)


def _code(hex_colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(hex_colour[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue


def _plain(hex_colour: str, n: int) -> Field:
    return np.full((n, n, 3), _code(hex_colour), np.float32)


def _picture(color: Field, roughness: float) -> Texture:
    codes = np.rint(np.clip(color, 0, 1) * 255).astype(np.uint8)
    return Texture(codes, np.full(codes.shape[:2], roughness, np.float32))
