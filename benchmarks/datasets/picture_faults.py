"""What can be wrong inside the pictures of a dataset, and the arrays beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ..errors import BrokenDatasetError
from ..images import read_exr, read_png, read_rgb
from .inventory import Fault, Inventory
from .layouts import (
    ADDED,
    ANOMALIES,
    EXTRAS,
    LAYOUTS,
    OBJECTS,
    TRUTH,
    Layout,
    extra_file,
    image_key,
)
from .manifest import read_json
from .pngs import check_whole, parse_header, read_header

MODES = {
    "image": "8-bit RGB",
    "mask": "8-bit grey",
    "object": "8-bit grey",
    "parts": "16-bit grey",
    "plate": "8-bit RGB",
}
"""Kind of picture -> the only mode that published code can read."""

SHAPES = {"depth": (), "normals": (3,), "albedo": (3,), "shading": (3,)}
"""Kind of OpenEXR file -> what follows height and width in the shape of its array."""

MARGIN = 2
"""Pixels around the object that anti-aliasing may tint: what lies further out is background."""

EXR = b"\x76\x2f\x31\x01"
"""How an OpenEXR file begins."""


class PictureRules:
    """Checks the files of a dataset, one after another.

    Args:
        inventory: The dataset they belong to.
        layout_name: Key of `LAYOUTS`.
    """

    def __init__(self, inventory: Inventory, layout_name: str) -> None:
        self.inventory = inventory
        self.layout = LAYOUTS[layout_name]
        self._sizes: dict[str, tuple[int, int] | None] = {}
        self._anomalies: dict[str, dict[str, Any]] = {}

    def check(self, path: str, data: bytes) -> Iterator[Fault]:
        """Yield what is wrong in the file at `path`.

        Args:
            path: Relative to the root, posix.
            data: All its bytes; where the inventory is not deep, the first ones.
        """
        name, _, rest = path.partition("/")
        kind = file_kind(self.layout, rest)
        if kind in SHAPES:
            yield from (Fault(path, what) for what in self._check_array(path, kind, data))
        if kind not in MODES:
            return
        try:
            header = parse_header(data)
            size = self._size(name)
            if size and (header.width, header.height) != size:
                yield Fault(path, f"is {header.width}x{header.height}, not {size[0]}x{size[1]}")
                return
            if self.inventory.deep:
                check_whole(data)
        except ValueError as error:
            yield Fault(path, str(error))
            return
        if header.mode != MODES[kind]:
            yield Fault(path, f"is {header.mode}, not {MODES[kind]}")
        elif self.inventory.deep:
            yield from (Fault(path, what) for what in self._check_pixels(name, rest, kind))

    def _check_array(self, path: str, kind: str, data: bytes) -> Iterator[str]:
        """Yield what is wrong with an OpenEXR file."""
        if not data.startswith(EXR):
            yield "is not an OpenEXR file"
            return
        if not self.inventory.deep:
            return
        try:
            array = read_exr(self.inventory.root / path)
        except (OSError, ValueError) as error:
            yield str(error).removeprefix(f"{self.inventory.root / path} ")
            return
        size = self._size(path.partition("/")[0])
        if size and array.shape != (*size[::-1], *SHAPES[kind]):
            channels = "one channel" if not SHAPES[kind] else "R, G, B"
            yield f"has the shape {array.shape}, not {channels} of {size[0]}x{size[1]}"
        elif np.isnan(array).any():
            yield "holds values that are no numbers"

    def _check_pixels(self, name: str, path: str, kind: str) -> Iterator[str]:
        """Yield what is wrong with the pixels of a sound picture file of class `name`."""
        file = self.inventory.root / name / path
        try:
            if kind == "image":
                image = read_rgb(file)
                if self._is_on_white(path):
                    yield from self._check_image(image, self._read_parts(name, path, image.shape))
            elif kind in ("mask", "object"):
                mask = read_png(file)
                odd = np.setdiff1d(mask, [0, 255])
                if odd.size:
                    yield f"holds the values {odd[:5].tolist()}; a mask holds 0 and 255 only"
                if kind == "mask":
                    yield from self._check_mask(name, path, mask)
                elif not mask.any():
                    yield "is empty, but its image must show the object"
        except (OSError, ValueError) as error:
            yield str(error).removeprefix(f"{file} ")

    def _check_image(
        self, image: NDArray[np.uint8], parts: NDArray[np.uint16] | None
    ) -> Iterator[str]:
        """Yield what is wrong with the background and the green of an image.

        Args:
            image: (H, W, 3) uint8.
            parts: (H, W) uint16, part ids of the same size; None where there are none.
        """
        white = (image == 255).all(2)
        if not self.inventory.ours:
            if not white[[0, 0, -1, -1], [0, -1, 0, -1]].all():
                yield "has a corner that is not pure white: its background must be"
            return
        outside = np.ones_like(white)
        outside[1:-1, 1:-1] = False
        if parts is not None:
            kernel = np.ones((2 * MARGIN + 1, 2 * MARGIN + 1), np.uint8)
            outside |= cv2.dilate((parts > 0).astype(np.uint8), kernel) == 0
        tinted = int((outside & ~white).sum())
        if tinted:
            yield f"has {tinted} background pixels that are not pure white"
        solid = ~white if parts is None else ~white | (parts > 0)
        green = int((solid & (image[..., 1] > self.layout.green_limit)).sum())
        if green:
            yield f"has {green} object pixels of green 255, which published code erases"

    def _check_mask(self, name: str, path: str, mask: NDArray[np.uint8]) -> Iterator[str]:
        """Yield what is wrong with the number of pixels of a mask (H, W) uint8."""
        count = int((mask > 0).sum())
        if not count:
            yield "is empty, but its image is labelled anomalous"
        folder, number = path.split("/")[1], self.layout.number_of(path)
        key = "" if number is None else image_key(self.layout.test_image(folder, number))
        entry = self._read_anomalies(name).get(key)
        told = entry.get("visible_pixels") if isinstance(entry, dict) else None
        if told is not None and told != count:
            yield f"has {count} pixels, but {ANOMALIES} says {told} visible_pixels"

    def _is_on_white(self, path: str) -> bool:
        """Whether the background of the image at `path`, in its class folder, is to be white."""
        values = self.inventory.manifest.values if self.inventory.manifest else {}
        splits = values.get("white_background")
        if isinstance(splits, list):
            return path.partition("/")[0] in splits
        return self.inventory.ours or self.layout.white

    def _size(self, name: str) -> tuple[int, int] | None:
        """Return width and height due in class `name`: of dataset.json, or of a first picture."""
        if self.inventory.manifest:
            match self.inventory.manifest.values.get("image_size"):
                case [int(width), int(height)]:
                    return width, height
        if name not in self._sizes:
            self._sizes[name] = self._first_size(name)
        return self._sizes[name]

    def _first_size(self, name: str) -> tuple[int, int] | None:
        """Return width and height of the first training picture that has a readable header."""
        for path in self.inventory.files:
            if path.startswith(f"{name}/{self.layout.train}/"):
                try:
                    header = read_header(self.inventory.root / path)
                except (OSError, ValueError):
                    continue  # `check` reports it when its turn comes
                return header.width, header.height
        return None

    def _read_parts(
        self, name: str, path: str, shape: tuple[int, ...]
    ) -> NDArray[np.uint16] | None:
        """Return the part ids (H, W) of an image where there are any of use; None otherwise."""
        extra = f"{name}/{extra_file(path, 'parts')}"
        if extra not in self.inventory.files:
            return None
        try:
            check_whole((self.inventory.root / extra).read_bytes())
            parts = read_png(self.inventory.root / extra)
        except (OSError, ValueError):
            return None  # `check` reports it when its turn comes
        return parts if parts.shape == shape[:2] else None

    def _read_anomalies(self, name: str) -> dict[str, Any]:
        """Return anomalies.json of class `name`; empty where it cannot be read."""
        if name not in self._anomalies:
            try:
                self._anomalies[name] = read_json(self.inventory.root / name / ANOMALIES)
            except BrokenDatasetError:
                self._anomalies[name] = {}  # `side_faults` reports it
        return self._anomalies[name]


def file_kind(layout: Layout, path: str) -> str | None:
    """Return what the file `path` of a class is, of `MODES` or `SHAPES`; None for other files."""
    parent, _, name = path.rpartition("/")
    top = path.partition("/")[0]
    if top == ADDED:
        return next((extra for extra, end in EXTRAS.items() if name.endswith(f"_{end}")), None)
    if not name.endswith(".png") or name[0] == ".":
        return None
    if layout.holds_pictures(parent):
        return "mask" if top == TRUTH else "image"
    return "object" if top == OBJECTS else None
