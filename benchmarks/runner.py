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

import math
import os
import shutil
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from .datasets import Dataset, Sample, select_classes
from .detector import Detector
from .errors import BrokenDatasetError, MissingLibraryError
from .examples import EXAMPLES, write_examples
from .identity import describe_run, settle_options
from .journal import Journal
from .predictions import PREDICTIONS, write_image_scores, write_map
from .records import Prediction, View
from .results import RECORD, Run, RunRecord, Times, read_run, run_folder, write_record
from .rules import Rules
from .score_files import FOLDER, write_scores
from .scoring import Scores, score_class

TIMINGS = "timings.csv"
"""The journal of a run."""

Progress = Callable[[int, int, str], None]
"""Called with what is done, what there is to do, and what it is: "fit CLASS", CLASS."""


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
        if found.complete and rules == found.scores.get(rules.protocol, Scores("", "")).rules:
            return found
        if not found.complete:
            write_record(folder, record)
        asking = _Asking(
            method, folder, Journal(folder / TIMINGS), lambda: factory(**given), record.device,
            progress or _say_nothing, sum(map(len, dataset.test.values())),
        )  # fmt: skip
        finished = _go_through(asking, dataset, record, found, rules)
        write_record(folder, finished)
        return read_run(folder)


def _go_through(
    asking: _Asking, dataset: Dataset, record: RunRecord, found: Run, rules: Rules
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
            given = asking.journal.scores
            scores = scores.with_class(score_class(samples, maps, given, rules, seconds))
            write_scores(folder / FOLDER / rules.protocol, scores)
            asking.keep_image_scores(dataset)
            write_examples(folder / EXAMPLES, samples, maps)
            write_record(folder, replace(record, times=times, failures=failures))
    peak = asking.journal.peak_memory_mb
    return replace(
        record, times=times, peak_memory_mb=peak, complete=not failures, failures=failures
    )


_NOT_ITS_FAULT = (BrokenDatasetError, MissingLibraryError, MemoryError)
"""What ends a run, while a failing method loses the class only."""


class MethodError(Exception):
    """A method failed; the message says on what, and how, in one line."""

    @classmethod
    def of(cls, method: str, what: str, error: Exception) -> MethodError:
        """Return what happened to `method` while it did `what`."""
        frames = traceback.extract_tb(error.__traceback__)
        place = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
        told = " ".join(f"{type(error).__name__}: {error}".split())
        return cls(f"{method} {what}: {told}{place}")


@dataclass
class _Asking:
    """The part of a run that needs the method."""

    method: str
    folder: Path
    journal: Journal
    make: Callable[[], Detector]
    device: str
    progress: Progress
    total: int
    done: int = 0

    def ask(self, category: str, dataset: Dataset) -> bool:
        """Fit a new detector and ask it for the answers that a class misses; False if none do.

        Raises:
            MethodError: The method failed.
        """
        samples = dataset.test[category]
        missing = [sample for sample in samples if not self._has_answer(sample)]
        self.done += len(samples) - len(missing)
        if not missing:
            return False
        self.progress(self.done, self.total, f"fit {category}")
        start = time.perf_counter()
        try:
            detector = self.make()
            detector.fit(dataset.train[category])
        except _NOT_ITS_FAULT:
            raise
        except Exception as error:  # foreign code may fail in any way
            self.done += len(missing)
            raise MethodError.of(self.method, f"failed to fit {category}", error) from error
        seconds = time.perf_counter() - start
        self.journal.add_fit(category, seconds, measure_peak_memory(self.device))
        for index, sample in enumerate(missing):
            try:
                self._ask(detector, sample)
            except MethodError:
                self.done += len(missing) - index
                raise
        return True

    def time(self, category: str, samples: Sequence[Sample]) -> Times:
        """Return the times of a class that is answered."""
        seconds = math.fsum(self.journal.seconds[sample.key] for sample in samples)
        return Times(self.journal.fits[category], seconds, len(samples))

    def keep_image_scores(self, dataset: Dataset) -> None:
        """Write the image scores of the classes that are answered beside their maps."""
        answered = [
            samples for samples in dataset.test.values() if all(map(self._has_answer, samples))
        ]
        scores = {s.key: self.journal.scores[s.key] for samples in answered for s in samples}
        write_image_scores(self.folder / PREDICTIONS, scores)

    def map_path(self, sample: Sample) -> Path:
        """Return where the map of a test image lies."""
        return self.folder / PREDICTIONS / f"{sample.key}.tiff"

    def _has_answer(self, sample: Sample) -> bool:
        return sample.key in self.journal.scores and self.map_path(sample).exists()

    def _ask(self, detector: Detector, sample: Sample) -> None:
        """Predict one image from its query alone and store the answer."""
        view = sample.query()
        start = time.perf_counter()
        try:
            prediction = detector.predict(view)
            seconds = time.perf_counter() - start
            check_prediction(prediction, view)
        except _NOT_ITS_FAULT:
            raise
        except Exception as error:  # foreign code may fail in any way
            raise MethodError.of(self.method, f"on {sample.key}", error) from error
        write_map(self.map_path(sample), prediction.score_map)
        peak = measure_peak_memory(self.device)
        self.journal.add_image(sample.key, float(prediction.image_score), seconds, peak)
        self.done += 1
        self.progress(self.done, self.total, sample.category)


def check_prediction(prediction: Prediction, view: View) -> None:
    """Raise ValueError unless `prediction` is a good answer to `view`."""
    if not isinstance(prediction, Prediction):
        raise ValueError(f"the answer is a {type(prediction).__name__}, not a Prediction")
    score_map, size = prediction.score_map, view.image.shape[:2]
    if not isinstance(score_map, np.ndarray) or score_map.dtype != np.float32:
        kind = getattr(score_map, "dtype", type(score_map).__name__)
        raise ValueError(f"the score map is {kind}, not a float32 array")
    if score_map.shape != size:
        raise ValueError(f"the score map has the shape {score_map.shape}, not {size}")
    wrong = int(score_map.size - np.isfinite(score_map).sum())
    if wrong:
        raise ValueError(f"{wrong} values of the score map are NaN or infinite")
    if not math.isfinite(prediction.image_score):
        raise ValueError(f"the image score is {prediction.image_score}, not finite")


def measure_peak_memory(device: str) -> float | None:
    """Return the peak memory in MiB so far; None where it cannot be told.

    On a GPU what PyTorch held there, otherwise the resident memory of this process, with whatever
    it did before this run.
    """
    if device.startswith("cuda"):
        torch = sys.modules.get("torch")
        return torch.cuda.max_memory_allocated(device) / 2**20 if torch else None
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


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
