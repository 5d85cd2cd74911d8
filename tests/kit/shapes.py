"""Shapes whose pictures one can work out by hand."""

from __future__ import annotations

import numpy as np

from padkit.assets.materials import Surface
from padkit.assets.meshes import Mesh
from padkit.benchmarks.poses import look_at
from padkit.benchmarks.records import Camera
from padkit.generators.scene import Item, Scene

GREY = Surface((0.5, 0.5, 0.5))


def box(part, middle=(0.0, 0.0, 0.0), size=(1.0, 1.0, 1.0), surface=GREY):
    """A closed box, 12 faces, outward winding."""
    corners = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]) / 2
    faces = [
        [0, 1, 3], [0, 3, 2], [4, 6, 7], [4, 7, 5], [0, 4, 5], [0, 5, 1],
        [2, 3, 7], [2, 7, 6], [0, 2, 6], [0, 6, 4], [1, 5, 7], [1, 7, 3],
    ]  # fmt: skip
    pose = np.eye(4)
    pose[:3, 3] = middle
    return Item(f"box {part}", part, Mesh(corners * size, np.array(faces)), surface, pose)


def camera(eye, width=64, height=64, focal=64.0, centre=None):
    """A camera at `eye` that faces the origin."""
    cx, cy = centre or (width / 2, height / 2)
    K = np.array([[focal, 0, cx], [0, focal, cy], [0, 0, 1]])
    return Camera(width, height, K, look_at(eye))


def tower():
    """Three boxes in a row along Y, the nearest to a camera at -Y first."""
    return Scene((box(1, (0, -1.5, 0)), box(2), box(3, (0, 1.5, 0), (3.0, 1.0, 3.0))))
