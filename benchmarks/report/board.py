"""A board as the page shows it: rows of cells, pivots, charts, notes, data of the filters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..boards import Board, Entry, Place
from ..metrics import METRICS
from ..protocols import PROTOCOLS, Protocol
from ..score_rows import MEAN
from .axes import linear_axis, log_axis
from .cells import Cell, Notes, find_figure, make_cell, make_chance, pack_json
from .charts import Point, draw_chart
from .papers import (
    PublishedRow,
    PublishedTable,
    gather_published,
    pack_published,
    remark,
    view_published,
)
from .poses import PoseRow, view_poses

SECONDS = "seconds_per_image"
ACROSS = (720, 380)
"""Width and height of the chart of time against quality, pixels."""


@dataclass(frozen=True)
class Row:
    """An entry in a table.

    Attributes:
        label: Its name.
        link: Its page, from the folder of the index.
        about: Its seeds and its device, in words.
        partial: How many classes its mean stands for, where some are missing.
        memory: Peak memory, MiB.
        cells: One for each column.
    """

    label: str
    link: str
    about: str
    partial: str
    memory: float | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class BoardView:
    """A board, ready for the template.

    Attributes:
        board: The board.
        anchor: Its name in links.
        protocol: How it was judged.
        facts: What else to know of the judging, in words.
        rows: The entries' means.
        chance: The cells of what knowing nothing gets on average.
        pivots: Column -> a row of cells for each entry, a cell for each class and the mean.
        charts: Column -> time against quality.
        undrawn: The entries that are in no chart.
        notes: What the figures do not say, in lines.
        published: The rows of the papers.
        remarks: What is to be said on them, in lines.
        data: JSON of every place for the script.
        poses: The entries that find poses.
    """

    board: Board
    anchor: str
    protocol: Protocol
    facts: str
    rows: tuple[Row, ...]
    chance: tuple[Cell, ...]
    pivots: Mapping[str, Sequence[Sequence[Cell]]]
    charts: Mapping[str, str]
    undrawn: tuple[str, ...]
    notes: tuple[str, ...]
    published: tuple[PublishedRow, ...]
    remarks: tuple[str, ...]
    data: str
    poses: tuple[PoseRow, ...]


def view_board(board: Board, anchor: str, links: Sequence[str], published: bool) -> BoardView:
    """Return the view of a board.

    Args:
        board: The board.
        anchor: Its name in links, unique on the page.
        links: The page of each entry.
        published: Whether the papers' figures stand below.
    """
    papers = gather_published(board) if published else {}
    return BoardView(
        board,
        anchor,
        PROTOCOLS[board.protocol],
        tell_rules(board),
        tuple(_view_row(board, e, link) for e, link in zip(board.entries, links, strict=True)),
        tuple(make_chance(board, (MEAN, ""))),
        {name: [_pivot_cells(board, e, name) for e in board.entries] for name in METRICS},
        _draw_charts(board),
        tuple(e.label for e in board.entries if _mean(e, SECONDS) is None),
        tuple(_note(board)),
        tuple(view_published(papers)),
        tuple(remark(papers)),
        _pack(board, papers),
        view_poses(board),
    )


def tell_rules(board: Board) -> str:
    """Return how the entries were judged: "AUPRO up to ...; 95 % intervals from ..."."""
    rules = [scores.rules for entry in board.entries for scores in entry.scores]

    def tell(values: set[Any]) -> str:
        return " or ".join(f"{value:g}" for value in sorted(values))

    limits, resamples = {r.fpr_limit for r in rules}, {r.resamples for r in rules} - {0}
    drawn = f"95 % intervals from {tell(resamples)} replicates of the test images"
    return f"AUPRO up to a false positive rate of {tell(limits)}; " + (
        drawn if resamples else "no intervals were computed"
    )


def tell_seeds(entry: Entry) -> str:
    """Return "seed 0", "3 seeds (0, 1, 2)", or an empty text where there is none."""
    seeds = ", ".join(map(str, entry.seeds))
    several = f"{len(entry.seeds)} seeds ({seeds})"
    return several if len(entry.seeds) > 1 else f"seed {seeds}" if seeds else ""


def tell_devices(entry: Entry) -> str:
    """Return the devices that an entry ran on."""
    return ", ".join(sorted({run.record.device for run in entry.runs}))


def _view_row(board: Board, entry: Entry, link: str) -> Row:
    judged, n_classes = len(board.classes) - len(entry.missing), len(board.classes)
    return Row(
        entry.label,
        link,
        " · ".join(filter(None, [tell_seeds(entry), tell_devices(entry)])),
        f"{judged} of {n_classes} classes" if entry.missing else "",
        entry.peak_memory_mb,
        tuple(make_cell(name, find_figure(entry, (MEAN, ""), name)) for name in METRICS),
    )


def _pivot_cells(board: Board, entry: Entry, name: str) -> list[Cell]:
    """Return the cells of an entry in a table of classes: each class, then the mean."""
    return [make_cell(name, find_figure(entry, (c, ""), name)) for c in (*board.classes, MEAN)]


def _mean(entry: Entry, name: str) -> float | None:
    return find_figure(entry, (MEAN, ""), name).value


def _note(board: Board) -> Iterator[str]:
    """Yield what a reader of the tables must know: missing classes, why cells are empty."""
    for entry in board.entries:
        for category, reason in sorted(entry.missing.items()):
            yield f"{entry.label}, {category}: no figures; {reason}"
        if entry.missing:
            judged = len(board.classes) - len(entry.missing)
            yield (
                f"{entry.label}: {judged} of {len(board.classes)} classes; its mean is compared "
                "with no other"
            )
        rows = {
            f"{entry.label}, {row.category}: {row.notes}": None
            for scores in entry.scores
            for row in (*scores.classes, scores.mean)
            if row.notes
        }
        yield from rows


def _draw_charts(board: Board) -> dict[str, str]:
    """Return column -> chart of it against the time of one image."""
    timed = {e.label: s for e in board.entries if (s := _mean(e, SECONDS))}  # 0 has no logarithm
    charts = {}
    for name, metric in METRICS.items():
        points = []
        for entry in board.entries:
            figure = find_figure(entry, (MEAN, ""), name)
            if name != SECONDS and figure.value is not None and entry.label in timed:
                seconds = timed[entry.label]
                points.append(Point(seconds, figure.value, entry.label, figure.low, figure.high))
        if points:
            charts[name] = _draw_points(points, metric.title)
    return charts


def _draw_points(points: Sequence[Point], title: str) -> str:
    heights = [y for p in points for y in (p.y, p.low, p.high) if y is not None]
    seconds = [point.x for point in points]
    told = "; ".join(
        f"{p.label}: {p.x:.3g} s, {p.y:.3f}"
        + (f" ({p.low:.3f} to {p.high:.3f})" if p.low is not None else "")
        for p in points
    )
    return draw_chart(
        log_axis(min(seconds), max(seconds), "seconds per image (logarithmic)"),
        linear_axis(min(heights), max(heights), title),
        f"{title} against seconds per image",
        told,
        points=points,
        size=ACROSS,
    )


def _pack(board: Board, papers: PublishedTable) -> str:
    """Return the figures of all places as JSON: a list of cells for each entry, then chance."""
    notes = Notes()
    places: dict[str, dict[str, list[list[Any]]]] = {}
    for place in board.places:
        if place[1] and not any(place in entry.figures for entry in board.entries):
            continue
        rows = [_place_cells(entry, place) for entry in board.entries]
        packed = [[notes.pack(cell) for cell in row] for row in [*rows, make_chance(board, place)]]
        places.setdefault(place[0], {})[place[1]] = packed
    printed = pack_published(board, papers, notes)
    return pack_json(
        {
            "mean": MEAN,
            "places": places,
            "published": printed,
            "notes": list(notes.numbers),
        }
    )


def _place_cells(entry: Entry, place: Place) -> list[Cell]:
    return [make_cell(name, find_figure(entry, place, name)) for name in METRICS]
