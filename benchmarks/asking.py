"""Asking a method: fit it on a class, ask it for each test image, keep the answers."""

from __future__ import annotations

import math
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .datasets import Dataset, Sample
from .detector import Detector
from .errors import BrokenDatasetError, MissingLibraryError
from .journal import Journal
from .predictions import PREDICTIONS, write_image_scores, write_map
from .records import Prediction, View
from .results import Times

Progress = Callable[[int, int, str], None]
"""Called with what is done, what there is to do, and what it is: "fit CLASS", CLASS."""

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
class Asking:
    """A method, and the answers it has given so far.

    Attributes:
        method: Its name.
        folder: Of the run.
        journal: What it has answered.
        make: Makes a new detector.
        device: Where it runs.
        progress: Told about each step.
        total: Test images of all classes.
        done: Those that are answered, or never will be.
    """

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
