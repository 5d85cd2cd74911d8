"""The figures of decompositions: a row for each image, for each class, and the mean of the classes.

    intrinsic_per_image.csv    class, type, stem, n_pixels, the measures, notes
    intrinsic_per_class.csv    class, n_images, n_pixels, the measures, notes; a mean row at the end

An empty cell is an undefined figure; the column notes says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..records import Score
from ..score_rows import MEAN, explain
from ..tables import Cell, write_table
from .measures import MEASURES, WINDOW

PER_IMAGE, PER_CLASS = "intrinsic_per_image.csv", "intrinsic_per_class.csv"


@dataclass(frozen=True)
class IntrinsicRow:
    """The figures of one image, of one class, or the mean of all classes.

    Attributes:
        category: Class name, or `MEAN`.
        n_pixels: Pixels of the object, on which all is judged.
        scores: Column (a key of `MEASURES`, in that order) -> score.
        notes: Why cells are empty, which images or classes a mean leaves out.
        n_images: Test images.
        defect: Test type of an image; empty for more than one image.
        stem: File name of an image without suffix; empty for more than one image.
    """

    category: str
    n_pixels: int
    scores: dict[str, Score]
    notes: str = ""
    n_images: int = 1
    defect: str = ""
    stem: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values; an undefined score is null, `notes` says why."""
        return {
            "class": self.category,
            "n_images": self.n_images,
            "n_pixels": self.n_pixels,
            **{name: score.value for name, score in self.scores.items()},
            "notes": self.notes,
        }

    def cells(self) -> dict[str, Cell]:
        """Return column -> cell of the CSV files."""
        return {**self.to_json(), "type": self.defect, "stem": self.stem}


@dataclass(frozen=True)
class IntrinsicScores:
    """What a set of decompositions is worth on a dataset.

    Attributes:
        dataset: Name of the dataset.
        fingerprint: Its fingerprint.
        images: One row a test image, in the dataset's order.
        window: Side of LMSE's windows in pixels.
    """

    dataset: str
    fingerprint: str
    images: tuple[IntrinsicRow, ...]
    window: int = WINDOW

    @property
    def classes(self) -> tuple[IntrinsicRow, ...]:
        """One row a class: the mean of its images."""
        names = dict.fromkeys(row.category for row in self.images)
        return tuple(
            average(name, [row for row in self.images if row.category == name], "images")
            for name in names
        )

    @property
    def mean(self) -> IntrinsicRow:
        """The mean of the classes, each of which counts the same."""
        return average(MEAN, self.classes, "classes")

    def table(self) -> list[tuple[str, ...]]:
        """Return a head row, a row for each class and the mean, as short texts."""
        head = ("Class", "Images", *(measure.title for measure in MEASURES.values()))
        rows = [
            (row.category, str(row.n_images), *(_shorten(n, s) for n, s in row.scores.items()))
            for row in (*self.classes, self.mean)
        ]
        return [head, *rows]

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values: dataset, fingerprint, window, the classes and their mean."""
        return {
            "dataset": self.dataset,
            "fingerprint": self.fingerprint,
            "window": self.window,
            "classes": [row.to_json() for row in self.classes],
            "mean": self.mean.to_json(),
        }

    def write(self, folder: Path) -> None:
        """Write the two CSV files into `folder`."""
        figures = ("n_pixels", *MEASURES, "notes")
        images = [row.cells() for row in self.images]
        write_table(folder / PER_IMAGE, ("class", "type", "stem", *figures), images)
        classes = [row.cells() for row in (*self.classes, self.mean)]
        write_table(folder / PER_CLASS, ("class", "n_images", *figures), classes)


def average(category: str, rows: Sequence[IntrinsicRow], unit: str) -> IntrinsicRow:
    """Return the mean of rows, each figure over the rows that have it; notes tell the rest.

    Args:
        category: What the row is called.
        rows: At least one.
        unit: What the rows are, such as "images".
    """
    means: dict[str, Score] = {}
    partial: dict[str, list[str]] = {}
    for name in MEASURES:
        found = [row.scores[name] for row in rows]
        defined = [score for score in found if score.value is not None]
        if not defined:
            means[name] = Score(None, _join(score.reason for score in found))
            continue
        means[name] = Score(float(np.mean(defined)))
        if len(defined) < len(found):
            partial.setdefault(f"mean over {len(defined)} of {len(found)} {unit}", []).append(name)
    notes = [explain(means), *(f"{', '.join(names)}: {what}" for what, names in partial.items())]
    return IntrinsicRow(
        category,
        sum(row.n_pixels for row in rows),
        means,
        "; ".join(filter(None, notes)),
        sum(row.n_images for row in rows),
    )


def _join(reasons: Iterable[str]) -> str:
    """Return the different reasons, each once."""
    return " or ".join(dict.fromkeys(reasons))


def _shorten(name: str, score: Score) -> str:
    """Return four decimals, three digits of a figure that has no upper end; "-" for none."""
    if score.value is None:
        return "-"
    return f"{score:.3g}" if MEASURES[name].range[1] is None else f"{score:.4f}"
