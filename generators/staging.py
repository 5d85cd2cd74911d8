"""From an object in its own frame to a scene with surroundings."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from ..benchmarks.records import Camera
from .anomalies import Twins
from .backdrops import Backdrop
from .cameras import orbit
from .scene import Scene


def stage(
    scene: Scene,
    frame: NDArray[np.float64],
    backdrop: Backdrop,
    background: tuple[int, int, int] | None = None,
) -> Scene:
    """Return the scene's items put into surroundings.

    Args:
        scene: The object, in its own frame; its lights and environment are left behind.
        frame: (4, 4) rigid, object to world.
        backdrop: The surroundings, in the world.
        background: As in `Scene`.
    """
    items = (dataclasses.replace(item, pose=frame @ item.pose) for item in scene.items)
    return Scene(
        (*items, *backdrop.items),
        backdrop.lights,
        backdrop.environment,
        backdrop.floor,
        background,
        scene.unit,
    )


def stage_twins(twins: Twins, frame: NDArray[np.float64], backdrop: Backdrop) -> Twins:
    """Return both twins put into the same surroundings at the same place."""
    return dataclasses.replace(
        twins,
        sound=stage(twins.sound, frame, backdrop),
        anomalous=stage(twins.anomalous, frame, backdrop),
    )


def look_in(
    frame: NDArray[np.float64],
    towards: NDArray[np.float64],
    radius: float,
    size: int,
    angle_x: float,
) -> Camera:
    """Return a camera in the world that looks at an object's middle.

    Args:
        frame: (4, 4) rigid, object to world; the object's middle is its origin.
        towards: (3,) unit, from the middle to the camera, in the world's directions.
        radius: Distance in world units.
        size: Width and height in pixels.
        angle_x: Horizontal field of view in radians.
    """
    centred = orbit(towards, radius, (size, size), angle_x)
    shift = np.eye(4)
    shift[:3, 3] = -frame[:3, 3]
    return dataclasses.replace(centred, world_to_camera=centred.pose @ shift)


def in_frame(camera: Camera, frame: NDArray[np.float64]) -> Camera:
    """Return the camera with its pose told in the frame of an object, object to world (4, 4)."""
    return dataclasses.replace(camera, world_to_camera=camera.pose @ frame)


def resting_height(scene: Scene, turn: NDArray[np.float64]) -> float:
    """Return how high an object's origin is when it stands on z = 0.

    Args:
        scene: The object, in its own frame.
        turn: (3, 3) rotation, object to world.
    """
    return -min(float((i.world_vertices() @ turn[2]).min()) for i in scene.items)
