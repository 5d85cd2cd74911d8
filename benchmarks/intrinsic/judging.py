"""From estimated reflectance and shading on disk and a dataset to figures."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..datasets import Dataset, Sample
from ..errors import BrokenDatasetError
from ..images import read_exr
from ..score_rows import explain
from .decompositions import find_decompositions, read_decomposition
from .measures import REFLECTANCE, SHADING, WINDOW, intrinsic_scores
from .rows import IntrinsicRow, IntrinsicScores

TRUTHS = {REFLECTANCE: "albedo", SHADING: "shading"}
"""What is estimated -> what of `Sample.extras` it is compared with."""


def score_decompositions(
    dataset: Dataset,
    predictions: Path,
    *,
    window: int = WINDOW,
    progress: Callable[[int, int], None] | None = None,
) -> IntrinsicScores:
    """Judge the decompositions in `predictions` (layout: see `decompositions`) against the truth.

    Args:
        dataset: What they belong to; rendered with `--extras albedo,shading`.
        predictions: Their folder. Where one of reflectance and shading is absent for all images,
            the other is judged alone.
        window: Side of LMSE's windows in pixels, at least 2.
        progress: Told the images that are done and the number of all.

    Raises:
        FileNotFoundError: `predictions` is no folder or holds no decomposition.
        ValueError: The dataset has no such truth, or the files do not fit it or are broken; the
            message has the path.
    """
    if window < 2:
        raise ValueError(f"a window of {window} pixels; it has at least 2")
    files = find_decompositions(predictions, dataset)
    samples = [sample for category in dataset.categories for sample in dataset.test[category]]
    _check_truth(dataset.root, samples, {TRUTHS[REFLECTANCE], *(TRUTHS[kind] for kind in files)})
    rows = []
    for sample in samples:
        rows.append(_judge(sample, {k: paths[sample.key] for k, paths in files.items()}, window))
        if progress:
            progress(len(rows), len(samples))
    return IntrinsicScores(dataset.name, dataset.fingerprint, tuple(rows), window)


def _judge(sample: Sample, files: Mapping[str, Path], window: int) -> IntrinsicRow:
    """Return the figures of one image from the files of its decomposition, by kind."""
    shape = sample.shape()
    albedo = _read_truth(sample.extras[TRUTHS[REFLECTANCE]], shape)
    light = _read_truth(sample.extras[TRUTHS[SHADING]], shape) if SHADING in files else None
    estimates = {kind: read_decomposition(path, kind, shape) for kind, path in files.items()}
    scores = intrinsic_scores(
        albedo, light, estimates.get(REFLECTANCE), estimates.get(SHADING), window
    )
    seen = int((albedo > 0).any(2).sum())
    return IntrinsicRow(
        sample.category, seen, scores, explain(scores), defect=sample.defect, stem=sample.stem
    )


def _check_truth(root: Path, samples: Collection[Sample], names: Collection[str]) -> None:
    """Raise ValueError unless each sample has the extras `names`."""
    for name in sorted(names):
        without = [sample.key for sample in samples if name not in sample.extras]
        if without:
            raise ValueError(
                f"{root}: {len(without)} of {len(samples)} test images have no true {name} "
                f"({without[0]}{', …' if len(without) > 1 else ''}); render the dataset with "
                "--extras albedo,shading"
            )


def _read_truth(path: Path, shape: tuple[int, int]) -> NDArray[np.float32]:
    """Read a picture of the truth; BrokenDatasetError unless it is (H, W, 3) and finite."""
    try:
        pixels = read_exr(path)
    except ValueError as error:
        raise BrokenDatasetError(path, str(error).removeprefix(f"{path} ")) from error
    if pixels.shape != (*shape, 3):
        raise BrokenDatasetError(path, f"has the shape {pixels.shape}, not {(*shape, 3)}")
    if not np.isfinite(pixels).all():
        raise BrokenDatasetError(path, "holds values that are NaN or infinite")
    return pixels
