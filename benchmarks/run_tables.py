"""What `toolkit bench` says of its runs: tables on stdout, failures on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from .factors import Sweep
from .metrics import HEADLINES
from .results import Run
from .score_rows import tabulate_seeds
from .terminal import print_table


def tell_run(title: str, run: Run, protocol: str) -> None:
    """Print a run's table and where it lies, and a line for each class that failed."""
    if protocol in run.scores:
        print_table(title, run.scores[protocol].table(), 2, HEADLINES)
    sys.stdout.write(f"{run.folder}\n")
    for category, why in run.record.failures.items():
        sys.stderr.write(f"error: no figures of {category}: {why}\n")


def tell_seeds(title: str, runs: Sequence[Run], protocol: str) -> None:
    """Print mean and standard deviation over the seeds, where there are several."""
    found = [run.scores[protocol] for run in runs if protocol in run.scores]
    if len(found) > 1:
        rows = tabulate_seeds([(*scores.classes, scores.mean) for scores in found])
        title = f"{title} · mean and standard deviation of {len(found)} seeds"
        print_table(title, rows, 1, HEADLINES)


def tell_sweeps(method: str, sweeps: Iterable[Sweep], paths: Iterable[Path]) -> None:
    """Print a table for each sweep, and the files it lies in."""
    for made in sweeps:
        print_table(f"{method} by {made.factor}", made.table(), 0, HEADLINES)
    sys.stdout.writelines(f"{path}\n" for path in paths)
