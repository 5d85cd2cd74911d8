"""Procedural pictures for surfaces, made once and kept; and how they are laid on a mesh.

All of them repeat without a seam: noise is shaped in the frequency domain, where every picture is
periodic, and strokes that leave one edge come back at the other. The size that one repeat should
have in the world is said with each; rows run against v, columns along u.
"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from .materials import Texture
from .meshes import Mesh

Field = NDArray[np.float32]
"""(n, n) float32, a value for each texel."""


def box_mapped(mesh: Mesh, size: float, offset: tuple[float, float] = (0.0, 0.0)) -> Mesh:
    """Return the mesh with a texture projected on each face along the axis it looks along most.

    Faces that look along Z take u = x and v = y, those along Y take u = x and v = z, those along
    X take u = y and v = z.

    Args:
        mesh: Any.
        size: Length of one repeat, in the mesh's unit.
        offset: Added to (u, v), so that equal meshes need not look equal.
    """
    corners = mesh.vertices[mesh.faces].astype(np.float64)
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    axes = np.array([[1, 2], [0, 2], [0, 1]])[np.abs(normals).argmax(1)]
    uv = np.take_along_axis(corners, axes[:, None, :].repeat(3, axis=1), axis=2) / size
    return Mesh(mesh.vertices, mesh.faces, uv + np.array(offset))


@cache
def concrete(seed: int = 0) -> Texture:
    """Return a sealed factory floor with joints along two edges, stains and speckle: 2 m."""
    rng = np.random.default_rng(seed)
    n = 1024
    clouds, grain = noise(rng, n, 1.6), noise(rng, n, 0.3)
    tone = 0.47 + 0.045 * clouds + 0.022 * grain + 0.03 * noise(rng, n, 1.0)
    color = tone[..., None] * np.array([1.0, 0.985, 0.95], np.float32)
    color += 0.012 * noise(rng, n, 1.8)[..., None] * np.array([1.0, 0.2, -0.9], np.float32)
    oil = ramp(noise(rng, n, 1.9), 1.2, 1.9)
    damp = ramp(noise(rng, n, 1.7), 0.9, 1.1) * (1 - oil)
    color = blend(color, (0.20, 0.19, 0.175), 0.6 * oil)
    color *= 1 - 0.09 * damp[..., None]
    pebbles = noise(rng, n, 0.0, cutoff=0.3)
    color *= 1 - 0.28 * ramp(pebbles, 2.3, 2.7)[..., None]
    color = blend(color, (0.72, 0.71, 0.68), 0.6 * ramp(-pebbles, 2.4, 2.8))
    color = blend(color, (0.30, 0.29, 0.28), 0.5 * strokes(rng, n, 26, (0.05, 0.4), 1))
    joint = _joint(noise(rng, n, 1.0), 5.0)
    color = blend(color, (0.16, 0.155, 0.15), joint)
    roughness = 0.5 + 0.07 * clouds - 0.1 * oil - 0.05 * damp + 0.3 * joint + 0.03 * grain
    return _texture(color, roughness)


@cache
def steel(seed: int = 0) -> Texture:
    """Return brushed and scuffed sheet metal, brushed along u: 0.25 m. For metallic surfaces."""
    rng = np.random.default_rng(seed)
    n = 1024
    brush = noise(rng, n, 0.5, stretch=60.0)
    clouds = noise(rng, n, 1.6)
    tone = 0.70 + 0.035 * brush + 0.03 * clouds
    color = tone[..., None] * np.array([1.0, 0.99, 0.975], np.float32)
    grime = ramp(noise(rng, n, 1.7) + 0.4 * brush, 1.0, 2.2)
    color = blend(color, (0.44, 0.40, 0.36), 0.55 * grime)
    scuffs = strokes(rng, n, 160, (0.02, 0.25), 1)
    color = blend(color, (0.9, 0.9, 0.9), 0.35 * scuffs)
    color = blend(color, (0.45, 0.45, 0.46), 0.4 * strokes(rng, n, 70, (0.02, 0.15), 1))
    roughness = 0.36 + 0.05 * brush + 0.05 * clouds + 0.22 * grime - 0.08 * scuffs
    return _texture(color, roughness)


@cache
def wood(seed: int = 0) -> Texture:
    """Return a lacquered bench top of seven staves along u: 0.5 m; oak, beech, walnut by seed."""
    rng = np.random.default_rng(seed)
    dark, light, pore = _WOODS[seed % len(_WOODS)]
    n, staves = 1024, 7
    row = np.arange(n, dtype=np.float32)[:, None] / n
    wander = 0.016 * noise(rng, n, 1.9, stretch=6.0)
    edges = np.concatenate([[0], np.arange(1, staves) / staves + rng.uniform(-0.02, 0.02, 6), [1]])
    stave = np.searchsorted(edges[1:-1], row[:, 0])
    tones = rng.uniform(-1, 1, staves)[stave][:, None].astype(np.float32)
    phases = rng.uniform(0, 1, staves)[stave][:, None].astype(np.float32)
    density = rng.uniform(28, 60, staves)[stave][:, None].astype(np.float32)
    rings = np.sin(2 * np.pi * (density * (row + wander) + phases))
    fibre, pores = noise(rng, n, 0.4, stretch=40.0), noise(rng, n, 0.1, stretch=24.0)
    tone = 0.5 + 0.16 * tones + 0.12 * rings + 0.09 * fibre + 0.07 * noise(rng, n, 1.7)
    color = blend(np.full((n, n, 3), dark, np.float32), light, tone)
    color = blend(color, pore, 0.55 * ramp(pores, 1.7, 2.4))
    distance = np.abs(row - edges[None, :]).min(1)[:, None] * n
    color = blend(color, (0.22, 0.14, 0.08), 0.75 * np.clip(2.0 - distance, 0, 1))
    color = blend(color, (0.30, 0.20, 0.12), 0.45 * strokes(rng, n, 30, (0.02, 0.2), 1))
    roughness = 0.27 + 0.05 * noise(rng, n, 1.5) + 0.12 * ramp(pores, 1.7, 2.4)
    return _texture(color, roughness)


_WOODS = (
    ((0.52, 0.35, 0.20), (0.79, 0.60, 0.39), (0.33, 0.21, 0.12)),
    ((0.66, 0.50, 0.35), (0.87, 0.73, 0.56), (0.50, 0.34, 0.22)),
    ((0.27, 0.18, 0.12), (0.50, 0.35, 0.24), (0.16, 0.10, 0.07)),
)
"""Early wood, late wood and pores, sRGB in [0, 1]."""

_MATS = ((0.07, 0.30, 0.25), (0.16, 0.24, 0.36), (0.17, 0.18, 0.19))
"""Green, blue and black, sRGB in [0, 1]."""


@cache
def cutting_mat(seed: int = 0) -> Texture:
    """Return a cutting mat, a line each tenth, a bold one each half: 0.1 m; its colour by seed."""
    rng = np.random.default_rng(seed)
    n, cells = 1000, 10
    grain = noise(rng, n, 0.2)
    color = np.full((n, n, 3), _MATS[seed % len(_MATS)], np.float32)
    color *= 1 + 0.06 * grain[..., None] + 0.05 * noise(rng, n, 1.6)[..., None]
    step = n // cells
    along = np.minimum(np.arange(n) % step, step - np.arange(n) % step)
    bold = np.minimum(np.arange(n) % (5 * step), 5 * step - np.arange(n) % (5 * step))
    line = np.maximum(0.5 * (along <= 1), 0.9 * (bold <= 3)).astype(np.float32)
    worn = 1 - 0.5 * ramp(noise(rng, n, 1.2), 0.6, 2.0)
    color = blend(color, (0.74, 0.80, 0.58), np.maximum(line[:, None], line[None, :]) * worn)
    cuts = strokes(rng, n, 40, (0.05, 0.6), 1)
    color = blend(color, (0.40, 0.46, 0.44), 0.4 * cuts)
    return _texture(color, 0.38 + 0.03 * grain + 0.15 * cuts + 0.05 * noise(rng, n, 1.6))


@cache
def cardboard(seed: int = 0) -> Texture:
    """Return corrugated board, its flutes along v: 0.2 m."""
    rng = np.random.default_rng(seed)
    n = 512
    flutes = np.sin(2 * np.pi * 32 * np.arange(n, dtype=np.float32) / n)[None, :]
    fibres = noise(rng, n, 0.5, stretch=4.0)
    tone = 1 + 0.012 * flutes + 0.035 * fibres + 0.04 * noise(rng, n, 1.6)
    color = tone[..., None] * np.array([0.69, 0.53, 0.37], np.float32)
    color = blend(color, (0.40, 0.29, 0.19), 0.6 * ramp(noise(rng, n, 0.2, cutoff=0.3), 2.4, 3.0))
    color = blend(color, (0.80, 0.66, 0.50), 0.35 * strokes(rng, n, 24, (0.02, 0.2), 1))
    return _texture(color, 0.72 + 0.04 * fibres)


@cache
def worn_paint(rgb: tuple[float, float, float], seed: int = 0) -> Texture:
    """Return paint of an sRGB colour (each in [0, 1]), chipped to the grey below: 0.5 m."""
    rng = np.random.default_rng(seed)
    n = 512
    clouds, grain = noise(rng, n, 1.6), noise(rng, n, 0.4)
    color = np.full((n, n, 3), rgb, np.float32) * (1 + 0.05 * clouds + 0.025 * grain)[..., None]
    chips = ramp(noise(rng, n, 0.9) + 0.5 * clouds, 2.3, 2.6)
    chips = np.maximum(chips, 0.7 * strokes(rng, n, 18, (0.02, 0.15), 1))
    color = blend(color, (0.42, 0.41, 0.40), chips)
    return _texture(color, 0.38 + 0.05 * clouds + 0.03 * grain + 0.2 * chips)


def noise(
    rng: np.random.Generator, n: int, slope: float, stretch: float = 1.0, cutoff: float = 1.0
) -> Field:
    """Return periodic noise (n, n) float32 of mean 0 and variance 1.

    Args:
        rng: Source of chance.
        n: Side in texels.
        slope: Amplitude falls with frequency to this power; 0 is white, 2 cloudy.
        stretch: How many times longer than wide the patches are, along columns.
        cutoff: Highest frequency kept, 1 for all (in units of half a cycle a texel).
    """
    spectrum = np.fft.rfft2(rng.standard_normal((n, n)))
    down, across = np.fft.fftfreq(n)[:, None], np.fft.rfftfreq(n)[None, :]
    frequency = np.hypot(down, across * stretch)
    spectrum *= np.where(frequency > 0, np.maximum(frequency, 1 / n) ** -slope, 0)
    if cutoff < 1:
        spectrum *= np.exp(-((2 * frequency / cutoff) ** 4))
    field = np.fft.irfft2(spectrum, (n, n))
    normal: Field = ((field - field.mean()) / field.std()).astype(np.float32)
    return normal


def strokes(
    rng: np.random.Generator, n: int, count: int, lengths: tuple[float, float], width: int
) -> Field:
    """Return (n, n) float32 in [0, 1]: straight scratches that run on over the edges.

    Args:
        rng: Source of chance.
        n: Side in texels.
        count: How many.
        lengths: Shortest and longest, in sides of the picture; at most 1.
        width: In texels.
    """
    canvas = np.zeros((3 * n, 3 * n), np.uint8)
    for _ in range(count):
        start = rng.uniform(n, 2 * n, 2)
        angle, length = rng.uniform(0, np.pi), n * rng.uniform(*lengths)
        end = start + length * np.array([np.cos(angle), np.sin(angle)])
        line = [tuple(int(v * 16) for v in point) for point in (start, end)]
        drawn = np.zeros_like(canvas)
        shade = int(rng.uniform(80, 255))
        cv2.line(drawn, line[0], line[1], shade, width, cv2.LINE_AA, 4)
        canvas = np.maximum(canvas, drawn)
    tiles = canvas.reshape(3, n, 3, n).max(axis=(0, 2))
    scratches: Field = (tiles / 255).astype(np.float32)
    return scratches


def ramp(field: Field, low: float, high: float) -> Field:
    """Return the field mapped linearly from [low, high] to [0, 1] and cut there."""
    mapped: Field = np.clip((field - low) / (high - low), 0, 1)
    return mapped


def blend(color: Field, towards: tuple[float, float, float], share: Field) -> Field:
    """Return (n, n, 3), each texel that far on the way from `color` to one other colour."""
    weight = np.clip(share, 0, 1)[..., None]
    mixed: Field = (color + (np.array(towards, np.float32) - color) * weight).astype(np.float32)
    return mixed


def _joint(field: Field, width: float) -> Field:
    """Return (n, n) in [0, 1]: a ragged line along the first row and the first column."""
    n = len(field)
    edge = np.minimum(np.arange(n), n - np.arange(n)).astype(np.float32)
    distance = np.minimum(edge[:, None], edge[None, :]) + 0.7 * field
    line: Field = np.clip(width / 2 + 0.5 - distance, 0, 1).astype(np.float32)
    return line


def _texture(color: Field, roughness: Field) -> Texture:
    """Return what is drawn, sRGB in [0, 1] and perceptual roughness, as a texture."""
    picture = np.rint(np.clip(color, 0, 1) * 255).astype(np.uint8)
    return Texture(picture, np.clip(roughness, 0.05, 1).astype(np.float32))
