"""The leaderboard as one web page that needs nothing but itself.

Runs are compared where they can be: one board for each task and dataset (by fingerprint). The page
holds its style, its few lines of script and its pictures; a content security policy keeps it from
asking the network for anything. The same runs give the same bytes.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import cv2
import jinja2
import numpy as np

from .examples import colourise
from .files import write_bytes
from .images import read_rgb
from .metrics import METRICS
from .results import EXAMPLES, PER_IMAGE, DatasetInfo, Run, read_images
from .scoring import MEAN, ClassRow

_JPEG = [
    cv2.IMWRITE_JPEG_QUALITY,
    85,
    cv2.IMWRITE_JPEG_SAMPLING_FACTOR,
    cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,  # keeps the thin outlines' colour
]


@dataclass(frozen=True)
class Cell:
    """A figure in a table.

    Attributes:
        text: What is shown.
        value: What it is sorted by; None sorts last.
        best: Whether no comparable run does better.
    """

    text: str
    value: float | None = None
    best: bool = False


@dataclass(frozen=True)
class Example:
    """A picture with the run it belongs to."""

    method: str
    title: str
    source: str


@dataclass(frozen=True)
class Board:
    """The comparable runs of one task, ready for the template.

    Attributes:
        task: Name of the task.
        dataset: What the runs were made on.
        labels: A name for each run, unique on the board.
        runs: The runs, in the order of `labels`.
        classes: All classes, sorted, and the mean.
        means: A row of cells for each run, a cell for each metric.
        pivots: Metric -> a row of cells for each run, a cell for each of `classes`.
        notes: What the figures do not say, a line for each run and class.
        examples: Class -> pictures.
    """

    task: str
    dataset: DatasetInfo
    labels: tuple[str, ...]
    runs: tuple[Run, ...]
    classes: tuple[str, ...]
    means: tuple[tuple[Cell, ...], ...]
    pivots: dict[str, tuple[tuple[Cell, ...], ...]]
    notes: tuple[str, ...]
    examples: dict[str, tuple[Example, ...]]


def write_report(runs: Iterable[Run], out: Path) -> None:
    """Write the page of `runs` to the file `out`; incomplete runs are only named on it."""
    write_bytes(out, render(list(runs)).encode())


def render(runs: Sequence[Run]) -> str:
    """Return the page of `runs` as HTML."""
    boards: dict[tuple[str, str], list[Run]] = {}
    for run in sorted(runs, key=lambda r: (r.record.task, r.record.method, r.record.run)):
        if run.complete:
            key = (run.record.task, run.record.dataset.fingerprint)
            boards.setdefault(key, []).append(run)
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = resources.files(__package__).joinpath("report.html").read_text("utf-8")
    return environment.from_string(template).render(
        boards=[_make_board(group) for _, group in sorted(boards.items())],
        unfinished=[r.record for r in runs if not r.complete],
        metrics=METRICS,
        versions=sorted({r.record.padkit for r in runs if r.record.padkit}),
        ramp=_ramp(),
    )


def _make_board(runs: Sequence[Run]) -> Board:
    """Return the board of runs on the same task and dataset."""
    methods = [run.record.method for run in runs]
    labels = tuple(
        f"{run.record.method} · {run.record.run}" if methods.count(run.record.method) > 1 else name
        for run, name in zip(runs, methods, strict=True)
    )
    classes = (*sorted({row.category for run in runs for row in run.classes}), MEAN)
    rows = [{row.category: row for row in (*run.classes, run.mean)} for run in runs]
    # a mean over fewer classes than others have is shown, but wins nothing
    whole = [len(run.classes) == len(classes) - 1 for run in runs]
    columns = {
        (name, category): _column(
            name, [row.get(category) for row in rows], whole if category == MEAN else None
        )
        for name in METRICS
        for category in classes
    }
    return Board(
        task=runs[0].record.task,
        dataset=runs[0].record.dataset,
        labels=labels,
        runs=tuple(runs),
        classes=classes,
        means=tuple(zip(*(columns[name, MEAN] for name in METRICS), strict=True)),
        pivots={
            name: tuple(zip(*(columns[name, category] for category in classes), strict=True))
            for name in METRICS
        },
        notes=tuple(
            f"{label}, {category}: {row.notes}"
            for label, by_class in zip(labels, rows, strict=True)
            for category, row in by_class.items()
            if row.notes
        ),
        examples=_gather_examples(runs, labels, classes),
    )


def _column(
    name: str, rows: Sequence[ClassRow | None], eligible: Sequence[bool] | None = None
) -> list[Cell]:
    """Return the cells of one metric and class, with the best as printed marked if it has a rival.

    Args:
        name: Column of `METRICS`.
        rows: One for each run; None where a run lacks the class.
        eligible: Which of them may be the best; None for all.
    """
    values = [row.scores[name].value if row else None for row in rows]
    texts = ["–" if value is None else _format(name, value) for value in values]  # noqa: RUF001
    allowed = eligible or [True] * len(rows)
    rivals = [v for v, ok in zip(values, allowed, strict=True) if ok and v is not None]
    pick = max if METRICS[name].better == "higher" else min
    best = _format(name, pick(rivals)) if len(rivals) > 1 else None
    return [
        Cell(text, value, ok and text == best)
        for text, value, ok in zip(texts, values, allowed, strict=True)
    ]


def _format(name: str, value: float) -> str:
    """Return three decimals; three digits for seconds."""
    return f"{value:.3g}" if name == "seconds_per_image" else f"{value:.3f}"


def _gather_examples(
    runs: Sequence[Run], labels: Sequence[str], classes: Sequence[str]
) -> dict[str, tuple[Example, ...]]:
    """Return class -> the runs' example pictures, those of the same image next to each other."""
    found: dict[str, list[tuple[str, str, Example]]] = {}
    for run, label in zip(runs, labels, strict=True):
        folder = run.folder / EXAMPLES
        if not folder.is_dir():
            continue
        for row in read_images(run.folder / PER_IMAGE):
            path = folder / f"{row.category}_{row.defect}_{row.stem}.png"
            if path.is_file():
                title = f"{row.defect} {row.stem}, score {row.score:.3g}"
                example = Example(label, title, _inline(path))
                found.setdefault(row.category, []).append((row.defect, row.stem, example))
    return {
        name: tuple(e for *_, e in sorted(found[name], key=lambda item: item[:2]))
        for name in classes
        if name in found
    }


def _inline(path: Path) -> str:
    """Return the picture at `path` as a JPEG data URI."""
    bgr = np.ascontiguousarray(read_rgb(path)[..., ::-1])
    ok, data = cv2.imencode(".jpg", bgr, _JPEG)
    if not ok:
        raise ValueError(f"{path} cannot be encoded as JPEG")
    return "data:image/jpeg;base64," + base64.b64encode(data.tobytes()).decode()


def _ramp(steps: int = 9) -> str:
    """Return the colour scale of the heat maps as a list of CSS colours."""
    colours = colourise(np.linspace(0, 1, steps)[None])[0]
    return ", ".join("#{:02x}{:02x}{:02x}".format(*colour) for colour in colours.tolist())
