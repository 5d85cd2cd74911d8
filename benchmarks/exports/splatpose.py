"""What SplatPose's preparation makes of MAD-Sim, so that its training can begin at once.

    OUT/
      MAD-Sim/01Gorilla/...             the layout of MAD, names padded: 000.png, 000_mask.png
      MAD-Sim_3dgs/01Gorilla/
        transforms_train.json           file_path "./train/train_000", without suffix
        train/train_000.png ...         RGBA; alpha 0 where the background is exactly white
        transforms_test.json            the same for ten blank pictures, which its reader wants
        test/test_000.png ...

(Kruse et al., CVPR Workshops 2024.) Its preparation takes green 255 for background and renames the
files of the dataset in place; here the dataset stays as it is, and a pixel is background where it
is (255, 255, 255).
"""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ..datasets import Views, mad
from ..datasets.transforms import camera_angle_x
from ..files import write_bytes, write_json
from ..images import read_rgb
from ..poses import opengl_camera_to_world
from ..records import Camera
from .mvtec import plan_pictures
from .staging import Source

READERS = "SplatPose (copy both folders beside its code)"

BLANKS = 10
"""Blank test pictures that its reader wants."""


def write(source: Source, part: Path) -> None:
    """Write the export into the empty folder `part`; ValueError for a dataset not on white."""
    dataset = source.dataset
    for category in dataset.categories:
        if not all(sample.on_white for sample in dataset.test[category]):
            raise ValueError(
                f"{dataset.root.name} is not on white, which SplatPose's preparation wants; "
                "export a dataset without surroundings"
            )
        _write_splats(dataset.train[category], part / "MAD-Sim_3dgs" / category)
        name = mad.TRANSFORMS
        poses = json.loads((dataset.root / category / name).read_text("utf-8"))
        for frame in poses["frames"]:
            number = mad.number_of(frame["file_path"])
            frame["file_path"] = f"./{mad.TRAIN}/{number:03d}.png"
        write_json(part / "MAD-Sim" / category / name, poses)
    plan = plan_pictures(source.files)
    source.link({part / "MAD-Sim" / name: dataset.root / p for name, p in plan.items()})


def _write_splats(views: object, folder: Path) -> None:
    """Write the RGBA pictures and pose files of a class."""
    if not isinstance(views, Views):
        raise ValueError("there are no pictures on disk to export")
    for index, picture in enumerate(views.images):
        _write_rgba(folder / f"train/train_{index:03d}.png", read_rgb(picture))
    cameras = views.cameras
    blank = np.full((cameras[0].height, cameras[0].width, 3), 255, np.uint8)
    for index in range(BLANKS):
        _write_rgba(folder / f"test/test_{index:03d}.png", blank)
    _write_poses(folder, "train", cameras)
    _write_poses(folder, "test", cameras[:1] * BLANKS)


def _write_poses(folder: Path, split: str, cameras: tuple[Camera, ...]) -> None:
    frames = [
        {
            "file_path": f"./{split}/{split}_{index:03d}",
            "transform_matrix": opengl_camera_to_world(camera.pose).tolist(),
        }
        for index, camera in enumerate(cameras)
    ]
    told = {"camera_angle_x": camera_angle_x(cameras[0]), "frames": frames}
    write_json(folder / f"transforms_{split}.json", told)


def _write_rgba(path: Path, image: NDArray[np.uint8]) -> None:
    """Write (H, W, 3) uint8 RGB with alpha 0 where it is white."""
    alpha = np.where((image == 255).all(2), 0, 255).astype(np.uint8)
    ok, data = cv2.imencode(".png", np.dstack([image[..., ::-1], alpha]))
    if not ok:
        raise ValueError(f"{path} cannot be encoded as PNG")
    write_bytes(path, data.tobytes())
