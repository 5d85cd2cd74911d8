"""What the test images of a dataset differ in: severity, view, light, what hides the defect."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .datasets import Dataset, Sample
from .errors import UnknownNameError
from .poses import centre as camera_centre
from .records import GOOD

Value = float | str | None
"""What an image has of a factor; None where it has nothing."""


@dataclass(frozen=True)
class Factor:
    """Something that the test images of a dataset differ in.

    Attributes:
        summary: What it is, in one line, with its unit.
        unit: Unit of its numbers; empty where it has none, or one for each type of defect.
        of_sound: Whether sound images have it, too.
        by_defect: Whether it is a sweep for each type of defect.
        measure: Image and directions (T, 3) of the training views -> its value.
    """

    summary: str
    unit: str
    of_sound: bool
    by_defect: bool
    measure: Callable[[Sample, NDArray[np.float64]], Value]


def _recorded(name: str) -> Callable[[Sample, NDArray[np.float64]], Value]:
    """Return the reader of a fact of that name: a number or a text."""

    def read(sample: Sample, train: NDArray[np.float64]) -> Value:
        value = sample.facts.get(name)
        if isinstance(value, bool) or value is None:
            return None if value is None else str(value).lower()
        return float(value) if isinstance(value, int | float) else str(value)

    return read


def _count_pixels(sample: Sample, train: NDArray[np.float64]) -> Value:
    """Return the anomalous pixels of an image, in thousandths of the picture."""
    if sample.mask is None:
        return None
    return 1000 * float(sample.truth().mask.mean())


def _measure_angle(sample: Sample, train: NDArray[np.float64]) -> Value:
    """Return the angle between an image's view and the nearest training view, in degrees."""
    if sample.pose_camera is None or not len(train):
        return None
    towards = camera_centre(sample.pose_camera.pose)
    cosine = train @ (towards / np.linalg.norm(towards))
    return float(np.degrees(np.arccos(np.clip(cosine.max(), -1, 1))))


FACTORS = {
    "severity": Factor(
        "how severe the defect is, in the unit of its type", "", False, True, _recorded("severity")
    ),
    "visible_pixels": Factor(
        "how much of the picture the defect covers, in thousandths", "‰", False, False,
        _count_pixels,
    ),
    "view_angle": Factor(
        "degrees between the view and the nearest training view", "deg", True, False, _measure_angle
    ),
    "light": Factor("the light, as the dataset names it", "", True, False, _recorded("light")),
    "occlusion": Factor(
        "share of the defect that something hides", "", False, False, _recorded("occlusion")
    ),
}  # fmt: skip
"""What the user types after --by -> the factor."""


def find_factor(name: str) -> Factor:
    """Return a factor by its name; UnknownNameError with close matches."""
    if name not in FACTORS:
        raise UnknownNameError("factor", name, FACTORS)
    return FACTORS[name]


def measure(dataset: Dataset, name: str) -> dict[str, Value]:
    """Return the value that each test image has of a factor, by `Sample.key`.

    Raises:
        ValueError: No test image has it; the message tells which factors they have.
    """
    values = _measure(dataset, find_factor(name))
    if not any(value is not None for value in values.values()):
        known = [
            other
            for other, factor in FACTORS.items()
            if any(value is not None for value in _measure(dataset, factor).values())
        ]
        raise ValueError(
            f"no test image of {dataset.root.name} tells its {name}; they tell: {', '.join(known)}"
        )
    return values


def _measure(dataset: Dataset, factor: Factor) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for category in dataset.categories:
        train = _directions(dataset.train.get(category, ()))
        for sample in dataset.test[category]:
            applies = factor.of_sound or sample.defect != GOOD
            values[sample.key] = factor.measure(sample, train) if applies else None
    return values


def _directions(views: Any) -> NDArray[np.float64]:
    """Return the unit vectors (T, 3) from the object to the cameras of training views."""
    cameras = [c for c in getattr(views, "cameras", ()) if c.world_to_camera is not None]
    centres = np.array([camera_centre(camera.pose) for camera in cameras]).reshape(-1, 3)
    unit: NDArray[np.float64] = centres / np.linalg.norm(centres, axis=1, keepdims=True)
    return unit


@dataclass(frozen=True)
class Steps:
    """Names that are steps of one quantity, such as "power 25 W": power, W and the numbers."""

    quantity: str
    unit: str
    values: dict[str, float]


def read_steps(values: Mapping[str, float | str]) -> Steps | None:
    """Return the values as numbers where all of them are names of such steps; None otherwise."""
    read = {key: _STEP.fullmatch(v) for key, v in values.items() if isinstance(v, str)}
    told = {(match[1], match[3]) for match in read.values() if match}
    if len(read) < len(values) or None in read.values() or len(told) != 1:
        return None
    ((quantity, unit),) = told
    return Steps(quantity, unit or "", {key: float(m[2]) for key, m in read.items() if m})


_STEP = re.compile(r"([^0-9]+?) ([0-9]+(?:\.[0-9]+)?)(?: ([^0-9]+))?")
