"""Pictures to train on: objects at any place, size and shade, before all kinds of background.

What the network is to learn is the object, not the line behind it and not one shade of it: half of
the pictures keep their own background, the others get white, another picture's, or a texture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .network import SIDE

BACKGROUNDS = {"own": 0.5, "white": 0.15, "other": 0.2, "texture": 0.15}
"""What stands behind the object, and how often."""

_SCALE = (0.65, 1.4)
"""Longer side of a picture behind the crop, in those of `network.SIDE`."""
_GAIN, _TINT, _OFFSET = 0.3, 0.08, 20.0
"""Largest change of contrast, of one colour channel, and of brightness in grey values."""

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Example:
    """A picture to learn from.

    Attributes:
        image: (H, W, 3) uint8.
        mask: (H, W) bool, the object.
        empty: (H, W, 3) uint8, the picture without the object; None where its background is white.
    """

    image: Pixels
    mask: NDArray[np.bool_]
    empty: Pixels | None = None


def draw_batch(
    examples: Sequence[Example], size: int, side: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Return `size` crops (B, side, side, 3) of values 0..255 and masks (B, side, side) 0..1."""
    pairs = [_draw(examples, side, rng) for _ in range(size)]
    return np.stack([image for image, _ in pairs]), np.stack([mask for _, mask in pairs])


def _draw(
    examples: Sequence[Example], side: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    example = examples[int(rng.integers(len(examples)))]
    mask = example.mask.astype(np.float32)
    place = _place(mask, side, rng)
    how = str(rng.choice(list(BACKGROUNDS), p=list(BACKGROUNDS.values())))
    if how == "own" and example.empty is None:
        how = "other"
    colours = rng.permutation(3)  # other objects have other colours
    own = _shade(example.image[..., colours].astype(np.float32), rng)
    if how == "own":
        picture = _warp(own, place, side, cv2.BORDER_REFLECT_101)
        cover = _warp(mask, place, side, cv2.BORDER_REFLECT_101)
    else:
        if how != "white":  # the rim has the old background in it: a halo that would give it away
            mask = np.asarray(cv2.erode(mask, np.ones((3, 3))), np.float32)
        cover = _warp(mask, place, side, cv2.BORDER_CONSTANT)
        front = _warp(own * mask[..., None], place, side, cv2.BORDER_CONSTANT)
        behind = _behind(examples, how, side, rng)
        if how != "white":
            behind = behind * _cast_shadow(cover, rng)
        picture = front + behind * (1 - cover[..., None])
    return _degrade(picture, rng), cover


def _place(mask: Floats, side: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return the (2, 3) matrix from the picture's pixels to the crop's, turned and flipped."""
    height, width = mask.shape
    scale = SIDE / max(height, width) * np.exp(rng.uniform(*np.log(_SCALE)))
    angle = rng.normal(0, 0.2)
    flip = -1.0 if rng.random() < 0.5 else 1.0
    cosine, sine = scale * np.cos(angle), scale * np.sin(angle)
    turn = np.array([[cosine * flip, -sine], [sine * flip, cosine]])
    rows, columns = np.nonzero(mask)
    middle = np.array([columns.mean(), rows.mean()]) if len(rows) else np.array([width, height]) / 2
    target = side * rng.uniform(0.25, 0.75, 2)
    return np.column_stack([turn, target - turn @ middle])


def _warp(picture: Floats, place: NDArray[np.float64], side: int, border: int) -> Floats:
    warped = cv2.warpAffine(picture, place, (side, side), flags=cv2.INTER_LINEAR, borderMode=border)
    return np.asarray(warped, np.float32)


def _behind(examples: Sequence[Example], how: str, side: int, rng: np.random.Generator) -> Floats:
    """Return a background (side, side, 3) of a kind; a texture where no other picture has one."""
    if how == "white":
        return np.full((side, side, 3), 255, np.float32)
    others = [example.empty for example in examples if example.empty is not None]
    if how == "texture" or not others:
        return draw_texture(side, rng)
    empty = others[int(rng.integers(len(others)))].astype(np.float32)
    place = _place(np.ones(empty.shape[:2], np.float32), side, rng)
    return _shade(_warp(empty, place, side, cv2.BORDER_REFLECT_101), rng)


def _cast_shadow(cover: Floats, rng: np.random.Generator) -> Floats:
    """Return what a background keeps of its light, (side, side, 1): a soft shadow aside of `cover`.

    Without it a network takes shadows, which only ever lie next to objects, for a part of them.
    """
    reach = 0.15 * np.sqrt(cover.sum())
    move = np.column_stack([np.eye(2), rng.normal(0, reach / 2, 2)])
    moved = cv2.warpAffine(cover, move, cover.shape[::-1])
    soft = cv2.GaussianBlur(moved, (0, 0), float(rng.uniform(0.05, 0.6) * reach + 0.5))
    return np.asarray(1 - rng.uniform(0, 0.9) * soft[..., None], np.float32)


def draw_texture(side: int, rng: np.random.Generator) -> Floats:
    """Return a texture (side, side, 3) of values 0..255: noise, stripes or a grid in two shades."""
    kind = int(rng.integers(3))
    if kind == 0:
        noise = rng.normal(size=(side, side)).astype(np.float32)
        pattern = cv2.GaussianBlur(noise, (0, 0), float(np.exp(rng.uniform(-0.5, 3))))
        pattern = pattern / (pattern.std() + 1e-6)
    else:
        y, x = np.mgrid[:side, :side].astype(np.float32)
        angle, period = rng.uniform(0, np.pi), rng.uniform(5, 40)
        along, across = (
            np.sin((np.cos(a) * x + np.sin(a) * y) * 2 * np.pi / period + rng.uniform(0, 6))
            for a in (angle, angle + np.pi / 2)
        )
        sharp = rng.uniform(1, 8)
        pattern = np.clip(sharp * (along if kind == 1 else np.minimum(along, across)), -1, 1)
    low, high = rng.uniform(0, 255, (2, 3)) if rng.random() < 0.5 else (
        rng.uniform(0, 255) * np.ones(3), rng.uniform(0, 255) * np.ones(3)
    )  # fmt: skip
    share = np.clip(pattern[..., None] * 0.5 + 0.5, 0, 1)
    return np.asarray(low + (high - low) * share, np.float32)


def _shade(picture: Floats, rng: np.random.Generator) -> Floats:
    """Return another exposure and white balance of a picture."""
    gain = 1 + rng.uniform(-_GAIN, _GAIN) + rng.uniform(-_TINT, _TINT, 3)
    shaded = (picture - 128) * gain + 128 + rng.uniform(-_OFFSET, _OFFSET)
    return np.asarray(np.clip(shaded, 0, 255), np.float32)


def _degrade(picture: Floats, rng: np.random.Generator) -> Floats:
    """Return a picture blurred, sharpened or neither, with noise on it half of the time."""
    chance = rng.random()
    if chance < 0.5:
        blur = float(rng.uniform(0.4, 1.4))
        soft = np.asarray(cv2.GaussianBlur(picture, (0, 0), blur), np.float32)
        more = -1.0 if chance < 0.25 else float(rng.uniform(0.3, 1.5))
        picture = picture + more * (picture - soft)
    noise = rng.normal(0, rng.uniform(1, 8), picture.shape) if rng.random() < 0.5 else 0.0
    return np.asarray(np.clip(picture + noise, 0, 255), np.float32)
