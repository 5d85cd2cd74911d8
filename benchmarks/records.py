"""The records everything else speaks in; axes, units and pixel centres are said once, here.

World: right-handed, Z up, metres unless a layout says otherwise. Cameras follow OpenCV: x right,
y down, z forward, `world_to_camera` a rigid 4x4, `K` in pixels with pixel centres at +0.5, so the
centre of the top left pixel is (0.5, 0.5) and a centred principal point is (width/2, height/2):

    depth * (u, v, 1)^T = K [R t] (X, Y, Z, 1)^T

Layout files keep their own conventions (MAD: camera-to-world, OpenGL axes); they are converted in
the writer and the reader, nowhere else.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

GOOD = "good"
"""The defect type of a sound image."""


def frozen(array: Any, dtype: Any, shape: tuple[int, ...] | None = None) -> NDArray[Any]:
    """Return a read-only copy of `array` as `dtype`; raise ValueError when `shape` does not fit.

    Args:
        array: Anything numpy can read.
        dtype: Wanted dtype.
        shape: Wanted shape; -1 stands for any length. None asks for nothing.
    """
    copy = np.array(array, dtype=dtype)
    if shape is not None and (
        copy.ndim != len(shape)
        or any(w not in (-1, h) for w, h in zip(shape, copy.shape, strict=True))
    ):
        raise ValueError(f"shape {copy.shape}, expected {shape} (-1 is any length)")
    copy.setflags(write=False)
    return copy


@dataclass(frozen=True, eq=False)
class Camera:
    """A pinhole camera without distortion.

    Attributes:
        width: Picture width in pixels.
        height: Picture height in pixels.
        K: (3, 3) float64, pixels; [[fx, 0, cx], [0, fy, cy], [0, 0, 1]], no skew.
        world_to_camera: (4, 4) float64 rigid transform to OpenCV axes; None where the pose is not
            told (a query of the pose-agnostic setting).
    """

    width: int
    height: int
    K: NDArray[np.float64]
    world_to_camera: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "K", frozen(self.K, np.float64, (3, 3)))
        if self.world_to_camera is not None:
            pose = frozen(self.world_to_camera, np.float64, (4, 4))
            object.__setattr__(self, "world_to_camera", pose)

    @property
    def pose(self) -> NDArray[np.float64]:
        """World-to-camera (4, 4); ValueError where the pose is not told."""
        if self.world_to_camera is None:
            raise ValueError("this camera has no pose; only its intrinsics are known")
        return self.world_to_camera

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values; `Camera.from_json` is the inverse."""
        pose = self.world_to_camera
        return {
            "width": self.width,
            "height": self.height,
            "K": self.K.tolist(),
            "world_to_camera": None if pose is None else pose.tolist(),
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Camera:
        """Return the camera that `to_json` described."""
        return cls(values["width"], values["height"], values["K"], values["world_to_camera"])


@dataclass(frozen=True, eq=False)
class View:
    """What a detector is shown: one picture and its camera. Nothing in it tells the truth.

    Attributes:
        image: (H, W, 3) uint8, sRGB, RGB order.
        camera: With pose for the sound training views, without for pose-agnostic queries; None
            where a layout has no calibration at all.
    """

    image: NDArray[np.uint8]
    camera: Camera | None = None

    def __post_init__(self) -> None:
        if self.image.dtype != np.uint8 or self.image.ndim != 3 or self.image.shape[2] != 3:
            raise ValueError(f"image is {self.image.dtype} {self.image.shape}, not uint8 (H, W, 3)")


@dataclass(frozen=True, eq=False)
class Truth:
    """What the harness compares a prediction with.

    Attributes:
        mask: (H, W) bool, True on anomalous pixels; all False for a sound image.
        defect: Defect type as the layout names it; `GOOD` for a sound image.
    """

    mask: NDArray[np.bool_]
    defect: str

    @property
    def anomalous(self) -> bool:
        """Whether the image is labelled anomalous (by its folder, as the papers do)."""
        return self.defect != GOOD


@dataclass(frozen=True, eq=False)
class Prediction:
    """What a detector answers for one view; all but the scores may be left out.

    Attributes:
        score_map: (H, W) float32 of the view's size, larger is more anomalous, any finite range.
        image_score: The same for the whole image.
        pose: (4, 4) float64 rigid world-to-camera transform that the method found, OpenCV axes,
            in the world of the training cameras; None for a method that looks for none.
        seconds: Stage -> wall-clock seconds it took, in order: {"pose": 0.61, "render": 0.01}.
            Names are lower-case words; `OTHER` is the harness's.
        failure: Why the answer is of low confidence, in one line ("pose: 4 inliers of 12 needed;
            nearest training view taken"); empty for a sound one.
        reference: (H, W, 3) uint8, sRGB, the sound picture that the view was compared with, of the
            view's size; None where there is none.
    """

    score_map: NDArray[np.float32]
    image_score: float
    pose: NDArray[np.float64] | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    failure: str = ""
    reference: NDArray[np.uint8] | None = None


OTHER = "other"
"""The stage for what no stage of an answer tells of: the time `predict` took less the stages."""


@dataclass(frozen=True)
class PoseError:
    """How far a pose is from the true one; `metrics.pose.pose_error` says how it is measured.

    Attributes:
        rotation: Angle in degrees, 0 to 180.
        translation: Distance in per cent of the object's size.
    """

    rotation: float
    translation: float

    def __post_init__(self) -> None:
        if not (0 <= self.rotation <= 180 and 0 <= self.translation < math.inf):
            raise ValueError(f"{self} is no error of a pose: want 0 to 180 degrees and 0 or more %")


@dataclass(frozen=True)
class Account:
    """What is kept of how an answer came about, besides its scores.

    Attributes:
        seconds: Wall-clock seconds of `predict`, as the harness measured them.
        stages: Stage -> seconds, as the method told them.
        pose_error: None where the method found no pose or nobody knows the true one.
        failure: As `Prediction.failure`.
    """

    seconds: float
    stages: Mapping[str, float] = field(default_factory=dict)
    pose_error: PoseError | None = None
    failure: str = ""

    @property
    def all_stages(self) -> dict[str, float]:
        """The stages and, last, `OTHER`: together the `seconds`. Empty where none are told.

        `OTHER` is below 0 where stages overlap.
        """
        rest = {OTHER: self.seconds - math.fsum(self.stages.values())}
        return {**self.stages, **rest} if self.stages else {}


class Score(float):
    """One figure of merit: a number like any other, or the reason why there is none.

    An undefined score is NaN as a number and `value` is None. Two undefined scores are equal when
    their reasons are.

    Attributes:
        reason: Why it is undefined; empty otherwise.
        low: Lower end of its confidence interval; None where none was computed.
        high: Upper end.
    """

    reason: str
    low: float | None
    high: float | None

    def __new__(
        cls,
        value: float | None,
        reason: str = "",
        low: float | None = None,
        high: float | None = None,
    ) -> Score:
        """Make a score; None is undefined, and `reason` says why."""
        made = super().__new__(cls, math.nan if value is None else value)
        made.reason, made.low, made.high = reason, low, high
        return made

    @property
    def value(self) -> float | None:
        """The figure as a plain float; None where it is undefined."""
        return None if math.isnan(self) else float(self)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Score):
            mine = (self.value, self.reason, self.low, self.high)
            return mine == (other.value, other.reason, other.low, other.high)
        return super().__eq__(other)

    def __ne__(self, other: object) -> bool:  # float has one of its own
        return not self == other

    __hash__ = float.__hash__

    def __repr__(self) -> str:
        return f"Score({self.value!r}, {self.reason!r})" if self.reason else super().__repr__()

    def __reduce__(self) -> tuple[type[Score], tuple[Any, ...]]:
        return Score, (self.value, self.reason, self.low, self.high)
