"""CSV files that keep every digit and that a spreadsheet can open without harm.

A text that a spreadsheet would run as a formula is written with an apostrophe before it, which
spreadsheets take as the mark of a text, and read without it (OWASP, "CSV Injection").
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from .files import write_bytes

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "'")

Cell = str | float | int | bool | None


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Cell]]) -> Path:
    """Write rows of column -> cell, whole or not at all, and return the path.

    Numbers keep every digit, None is an empty cell, True and False are 1 and 0.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_write_cell(row[column]) for column in columns] for row in rows)
    write_bytes(path, text.getvalue().encode())
    return path


def read_table(path: Path, required: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows as column -> text; ValueError unless the file has the columns `required`."""
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file, restkey="", restval="")
        missing = [column for column in required if column not in (reader.fieldnames or ())]
        if missing:
            raise ValueError(f"{path} has no column {', '.join(missing)}")
        return [{name: _read_cell(cell) for name, cell in row.items() if name} for row in reader]


def disarm(text: str) -> str:
    """Return a text that a spreadsheet takes for a text, whatever it begins with."""
    return f"'{text}" if text.startswith(_RISKY) else text


def _write_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return disarm(cell)
    return str(int(cell)) if isinstance(cell, int) else repr(float(cell))


def _read_cell(text: str) -> str:
    return text.removeprefix("'")
