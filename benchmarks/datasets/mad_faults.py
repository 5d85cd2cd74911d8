"""What can be wrong with a dataset in the MAD layout, pictures apart: names, poses, side files.

The rules that published code imposes (names, frame order, camera distance) are those that `mad`
describes; `mad_pictures` looks into the pictures.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from ..errors import BrokenDatasetError
from ..records import GOOD
from . import mad, mad_reader
from .inventory import Fault, Inventory
from .manifest import MANIFEST, read_json
from .transforms import PoseFile, read_poses

AXIS_REACH = 0.5
"""How far from the origin an optical axis may pass, in units of the layout."""

ANGLES = (5.0, 120.0)
"""Fields of view that are taken for sane, in degrees; MAD has 39.6."""

SAME_POSE = 1e-6
"""Poses closer than this in every matrix entry are the same."""

Groups = Mapping[str, Mapping[int, str]]
"""Picture folder -> number -> path, all within a class folder (`mad.group_pictures`)."""

Found = Iterator[tuple[str, str]]
"""Path in a class folder, and what is wrong with it."""


def find_faults(inventory: Inventory) -> Iterator[Fault]:
    """Yield what is wrong with names, numbers, poses and side files."""
    classes = mad.split_by_class(inventory.files)
    if not classes:
        yield Fault(".", mad_reader.missing_classes(inventory.root))
    found = {}
    for name, files in classes.items():
        groups, flaws = mad.group_pictures(files)
        found[name] = groups
        for path, what in [
            *flaws.items(),
            *_check_pictures(inventory, groups, files),
            *_check_masks(groups),
            *_check_object_masks(groups, files),
            *_check_poses(inventory, name, groups, files),
            *(_check_side_files(inventory, name, groups) if inventory.ours else ()),
        ]:
            yield Fault(f"{name}/{path}", what)
    yield from _check_counts(inventory, found)


def count_pictures(groups: Groups) -> dict[str, Any]:
    """Return what dataset.json says of a class: {"train": images, "test": {defect: images}}."""
    tests = {
        group.removeprefix(f"{mad.TEST}/"): len(images)
        for group, images in groups.items()
        if group.startswith(f"{mad.TEST}/")
    }
    return {"train": len(groups.get(mad.TRAIN, ())), "test": tests}


def _check_counts(inventory: Inventory, found: Mapping[str, Groups]) -> Iterator[Fault]:
    """Compare the pictures of each class with the counts in dataset.json."""
    if not inventory.manifest:
        return
    classes = inventory.manifest.values.get("classes")
    if not isinstance(classes, dict):
        yield Fault(MANIFEST, 'has no table under "classes"')
        return
    for name in sorted(set(classes) | set(found)):
        counts = count_pictures(found[name]) if name in found else None
        told = classes.get(name)
        if isinstance(told, dict):
            told = {key: value for key, value in told.items() if key in ("train", "test")}
        if told != counts:
            yield Fault(MANIFEST, f"says {told} of class {name!r}; there is {counts}")


def _check_pictures(inventory: Inventory, groups: Groups, files: Collection[str]) -> Found:
    """Check that the folders of pictures are there, numbered without gap, and hold nothing else."""
    suite = inventory.manifest.suite if inventory.manifest else mad.NAME
    kinds = (*mad.DEFECTS, GOOD) if suite == mad.NAME else (GOOD,)
    for group in (mad.TRAIN, *(f"{mad.TEST}/{kind}" for kind in kinds)):
        if not groups.get(group):
            yield group, "holds no picture; published code wants at least one"
    for group, pictures in groups.items():
        gaps = sorted(set(range(len(pictures))).difference(pictures))
        if gaps:
            yield group, f"is not numbered 0 to {len(pictures) - 1}: there is no {gaps[0]}"
        for number, path in pictures.items():
            stem = PurePosixPath(path).stem.removesuffix("_mask")
            if inventory.ours and stem != str(number):
                yield path, f"is padded; its name begins with {number}"
    for path in files:
        parent, name = path.rpartition("/")[::2]
        if mad.PICTURE_FOLDER.fullmatch(parent) and not name.endswith(".png"):
            yield path, "is no .png; published code takes every name in this folder for a number"


def _check_masks(groups: Groups) -> Found:
    """Check that each anomalous image has its mask, and each mask its image."""
    names = {group.rpartition("/")[2] for group in groups} - {GOOD}
    for name in sorted(names):
        images = groups.get(f"{mad.TEST}/{name}", {})
        masks = groups.get(f"{mad.TRUTH}/{name}", {})
        for number in sorted(set(images).difference(masks)):
            yield mad.mask_image(name, number), f"is missing, the mask of {images[number]}"
        for number in sorted(set(masks).difference(images)):
            yield masks[number], "is a mask without an image"
    for path in groups.get(f"{mad.TRUTH}/{GOOD}", {}).values():
        yield path, "is the mask of a sound image, which has none"


def _check_object_masks(groups: Groups, files: Collection[str]) -> Found:
    """Check that each image has an object mask where any has one, and each such mask an image."""
    masks = {file for file in files if file.startswith(f"{mad.OBJECTS}/")}
    due = {
        mad.object_image(image): image
        for group, images in groups.items()
        if not group.startswith(f"{mad.TRUTH}/")
        for image in images.values()
    }
    for mask in sorted(set(due).difference(masks)) if masks else ():
        yield mask, f"is missing, the object mask of {due[mask]}"
    for mask in sorted(masks.difference(due)):
        yield mask, "is an object mask without an image"


def _check_poses(inventory: Inventory, name: str, groups: Groups, files: Collection[str]) -> Found:
    """Check transforms.json, and poses_test.json where it is or should be."""
    kinds = {mad.TRANSFORMS: mad.TRAIN}
    if inventory.ours or mad.TEST_POSES in files:
        kinds[mad.TEST_POSES] = f"{mad.TEST}/"
    known = {}
    for path, kind in kinds.items():
        flaws: list[str] = []
        try:
            known[path] = read_poses(inventory.root / name / path, flaws)
        except BrokenDatasetError as error:
            yield path, Fault.of(error, inventory.root).what
            continue
        yield from ((path, flaw) for flaw in flaws)
        images = [image for g in groups if g.startswith(kind) for image in groups[g].values()]
        yield from _check_frames(path, known[path], images, groups, exact=inventory.ours)
        yield from _check_cameras(path, known[path], distance=inventory.ours)
    if len(known) == 2:
        yield from _compare_poses(known[mad.TRANSFORMS], known[mad.TEST_POSES])


def _check_frames(
    path: str, poses: PoseFile, images: list[str], groups: Groups, *, exact: bool
) -> Found:
    """Check that a pose file names each image once, in order; `exact`: with the very path."""
    named: dict[str, int] = {}
    for index, (file_path, _) in enumerate(poses.frames):
        image = mad.find_picture(groups, file_path)
        if image is None or (exact and image != file_path):
            yield path, f"frames[{index}] names {file_path!r}, which is not there"
        elif image in named:
            yield path, f"frames[{index}] names {file_path!r} again"
        else:
            named[image] = index
    for image in sorted(set(images).difference(named)):
        yield image, f"has no pose in {path}"
    for image in sorted(set(named).difference(images)):
        yield path, f"names {image}, whose pose does not belong here"
    # Folders may follow each other in any order; within each, numbers go up.
    due_here = [image for image in images if image in named]
    by_folder = sorted(due_here, key=lambda image: (image.rpartition("/")[0], named[image]))
    for image, due in zip(by_folder, due_here, strict=True):
        if image != due:
            yield path, f"is not in the order of the numbers: {image} stands where {due} is due"
            break


def _check_cameras(path: str, poses: PoseFile, *, distance: bool) -> Found:
    """Check the field of view, and that each camera faces the object around the origin."""
    degrees = np.degrees(poses.angle_x)
    if not ANGLES[0] <= degrees <= ANGLES[1]:
        yield path, f"camera_angle_x is {degrees:.1f} degrees, not in {ANGLES[0]} to {ANGLES[1]}"
    near, far = mad.CAMERA_DISTANCE
    for file_path, pose in poses.frames:
        origin = pose[:3, 3]  # of the world, in camera axes
        off_axis, away = float(np.hypot(*origin[:2])), float(np.linalg.norm(origin))
        if origin[2] <= 0:
            yield path, f"the camera of {file_path!r} has the object behind it"
        elif off_axis > AXIS_REACH:
            yield (
                path,
                (
                    f"the axis of the camera of {file_path!r} passes the origin at {off_axis:.2f}, "
                    f"more than {AXIS_REACH}"
                ),
            )
        if distance and not near <= away <= far:
            yield (
                path,
                (
                    f"the camera of {file_path!r} is {away:.2f} from the origin; "
                    f"published code sees {near} to {far}"
                ),
            )


def _compare_poses(train: PoseFile, test: PoseFile) -> Found:
    """Check that test images have the field of view of training images, and other poses."""
    if train.angle_x != test.angle_x:
        yield mad.TEST_POSES, f"camera_angle_x differs from that of {mad.TRANSFORMS}"
    if not train.frames:
        return
    known = np.array([pose for _, pose in train.frames])
    for file_path, pose in test.frames:
        twins = np.flatnonzero(np.abs(known - pose).max((1, 2)) < SAME_POSE)
        if twins.size:
            yield mad.TEST_POSES, f"{file_path!r} has the pose of {train.frames[twins[0]][0]!r}"


def _check_side_files(inventory: Inventory, name: str, groups: Groups) -> Found:
    """Check the files that padkit alone writes: anomalies.json, the scene, extras."""
    scene = (f"{mad.SCENE}/scene.json", f"{mad.SCENE}/scene.npz")
    for path in scene:
        if f"{name}/{path}" not in inventory.files:
            yield path, "is missing, the description of the sound object"
    wanted = _test_keys(groups)
    if f"{name}/{mad.VIEWS}" in inventory.files:
        yield from _check_entries(inventory, name, mad.VIEWS, wanted)
    anomalous = {key for key in wanted if not key.startswith(f"{mad.TEST}/{GOOD}/")}
    yield from _check_entries(inventory, name, mad.ANOMALIES, anomalous)


def _test_keys(groups: Groups) -> set[str]:
    """Return the keys that the test images of a class have in side files."""
    return {
        mad.anomaly_key(group.removeprefix(f"{mad.TEST}/"), number)
        for group, images in groups.items()
        if group.startswith(f"{mad.TEST}/")
        for number in images
    }


def _check_entries(inventory: Inventory, name: str, path: str, due: set[str]) -> Found:
    """Check that a side file has the entries that are due and no other, and that each is sound."""
    try:
        entries = read_json(inventory.root / name / path)
    except BrokenDatasetError as error:
        yield path, Fault.of(error, inventory.root).what
        return
    kind = "anomalous" if path == mad.ANOMALIES else "test"
    for key in sorted(due.difference(entries)):
        yield path, f"has no entry {key!r}"
    for key in sorted(set(entries).difference(due)):
        yield path, f"has an entry {key!r}, but there is no such {kind} image"
    for key in sorted(due.intersection(entries)) if path == mad.ANOMALIES else ():
        pixels = entries[key].get("visible_pixels") if isinstance(entries[key], dict) else None
        if not isinstance(pixels, int) or isinstance(pixels, bool) or pixels < 1:
            yield path, f"{key!r} has {pixels!r} visible_pixels; 1 or more are due"
