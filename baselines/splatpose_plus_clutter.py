"""SplatPose+ where the background is cluttered: objects on a conveyor.

After the pipeline of the vehicles-on-a-conveyor paper,
re-implemented from its description. The splats know the object on white; a query shows it before
anything. So the object is segmented in the query; its mask and that of the rendering (what the
splats do not let through) are united, for parts that are missing are in the one and parts that were
added in the other; the background behind is reconstructed and laid under the rendering; and scores
outside of the union are 0. What differs: the segmentation is a small network of padkit's own
instead of BiRefNet, the background is taken from the belt's repetition instead of LaMa (both take a
file of yours), and the feature difference is that of PAD, for the paper's formula is not known.

The preset `small` refines the pose of the segmented object through the splats, as SplatPose does:
at 256 pixels matches alone are off by degrees.

`segmentation=none` and `inpainting=none` are the paper's ablations: without the first the union is
the rendering's mask, without the second the rendering lies on the query itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..benchmarks.detector import Options
from ..benchmarks.records import Camera, View
from .foreground.inpainting import load_inpainter, name_inpainter
from .foreground.network import load_segmenter
from .locate import Found, LocateConfig, RefineConfig
from .pose_agnostic import Sound
from .splat_detector import SplatConfig, SplatDetector
from .splatpose_plus import SplatPosePlus

_PLUS = SplatPosePlus.PRESETS

NONE = "none"
"""Leaves a step out."""

_COVERED = 0.5
"""Alpha and probability above which a pixel is the object's."""


@dataclass(frozen=True)
class ClutterConfig(SplatConfig):
    """Hyper-parameters of SplatPose+ in clutter.

    Attributes:
        segmentation: See `foreground.network.load_segmenter`: `network` or a file; `none`.
        inpainting: See `foreground.inpainting.load_inpainter`: `belt`, `telea` or a file; `none`.
    """

    segmentation: str = "network"
    inpainting: str = "belt"


class SplatPosePlusClutter(SplatDetector[ClutterConfig]):
    """See the module."""

    NAME = "splatpose_plus_clutter"
    PRESETS = {  # noqa: RUF012 a table
        "paper": ClutterConfig(_PLUS["paper"].splats, _PLUS["paper"].locate, _PLUS["paper"].refine),
        "small": ClutterConfig(
            _PLUS["small"].splats, LocateConfig(), RefineConfig(steps=60, rate=0.03, decay=0.01)
        ),
    }

    def __init__(
        self, *, preset: str = "small", seed: int = 0, device: str = "cpu", **changes: object
    ) -> None:
        """See `SplatDetector`."""
        super().__init__(preset=preset, seed=seed, device=device, **changes)
        segmentation, inpainting = self._config.segmentation, self._config.inpainting
        self._segment = None if segmentation == NONE else load_segmenter(segmentation, device)
        self._find_object = lru_cache(2)(self._segment_view)  # two steps of an answer ask for it
        self._inpaint = None if inpainting == NONE else load_inpainter(inpainting, device)

    def config(self) -> Options:
        """Return every hyper-parameter, and what networks they led to."""
        found = self._segment
        segmentation = f"{found.name} sha256:{found.digest}" if found else NONE
        inpainting = name_inpainter(self._config.inpainting) if self._inpaint else NONE
        return super().config() | {"segmentation": segmentation, "inpainting": inpainting}

    def _find(self, view: View, camera: Camera) -> Found:
        """Return the pose of a view, from the object alone."""
        if not self._segment:
            return self._locator.locate(view.image, camera)
        there = self._find_object(view)
        alone = View(np.where(there[..., None], view.image, np.uint8(255)), camera)
        found = self._locator.locate(alone.image, camera, there)
        return self._refine(found, camera, self._terms(alone), alone)

    def _score(
        self, view: View, sound: Sound, found: Found
    ) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
        """Return the differences within the union of the query's and the rendering's object."""
        union = sound.cover > _COVERED
        if self._segment:
            union |= self._find_object(view)
        behind = self._inpaint(view.image, union) if self._inpaint else view.image
        # the rendering has white under it: what shines through is taken away, the other laid under
        through = (1 - sound.cover)[..., None]
        laid = sound.picture + through * (behind.astype(np.float32) - 255)
        reference = np.where(union[..., None], laid.clip(0, 255), view.image).astype(np.uint8)
        inside = self._compare(view.image, reference) * union.astype(np.float32)
        return inside.astype(np.float32), reference

    def _segment_view(self, view: View) -> NDArray[np.bool_]:
        """Return where the segmentation sees the object, (H, W)."""
        assert self._segment is not None
        return self._segment(view.image) > _COVERED
