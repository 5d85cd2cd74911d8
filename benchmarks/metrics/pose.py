"""How far found poses are from the true ones, and the figures of a class that follow.

Symmetries are ignored: of an object that looks the same from two sides only the pose that the
dataset tells is right. Both poses are in the world of the training cameras, which in every layout
is the object's own frame, its middle at the origin: also where the object lies turned and moved in
a scene of its own (the conveyor), the pose told for a test picture is from the object to the
camera.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..poses import centre
from ..records import Account, Camera, PoseError, View
from . import Metric

WITHIN = 1.0
"""Degrees: a rotation error up to this counts as found."""

FAILED = "failed_poses"
"""The column that counts failures."""

POSE_METRICS: dict[str, Metric] = {
    "pose_rotation_median": Metric(
        "Rot. error (°)",
        "lower",
        (0.0, 180.0),
        "Median over the images of the angle in degrees between the camera's rotation as found and "
        "as it is, of images for which a pose was found. Symmetries are ignored.",
    ),
    "pose_translation_median": Metric(
        "Trans. error (%)",
        "lower",
        (0.0, None),
        "Median of the distance, in per cent of the object's size, between the places in the "
        "camera's frame where the object's middle was found and where it is.",
    ),
    "pose_within_1deg": Metric(
        "Rot. ≤ 1°",
        "higher",
        (0.0, 1.0),
        "Share of the images with a rotation error of at most 1 degree; an image without a pose "
        "has none.",
    ),
    FAILED: Metric(
        "Failed",
        "lower",
        (0.0, None),
        "Images whose answer the method itself calls of low confidence; a sum in the row of means.",
    ),
}
"""Column name -> what it means, of the columns that methods have which find a pose."""

Figures = Mapping[str, float | None]
"""Keys of `POSE_METRICS`, all or none, -> figure; None where it is undefined."""


def pose_error(found: NDArray[np.float64], true: NDArray[np.float64], size: float) -> PoseError:
    """Return the error of a pose.

    With [R t] the world-to-camera transforms, these are e_RE and e_TE of Hodan, Matas and
    Obdrzalek, On Evaluation of 6D Object Pose Estimation, ECCV Workshops 2016, eq. 1: the geodesic
    angle of R_found R_true^T, here as atan2(|sin|, cos), which is exact for small angles too, and
    |t_found - t_true|. t is where the world's origin, the middle of the object, lies in the
    camera's frame; the distance of the camera centres would count the rotation a second time. It
    is told in per cent of the object's size.

    Args:
        found: (4, 4) rigid world-to-camera, OpenCV axes.
        true: (4, 4), the same world.
        size: Diameter of the object in world units, above 0; see `object_size`.
    """
    if not size > 0:
        raise ValueError(f"the object's size is {size}; it must be above 0")
    turn = found[:3, :3] @ true[:3, :3].T
    axis = np.array([turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1]])
    angle = math.atan2(float(np.linalg.norm(axis)), float(np.trace(turn)) - 1)
    shift = float(np.linalg.norm(found[:3, 3] - true[:3, 3]))
    return PoseError(math.degrees(angle), 100 * shift / size)


def object_size(views: Sequence[View]) -> float:
    """Return the diameter of an object in world units, as far as its training views tell it.

    No layout tells it, so it is estimated, for renders and downloads alike: twice the largest
    distance from the world's origin of any ray through a pixel that shows the object. Where one
    of the views looks across the farthest point of the object, that is the diameter of the
    smallest ball around the origin that holds the object, to within the pixels that its rim shares
    (2.306 to 2.315 in MAD's pictures of 256 pixels, where it is 2.300); otherwise it is less.
    Pictures whose corners are white show the object wherever they are not white. Where they are not
    on white, it is the diameter of the largest ball around the origin that fits into the narrowest
    of the pictures.

    Args:
        views: With poses, a few from all around; the cameras face the origin.

    Raises:
        ValueError: There is no view, a view has no pose, or none shows anything.
    """
    if not views:
        raise ValueError("there is no training view, so the object's size is unknown")
    radii = [_farthest(view) if _is_on_white(view) else None for view in views]
    known = [radius for radius in radii if radius is not None]
    radius = max(known) if known and len(known) == len(radii) else min(map(_fitting, views))
    if not radius > 0:
        raise ValueError("the training views show no object")
    return 2 * radius


def _camera(view: View) -> Camera:
    if view.camera is None:
        raise ValueError("a training view has no camera, so the object's size is unknown")
    return view.camera


def _is_on_white(view: View) -> bool:
    return bool((view.image[np.ix_([0, -1], [0, -1])] == 255).all())


def _farthest(view: View) -> float:
    """Return the largest distance from the origin of a ray through a pixel that is not white."""
    camera = _camera(view)
    rows, columns = np.nonzero((view.image != 255).any(2))
    if not rows.size:
        return 0.0
    pixels = np.stack([columns + 0.5, rows + 0.5, np.ones(rows.size)])
    rays = np.linalg.inv(camera.K) @ pixels
    rays /= np.linalg.norm(rays, axis=0)
    origin = camera.pose[:3, 3]  # where the world's origin lies in the camera's frame
    return float(np.linalg.norm(np.cross(rays.T, origin), axis=1).max())


def _fitting(view: View) -> float:
    """Return the radius of the largest ball around the origin that a centred picture shows."""
    camera = _camera(view)
    half = math.atan(min(camera.width / camera.K[0, 0], camera.height / camera.K[1, 1]) / 2)
    return float(np.linalg.norm(centre(camera.pose))) * math.sin(half)


def summarise(accounts: Sequence[Account | None]) -> Figures:
    """Return the figures of some images; empty where no error is known and no failure told."""
    told = [account for account in accounts if account is not None]
    errors = [account.pose_error for account in told if account.pose_error is not None]
    failed = sum(bool(account.failure) for account in told)
    if not errors and not failed:
        return {}
    rotations = np.array([error.rotation for error in errors])
    shifts = np.array([error.translation for error in errors])
    return dict(
        zip(
            POSE_METRICS,
            (
                float(np.median(rotations)) if errors else None,
                float(np.median(shifts)) if errors else None,
                float((rotations <= WITHIN).sum() / len(accounts)) if errors else None,
                failed,
            ),
            strict=True,
        )
    )


def average(rows: Sequence[Figures]) -> Figures:
    """Return the means over the classes that have figures, and the sum of the failures."""
    have = [row for row in rows if row]
    if not have:
        return {}
    means: dict[str, float | None] = {}
    for name in POSE_METRICS:
        values = [value for row in have if (value := row[name]) is not None]
        if name == FAILED:
            means[name] = sum(values)
        else:
            means[name] = float(np.mean(values)) if values else None
    return means
