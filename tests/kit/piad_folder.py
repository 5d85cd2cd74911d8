"""A small PIAD dataset, written here byte by byte: a coloured square before a white background."""

import json
from pathlib import Path

import mad_folder
import numpy as np
from mad_folder import ANGLE_X, SIZE, TRAIN, pose

from padkit.benchmarks.images import write_exr, write_png

OURS = {"Dents": 3, "Dents_power100": 1, "Dents_power25": 2, "good": 2, "good_power25": 12}
ORIGINAL = {"Dents": 3, "missing_parts": 2, "good": 2, "good_1": 3}
"""Test folder -> pictures; more than ten somewhere, so that names sort otherwise than numbers."""


def tint(place: str, index: int) -> tuple[int, int, int]:
    """A colour of its own for each picture of a class; green stays below 255."""
    return 30 + 5 * index, sum(place.encode()) % 200, 120


def picture(place: str, index: int) -> tuple[np.ndarray, np.ndarray]:
    """Return image and mask of a square whose lower right corner bears the defect, if any."""
    image = np.full((SIZE, SIZE, 3), 255, np.uint8)
    image[12:36, 12:36] = tint(place, index)
    mask = np.zeros((SIZE, SIZE), np.uint8)
    if place.startswith("test/") and not place.startswith("test/good"):
        mask[28 : 33 + index, 28:34] = 255
        image[mask > 0] = (90, 40, 10)
    return image, mask


def write_class(folder: Path, counts: dict[str, int], ours: bool) -> None:
    tests = [f"test/{name}" for name in counts]
    places = [("train", i) for i in range(TRAIN)]
    places += [(place, i) for place in tests for i in range(counts[place[5:]])]
    pixels = {}
    for place, index in places:
        image, mask = picture(place, index)
        write_png(folder / f"{place}/{index}.png", image)
        if mask.any():
            write_png(folder / f"ground_truth/{place[5:]}/{index}.png", mask)
            pixels[f"{place}/{index}"] = int((mask > 0).sum())
    write_poses(folder / "transforms.json", [p for p in places if p[0] == "train"], 0)
    if ours:
        write_poses(folder / "poses_test.json", [p for p in places if p[0] != "train"], 7)
        write_side_files(folder, places, pixels)


def write_poses(path: Path, places: list[tuple[str, int]], shift: float) -> None:
    frames = [
        {"file_path": f"./{place}/{index}.png", "transform_matrix": pose(shift + 15 * i)}
        for i, (place, index) in enumerate(places)
    ]
    path.write_text(json.dumps({"camera_angle_x": ANGLE_X, "frames": frames}))


def write_side_files(folder: Path, places: list[tuple[str, int]], pixels: dict[str, int]) -> None:
    def light(place: str) -> str:
        return place.rpartition("_")[2] if "_" in place else "day"

    lights = {f"{place}/{index}": light(place) for place, index in places}
    rigs = {name: {"lamps": [name]} for name in lights.values()}
    views = {key: {"light": name} for key, name in lights.items() if key.startswith("test/")}
    anomalies = {key: {"kind": "dent", "visible_pixels": count} for key, count in pixels.items()}
    for name, values in (
        ("lights.json", {"rigs": rigs, "images": lights}),
        ("views.json", views),
        ("anomalies.json", anomalies),
    ):
        (folder / name).write_text(json.dumps(values))
    (folder / "scene").mkdir()
    (folder / "scene/scene.json").write_text("{}")
    np.savez(folder / "scene/scene.npz", vertices=np.zeros((1, 3)))
    for place, index in places:
        stem = f"extras/{place}/{index}"
        parts = np.zeros((SIZE, SIZE), np.uint16)
        parts[12:36, 12:36] = 1
        write_png(folder / f"{stem}_parts.png", parts)
        (folder / f"{stem}_albedo.exr").parent.mkdir(parents=True, exist_ok=True)
        write_exr(folder / f"{stem}_albedo.exr", np.full((SIZE, SIZE, 3), 0.5, np.float32))
        write_exr(folder / f"{stem}_depth.exr", np.full((SIZE, SIZE), np.inf, np.float32))


def seal(root: Path) -> None:
    """Write dataset.json for what lies below `root`."""
    mad_folder.seal(root)
    path = root / "dataset.json"
    values = json.loads(path.read_text())
    for name, told in values["classes"].items():
        told["test"] = {
            folder.name: len(list(folder.iterdir())) for folder in (root / name / "test").iterdir()
        }
    told = {"format": "piad", "suite": "piad", "white_background": ["train", "test"]}
    path.write_text(json.dumps(values | told))


def write_ours(root: Path) -> None:
    for name in ("Gear", "Teapot"):
        write_class(root / name, OURS, ours=True)
    (root / "croissant.json").write_text("{}")
    seal(root)


def write_original(root: Path) -> None:
    for name in ("Gear", "Spray_can"):
        write_class(root / name, ORIGINAL, ours=False)
