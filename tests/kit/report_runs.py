"""Runs in memory for the tests of the report: figures, replicates and curves that are made up."""

import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from padkit.benchmarks.examples import EXAMPLES, draw_panel
from padkit.benchmarks.files import write_bytes
from padkit.benchmarks.images import encode_png
from padkit.benchmarks.metrics import METRICS
from padkit.benchmarks.metrics.bootstrap import interval
from padkit.benchmarks.records import Score
from padkit.benchmarks.results import DatasetInfo, Run, RunRecord, Times
from padkit.benchmarks.rules import Rules
from padkit.benchmarks.score_rows import ClassRow, ImageRow
from padkit.benchmarks.scoring import Scores

RESAMPLES = 200
SECONDS = "seconds_per_image"


def draw(*names: str) -> np.random.Generator:
    """Return a generator that is the same for the same names."""
    return np.random.default_rng(zlib.crc32("/".join(names).encode()))


def make_row(
    category: str, defect: str, value: float | None, drawn: Mapping[str, Any], reason: str
) -> ClassRow:
    scores = {}
    for name in METRICS:
        low, high = interval(drawn[name].astype(float)) if name in drawn else (None, None)
        scores[name] = Score(None, reason) if value is None else Score(value, "", low, high)
    return ClassRow(category, 20, 12, 2000, 100, scores, n_regions=12, defect=defect)


def make_scores(
    method: str,
    values: Mapping[str, float | None],
    dataset: DatasetInfo,
    protocol: str,
    defects: Sequence[str],
    noise: float,
    reason: str,
) -> Scores:
    """Class -> the value of all its figures; a type of defect has 0.01 less than the one before."""
    rows: dict[str, list[ClassRow]] = {"": [], **{defect: [] for defect in defects}}
    replicates = {}
    for category, value in values.items():
        for index, defect in enumerate(("", *defects)):
            here = None if value is None else value - 0.01 * index
            drawn = {}
            for name in METRICS:
                if name != SECONDS and noise and here is not None:
                    shared = draw(category, defect, name).normal(0, noise, RESAMPLES)
                    own = draw(method, category, defect, name).normal(0, noise / 4, RESAMPLES)
                    drawn[name] = np.clip(here + shared + own, 0, 1).astype(np.float32)
                    replicates[category, defect, name] = drawn[name]
            rows[defect].append(make_row(category, defect, here, drawn, reason))
    line = np.linspace(0, 1, 60)
    curve = {
        "roc": np.stack([line, line**0.2], 1),
        "pr": np.stack([line, 1 - 0.9 * line**3], 1),
        "pro": np.stack([line, line**0.3], 1),
    }
    return Scores(
        dataset.name,
        dataset.fingerprint,
        tuple(rows[""]),
        tuple(ImageRow(c, kind, "7", 0.5, 0.5, 9) for c in values for kind in (*defects, "good")),
        Rules(protocol, resamples=RESAMPLES if noise else 0),
        tuple(row for defect in defects for row in rows[defect]),
        replicates,
        dict.fromkeys(values, curve),
    )


def make_run(
    method: str,
    values: Mapping[str, float | None],
    run: str = "seed0",
    *,
    folder: Path = Path("nowhere"),
    dataset: DatasetInfo | None = None,
    protocol: str = "padkit",
    defects: Sequence[str] = (),
    noise: float = 0.0,
    reason: str = "why",
    **record: Any,
) -> Run:
    """Return a run: class -> the value of all its figures.

    Args:
        method: Its method.
        values: None for figures that are missing.
        run: Its name.
        folder: Where it lies.
        dataset: What it was made on; else one of the classes in `values`.
        protocol: How it was judged.
        defects: Types of defect in every class.
        noise: Standard deviation of the replicates; 0 for none.
        reason: Why figures are missing.
        record: Other fields of the `RunRecord`.
    """
    dataset = dataset or DatasetInfo("mad", "small", "ab" * 32, tuple(values), "CC0-1.0")
    fields: dict[str, Any] = {
        "task": "mad",
        "padkit": "0.1.0",
        "complete": True,
        "config": {"backbone": "tiny"},
        "times": {name: Times(1.5, 4.0, 20) for name in values},
        "peak_memory_mb": 900.0,
    } | record
    scores = make_scores(method, values, dataset, protocol, defects, noise, reason)
    told = RunRecord(method=method, run=run, dataset=dataset, **fields)
    return Run(folder, told, {protocol: scores} if values else {})


def write_pictures(run: Run) -> None:
    """Write an example for each image of a run."""
    for scores in run.scores.values():
        for row in scores.images:
            rng = draw(row.category, row.defect)
            image = rng.integers(0, 255, (40, 40, 3), np.uint8)
            mask = np.zeros((40, 40), bool)
            mask[10:20, 10:20] = row.anomalous
            panel = draw_panel(image, mask, rng.random((40, 40)))
            name = f"{row.category}_{row.defect}_{row.stem}.png"
            write_bytes(run.folder / EXAMPLES / name, encode_png(panel))
