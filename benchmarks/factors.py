"""Figures as a function of what the dataset knows of its test images: severity, view, light, ...

    factors/<protocol>/<sweep>.csv      level, centre, class, ... as per_class.csv; a mean a level
    factors/<protocol>/<sweep>.svg      AUROC and AUPRO over the levels, see `report.sweeps`

A factor of numbers is cut into levels at the quantiles of the whole dataset, unless it has few
distinct values, which are then its levels; a factor of names has a level for each, and where all
names are steps of one quantity ("power 25 W") its numbers are the levels. Of each level
the anomalous images are judged with all sound images, or with those of the same level where sound
images have the factor, too (the view and the light). Severity has a unit for each type of defect,
and therefore a sweep for each.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .class_tally import tally_class
from .datasets import Dataset, Sample, select_classes
from .factor_values import find_factor, measure, read_steps
from .metrics import METRICS
from .predictions import PREDICTIONS, read_image_scores
from .records import GOOD
from .results import Run
from .rules import Rules
from .score_files import FIGURE_COLUMNS, read_rows, row_cells
from .score_rows import ClassRow, Replicates, average, shorten
from .tables import read_table, write_table

FOLDER = "factors"
"""The folder of a run that holds the tables."""

LEVELS = 4
"""Levels that a factor of many numbers is cut into."""

_FEW = 12
_IMAGES_A_SETTING = 4
"""So few distinct numbers, of so many images each, are taken for settings: each is a level."""

_COLUMNS = ("factor", "unit", "level", "centre", "class", *FIGURE_COLUMNS)


@dataclass(frozen=True)
class Level:
    """The figures at one level of a factor.

    Attributes:
        label: What the level is: a name, a number, or a range.
        centre: Median of the images' values; None for a factor of names.
        rows: One for each class that has images there.
        mean: Their mean.
    """

    label: str
    centre: float | None
    rows: tuple[ClassRow, ...]
    mean: ClassRow


@dataclass(frozen=True)
class Sweep:
    """Figures as a function of a factor.

    Attributes:
        factor: Its name, with the type of defect where there is a sweep for each.
        unit: Of its numbers.
        levels: In their order.
    """

    factor: str
    unit: str
    levels: tuple[Level, ...]

    def table(self) -> list[tuple[str, ...]]:
        """Return a head row and a row for each level, as short texts."""
        unit = f", {self.unit}" if self.unit else ""
        head = (f"{self.factor}{unit}", "Images", *(m.title for m in METRICS.values()))
        return [
            head,
            *(
                (
                    level.label,
                    str(level.mean.n_images),
                    *(shorten(level.mean.scores[name].value) for name in METRICS),
                )
                for level in self.levels
            ),
        ]


@dataclass(frozen=True)
class _Cut:
    """A sweep before it is judged: the level of each image.

    Attributes:
        name, unit: As in `Sweep`.
        labels: Of the levels, in their order.
        centres: Of the levels.
        level_of: `Sample.key` -> label.
    """

    name: str
    unit: str
    labels: tuple[str, ...]
    centres: tuple[float | None, ...]
    level_of: Mapping[str, str]


def _cut(dataset: Dataset, name: str) -> list[_Cut]:
    """Return the sweeps of a factor."""
    factor, values = find_factor(name), measure(dataset, name)
    samples = {s.key: s for category in dataset.categories for s in dataset.test[category]}
    groups: dict[str, dict[str, float | str]] = {}
    for key, value in values.items():
        if value is not None:
            group = samples[key].defect if factor.by_defect else ""
            groups.setdefault(group, {})[key] = value
    cuts = []
    for group, found in sorted(groups.items()):
        steps = read_steps(found)
        if steps:
            cuts.append(_cut_values(f"{name} {steps.quantity}", steps.unit, steps.values, True))
            continue
        units = {str(samples[key].facts.get("unit", "")) for key in found}
        unit = factor.unit or (units.pop() if factor.by_defect and len(units) == 1 else "")
        cuts.append(_cut_values(f"{name} {group}".strip(), unit, found))
    return cuts


def _cut_values(
    name: str, unit: str, values: Mapping[str, float | str], steps: bool = False
) -> _Cut:
    """Cut values into levels; `steps` makes one of each value, however many there are."""
    numbers = [value for value in values.values() if not isinstance(value, str)]
    distinct = sorted(set(values.values()), key=lambda v: (isinstance(v, str), v))
    settings = len(distinct) <= _FEW and len(values) >= _IMAGES_A_SETTING * len(distinct)
    if len(numbers) < len(values) or settings or steps:
        labels = {value: v if isinstance(v := value, str) else f"{v:g}" for value in distinct}
        centres = tuple(None if isinstance(v, str) else v for v in distinct)
        level_of = {key: labels[value] for key, value in values.items()}
        return _Cut(name, unit, tuple(labels.values()), centres, level_of)
    array = np.array(list(values.values()), float)
    edges = np.quantile(array, np.linspace(0, 1, LEVELS + 1))
    at = np.clip(np.searchsorted(edges, array, "right") - 1, 0, LEVELS - 1)
    names = [f"{low:.3g} to {high:.3g}" for low, high in itertools.pairwise(edges)]
    kept = [level for level in range(LEVELS) if (at == level).any()]
    return _Cut(
        name,
        unit,
        tuple(names[level] for level in kept),
        tuple(float(np.median(array[at == level])) for level in kept),
        {key: names[level] for key, level in zip(values, at, strict=True)},
    )


def sweep(
    dataset: Dataset,
    name: str,
    maps: Mapping[str, Path],
    given: Mapping[str, float] | None,
    rules: Rules,
    tick: Callable[[], None] | None = None,
) -> list[Sweep]:
    """Judge maps level by level of a factor; each map is read once.

    Args:
        dataset: What the maps belong to.
        name: A key of `FACTORS`.
        maps: `Sample.key` -> its map.
        given: `Sample.key` -> its image score; None where the maxima of the maps are.
        rules: How to judge.
        tick: Called after each map.

    Raises:
        UnknownNameError: No such factor.
        ValueError: No test image has it.
    """
    of_sound, cuts = find_factor(name).of_sound, _cut(dataset, name)
    found: dict[tuple[str, str], list[ClassRow]] = {}
    replicates: dict[tuple[str, str, str], Any] = {}
    for category in dataset.categories:
        samples = dataset.test[category]
        kinds = [_kind(sample, cuts, of_sound) for sample in samples]
        counted = tally_class(samples, maps, given, kinds, rules, tick)
        for cut in cuts:
            for label in cut.labels:
                here = f"{cut.name}: {label}"
                if here not in kinds:
                    continue
                sound = f"{GOOD} {here}" if of_sound else GOOD
                row, drawn = counted.judge((here, sound), here)
                found.setdefault((cut.name, label), []).append(row)
                replicates |= {(category, here, c): values for c, values in drawn.items()}
    return [_gather(cut, found, replicates) for cut in cuts]


def _kind(sample: Sample, cuts: Sequence[_Cut], of_sound: bool) -> str:
    """Return what an image is counted as: its sweep and level, `GOOD`, or nothing of these."""
    for cut in cuts:
        if sample.key in cut.level_of:
            here = f"{cut.name}: {cut.level_of[sample.key]}"
            return f"{GOOD} {here}" if sample.defect == GOOD else here
    return "" if of_sound or sample.defect != GOOD else GOOD


def _gather(
    cut: _Cut, found: Mapping[tuple[str, str], list[ClassRow]], replicates: Replicates
) -> Sweep:
    levels = []
    for label, centre in zip(cut.labels, cut.centres, strict=True):
        rows = tuple(found.get((cut.name, label), ()))
        if rows:
            mean = average(rows, replicates, rows[0].defect)
            levels.append(Level(label, centre, rows, mean))
    return Sweep(cut.name, cut.unit, tuple(levels))


def sweep_run(
    run: Run,
    dataset: Dataset,
    name: str,
    rules: Rules,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[list[Sweep], list[Path]]:
    """Judge the classes that a run has figures of, and write the tables into its folder.

    Returns:
        The sweeps, and the files.
    """
    done = 0
    judged = {row.category for row in run.scores[rules.protocol].classes}
    dataset = select_classes(dataset, [name for name in dataset.categories if name in judged])
    samples = [s for category in dataset.categories for s in dataset.test[category]]

    def tick() -> None:
        nonlocal done
        done += 1
        if progress:
            progress(done, len(samples))

    maps = {s.key: run.folder / PREDICTIONS / f"{s.key}.tiff" for s in samples}
    given = read_image_scores(run.folder / PREDICTIONS, dataset)
    sweeps = sweep(dataset, name, maps, given, rules, tick)
    return sweeps, write_sweeps(run.folder, rules.protocol, sweeps)


def sweep_table(folder: Path, protocol: str, made: Sweep) -> Path:
    """Return where the table of a sweep lies in the run `folder`."""
    return folder / FOLDER / protocol / f"{made.factor.replace(' ', '-')}.csv"


def write_sweeps(folder: Path, protocol: str, sweeps: Sequence[Sweep]) -> list[Path]:
    """Write the tables of sweeps into the run `folder` and return their paths."""
    return [
        write_table(
            sweep_table(folder, protocol, made),
            _COLUMNS,
            (
                {
                    **row_cells(row),
                    "factor": made.factor,
                    "unit": made.unit,
                    "level": level.label,
                    "centre": level.centre,
                }
                for level in made.levels
                for row in (*level.rows, level.mean)
            ),
        )
        for made in sweeps
    ]


def read_sweeps(folder: Path, protocol: str) -> dict[str, Sweep]:
    """Return the sweeps of the run `folder` by their names; ValueError for a broken table."""
    sweeps = {}
    for path in sorted((folder / FOLDER / protocol).glob("*.csv")):
        cells = read_table(path, _COLUMNS[:5])
        levels: dict[tuple[str, str], list[ClassRow]] = {}
        for line, row in zip(cells, read_rows(path, means=True), strict=True):
            levels.setdefault((line["level"], line["centre"]), []).append(row)
        if cells:  # the last row of a level is its mean
            sweeps[cells[0]["factor"]] = Sweep(
                cells[0]["factor"],
                cells[0]["unit"],
                tuple(
                    Level(label, float(centre) if centre else None, tuple(rows), mean)
                    for (label, centre), (*rows, mean) in levels.items()
                ),
            )
    return sweeps
