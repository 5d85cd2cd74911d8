"""The pictures of a method's page: image, truth and heat map of its examples, as data URIs."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from ..boards import Entry
from ..examples import EXAMPLES, GAP, colourise
from ..images import read_rgb

_JPEG = [
    cv2.IMWRITE_JPEG_QUALITY,
    85,
    cv2.IMWRITE_JPEG_SAMPLING_FACTOR,
    cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,  # keeps the thin outlines' colour
]


@dataclass(frozen=True)
class Example:
    """A test image with the heat map that a method made of it.

    Attributes:
        title: Its test type and name.
        score: Its image score.
        image: The image, as a data URI.
        truth: The image with its mask's outline, likewise.
        heat: The image under its heat map, likewise.
    """

    title: str
    score: str
    image: str
    truth: str
    heat: str


def gather_examples(entry: Entry) -> dict[str, list[Example]]:
    """Return class -> its examples, each of the first run that kept it; no class without any."""
    found: dict[str, dict[str, Example]] = {}
    for run, scores in zip(entry.runs, entry.scores, strict=True):
        folder = run.folder / EXAMPLES
        for row in scores.images if folder.is_dir() else ():
            title = f"{row.defect} {row.stem}"
            path = folder / f"{row.category}_{row.defect}_{row.stem}.png"
            if title not in found.get(row.category, {}) and path.is_file():
                pictures = read_example(path)
                example = Example(title, f"{row.score:.3g}", *pictures)
                found.setdefault(row.category, {})[title] = example
    return {name: list(found[name].values()) for name in sorted(found)}


def read_example(path: Path) -> tuple[str, str, str]:
    """Return image, truth and heat map of the example at `path` as JPEG data URIs.

    Raises:
        ValueError: It is no picture; the message has its path.
    """
    panel = read_rgb(path)
    width = (panel.shape[1] - 2 * GAP) // 3
    uris = []
    for left in (0, width + GAP, 2 * (width + GAP)):
        bgr = np.ascontiguousarray(panel[:, left : left + width, ::-1])
        ok, data = cv2.imencode(".jpg", bgr, _JPEG)
        if not ok:
            raise ValueError(f"{path} cannot be encoded as JPEG")
        uris.append("data:image/jpeg;base64," + base64.b64encode(data.tobytes()).decode())
    return uris[0], uris[1], uris[2]


def ramp(steps: int = 9) -> str:
    """Return the colour scale of the heat maps as a list of CSS colours."""
    colours = colourise(np.linspace(0, 1, steps)[None])[0]
    return ", ".join("#{:02x}{:02x}{:02x}".format(*colour) for colour in colours.tolist())
