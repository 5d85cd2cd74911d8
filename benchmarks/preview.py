"""A contact sheet: one picture that shows what a dataset holds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from .datasets import GOOD, Dataset, Sample
from .images import write_png
from .records import View

MOST_HEIGHT = 8000
"""Pixels: viewers and web pages refuse much taller pictures."""

MOST_STRIPS = 4
"""Classes that do not fit below each other go on in strips side by side, so many at most."""

FEWEST_COLUMNS = 3
"""Examples that a row keeps when strips share the width."""

MARGIN, GAP, CLASS_GAP = 24, 6, 18
"""Pixels around the sheet, between tiles, and more between classes."""

HEADER, LABEL_WIDTH, TEXT = 64, 128, 15
"""Pixels: height of the title, width of the labels left of the tiles, size of their letters."""

LINES = ((255, 0, 200), (0, 190, 60), (0, 130, 255), (255, 110, 0))
"""Colours for the line around a defect: each class gets the one least like its sound pictures."""

INK, PALE, FRAME = (30, 30, 30), (115, 115, 115), (222, 222, 222)


@dataclass(frozen=True)
class _Row:
    """One row of the sheet: its label and its pictures, sound (`View`) or to be tested."""

    category: str
    kind: str
    pictures: Sequence[View] | Sequence[Sample]
    line: tuple[int, int, int]


def write_contact_sheet(dataset: Dataset, path: Path, *, columns: int = 8, tile: int = 160) -> Path:
    """Write a PNG with a row of examples for each class and kind of picture; return `path`.

    Examples are spread evenly over the pictures of their row. The line around a defect runs
    outside its mask, so that the defect itself stays visible. The same dataset gives the same
    bytes.

    Args:
        dataset: What to show.
        path: The PNG to write.
        columns: Examples in a row; fewer where strips of classes share the width.
        tile: Longer side of an example in pixels.
    """
    if columns < 1 or tile < 32:
        raise ValueError(f"columns is {columns} and tile {tile}; at least 1 and 32 are needed")
    strips = _arrange([_list_rows(dataset, category) for category in dataset.categories], tile)
    if len(strips) > 1:
        columns = min(columns, max(FEWEST_COLUMNS, columns // len(strips)))
    strip_width = LABEL_WIDTH + columns * (tile + GAP) - GAP
    height = max(sum(_height(block, tile) for block in strip) for strip in strips)
    size = (len(strips) * (strip_width + MARGIN) + MARGIN, height + HEADER + 2 * MARGIN)
    sheet = Image.new("RGB", size, "white")
    _draw_title(sheet, dataset, shown=sum(map(len, strips)))
    for index, strip in enumerate(strips):
        x, y = MARGIN + index * (strip_width + MARGIN), MARGIN + HEADER
        for block in strip:
            for at, row in enumerate(block):
                _draw_row(sheet, (x, y + at * (tile + GAP)), row, columns, tile)
            y += _height(block, tile)
    write_png(path, np.asarray(sheet))
    return path


def _list_rows(dataset: Dataset, category: str) -> list[_Row]:
    """Return the rows of a class: training images, sound test images, then defect by defect."""
    views = dataset.train[category]
    line = contrasting(views[0].image) if views else LINES[0]
    rows = [_Row(category, "train", views, line)]
    samples = dataset.test[category]
    defects = sorted({sample.defect for sample in samples}, key=lambda d: (d != GOOD, d))
    for defect in defects:
        rows.append(_Row(category, defect, [s for s in samples if s.defect == defect], line))
    return rows


def _height(block: Sequence[_Row], tile: int) -> int:
    """Return the height of the rows of one class in pixels."""
    return len(block) * (tile + GAP) + CLASS_GAP


def _arrange(blocks: list[list[_Row]], tile: int) -> list[list[list[_Row]]]:
    """Return strips of classes, each at most `MOST_HEIGHT` high with its title.

    Classes that find no place in `MOST_STRIPS` are left out, evenly over their list.
    """
    room = MOST_HEIGHT - HEADER - 2 * MARGIN
    per_strip = max(1, room // max(_height(block, tile) for block in blocks))
    shown = [blocks[i] for i in spread(len(blocks), MOST_STRIPS * per_strip)]
    count = math.ceil(len(shown) / per_strip)
    length = math.ceil(len(shown) / count)
    return [shown[i : i + length] for i in range(0, len(shown), length)]


def _draw_title(sheet: Image.Image, dataset: Dataset, shown: int) -> None:
    """Write what the dataset is, how many pictures it has, and what the sheet leaves out."""
    train = sum(len(views) for views in dataset.train.values())
    test = sum(len(samples) for samples in dataset.test.values())
    total = len(dataset.categories)
    draw = ImageDraw.Draw(sheet)
    draw.text((MARGIN, MARGIN), dataset.name, INK, ImageFont.load_default(TEXT + 7))
    line = f"{total} classes, {train} training images, {test} test images"
    if shown < total:
        line += f"; {shown} of the classes are shown"
    draw.text((MARGIN, MARGIN + 30), line, PALE, ImageFont.load_default(TEXT))


def _draw_row(
    sheet: Image.Image, corner: tuple[int, int], row: _Row, columns: int, tile: int
) -> None:
    """Draw the label and the examples of a row, its top left corner at `corner`."""
    x, y = corner
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(TEXT)
    count = f"{len(row.pictures)} image{'s' if len(row.pictures) != 1 else ''}"
    for text, ink in ((row.category, INK), (row.kind, INK), (count, PALE)):
        draw.text((x, y), text, ink, font)
        y += TEXT + 5
    for column, index in enumerate(spread(len(row.pictures), columns)):
        left = x + LABEL_WIDTH + column * (tile + GAP)
        sheet.paste(
            Image.fromarray(_draw_tile(row.pictures[index], tile, row.line)), (left, corner[1])
        )
        draw.rectangle((left, corner[1], left + tile - 1, corner[1] + tile - 1), outline=FRAME)


def _draw_tile(picture: View | Sample, tile: int, line: tuple[int, int, int]) -> NDArray[np.uint8]:
    """Return a picture in the middle of a white square, (tile, tile, 3) uint8, defect outlined."""
    view = picture if isinstance(picture, View) else picture.query()
    height, width = view.image.shape[:2]
    scale = tile / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(view.image, size, interpolation=cv2.INTER_AREA)
    if isinstance(picture, Sample):
        mask = picture.truth().mask.astype(np.float32)
        # Averaged and then raised to 1 wherever above 0: a defect of one pixel stays on the sheet.
        small[outline(cv2.resize(mask, size, interpolation=cv2.INTER_AREA) > 0)] = line
    canvas = np.full((tile, tile, 3), 255, np.uint8)
    top, left = (tile - size[1]) // 2, (tile - size[0]) // 2
    canvas[top : top + size[1], left : left + size[0]] = small
    return canvas


def contrasting(image: NDArray[np.uint8]) -> tuple[int, int, int]:
    """Return the colour of `LINES` that differs most from any that `image` (H, W, 3) has much of.

    Differences are Euclidean in sRGB values; a hundredth of the pixels may be closer.
    """
    pixels = image[::2, ::2].reshape(-1, 3).astype(np.float32)
    return max(
        LINES,
        key=lambda line: float(np.percentile(np.linalg.norm(pixels - line, axis=1), 1)),
    )


def outline(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return a line of one pixel around `mask` (H, W) bool, one pixel away from it."""
    near = cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8))
    line: NDArray[np.bool_] = cv2.dilate(near, np.ones((3, 3), np.uint8)) > near
    return line


def spread(count: int, wanted: int) -> list[int]:
    """Return up to `wanted` indices spread evenly over range(`count`), both ends included."""
    return sorted({round(i) for i in np.linspace(0, count - 1, min(count, wanted))})
