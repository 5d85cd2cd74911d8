"""From score maps on disk and a dataset to figures of merit, per class, per defect, on average."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .class_tally import tally_class
from .datasets import Dataset, Sample
from .predictions import find_maps, read_image_scores
from .records import GOOD, Account
from .rules import Rules
from .score_rows import (
    ClassRow,
    ImageRow,
    Replicates,
    average,
    average_defects,
    tabulate,
)

Progress = Callable[[int, int], None]
"""Called with the maps read so far and in all."""


@dataclass(frozen=True)
class Scores:
    """What a set of predictions is worth on a dataset.

    Attributes:
        dataset: Name of the dataset.
        fingerprint: Its fingerprint.
        rules: How they were judged.
        classes: One row a class, in the dataset's order.
        images: One row a test image, in the dataset's order.
        defects: One row for each class and type of defect; the type's images with the sound ones.
        replicates: The figures for images drawn anew.
        curves: Class -> curve ("roc", "pr", "pro") -> corners (n, 2), thinned.
    """

    dataset: str
    fingerprint: str
    classes: tuple[ClassRow, ...] = ()
    images: tuple[ImageRow, ...] = ()
    rules: Rules = field(default_factory=Rules)
    defects: tuple[ClassRow, ...] = ()
    replicates: Replicates = field(default_factory=dict, compare=False)
    curves: Mapping[str, Mapping[str, NDArray[np.float64]]] = field(
        default_factory=dict, compare=False
    )

    @property
    def mean(self) -> ClassRow:
        """The mean row over the classes."""
        return average(self.classes, self.replicates)

    @property
    def defect_means(self) -> tuple[ClassRow, ...]:
        """A mean row for each type of defect."""
        return average_defects(self.defects, self.replicates)

    def table(self) -> list[tuple[str, ...]]:
        """Return the rows to print; see `tabulate`."""
        return tabulate(self.classes, self.mean, self.rules.fpr_limit)

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values: dataset, fingerprint, rules, the rows and their means."""
        return {
            "dataset": self.dataset,
            "fingerprint": self.fingerprint,
            "protocol": self.rules.protocol,
            "fpr_limit": self.rules.fpr_limit,
            "classes": [row.to_json() for row in self.classes],
            "mean": self.mean.to_json(),
            "defects": [row.to_json() for row in (*self.defects, *self.defect_means)],
        }

    def with_class(self, other: Scores) -> Scores:
        """Return these scores with the classes of `other` in place of those they have of them."""
        new = {row.category for row in other.classes}

        def kept(rows: Iterable[Any]) -> tuple[Any, ...]:
            return tuple(row for row in rows if row.category not in new)

        classes = sorted((*kept(self.classes), *other.classes), key=lambda row: row.category)
        defects = sorted((*kept(self.defects), *other.defects), key=lambda row: row.category)
        images = sorted((*kept(self.images), *other.images), key=lambda row: row.category)
        drawn = {key: v for key, v in self.replicates.items() if key[0] not in new}
        return Scores(
            self.dataset, self.fingerprint, tuple(classes), tuple(images), self.rules,
            tuple(defects), drawn | dict(other.replicates), {**self.curves, **other.curves},
        )  # fmt: skip


def score(
    dataset: Dataset,
    predictions: Path,
    *,
    rules: Rules = Rules(),  # noqa: B008 frozen
    seconds_per_image: Mapping[str, float] | None = None,
    accounts: Mapping[str, Account] | None = None,
    progress: Progress | None = None,
) -> Scores:
    """Judge the maps in `predictions` (layout: see `predictions.py`) against the truth.

    Every class is judged by itself. Each map is read once. Without `image_scores.csv` an image's
    score is the maximum of its map as stored.

    Args:
        dataset: What the maps belong to.
        predictions: Folder of the maps.
        rules: How to judge.
        seconds_per_image: Class -> seconds of one prediction, where it was measured.
        accounts: `Sample.key` -> how the answer came about, where that is known.
        progress: Told after each map.

    Raises:
        FileNotFoundError: `predictions` is no folder.
        ValueError: Maps or scores do not fit the dataset, or are broken; the message has the path.
    """
    paths = find_maps(predictions, dataset)
    given = read_image_scores(predictions, dataset)
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        if progress:
            progress(done, len(paths))

    scores = Scores(dataset.name, dataset.fingerprint, rules=rules)
    for category in dataset.categories:
        seconds = (seconds_per_image or {}).get(category)
        samples = dataset.test[category]
        found = score_class(samples, paths, given, rules, seconds, tick, accounts)
        scores = scores.with_class(found)
    return scores


def score_class(
    samples: Sequence[Sample],
    maps: Mapping[str, Path],
    given: Mapping[str, float] | None,
    rules: Rules,
    seconds: float | None = None,
    tick: Callable[[], None] | None = None,
    accounts: Mapping[str, Account] | None = None,
) -> Scores:
    """Judge the maps of one class and return its scores.

    Args:
        samples: The test images of the class.
        maps: `Sample.key` -> its map.
        given: `Sample.key` -> its image score; None where the maxima of the maps are.
        rules: How to judge.
        seconds: Seconds of one prediction, where it was measured.
        tick: Called after each map.
        accounts: `Sample.key` -> how the answer came about, where that is known.
    """
    kinds = [sample.defect for sample in samples]
    counted = tally_class(samples, maps, given, kinds, rules, tick, accounts)
    category = samples[0].category
    defects = [kind for kind in dict.fromkeys(kinds) if kind != GOOD]
    rows: dict[str, ClassRow] = {}
    replicates: dict[tuple[str, str, str], NDArray[np.float32]] = {}
    for name in ("", *defects):
        row, drawn = counted.judge((name, GOOD) if name else None, name, seconds)
        rows[name] = row
        replicates |= {(category, name, column): values for column, values in drawn.items()}
    return Scores(
        "", "", (rows[""],), counted.images, rules, tuple(rows[name] for name in defects),
        replicates, {category: counted.curves()},
    )  # fmt: skip
