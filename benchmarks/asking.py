"""Asking a method: fit it on a class, ask it for each test image, keep the answers."""

from __future__ import annotations

import math
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from .datasets import Dataset, Sample
from .detector import Detector
from .errors import BrokenDatasetError, MissingLibraryError
from .journal import Journal, check_failure, check_stages
from .metrics.pose import object_size, pose_error
from .poses import is_rigid
from .predictions import PREDICTIONS, write_image_scores, write_map
from .preview import spread
from .records import Account, Prediction, View
from .results import Times

Progress = Callable[[int, int, str], None]
"""Called with what is done, what there is to do, and what it is: "fit CLASS", "fit CLASS: STAGE" as
a method tells its stages, CLASS."""

NOT_ITS_FAULT = (BrokenDatasetError, MissingLibraryError, MemoryError)
"""What ends a run, while a failing method loses the class only."""

_SIZED = 32
"""Training views, spread over all, that the object's size is taken from."""


class MethodError(RuntimeError):
    """A method failed; the message says on what, and how, in one line."""

    @classmethod
    def of(cls, method: str, what: str, error: Exception) -> MethodError:
        """Return what happened to `method` while it did `what`."""
        frames = traceback.extract_tb(error.__traceback__)
        place = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
        told = " ".join(f"{type(error).__name__}: {error}".split())
        return cls(f"{method} {what}: {told}{place}")


@contextmanager
def blame(method: str, what: str) -> Iterator[None]:
    """Turn what a method raises while it does `what` into a `MethodError`."""
    try:
        yield
    except NOT_ITS_FAULT:
        raise
    except Exception as error:  # foreign code may fail in any way
        raise MethodError.of(method, what, error) from error


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
        sizes: Class -> size of its object, where a pose asked for it.
    """

    method: str
    folder: Path
    journal: Journal
    make: Callable[[], Detector]
    device: str
    progress: Progress
    total: int
    done: int = 0
    sizes: dict[str, float] = field(default_factory=dict)

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
        try:
            with blame(self.method, f"failed to fit {category}"):
                detector, seconds = fit(
                    self.make,
                    dataset.train[category],
                    lambda stage: self.progress(self.done, self.total, f"fit {category}: {stage}"),
                )
        except MethodError:
            self.done += len(missing)
            raise
        self.journal.add_fit(category, seconds, measure_peak_memory(self.device))
        for index, sample in enumerate(missing):
            try:
                self._ask(detector, sample, dataset)
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

    def _ask(self, detector: Detector, sample: Sample, dataset: Dataset) -> None:
        """Predict one image from its query alone and store the answer."""
        view = sample.query()  # a broken picture is not the method's fault
        with blame(self.method, f"on {sample.key}"):
            prediction, seconds = answer(detector, view)
        write_map(self.map_path(sample), prediction.score_map)
        peak = measure_peak_memory(self.device)
        account = keep_account(prediction, seconds, sample, dataset, self.sizes)
        self.journal.add_image(sample.key, float(prediction.image_score), account, peak)
        self.done += 1
        self.progress(self.done, self.total, sample.category)


def fit(
    make: Callable[[], Detector], views: Sequence[View], tell: Callable[[str], None]
) -> tuple[Detector, float]:
    """Make a detector and fit it; return it with the seconds that took, or once took.

    Args:
        make: Makes a new detector.
        views: The sound views.
        tell: Called with each stage that the detector tells, where it offers `listen`.
    """
    start = time.perf_counter()
    detector: Any = make()  # what it may offer is no part of the protocol
    if hasattr(detector, "listen"):
        detector.listen(tell)
    detector.fit(views)
    seconds = time.perf_counter() - start
    told = getattr(detector, "fit_seconds", None)
    if told is None:
        return detector, seconds
    if not 0 <= told < math.inf:
        raise ValueError(f"fit_seconds is {told!r}; want finite seconds, 0 or more, or None")
    return detector, float(told)


def answer(detector: Detector, view: View) -> tuple[Prediction, float]:
    """Return a detector's answer to `view`, checked, and the seconds it took."""
    start = time.perf_counter()
    prediction = detector.predict(view)
    seconds = time.perf_counter() - start
    check_prediction(prediction, view)
    return prediction, seconds


def keep_account(
    prediction: Prediction,
    seconds: float,
    sample: Sample,
    dataset: Dataset,
    sizes: dict[str, float],
) -> Account:
    """Return what is kept of an answer besides its scores.

    Args:
        prediction: The answer.
        seconds: What it took.
        sample: The image it is for.
        dataset: Where the training views are that tell the object's size.
        sizes: Class -> that size; takes it in where it lacks it.
    """
    stages = {stage: float(spent) for stage, spent in prediction.seconds.items()}
    true, error = sample.pose_camera, None
    if prediction.pose is not None and true is not None:
        if sample.category not in sizes:
            views = dataset.train[sample.category]
            few = [views[index] for index in spread(len(views), _SIZED)]
            sizes[sample.category] = object_size(few)
        error = pose_error(prediction.pose, true.pose, sizes[sample.category])
    return Account(seconds, stages, error, prediction.failure)


def check_prediction(prediction: Prediction, view: View) -> None:
    """Raise ValueError unless `prediction` is a good answer to `view`."""
    if not isinstance(prediction, Prediction):
        raise ValueError(f"the answer is a {type(prediction).__name__}, not a Prediction")
    score_map, size = prediction.score_map, view.image.shape[:2]
    if not isinstance(score_map, np.ndarray) or score_map.dtype != np.float32:
        raise ValueError(f"the score map is {_kind(score_map)}, not a float32 array")
    if score_map.shape != size:
        raise ValueError(f"the score map has the shape {score_map.shape}, not {size}")
    wrong = int(score_map.size - np.isfinite(score_map).sum())
    if wrong:
        raise ValueError(f"{wrong} values of the score map are NaN or infinite")
    if not math.isfinite(prediction.image_score):
        raise ValueError(f"the image score is {prediction.image_score}, not finite")
    check_stages(prediction.seconds)
    check_failure(prediction.failure)
    if prediction.pose is not None:
        _check_pose(prediction.pose)
    if prediction.reference is not None:
        _check_reference(prediction.reference, view)


def _check_pose(pose: object) -> None:
    """Raise ValueError unless `pose` is a rigid (4, 4) float64 array."""
    if not isinstance(pose, np.ndarray) or pose.dtype != np.float64:
        raise ValueError(f"the pose is {_kind(pose)}, not a float64 array")
    if pose.shape != (4, 4):
        raise ValueError(f"the pose has the shape {pose.shape}, not (4, 4)")
    if not is_rigid(pose):
        raise ValueError(
            f"the pose {pose.tolist()} is no rigid motion: want finite values, a proper rotation "
            "and the last row 0 0 0 1"
        )


def _check_reference(reference: object, view: View) -> None:
    """Raise ValueError unless `reference` is a picture of the view's size."""
    if not isinstance(reference, np.ndarray) or reference.dtype != np.uint8:
        raise ValueError(f"the reference is {_kind(reference)}, not a uint8 array")
    if reference.shape != view.image.shape:
        raise ValueError(f"the reference has the shape {reference.shape}, not {view.image.shape}")


def _kind(value: object) -> str:
    return str(getattr(value, "dtype", type(value).__name__))


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
