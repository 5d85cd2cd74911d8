"""transforms.json, the pose file of NeRF-like datasets (Mildenhall et al., ECCV 2020, and after).

    {"camera_angle_x": a, "frames": [{"file_path": ..., "transform_matrix": M}, ...]}

`a` is the horizontal field of view in radians, `M` the 4x4 camera-to-world matrix in OpenGL axes (x
right, y up, z backward). Pixels are square and the principal point is the centre of the picture:

    fx = fy = width / (2 tan(a / 2)),   cx = width / 2,   cy = height / 2
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from .. import poses
from ..errors import BrokenDatasetError
from ..records import Camera
from .manifest import read_json


def camera_angle_x(camera: Camera) -> float:
    """Return the horizontal field of view of `camera` in radians; inverse of `make_camera`."""
    return 2 * math.atan(camera.width / (2 * float(camera.K[0, 0])))


def make_camera(
    angle_x: float, width: int, height: int, pose: NDArray[np.float64] | None = None
) -> Camera:
    """Return the camera with the horizontal field of view `angle_x` (radians) of a pose file."""
    focal = width / (2 * math.tan(angle_x / 2))
    K = np.array([[focal, 0, width / 2], [0, focal, height / 2], [0, 0, 1]])
    return Camera(width, height, K, pose)


@dataclass(frozen=True, eq=False)
class PoseFile:
    """A pose file, read.

    Attributes:
        angle_x: Horizontal field of view in radians.
        frames: In the order of the file, image path relative to the class folder (posix, without
            the leading `./`) and (4, 4) float64 world-to-camera pose, OpenCV axes.
    """

    angle_x: float
    frames: tuple[tuple[str, NDArray[np.float64]], ...]


def read_poses(path: Path, flaws: list[str] | None = None) -> PoseFile:
    """Return what transforms.json or poses_test.json says.

    Args:
        path: The pose file.
        flaws: Where given, takes one sentence for each broken frame, which is then left out.

    Raises:
        BrokenDatasetError: It is missing or unreadable, a key is, or a matrix is no rigid motion.
    """
    values = read_json(path)
    angle = values.get("camera_angle_x")
    if isinstance(angle, bool) or not isinstance(angle, int | float) or not 0 < angle < math.pi:
        raise BrokenDatasetError(path, f"camera_angle_x is {angle!r}, not an angle in (0, pi)")
    if not isinstance(values.get("frames"), list):
        raise BrokenDatasetError(path, 'has no list under "frames"')
    frames = []
    for index, frame in enumerate(values["frames"]):
        try:
            frames.append(_read_frame(frame))
        except ValueError as error:
            if flaws is None:
                raise BrokenDatasetError(path, f"frames[{index}] {error}") from error
            flaws.append(f"frames[{index}] {error}")
    return PoseFile(float(angle), tuple(frames))


def _read_frame(frame: object) -> tuple[str, NDArray[np.float64]]:
    """Return image path and world-to-camera pose of one entry of "frames"."""
    if not isinstance(frame, dict) or not isinstance(frame.get("file_path"), str):
        raise ValueError('has no text under "file_path"')
    try:
        matrix = np.array(frame.get("transform_matrix"), np.float64)
    except (TypeError, ValueError, OverflowError):
        matrix = np.empty(0)
    if not poses.is_rigid(matrix):
        raise ValueError("has no rigid 4x4 camera-to-world transform_matrix")
    return str(PurePosixPath(frame["file_path"])), poses.from_opengl_camera_to_world(matrix)
