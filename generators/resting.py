"""How an object may come to rest on a plane."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .scene import Item


def resting_poses(
    items: tuple[Item, ...], most: int = 6
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the likeliest resting poses of a rigid object, and how likely they are.

    The faces of the convex hull on which the middle of mass (that of the hull, as if it were
    solid) stands, each with the chance that a drop without bounces ends on it (Goldberg et al.
    1999, "Part pose statistics", as trimesh computes it).

    Args:
        items: The object.
        most: How many poses to return.

    Returns:
        turns: (N, 3, 3) rotations, object to a world whose Z is up.
        chances: (N,) that sum to 1.
    """
    import trimesh

    points = np.concatenate([item.world_vertices() for item in items]).astype(np.float64)
    hull = trimesh.convex.convex_hull(points)
    poses, chances = trimesh.poses.compute_stable_poses(hull, sigma=0.0, n_samples=1)
    order = np.argsort(-chances, kind="stable")[:most]
    return poses[order, :3, :3], chances[order] / chances[order].sum()
