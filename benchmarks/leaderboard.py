"""All runs in one table: a row for each method and class, and a row for each mean.

Columns of leaderboard.csv, in this order; an empty cell is undefined or unknown:

    task, method, class         who did what; the class "mean" is the mean over the run's classes
    n_images, n_anomalous       test images, and those of them labelled anomalous
    image_auroc ... aupro       see `padkit.benchmarks.metrics.METRICS`; all in [0, 1]
    seconds_per_image           wall-clock seconds
    peak_memory_mb              of the whole run, MiB
    seed, device, padkit_version, dataset_fingerprint, run      which run it was
    notes                       why cells are empty, which classes a mean leaves out

Several runs of one method (another seed, another dataset of the same task) all stay, told apart by
`run`. Rows are sorted by task, method, run and class, each mean after its classes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from .files import write_bytes
from .metrics import METRICS
from .results import Run

COLUMNS = (
    "task",
    "method",
    "class",
    "n_images",
    "n_anomalous",
    *METRICS,
    "peak_memory_mb",
    "seed",
    "device",
    "padkit_version",
    "dataset_fingerprint",
    "run",
    "notes",
)
"""The columns of leaderboard.csv."""


def gather(runs: Iterable[Run]) -> pd.DataFrame:
    """Return the table of all complete runs, columns as in `COLUMNS`."""
    complete = [run for run in runs if run.complete]
    complete.sort(key=lambda run: (run.record.task, run.record.method, run.record.run))
    rows = [row for run in complete for row in _rows(run)]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype({"seed": "Int64"})  # may be missing, and stays an integer then


def write_leaderboard(runs: Iterable[Run], path: Path) -> Path:
    """Write the table to the CSV file `path` and return it; the same runs give the same bytes."""
    write_bytes(path, gather(runs).to_csv(index=False, lineterminator="\n").encode())
    return path


def _rows(run: Run) -> Iterator[dict[str, Any]]:
    """Yield a run's rows, the mean last."""
    record = run.record
    for row in (*sorted(run.classes, key=lambda row: row.category), run.mean):
        yield {
            "task": record.task,
            "method": record.method,
            "class": row.category,
            "n_images": row.n_images,
            "n_anomalous": row.n_anomalous,
            **{name: row.scores[name].value for name in METRICS},
            "peak_memory_mb": record.peak_memory_mb,
            "seed": record.seed,
            "device": record.device,
            "padkit_version": record.padkit,
            "dataset_fingerprint": record.dataset.fingerprint,
            "run": record.run,
            "notes": row.notes,
        }
