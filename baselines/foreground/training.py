"""How the U-Net of `network` learns what an object is, from rendered pictures and their masks."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from ...benchmarks.datasets import Dataset, open_dataset
from ...benchmarks.errors import BrokenDatasetError
from ...benchmarks.files import sha256
from ...benchmarks.images import read_mask, read_rgb
from ..features import find_device
from ..weights import write_weights
from .augmentation import Example, draw_batch
from .inpainting import reconstruct
from .network import KIND, UNet, scale_values

BATCH, CROP = 8, 160
"""Crops in a step, and their side in pixels."""

RATE = 3e-3
"""Highest learning rate; it rises for a tenth of the steps and falls to zero along a cosine."""

_DECAY = 1e-4

Progress = Callable[[int, int], None]
"""Is told the steps that are done and the number of all."""


@dataclass(frozen=True)
class Report:
    """What a training was, all but the weights.

    Attributes:
        pictures: How many there were to learn from.
        classes: Names of the classes they show, sorted.
        losses: Of each step.
        digest: First sixteen hexadecimal digits of the SHA-256 of the file written.
    """

    pictures: int
    classes: tuple[str, ...]
    losses: tuple[float, ...]
    digest: str


def train(
    roots: Sequence[Path],
    out: Path,
    *,
    steps: int = 2000,
    seed: int = 0,
    device: str = "cpu",
    progress: Progress | None = None,
) -> Report:
    """Train a segmenter and write its weights, which `network.load_segmenter` reads.

    On the CPU the same pictures, steps and seed give the same file on the same machine.

    Args:
        roots: Datasets whose test pictures have object masks, such as the conveyor suite's; their
            training pictures on pure white are learned from as well.
        out: The .safetensors file, written at the end and atomically.
        steps: Of `BATCH` crops each; 2000 take a quarter of an hour on two cores.
        seed: Of the first weights and of all that is drawn.
        device: See `features.find_device`.
        progress: Called after each step.

    Raises:
        BrokenDatasetError: A root that is no dataset, or has no object masks.
        ValueError: No such device, less than one step, no root, or an `out` of another kind.
    """
    if steps < 1 or not roots:
        raise ValueError(f"{steps} step(s) on {len(roots)} dataset(s): at least one of each")
    if out.suffix != ".safetensors":
        raise ValueError(f"weights are written to a .safetensors file, not to {out}")
    where = find_device(device)
    datasets = [open_dataset(Path(root)) for root in roots]
    examples = [example for dataset in datasets for example in read_examples(dataset)]
    losses = []
    with torch.random.fork_rng(devices=[]):  # layers draw their weights from the global state
        torch.manual_seed(seed)
        network = UNet().to(where).train()
    for loss in _learn(network, examples, steps, np.random.default_rng(seed), where):
        losses.append(loss)
        if progress:
            progress(len(losses), steps)
    write_weights(out, network, KIND, {"widths": network.widths})
    classes = {name for dataset in datasets for name in dataset.categories}
    return Report(len(examples), tuple(sorted(classes)), tuple(losses), sha256(out)[:16])


def read_examples(dataset: Dataset) -> list[Example]:
    """Return the pictures of a dataset whose objects are known, and the empty backgrounds.

    Raises:
        BrokenDatasetError: No test picture has an object mask.
    """
    samples = [s for name in dataset.categories for s in dataset.test[name] if s.objects]
    if not samples:
        fault = "has no object masks to learn from; render the conveyor suite"
        raise BrokenDatasetError(dataset.root, fault)
    examples = []
    for sample in samples:
        assert sample.objects is not None
        image, mask = read_rgb(sample.image), read_mask(sample.objects)
        examples.append(Example(image, mask, None if mask.all() else reconstruct(image, mask)))
    for name in dataset.categories:
        for view in dataset.train[name]:
            mask = (view.image != 255).any(2)
            if 0.01 < mask.mean() < 0.9:  # else it is not on white
                examples.append(Example(view.image, mask))
    return examples


def _learn(
    network: UNet,
    examples: Sequence[Example],
    steps: int,
    rng: np.random.Generator,
    device: torch.device,
) -> Iterator[float]:
    """Train in place by AdamW; yield the loss of each step."""
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=_DECAY)
    rise = max(1, steps // 10)
    for step in range(steps):
        fall = 0.5 + 0.5 * math.cos(math.pi * max(0, step - rise) / max(1, steps - rise))
        for group in optimiser.param_groups:
            group["lr"] = RATE * min((step + 1) / rise, fall)
        images, masks = draw_batch(examples, BATCH, CROP, rng)
        logits = network(scale_values(images, device))[:, 0]
        loss = measure_loss(logits, torch.from_numpy(masks).to(device))
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        yield float(loss.detach())


def measure_loss(logits: Tensor, masks: Tensor) -> Tensor:
    """Return binary cross entropy plus the mean soft Dice loss (Milletari et al., 3DV 2016).

    Args:
        logits: (B, H, W).
        masks: (B, H, W), 0..1.
    """
    entropy = functional.binary_cross_entropy_with_logits(logits, masks)
    chance = torch.sigmoid(logits)
    both, either = (chance * masks).sum((1, 2)), (chance + masks).sum((1, 2))
    return entropy + (1 - (2 * both + 1) / (either + 1)).mean()
