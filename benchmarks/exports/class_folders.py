"""What the exports to layouts of `datasets.layouts` share: class folders of numbered pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..datasets import Sample, Views
from ..datasets.layouts import TRANSFORMS, Layout, frame_path
from ..datasets.transforms import camera_angle_x
from ..files import write_json
from ..poses import opengl_camera_to_world


def plan_class(
    views: Views,
    samples: Sequence[Sample],
    places: Sequence[tuple[str, int]],
    layout: Layout,
    digits: int = 1,
) -> dict[str, Path]:
    """Return path in the class folder of the export -> file, of each picture and mask of a class.

    Args:
        views: The training views; numbered in their order.
        samples: The test images.
        places: Test folder and number for each of them.
        layout: That of the export.
        digits: Least digits of a number.
    """
    plan = {layout.train_image(f"{i:0{digits}}"): image for i, image in enumerate(views.images)}
    for sample, (folder, index) in zip(samples, places, strict=True):
        number = f"{index:0{digits}}"
        plan[layout.test_image(folder, number)] = sample.image
        if sample.mask is not None:
            plan[layout.mask_image(folder, number)] = sample.mask
    return plan


def write_poses(folder: Path, views: Views, layout: Layout, digits: int = 1) -> None:
    """Write transforms.json of a class, whose frames are the views in their order."""
    frames = [
        {
            "file_path": frame_path(layout.train_image(f"{index:0{digits}}")),
            "transform_matrix": opengl_camera_to_world(camera.pose).tolist(),
        }
        for index, camera in enumerate(views.cameras)
    ]
    told = {"camera_angle_x": camera_angle_x(views.cameras[0]), "frames": frames}
    write_json(folder / TRANSFORMS, told)
