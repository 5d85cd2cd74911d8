"""Keypoints of the training views, lifted into the world.

Sarlin et al., From Coarse to Fine: Robust Hierarchical Localization at Large Scale, CVPR 2019, with
the depth of the model in place of a reconstruction: each keypoint is where its ray ends.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from ...benchmarks.poses import invert
from ...benchmarks.records import Camera, View
from .keypoints import find_keypoints, match

_SOLID = 0.9
"""Alpha below which a pixel's depth is not believed."""


class Surface(Protocol):
    """What a camera sees of a model: tensors or arrays (H, W)."""

    @property
    def alpha(self) -> Any:
        """Where the model covers the ground, 0 to 1."""

    @property
    def depth(self) -> Any:
        """Along the optical axis, world units."""


Look = Callable[[Camera], Surface]
"""From a posed camera to what it sees of a model."""


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
    """What of a query was matched with each training view.

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


def collect(views: Sequence[View], look: Look) -> Landmarks:
    """Return the keypoints of posed `views` where the model has a surface."""
    points, descriptors, counts = [], [], [0]
    for view in views:
        assert view.camera is not None
        keypoints = find_keypoints(view.image)
        solid, places = lift(keypoints.places, look(view.camera), view.camera)
        points.append(places)
        descriptors.append(keypoints.descriptors[solid])
        counts.append(len(places))
    return Landmarks(np.concatenate(points), np.concatenate(descriptors), np.cumsum(counts))


def lift(
    places: NDArray[np.float64], surface: Surface, camera: Camera
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Return which places (K, 2), pixels, lie on the object, and where those are, (S, 3) world."""
    columns, rows = np.floor(places).astype(int).T
    columns, rows = columns.clip(0, camera.width - 1), rows.clip(0, camera.height - 1)
    alpha, depths = (torch.as_tensor(seen).cpu() for seen in (surface.alpha, surface.depth))
    solid = alpha.numpy()[rows, columns] > _SOLID
    depth = depths.numpy()[rows[solid], columns[solid]].astype(np.float64)
    rays = np.column_stack([places[solid], np.ones(len(depth))]) @ np.linalg.inv(camera.K).T
    world = invert(camera.pose)
    return solid, depth[:, None] * rays @ world[:3, :3].T + world[:3, 3]


class LandmarkMatching:
    """Matches the keypoints of queries with the landmarks of training views."""

    def __init__(self, views: Sequence[View], look: Look) -> None:
        self._landmarks = collect(views, look)

    def __call__(
        self, image: NDArray[np.uint8], where: NDArray[np.bool_] | None, chosen: Sequence[int]
    ) -> Matches:
        """Return the matches of a picture (H, W, 3) uint8 with the `chosen` views; see `Locator`.

        Each view is matched by itself; of the others there are none.
        """
        query, known = find_keypoints(image), self._landmarks
        if where is not None:
            query = query.choose(lie_on(query.places, where))
        similar = query.descriptors @ known.descriptors.T
        places = [np.zeros((0, 2))] * len(known)
        points = [np.zeros((0, 3))] * len(known)
        for index in chosen:
            start, end = known.starts[index], known.starts[index + 1]
            rows, columns = match(similar[:, start:end])
            places[index], points[index] = query.places[rows], known.points[start + columns]
        return Matches(places, points)


def lie_on(places: NDArray[np.float64], where: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which places (K, 2), pixels, lie on `where` (H, W); none outside of the picture do."""
    columns, rows = np.floor(places).astype(int).T
    height, width = where.shape
    seen = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    on = where[rows.clip(0, height - 1), columns.clip(0, width - 1)]
    return np.asarray(seen & on, np.bool_)
