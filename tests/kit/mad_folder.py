"""A small MAD dataset, written here byte by byte: a coloured square before a white background."""

import hashlib
import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from padkit.benchmarks.images import write_png
from padkit.benchmarks.poses import look_at, opengl_camera_to_world

SIZE = 48
ANGLE_X = 0.6911111611634243  # Blender's default camera
COUNTS = {"Burrs": 3, "Missing": 2, "Stains": 2, "good": 2}
TRAIN = 12  # more than ten, so that sorting by name differs from sorting by number


def pose(azimuth_degrees: float) -> Any:
    """Camera-to-world, OpenGL axes, 3.5 units from the origin and facing it."""
    a = math.radians(azimuth_degrees)
    return opengl_camera_to_world(
        look_at([3 * math.cos(a), 3 * math.sin(a), math.sqrt(3.5**2 - 9)])
    ).tolist()


def picture(colour: tuple[int, int, int], defect: str, index: int) -> tuple[np.ndarray, ...]:
    """Return image, mask and parts of a square whose lower right corner bears the defect."""
    image = np.full((SIZE, SIZE, 3), 255, np.uint8)
    parts = np.zeros((SIZE, SIZE), np.uint16)
    image[12:36, 12:36], parts[12:36, 12:36] = colour, 1
    image[12, 12:36], parts[12] = (240, 250, 245), 0  # an edge that pixel centres miss
    mask = np.zeros((SIZE, SIZE), np.uint8)
    if defect != "good":
        mask[28 : 33 + index, 28:34] = 255
        image[mask > 0] = {"Burrs": (10, 10, 10), "Missing": (255, 255, 255)}.get(
            defect, (90, 40, 10)
        )
        parts[mask > 0] = 0 if defect == "Missing" else 2
    return image, mask, parts


def write_class(folder: Path, colour: tuple[int, int, int], ours: bool) -> None:
    def write_image(place: str, defect: str, index: int) -> int:
        image, mask, parts = picture(colour, defect, index)
        write_png(folder / f"{place}/{defect}/{index}.png", image)
        if defect != "good":
            write_png(folder / f"ground_truth/{defect}/{index}_mask.png", mask)
        if ours:
            write_png(folder / f"extras/{place}/{defect}/{index}_parts.png", parts)
        return int((mask > 0).sum())

    def write_poses(name: str, paths: list[str], shift: float) -> None:
        frames = [
            {"file_path": f"./{path}", "transform_matrix": pose(shift + 15 * i)}
            for i, path in enumerate(paths)
        ]
        values = {"camera_angle_x": ANGLE_X, "frames": frames}
        (folder / name).write_text(json.dumps(values))

    for i in range(TRAIN):
        write_image("train", "good", i)
    anomalies = {
        f"test/{defect}/{i}": {"kind": defect, "visible_pixels": write_image("test", defect, i)}
        for defect, count in COUNTS.items()
        for i in range(count)
    }
    write_poses("transforms.json", [f"train/good/{i}.png" for i in range(TRAIN)], 0)
    if ours:
        tests = [f"test/{d}/{i}.png" for d, count in COUNTS.items() for i in range(count)]
        write_poses("poses_test.json", tests, 7)
        entries = {key: entry for key, entry in anomalies.items() if "/good/" not in key}
        (folder / "anomalies.json").write_text(json.dumps(entries))
        (folder / "scene").mkdir()
        (folder / "scene/scene.json").write_text("{}")
        np.savez(folder / "scene/scene.npz", vertices=np.zeros((1, 3)))
    else:
        (folder / "license").write_text("CC BY-NC-SA 4.0")
        (folder / "readme").write_text("01Gorilla")


def seal(root: Path) -> None:
    """Write dataset.json for what lies below `root`."""
    files = {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name != "dataset.json"
    }
    values = {
        "format": "mad",
        "format_version": 1,
        "suite": "mad",
        "preset": "tiny",
        "seed": 0,
        "backend": "mitsuba",
        "generator": {"name": "padkit", "version": "0"},
        "image_size": [SIZE, SIZE],
        "licence": {"pictures": "CC0-1.0"},
        "classes": {
            folder.name: {"train": TRAIN, "test": COUNTS}
            for folder in sorted(root.iterdir())
            if folder.is_dir()
        },
        "files": files,
    }
    (root / "dataset.json").write_text(json.dumps(values))
