"""Reads the layout of `mad`: from a folder to views, samples and what is recorded of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from ..errors import BrokenDatasetError
from ..records import GOOD, Camera
from . import Dataset, Sample, Views
from .mad import (
    ANOMALIES,
    FORMAT_VERSION,
    NAME,
    TEST,
    TEST_POSES,
    TRAIN,
    TRANSFORMS,
    TRUTH,
    VIEWS,
    anomaly_key,
    find_picture,
    group_pictures,
    mask_image,
    object_image,
    split_by_class,
    test_image,
)
from .manifest import MANIFEST, Manifest, fingerprint, list_files, read_json, read_manifest
from .pngs import read_header
from .transforms import make_camera, read_poses


def recognises(root: Path) -> bool:
    """Whether a folder below `root` has transforms.json or train/good, as the classes of MAD do."""
    return root.is_dir() and any(
        (folder / TRANSFORMS).exists() or (folder / TRAIN).exists() for folder in root.iterdir()
    )


def read(root: Path) -> Dataset:
    """Return the dataset below `root`: names and poses are read, pictures when asked for.

    Where there is a dataset.json, what it does not list is no part of the dataset.

    Raises:
        BrokenDatasetError: Not such a dataset, or something that reading needs is broken; the
            message names the file. `faults.find_faults` finds the rest.
    """
    if not root.is_dir():
        raise BrokenDatasetError(root, "is not a folder")
    manifest, files = read_manifest(root), list_files(root)
    if manifest:
        _check_manifest(root, manifest, files)
    listed = manifest.files if manifest else files
    # the original is on white throughout
    white = "test" in manifest.values.get("white_background", ()) if manifest else True
    classes = {
        name: _read_class(root / name, paths, white)
        for name, paths in split_by_class(listed).items()
    }
    if not classes:
        raise BrokenDatasetError(root, missing_classes(root))
    return Dataset(
        root,
        manifest.suite if manifest else NAME,
        fingerprint(manifest.files if manifest else _data_sizes(classes, files)),
        {name: train for name, (train, _) in classes.items()},
        {name: test for name, (_, test) in classes.items()},
    )


def missing_classes(root: Path) -> str:
    """Say why `root` holds no class, and what to do."""
    if (root / TRANSFORMS).exists() or (root / TRAIN).exists():
        return f"is one class; give the folder above it, {root.absolute().parent}"
    for folder in sorted(root.iterdir()):
        if recognises(folder):
            return f"holds a dataset in a folder of its own; give {folder}"
    return f"holds no class folder with {TRANSFORMS} and {TRAIN}/, as MAD datasets do"


def _check_manifest(root: Path, manifest: Manifest, files: Collection[str]) -> None:
    """Raise BrokenDatasetError when dataset.json is not ours to read or files of it are missing."""
    path, version = root / MANIFEST, manifest.values.get("format_version")
    if manifest.format != NAME:
        raise BrokenDatasetError(path, f"its format is {manifest.format!r}, not {NAME!r}")
    if not isinstance(version, int) or not 1 <= version <= FORMAT_VERSION:
        raise BrokenDatasetError(
            path, f"format_version is {version!r}; this padkit reads 1 to {FORMAT_VERSION}"
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


def _read_class(
    folder: Path, files: Collection[str], white: bool
) -> tuple[Views, tuple[Sample, ...]]:
    """Return the training views and the test samples of one class.

    Args:
        folder: Of the class.
        files: Paths in it.
        white: Whether the test pictures are on white.
    """
    groups, flaws = group_pictures(files)
    for file, flaw in flaws.items():
        raise BrokenDatasetError(folder / file, flaw)
    if not groups.get(TRAIN):
        raise BrokenDatasetError(folder / TRAIN, "holds no pictures (0.png, 1.png, ...)")
    camera_file = read_poses(folder / TRANSFORMS)
    first = folder / next(iter(groups[TRAIN].values()))
    try:
        header = read_header(first)
    except ValueError as error:
        raise BrokenDatasetError(first, str(error)) from error
    intrinsics = make_camera(camera_file.angle_x, header.width, header.height)
    views = []
    for file_path, pose in camera_file.frames:
        image = find_picture(groups, file_path)
        if image is None:
            raise BrokenDatasetError(folder / file_path, f"is missing; {TRANSFORMS} names it")
        views.append((folder / image, replace(intrinsics, world_to_camera=pose)))
    return Views(views), tuple(_read_test(folder, files, groups, intrinsics, white))


def _read_facts(folder: Path) -> dict[str, dict[str, Any]]:
    """Return `test/Burrs/0` -> what anomalies.json and views.json record of it."""
    facts: dict[str, dict[str, Any]] = defaultdict(dict)
    for name in (VIEWS, ANOMALIES):
        if not (folder / name).exists():
            continue
        for key, entry in read_json(folder / name).items():
            if not isinstance(entry, dict):
                raise BrokenDatasetError(folder / name, f"{key} is no object")
            facts[key] |= entry
    return facts


def _read_test(
    folder: Path,
    files: Collection[str],
    groups: Mapping[str, Mapping[int, str]],
    intrinsics: Camera,
    white: bool,
) -> list[Sample]:
    """Return the test samples of a class, by defect and number."""
    cameras = {}
    if (folder / TEST_POSES).exists():
        for file_path, pose in read_poses(folder / TEST_POSES).frames:
            cameras[find_picture(groups, file_path)] = replace(intrinsics, world_to_camera=pose)
    facts = _read_facts(folder)
    samples = []
    for group in (g for g in groups if g.startswith(f"{TEST}/")):
        defect = group.removeprefix(f"{TEST}/")
        masks = groups.get(f"{TRUTH}/{defect}", {})
        for number, image in groups[group].items():
            if defect != GOOD and number not in masks:
                mask = folder / mask_image(defect, number)
                raise BrokenDatasetError(mask, f"is missing, the mask of {image}")
            objects = object_image(image)
            samples.append(
                Sample(
                    category=folder.name,
                    defect=defect,
                    stem=PurePosixPath(image).stem,
                    image=folder / image,
                    mask=None if defect == GOOD else folder / masks[number],
                    camera=intrinsics,
                    pose_camera=cameras.get(image),
                    objects=folder / objects if objects in files else None,
                    on_white=white,
                    facts=facts.get(anomaly_key(defect, number), {}),
                )
            )
    if not samples:
        raise BrokenDatasetError(folder / TEST, f"holds no pictures ({test_image(GOOD, 0)}, ...)")
    return samples
