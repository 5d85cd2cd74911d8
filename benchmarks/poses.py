"""Rigid transforms: camera axes, look-at poses, angles between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

OPENGL = np.diag([1.0, -1.0, -1.0, 1.0])
"""OpenCV camera axes (x right, y down, z forward) <-> OpenGL/Blender (x right, y up, z back)."""


def invert(transform: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the inverse of a rigid (4, 4) transform."""
    inverse = np.eye(4)
    inverse[:3, :3] = transform[:3, :3].T
    inverse[:3, 3] = -transform[:3, :3].T @ transform[:3, 3]
    return inverse


def look_at(
    eye: ArrayLike, target: ArrayLike = (0, 0, 0), up: ArrayLike = (0, 0, 1)
) -> NDArray[np.float64]:
    """Return the world-to-camera (4, 4), OpenCV axes, of a camera at `eye` that faces `target`.

    Raises:
        ValueError: `eye` is `target`, or `up` is parallel to the line of sight.
    """
    eye = np.asarray(eye, np.float64)
    forward = np.asarray(target, np.float64) - eye
    right = np.cross(forward, np.asarray(up, np.float64))
    if np.linalg.norm(right) <= 1e-9 * max(1.0, float(np.linalg.norm(forward))):
        raise ValueError(f"no view from {eye!r} to {target!r} with up {up!r}: choose another up")
    z = forward / np.linalg.norm(forward)
    x = right / np.linalg.norm(right)
    rotation = np.stack([x, np.cross(z, x), z])
    pose = np.eye(4)
    pose[:3, :3] = rotation
    pose[:3, 3] = -rotation @ eye
    return pose


def opengl_camera_to_world(world_to_camera: NDArray[np.float64]) -> NDArray[np.float64]:
    """OpenCV world-to-camera (4, 4) -> OpenGL camera-to-world, as transforms.json wants it."""
    return invert(world_to_camera) @ OPENGL


def from_opengl_camera_to_world(camera_to_world: ArrayLike) -> NDArray[np.float64]:
    """OpenGL camera-to-world (4, 4) -> OpenCV world-to-camera; inverse of the above."""
    return invert(np.asarray(camera_to_world, np.float64) @ OPENGL)


def is_rigid(transform: ArrayLike, tolerance: float = 1e-4) -> bool:
    """Whether (4, 4) `transform` is a proper rotation and a shift, to within `tolerance`."""
    matrix = np.asarray(transform, np.float64)
    if matrix.shape != (4, 4) or not np.isfinite(matrix).all():
        return False
    rotation = matrix[:3, :3]
    return bool(
        np.abs(rotation @ rotation.T - np.eye(3)).max() <= tolerance
        and np.linalg.det(rotation) > 0
        and np.abs(matrix[3] - [0, 0, 0, 1]).max() <= tolerance
    )


def centre(world_to_camera: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the camera centre (3,) in the world."""
    return -world_to_camera[:3, :3].T @ world_to_camera[:3, 3]
