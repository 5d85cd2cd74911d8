"""The scores of a run on disk, a folder for each protocol they were judged by.

    scores/<protocol>/
      rules.json        protocol, fpr_limit, resamples, and the version of padkit that judged
      per_image.csv     class, type, stem, label, score, map_max, mask_pixels; of a run also
                        rotation_error (degrees), translation_error (per cent of the object's
                        size), failure, seconds, and seconds_STAGE of the stages that the method
                        tells and of the rest, `other`, which add up to seconds
      per_class.csv     class, n_images ... n_regions, the metrics, each with the ends of its
                        interval, the thresholds of F1-max, notes, and of a method that finds
                        poses `POSE_METRICS`; a mean row at the end
      per_defect.csv    the same for each class and type of defect
      curves.json       class -> roc, pr, pro -> corners [x, y], thinned
      replicates.npz    the figures for images drawn anew: keys (N, 3), values (N, R) float32

An empty cell is an undefined score; the column notes says why. All of it is derived from the score
maps and the dataset, and can be made again. Runs of the first schema have per_image.csv and
per_class.csv beside run.json, judged by the protocol padkit, without intervals.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from .. import __version__
from .files import write_bytes, write_json
from .metrics import METRICS
from .metrics.pose import FAILED, POSE_METRICS, Figures
from .records import OTHER, Account, PoseError, Score
from .rules import Rules
from .score_rows import MEAN, THRESHOLDS, ClassRow, ImageRow, Replicates
from .scoring import Scores
from .tables import Cell, read_table, write_table

FOLDER = "scores"
"""The folder of a run that holds them."""

PER_IMAGE, PER_CLASS, PER_DEFECT = "per_image.csv", "per_class.csv", "per_defect.csv"

IMAGE_COLUMNS = ("class", "type", "stem", "label", "score", "map_max", "mask_pixels")
FIGURE_COLUMNS = (
    "n_images",
    "n_anomalous",
    "n_pixels",
    "n_mask_pixels",
    "n_regions",
    *(column for name in METRICS for column in (name, f"{name}_low", f"{name}_high")),
    *THRESHOLDS,
    "notes",
)
"""The columns of a `ClassRow` besides its name and its `poses`."""

ACCOUNT_COLUMNS = ("rotation_error", "translation_error", "failure", "seconds")
"""The columns of an `Account` besides its stages."""

_STAGE = "seconds_"

_COUNTS = FIGURE_COLUMNS[:4]


def write_scores(folder: Path, scores: Scores) -> None:
    """Write all files of `scores` into `folder`, per_class.csv last."""
    rules = scores.rules
    values = {"protocol": rules.protocol, "fpr_limit": rules.fpr_limit}
    write_json(
        folder / "rules.json", {**values, "resamples": rules.resamples, "padkit": __version__}
    )
    write_table(folder / PER_IMAGE, *_tabulate_images(scores.images))
    curves = {
        category: {name: line.round(5).tolist() for name, line in lines.items()}
        for category, lines in scores.curves.items()
    }
    write_json(folder / "curves.json", curves)
    _write_replicates(folder / "replicates.npz", scores.replicates)
    defects = (*scores.defects, *scores.defect_means)
    classes = (*scores.classes, scores.mean)
    columns = (*FIGURE_COLUMNS, *(POSE_METRICS if scores.mean.poses else ()))
    write_table(folder / PER_DEFECT, ("class", "type", *columns), map(row_cells, defects))
    write_table(folder / PER_CLASS, ("class", *columns), map(row_cells, classes))


def read_scores(folder: Path, dataset: str, fingerprint: str) -> Scores:
    """Return the scores in `folder`; what an older padkit did not write is missing from them.

    Args:
        folder: Of one protocol, or a run of the first schema.
        dataset: Name of the dataset.
        fingerprint: Its fingerprint.

    Raises:
        FileNotFoundError: There is no per_class.csv.
        ValueError: A file is broken; the message has its path.
    """
    rules = Rules(resamples=0)
    if (folder / "rules.json").exists():
        told = _read_json(folder / "rules.json")
        try:
            rules = Rules(told["protocol"], told["fpr_limit"], told["resamples"])
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{folder / 'rules.json'}: {error}") from error
    curves = _read_json(folder / "curves.json") if (folder / "curves.json").exists() else {}
    defects = folder / PER_DEFECT
    return Scores(
        dataset,
        fingerprint,
        read_rows(folder / PER_CLASS),
        read_images(folder / PER_IMAGE) if (folder / PER_IMAGE).exists() else (),
        rules,
        read_rows(defects) if defects.exists() else (),
        _read_replicates(folder / "replicates.npz"),
        {c: {k: np.array(v, float) for k, v in lines.items()} for c, lines in curves.items()},
    )


def read_rows(path: Path, means: bool = False) -> tuple[ClassRow, ...]:
    """Return the rows of a table of classes, with its means or without; ValueError if broken."""
    rows = []
    for number, cells in enumerate(read_table(path, ("class", *_COUNTS, "notes")), 2):
        try:
            row = ClassRow(
                category=cells["class"],
                **{name: int(cells[name]) for name in _COUNTS},
                scores={name: _read_score(cells, name) for name in METRICS},
                notes=cells["notes"],
                n_regions=int(cells.get("n_regions") or 0),
                thresholds={name: _number(cells.get(name)) for name in THRESHOLDS},
                defect=cells.get("type", ""),
                poses=_read_poses(cells),
            )
        except ValueError as error:
            raise ValueError(f"{path}, line {number}: {error}") from error
        rows.append(row)
    return tuple(row for row in rows if means or row.category != MEAN)


def read_images(path: Path) -> tuple[ImageRow, ...]:
    """Return the rows of a per_image.csv; ValueError when it is broken."""
    rows = []
    for number, cells in enumerate(read_table(path, IMAGE_COLUMNS), 2):
        try:
            score, map_max = float(cells["score"]), float(cells["map_max"])
            marked = int(cells["mask_pixels"])
            account = _read_account(cells)
        except ValueError as error:
            raise ValueError(f"{path}, line {number}: {error}") from error
        names = (cells["class"], cells["type"], cells["stem"])
        rows.append(ImageRow(*names, score, map_max, marked, account))
    return tuple(rows)


def row_cells(row: ClassRow) -> dict[str, Cell]:
    """Return a row as column -> cell: class, type, `FIGURE_COLUMNS` and `POSE_METRICS`."""
    cells: dict[str, Cell] = {
        "class": row.category,
        "type": row.defect,
        "n_images": row.n_images,
        "n_anomalous": row.n_anomalous,
        "n_pixels": row.n_pixels,
        "n_mask_pixels": row.n_mask_pixels,
        "n_regions": row.n_regions,
        "notes": row.notes,
        **{name: row.thresholds.get(name) for name in THRESHOLDS},
        **{name: row.poses.get(name) for name in POSE_METRICS},
    }
    for name, score in row.scores.items():
        cells |= {name: score.value, f"{name}_low": score.low, f"{name}_high": score.high}
    return cells


def _tabulate_images(rows: Sequence[ImageRow]) -> tuple[list[str], list[dict[str, Cell]]]:
    """Return the columns that images have, and the cells of each."""
    cells = [_image_cells(row) for row in rows]
    told = [row.account for row in rows if row.account is not None]
    stages = dict.fromkeys(name for account in told for name in account.stages)
    columns = [*IMAGE_COLUMNS, *(ACCOUNT_COLUMNS if told else ())]
    columns += [f"{_STAGE}{name}" for name in (*stages, *([OTHER] if stages else []))]
    return columns, [{column: row.get(column) for column in columns} for row in cells]


def _image_cells(row: ImageRow) -> dict[str, Cell]:
    cells: dict[str, Cell] = {
        "class": row.category,
        "type": row.defect,
        "stem": row.stem,
        "label": row.anomalous,
        "score": row.score,
        "map_max": row.map_max,
        "mask_pixels": row.mask_pixels,
    }
    account = row.account
    if account is None:
        return cells
    error = account.pose_error
    values = (*((error.rotation, error.translation) if error else (None, None)), account.failure)
    cells |= dict(zip(ACCOUNT_COLUMNS, (*values, account.seconds), strict=True))
    return cells | {f"{_STAGE}{name}": spent for name, spent in account.all_stages.items()}


def _read_account(cells: Mapping[str, str]) -> Account | None:
    """Return what the cells of an image tell of its answer; None where they tell nothing."""
    if not cells.get("seconds"):
        return None
    rotation, translation = _number(cells["rotation_error"]), _number(cells["translation_error"])
    error = None if rotation is None or translation is None else PoseError(rotation, translation)
    stages = {
        name.removeprefix(_STAGE): float(cell)
        for name, cell in cells.items()
        if name.startswith(_STAGE) and name != f"{_STAGE}{OTHER}" and cell
    }
    return Account(float(cells["seconds"]), stages, error, cells["failure"])


def _read_poses(cells: Mapping[str, str]) -> Figures:
    """Return the figures of poses; empty where the row has none."""
    if not cells.get(FAILED):
        return {}
    return {
        name: int(cells[name]) if name == FAILED else _number(cells[name]) for name in POSE_METRICS
    }


def _read_score(cells: Mapping[str, str], name: str) -> Score:
    if name not in cells:
        return Score(None, "not computed by the padkit that judged")
    if not cells[name]:
        return Score(None, _find_reason(cells["notes"], name))
    ends = (_number(cells.get(f"{name}_{end}")) for end in ("low", "high"))
    return Score(float(cells[name]), "", *ends)


def _number(text: str | None) -> float | None:
    return float(text) if text else None


def _find_reason(notes: str, name: str) -> str:
    """Return the reason that `notes` ("a, b: reason; c: other") gives for column `name`."""
    for note in notes.split("; "):
        columns, _, reason = note.partition(": ")
        if name in columns.split(", "):
            return reason
    return "no reason given"


def _write_replicates(path: Path, replicates: Replicates) -> None:
    keys = sorted(replicates)
    values = [replicates[key] for key in keys]
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        keys=np.array(keys, np.str_).reshape(-1, 3),
        values=np.array(values, np.float32).reshape(len(keys), -1 if keys else 0),
    )
    write_bytes(path, buffer.getvalue())


def _read_replicates(path: Path) -> Replicates:
    if not path.exists():
        return {}
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            keys, values = arrays["keys"], arrays["values"]
        rows: Iterable[list[str]] = keys.tolist()
        return {(a, b, c): drawn for (a, b, c), drawn in zip(rows, values, strict=True)}
    except Exception as error:  # zip and array readers fail in many ways over a broken file
        raise ValueError(f"{path} is not readable ({error})") from error


def _read_json(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise ValueError(f"{path} is not JSON ({error})") from error
    if not isinstance(values, dict):
        raise ValueError(f"{path} is JSON but not an object")
    return values
