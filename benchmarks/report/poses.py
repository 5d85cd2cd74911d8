"""The table of poses on a board: how far the entries that find a pose are from the true ones."""

from __future__ import annotations

from dataclasses import dataclass

from ..boards import Board, Figure
from ..metrics.pose import FAILED, POSE_METRICS
from ..score_rows import MEAN
from .cells import Cell


@dataclass(frozen=True)
class PoseRow:
    """An entry in the table.

    Attributes:
        label: Its name.
        cells: One for each of `POSE_METRICS`, means over the classes.
    """

    label: str
    cells: tuple[Cell, ...]


def view_poses(board: Board) -> tuple[PoseRow, ...]:
    """Return the rows of the entries that tell of poses, in the board's order."""
    place = (MEAN, "")
    return tuple(
        PoseRow(
            entry.label,
            tuple(_make_cell(name, entry.poses[place][name]) for name in board.pose_columns),
        )
        for entry in board.entries
        if place in entry.poses
    )


def _make_cell(name: str, figure: Figure) -> Cell:
    if figure.value is None:
        return Cell(None, note=figure.reason)
    spread = "" if figure.sd is None else _write(name, figure.sd)
    return Cell(round(figure.value, 6), _write(name, figure.value), spread=spread)


def _write(name: str, value: float) -> str:
    """Return three decimals of a share, two of degrees and per cent; a count as it is."""
    if name == FAILED:
        return f"{value:.3g}"
    return f"{value:.3f}" if POSE_METRICS[name].range[1] == 1.0 else f"{value:.2f}"
