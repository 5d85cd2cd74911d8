"""The text of LDraw files: lines to statements, several files in one (MPD), errors with places.

The format is that of https://www.ldraw.org/article/218.html and, for MPD, article/47.html.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .colours import EDGE, MAIN, parse_colour


@dataclass(frozen=True)
class Meta:
    """Line type 0: a comment or a command; `words` is empty for a bare 0."""

    where: str
    words: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Reference:
    """Line type 1: another file, placed.

    Attributes:
        where: "path:line", for messages.
        colour: LDraw colour code.
        matrix: (4, 4) float64, the other file's frame to this one's; any 3x3, mirrors included.
        name: File name, lower case, with forward slashes.
    """

    where: str
    colour: int
    matrix: NDArray[np.float64]
    name: str


@dataclass(frozen=True, eq=False)
class Polygon:
    """Line type 3 or 4: a triangle or quadrilateral, corners (3 or 4, 3) float64."""

    where: str
    colour: int
    corners: NDArray[np.float64]


Statement = Meta | Reference | Polygon
FIELDS = {1: 15, 2: 8, 3: 11, 4: 14, 5: 14}
"""Line type -> number of fields."""


def file_key(name: str) -> str:
    """Return the form in which file names are compared: lower case, forward slashes."""
    return name.strip().lower().replace("\\", "/")


def read_files(path: Path) -> dict[str, tuple[Statement, ...]]:
    """Return the files in an LDraw file by `file_key`, the main one first.

    An MPD holds several, each from its `0 FILE name` to the next or to `0 NOFILE`; any other file
    holds itself.

    Raises:
        ValueError: A line is malformed, or a file stands in there twice.
    """
    name: str | None = file_key(path.name)
    files: dict[str, list[Statement]] = {}
    # the library's older authors wrote Latin-1; only comments can suffer
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    for number, line in enumerate(text.splitlines(), 1):
        where = f"{path}:{number}"
        words = line.split(maxsplit=2)
        if words[:1] == ["0"] and len(words) > 1 and words[1] in ("FILE", "NOFILE"):
            name = file_key(words[2]) if len(words) > 2 else None
            if name is not None and files.get(name):
                raise ValueError(f"{where}: file {name!r} is in here twice; rename one")
        elif words and name is not None:
            files.setdefault(name, []).append(parse_line(line, where))
    return {key: tuple(statements) for key, statements in files.items()}


def parse_line(line: str, where: str) -> Statement:
    """Return the statement of one line that is not blank.

    Edges (types 2 and 5) have no faces: they are checked and become an empty `Meta`.

    Raises:
        ValueError: The line is malformed; the message holds `where` and the line.
    """
    kind, *fields = line.split()
    if kind == "0":
        return Meta(where, tuple(fields))
    if kind not in map(str, FIELDS):
        raise ValueError(f"{where}: line type {kind!r} is not one of 0 to 5: {line.strip()!r}")
    wanted = FIELDS[int(kind)]
    count = len(fields) + 1
    if count < wanted or (count > wanted and kind != "1"):
        raise ValueError(
            f"{where}: a line of type {kind} has {wanted} fields, not {count}: {line.strip()!r}"
        )
    try:
        code = parse_colour(fields[0])
        colour = MAIN if code == EDGE else code
        numbers = np.array([float(v) for v in fields[1 : wanted - (2 if kind == "1" else 1)]])
    except ValueError as error:
        raise ValueError(f"{where}: {error}: {line.strip()!r}") from None
    if not np.isfinite(numbers).all():
        raise ValueError(f"{where}: a number is not finite: {line.strip()!r}")
    if kind == "1":
        matrix = np.eye(4)
        matrix[:3, 3], matrix[:3, :3] = numbers[:3], numbers[3:].reshape(3, 3)
        # a file name may hold blanks
        return Reference(where, colour, matrix, file_key(line.split(maxsplit=14)[14]))
    if kind in "34":
        return Polygon(where, colour, numbers.reshape(-1, 3))
    return Meta(where, ())
