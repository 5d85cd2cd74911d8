"""Matches by a learned network of yours, such as EfficientLoFTR or SuperPoint with LightGlue.

Wang et al., Efficient LoFTR, CVPR 2024; Lindenberger et al., LightGlue, ICCV 2023. What the network
sees in a training view is lifted by the model's depth, as keypoints are (see `landmarks`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ...benchmarks.errors import UnknownNameError
from ...benchmarks.files import sha256
from ...benchmarks.records import View
from ..features import EXPORTED, find_device, place_exported, read_exported
from ..framing import resize_picture
from .landmarks import Look, Matches, lie_on, lift

ROOTSIFT = "rootsift"
"""The matcher that needs no file."""


@dataclass(frozen=True)
class Matcher:
    """A network that matches two pictures.

    Attributes:
        run: Two grey pictures (1, 1, side, side) float32, 0 to 1 -> their places (K, 2) and (K, 2)
            and scores (K,), float64; checked.
        side: Of the pictures in pixels.
        name: Of the file with the digits of its content.
    """

    run: Callable[[Tensor, Tensor], tuple[NDArray[np.float64], ...]]
    side: int
    name: str


def load_matcher(how: str, device: str = "cpu") -> Matcher | None:
    """Return the network in a file; None for `ROOTSIFT`, which is none.

    Args:
        how: `ROOTSIFT`, or the path of a .pt2 file of `torch.export.save`. The network takes two
            grey pictures (1, 1, S, S) float32, 0 to 1, S being the file's, and returns matching
            places in the first (K, 2) and in the second (K, 2), x and y in pixels of the S, and
            scores (K,), higher for surer. Pixel centres are at +0.5, as everywhere here: a network
            that counts from the middle of the first pixel, as LoFTR and SuperPoint do, is exported
            with 0.5 added.
        device: See `features.find_device`.

    Raises:
        UnknownNameError: Neither a name nor a .pt2 file.
        FileNotFoundError: No such file; nothing is ever downloaded.
        ValueError: No such device, the file holds something else or a network that takes something
            else; `run` raises it when the network returns something else.
    """
    if how == ROOTSIFT:
        return None
    path = Path(how)
    if path.suffix != EXPORTED:
        raise UnknownNameError("matcher", how, (ROOTSIFT, f"FILE{EXPORTED}"))
    program, place = read_exported(path), find_device(device)
    side = _find_side(program, path)
    network = cast("Callable[[Tensor, Tensor], Any]", place_exported(program, place))

    @torch.inference_mode()
    def run(first: Tensor, second: Tensor) -> tuple[NDArray[np.float64], ...]:
        return _check(network(first.to(place), second.to(place)), path)

    return Matcher(run, side, f"{path.name} sha256:{sha256(path)[:16]}")


class LearnedMatching:
    """Matches queries with training views by a network."""

    def __init__(
        self, views: Sequence[View], look: Look, matcher: Matcher, least_score: float
    ) -> None:
        """Keep the views' grey pictures and cameras.

        Args:
            views: Sound views with poses.
            look: At the model of the object, whose depth lifts the matches.
            matcher: The network.
            least_score: Score above which a match counts.
        """
        self._look, self._matcher, self._least = look, matcher, least_score
        self._cameras = [view.camera for view in views if view.camera is not None]
        self._greys = [_grey(view.image, matcher.side) for view in views]

    def __call__(
        self, image: NDArray[np.uint8], where: NDArray[np.bool_] | None, chosen: Sequence[int]
    ) -> Matches:
        """Return matches of a picture (H, W, 3) uint8 with the `chosen` views; see `Locator`."""
        none = np.zeros((0, 2)), np.zeros((0, 3))
        found = [none] * len(self._greys)
        query = _tensor(_grey(image, self._matcher.side))
        height, width = image.shape[:2]
        for index in chosen:
            camera = self._cameras[index]
            first, second, scores = self._matcher.run(query, _tensor(self._greys[index]))
            sure = scores > self._least
            mine = first[sure] * (width, height) / self._matcher.side
            theirs = second[sure] * (camera.width, camera.height) / self._matcher.side
            kept = lie_on(mine, np.ones((height, width), bool) if where is None else where)
            kept &= lie_on(theirs, np.ones((camera.height, camera.width), bool))
            if kept.any():
                solid, points = lift(theirs[kept], self._look(camera), camera)
                found[index] = mine[kept][solid], points
        return Matches([places for places, _ in found], [points for _, points in found])


def _grey(image: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Return a picture (H, W, 3) uint8 as the network's square (side, side) uint8."""
    return resize_picture(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), side, side)


def _tensor(grey: NDArray[np.uint8]) -> Tensor:
    return torch.from_numpy(grey.astype(np.float32) / 255)[None, None]


def _find_side(program: torch.export.ExportedProgram, path: Path) -> int:
    """Return the side of the two squares a program takes; ValueError where it takes others."""
    names = program.graph_signature.user_inputs
    shapes = [tuple(n.meta["val"].shape) for n in program.graph.nodes if n.name in names]
    fixed = all(isinstance(size, int) for shape in shapes for size in shape)
    told = [tuple(map(str, shape)) for shape in shapes]
    side = shapes[0][-1] if shapes and shapes[0] and fixed else 0
    if not side or shapes != [(1, 1, side, side)] * 2:
        got = " and ".join(f"({', '.join(shape)})" for shape in told) or "nothing"
        raise ValueError(
            f"the network in {path} takes {got}, not two grey pictures (1, 1, S, S) with S fixed"
        )
    return int(side)


def _check(found: Any, path: Path) -> tuple[NDArray[np.float64], ...]:
    """Return what a network answered as arrays; ValueError where that is no matches."""
    parts = list(found) if isinstance(found, list | tuple) else [found]
    shapes = [tuple(p.shape) if isinstance(p, Tensor) else type(p).__name__ for p in parts]
    count = shapes[-1][0] if shapes and isinstance(shapes[-1], tuple) and shapes[-1] else None
    if shapes != [(count, 2), (count, 2), (count,)]:
        got = ", ".join(map(str, shapes)) or "nothing"
        raise ValueError(f"the network in {path} returns {got}, not (K, 2), (K, 2), (K,)")
    arrays = tuple(part.double().cpu().numpy() for part in parts)
    if not all(np.isfinite(array).all() for array in arrays):
        raise ValueError(f"the network in {path} returns places or scores that are not finite")
    return arrays
