"""The leaderboard as three CSV files: entries, entries by class, entries by type of defect.

    leaderboard.csv     a row an entry: the means over the classes; after them the board's chance
    per_class.csv       a row for each entry and class
    per_defect.csv      a row for each entry, class and type of defect, and their means

Columns, in this order; an empty cell is undefined or unknown:

    task, dataset, protocol     what was done on what, and how it was judged; rows with the same
                                three and the same fingerprint can be compared
    method                      the entry; "chance" is what knowing nothing gets
    class, type                 in the files that have them
    seeds                       of the runs that the figures are means over, joined by spaces
    METRIC                      see `padkit.benchmarks.metrics.METRICS`; in [0, 1], or seconds
    METRIC_low, METRIC_high     ends of the 95 % interval over test images
    METRIC_sd                   standard deviation over the seeds
    METRIC_p                    p-value for being as good as the best of the board (paired
                                bootstrap, Holm); empty for the best
    peak_memory_mb, device, padkit_version, dataset_fingerprint, runs      which runs they were
    missing                     classes that have no figures, and why
    POSE, POSE_sd               see `padkit.benchmarks.metrics.pose.POSE_METRICS`; mean and standard
                                deviation over the seeds; in files where an entry tells of poses
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pandas as pd

from .boards import Board, Entry, Figure, Place
from .files import write_bytes
from .metrics import METRICS
from .metrics.pose import POSE_METRICS
from .results import Run
from .score_rows import MEAN
from .standings import make_boards
from .tables import Cell, disarm

LEADERBOARD, PER_CLASS, PER_DEFECT = "leaderboard.csv", "per_class.csv", "per_defect.csv"

CHANCE = "chance"
"""The method of the rows that tell what knowing nothing gets."""

_FIGURES = tuple(f"{name}{end}" for name in METRICS for end in ("", "_low", "_high", "_sd", "_p"))
_BEFORE = ("task", "dataset", "protocol", "method")
_AFTER = (
    "peak_memory_mb",
    "device",
    "padkit_version",
    "dataset_fingerprint",
    "runs",
    "missing",
)
_POSES = tuple(f"{name}{end}" for name in POSE_METRICS for end in ("", "_sd"))


def gather(runs: Iterable[Run]) -> dict[str, pd.DataFrame]:
    """Return the tables by their file names, columns as above; numbers stay numbers."""
    boards = make_boards(runs)
    poses = _POSES if any(board.pose_columns for board in boards) else ()
    places: dict[str, tuple[tuple[str, ...], Callable[[Board], list[Place]]]] = {
        LEADERBOARD: ((), lambda board: [(MEAN, "")]),
        PER_CLASS: (("class",), lambda board: [(name, "") for name in board.classes]),
        PER_DEFECT: (("class", "type"), lambda board: [p for p in board.places if p[1]]),
    }
    return {
        name: pd.DataFrame(
            [row for board in boards for row in _rows(board, choose(board))],
            columns=[*_BEFORE, *columns, "seeds", *_FIGURES, *_AFTER, *poses],
        )
        for name, (columns, choose) in places.items()
    }


def write_leaderboard(runs: Iterable[Run], out: Path) -> list[Path]:
    """Write the three files into `out` and return their paths.

    The same runs give the same bytes. Text that a spreadsheet would run is disarmed (`tables`).
    """
    paths = []
    for name, table in gather(runs).items():
        safe = table.map(lambda cell: disarm(cell) if isinstance(cell, str) else cell)
        write_bytes(out / name, safe.to_csv(index=False, lineterminator="\n").encode())
        paths.append(out / name)
    return paths


def _rows(board: Board, places: list[Place]) -> Iterator[dict[str, Cell]]:
    """Yield the rows of some places of a board, the entries' and then chance."""
    for entry in board.entries:
        for place in places:
            figures = entry.figures.get(place)
            if figures is None and place in ((name, "") for name in entry.missing):
                figures = dict.fromkeys(METRICS, Figure(None))  # a row, and nothing in it
            if figures is not None:
                poses = _pose_cells(entry.poses.get(place, {}))
                about = _about(board, place)
                yield {**about, **_entry_cells(entry), **_figure_cells(figures), **poses}
    for place in places:
        if place in board.chance:
            levels = {name: Figure(value) for name, value in board.chance[place].items()}
            nobody = dict.fromkeys((*_AFTER, "seeds"))
            yield {**nobody, **_about(board, place), "method": CHANCE, **_figure_cells(levels)}


def _about(board: Board, place: Place) -> dict[str, Cell]:
    return {
        "task": board.task,
        "dataset": board.dataset.root,
        "protocol": board.protocol,
        "class": place[0],
        "type": place[1],
        "dataset_fingerprint": board.dataset.fingerprint,
    }


def _entry_cells(entry: Entry) -> dict[str, Cell]:
    record = entry.runs[0].record
    return {
        "method": entry.label,
        "seeds": " ".join(map(str, entry.seeds)),
        "peak_memory_mb": entry.peak_memory_mb,
        "device": record.device,
        "padkit_version": record.padkit,
        "runs": " ".join(run.record.run for run in entry.runs),
        "missing": "; ".join(f"{name}: {why}" for name, why in entry.missing.items()),
    }


def _figure_cells(figures: Mapping[str, Figure]) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for name in METRICS:
        figure = figures[name]
        cells |= {
            name: figure.value,
            f"{name}_low": figure.low,
            f"{name}_high": figure.high,
            f"{name}_sd": figure.sd,
            f"{name}_p": figure.p,
        }
    return cells


def _pose_cells(figures: Mapping[str, Figure]) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for name, figure in figures.items():
        cells |= {name: figure.value, f"{name}_sd": figure.sd}
    return cells
