"""What can be wrong with the files that padkit alone writes: scene, anomalies, lights, extras."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..errors import BrokenDatasetError
from .inventory import Fault, Found
from .layouts import (
    ADDED,
    ANOMALIES,
    EXTRAS,
    LIGHTS,
    SCENE,
    VIEWS,
    Groups,
    Layout,
    extra_file,
    image_key,
    list_tests,
)
from .manifest import read_json


def check_side_files(folder: Path, layout: Layout, groups: Groups, files: set[str]) -> Found:
    """Check what padkit writes beside the pictures of a class.

    Args:
        folder: Of the class.
        layout: Of the dataset.
        groups: Its pictures.
        files: Paths in it.
    """
    for path in (f"{SCENE}/scene.json", f"{SCENE}/scene.npz"):
        if path not in files:
            yield path, "is missing, the description of the sound object"
    train = [*groups.get(layout.train, {}).values()]
    tests = list_tests(groups)
    keys = {
        name: {image_key(layout.test_image(name, number)) for number in images}
        for name, images in tests.items()
    }
    every = {key for folder in keys.values() for key in folder}
    anomalous = {key for name in keys if not layout.is_sound(name) for key in keys[name]}
    if VIEWS in files:
        yield from _check_entries(folder / VIEWS, every)
    yield from _check_entries(folder / ANOMALIES, anomalous)
    if LIGHTS in files:
        yield from _check_lights(folder, every | {image_key(image) for image in train})
    test = [image for images in tests.values() for image in images.values()]
    yield from _check_extras(files, [train, test])


def _check_entries(file: Path, due: set[str]) -> Found:
    """Check that a side file has the entries that are due and no other, and that each is sound."""
    try:
        entries = read_json(file)
    except BrokenDatasetError as error:
        yield file.name, Fault.of(error, file).what
        return
    kind = "anomalous" if file.name == ANOMALIES else "test"
    yield from ((file.name, what) for what in _compare(entries, due, f"{kind} image"))
    for key in sorted(due.intersection(entries)) if file.name == ANOMALIES else ():
        pixels = entries[key].get("visible_pixels") if isinstance(entries[key], dict) else None
        if not isinstance(pixels, int) or isinstance(pixels, bool) or pixels < 1:
            yield file.name, f"{key!r} has {pixels!r} visible_pixels; 1 or more are due"


def _compare(entries: dict[str, Any], due: set[str], kind: str) -> Iterator[str]:
    """Yield which entries are missing, and which are of no such image."""
    for key in sorted(due.difference(entries)):
        yield f"has no entry {key!r}"
    for key in sorted(set(entries).difference(due)):
        yield f"has an entry {key!r}, but there is no such {kind}"


def _check_lights(folder: Path, due: set[str]) -> Found:
    """Check that lights.json names a rig for each image and describes it, as views.json has it."""
    try:
        told = read_json(folder / LIGHTS)
    except BrokenDatasetError as error:
        yield LIGHTS, Fault.of(error, folder).what
        return
    rigs, images = told.get("rigs"), told.get("images")
    if not isinstance(rigs, dict) or not isinstance(images, dict):
        yield LIGHTS, 'has no tables under "rigs" and "images"'
        return
    yield from ((LIGHTS, what) for what in _compare(images, due, "image"))
    for rig in sorted({str(rig) for rig in images.values()}.difference(rigs)):
        yield LIGHTS, f"does not describe the rig {rig!r}, which lights an image"
    for rig in sorted(rig for rig, about in rigs.items() if not isinstance(about, dict)):
        yield LIGHTS, f"has no description of the rig {rig!r} but {rigs[rig]!r}"
    try:
        views = read_json(folder / VIEWS)
    except BrokenDatasetError:
        return  # views.json is another check's
    for key in sorted(due.intersection(images)):
        seen = views[key].get("light") if isinstance(views.get(key), dict) else None
        if seen is not None and seen != images[key]:
            yield LIGHTS, f"says {images[key]!r} of {key!r}, but {VIEWS} says {seen!r}"


def _check_extras(files: set[str], splits: list[list[str]]) -> Found:
    """Check that an extra that any image has is there for all, and that each has its image.

    Args:
        files: Paths in the class folder.
        splits: The images of each split. The plate is asked for split by split.
    """
    images = [image for split in splits for image in split]
    due = {extra_file(image, extra) for image in images for extra in EXTRAS}
    for path in sorted(path for path in files if path.startswith(f"{ADDED}/")):
        if path not in due:
            yield path, "is an extra of no image"
    for extra in EXTRAS:
        for group in splits if extra == "plate" else [images]:
            wanted = {extra_file(image, extra): image for image in group}
            if not files.isdisjoint(wanted):
                for path in sorted(set(wanted).difference(files)):
                    yield path, f"is missing, the {extra} of {wanted[path]}"
