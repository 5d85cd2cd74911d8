"""The layout of nerfstudio's default data parser (Tancik et al., SIGGRAPH 2023), a scene a class.

    OUT/01Gorilla/
      transforms.json
      images/train_000.png ...      the sound training views
      images/test_000.png ...       sound test views, where their poses are known

transforms.json: `camera_model`, `w`, `h`, `fl_x`, `fl_y`, `cx`, `cy` in pixels, distortion 0, and
frames of `file_path` and `transform_matrix`: camera-to-world in OpenGL axes, the world that of the
dataset. `train_filenames`, `val_filenames` and `test_filenames` divide the views where there are
test views; the last two are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..files import write_json
from ..poses import opengl_camera_to_world
from ..records import GOOD, Camera
from .staging import Source

READERS = "nerfstudio (ns-train METHOD --data OUT/CLASS)"

TRANSFORMS = "transforms.json"


def write(source: Source, part: Path) -> None:
    """Write the export into the empty folder `part`."""
    links: dict[Path, Path] = {}
    for category in source.dataset.categories:
        train, test = _gather_views(source, category)
        folder = part / category
        links |= {folder / name: picture for name, (picture, _) in (train | test).items()}
        write_json(folder / TRANSFORMS, _describe_scene(train, test))
    source.link(links)


def _gather_views(
    source: Source, category: str
) -> tuple[dict[str, tuple[Path, Camera]], dict[str, tuple[Path, Camera]]]:
    """Return path in the scene -> picture and camera, of the training and sound test views."""
    views = source.views(category)
    pairs = zip(views.images, views.cameras, strict=True)
    train = {f"images/train_{i:03d}.png": pair for i, pair in enumerate(pairs)}
    known = [
        (sample.image, sample.pose_camera)
        for sample in source.dataset.test[category]
        if sample.defect == GOOD and sample.pose_camera is not None
    ]
    return train, {f"images/test_{i:03d}.png": pair for i, pair in enumerate(known)}


def _describe_scene(
    train: Mapping[str, tuple[Path, Camera]], test: Mapping[str, tuple[Path, Camera]]
) -> dict[str, Any]:
    """Return transforms.json."""
    first = next(iter(train.values()))[1]
    splits = {"train": list(train), "val": list(test), "test": list(test)}
    return {
        "camera_model": "OPENCV",
        "w": first.width,
        "h": first.height,
        "fl_x": float(first.K[0, 0]),
        "fl_y": float(first.K[1, 1]),
        "cx": float(first.K[0, 2]),
        "cy": float(first.K[1, 2]),
        **dict.fromkeys(("k1", "k2", "p1", "p2"), 0.0),
        "frames": [
            {
                "file_path": name,
                "transform_matrix": opengl_camera_to_world(camera.pose).tolist(),
            }
            for name, (_, camera) in {**train, **test}.items()
        ],
        # the parser wants all three splits told, or none
        **({f"{name}_filenames": files for name, files in splits.items()} if test else {}),
    }
