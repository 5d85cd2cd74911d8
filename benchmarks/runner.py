"""Fit a method on the sound views of each class, ask it about the test images, keep the answers.

The answers are stored as they come, and everything else is derived from the stored files. A run
that was broken off and started again gives the same scores as one that was not, provided that
fitting twice gives the same: finished classes are left alone, the class in between is fitted anew
and asked about the images that are missing. (PyTorch gives the same twice on one machine with one
number of threads; another number changes the rounding.)
"""

from __future__ import annotations

import math
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from .datasets import Dataset, Sample
from .errors import UnknownNameError
from .examples import write_examples
from .identity import describe_run, settle_options
from .journal import Journal
from .predictions import PREDICTIONS, write_image_scores, write_map
from .protocol import Detector
from .records import Prediction, View
from .results import RECORD, Run, RunRecord, Times, read_run, run_folder, write_record
from .score_files import write_scores
from .scoring import score

TIMINGS = "timings.csv"
"""The journal of a run."""

Progress = Callable[[int, int, str], None]
"""Called with what is done, what there is to do, and what it is: "fit CLASS", CLASS, "scoring"."""


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
    progress: Progress | None = None,
) -> Run:
    """Benchmark a method and return the run, which lies in `out`/DATASET/METHOD/RUN.

    A finished run of the same name is returned as it is, an unfinished one goes on; see
    `identity.describe_run` for what makes the name.

    Args:
        method: The method's name as the user typed it.
        factory: Its class; called with `options` and, if it takes one, the seed.
        dataset: What to judge it on.
        out: The folder of all results.
        options: Keyword options of the class.
        seed: Seed of the detector.
        again: Whether to throw away what an earlier run of the name left.
        categories: Some of the dataset's classes; None for all.
        progress: Told about each step.

    Raises:
        UnknownNameError: The dataset has no such class.
        ValueError: An option is unknown, a prediction is of the wrong kind, or another process is
            writing the same run.
    """
    dataset = select_classes(dataset, categories)
    given = settle_options(method, factory, options or {}, seed)
    record = describe_run(method, factory, given, dataset)
    folder = run_folder(out, record.task, record.method, record.run)
    folder.mkdir(parents=True, exist_ok=True)
    with lock(folder):
        if again:
            empty(folder)
        elif (folder / RECORD).exists() and (found := read_run(folder)).complete:
            return found
        write_record(folder, record)
        journal = Journal(folder / TIMINGS)
        tell = progress or _say_nothing
        _Asking(method, record.device, folder, journal, tell).ask_all(
            lambda: factory(**given), dataset
        )
        _finish(folder, record, dataset, journal, tell)
        return read_run(folder)


def select_classes(dataset: Dataset, categories: Sequence[str] | None) -> Dataset:
    """Return `dataset` with some of its classes; UnknownNameError for one that it lacks."""
    kept = dataset.categories if categories is None else categories
    for name in kept:
        if name not in dataset.test:
            raise UnknownNameError(f"class of {dataset.name}", name, dataset.categories)
    train = {name: dataset.train[name] for name in kept}
    return replace(dataset, train=train, test={name: dataset.test[name] for name in kept})


@dataclass
class _Asking:
    """The part of a run that needs the method."""

    method: str
    device: str
    folder: Path
    journal: Journal
    progress: Progress
    done: int = 0
    total: int = 0

    def ask_all(self, make: Callable[[], Detector], dataset: Dataset) -> None:
        """Fit a new detector for each class that misses answers and ask it for those."""
        self.total = sum(len(samples) for samples in dataset.test.values())
        for category in dataset.categories:
            samples = dataset.test[category]
            missing = [sample for sample in samples if not self._has_answer(sample)]
            self.done += len(samples) - len(missing)
            if not missing:
                continue
            self.progress(self.done, self.total, f"fit {category}")
            detector = make()
            start = time.perf_counter()
            detector.fit(dataset.train[category])
            seconds = time.perf_counter() - start
            self.journal.add_fit(category, seconds, measure_peak_memory(self.device))
            for sample in missing:
                self._ask(detector, sample)

    def _has_answer(self, sample: Sample) -> bool:
        return sample.key in self.journal.scores and self._map_path(sample).exists()

    def _map_path(self, sample: Sample) -> Path:
        return self.folder / PREDICTIONS / f"{sample.key}.tiff"

    def _ask(self, detector: Detector, sample: Sample) -> None:
        """Predict one image from its query alone and store the answer."""
        view = sample.query()
        start = time.perf_counter()
        prediction = detector.predict(view)
        seconds = time.perf_counter() - start
        check_prediction(prediction, view, f"{self.method} on {sample.key}")
        write_map(self._map_path(sample), prediction.score_map)
        peak = measure_peak_memory(self.device)
        self.journal.add_image(sample.key, float(prediction.image_score), seconds, peak)
        self.done += 1
        self.progress(self.done, self.total, sample.category)


def check_prediction(prediction: Prediction, view: View, what: str) -> None:
    """Raise ValueError, beginning with `what`, unless `prediction` is a good answer to `view`."""
    if not isinstance(prediction, Prediction):
        raise ValueError(f"{what}: the answer is a {type(prediction).__name__}, not a Prediction")
    score_map, size = prediction.score_map, view.image.shape[:2]
    if not isinstance(score_map, np.ndarray) or score_map.dtype != np.float32:
        kind = getattr(score_map, "dtype", type(score_map).__name__)
        raise ValueError(f"{what}: the score map is {kind}, not a float32 array")
    if score_map.shape != size:
        raise ValueError(f"{what}: the score map has the shape {score_map.shape}, not {size}")
    wrong = int(score_map.size - np.isfinite(score_map).sum())
    if wrong:
        raise ValueError(f"{what}: {wrong} values of the score map are NaN or infinite")
    if not math.isfinite(prediction.image_score):
        raise ValueError(f"{what}: the image score is {prediction.image_score}, not finite")


def _finish(
    folder: Path, record: RunRecord, dataset: Dataset, journal: Journal, progress: Progress
) -> None:
    """Derive everything else from the stored answers; run.json comes last."""
    times: dict[str, Times] = {}
    scores: dict[str, float] = {}
    for category in dataset.categories:
        keys = [sample.key for sample in dataset.test[category]]
        seconds = math.fsum(journal.seconds[key] for key in keys)
        times[category] = Times(journal.fits[category], seconds, len(keys))
        scores |= {key: journal.scores[key] for key in keys}
    predictions = folder / PREDICTIONS
    write_image_scores(predictions, scores)
    judged = score(
        dataset,
        predictions,
        seconds_per_image={name: spent.seconds_per_image for name, spent in times.items()},
        progress=lambda done, total: progress(done, total, "scoring"),
    )
    write_scores(folder, judged)
    write_examples(folder, dataset)
    peak = journal.peak_memory_mb
    write_record(folder, replace(record, times=times, peak_memory_mb=peak, complete=True))


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
