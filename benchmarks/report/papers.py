"""The figures that the papers print, as rows below a board's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..boards import Board
from ..metrics import METRICS
from ..published import SUITES, Published, read_published
from ..score_rows import MEAN
from .cells import FIRST, Cell, Notes, make_published

PublishedTable = dict[tuple[str, str, str, str], list[Published]]
"""(paper, table, dataset, method) -> its figures."""


@dataclass(frozen=True)
class PublishedRow:
    """A method as a paper's table has it: its name, where that stands, the cells of the means."""

    method: str
    source: str
    cells: tuple[Cell, ...]

    @property
    def empty(self) -> bool:
        """Whether no mean is printed."""
        return all(cell.value is None for cell in self.cells)


def gather_published(board: Board) -> PublishedTable:
    """Return the rows of the papers with figures for a class or the mean, the best mean first."""
    found: PublishedTable = {}
    if board.task in SUITES:
        for row in read_published(board.task):
            if row.metric in METRICS and row.category in (*board.classes, MEAN):
                found.setdefault((row.paper, row.table, row.dataset, row.method), []).append(row)

    def order(key: tuple[str, str, str, str]) -> tuple[bool, float]:
        value = printed_cells(found[key], MEAN)[list(METRICS).index(FIRST)].value
        return value is None, -(value or 0.0)

    return {key: found[key] for key in sorted(found, key=order)}


def printed_cells(rows: Sequence[Published], category: str) -> list[Cell]:
    """Return the cells of a class of a paper's row, one for each column."""
    by_metric = {row.metric: row for row in rows if row.category == category}
    return [make_published(by_metric.get(name)) for name in METRICS]


def view_published(papers: PublishedTable) -> Iterator[PublishedRow]:
    """Yield the rows of the means, in the order of `papers`."""
    for (paper, table, dataset, method), rows in papers.items():
        cells = tuple(printed_cells(rows, MEAN))
        yield PublishedRow(method, f"{dataset} · {paper}, {table}", cells)


def remark(papers: PublishedTable) -> Iterator[str]:
    """Yield what is to be said on single figures: what was corrected, and why."""
    for rows in papers.values():
        for row in rows:
            note = make_published(row).note
            if note:
                title = METRICS[row.metric].title
                yield f"{row.method} ({row.paper}, {row.table}), {row.category}, {title}: {note}"


def pack_published(board: Board, papers: PublishedTable, notes: Notes) -> Mapping[str, Any]:
    """Return class -> for each row its cells for the script, or None where it has no figure."""
    if not papers:
        return {}
    return {
        category: [
            [notes.pack(cell) for cell in printed_cells(rows, category)]
            if any(row.category == category for row in rows)
            else None
            for rows in papers.values()
        ]
        for category in (*board.classes, MEAN)
    }
