"""The leaderboard as web pages that need nothing but themselves.

    index.html              a board for each task, dataset (by fingerprint) and protocol
    methods/<name>.html     one for each entry of a board: its figures, curves, pictures, times

Every page holds its style, its few lines of script and its pictures; a content security policy
keeps it from asking the network for anything. The same runs give the same bytes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from ..boards import Board
from ..files import write_bytes
from ..metrics import METRICS
from ..metrics.pose import POSE_METRICS
from ..results import Run
from ..score_rows import MEAN
from ..standings import make_boards
from .board import BoardView, view_board
from .cells import DASH, FIRST
from .examples import ramp
from .method import view_method
from .parts import read_part

INDEX, METHODS = "index.html", "methods"
"""The page of the boards, and the folder of the entries' pages."""

STYLES = ("scheme.css", "report.css", "chart.css")
"""The parts of the style of a page."""

_LONGEST = 80  # characters of a file name, without suffix


def write_report(runs: Iterable[Run], out: Path, *, published: bool = False) -> Path:
    """Write the pages of `runs` into the folder `out` and return its index.html.

    Args:
        runs: The runs; those without figures are only named.
        out: The folder; made where it does not exist.
        published: Whether the papers' own figures stand below the measured ones.
    """
    runs = list(runs)
    boards = make_boards(runs)
    taken: set[str] = set()
    names = [
        [make_name(f"{board.task}-{board.protocol}-{e.label}", taken) for e in board.entries]
        for board in boards
    ]
    views = view_boards(boards, names, published)
    for view, slugs in zip(views, names, strict=True):
        for entry, slug in zip(view.board.entries, slugs, strict=True):
            page = render("method.html", method=view_method(view.board, entry), view=view)
            write_bytes(out / METHODS / f"{slug}.html", page.encode())
    write_bytes(out / INDEX, _render_index(views, runs).encode())
    return out / INDEX


def view_boards(
    boards: Sequence[Board], names: Sequence[Sequence[str]], published: bool
) -> list[BoardView]:
    """Return the views of boards, with links to the pages of those names."""
    taken: set[str] = set()
    return [
        view_board(
            board,
            make_name(
                f"board-{board.task}-{board.dataset.fingerprint[:8]}-{board.protocol}", taken
            ),
            [f"{METHODS}/{name}.html" for name in slugs],
            published,
        )
        for board, slugs in zip(boards, names, strict=True)
    ]


def make_name(text: str, taken: set[str]) -> str:
    """Return a name for a file or an anchor, not among `taken`, and add it to them.

    It consists of a-z, 0-9, dot, underscore and hyphen, and begins with a letter or digit.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9._]+", "-", plain).strip("-._")[:_LONGEST] or "page"
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    taken.add(name)
    return name


def render(template: str, **values: Any) -> str:
    """Return a page from a template of this package; every text in it is escaped."""
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=jinja2.FunctionLoader(read_part),
    )
    environment.filters["raw"] = Markup  # of our own making: SVG and JSON, escaped already
    shared = {
        "style": Markup("".join(map(read_part, STYLES))),
        "script": Markup(read_part("report.js")),
        "metrics": METRICS,
        "pose_metrics": POSE_METRICS,
        "first": FIRST,
        "mean": MEAN,
        "dash": DASH,
        "ramp": ramp(),
    }
    return environment.get_template(template).render(shared | values)


def _render_index(views: Sequence[BoardView], runs: Sequence[Run]) -> str:
    shown = {id(run) for view in views for entry in view.board.entries for run in entry.runs}
    records = [run.record for run in runs]
    without = [run.record for run in runs if id(run) not in shown]
    boards = [view.board for view in views]
    return render(
        "report.html",
        views=views,
        unfinished=sorted(f"{r.task} / {r.method} / {r.run}" for r in without),
        tasks=sorted({board.task for board in boards}),
        protocols=sorted({board.protocol for board in boards}),
        classes={
            b.task: sorted({c for o in boards if o.task == b.task for c in o.classes})
            for b in boards
        },
        defects=sorted({defect for board in boards for defect in board.defects}),
        versions=sorted({record.padkit for record in records if record.padkit}),
        datasets={board.dataset.fingerprint: board.dataset for board in boards}.values(),
    )
