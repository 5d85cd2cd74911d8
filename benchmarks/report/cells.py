"""The cells of the page's tables: a figure as it is written, and as the script is told of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ..boards import Board, Entry, Figure, Place
from ..metrics import METRICS
from ..published import UNITS, Published

FIRST = "image_auroc"
"""The column that rows are sorted by to begin with."""

DASH = "–"  # noqa: RUF001 the sign for a figure that is missing


@dataclass(frozen=True)
class Cell:
    """A figure in a table.

    Attributes:
        value: What it is sorted by; None sorts last.
        text: What is shown; `DASH` where the figure is missing.
        low, high: Ends of its interval; empty where it has none.
        spread: Standard deviation over seeds; empty where it has none.
        mark: "best", "tied" (not significantly worse than the best), "corrected", or empty.
        note: Why it is missing, how it differs from the best, what was corrected.
    """

    value: float | None
    text: str = DASH
    low: str = ""
    high: str = ""
    spread: str = ""
    mark: str = ""
    note: str = ""


@dataclass
class Notes:
    """The notes of many cells, each kept once, by number."""

    numbers: dict[str, int] = field(default_factory=dict)

    def pack(self, cell: Cell) -> Any:
        """Return a cell for the script: the number of its note alone, or all its parts in order."""
        number = self.numbers.setdefault(cell.note, len(self.numbers)) if cell.note else -1
        if cell.text == DASH:
            return number
        parts = [cell.value, cell.text, cell.low, cell.high, cell.spread, cell.mark, number]
        while parts[-1] in ("", -1):
            parts.pop()
        return parts


def find_figure(entry: Entry, place: Place, name: str) -> Figure:
    """Return a figure of an entry; a missing one where nobody has anything in that place."""
    if place in entry.figures:
        return entry.figures[place][name]
    untold = "no such type of defect in this class" if place[1] else "not run"
    return Figure(None, entry.missing.get(place[0], untold))


def make_cell(name: str, figure: Figure) -> Cell:
    """Return the cell of a figure of the column `name`."""
    if figure.value is None:
        return Cell(None, note=figure.reason or "not known")
    ends = ("", "")
    if figure.low is not None and figure.high is not None:
        ends = (write_figure(name, figure.low), write_figure(name, figure.high))
    return Cell(
        round(figure.value, 6),
        write_figure(name, figure.value),
        *ends,
        "" if figure.sd is None else write_spread(name, figure.sd),
        "best" if figure.best else "tied" if figure.tied else "",
        "" if figure.p is None else f"p = {figure.p:.2g} for being as good as the best",
    )


def make_chance(board: Board, place: Place) -> list[Cell]:
    """Return the cells of what knowing nothing gets in a place, one for each column."""
    levels = board.chance.get(place, {})
    return [
        Cell(None, note="no rule tells what chance gets here")
        if (level := levels.get(name)) is None
        else Cell(round(level, 6), write_figure(name, level))
        for name in METRICS
    ]


def make_published(row: Published | None) -> Cell:
    """Return the cell of a published figure, with the digits that are printed."""
    if row is None:
        return Cell(None, note="not published")
    spread = "" if row.std is None else _fraction(row.std, row.unit)
    if row.corrected is None:
        return Cell(row.fraction, _fraction(row.value, row.unit), spread=spread, note=row.note)
    note = f"printed as {_fraction(row.value, row.unit)}: {row.note}"
    text = min(_fraction(row.corrected, row.unit), f"{row.fraction:.4f}", key=len)
    return Cell(row.fraction, text, "", "", spread, "corrected", note)


def write_figure(name: str, value: float) -> str:
    """Return three decimals; three digits for what has no highest value, such as seconds."""
    return f"{value:.3f}" if METRICS[name].range[1] == 1.0 else f"{value:.3g}"


def write_spread(name: str, value: float) -> str:
    """Return a standard deviation: three decimals; two digits for what has no highest value."""
    return f"{value:.3f}" if METRICS[name].range[1] == 1.0 else f"{value:.2g}"


def pack_json(values: Mapping[str, Any]) -> str:
    """Return JSON that may stand in a script element: no `<`, `>`, `&` and nothing but ASCII."""
    text = json.dumps(values, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _fraction(value: Decimal, unit: str) -> str:
    """Return a printed number out of 1, no digit added or lost."""
    return f"{value.scaleb(-UNITS[unit].adjusted()):f}"
