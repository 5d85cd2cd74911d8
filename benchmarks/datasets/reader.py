"""Reads the layouts of `layouts`: from a folder to views, samples and what is recorded of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..errors import BrokenDatasetError
from ..records import GOOD, Camera
from . import Dataset, Sample, Views
from .layouts import (
    ANOMALIES,
    EXTRAS,
    LAYOUTS,
    TEST,
    TEST_POSES,
    TRANSFORMS,
    TRUTH,
    VIEWS,
    Groups,
    Layout,
    extra_file,
    image_key,
    list_tests,
    object_image,
)
from .manifest import MANIFEST, Manifest, fingerprint, list_files, read_json, read_manifest
from .pngs import read_header
from .transforms import make_camera, read_poses


def recognises(root: Path, layout: str) -> bool:
    """Whether a folder below `root` is a class of a layout: by its pictures, or what names them."""
    return any(_is_class(folder, LAYOUTS[layout]) for folder in root.iterdir() if folder.is_dir())


def _is_class(folder: Path, layout: Layout) -> bool:
    train = folder / layout.train
    if train.is_dir() and any(layout.number_of(path.name) is not None for path in train.iterdir()):
        return True
    try:
        frames = read_poses(folder / TRANSFORMS, flaws=[]).frames
    except BrokenDatasetError:
        return False
    return any(path.rpartition("/")[0] == layout.train for path, _ in frames[:1])


def missing_classes(root: Path) -> str:
    """Say why `root` holds no class, and what to do; a clause without its subject."""
    if any(_is_class(root, layout) for layout in LAYOUTS.values()):
        return f"is one class; give the folder above it, {root.absolute().parent}"
    for folder in sorted(path for path in root.iterdir() if path.is_dir()):
        if any(recognises(folder, name) for name in LAYOUTS):
            return f"holds a dataset in a folder of its own; give {folder}"
        if (folder / "sparse").is_dir():
            return f"holds COLMAP scenes such as {folder.name}/, as PIAD's real objects are; " + (
                f"padkit wants {TRANSFORMS}"
            )
    wanted = ", ".join(f"{layout.train_image(0)} ({name})" for name, layout in LAYOUTS.items())
    return f"holds no class folder with {TRANSFORMS} and training pictures: {wanted}"


def read(root: Path, layout: str) -> Dataset:
    """Return the dataset below `root`: names and poses are read, pictures when asked for.

    Where there is a dataset.json, what it does not list is no part of the dataset.

    Args:
        root: Its folder.
        layout: Key of `LAYOUTS`.

    Raises:
        BrokenDatasetError: Not such a dataset, or something that reading needs is broken; the
            message names the file. `faults.find_faults` finds the rest.
    """
    kind, manifest, files = LAYOUTS[layout], read_manifest(root), list_files(root)
    if manifest:
        _check_manifest(root, kind, manifest, files)
    listed = manifest.files if manifest else files
    white = "test" in manifest.values.get("white_background", ()) if manifest else kind.white
    classes = {
        name: _Class(root / name, kind, frozenset(paths), white).read()
        for name, paths in kind.split_by_class(listed).items()
    }
    if not classes:
        raise BrokenDatasetError(root, missing_classes(root))
    return Dataset(
        root,
        manifest.suite if manifest else layout,
        fingerprint(manifest.files if manifest else _data_sizes(classes, files)),
        {name: train for name, (train, _) in classes.items()},
        {name: test for name, (_, test) in classes.items()},
    )


def _check_manifest(root: Path, layout: Layout, manifest: Manifest, files: Collection[str]) -> None:
    """Raise BrokenDatasetError when dataset.json is not ours to read or files of it are missing."""
    path, version = root / MANIFEST, manifest.values.get("format_version")
    if manifest.format != layout.name:
        raise BrokenDatasetError(path, f"its format is {manifest.format!r}, not {layout.name!r}")
    if not isinstance(version, int) or not 1 <= version <= layout.version:
        raise BrokenDatasetError(
            path, f"format_version is {version!r}; this padkit reads 1 to {layout.version}"
        )
    missing = sorted(set(manifest.files).difference(files))
    if missing:
        raise BrokenDatasetError(
            root / missing[0], f"is missing, one of {len(missing)} that {MANIFEST} lists"
        )


def _data_sizes(names: Collection[str], files: Mapping[str, int]) -> dict[str, int]:
    """Return the entries of `files` that are data of the classes `names`, not licences or such."""
    data = {TRANSFORMS, TEST_POSES, "train", TEST, TRUTH}
    parts = {file: file.split("/") for file in files}
    return {f: files[f] for f, (name, *rest) in parts.items() if name in names and rest[0] in data}


@dataclass(frozen=True)
class _Class:
    """A class to be read.

    Attributes:
        folder: Its folder.
        layout: Of the dataset.
        files: Paths in it.
        white: Whether the test pictures are on white.
    """

    folder: Path
    layout: Layout
    files: frozenset[str]
    white: bool

    def read(self) -> tuple[Views, tuple[Sample, ...]]:
        """Return the training views and the test samples."""
        folder, train = self.folder, self.layout.train
        groups, flaws = self.layout.group_pictures(self.files)
        for file, flaw in flaws.items():
            raise BrokenDatasetError(folder / file, flaw)
        if not groups.get(train):
            raise BrokenDatasetError(folder / train, "holds no pictures (0.png, 1.png, ...)")
        camera_file = read_poses(folder / TRANSFORMS)
        first = folder / next(iter(groups[train].values()))
        try:
            header = read_header(first)
        except ValueError as error:
            raise BrokenDatasetError(first, str(error)) from error
        intrinsics = make_camera(camera_file.angle_x, header.width, header.height)
        views, extras = [], []
        for file_path, pose in camera_file.frames:
            image = self.layout.find_picture(groups, file_path)
            if image is None:
                raise BrokenDatasetError(folder / file_path, f"is missing; {TRANSFORMS} names it")
            views.append((folder / image, replace(intrinsics, world_to_camera=pose)))
            extras.append(self._find_extras(image))
        samples = self._read_test(groups, intrinsics)
        if not samples:
            wanted = self.layout.test_image(GOOD, 0)
            raise BrokenDatasetError(folder / TEST, f"holds no pictures ({wanted}, ...)")
        return Views(views, extras), tuple(samples)

    def _read_test(self, groups: Groups, intrinsics: Camera) -> list[Sample]:
        """Return the test samples by type, label and number."""
        folder, layout = self.folder, self.layout
        cameras = {}
        if (folder / TEST_POSES).exists():
            for file_path, pose in read_poses(folder / TEST_POSES).frames:
                image = layout.find_picture(groups, file_path)
                cameras[image] = replace(intrinsics, world_to_camera=pose)
        facts = self._read_facts()
        samples = []
        tests = list_tests(groups)
        for name in sorted(tests, key=self._order):
            defect, _ = layout.read_folder(name)
            masks = groups.get(f"{TRUTH}/{name}", {})
            for number, image in tests[name].items():
                if defect != GOOD and number not in masks:
                    mask = folder / layout.mask_image(name, number)
                    raise BrokenDatasetError(mask, f"is missing, the mask of {image}")
                objects = object_image(image)
                sample = Sample(
                    category=folder.name,
                    defect=defect,
                    stem=layout.stem(image),
                    image=folder / image,
                    mask=None if defect == GOOD else folder / masks[number],
                    camera=intrinsics,
                    pose_camera=cameras.get(image),
                    objects=folder / objects if objects in self.files else None,
                    on_white=self.white,
                    facts=facts.get(image_key(layout.test_image(name, number)), {}),
                    extras=self._find_extras(image),
                )
                samples.append(sample)
        return samples

    def _order(self, name: str) -> tuple[str, str]:
        """Return what test folders are sorted by: type, then label, `power25` before `power100`."""
        defect, label = self.layout.read_folder(name)
        return defect, re.sub("[0-9]+", lambda digits: digits[0].zfill(9), label)

    def _find_extras(self, image: str) -> dict[str, Path]:
        """Return name -> path of what there is of `EXTRAS` for an image."""
        paths = {name: extra_file(image, name) for name in EXTRAS}
        return {name: self.folder / path for name, path in paths.items() if path in self.files}

    def _read_facts(self) -> dict[str, dict[str, Any]]:
        """Return `test/Burrs/0` -> what anomalies.json and views.json record of it."""
        facts: dict[str, dict[str, Any]] = defaultdict(dict)
        for name in (VIEWS, ANOMALIES):
            if not (self.folder / name).exists():
                continue
            for key, entry in read_json(self.folder / name).items():
                if not isinstance(entry, dict):
                    raise BrokenDatasetError(self.folder / name, f"{key} is no object")
                facts[key] |= entry
        return facts
