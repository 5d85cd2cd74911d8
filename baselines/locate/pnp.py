"""The pose from points in the world and where they are seen: P3P in LO-RANSAC, by poselib."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...benchmarks.records import Camera


def solve_pnp(
    places: NDArray[np.float64], points: NDArray[np.float64], camera: Camera, seed: int = 0,
    max_error: float = 0.01,
) -> tuple[NDArray[np.float64], int] | None:  # fmt: skip
    """Return the world-to-camera (4, 4) that most matches agree on, and how many do.

    Args:
        places: (M, 2) pixels, pixel centres at +0.5.
        points: (M, 3) world.
        camera: Intrinsics.
        seed: Of the samples.
        max_error: Of the reprojection of a match that agrees, in widths of the picture.

    Returns:
        None where fewer than four matches are given or no pose was found.
    """
    import poselib

    if len(places) < 4:
        return None
    model = {
        "model": "PINHOLE",
        "width": camera.width,
        "height": camera.height,
        "params": [camera.K[0, 0], camera.K[1, 1], camera.K[0, 2], camera.K[1, 2]],
    }
    limits = {
        "max_reproj_error": max_error * camera.width, "max_iterations": 5000, "seed": seed,
    }  # fmt: skip
    found, told = poselib.estimate_absolute_pose(
        places, points, model, limits, {"loss_type": "CAUCHY"}
    )
    pose = np.eye(4)
    pose[:3] = found.Rt
    if not np.isfinite(pose).all() or not told["num_inliers"]:
        return None
    return pose, int(told["num_inliers"])
