"""What SplatPose's preparation makes of MAD-Sim, so that its training can begin at once.

    OUT/
      MAD-Sim/01Gorilla/...             as `mad` has it, names padded: 000.png, 000_mask.png
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

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ..datasets import Views
from ..datasets.transforms import camera_angle_x
from ..files import write_bytes, write_json
from ..images import read_rgb
from ..poses import opengl_camera_to_world
from ..records import Camera
from . import mad
from .staging import Source

READERS = "SplatPose (copy both folders beside its code)"

BLANKS = 10
"""Blank test pictures that its reader wants."""


def write(source: Source, part: Path) -> None:
    """Write the export into the empty folder `part`; ValueError for a dataset not on white."""
    dataset = source.dataset
    links: dict[Path, Path] = {}
    for category in dataset.categories:
        if not _is_on_white(source, category):
            raise ValueError(
                f"{dataset.root.name} is not on white, which SplatPose's preparation wants; "
                "export a dataset without surroundings"
            )
        _write_splats(source.views(category), part / "MAD-Sim_3dgs" / category)
        links |= mad.write_class(source, category, part / "MAD-Sim" / category, digits=3)
    source.link(links)


def _is_on_white(source: Source, category: str) -> bool:
    """Whether the pictures of a class are on white: as told, or by the corners of a download."""
    told = all(sample.on_white for sample in source.dataset.test[category])
    if told or source.manifest:
        return told
    corners = np.ix_([0, -1], [0, -1])
    return all(bool((read_rgb(p)[corners] == 255).all()) for p in source.views(category).images)


def _write_splats(views: Views, folder: Path) -> None:
    """Write the RGBA pictures and pose files of a class."""
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
