"""Boards: what is compared on them, figure by figure; `standings` makes them from runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .metrics.pose import POSE_METRICS
from .results import DatasetInfo, Run
from .score_rows import MEAN
from .scoring import Scores

SIGNIFICANT = 0.05
"""The p-value below which a difference counts."""

Place = tuple[str, str]
"""Class (or `MEAN`) and type of defect ("" for all): a cell of a board, over all columns."""


@dataclass(frozen=True)
class Figure:
    """One figure of an entry.

    Attributes:
        value: Mean over the seeds; None where it is missing.
        reason: Why it is missing.
        low, high: Ends of the 95 % interval over test images; None where there is none.
        sd: Standard deviation over the seeds; None for one seed.
        best: Whether no other entry does better, of several.
        p: p-value for being as good as the best of the column; None for the best itself, and
            where it is not known.
    """

    value: float | None
    reason: str = ""
    low: float | None = None
    high: float | None = None
    sd: float | None = None
    best: bool = False
    p: float | None = None

    @property
    def tied(self) -> bool:
        """Whether it is not significantly worse than the best."""
        return self.p is not None and self.p >= SIGNIFICANT


@dataclass(frozen=True, eq=False)
class Entry:
    """A method as it was run, with one or several seeds.

    Attributes:
        label: Its name, unique on the board.
        runs: Its runs, by seed.
        scores: What each of them is worth.
        missing: Class that has no figures -> why.
        figures: Place -> column -> figure.
        poses: Place -> column of `POSE_METRICS` -> mean and deviation over the seeds; only places
            where the method tells of poses. They have no replicates, so none is the best.
    """

    label: str
    runs: tuple[Run, ...]
    scores: tuple[Scores, ...]
    missing: Mapping[str, str]
    figures: Mapping[Place, Mapping[str, Figure]]
    poses: Mapping[Place, Mapping[str, Figure]] = field(default_factory=dict)

    @property
    def method(self) -> str:
        """Name of the method."""
        return self.runs[0].record.method

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds, where the method takes one."""
        return tuple(run.record.seed for run in self.runs if run.record.seed is not None)

    @property
    def peak_memory_mb(self) -> float | None:
        """Highest memory of the runs, MiB."""
        return max((m for run in self.runs if (m := run.record.peak_memory_mb)), default=None)


@dataclass(frozen=True, eq=False)
class Board:
    """The entries that can be compared.

    Attributes:
        task: Name of the task.
        protocol: How they were judged.
        dataset: What they were judged on.
        classes: All classes, sorted.
        defects: All types of defect, sorted.
        entries: The entries, the best mean image AUROC first.
        chance: Place -> column -> what knowing nothing gets.
    """

    task: str
    protocol: str
    dataset: DatasetInfo
    classes: tuple[str, ...]
    defects: tuple[str, ...]
    entries: tuple[Entry, ...]
    chance: Mapping[Place, Mapping[str, float | None]]

    @property
    def places(self) -> tuple[Place, ...]:
        """Every class and the mean, with all defects and each."""
        return tuple(
            (category, defect)
            for category in (*self.classes, MEAN)
            for defect in ("", *self.defects)
        )

    @property
    def pose_columns(self) -> tuple[str, ...]:
        """The columns that methods have which find a pose; none where no entry does."""
        return tuple(POSE_METRICS) if any(entry.poses for entry in self.entries) else ()
