"""Keypoints of the training views, lifted into the world.

Sarlin et al., From Coarse to Fine: Robust Hierarchical Localization at Large Scale, CVPR 2019, with
the depth of the splats in place of a reconstruction: each keypoint is where its ray ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...benchmarks.poses import invert
from ...benchmarks.records import Camera, View
from ..splats import Picture, Splats, render
from .keypoints import Keypoints, find_keypoints, match

_SOLID = 0.9
"""Alpha below which a pixel's depth is not believed."""


@dataclass(frozen=True, eq=False)
class Landmarks:
    """All keypoints of the training views with their places in the world, view after view.

    Attributes:
        points: (M, 3) float64 world.
        descriptors: (M, 128) float32.
        starts: (views + 1,) where each view's begin.
    """

    points: NDArray[np.float64]
    descriptors: NDArray[np.float32]
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1


@dataclass(frozen=True, eq=False)
class Matches:
    """Keypoints of a query matched with each training view.

    Attributes:
        places: Per view (m, 2) float64 pixels of the query.
        points: Per view (m, 3) float64 world.
    """

    places: Sequence[NDArray[np.float64]]
    points: Sequence[NDArray[np.float64]]

    @property
    def counts(self) -> NDArray[np.int64]:
        """Number of matches with each view, (views,)."""
        return np.array([len(places) for places in self.places])


def collect(views: Sequence[View], splats: Splats) -> Landmarks:
    """Return the keypoints of posed `views` where `splats` have a surface."""
    points, descriptors, counts = [], [], [0]
    for view in views:
        assert view.camera is not None
        keypoints, places = lift(find_keypoints(view.image), render(splats, view.camera),
                                 view.camera)  # fmt: skip
        points.append(places)
        descriptors.append(keypoints.descriptors)
        counts.append(len(places))
    return Landmarks(np.concatenate(points), np.concatenate(descriptors), np.cumsum(counts))


def lift(
    keypoints: Keypoints, picture: Picture, camera: Camera
) -> tuple[Keypoints, NDArray[np.float64]]:
    """Return the keypoints that lie on the object, and where in the world, (K, 3)."""
    columns, rows = np.floor(keypoints.places).astype(int).T
    columns, rows = columns.clip(0, camera.width - 1), rows.clip(0, camera.height - 1)
    solid = picture.alpha.cpu().numpy()[rows, columns] > _SOLID
    kept = keypoints.choose(solid)
    depth = picture.depth.cpu().numpy()[rows[solid], columns[solid]].astype(np.float64)
    rays = np.column_stack([kept.places, np.ones(len(kept))]) @ np.linalg.inv(camera.K).T
    world = invert(camera.pose)
    return kept, depth[:, None] * rays @ world[:3, :3].T + world[:3, 3]


def match_views(query: Keypoints, landmarks: Landmarks) -> Matches:
    """Match the query's keypoints with those of each training view by itself."""
    similar = query.descriptors @ landmarks.descriptors.T
    places, points = [], []
    for start, end in zip(landmarks.starts[:-1], landmarks.starts[1:], strict=True):
        rows, columns = match(similar[:, start:end])
        places.append(query.places[rows])
        points.append(landmarks.points[start + columns])
    return Matches(places, points)
