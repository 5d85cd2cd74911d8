"""What a terminal shows: a progress bar on stderr, a table on stdout."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text


class _Rate(ProgressColumn):
    """Things a second."""

    def __init__(self, unit: str) -> None:
        super().__init__()
        self._unit = unit

    def render(self, task: Task) -> Text:
        """Return the text of the column."""
        return Text(f"{task.speed:.2f} {self._unit}/s" if task.speed else f"- {self._unit}/s")


@contextmanager
def progress_bar(label: str, unit: str) -> Iterator[Callable[..., None]]:
    """Show a bar; yield `advance(done, total, label="")`, which may be called from one thread.

    Where stderr is no terminal, a plain line is written at the start and at every tenth.
    """
    if not sys.stderr.isatty():
        yield _plain(label, unit)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(unit),
        TimeRemainingColumn(),
        TextColumn("left"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)

        def advance(done: int, total: int, detail: str = "") -> None:
            if bar.tasks[0].total is None:
                bar.reset(task, total=total, completed=done)  # the rate counts from here
            bar.update(task, completed=done, description=f"{label} {detail}".strip())

        yield advance


def _plain(label: str, unit: str) -> Callable[..., None]:
    told = -1

    def advance(done: int, total: int, detail: str = "") -> None:
        nonlocal told
        tenth = 10 * done // total if total else 10
        if tenth > told:
            told = tenth
            sys.stderr.write(f"{label}: {done} of {total} {unit} {detail}".rstrip() + "\n")
            sys.stderr.flush()

    return advance


def print_table(
    title: str,
    rows: Sequence[Sequence[str]],
    foot: int = 1,
    first: Collection[str] = (),
) -> None:
    """Print rows of text: the first is the head, the last `foot` rows are set apart.

    Args:
        title: Stands above.
        rows: Of equal length.
        foot: How many rows are set apart at the end.
        first: Heads of the columns to keep where the terminal is too narrow for all; the first
            column stays anyway. Empty: all are kept.
    """
    # a file or pipe has no width: do not break lines for it
    console = Console(width=None if sys.stdout.isatty() else 240)
    table = _make_table(title, rows, foot)
    if first and console.measure(table, options=console.options.update(width=10_000)).maximum > (
        console.width
    ):
        kept = [i for i, head in enumerate(rows[0]) if i == 0 or head in first]
        table = _make_table(title, [[row[i] for i in kept] for row in rows], foot)
    console.print(table)


def _make_table(title: str, rows: Sequence[Sequence[str]], foot: int) -> Table:
    table = Table(title=Text(title), title_justify="left")
    for column, head in enumerate(rows[0]):
        table.add_column(Text(head), justify="right" if column else "left")
    for index, row in enumerate(rows[1:], 2):
        # as Text, brackets in a name are no markup
        table.add_row(*map(Text, row), end_section=index == len(rows) - foot)
    return table
