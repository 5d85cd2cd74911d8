"""Fit a method on the sound views of each class, ask it about the test images, keep the answers.

The answers are stored as they come, and everything else is derived from the stored files, class by
class: whatever stops a run, the classes before are there with their figures. A run that was broken
off and started again gives the same scores as one that was not, provided that fitting twice gives
the same: finished classes are left alone, the class in between is fitted anew and asked about the
images that are missing. (PyTorch gives the same twice on one machine with one number of threads;
another number changes the rounding.)

A class in which the method fails is told of in the record and has no figures; the others go on, and
the same command tries it again.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from .asking import Asking, MethodError, Progress
from .datasets import Dataset, select_classes
from .detector import Detector
from .examples import EXAMPLES, write_examples
from .identity import describe_run, settle_options
from .journal import Journal
from .results import RECORD, Run, RunRecord, Times, read_run, run_folder, write_record
from .rules import Rules
from .score_files import FOLDER, write_scores
from .scoring import Scores, score_class

TIMINGS = "timings.csv"
"""The journal of a run."""


def run(
    method: str,
    factory: Callable[..., Detector],
    dataset: Dataset,
    out: Path,
    *,
    options: Mapping[str, Any] | None = None,
    seed: int = 0,
    again: bool = False,
    categories: Sequence[str] | None = None,
    rules: Rules = Rules(),  # noqa: B008 frozen
    progress: Progress | None = None,
) -> Run:
    """Benchmark a method and return the run, which lies in `out`/DATASET/METHOD/RUN.

    A finished run of the same name is returned as it is, an unfinished one goes on; see
    `identity.describe_run` for what makes the name. Of a finished run that was judged by other
    protocols only the judging is done. `Run.record.failures` tells where the method failed.

    Args:
        method: The method's name as the user typed it.
        factory: Its class; called with `options` and, if it takes one, the seed.
        dataset: What to judge it on.
        out: The folder of all results.
        options: Keyword options of the class.
        seed: Seed of the detector.
        again: Whether to throw away what an earlier run of the name left.
        categories: Some of the dataset's classes; None for all.
        rules: How to judge.
        progress: Told about each step.

    Raises:
        UnknownNameError: The dataset has no such class.
        ValueError: An option is unknown, or another process is writing the same run.
    """
    dataset = select_classes(dataset, categories)
    given = settle_options(method, factory, options or {}, seed)
    record = describe_run(method, factory, given, dataset)
    folder = run_folder(out, record.task, record.method, record.run)
    folder.mkdir(parents=True, exist_ok=True)
    with lock(folder):
        if again:
            empty(folder)
        found = read_run(folder) if (folder / RECORD).exists() else Run(folder, record)
        judged = found.scores.get(rules.protocol)
        if found.complete and judged is not None and judged.rules == rules:
            return found
        if not found.complete:
            write_record(folder, record)
        asking = Asking(
            method, folder, Journal(folder / TIMINGS), lambda: factory(**given), record.device,
            progress or _say_nothing, sum(map(len, dataset.test.values())),
        )  # fmt: skip
        finished = _go_through(asking, dataset, record, found, rules)
        write_record(folder, finished)
        return read_run(folder)


def _go_through(
    asking: Asking, dataset: Dataset, record: RunRecord, found: Run, rules: Rules
) -> RunRecord:
    """Ask about and judge one class after the other; return what the record says in the end."""
    folder = asking.folder
    old = found.scores.get(rules.protocol)
    scores = old if old and old.rules == rules else Scores(record.task, record.dataset.fingerprint,
                                                           rules=rules)  # fmt: skip
    judged = {row.category for row in scores.classes}
    times: dict[str, Times] = {}
    failures: dict[str, str] = {}
    for category in dataset.categories:
        samples = dataset.test[category]
        try:
            asked = asking.ask(category, dataset)
        except MethodError as error:
            failures[category] = str(error)
            write_record(folder, replace(record, times=times, failures=failures))
            continue
        times[category] = asking.time(category, samples)
        if asked or category not in judged:
            maps = {sample.key: asking.map_path(sample) for sample in samples}
            seconds = times[category].seconds_per_image
            given, accounts = asking.journal.scores, asking.journal.accounts
            judged_class = score_class(samples, maps, given, rules, seconds, accounts=accounts)
            scores = scores.with_class(judged_class)
            write_scores(folder / FOLDER / rules.protocol, scores)
            asking.keep_image_scores(dataset)
            write_examples(folder / EXAMPLES, samples, maps)
            write_record(folder, replace(record, times=times, failures=failures))
    peak = asking.journal.peak_memory_mb
    return replace(
        record, times=times, peak_memory_mb=peak, complete=not failures, failures=failures
    )


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Keep other processes from writing the run in `folder`; the lock ends with the process.

    Raises:
        ValueError: Another process has it.
    """
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ValueError(f"another process is writing {folder}; let it finish") from error
        yield
    finally:
        os.close(handle)


def empty(folder: Path) -> None:
    """Remove what lies in `folder`."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _say_nothing(done: int, total: int, what: str) -> None:
    """Stand in for a progress report."""
