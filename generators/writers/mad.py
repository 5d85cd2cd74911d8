"""Writes the layout of `padkit.benchmarks.datasets.mad`, so that published loaders read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...benchmarks.datasets import mad as layout
from ...benchmarks.datasets.transforms import camera_angle_x
from ...benchmarks.files import write_json
from ...benchmarks.images import write_exr, write_png
from ...benchmarks.poses import opengl_camera_to_world
from ...benchmarks.records import GOOD, Camera
from ..scene import Scene
from ..scene_files import write_scene

GREEN_LIMIT = 254
"""Highest green of a foreground pixel: SplatPose's preparation takes 255 for background."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A developed picture and its truth.

    Attributes:
        image: (H, W, 3) uint8 sRGB.
        edits: (H, W) uint8 edit ids; the mask is where they are not 0.
        objects: (H, W) bool, where the object is; None where there is nothing else.
        extras: Key of `layout.EXTRAS` or `layout.PLATE` -> array; parts (H, W) uint16, depth
            (H, W) float32, normal (H, W, 3) float32, plate (H, W, 3) uint8 sRGB.
    """

    image: NDArray[np.uint8]
    edits: NDArray[np.uint8]
    objects: NDArray[np.bool_] | None
    extras: Mapping[str, NDArray[Any]]


def write_unit(root: Path, unit: Any, picture: Picture) -> list[str]:
    """Write one picture with its mask and extras; return the paths from `root`."""
    image = (
        layout.train_image(unit.index)
        if unit.split == "train"
        else layout.test_image(unit.defect, unit.index)
    )
    files: dict[str, NDArray[Any]] = {image: picture.image}
    if unit.split == "test" and unit.defect != GOOD:
        mask = np.where(picture.edits > 0, 255, 0).astype(np.uint8)
        files[layout.mask_image(unit.defect, unit.index)] = mask
    if picture.objects is not None:
        files[layout.object_image(image)] = np.where(picture.objects, 255, 0).astype(np.uint8)
    files |= {layout.extra_file(image, name): array for name, array in picture.extras.items()}
    for name, array in files.items():
        write = write_exr if name.endswith(".exr") else write_png
        write(root / unit.category / name, array)
    return [f"{unit.category}/{name}" for name in files]


def write_class(
    root: Path, category: str, sound: Scene, records: Sequence[Mapping[str, Any]]
) -> list[str]:
    """Write a class's pose files, its anomalies and its sound scene; return the paths.

    Args:
        root: Of the dataset.
        category: Class folder.
        sound: The sound scene.
        records: One for each picture of the class, with `split`, `defect_type`, `index`,
            `camera` (as JSON, in the object's frame), `defect` (as JSON or None),
            `visible_pixels`, `occlusion` and `facts` (JSON; for `layout.VIEWS`).
    """
    ordered = sorted(records, key=lambda r: (r["defect_type"], r["index"]))
    train = [r for r in ordered if r["split"] == "train"]
    test = [r for r in ordered if r["split"] == "test"]
    folder = root / category
    _write_poses(
        folder / layout.TRANSFORMS, [(layout.train_image(r["index"]), r["camera"]) for r in train]
    )
    _write_poses(
        folder / layout.TEST_POSES,
        [(layout.test_image(r["defect_type"], r["index"]), r["camera"]) for r in test],
    )
    anomalies = {
        layout.anomaly_key(r["defect_type"], r["index"]): r["defect"]
        | {"visible_pixels": r["visible_pixels"], "occlusion": r["occlusion"]}
        for r in test
        if r["defect"] is not None
    }
    write_json(folder / layout.ANOMALIES, anomalies)
    write_scene(folder / layout.SCENE / "scene.json", sound)
    names = [layout.TRANSFORMS, layout.TEST_POSES, layout.ANOMALIES]
    views = {layout.anomaly_key(r["defect_type"], r["index"]): r["facts"] for r in test}
    if any(views.values()):
        write_json(folder / layout.VIEWS, views)
        names.append(layout.VIEWS)
    scene = (f"{layout.SCENE}/scene.json", f"{layout.SCENE}/scene.npz")
    return [f"{category}/{name}" for name in (*names, *scene)]


def _write_poses(path: Path, frames: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    cameras = [(image, Camera.from_json(dict(values))) for image, values in frames]
    write_json(
        path,
        {
            "camera_angle_x": camera_angle_x(cameras[0][1]),
            "frames": [
                {
                    "file_path": layout.frame_path(image),
                    "transform_matrix": opengl_camera_to_world(camera.pose).tolist(),
                }
                for image, camera in cameras
            ],
        },
    )
