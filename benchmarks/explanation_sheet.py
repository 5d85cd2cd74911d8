"""One answer of a method as one picture: what it saw, what it compared with, what it found.

Six panels: the query; the sound picture that the method compared it with; both over each other;
the heat map over the query, with its scale; the query with the true mask outlined; and in words
what the answer is worth and how it came about.
"""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from .datasets import Sample
from .examples import QUANTILES, colourise
from .identity import name_folder
from .images import write_png
from .preview import FRAME, GAP, HEADER, INK, MARGIN, PALE, TEXT, contrasting, outline
from .records import Account, Prediction, View

PANEL = 400
"""Side of a panel in pixels, the longer one of its picture."""

HEAD, FOOT = 28, 30
"""Pixels above and below a picture: for its name, and for what it shows."""

_HEAT = 0.8  # opacity of the heat map
_EMPTY = (244, 244, 244)  # of a panel that has no picture
_ALARM = (190, 30, 30)  # ink of a failure
_LABELS, _LINE = 160, 28  # in the panel of words: pixels of the names, letters of a line of values
_BAR = 14  # pixels: height of the scale of colours


@dataclass(frozen=True, eq=False)
class Explanation:
    """An answer, with all that is needed to judge it by eye.

    Attributes:
        method: The method's name as the user typed it.
        dataset: Name of the dataset.
        sample: The test image.
        view: The query as the method saw it.
        prediction: The answer.
        account: How it came about.
        fit_seconds: What the fit took.
    """

    method: str
    dataset: str
    sample: Sample
    view: View
    prediction: Prediction
    account: Account
    fit_seconds: float


def write_explanation(explanation: Explanation, path: Path) -> Path:
    """Write the picture of an answer (see `draw_explanation`) as a PNG; return `path`."""
    write_png(path, draw_explanation(explanation))
    return path


def draw_explanation(explanation: Explanation) -> NDArray[np.uint8]:
    """Return the picture of an answer, (H, W, 3) uint8 RGB: a title and two rows of three panels.

    The colours of the heat map go from its 1st to its 99.9th percentile, as in the report; the
    scale below it tells both ends.
    """
    image, sample = explanation.view.image, explanation.sample
    right, bottom = (at + side for at, side in zip(place_panel(5), (PANEL, PANEL), strict=True))
    sheet = Image.new("RGB", (right + MARGIN, bottom + FOOT + MARGIN), "white")
    draw = ImageDraw.Draw(sheet)
    title = f"{name_folder(explanation.method)} on {sample.key}"
    draw.text((MARGIN, MARGIN), title, INK, ImageFont.load_default(TEXT + 7))
    about = f"{explanation.dataset}, {image.shape[1]} x {image.shape[0]} pixels"
    draw.text((MARGIN, MARGIN + 30), about, PALE, ImageFont.load_default(TEXT))
    for index, panel in enumerate(_list_panels(explanation)):
        _draw_panel(sheet, place_panel(index), *panel)
    _draw_scale(sheet, place_panel(3), *_find_ends(explanation.prediction.score_map))
    _draw_words(sheet, place_panel(5), explanation)
    return np.asarray(sheet)


def place_panel(index: int) -> tuple[int, int]:
    """Return the top left corner of a panel's picture, three in a row."""
    row, column = divmod(index, 3)
    top = MARGIN + HEADER + HEAD + row * (HEAD + PANEL + FOOT)
    return MARGIN + column * (PANEL + MARGIN), top


def _list_panels(explanation: Explanation) -> list[tuple[str, NDArray[np.uint8] | None, str]]:
    """Return name, picture and foot line of the five panels that are pictures, in order."""
    image, prediction = explanation.view.image, explanation.prediction
    reference = prediction.reference
    both = None
    if reference is not None:
        both = cv2.addWeighted(image, 0.5, reference, 0.5, 0).astype(np.uint8)
    truth = explanation.sample.truth()
    marked = int(truth.mask.sum())
    return [
        ("Query", image, "what the method is shown"),
        ("Reference", reference, "what the method compares it with" if both is not None else ""),
        ("Overlay", both, "half query, half reference" if both is not None else ""),
        ("Heat map", _heat(image, prediction.score_map), ""),
        (
            "Truth",
            _mark(image, truth.mask),
            f"outlined: {marked} anomalous pixels" if marked else "no anomalous pixel",
        ),
    ]


def _heat(image: NDArray[np.uint8], score_map: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return the heat map over the grey picture."""
    low, high = _find_ends(score_map)
    level = np.clip((score_map - low) / (high - low or 1.0), 0, 1)
    grey = np.repeat(image.mean(2, keepdims=True), 3, 2)
    blend = _HEAT * colourise(level) + (1 - _HEAT) * grey
    return blend.round().astype(np.uint8)


def _find_ends(score_map: NDArray[np.float32]) -> tuple[float, float]:
    """Return the scores at the two ends of the colour scale."""
    low, high = np.quantile(score_map, QUANTILES)
    return float(low), float(high)


def _mark(image: NDArray[np.uint8], mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return the picture in the size of its panel, a line around the mask that leaves it free."""
    shown = _fit_panel(image)
    method = cv2.INTER_AREA if shown.shape[0] < image.shape[0] else cv2.INTER_NEAREST
    size = (shown.shape[1], shown.shape[0])
    small = cv2.resize(mask.astype(np.float32), size, interpolation=method) > 0
    line = cv2.dilate(outline(small).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    near = cv2.dilate(small.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    shown[line & ~near] = contrasting(image)
    return shown


def _fit_panel(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture in the size of a panel: means to shrink, cubic to enlarge."""
    scale = PANEL / max(image.shape[:2])
    size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    method = cv2.INTER_AREA if scale <= 1 else cv2.INTER_CUBIC
    return cv2.resize(image, size, interpolation=method).astype(np.uint8)


def _draw_panel(
    sheet: Image.Image,
    corner: tuple[int, int],
    name: str,
    picture: NDArray[np.uint8] | None,
    foot: str,
) -> None:
    """Draw a picture with its name above and its foot line below, or that there is none."""
    draw, (x, y) = ImageDraw.Draw(sheet), corner
    draw.text((x, y - GAP), name, INK, ImageFont.load_default(TEXT + 2), anchor="ls")
    if picture is None:
        draw.rectangle((x, y, x + PANEL - 1, y + PANEL - 1), fill=_EMPTY)
        middle = (x + PANEL // 2, y + PANEL // 2)
        draw.text(middle, "none", PALE, ImageFont.load_default(TEXT + 2), anchor="mm")
    else:
        fitted = Image.fromarray(_fit_panel(picture))
        sheet.paste(fitted, (x + (PANEL - fitted.width) // 2, y + (PANEL - fitted.height) // 2))
    draw.rectangle((x, y, x + PANEL - 1, y + PANEL - 1), outline=FRAME)
    draw.text((x, y + PANEL + GAP), foot, PALE, ImageFont.load_default(TEXT - 2))


def _draw_scale(sheet: Image.Image, corner: tuple[int, int], low: float, high: float) -> None:
    """Draw the colours of the heat map below its panel, with the scores at both ends."""
    x, y = corner[0], corner[1] + PANEL + GAP
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(TEXT - 2)
    ends = f"{low:.3g}", f"{high:.3g}"
    left, right = (math.ceil(draw.textlength(end, font)) + GAP for end in ends)
    ramp = colourise(np.linspace(0, 1, PANEL - left - right)[None].repeat(_BAR, 0))
    sheet.paste(Image.fromarray(ramp), (x + left, y + 2))
    draw.text((x, y), ends[0], PALE, font)
    draw.text((x + PANEL, y), ends[1], PALE, font, anchor="ra")


def _draw_words(sheet: Image.Image, corner: tuple[int, int], explanation: Explanation) -> None:
    """Write what is known of the answer, a line each; a failure in red at the end."""
    draw, (x, y) = ImageDraw.Draw(sheet), corner
    font = ImageFont.load_default(TEXT)
    draw.text((x, y - GAP), "Answer", INK, ImageFont.load_default(TEXT + 2), anchor="ls")
    draw.rectangle((x, y, x + PANEL - 1, y + PANEL - 1), outline=FRAME)
    y += GAP
    for name, value in tell(explanation).items():
        ink = _ALARM if name == "failure" else INK
        draw.text((x + 2 * GAP, y), name, PALE, font)
        for line in textwrap.wrap(value, _LINE):
            draw.text((x + _LABELS, y), line, ink, font)
            y += TEXT + 7
            if y > corner[1] + PANEL - TEXT - 7:
                return


def tell(explanation: Explanation) -> dict[str, str]:
    """Return what is known of an answer in words: name -> value, in order."""
    sample, account, found = explanation.sample, explanation.account, explanation.prediction
    error = account.pose_error
    if error is not None:
        pose = {
            "rotation error": f"{error.rotation:.2f}°",
            "translation error": f"{error.translation:.2f} % of the object",
        }
    elif found.pose is None:
        pose = {"pose": "none found"}
    else:
        pose = {"pose": "found; the true one is not told"}
    return {
        "class": sample.category,
        "defect": sample.defect,
        "image score": f"{found.image_score:.4g}",
        "map from": f"{found.score_map.min():.4g} to {found.score_map.max():.4g}",
        **pose,
        "fit": f"{explanation.fit_seconds:.2f} s",
        "answer": f"{account.seconds:.3f} s",
        **{f"  {stage}": f"{seconds:.3f} s" for stage, seconds in account.all_stages.items()},
        **({"failure": account.failure} if account.failure else {}),
    }
