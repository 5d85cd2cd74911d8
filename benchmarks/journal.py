"""What a run has done so far, written down line by line so that a kill loses one image at most.

    timings.csv    class, type, stem, score, seconds, peak_memory_mb,
                   rotation_error, translation_error, failure, stages

One line for each image predicted, and one without type, stem and score for each fit. Where there
are several lines of a kind, the last one counts. Seconds are wall-clock time; the memory is the
peak of the process until then. Errors are in degrees and in per cent of the object's size, stages
a JSON object of stage -> seconds; all four are empty where the method tells nothing of the kind,
and missing from the lines of an older padkit.
"""

from __future__ import annotations

import csv
import io
import json
import math
import os
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from .records import OTHER, Account, PoseError

COLUMNS = (
    *("class", "type", "stem", "score", "seconds", "peak_memory_mb"),
    *("rotation_error", "translation_error", "failure", "stages"),
)
_OLD = 6  # columns of an older padkit, the first ones


class Journal:
    """The file and what it says.

    Attributes:
        fits: Class -> seconds of `fit`.
        scores: `Sample.key` -> image score.
        seconds: `Sample.key` -> seconds of `predict`.
        accounts: `Sample.key` -> how the answer came about.
        peak_memory_mb: The highest of all lines; None if none was measured.
    """

    def __init__(self, path: Path) -> None:
        """Read `path`, or begin it; half a line, left by a kill, is cut off.

        Raises:
            ValueError: A whole line is broken.
        """
        self.fits: dict[str, float] = {}
        self.scores: dict[str, float] = {}
        self.seconds: dict[str, float] = {}
        self.accounts: dict[str, Account] = {}
        self.peak_memory_mb: float | None = None
        self._path = path
        text = path.read_bytes() if path.exists() else b""
        whole = text[: text.rfind(b"\n") + 1]
        if len(whole) < len(text):
            os.truncate(path, len(whole))
        if not whole:
            self._append(COLUMNS)
        lines = csv.reader(io.StringIO(whole.decode()))
        for number, cells in enumerate(lines, 1):
            if number == 1:
                continue
            try:
                self._take(cells)
            except ValueError as error:
                raise ValueError(f"{path}, line {number}: {error}; run it anew") from error

    def add_fit(self, category: str, seconds: float, peak_memory_mb: float | None) -> None:
        """Note that the detector of a class was fitted."""
        self._add((category, "", "", "", repr(seconds), _text(peak_memory_mb), "", "", "", ""))

    def add_image(
        self, key: str, score: float, account: Account, peak_memory_mb: float | None
    ) -> None:
        """Note that the image `key` was predicted and its map stored."""
        error = account.pose_error
        cells = (
            repr(score),
            repr(account.seconds),
            _text(peak_memory_mb),
            *(("", "") if error is None else (repr(error.rotation), repr(error.translation))),
            account.failure,
            json.dumps(dict(account.stages)) if account.stages else "",
        )
        self._add((*key.split("/", 2), *cells))

    def _add(self, cells: tuple[str, ...]) -> None:
        self._append(cells)
        self._take(list(cells))

    def _append(self, cells: tuple[str, ...]) -> None:
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(cells)
        with self._path.open("ab") as file:
            file.write(line.getvalue().encode())
            file.flush()
            os.fsync(file.fileno())

    def _take(self, cells: list[str]) -> None:
        category, defect, stem, score, seconds, peak, *told = cells
        if len(cells) not in (_OLD, len(COLUMNS)):
            raise ValueError(f"{len(cells)} cells; want {len(COLUMNS)}, or {_OLD} of an older one")
        if defect:
            key = f"{category}/{defect}/{stem}"
            account = _read_account(float(seconds), *(told or [""] * 4))
            self.scores[key], self.seconds[key] = float(score), account.seconds
            self.accounts[key] = account
        else:
            self.fits[category] = float(seconds)
        if peak:
            self.peak_memory_mb = max(float(peak), self.peak_memory_mb or 0.0)


def _read_account(
    seconds: float, rotation: str, translation: str, failure: str, stages: str
) -> Account:
    """Return what the cells of an image tell; ValueError when they are broken."""
    error = PoseError(float(rotation), float(translation)) if rotation or translation else None
    try:
        told = json.loads(stages) if stages else {}
    except RecursionError as nested:
        raise ValueError("the stages are nested too deeply") from nested
    check_stages(told)
    check_failure(failure)
    return Account(seconds, told, error, failure)


def check_stages(stages: object) -> None:
    """Raise ValueError unless `stages` maps stage -> seconds as `Prediction` wants it."""
    if not isinstance(stages, Mapping):
        raise ValueError(f"the seconds are a {type(stages).__name__}, not a mapping of stage -> s")
    for name, spent in stages.items():
        if not isinstance(name, str) or not re.fullmatch("[a-z][a-z0-9_]*", name) or name == OTHER:
            raise ValueError(
                f"a stage is called {name!r}; want a lower-case word such as 'pose', and not "
                f"{OTHER!r}, which is the rest"
            )
        number = isinstance(spent, int | float | np.integer | np.floating)
        if not number or isinstance(spent, bool) or not 0 <= spent < math.inf:
            raise ValueError(f"the stage {name} took {spent!r}; want finite seconds, 0 or more")


def check_failure(failure: object) -> None:
    """Raise ValueError unless `failure` is a text of one line at most."""
    if not isinstance(failure, str):
        raise ValueError(f"the failure is a {type(failure).__name__}, not a text; '' for none")
    if failure.splitlines() not in ([], [failure]):
        raise ValueError(f"the failure {failure!r} has line breaks; want one line")


def _text(value: float | None) -> str:
    return "" if value is None else repr(value)
