"""What a run has done so far, written down line by line so that a kill loses one image at most.

    timings.csv    class, type, stem, score, seconds, peak_memory_mb

One line for each image predicted, and one without type, stem and score for each fit. Where there
are several lines of a kind, the last one counts. Seconds are wall-clock time; the memory is the
peak of the process until then.
"""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

COLUMNS = ("class", "type", "stem", "score", "seconds", "peak_memory_mb")


class Journal:
    """The file and what it says.

    Attributes:
        fits: Class -> seconds of `fit`.
        scores: `Sample.key` -> image score.
        seconds: `Sample.key` -> seconds of `predict`.
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
        self._add((category, "", "", "", repr(seconds), _text(peak_memory_mb)))

    def add_image(
        self, key: str, score: float, seconds: float, peak_memory_mb: float | None
    ) -> None:
        """Note that the image `key` was predicted and its map stored."""
        cells = (repr(score), repr(seconds), _text(peak_memory_mb))
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
        category, defect, stem, score, seconds, peak = cells
        if defect:
            key = f"{category}/{defect}/{stem}"
            self.scores[key], self.seconds[key] = float(score), float(seconds)
        else:
            self.fits[category] = float(seconds)
        if peak:
            self.peak_memory_mb = max(float(peak), self.peak_memory_mb or 0.0)


def _text(value: float | None) -> str:
    return "" if value is None else repr(value)
