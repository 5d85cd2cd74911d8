"""How score maps are judged: padkit's own way, and the ways of the papers' published code.

A protocol says in which size maps and masks meet, what is done to the maps first, and what the
score of an image is. Whatever the protocol, all test images of a class are judged together and
figures are exact; so `pad` differs from published code only in what that code rounds.

What published code does is told from reading it; where it calls no AUPRO, ours is MVTec's all the
same. Its min-max over all maps of a class changes no figure but the thresholds, and is applied to
those.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from .errors import UnknownNameError
from .predictions import resize_map


@dataclass(frozen=True)
class Protocol:
    """A way to judge.

    Attributes:
        summary: What it is, in one line.
        size: Side in pixels that maps and masks are brought to, square; None for the picture's.
        sigma: Standard deviation of the Gaussian that maps are smoothed with, pixels of that size;
            0 leaves them as they are.
        radius: Pixels to each side that the Gaussian is cut off at.
        edge: How the map goes on beyond its edge, as `scipy.ndimage` names it.
        minmax: Whether thresholds and image scores are told on the scale of the class's maps,
            lowest value 0 and highest 1.
        image_score: The method's own image score (the maximum of the map where there is none), or
            the maximum of the smoothed map.
        source: The paper, and what of its code this follows.
    """

    summary: str
    size: int | None = None
    sigma: float = 0.0
    radius: int = 0
    edge: Literal["reflect", "mirror"] = "reflect"
    minmax: bool = False
    image_score: Literal["own", "maximum"] = "own"
    source: str = ""

    def prepare_map(self, score_map: NDArray[Any], shape: tuple[int, int]) -> NDArray[Any]:
        """Return a stored map (h, w) as it is judged: the size of its picture, or S x S, smoothed.

        Args:
            score_map: float32 or float64; the dtype stays.
            shape: (H, W) of the picture.
        """
        sized = resize_map(score_map, shape if self.size is None else (self.size, self.size))
        if not self.sigma:
            return sized
        smoothed: NDArray[Any] = ndimage.gaussian_filter(
            sized, self.sigma, radius=self.radius, mode=self.edge
        )
        return smoothed

    def prepare_mask(self, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return a mask (H, W) as it is judged: at S x S the nearest pixel's (Pillow's NEAREST)."""
        if self.size is None:
            return mask
        resized = Image.fromarray(mask).resize((self.size, self.size), Image.Resampling.NEAREST)
        return np.asarray(resized)


PROTOCOLS = {
    "padkit": Protocol(
        "maps as the method made them, in the size of the picture; its own image score",
        source="padkit: nothing between the method's answer and the figures",
    ),
    "pad": Protocol(
        "224 x 224, Gaussian of 4 px, image score the maximum of the map",
        224, 4.0, 16, minmax=True, image_score="maximum",
        source="Zhou et al., PAD, NeurIPS 2023 (Datasets and Benchmarks): evaluation of "
        "OmniposeAD; pixel and image AUROC are published",
    ),
    "splatpose": Protocol(
        "as pad; AUPRO by MVTec's definition up to 0.3",
        224, 4.0, 16, minmax=True, image_score="maximum",
        source="Kruse et al., SplatPose & Detect, CVPR Workshops 2024: pixel and image AUROC and "
        "AUPRO are published",
    ),
    "splatpose_plus": Protocol(
        "as splatpose, with the Gaussian cut off at 9 pixels",
        224, 4.0, 4, "mirror", minmax=True, image_score="maximum",
        source="Liu et al., SplatPose+, 2024: a window of 9 pixels leaves of a Gaussian of 4 px "
        "one of about 2.4 px, so its figures differ from SplatPose's by the judging, too",
    ),
    "piad": Protocol(
        "400 x 400, Gaussian of 4 px, image score the maximum of the map",
        400, 4.0, 16, minmax=True, image_score="maximum",
        source="Yang et al., PIAD, CVPR 2025: pixel and image AUROC are published",
    ),
}  # fmt: skip
"""What the user types after --protocol -> the protocol."""


def find_protocol(name: str) -> Protocol:
    """Return a protocol by its name; UnknownNameError with close matches."""
    if name not in PROTOCOLS:
        raise UnknownNameError("protocol", name, PROTOCOLS)
    return PROTOCOLS[name]
