"""The rows of a run's tables: test images, classes, types of defect, and the mean over classes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .metrics import METRICS, chance
from .metrics.bootstrap import interval
from .metrics.pose import FAILED, POSE_METRICS, Figures
from .metrics.pose import average as average_poses
from .records import GOOD, Account, Score

MEAN = "mean"
"""The name of the row that averages the classes."""

THRESHOLDS = ("image_f1_threshold", "pixel_f1_threshold")
"""The scores that the highest F1 of images and pixels is reached at."""

Replicates = Mapping[tuple[str, str, str], NDArray[np.float32]]
"""(class, type of defect or "" for all, column) -> (R,) the figure for images drawn anew."""


@dataclass(frozen=True)
class ImageRow:
    """One test image as it was judged.

    Attributes:
        category: Its class.
        defect: Its test type; `GOOD` for sound images.
        stem: Its file name without suffix.
        score: Its image score.
        map_max: Highest value of its score map, as stored.
        mask_pixels: Anomalous pixels of its truth, in the size it was judged in.
        account: How the answer came about; None where nobody tells.
    """

    category: str
    defect: str
    stem: str
    score: float
    map_max: float
    mask_pixels: int
    account: Account | None = None

    @property
    def anomalous(self) -> bool:
        """The label: whether the image lies in the folder of a defect."""
        return self.defect != GOOD


@dataclass(frozen=True)
class ClassRow:
    """The figures of merit of one class, of one type of defect in it, or the mean of all.

    Attributes:
        category: Class name, or `MEAN`.
        n_images: Test images.
        n_anomalous: Those labelled anomalous.
        n_pixels: Pixels of all test images.
        n_mask_pixels: Those that are anomalous.
        scores: Column name (a key of `METRICS`, in that order) -> score.
        notes: What the figures do not say: why cells are empty, which classes a mean leaves out.
        n_regions: 8-connected anomalous regions.
        thresholds: `THRESHOLDS` -> the score; None where there is none, empty for a mean.
        defect: The type of defect that is judged with the sound images; empty for all.
        poses: The figures of `POSE_METRICS`; empty for a method that finds no poses.
    """

    category: str
    n_images: int
    n_anomalous: int
    n_pixels: int
    n_mask_pixels: int
    scores: Mapping[str, Score]
    notes: str = ""
    n_regions: int = 0
    thresholds: Mapping[str, float | None] = field(default_factory=dict)
    defect: str = ""
    poses: Figures = field(default_factory=dict)

    @property
    def prevalence(self) -> float:
        """Share of anomalous pixels; the chance level of pixel AP."""
        return self.n_mask_pixels / self.n_pixels if self.n_pixels else 0.0

    def chance(self, fpr_limit: float) -> dict[str, float | None]:
        """Return what knowing nothing gets, by column; for a mean row see `chance_mean`."""
        return chance(self.n_images, self.n_anomalous, self.n_pixels, self.n_mask_pixels, fpr_limit)

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values; an undefined score is null, `notes` says why."""
        return {
            "class": self.category,
            **({"type": self.defect} if self.defect else {}),
            "n_images": self.n_images,
            "n_anomalous": self.n_anomalous,
            "n_regions": self.n_regions,
            "pixel_prevalence": self.prevalence,
            **{name: score.value for name, score in self.scores.items()},
            **self.thresholds,
            **self.poses,
            "intervals": {
                name: [score.low, score.high]
                for name, score in self.scores.items()
                if score.low is not None
            },
            "notes": self.notes,
        }


def average(
    classes: Sequence[ClassRow], replicates: Replicates | None = None, defect: str = ""
) -> ClassRow:
    """Return the mean row: each class counts the same, whatever its number of images.

    A score is averaged over the classes where it is defined; `notes` names the columns in which
    that is not all of them. Its interval comes from the mean of the classes' replicates.
    """
    means: dict[str, Score] = {}
    partial: dict[str, list[str]] = {}
    for name in METRICS:
        defined = [row for row in classes if row.scores[name].value is not None]
        if not defined:
            means[name] = Score(None, "defined in no class")
            continue
        drawn = mean_replicates(replicates or {}, [r.category for r in defined], defect, name)
        ends = (None, None) if drawn is None else interval(drawn)
        means[name] = Score(float(np.mean([row.scores[name] for row in defined])), "", *ends)
        if len(defined) < len(classes):
            what = f"mean over {len(defined)} of {len(classes)} classes"
            partial.setdefault(what, []).append(name)
    notes = [f"{', '.join(names)}: {what}" for what, names in partial.items()]
    return ClassRow(
        MEAN,
        sum(row.n_images for row in classes),
        sum(row.n_anomalous for row in classes),
        sum(row.n_pixels for row in classes),
        sum(row.n_mask_pixels for row in classes),
        means,
        "; ".join(filter(None, [explain(means), *notes])),
        sum(row.n_regions for row in classes),
        defect=defect,
        poses=average_poses([row.poses for row in classes]),
    )


def mean_replicates(
    replicates: Replicates, categories: Iterable[str], defect: str, name: str
) -> NDArray[np.float64] | None:
    """Return the mean (R,) over classes of a figure's replicates; None where a class lacks them."""
    drawn = [replicates.get((category, defect, name)) for category in categories]
    if not drawn or any(values is None for values in drawn):
        return None
    mean: NDArray[np.float64] = np.mean(np.stack([v for v in drawn if v is not None]), 0, float)
    return mean


def average_defects(
    rows: Iterable[ClassRow], replicates: Replicates | None = None
) -> tuple[ClassRow, ...]:
    """Return a mean row for each type of defect, over the classes that have it."""
    by_defect: dict[str, list[ClassRow]] = {}
    for row in rows:
        by_defect.setdefault(row.defect, []).append(row)
    return tuple(average(found, replicates, name) for name, found in sorted(by_defect.items()))


def chance_mean(classes: Sequence[ClassRow], fpr_limit: float) -> dict[str, float | None]:
    """Return the mean over classes of what knowing nothing gets, by column."""
    levels = [row.chance(fpr_limit) for row in classes]
    return {
        name: float(np.mean([level[name] for level in levels]))
        if levels and all(level[name] is not None for level in levels)
        else None
        for name in METRICS
    }


def explain(scores: Mapping[str, Score]) -> str:
    """Return why cells are empty: "image_auroc, image_ap: no sound image"."""
    reasons: dict[str, list[str]] = {}
    for name, value in scores.items():
        if value.value is None:
            reasons.setdefault(value.reason, []).append(name)
    return "; ".join(f"{', '.join(names)}: {reason}" for reason, names in reasons.items())


def tabulate(
    classes: Sequence[ClassRow], mean: ClassRow, fpr_limit: float
) -> list[tuple[str, ...]]:
    """Return a head row, a row for each class, the mean and chance, as short texts.

    The columns of poses are there where a class has them.
    """
    poses = POSE_METRICS if mean.poses else {}
    head = ("Class", "Images", *(metric.title for metric in (METRICS | poses).values()))
    rows = [
        (
            row.category,
            str(row.n_images),
            *(shorten(row.scores[name].value) for name in METRICS),
            *(_shorten_pose(name, row.poses.get(name)) for name in poses),
        )
        for row in (*classes, mean)
    ]
    levels = chance_mean(classes, fpr_limit).values()
    return [head, *rows, ("chance", "", *map(shorten, levels), *("-" for _ in poses))]


def _shorten_pose(name: str, value: float | None) -> str:
    return "-" if value is None else str(int(value)) if name == FAILED else shorten(value)


def mean_stages(images: Sequence[ImageRow]) -> dict[str, float]:
    """Return stage -> mean seconds an image, `OTHER` the last; empty where no stage is told.

    Over the images whose time is known; a stage that an image does not tell of took it no time.
    """
    accounts = [row.account for row in images if row.account is not None]
    names = dict.fromkeys(name for account in accounts for name in account.stages)
    if not names:
        return {}
    total = float(np.mean([account.seconds for account in accounts]))
    means = {
        name: float(np.mean([account.stages.get(name, 0.0) for account in accounts]))
        for name in names
    }
    return Account(total, means).all_stages


def tabulate_seeds(seeds: Sequence[Sequence[ClassRow]]) -> list[tuple[str, ...]]:
    """Return a head row and, for each row that all seeds have, mean and standard deviation.

    The columns of poses are there where all seeds have them.

    Args:
        seeds: For each seed the rows of the classes, and the mean.
    """
    poses = POSE_METRICS if all(row.poses for rows in seeds for row in rows) else {}
    head = ("Class", *(metric.title for metric in (METRICS | poses).values()))
    by_seed = [{row.category: row for row in rows} for rows in seeds]
    shared = [name for name in by_seed[0] if all(name in rows for rows in by_seed)]

    def cell(category: str, name: str) -> str:
        found = [rows[category] for rows in by_seed]
        values = [r.poses.get(name) if name in poses else r.scores[name].value for r in found]
        known = [value for value in values if value is not None]
        if len(known) < len(values):
            return "-"
        return f"{np.mean(known):.3f} ±{np.std(known, ddof=1):.3f}"

    return [head, *((name, *(cell(name, column) for column in METRICS | poses)) for name in shared)]


def shorten(value: float | None) -> str:
    """Return three decimals; "-" for what is undefined."""
    return "-" if value is None else f"{value:.3f}"
