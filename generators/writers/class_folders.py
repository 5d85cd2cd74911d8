"""Writes the layouts of `benchmarks.datasets.layouts`, so that published loaders read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...benchmarks.datasets.layouts import (
    ANOMALIES,
    LIGHTS,
    SCENE,
    TEST_POSES,
    TRANSFORMS,
    VIEWS,
    Layout,
    extra_file,
    frame_path,
    image_key,
    object_image,
)
from ...benchmarks.datasets.transforms import camera_angle_x
from ...benchmarks.files import write_json
from ...benchmarks.images import write_exr, write_png
from ...benchmarks.poses import opengl_camera_to_world
from ...benchmarks.records import Camera
from ..plans import Unit
from ..scene import Scene
from ..scene_files import write_scene

Record = Mapping[str, Any]
"""What the ledger tells of a picture."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A developed picture and its truth.

    Attributes:
        image: (H, W, 3) uint8 sRGB.
        edits: (H, W) uint8 edit ids; the mask is where they are not 0.
        objects: (H, W) bool, where the object is; None where there is nothing else.
        extras: Key of `layouts.EXTRAS` -> array; parts (H, W) uint16, depth (H, W) float32,
            normals, albedo and shading (H, W, 3) float32, plate (H, W, 3) uint8 sRGB.
    """

    image: NDArray[np.uint8]
    edits: NDArray[np.uint8]
    objects: NDArray[np.bool_] | None
    extras: Mapping[str, NDArray[Any]]


class Writer:
    """Writes one layout.

    Args:
        layout: How everything is called.
    """

    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    def write_unit(self, root: Path, unit: Unit, picture: Picture) -> list[str]:
        """Write one picture with its mask and extras; return the paths from `root`."""
        train = unit.split == "train"
        image = self._image(unit.split, unit.folder, unit.index)
        files: dict[str, NDArray[Any]] = {image: picture.image}
        if not train and not self.layout.is_sound(unit.folder):
            mask = np.where(picture.edits > 0, 255, 0).astype(np.uint8)
            files[self.layout.mask_image(unit.folder, unit.index)] = mask
        if picture.objects is not None:
            files[object_image(image)] = np.where(picture.objects, 255, 0).astype(np.uint8)
        files |= {extra_file(image, name): array for name, array in picture.extras.items()}
        for name, array in files.items():
            write = write_exr if name.endswith(".exr") else write_png
            write(root / unit.category / name, array)
        return [f"{unit.category}/{name}" for name in files]

    def write_class(
        self, root: Path, category: str, sound: Scene, records: Sequence[Record]
    ) -> list[str]:
        """Write a class's pose files, what is told of its images, and its sound scene.

        Args:
            root: Of the dataset.
            category: Class folder.
            sound: The sound scene.
            records: One for each picture of the class, with `split`, `defect_type` (the test
                folder), `index`, `camera` (as JSON, in the object's frame), `defect` (as JSON or
                None), `visible_pixels`, `occlusion`, `facts` (JSON, for views.json) and maybe
                `light` ({"name": ..., "rig": ...}, JSON, for lights.json).

        Returns:
            The paths, from `root`.

        Raises:
            ValueError: Two images have rigs of one name that are not the same.
        """
        ordered = sorted(records, key=lambda r: (r["defect_type"], r["index"]))
        splits: dict[str, dict[str, Record]] = {"train": {}, "test": {}}
        for record in ordered:
            image = self._image(record["split"], record["defect_type"], record["index"])
            splits[record["split"]][image] = record
        train, test = splits["train"], splits["test"]
        files: dict[str, Any] = {
            TRANSFORMS: _describe_poses(train),
            TEST_POSES: _describe_poses(test),
            ANOMALIES: {
                image_key(image): r["defect"]
                | {"visible_pixels": r["visible_pixels"], "occlusion": r["occlusion"]}
                for image, r in test.items()
                if r["defect"] is not None
            },
        }
        if any(r["facts"] for r in test.values()):
            files[VIEWS] = {image_key(image): r["facts"] for image, r in test.items()}
        lights = {image: r["light"] for image, r in {**train, **test}.items() if r.get("light")}
        if lights:
            files[LIGHTS] = _describe_lights(lights)
        for name, values in files.items():
            write_json(root / category / name, values)
        write_scene(root / category / SCENE / "scene.json", sound)
        scene = (f"{SCENE}/scene.json", f"{SCENE}/scene.npz")
        return [f"{category}/{name}" for name in (*files, *scene)]

    def _image(self, split: str, folder: str, index: int) -> str:
        """Return the path of a picture in its class folder."""
        if split == "train":
            return self.layout.train_image(index)
        return self.layout.test_image(folder, index)


def _describe_poses(images: Mapping[str, Record]) -> dict[str, Any]:
    """Return a pose file for the images, path -> record."""
    cameras = {image: Camera.from_json(dict(r["camera"])) for image, r in images.items()}
    return {
        "camera_angle_x": camera_angle_x(next(iter(cameras.values()))),
        "frames": [
            {
                "file_path": frame_path(image),
                "transform_matrix": opengl_camera_to_world(camera.pose).tolist(),
            }
            for image, camera in cameras.items()
        ],
    }


def _describe_lights(lights: Mapping[str, Record]) -> dict[str, Any]:
    """Return lights.json for the images, path -> name and rig of its light."""
    rigs: dict[str, Any] = {}
    for image, light in lights.items():
        if rigs.setdefault(light["name"], light["rig"]) != light["rig"]:
            name = light["name"]
            raise ValueError(f"{image} is lit by another rig {name!r} than the images before it")
    named = {image_key(image): light["name"] for image, light in lights.items()}
    return {"rigs": rigs, "images": named}
