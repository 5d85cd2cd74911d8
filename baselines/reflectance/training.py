"""Training of a reflectance network on renders whose albedo is known.

Pictures are those of any suite on a white background, training views and test pictures alike,
rendered with `--extras albedo`. The target is the albedo, which is linear in its file, encoded as
sRGB, for that is what a reflectance is stored as; where nothing was met it is white, as in the
picture. Pixels of the object that touch the background are mixtures of both in unknown shares and
do not count.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ...benchmarks.datasets import Sample, Views, open_dataset
from ...benchmarks.files import sha256
from ...benchmarks.images import read_exr, read_rgb
from ...benchmarks.srgb import decode_srgb, encode_srgb
from ..features import find_device
from ..weights import write_weights
from .network import KIND, build

CROP = 96
"""Side of a training picture in pixels."""

BATCH = 6
RATE = 2e-3
"""Pictures in a step, and Adam's step size at first; it falls to 0 as half a cosine."""

SCALE_INVARIANT, GRADIENT, PRODUCT = 0.5, 1.0, 0.1
"""Weights of the loss beside the absolute difference's 1; see `decomposition_loss`."""

_DARK = 0.05  # added before a logarithm: what is black may be any black
_SHARES = (0.4, 1.0)  # of the picture's shorter side that a crop shows
_GAINS = (0.35, 1.8)
_GAMMAS = (0.85, 1.18)
_RECOLOURED, _CONTRASTS, _BRIGHTEST = 0.75, (0.5, 1.7), 0.9
_TINT, _BLACK = 0.3, 0.01  # log; linear, what is darker keeps its light
_CAST, _SHADE, _NOISE = 0.06, 0.35, 0.01  # standard deviations: log, log, grey in 0..1


@dataclass(frozen=True)
class Report:
    """What a training came to.

    Attributes:
        path: Of the weights.
        sha256: Of that file.
        architecture: A key of `network.ARCHITECTURES`.
        parameters: Numbers in the network.
        pictures: Pictures with a known albedo that it was shown crops of.
        seed: Of all that is random.
        losses: Of each step, see `decomposition_loss`.
    """

    path: Path
    sha256: str
    architecture: str
    parameters: int
    pictures: int
    seed: int
    losses: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Crops:
    """Training pictures, B at a time, float32.

    Attributes:
        picture: (B, 3, S, S) sRGB-encoded, in 0..1, in a changed light.
        albedo: (B, 3, S, S) sRGB-encoded, in 0..1; 1 on the background.
        weight: (B, 1, S, S) 1 where a pixel counts, else 0.
        inside: (B, 1, S, S) 1 on the object, without its rim, else 0.
    """

    picture: Tensor
    albedo: Tensor
    weight: Tensor
    inside: Tensor


def train(
    roots: Sequence[Path],
    out: Path,
    *,
    architecture: str = "unet",
    steps: int = 1200,
    seed: int = 0,
    device: str = "cpu",
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Train a network and write it; the same data, seed and CPU give the same weights.

    Args:
        roots: Folders of datasets rendered with `--extras albedo`.
        out: The .safetensors file; an old one is replaced once the new one is whole.
        architecture: A key of `network.ARCHITECTURES`.
        steps: Of Adam, at least 1; `BATCH` crops each.
        seed: Of weights, crops and lights, at least 0.
        device: `cpu`, `cuda` or `cuda:N`.
        progress: Told the steps that are done and the number of all.

    Raises:
        ValueError: `out` is no .safetensors file, `steps` or `seed` is too small, there is no such
            architecture or device, or a folder holds no picture with an albedo.
        BrokenDatasetError: A root is no dataset.
    """
    if out.suffix != ".safetensors":
        raise ValueError(f"{out} does not end in .safetensors, as a file of weights must")
    if steps < 1 or seed < 0:
        raise ValueError(f"steps is {steps} and seed {seed}; at least 1 and 0 are needed")
    pairs = find_pairs(roots)
    rng, place = np.random.default_rng(seed), find_device(device)
    network = build(architecture, torch.Generator().manual_seed(seed)).to(place).train()
    optimiser = torch.optim.Adam(network.parameters(), RATE)
    losses = []
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 + math.cos(math.pi * step / steps)) / 2
        losses.append(_step(network, optimiser, draw_crops(pairs, rng, place)))
        if progress:
            progress(step + 1, steps)
    about = {"architecture": architecture, "steps": steps, "seed": seed, "pictures": len(pairs)}
    write_weights(out, network, KIND, about)
    count = sum(parameter.numel() for parameter in network.parameters())
    return Report(out, sha256(out), architecture, count, len(pairs), seed, tuple(losses))


def _step(network: nn.Module, optimiser: torch.optim.Optimizer, crops: Crops) -> float:
    """Take a step on some crops and return their loss before it."""
    optimiser.zero_grad()
    loss = decomposition_loss(network(crops.picture), crops)
    loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimiser.step()
    return loss.item()


def find_pairs(roots: Sequence[Path]) -> tuple[tuple[Path, Path], ...]:
    """Return picture and albedo file of all views that have both, of training and test alike.

    Raises:
        ValueError: No root, or one without any such view; the message says how to render one.
        BrokenDatasetError: A root is no dataset.
    """
    if not roots:
        raise ValueError("no dataset to train on; give at least one")
    pairs: list[tuple[Path, Path]] = []
    for root in roots:
        dataset, before = open_dataset(root), len(pairs)
        for category in dataset.categories:
            views, samples = dataset.train[category], dataset.test[category]
            extras = [s.extras for s in samples if isinstance(s, Sample)]
            images = [s.image for s in samples]
            if isinstance(views, Views):
                images += views.images
                extras += views.extras
            shown = zip(images, extras, strict=True)
            pairs += [(image, more["albedo"]) for image, more in shown if "albedo" in more]
        if len(pairs) == before:
            raise ValueError(
                f"{root} holds no picture whose albedo is known; render it with --extras albedo"
            )
    return tuple(pairs)


def draw_crops(
    pairs: Sequence[tuple[Path, Path]], rng: np.random.Generator, device: torch.device
) -> Crops:
    """Return `BATCH` crops of random pictures, turned, coloured and lit at random."""
    drawn = [_draw_crop(pairs[int(rng.integers(len(pairs)))], rng) for _ in range(BATCH)]
    planes = torch.from_numpy(np.stack(drawn)).permute(0, 3, 1, 2).to(device)
    return Crops(planes[:, :3], planes[:, 3:6], planes[:, 6:7], planes[:, 7:])


def _draw_crop(pair: tuple[Path, Path], rng: np.random.Generator) -> NDArray[np.float32]:
    """Return (S, S, 8) float32: picture, albedo, weight and inside as in `Crops`."""
    image, albedo = read_rgb(pair[0]), read_exr(pair[1])
    if albedo.shape != image.shape:
        raise ValueError(f"{pair[1]} is {albedo.shape}, its picture {image.shape}")
    there = np.asarray((albedo > 0).any(2), np.uint8)
    core = np.asarray(cv2.erode(there, np.ones((3, 3), np.uint8)))  # without the mixed rim
    height, width = there.shape
    side = max(round(rng.uniform(*_SHARES) * min(height, width)), 2)
    rows, columns = np.nonzero(core if core.any() else np.ones_like(core))
    pick = rng.integers(len(rows))
    top = min(max(int(rows[pick]) - int(rng.integers(side)), 0), height - side)
    left = min(max(int(columns[pick]) - int(rng.integers(side)), 0), width - side)
    target = np.where(there[..., None] > 0, np.clip(albedo, 0, 1), np.float32(1))
    linear = decode_srgb(image.astype(np.float32) / np.float32(255))
    planes = np.dstack([linear, target, 1 - there + core, core, there]).astype(np.float32)
    planes = planes[top : top + side, left : left + side]
    how = cv2.INTER_AREA if side > CROP else cv2.INTER_LINEAR
    parts = np.split(planes, 3, 2)  # OpenCV shrinks four channels at most
    planes = np.dstack([cv2.resize(part, (CROP, CROP), interpolation=how) for part in parts])
    planes[..., 6:8] = planes[..., 6:8] > 0.99  # nor what resizing mixed
    linear, share = planes[..., :3], planes[..., 8:]
    if rng.random() < _RECOLOURED:
        linear, planes[..., 3:6] = recolour(linear, planes[..., 3:6], share, rng)
    planes[..., :3] = relight(linear, share, rng)
    planes[..., 3:6] = encode_srgb(planes[..., 3:6])
    return np.ascontiguousarray(_turn(planes[..., :8], rng))


def recolour(
    linear: NDArray[np.float32],
    albedo: NDArray[np.float32],
    there: NDArray[np.float32],
    rng: np.random.Generator,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return a linear picture (S, S, 3) and its albedo as if the object had other colours.

    The channels change places, the albedo gets another contrast and a tint, and the picture is
    multiplied by what that changed: exact where the object is matt. A few objects show few colours,
    and a network would learn to paint all others in those.

    Args:
        linear: (S, S, 3) float32 in 0..1.
        albedo: (S, S, 3) float32 in 0..1, linear.
        there: (S, S, 1) float32, the share of the object in a pixel.
        rng: Where the colours are drawn from.
    """
    order, tint = rng.permutation(3), np.exp(rng.normal(0, _TINT, 3))
    old = albedo[..., order]
    new = np.minimum(tint * old ** rng.uniform(*_CONTRASTS), _BRIGHTEST)
    factor = (new + _BLACK) / (old + _BLACK)
    painted = linear[..., order] * (1 + there * (factor - 1))
    mixed = old + there * (new - old)
    return np.asarray(np.clip(painted, 0, 1), np.float32), np.asarray(mixed, np.float32)


def relight(
    linear: NDArray[np.float32], there: NDArray[np.float32], rng: np.random.Generator
) -> NDArray[np.float32]:
    """Return a linear picture (S, S, 3) as sRGB in 0..1 in another light, on the same background.

    The object is multiplied by a gain, a colour cast and a smooth field, cut at white, and given
    another gamma and noise.

    Args:
        linear: (S, S, 3) float32 in 0..1.
        there: (S, S, 1) float32, the share of the object in a pixel.
        rng: Where the light is drawn from.
    """
    side = linear.shape[0]
    gain = np.exp(rng.uniform(*np.log(_GAINS)) + rng.normal(0, _CAST, 3))
    cells = int(rng.integers(2, 6))
    nodes = rng.normal(0, _SHADE, (cells, cells))
    field = np.exp(cv2.resize(nodes, (side, side), interpolation=cv2.INTER_CUBIC))
    lit = encode_srgb(np.asarray(np.clip(linear * gain * field[..., None], 0, 1), np.float32))
    noisy = lit ** rng.uniform(*_GAMMAS) + rng.normal(0, _NOISE, lit.shape)
    mixed = there * np.clip(noisy, 0, 1) + (1 - there) * encode_srgb(linear)
    return np.asarray(mixed, np.float32)


def _turn(planes: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Return planes (S, S, C) turned by a multiple of 90 degrees and perhaps mirrored."""
    turned = np.rot90(planes, int(rng.integers(4)))
    return np.asarray(turned[:, ::-1] if rng.integers(2) else turned)


def decomposition_loss(found: Tensor, crops: Crops) -> Tensor:
    """Return the loss of a network's output: a scalar, 0 for the true albedo and its quotient.

    With R the reflectance, A the albedo and I the picture, all encoded: the mean of |R - A| over
    the pixels that count; on the object the variance of log R - log A within each crop, which no
    factor changes (D. Eigen, C. Puhrsch, R. Fergus, NeurIPS 2014, Eq. 1 with lambda 1); there, too,
    |grad R - grad A| at steps of one and two pixels, and |R L - I| for the illumination L.

    Args:
        found: (B, 4, S, S) reflectance and illumination.
        crops: What was shown, and the truth.
    """
    reflectance, light = found[:, :3], found[:, 3:]
    apart = reflectance - crops.albedo
    loss = _mean(apart.abs(), crops.weight)
    logs = torch.log(reflectance + _DARK) - torch.log(crops.albedo + _DARK)
    count = (3 * crops.inside.sum((1, 2, 3), keepdim=True)).clamp_min(1)
    middle = (logs * crops.inside).sum((1, 2, 3), keepdim=True) / count
    loss = loss + SCALE_INVARIANT * _mean((logs - middle) ** 2, crops.inside)
    for step in (1, 2):
        for axis in (2, 3):
            last = apart.shape[axis] - step
            rise = apart.narrow(axis, step, last) - apart.narrow(axis, 0, last)
            both = crops.inside.narrow(axis, step, last) * crops.inside.narrow(axis, 0, last)
            loss = loss + GRADIENT / 4 * _mean(rise.abs(), both)
    return loss + PRODUCT * _mean((reflectance * light - crops.picture).abs(), crops.inside)


def _mean(values: Tensor, weight: Tensor) -> Tensor:
    """Return the mean of (B, 3, H, W) over the pixels where weight (B, 1, H, W) is 1."""
    return (values * weight).sum() / (3 * weight.sum()).clamp_min(1)
