"""The two tables of a run, per_image.csv and per_class.csv: fixed columns, every digit kept.

An empty cell is an undefined score; the column notes says why. Both are derived from the score maps
and the dataset, and can be made again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from .files import write_bytes
from .metrics import METRICS
from .records import Score
from .scoring import MEAN, ClassRow, ImageRow, Scores

PER_IMAGE, PER_CLASS = "per_image.csv", "per_class.csv"

IMAGE_COLUMNS = ("class", "type", "stem", "label", "score", "map_max", "mask_pixels")
CLASS_COLUMNS = (
    "class",
    "n_images",
    "n_anomalous",
    "n_pixels",
    "n_mask_pixels",
    *METRICS,
    "notes",
)


def write_scores(folder: Path, scores: Scores) -> None:
    """Write per_image.csv and per_class.csv, the latter with a mean row at its end."""
    images = [_image_cells(row) for row in scores.images]
    _write_csv(folder / PER_IMAGE, IMAGE_COLUMNS, images)
    classes = [_class_cells(row) for row in (*scores.classes, scores.mean)]
    _write_csv(folder / PER_CLASS, CLASS_COLUMNS, classes)


def read_classes(path: Path) -> tuple[ClassRow, ...]:
    """Return the rows of a per_class.csv without its mean; ValueError when it is broken."""
    rows = []
    for number, cells in enumerate(_read_csv(path, CLASS_COLUMNS), 2):
        notes = cells["notes"]
        try:
            images, anomalous, pixels, marked = (int(cells[name]) for name in CLASS_COLUMNS[1:5])
            scores = {
                name: Score(float(cells[name])) if cells[name] else Score(None, _find(notes, name))
                for name in METRICS
            }
        except ValueError as error:
            raise ValueError(f"{path}, line {number}: {error}") from error
        rows.append(ClassRow(cells["class"], images, anomalous, pixels, marked, scores, notes))
    return tuple(row for row in rows if row.category != MEAN)


def _find(notes: str, name: str) -> str:
    """Return the reason that `notes` ("a, b: reason; c: other") gives for column `name`."""
    for note in notes.split("; "):
        columns, _, reason = note.partition(": ")
        if name in columns.split(", "):
            return reason
    return "no reason given"


def read_images(path: Path) -> tuple[ImageRow, ...]:
    """Return the rows of a per_image.csv; ValueError when it is broken."""
    rows = []
    for number, cells in enumerate(_read_csv(path, IMAGE_COLUMNS), 2):
        try:
            score, map_max = float(cells["score"]), float(cells["map_max"])
            marked = int(cells["mask_pixels"])
        except ValueError as error:
            raise ValueError(f"{path}, line {number}: {error}") from error
        names = (cells["class"], cells["type"], cells["stem"])
        rows.append(ImageRow(*names, score, map_max, marked))
    return tuple(rows)


def _image_cells(row: ImageRow) -> tuple[str, ...]:
    names = (row.category, row.defect, row.stem, str(int(row.anomalous)))
    return (*names, repr(row.score), repr(row.map_max), str(row.mask_pixels))


def _class_cells(row: ClassRow) -> tuple[str, ...]:
    counts = (row.n_images, row.n_anomalous, row.n_pixels, row.n_mask_pixels)
    values = (row.scores[name].value for name in METRICS)
    cells = ("" if value is None else repr(value) for value in values)
    return (row.category, *map(str, counts), *cells, row.notes)


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    write_bytes(path, text.getvalue().encode())


def _read_csv(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows as column -> cell; ValueError unless the file has these columns."""
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file, restkey="", restval="")
        missing = [column for column in columns if column not in (reader.fieldnames or ())]
        if missing:
            raise ValueError(f"{path} has no column {', '.join(missing)}")
        return list(reader)
