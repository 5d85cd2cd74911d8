"""What a picture would show if the object were not there.

Three ways: `telea`, which grows the surroundings inwards (Telea, Journal of Graphics Tools 2004,
as OpenCV has it); `belt`, which copies from where the same pattern is visible elsewhere in the
picture, as a conveyor of plates repeats itself (`lattice`); and an exported network, such as LaMa
(Suvorov et al., WACV 2022), which the published pipeline uses.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from ...benchmarks.errors import UnknownNameError
from ...benchmarks.files import sha256
from ..features import EXPORTED, find_device
from ..framing import resize_picture
from .elations import Floats
from .exported import load_square
from .lattice import Repetition, find_repetition

MARGIN = 0.02
"""By how much of the longer side the mask grows first: its rim and the object's contact shadow."""

EXPORTED_SIDE = 512
"""Side in front of an exported network that leaves it open."""

_RADIUS = 0.015
"""Telea's neighbourhood, of the longer side."""
_NEIGHBOURS = 8
"""Repetitions that are looked at on either side."""
_REACH = 0.06
"""Standard deviation, of the longer side, over which differences along the rim are carried in."""
_FLOOR = 30.0
"""Squared grey values added to a neighbour's error: two good ones count the same."""

Mask = NDArray[np.bool_]
Pixels = NDArray[np.uint8]
Inpainter = Callable[[Pixels, Mask], Pixels]


def reconstruct(image: Pixels, mask: Mask, how: str = "belt", device: str = "cpu") -> Pixels:
    """Return the picture without the object.

    Args:
        image: (H, W, 3) uint8 sRGB.
        mask: (H, W) bool, True on the object; grown by `MARGIN` first.
        how: As `load_inpainter`, which is for many pictures.
        device: See `features.find_device`; of use to exported networks only.

    Returns:
        (H, W, 3) uint8, the picture's own pixels outside the grown mask.
    """
    return load_inpainter(how, device)(image, mask)


def load_inpainter(how: str = "belt", device: str = "cpu") -> Inpainter:
    """Return a function of picture and mask, as `reconstruct`.

    Args:
        how: `belt`; `telea`; or the path of a .pt2 file of `torch.export.save`, which takes
            (B, 4, S, S) float32, the picture in 0..1 with the hole at 0 and the mask of the hole,
            and returns (B, 3, S, S) in 0..1. S is the file's, 512 where it is dynamic.
        device: See `features.find_device`.

    Raises:
        UnknownNameError: Neither a name nor a .pt2 file.
        FileNotFoundError: No such file.
        ValueError: No such device, or the file holds something else; of the function, a picture or
            mask of another kind, or a mask that leaves nothing to see.
    """
    if how in WAYS:
        way = WAYS[how]
    elif Path(how).suffix == EXPORTED:
        way = _load_exported(Path(how), device)
    else:
        raise UnknownNameError("way to inpaint", how, (*WAYS, f"FILE{EXPORTED}"))

    def inpaint(image: Pixels, mask: Mask) -> Pixels:
        hole = grow_mask(image, mask)
        if not hole.any():
            return image.copy()
        return np.where(hole[..., None], way(image, hole), image)

    return inpaint


def name_inpainter(how: str) -> str:
    """Return what a result's record says of `how`: its name, of a file with the digest's start."""
    path = Path(how)
    return how if how in WAYS else f"{path.name} sha256:{sha256(path)[:16]}"


def grow_mask(image: Pixels, mask: Mask) -> Mask:
    """Return the mask, (H, W) bool, dilated by a disc of `MARGIN`; ValueError if it is no mask."""
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
        raise ValueError(f"image is {image.dtype} {image.shape}, not uint8 (H, W, 3)")
    if mask.dtype != np.bool_ or mask.shape != image.shape[:2]:
        raise ValueError(f"mask is {mask.dtype} {mask.shape}, not bool {image.shape[:2]}")
    radius = max(1, round(MARGIN * max(mask.shape)))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    hole = cv2.dilate(mask.astype(np.uint8), disc) > 0
    if hole.all():
        raise ValueError("the mask covers the picture: nothing is left to fill it from")
    return np.asarray(hole)


def _telea(image: Pixels, hole: Mask) -> Pixels:
    radius = max(3.0, _RADIUS * max(hole.shape))
    filled = cv2.inpaint(image, hole.astype(np.uint8), radius, cv2.INPAINT_TELEA)
    return np.asarray(filled, np.uint8)


def _belt(image: Pixels, hole: Mask) -> Pixels:
    """Fill the hole by the mean of the neighbours that show it, the rest as `_telea`."""
    repetition = find_repetition(image, ~hole)
    if repetition is None:
        return _telea(image, hole)
    total, mass = _gather(image, hole, repetition)
    found = mass > 0
    filled = image.copy()
    filled[found] = np.clip(np.rint(total[found] / mass[found, None]), 0, 255)
    rest = hole & ~found
    return _telea(filled, rest) if rest.any() else filled


def _gather(image: Pixels, hole: Mask, repetition: Repetition) -> tuple[Floats, Floats]:
    """Return the weighted sum (H, W, 3) of the neighbours within the hole, and the weights (H, W).

    A neighbour is shaded as the surroundings are: the difference that both have along the rim is
    carried into the hole by normalised convolution. What is left of it there is its error.
    """
    total, mass = np.zeros(image.shape, np.float32), np.zeros(hole.shape, np.float32)
    picture, seen = image.astype(np.float32), (~hole).astype(np.float32)
    for k in (k for k in range(-_NEIGHBOURS, _NEIGHBOURS + 1) if k):
        columns, rows = repetition.places(k, hole.shape)
        there = cv2.remap(seen, columns, rows, cv2.INTER_LINEAR) > 0.99
        if not (there & hole).any():
            continue
        moved = cv2.remap(picture, columns, rows, cv2.INTER_CUBIC)
        rim = (there & ~hole).astype(np.float32)
        difference = (picture - moved) * rim[..., None]
        shade = _carry(difference, rim)
        error = _carry(((difference - shade * rim[..., None]) ** 2).mean(2), rim)
        weight = (there & hole) / (_FLOOR + error) ** 2
        total += weight[..., None] * (moved + shade)
        mass += weight.astype(np.float32)
    return total, mass


def _carry(values: Floats, where: Floats) -> Floats:
    """Return the mean of what is known nearby, (H, W, ...); far off, that of all."""
    sigma = _REACH * max(where.shape)
    mass = cv2.GaussianBlur(where, (0, 0), sigma)
    spread = cv2.GaussianBlur(values, (0, 0), sigma)
    whole = values.sum((0, 1)) / max(float(where.sum()), 1.0)
    few = 1e-3
    shape = mass[..., None] if values.ndim == 3 else mass
    return np.asarray((spread + few * whole) / (shape + few), np.float32)


def _load_exported(path: Path, device: str) -> Inpainter:
    where = find_device(device)
    network = load_square(path, 4, 3, EXPORTED_SIDE, where)

    @torch.inference_mode()
    def way(image: Pixels, hole: Mask) -> Pixels:
        side = network.side
        mask = resize_picture(hole.astype(np.float32), side, side) > 0
        square = resize_picture(image, side, side).astype(np.float32) / 255 * ~mask[..., None]
        values = np.concatenate([square, mask[..., None].astype(np.float32)], 2)
        answer = network.run(torch.from_numpy(values).permute(2, 0, 1)[None].to(where))
        grey = (answer[0].permute(1, 2, 0).cpu().numpy() * 255).clip(0, 255).round()
        return np.asarray(resize_picture(grey.astype(np.uint8), *hole.shape), np.uint8)

    return way


WAYS: dict[str, Inpainter] = {"belt": _belt, "telea": _telea}
"""Name -> what fills a hole."""
