"""The layout of MAD-Sim (Zhou et al., PAD, NeurIPS 2023), as published and as padkit writes it.

    ROOT/
      dataset.json                            padkit only, see `manifest`
      01Gorilla/                              one folder per class, one of `CLASSES`
        train/good/0.png 1.png ...            8-bit RGB on white; numbers unpadded, from 0, no gap
        test/{Burrs,Missing,Stains,good}/0.png ...
        ground_truth/{Burrs,Missing,Stains}/0_mask.png ...      8-bit grey, 0 and 255
        transforms.json                       poses of the training images
        poses_test.json                       padkit only: poses of the test images
        anomalies.json                        padkit only: what was done, per anomalous image
        views.json                            padkit only, some suites: more about the test images
        object_masks/test/good/0.png ...      padkit only, where the object has surroundings
        scene/scene.json scene.npz            padkit only: the sound object, `generators.scene`
        extras/train/good/0_parts.png ...     padkit only, on request: see `EXTRAS`

transforms.json and poses_test.json are as `transforms` says: camera-to-world matrices in OpenGL
axes, one horizontal field of view for all; `file_path` is `./train/good/0.png`, and the frames
stand in the order of the numbers.

anomalies.json is `{"test/Burrs/0": {"kind", "part", "visible_pixels", ...}, ...}`, one entry for
each anomalous test image; `visible_pixels` counts the pixels set in its mask. views.json has an
entry of the same kind for every test image.

Published code relies on more than that, and what padkit writes keeps to it: the object lies around
the origin within `OBJECT_REACH`, cameras face it from a distance within `CAMERA_DISTANCE` (units of
the layout: near and far planes are hard-wired), and the green of the object stays below 255, for
SplatPose's preparation takes green 255 for background.

Images and masks are paired by number. SplatPose renames the files of a dataset to 000.png and
000_mask.png in place; such a folder is read as well.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from pathlib import PurePosixPath

from ..records import GOOD

NAME = "mad"
"""Layout name, as it stands in dataset.json and in `READERS`."""

FORMAT_VERSION = 2
"""Version of the layout that padkit writes; a dataset with a higher one is refused."""

# fmt: off
CLASSES = (
    "01Gorilla", "02Unicorn", "03Mallard", "04Turtle", "05Whale",
    "06Bird", "07Owl", "08Sabertooth", "09Swan", "10Sheep",
    "11Pig", "12Zalika", "13Pheonix", "14Elephant", "15Parrot",
    "16Cat", "17Scorpion", "18Obesobeso", "19Bear", "20Puppy",
)
# fmt: on
"""The class folders of MAD-Sim, spelt as published code has them hard-wired."""

DEFECTS = ("Burrs", "Missing", "Stains")
"""The anomalous test folders that published code expects, besides `GOOD`."""

TRAIN = f"train/{GOOD}"
TEST = "test"
TRUTH = "ground_truth"
SCENE = "scene"
TRANSFORMS = "transforms.json"
TEST_POSES = "poses_test.json"
ANOMALIES = "anomalies.json"
VIEWS = "views.json"
OBJECTS = "object_masks"
"""Folder of the masks of the object itself, 8-bit grey, 0 and 255."""

EXTRAS = ("parts.png", "depth.exr", "normal.exr")
"""What may be added per image: part ids (16-bit grey, 0 is background), depth along the optical
axis in world units, normals in the object's frame."""

PLATE = "plate.png"
"""With the extras, where the object has surroundings: the same view without it."""

PICTURE_FOLDER = re.compile(f"{TRAIN}|{TEST}/[^/]+|{TRUTH}/[^/]+")
"""The folders of a class whose .png files are numbered pictures."""

OBJECT_REACH = 1.3
"""The object lies within [-1.3, 1.3] along each axis: published code seeds its splats there."""

CAMERA_DISTANCE = (2.0, 6.0)
"""Distance of cameras from the origin; outside, published code renders nothing."""


def train_image(index: int) -> str:
    """Return the path of a training image in its class folder, `train/good/0.png`."""
    return f"{TRAIN}/{index}.png"


def test_image(defect: str, index: int) -> str:
    """Return the path of a test image in its class folder, `test/Burrs/0.png`."""
    return f"{TEST}/{defect}/{index}.png"


def mask_image(defect: str, index: int) -> str:
    """Return the path of a mask in its class folder, `ground_truth/Burrs/0_mask.png`."""
    return f"{TRUTH}/{defect}/{index}_mask.png"


def object_image(image: str) -> str:
    """Return the path of an image's object mask: `object_masks/test/good/0.png`."""
    return f"{OBJECTS}/{image}"


def extra_file(image: str, extra: str) -> str:
    """Return the path of one of `EXTRAS`: `test/Burrs/0.png` -> `extras/test/Burrs/0_parts.png`."""
    return f"extras/{image.removesuffix('.png')}_{extra}"


def frame_path(image: str) -> str:
    """Return what stands under `file_path` in a pose file: `./train/good/0.png`."""
    return f"./{image}"


def anomaly_key(defect: str, index: int) -> str:
    """Return the key of a test image in anomalies.json, `test/Burrs/0`."""
    return f"{TEST}/{defect}/{index}"


def number_of(path: str) -> int | None:
    """Return the number in an image's or mask's name (`7.png`, `007_mask.png`); None if none."""
    match = re.fullmatch(r"([0-9]{1,9})(_mask)?\.png", PurePosixPath(path).name)
    return int(match[1]) if match else None


def class_folders(files: Collection[str]) -> list[str]:
    """Return the folders among `files` (paths from the root) that look like classes, sorted."""
    folders = set()
    for file in files:
        name, _, rest = file.partition("/")
        if rest == TRANSFORMS or rest.startswith(f"{TRAIN}/"):
            folders.add(name)
    return sorted(folders)


def split_by_class(files: Collection[str]) -> dict[str, list[str]]:
    """Return the class folders among `files` (paths from the root) -> paths in each, sorted."""
    by_folder: dict[str, list[str]] = defaultdict(list)
    for file in sorted(files):
        name, _, rest = file.partition("/")
        by_folder[name].append(rest)
    return {name: by_folder[name] for name in class_folders(files)}


def group_pictures(files: Collection[str]) -> tuple[dict[str, dict[int, str]], dict[str, str]]:
    """Sort the pictures of a class by folder and number.

    Args:
        files: Paths in the class folder; hidden files and what is not .png are left out.

    Returns:
        Folder -> number -> path, both sorted; and path -> flaw of the pictures that have no
        number, or that of another one (0.png and 00.png).
    """
    groups: dict[str, dict[int, str]] = defaultdict(dict)
    flaws = {}
    for file in sorted(files):
        group, _, name = file.rpartition("/")
        if not PICTURE_FOLDER.fullmatch(group) or name.startswith(".") or name[-4:] != ".png":
            continue
        number = number_of(name)
        if number is None or group.startswith(f"{TRUTH}/") != name.endswith("_mask.png"):
            flaws[file] = "has a name that is no number"
        elif number in groups[group]:
            flaws[file] = f"has the number of {groups[group][number]}; delete one of them"
        else:
            groups[group][number] = file
    return {group: dict(sorted(groups[group].items())) for group in sorted(groups)}, flaws


def find_picture(groups: Mapping[str, Mapping[int, str]], file_path: str) -> str | None:
    """Return the picture a pose file means by `file_path`, however padded; None if there is none.

    Args:
        groups: As `group_pictures` returns them.
        file_path: Path in the class folder.
    """
    number = number_of(file_path)
    return groups.get(str(PurePosixPath(file_path).parent), {}).get(
        -1 if number is None else number
    )
