"""The leaderboard as one web page that needs nothing but itself.

Runs are compared where they can be: one board for each task and dataset (by fingerprint). The page
holds its style, its few lines of script and its pictures; a content security policy keeps it from
asking the network for anything. The same runs give the same bytes.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import cv2
import jinja2
import numpy as np

from .examples import EXAMPLES, GAP, colourise
from .files import write_bytes
from .images import read_rgb
from .metrics import METRICS
from .results import DatasetInfo, Run
from .score_files import PER_IMAGE, read_images
from .scoring import MEAN, ClassRow

_JPEG = [
    cv2.IMWRITE_JPEG_QUALITY,
    85,
    cv2.IMWRITE_JPEG_SAMPLING_FACTOR,
    cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,  # keeps the thin outlines' colour
]


FIRST = "image_auroc"
"""The column that the rows are sorted by to begin with."""


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
    """A test image with the heat maps that the runs made of it.

    Attributes:
        title: Its test type and name.
        image: The image, as a data URI.
        truth: The image with its mask's outline, likewise.
        heats: A run's label, its image score and its heat map, for each run that kept one.
    """

    title: str
    image: str
    truth: str
    heats: tuple[tuple[str, str, str], ...]


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


def write_report(runs: Iterable[Run], out: Path) -> Path:
    """Write the page of `runs` to the file `out` and return it; incomplete runs are only named."""
    write_bytes(out, render(list(runs)).encode())
    return out


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
        first=FIRST,
        versions=sorted({r.record.padkit for r in runs if r.record.padkit}),
        ramp=_ramp(),
    )


def _make_board(runs: Sequence[Run]) -> Board:
    """Return the board of runs on the same task and dataset, the best mean image AUROC first."""
    runs = sorted(runs, key=lambda run: -(run.mean.scores[FIRST].value or 0.0))
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
        notes=tuple(_note(labels, rows, len(classes) - 1)),
        examples=_gather_examples(runs, labels, classes),
    )


def _note(
    labels: Sequence[str], rows: Sequence[dict[str, ClassRow]], n_classes: int
) -> Iterator[str]:
    """Yield what a reader of the tables must know: partial runs, why cells are empty."""
    for label, by_class in zip(labels, rows, strict=True):
        judged = len(by_class) - 1  # without the mean
        if judged < n_classes:
            yield f"{label}: {judged} of {n_classes} classes; its mean is compared with no other"
        for category, row in by_class.items():
            if row.notes:
                yield f"{label}, {category}: {row.notes}"


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
    """Return class -> its examples, each with the heat maps of all runs that have it."""
    found: dict[tuple[str, str, str], list[tuple[str, str, Path]]] = {}
    for run, label in zip(runs, labels, strict=True):
        folder = run.folder / EXAMPLES
        if not folder.is_dir():
            continue
        for row in read_images(run.folder / PER_IMAGE):
            path = folder / f"{row.category}_{row.defect}_{row.stem}.png"
            if path.is_file():
                key = (row.category, row.defect, row.stem)
                found.setdefault(key, []).append((label, f"{row.score:.3g}", path))
    examples: dict[str, list[Example]] = {}
    for (category, defect, stem), heats in sorted(found.items()):
        panels = [_inline(path) for _, _, path in heats]
        rows = tuple(
            (label, score, panel[2]) for (label, score, _), panel in zip(heats, panels, strict=True)
        )
        example = Example(f"{defect} {stem}", panels[0][0], panels[0][1], rows)
        examples.setdefault(category, []).append(example)
    return {name: tuple(examples[name]) for name in classes if name in examples}


def _inline(path: Path) -> list[str]:
    """Return image, truth and heat map of the example at `path` as JPEG data URIs."""
    panel = read_rgb(path)
    width = (panel.shape[1] - 2 * GAP) // 3
    uris = []
    for left in (0, width + GAP, 2 * (width + GAP)):
        bgr = np.ascontiguousarray(panel[:, left : left + width, ::-1])
        ok, data = cv2.imencode(".jpg", bgr, _JPEG)
        if not ok:
            raise ValueError(f"{path} cannot be encoded as JPEG")
        uris.append("data:image/jpeg;base64," + base64.b64encode(data.tobytes()).decode())
    return uris


def _ramp(steps: int = 9) -> str:
    """Return the colour scale of the heat maps as a list of CSS colours."""
    colours = colourise(np.linspace(0, 1, steps)[None])[0]
    return ", ".join("#{:02x}{:02x}{:02x}".format(*colour) for colour in colours.tolist())
