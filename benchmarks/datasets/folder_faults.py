"""What can be wrong with a dataset of numbered pictures: which there are, and what else must be.

The rules that published code imposes (names, frame order, camera distance) are those that `layouts`
describes; `picture_faults` looks into the pictures.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from ..records import GOOD
from .inventory import Fault, Found, Inventory
from .layouts import (
    LAYOUTS,
    OBJECTS,
    TEST,
    TRUTH,
    Groups,
    Layout,
    list_tests,
    object_image,
)
from .manifest import MANIFEST
from .pose_faults import check_poses
from .reader import missing_classes
from .side_faults import check_side_files


def find_faults(inventory: Inventory, layout_name: str) -> Iterator[Fault]:
    """Yield what is wrong with names, numbers, poses and side files of a key of `LAYOUTS`."""
    layout, root = LAYOUTS[layout_name], inventory.root
    found = {}
    for name, files in layout.split_by_class(inventory.files).items():
        groups, flaws = layout.group_pictures(files)
        found[name] = groups
        for path, what in [
            *flaws.items(),
            *_check_pictures(inventory, layout, name, groups, files),
            *_check_masks(layout, groups),
            *_check_object_masks(groups, files),
            *check_poses(inventory, layout, name, groups),
            *(check_side_files(root / name, layout, groups, {*files}) if inventory.ours else ()),
        ]:
            yield Fault(f"{name}/{path}", what)
    if not found:
        yield Fault(".", missing_classes(root))
    yield from _check_counts(inventory, layout, found)


def count_pictures(layout: Layout, groups: Groups) -> dict[str, Any]:
    """Return what dataset.json says of a class: {"train": images, "test": {folder: images}}."""
    tests = {folder: len(images) for folder, images in list_tests(groups).items()}
    return {"train": len(groups.get(layout.train, ())), "test": tests}


def _check_counts(
    inventory: Inventory, layout: Layout, found: Mapping[str, Groups]
) -> Iterator[Fault]:
    """Compare the pictures of each class with the counts in dataset.json."""
    if not inventory.manifest:
        return
    classes = inventory.manifest.values.get("classes")
    if not isinstance(classes, dict):
        yield Fault(MANIFEST, 'has no table under "classes"')
        return
    for name in sorted(set(classes) | set(found)):
        counts = count_pictures(layout, found[name]) if name in found else None
        told = classes.get(name)
        if isinstance(told, dict):
            told = {key: value for key, value in told.items() if key in ("train", "test")}
        if told != counts:
            yield Fault(MANIFEST, f"says {told} of class {name!r}; there is {counts}")


def _check_pictures(
    inventory: Inventory, layout: Layout, name: str, groups: Groups, files: Collection[str]
) -> Found:
    """Check that the folders of pictures are there, numbered without gap, and hold nothing else."""
    suite = inventory.manifest.suite if inventory.manifest else None
    published = suite == layout.name if suite else name in layout.classes
    due = {layout.train, *(f"{TEST}/{kind}" for kind in layout.defects if published)}
    if not any(layout.is_sound(folder) for folder in list_tests(groups)):
        due.add(f"{TEST}/{GOOD}")
    for group in sorted(due.difference(groups)):
        yield group, "holds no picture; published code wants at least one"
    for group, pictures in groups.items():
        gaps = sorted(set(range(len(pictures))).difference(pictures))
        if gaps:
            yield group, f"is not numbered 0 to {len(pictures) - 1}: there is no {gaps[0]}"
        for number, path in pictures.items():
            suffix = layout.mask_suffix if group.startswith(f"{TRUTH}/") else ""
            if inventory.ours and PurePosixPath(path).name != f"{number}{suffix}.png":
                yield path, f"is padded; its name begins with {number}"
    for path in files:
        parent, name = path.rpartition("/")[::2]
        if layout.holds_pictures(parent) and not name.endswith(".png"):
            yield path, "is no .png; published code takes every name in this folder for a number"


def _check_masks(layout: Layout, groups: Groups) -> Found:
    """Check that each anomalous image has its mask, and each mask its image."""
    for name in sorted({g.partition("/")[2] for g in groups if g != layout.train}):
        images = groups.get(f"{TEST}/{name}", {})
        masks = groups.get(f"{TRUTH}/{name}", {})
        if layout.is_sound(name):
            for path in masks.values():
                yield path, "is the mask of a sound image, which has none"
            continue
        for number in sorted(set(images).difference(masks)):
            yield layout.mask_image(name, number), f"is missing, the mask of {images[number]}"
        for number in sorted(set(masks).difference(images)):
            yield masks[number], "is a mask without an image"


def _check_object_masks(groups: Groups, files: Collection[str]) -> Found:
    """Check that each image has an object mask where any has one, and each such mask an image."""
    masks = {file for file in files if file.startswith(f"{OBJECTS}/")}
    due = {
        object_image(image): image
        for group, images in groups.items()
        if not group.startswith(f"{TRUTH}/")
        for image in images.values()
    }
    for mask in sorted(set(due).difference(masks)) if masks else ():
        yield mask, f"is missing, the object mask of {due[mask]}"
    for mask in sorted(masks.difference(due)):
        yield mask, "is an object mask without an image"
