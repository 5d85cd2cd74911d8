"""From a folder to views and truth: our render or the original download, it cannot tell which.

`READERS` names the layouts; what reads one is a module of this folder with

    recognises(root: Path, layout: str) -> bool     # cheap: opens no picture
    missing_classes(root: Path) -> str              # why it recognises none, and what to do
    read(root: Path, layout: str) -> Dataset

`open_dataset` picks the one that fits. `faults.find_faults` finds what is wrong with a dataset.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any, overload

import numpy as np

from ..errors import BrokenDatasetError, UnknownNameError
from ..images import read_mask, read_rgb
from ..records import GOOD, Camera, Truth, View
from .manifest import MANIFEST, Manifest, read_manifest
from .pngs import read_header

READERS = {"mad": "reader", "piad": "reader"}
"""Layout name, as in dataset.json, -> module of this folder. Where a folder may be in two layouts,
it is in the first."""


def read_view(image: Path, camera: Camera | None) -> View:
    """Read a picture as a detector sees it; ValueError when it does not fit its camera."""
    pixels = read_rgb(image)
    height, width = pixels.shape[:2]
    if camera and (camera.width, camera.height) != (width, height):
        raise ValueError(f"{image} is {width}x{height}, its camera {camera.width}x{camera.height}")
    return View(pixels, camera)


class Views(Sequence[View]):
    """Pictures with their cameras; each is read from disk whenever it is asked for.

    Args:
        views: Path of each picture, and its camera.
        extras: Of each picture, as `Sample.extras`; nothing is known of any unless given.
    """

    def __init__(
        self,
        views: Sequence[tuple[Path, Camera]],
        extras: Sequence[Mapping[str, Path]] | None = None,
    ) -> None:
        self._views = views
        self._extras = [{} for _ in views] if extras is None else extras

    def __len__(self) -> int:
        return len(self._views)

    @property
    def images(self) -> tuple[Path, ...]:
        """The pictures' paths."""
        return tuple(image for image, _ in self._views)

    @property
    def cameras(self) -> tuple[Camera, ...]:
        """The cameras, without reading a picture."""
        return tuple(camera for _, camera in self._views)

    @property
    def extras(self) -> tuple[Mapping[str, Path], ...]:
        """Of each view as `Sample.extras`: what else is known of it; no detector's business."""
        return tuple(self._extras)

    @overload
    def __getitem__(self, index: int) -> View: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[View]: ...

    def __getitem__(self, index: int | slice) -> View | Sequence[View]:
        if isinstance(index, slice):
            return Views(self._views[index], self._extras[index])
        image, camera = self._views[index]
        try:
            return read_view(image, camera)
        except (ValueError, OSError) as error:
            raise BrokenDatasetError(image, str(error).removeprefix(f"{image} ")) from error


@dataclass(frozen=True, eq=False)
class Sample:
    """One test image of a dataset; `query` is for the detector, `truth` for the harness.

    Attributes:
        category: Class folder, such as "01Gorilla".
        defect: Type of defect, such as "Burrs"; `GOOD` for sound images.
        stem: File name without suffix, behind the label of its folder where a layout has several
            of one type (`power25_0`); unique within category and defect.
        image: Path of the picture.
        mask: Path of the mask; None for sound images, whose mask is empty.
        camera: Intrinsics, without pose: the setting is pose-agnostic. None if unknown.
        pose_camera: The camera with its true pose where the dataset tells it; never shown.
        objects: Path of the mask of the object itself, where there is one.
        on_white: Whether the background is exactly (255, 255, 255).
        facts: What the dataset records of the image and its defect; never shown.
        extras: Name, of `layouts.EXTRAS`, -> path of what else is known of the view; never shown.
    """

    category: str
    defect: str
    stem: str
    image: Path
    mask: Path | None
    camera: Camera | None = None
    pose_camera: Camera | None = None
    objects: Path | None = None
    on_white: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)
    extras: Mapping[str, Path] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """`category/defect/stem`, unique in the dataset."""
        return f"{self.category}/{self.defect}/{self.stem}"

    @property
    def place(self) -> str:
        """`category/folder/name`, where the picture lies; `key` but for folders with a label."""
        return f"{self.category}/{self.image.parent.name}/{self.image.stem}"

    def query(self) -> View:
        """Read the picture as a detector sees it."""
        return read_view(self.image, self.camera)

    def truth(self) -> Truth:
        """Read the mask; ValueError when its size is not the picture's."""
        height, width = self.shape()
        if self.mask is None:
            return Truth(np.zeros((height, width), bool), self.defect)
        mask = read_mask(self.mask)
        if mask.shape != (height, width):
            raise ValueError(
                f"{self.mask} is {mask.shape[1]}x{mask.shape[0]}, its image {width}x{height}"
            )
        return Truth(mask, self.defect)

    def shape(self) -> tuple[int, int]:
        """Return height and width of the picture in pixels."""
        if self.camera:
            return self.camera.height, self.camera.width
        header = read_header(self.image)
        return header.height, header.width

    def object_box(self) -> tuple[int, int, int, int] | None:
        """Return first row, first column, end row and end column of the object in the picture.

        From the object's mask, or from what is not white on a white background; all of the picture
        where it shows no object, and None where nobody knows.
        """
        if self.objects is not None:
            there = read_mask(self.objects)
        elif self.on_white:
            there = (read_rgb(self.image) != 255).any(2)
        else:
            return None
        rows, columns = np.flatnonzero(there.any(1)), np.flatnonzero(there.any(0))
        if not rows.size:
            return 0, 0, *there.shape
        return int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1


@dataclass(frozen=True, eq=False)
class Dataset:
    """A dataset on disk, indexed; pictures are read when asked for.

    Attributes:
        root: Its folder.
        name: Name of the suite or layout, such as "mad"; the task's name in results.
        fingerprint: SHA-256 that changes when any file does (of dataset.json's checksums where it
            is ours, of names and sizes otherwise).
        train: Per category the sound views with poses, read lazily at each access.
        test: Per category the test samples, in a fixed order.
    """

    root: Path
    name: str
    fingerprint: str
    train: Mapping[str, Sequence[View]]
    test: Mapping[str, tuple[Sample, ...]]

    @property
    def categories(self) -> tuple[str, ...]:
        """The class names, sorted."""
        return tuple(sorted(self.test))


def find_layout(root: Path) -> str:
    """Return the layout, a key of `READERS`, of the dataset at `root`.

    dataset.json decides where there is one, names of files and folders otherwise.

    Raises:
        BrokenDatasetError: `root` is no folder, or no known layout fits.
    """
    if not root.is_dir():
        raise BrokenDatasetError(root, "is not a folder")
    return name_layout(root, read_manifest(root))


def name_layout(root: Path, manifest: Manifest | None) -> str:
    """Return the layout of the folder `root`, as `find_layout`; None stands for no manifest."""
    known = ", ".join(READERS)
    if manifest:
        if manifest.format not in READERS:
            fault = f"its format is {manifest.format!r}; known layouts: {known}"
            raise BrokenDatasetError(root / MANIFEST, fault)
        return manifest.format
    for name in READERS:
        if _reader(name).recognises(root, name):
            return name
    hints = dict.fromkeys(str(_reader(name).missing_classes(root)) for name in READERS)
    raise BrokenDatasetError(root, f"is in no known layout ({known}): it {'; it '.join(hints)}")


def open_dataset(root: Path) -> Dataset:
    """Return the dataset at `root`, whatever its layout; BrokenDatasetError when it has none."""
    name = find_layout(root)
    dataset: Dataset = _reader(name).read(root, name)
    return dataset


def select_classes(dataset: Dataset, categories: Sequence[str] | None) -> Dataset:
    """Return `dataset` with some of its classes; UnknownNameError for one that it lacks."""
    kept = dataset.categories if categories is None else categories
    for name in kept:
        if name not in dataset.test:
            raise UnknownNameError(f"class of {dataset.name}", name, dataset.categories)
    train = {name: dataset.train[name] for name in kept}
    return replace(dataset, train=train, test={name: dataset.test[name] for name in kept})


def _reader(name: str) -> ModuleType:
    """Import the reader of a layout; here, for readers import the records of this module."""
    return importlib.import_module(f".{READERS[name]}", __name__)


__all__ = [
    "GOOD",
    "READERS",
    "Dataset",
    "Sample",
    "Views",
    "find_layout",
    "name_layout",
    "open_dataset",
    "read_view",
    "select_classes",
]
