"""Runs made up in memory, for tables and pages that only read them."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from padkit.benchmarks.metrics import METRICS
from padkit.benchmarks.metrics.pose import POSE_METRICS
from padkit.benchmarks.records import Score
from padkit.benchmarks.results import DatasetInfo, Run, RunRecord, Times
from padkit.benchmarks.rules import Rules
from padkit.benchmarks.score_rows import ClassRow
from padkit.benchmarks.scoring import Scores


def make_run(method, values, seed=0, noise=0.01, replicates=True, **record):
    """A run whose every figure of class c is values[c]; None is undefined."""
    categories = record.pop("categories", tuple(values))
    info = record.pop("dataset", DatasetInfo("mad", "small", "ab" * 32, categories))
    told = RunRecord(
        "mad", method, f"s{seed}", info, {"seed": seed}, seed, recipe=method,
        times={name: Times(1.0, 1.0, 4) for name in values},
        complete=set(values) == set(categories), **record,
    )  # fmt: skip
    rows, drawn = [], {}
    rng = np.random.default_rng(len(method) + seed)
    for name, value in values.items():
        scores = dict.fromkeys(METRICS, Score(value, "" if value is not None else "no sound image"))
        rows.append(ClassRow(name, 4, 3, 1000, 10, scores))
        if value is not None and replicates:
            for column in METRICS:
                spread = value + noise * rng.standard_normal(200)
                drawn[name, "", column] = spread.astype(np.float32)
    scores = Scores("mad", info.fingerprint, tuple(rows), rules=Rules(), replicates=drawn)
    return Run(Path("unused"), told, {"padkit": scores})


def tell_poses(run, figures):
    """Return the run with figures of poses: class -> four of them, None where one is undefined."""
    scores = run.scores["padkit"]
    rows = [
        replace(row, poses=dict(zip(POSE_METRICS, figures[row.category], strict=True)))
        if row.category in figures
        else row
        for row in scores.classes
    ]
    return replace(run, scores={"padkit": replace(scores, classes=tuple(rows))})
