"""What `toolkit bench` says of its runs: tables on stdout, failures on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from .factors import Sweep
from .metrics import HEADLINES
from .metrics.pose import POSE_METRICS
from .results import Run
from .score_rows import mean_stages, tabulate_seeds
from .terminal import print_table

HEADS = (*HEADLINES, *(metric.title for metric in POSE_METRICS.values()))
"""Columns that stay where the terminal is narrow."""


def tell_run(title: str, run: Run, protocol: str) -> None:
    """Print a run's table and where it lies, and a line for each class that failed.

    A method that tells poses has their columns, one that tells stages a line of their seconds.
    """
    if protocol in run.scores:
        scores = run.scores[protocol]
        print_table(title, scores.table(), 2, HEADS)
        if stages := mean_stages(scores.images):
            sys.stdout.write(f"seconds per image: {tell_stages(stages)}\n")
    sys.stdout.write(f"{run.folder}\n")
    for category, why in run.record.failures.items():
        sys.stderr.write(f"error: no figures of {category}: {why}\n")


def tell_stages(stages: Mapping[str, float]) -> str:
    """Return stage -> seconds in words.

    >>> tell_stages({"pose": 0.612, "other": 0.0})
    'pose 0.61, other 0.00'
    """
    return ", ".join(f"{name} {seconds:.2f}" for name, seconds in stages.items())


def tell_seeds(title: str, runs: Sequence[Run], protocol: str) -> None:
    """Print mean and standard deviation over the seeds, where there are several."""
    found = [run.scores[protocol] for run in runs if protocol in run.scores]
    if len(found) > 1:
        rows = tabulate_seeds([(*scores.classes, scores.mean) for scores in found])
        title = f"{title} · mean and standard deviation of {len(found)} seeds"
        print_table(title, rows, 1, HEADS)


def tell_sweeps(method: str, sweeps: Iterable[Sweep], paths: Iterable[Path]) -> None:
    """Print a table for each sweep, and the files it lies in."""
    for made in sweeps:
        print_table(f"{method} by {made.factor}", made.table(), 0, HEADLINES)
    sys.stdout.writelines(f"{path}\n" for path in paths)
