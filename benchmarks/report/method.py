"""An entry's own page: its figures everywhere, its curves, its sweeps, how it was run."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..boards import Board, Entry
from ..factors import Sweep, read_sweeps
from ..metrics import METRICS
from ..results import Run, Times
from ..score_rows import MEAN, ClassRow
from .axes import linear_axis
from .board import tell_devices, tell_seeds
from .cells import Cell, find_figure, make_cell, make_chance
from .charts import Line, Rule, draw_chart
from .examples import Example, gather_examples
from .sweeps import SweepView, view_sweep

HEADLINES = ("image_auroc", "pixel_auroc", "aupro", "seconds_per_image")
"""The columns that stand large at the top."""

PRO_END = 0.3
"""Where the axis of the overlap curve ends, unless the limit lies beyond."""

_SIZE = (280, 230)  # of a curve's chart, pixels


@dataclass(frozen=True)
class FigureRow:
    """A row of a table of figures: a name, what it counts, a cell for each column."""

    name: str
    about: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class CurveView:
    """A curve of a class: its class, its figure as a cell, the chart."""

    category: str
    cell: Cell
    svg: str


@dataclass(frozen=True)
class TimeRow:
    """The times of a class, means over the runs that have them, as texts."""

    category: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class MethodView:
    """An entry, ready for the template.

    Attributes:
        entry: The entry.
        about: Seeds and devices in words.
        rank: Its place on the board and the number of entries there.
        headlines: Column -> its mean.
        classes: A row for each class.
        mean: The row of the mean.
        chance: The cells of what knowing nothing gets on average.
        defect_means: A row for each type of defect, means over classes.
        defects: Class -> a row for each type of defect it has.
        sweeps: The factors.
        pr: Precision-recall curves.
        pro: Overlap curves.
        examples: Class -> pictures.
        options: Option -> value, as JSON.
        times: A row for each class.
        libraries: Library -> versions.
        notes: Why cells are empty, in lines.
    """

    entry: Entry
    about: str
    rank: tuple[int, int]
    headlines: Mapping[str, Cell]
    classes: Sequence[FigureRow]
    mean: FigureRow
    chance: Sequence[Cell]
    defect_means: Sequence[FigureRow]
    defects: Mapping[str, Sequence[FigureRow]]
    sweeps: Sequence[SweepView]
    pr: Sequence[CurveView]
    pro: Sequence[CurveView]
    examples: Mapping[str, Sequence[Example]]
    options: Mapping[str, str]
    times: Sequence[TimeRow]
    libraries: Mapping[str, str]
    notes: Sequence[str]


def view_method(board: Board, entry: Entry) -> MethodView:
    """Return the view of an entry of a board."""
    rows = {row.category: row for s in reversed(entry.scores) for row in s.classes}
    counted = {
        (r.category, r.defect): r for s in reversed(entry.scores) for r in (*s.defects, *s.classes)
    }
    headlines = {name: _cell(entry, (MEAN, ""), name) for name in HEADLINES}
    config = entry.runs[0].record.config
    return MethodView(
        entry,
        _tell_runs(entry),
        (board.entries.index(entry) + 1, len(board.entries)),
        headlines,
        [_figure_row(entry, (c, ""), c, counted.get((c, ""))) for c in board.classes],
        _figure_row(entry, (MEAN, ""), MEAN, None),
        make_chance(board, (MEAN, "")),
        [_figure_row(entry, (MEAN, defect), defect, None) for defect in board.defects],
        _view_defects(board, entry, counted),
        [view_sweep(name, found) for name, found in _gather_sweeps(board, entry).items()],
        list(_draw_pr(entry, rows)),
        list(_draw_pro(entry, rows)),
        gather_examples(entry),
        {key: json.dumps(value) for key, value in sorted(config.items()) if key != "seed"},
        list(_view_times([run.record.times for run in entry.runs])),
        _join_versions(entry.runs),
        list(dict.fromkeys(f"{r.category}: {r.notes}" for r in rows.values() if r.notes)),
    )


def _tell_runs(entry: Entry) -> str:
    seeds = tell_seeds(entry)
    return f"with {seeds} on {tell_devices(entry)}" if seeds else f"on {tell_devices(entry)}"


def _cell(entry: Entry, place: tuple[str, str], name: str) -> Cell:
    return make_cell(name, find_figure(entry, place, name))


def _figure_row(
    entry: Entry, place: tuple[str, str], name: str, counted: ClassRow | None
) -> FigureRow:
    about = ""
    if counted:
        sound = counted.n_images - counted.n_anomalous
        about = f"{sound} sound, {counted.n_anomalous} anomalous"
    return FigureRow(name, about, tuple(_cell(entry, place, column) for column in METRICS))


def _view_defects(
    board: Board, entry: Entry, counted: Mapping[tuple[str, str], ClassRow]
) -> dict[str, list[FigureRow]]:
    """Return class -> a row for each type of defect it has."""
    views = {
        category: [
            _figure_row(entry, (category, defect), defect, counted.get((category, defect)))
            for defect in board.defects
            if (category, defect) in counted
        ]
        for category in board.classes
    }
    return {category: rows for category, rows in views.items() if rows}


def _gather_sweeps(board: Board, entry: Entry) -> dict[str, list[tuple[str, Sweep]]]:
    """Return name of a sweep -> the label of each run that has it, and the sweep."""
    found: dict[str, list[tuple[str, Sweep]]] = {}
    for run in entry.runs:
        for name, sweep in sorted(read_sweeps(run.folder, board.protocol).items()):
            found.setdefault(name, []).append((_name_run(run), sweep))
    return found


def _name_run(run: Run) -> str:
    seed = run.record.seed
    return run.record.run if seed is None else f"seed {seed}"


def _lines(entry: Entry, category: str, curve: str, end: float = 1.0) -> list[NDArray[np.float64]]:
    """Return a curve of each seed that has it, (n, 2), cut off at x = `end`."""
    lines = [scores.curves.get(category, {}).get(curve) for scores in entry.scores]
    return [_cut(line, end) for line in lines if line is not None and len(line)]


def _cut(line: NDArray[np.float64], end: float) -> NDArray[np.float64]:
    x, y = line.T
    if x[-1] <= end:
        return line
    kept = x <= end
    return np.concatenate([line[kept], [[end, np.interp(end, x, y)]]])


def _style(lines: Sequence[NDArray[np.float64]]) -> list[Line]:
    """Return the lines of all seeds, the first before the others."""
    return [Line(line, "a" if not index else "soft") for index, line in enumerate(lines)][::-1]


def _draw_pr(entry: Entry, rows: Mapping[str, ClassRow]) -> Iterator[CurveView]:
    x, y = linear_axis(0, 1, "recall"), linear_axis(0, 1, "precision")
    for category in sorted(rows):
        lines = _lines(entry, category, "pr")
        if lines:
            cell, level = _cell(entry, (category, ""), "pixel_ap"), rows[category].prevalence
            chance = Line(np.array([[0.0, level], [1.0, level]]), "chance")
            text = f"Pixel AP {cell.text}; the dashed line is chance, {level:.3f}"
            name = f"Precision against recall, {category}"
            svg = draw_chart(x, y, name, text, lines=[chance, *_style(lines)], size=_SIZE)
            yield CurveView(category, cell, svg)


def _draw_pro(entry: Entry, rows: Mapping[str, ClassRow]) -> Iterator[CurveView]:
    limit = entry.scores[0].rules.fpr_limit
    end = max(PRO_END, limit)
    x, y = linear_axis(0, end, "false positive rate", 3), linear_axis(0, 1, "per-region overlap")
    for category in sorted(rows):
        lines = _lines(entry, category, "pro", end)
        if lines:
            cell = _cell(entry, (category, ""), "aupro")
            chance = Line(np.array([[0.0, 0.0], [end, end]]), "chance")
            text = f"AUPRO {cell.text} up to a rate of {limit:g}; the dashed diagonal is chance"
            name = f"Per-region overlap against false positive rate, {category}"
            svg = draw_chart(
                x, y, name, text, lines=[chance, *_style(lines)],
                rules=[Rule(limit, f"limit {limit:g}")], size=_SIZE,
            )  # fmt: skip
            yield CurveView(category, cell, svg)


def _view_times(runs: Sequence[Mapping[str, Times]]) -> Iterator[TimeRow]:
    """Yield a row of times for each class: fit, predict, images, seconds per image."""
    for category in sorted({name for times in runs for name in times}):
        found = [times[category] for times in runs if category in times]
        fit, predict, each = (
            float(np.mean([getattr(time, name) for time in found]))
            for name in ("fit_s", "predict_s", "seconds_per_image")
        )
        images = " or ".join(str(n) for n in sorted({time.images for time in found}))
        yield TimeRow(category, (f"{fit:.1f} s", f"{predict:.1f} s", images, f"{each:.3g} s"))


def _join_versions(runs: Sequence[Run]) -> dict[str, str]:
    """Return library or part of the platform -> what the runs had of it."""
    told: dict[str, dict[str, None]] = {}
    for run in runs:
        record = run.record
        for name, value in {"padkit": record.padkit, **record.libraries, **record.platform}.items():
            if value not in ("", None):
                told.setdefault(str(name), {})[str(value)] = None
    return {name: ", ".join(values) for name, values in told.items()}
