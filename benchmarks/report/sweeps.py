"""Figures against a factor of the test images, as a chart and as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..boards import Figure
from ..factors import Sweep, sweep_table
from ..files import write_bytes
from ..metrics import METRICS
from ..records import Score
from .axes import Axis, linear_axis, named_axis
from .cells import Cell, make_cell
from .charts import Line, Point, draw_chart, stand_alone

COLUMNS = {"image_auroc": "a", "aupro": "b"}
"""The columns that are drawn -> the look of their lines."""

_SIZE = (440, 280)  # pixels


@dataclass(frozen=True)
class SweepView:
    """A factor, ready for the template.

    Attributes:
        title: Its name and unit.
        runs: Which runs it was drawn of.
        svg: The chart.
        rows: A level's label, its images, and a cell for each of `COLUMNS`, of the first run.
    """

    title: str
    runs: str
    svg: str
    rows: Sequence[tuple[str, int, Sequence[Cell]]]


def view_sweep(name: str, sweeps: Sequence[tuple[str, Sweep]]) -> SweepView:
    """Return the view of a factor.

    Args:
        name: Of the factor.
        sweeps: Label of a run and its sweep; the first has bands, the others are thin lines.
    """
    first = sweeps[0][1]
    rows = [
        (level.label, level.mean.n_images, [_cell(c, level.mean.scores[c]) for c in COLUMNS])
        for level in first.levels
    ]
    title = f"{name} ({first.unit})" if first.unit else name
    labels = [label for label, _ in sweeps]
    if len(labels) > 1:
        others = "" if _is_named(sweeps) else f"; fine lines: {', '.join(labels[1:])}"
        labels = [f"{labels[0]}{others}"]
    return SweepView(title, labels[0], _draw(title, sweeps), rows)


def write_plots(run: Path, protocol: str, method: str, sweeps: Iterable[Sweep]) -> list[Path]:
    """Write a chart of each sweep beside its table, as an SVG file; return their paths.

    Args:
        run: Folder of the run.
        protocol: By which it was judged.
        method: Name of the method.
        sweeps: What to draw.
    """
    paths = []
    for sweep in sweeps:
        path = sweep_table(run, protocol, sweep).with_suffix(".svg")
        write_bytes(path, stand_alone(view_sweep(sweep.factor, [(method, sweep)]).svg).encode())
        paths.append(path)
    return paths


def _is_named(sweeps: Sequence[tuple[str, Sweep]]) -> bool:
    """Return whether the factor has names instead of numbers."""
    return any(level.centre is None for _, sweep in sweeps for level in sweep.levels)


def _cell(name: str, score: Score) -> Cell:
    return make_cell(name, Figure(score.value, score.reason, score.low, score.high))


def _draw(title: str, sweeps: Sequence[tuple[str, Sweep]]) -> str:
    """Return the chart of a factor: lines over numbers, points with whiskers over names."""
    named = _is_named(sweeps)
    lines = [line for column in COLUMNS for line in _lines(column, sweeps, named)]
    points = [point for column in COLUMNS for point in _points(column, sweeps[0][1], named)]
    told = "; ".join(
        f"{level.label}: "
        + ", ".join(f"{METRICS[c].title} {_cell(c, level.mean.scores[c]).text}" for c in COLUMNS)
        for level in sweeps[0][1].levels
    )
    x, y = _horizontal(title, sweeps, named), _vertical(sweeps)
    name = f"Figures against {title}"
    return draw_chart(x, y, name, told, lines=lines, points=points, size=_SIZE)


def _lines(column: str, sweeps: Sequence[tuple[str, Sweep]], named: bool) -> Iterator[Line]:
    """Yield the line of each run; over names one of no length, for the legend."""
    style, title = COLUMNS[column], METRICS[column].title
    if named:
        yield Line(np.full((1, 2), np.nan), style, title)
        return
    for index, (_, sweep) in enumerate(sweeps):
        table = _tabulate(sweep, column, named)
        look = f"{style} soft" if index else style
        yield Line(table[:, :2], look, "" if index else title, table[:, 2:])


def _points(column: str, sweep: Sweep, named: bool) -> Iterator[Point]:
    """Yield a point for each level; over names with whiskers and beside the other column's."""
    shift = 0.12 * (list(COLUMNS).index(column) - 0.5) if named else 0.0
    for place, value, low, high in _tabulate(sweep, column, named).tolist():
        if np.isfinite(value):
            point = Point(place + shift, value, style=COLUMNS[column])
            known = named and np.isfinite([low, high]).all()
            yield replace(point, low=low, high=high) if known else point


def _vertical(sweeps: Sequence[tuple[str, Sweep]]) -> Axis:
    means = [level.mean.scores[c] for _, s in sweeps for level in s.levels for c in COLUMNS]
    heights = [height for s in means for height in (s.value, s.low) if height is not None]
    return linear_axis(min([*heights, 0.9]), 1, "figure, mean over classes")


def _horizontal(title: str, sweeps: Sequence[tuple[str, Sweep]], named: bool) -> Axis:
    if named:
        return named_axis([level.label for level in sweeps[0][1].levels], title)
    centres = [level.centre or 0.0 for _, sweep in sweeps for level in sweep.levels]
    return linear_axis(min(centres), max(centres), title)


def _tabulate(sweep: Sweep, column: str, named: bool) -> NDArray[np.float64]:
    """Return (n, 4): the place on the axis, the figure and its ends; NaN where there is none."""
    rows = []
    for index, level in enumerate(sweep.levels):
        score = level.mean.scores[column]
        rows.append((index if named else level.centre, score.value, score.low, score.high))
    return np.array(rows, float).reshape(-1, 4)
