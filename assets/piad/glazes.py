"""Looks of goods: painted clay, glazes, printed labels, tinplate, coated metal.

Pictures are made once for each set of arguments and kept. Those of pots and labels go once round
the axis: their middle column is the front, row 0 the top.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np

from ..materials import Surface, Texture, srgb
from ..props import covered
from ..textures import Field, blend, noise, ramp, strokes

Colour = tuple[float, float, float]
"""sRGB, each in [0, 1]."""


@dataclass(frozen=True)
class Zone:
    """A band of a pot's picture.

    Attributes:
        low: v of its lower edge.
        high: v of its upper edge.
        motif: A name of `_MOTIFS`, or "slip" (all painted) or "lines".
        aspect: How many times longer than high the band is on the pot.
    """

    low: float
    high: float
    motif: str
    aspect: float


_SCHEMES: dict[str, tuple[Colour, Colour, float]] = {
    "black figure": ((0.72, 0.38, 0.20), (0.07, 0.055, 0.05), 0.0),
    "red ground": ((0.60, 0.26, 0.15), (0.88, 0.78, 0.60), 0.0),
    "white ground": ((0.86, 0.80, 0.68), (0.33, 0.13, 0.08), 0.3),
    "blue": ((0.90, 0.90, 0.86), (0.09, 0.18, 0.48), 1.0),
    "celadon": ((0.56, 0.67, 0.56), (0.25, 0.36, 0.28), 1.0),
    "cream": ((0.88, 0.83, 0.71), (0.45, 0.20, 0.10), 1.0),
    "turquoise": ((0.13, 0.50, 0.52), (0.05, 0.20, 0.24), 1.0),
    "rust": ((0.42, 0.17, 0.08), (0.13, 0.06, 0.04), 1.0),
    "tenmoku": ((0.11, 0.075, 0.06), (0.40, 0.20, 0.09), 1.0),
}
"""Clay or glaze, the paint on it, and the weight of the clear coat."""


@lru_cache(32)
def painted_clay(zones: tuple[Zone, ...], scheme: str, seed: int) -> Surface:
    """Return a pot's look, its bands painted; the lowest twentieth of the picture is unpainted."""
    clay, paint, coat = _SCHEMES[scheme]
    high, wide = 900, 1536
    rng = np.random.default_rng(seed)
    mask = np.zeros((high, wide), np.float32)
    for zone in zones:
        top, bottom = round((1 - zone.high) * high), round((1 - zone.low) * high)
        mask[top:bottom] = _band(zone.motif, bottom - top, wide, zone.aspect)
    clouds, grain = (_field(rng, s, high, wide) for s in (1.7, 0.3))
    color = np.full((high, wide, 3), clay, np.float32)
    color *= 1 + 0.05 * clouds[..., None] + (0.02 - 0.01 * coat) * grain[..., None]
    speckle = ramp(_field(rng, 0.0, high, wide, 0.3), 2.6, 3.1)
    color = blend(color, (0.25, 0.16, 0.10), 0.5 * speckle)
    worn = ramp(_field(rng, 1.0, high, wide), 1.9, 2.5) * (1 - coat)
    uneven = 1 - 0.10 * np.abs(_field(rng, 1.5, high, wide)) * coat
    share = (mask * (0.97 - 0.75 * worn) * uneven).astype(np.float32)
    color = blend(color, paint, share)
    roughness = (0.68 - 0.55 * coat) + 0.05 * clouds - (0.36 - 0.36 * coat) * share
    return replace(
        covered(_picture(color, roughness.astype(np.float32))), coat=coat, coat_roughness=0.06
    )


def slip(scheme: str) -> Surface:
    """Return the plain look of what is all painted with a scheme's paint, such as handles."""
    paint, coat = _SCHEMES[scheme][1:]
    return Surface(srgb(_hex(paint)), 0.3 - 0.15 * coat, coat=coat, coat_roughness=0.06)


def glazed_pot(rng: np.random.Generator) -> tuple[Surface, Surface]:
    """Return the looks of a glazed pot's body and of its other parts; both go once round."""
    scheme = str(rng.choice(tuple(_SCHEMES)[3:]))
    seed = int(rng.integers(4))
    plain = painted_clay((), scheme, seed)
    if scheme != "blue" and rng.random() < 0.45:
        return plain, plain
    belt = str(rng.choice(("leaves", "dots", "palmettes", "waves", "birds")))
    zones = (
        Zone(0.22, 0.245, "slip", 99), Zone(0.40, 0.66, belt, 6.5), Zone(0.36, 0.37, "slip", 99),
        Zone(0.69, 0.70, "slip", 99), Zone(0.86, 0.9, "dots", 44),
    )  # fmt: skip
    return painted_clay(zones, scheme, seed), plain


def _field(
    rng: np.random.Generator, slope: float, high: int, wide: int, cutoff: float = 1.0
) -> Field:
    """Return periodic noise (high, wide) of mean 0 and variance 1."""
    square = noise(rng, 768, slope, cutoff=cutoff)
    return np.tile(square, (1 + high // 768, 1 + wide // 768))[:high, :wide]


def _picture(color: Field, roughness: Field) -> Texture:
    codes = np.rint(np.clip(color, 0, 1) * 255).astype(np.uint8)
    return Texture(codes, np.clip(roughness, 0.05, 1).astype(np.float32))


def _hex(colour: Colour) -> str:
    return "".join(f"{round(255 * c):02X}" for c in colour)


Shape = Sequence[tuple[float, float]]

_KEY = [(0, 0), (1, 0), (1, 0.16), (0.18, 0.16), (0.18, 0.84), (0.66, 0.84), (0.66, 0.52),
        (0.42, 0.52), (0.42, 0.38), (0.82, 0.38), (0.82, 1), (0, 1)]  # fmt: skip


def _disc(x: float, y: float, rx: float, ry: float) -> Shape:
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    return [(float(x + rx * np.cos(a)), float(y + ry * np.sin(a))) for a in angle]


def _warrior() -> list[Shape]:
    legs = [(0.30, 0.5), (0.20, 0.27), (0.12, 0.03), (0.25, 0.03), (0.31, 0.27), (0.45, 0.42),
            (0.56, 0.27), (0.62, 0.03), (0.76, 0.03), (0.70, 0.28), (0.60, 0.5)]  # fmt: skip
    torso = [(0.34, 0.45), (0.30, 0.78), (0.58, 0.78), (0.58, 0.45)]
    crest = [(0.30, 0.90), (0.20, 0.84), (0.24, 0.97), (0.40, 1.0), (0.56, 0.97), (0.46, 0.93)]
    spear = [(0.06, 0.70), (0.97, 0.80), (1.0, 0.83), (0.97, 0.84), (0.06, 0.73)]
    return [legs, torso, crest, spear, _disc(0.43, 0.87, 0.085, 0.07),
            _disc(0.56, 0.58, 0.22, 0.17), _disc(0.56, 0.58, 0.15, 0.115),
            _disc(0.56, 0.58, 0.06, 0.045)]  # fmt: skip


def _bird() -> list[Shape]:
    body = [(0.06, 0.52), (0.24, 0.40), (0.5, 0.34), (0.68, 0.42), (0.74, 0.56), (0.72, 0.8),
            (0.78, 0.9), (0.88, 0.86), (0.98, 0.8), (0.86, 0.76), (0.82, 0.56), (0.76, 0.34),
            (0.6, 0.22), (0.36, 0.22), (0.2, 0.36)]  # fmt: skip
    wing = [(0.22, 0.46), (0.44, 0.6), (0.62, 0.5), (0.46, 0.36)]
    return [body, [(0.42, 0.25), (0.38, 0.04), (0.5, 0.04), (0.5, 0.25)],
            [(0.58, 0.25), (0.56, 0.04), (0.68, 0.04), (0.62, 0.25)], wing]  # fmt: skip


def _fish() -> list[Shape]:
    tail = [(0.24, 0.5), (0.04, 0.78), (0.1, 0.5), (0.04, 0.22)]
    fin = [(0.42, 0.66), (0.5, 0.88), (0.66, 0.66)]
    return [_disc(0.55, 0.5, 0.36, 0.2), tail, fin, _disc(0.78, 0.54, 0.035, 0.04)]


def _palmette() -> list[Shape]:
    petals: list[Shape] = []
    for angle in np.radians([-75, -45, -15, 15, 45, 75]):
        along = np.array([np.sin(angle), np.cos(angle)])
        across = np.array([along[1], -along[0]])
        steps = ((0.1, 0.02), (0.42, 0.07), (0.62, 0.05), (0.66, 0), (0.62, -0.05), (0.42, -0.07),
                 (0.1, -0.02))  # fmt: skip
        points = [np.array([0.5, 0.18]) + along * a + across * b for a, b in steps]
        petals.append([(float(x), float(y)) for x, y in points])
    return [*petals, _disc(0.5, 0.16, 0.1, 0.09), [(0, 0), (1, 0), (1, 0.06), (0, 0.06)]]


def _leaf() -> list[Shape]:
    stem = [(0, 0.46), (0.5, 0.54), (1, 0.46), (1, 0.51), (0.5, 0.59), (0, 0.51)]
    along = np.linspace(0, 1, 16)
    half = 0.13 * np.sin(np.pi * along**0.8)
    axis = np.stack([0.2 + 0.3 * along, 0.54 + 0.42 * along], axis=1)
    rim = np.concatenate(
        [axis + half[:, None] * [-0.8, 0.6], (axis - half[:, None] * [-0.8, 0.6])[::-1]]
    )
    up = [(float(x), float(y)) for x, y in rim]
    return [stem, up, [(x + 0.35, 1.04 - y) for x, y in up], _disc(0.82, 0.8, 0.06, 0.08)]


def _wave() -> list[Shape]:
    angle = np.linspace(0, 4.2, 30)
    curl = [(0.62 + (0.34 - 0.055 * a) * np.cos(a + 2.6), 0.5 + (0.42 - 0.07 * a) * np.sin(2.6 - a))
            for a in angle]  # fmt: skip
    points = [(float(x), float(y)) for x, y in curl]
    return [[(0, 0.0), (0, 0.2), *points, (0.75, 0.2), (1, 0.2), (1, 0)]]


_MOTIFS: dict[str, tuple[float, Callable[[], list[Shape]]]] = {
    "meander": (1.1, lambda: [_KEY]),
    "rays": (0.42, lambda: [[(0.08, 0), (0.5, 1), (0.92, 0)]]),
    "tongues": (0.32, lambda: [[(0.12, 1), (0.12, 0.2), (0.5, 0.02), (0.88, 0.2), (0.88, 1)]]),
    "checker": (1.0, lambda: [[(0, 0), (0.5, 0), (0.5, 0.5), (0, 0.5)],
                              [(0.5, 0.5), (1, 0.5), (1, 1), (0.5, 1)]]),
    "dots": (1.1, lambda: [_disc(0.5, 0.5, 0.24, 0.27)]),
    "waves": (1.5, _wave),
    "warriors": (0.86, _warrior),
    "birds": (1.05, _bird),
    "fishes": (1.5, _fish),
    "leaves": (0.9, _leaf),
    "palmettes": (0.9, _palmette),
}  # fmt: skip
"""Width over height of one repeat, and its outlines in the unit square; a later outline that lies
on an earlier one is scratched out of it."""


def _band(motif: str, high: int, wide: int, aspect: float) -> Field:
    """Return how much paint there is (high, wide), in [0, 1]; thin lines close a frieze."""
    if motif == "slip":
        return np.ones((high, wide), np.float32)
    if motif == "lines":
        rows = (np.arange(high) * 7 // max(high, 1)) % 2 == 0
        return np.repeat(rows[:, None], wide, axis=1).astype(np.float32)
    ratio, draw = _MOTIFS[motif]
    count = max(3, round(aspect / ratio))
    scale = np.array([256.0, 256.0])
    cell = np.zeros((256, 256), np.uint8)
    for outline in draw():
        points = np.rint((np.asarray(outline) * [1, -1] + [0, 1]) * scale * 16).astype(np.int32)
        fresh = np.zeros_like(cell)
        cv2.fillPoly(fresh, [points], 255, cv2.LINE_AA, 4)
        scratched = cv2.morphologyEx(fresh, cv2.MORPH_GRADIENT, np.ones((5, 5), np.uint8))
        cell = np.where((cell > 128) & (scratched > 0), 0, np.maximum(cell, fresh)).astype(np.uint8)
    tiled = np.tile(cell, (1, count))
    resized = cv2.resize(tiled, (wide, high), interpolation=cv2.INTER_AREA)
    return (resized / 255).astype(np.float32)


@lru_cache(4)
def tinplate(lacquered: bool = False) -> Surface:
    """Return rolled tin, bare or with a gold lacquer: 0.08 m."""
    rng = np.random.default_rng(7)
    grain, clouds = noise(rng, 512, 0.4, stretch=30.0), noise(rng, 512, 1.6)
    scuffs = strokes(rng, 512, 20, (0.02, 0.15), 1)
    base = np.array((0.83, 0.69, 0.44) if lacquered else (0.83, 0.835, 0.84), np.float32)
    color = base * (1 + 0.025 * grain + 0.03 * clouds)[..., None]
    color = blend(color, (0.93, 0.93, 0.93), 0.25 * scuffs)
    return covered(_picture(color, 0.27 + 0.03 * grain + 0.03 * clouds), metallic=1.0)


@lru_cache(16)
def coated_metal(hex_colour: str, seed: int = 0) -> Surface:
    """Return sheet metal with baked paint, a little uneven, scuffed here and there: 0.12 m."""
    rng = np.random.default_rng(seed)
    peel, clouds = noise(rng, 512, 0.9, cutoff=0.4), noise(rng, 512, 1.7)
    scuffs = strokes(rng, 512, 12, (0.02, 0.1), 1)
    base = np.array([int(hex_colour[i : i + 2], 16) / 255 for i in (0, 2, 4)], np.float32)
    color = base * (1 + 0.008 * peel + 0.012 * clouds)[..., None]
    color = blend(color, (0.62, 0.61, 0.60), 0.3 * scuffs)
    look = covered(_picture(color, 0.34 + 0.02 * peel + 0.02 * clouds + 0.1 * scuffs))
    return replace(look, coat=0.3, coat_roughness=0.12)
