"""OmniposeAD: a radiance field for the reference, gradient descent through it for the pose.

Zhou et al., PAD: A Dataset and Benchmark for Pose-agnostic Anomaly Detection, NeurIPS 2023.
Re-implemented from its description: NeRF learns the sound object; the coarse pose is that of the
training view with the most matches (RootSIFT instead of LoFTR); iNeRF refines it; picture and
reference are compared by the features of a frozen network (`compare.extractor`: `efficientnet`,
`vgg` or `vanilla`, as in the supplement's Table 1). The preset `paper` fits NeRF's networks, which
takes a GPU and hours. `small` fits a voxel grid in their place, starts from the best of five
views, and has half the steps of iNeRF, a sixth of its rays and a motion without a slow start, so
that it runs on a CPU; its figures are not those of the paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray

from ..benchmarks.records import Camera, View
from .difference import CompareConfig
from .locate import Found, LocateConfig, Locator
from .locate.inversion import InversionConfig, find_pose
from .pose_agnostic import PoseAgnostic, Sound, see
from .radiance.config import FIELDS, FieldConfig
from .radiance.fields import RadianceField
from .radiance.rendering import render_view
from .radiance.training import fit_field
from .shelf import keep_field, name_fit


@dataclass(frozen=True)
class OmniposeConfig:
    """Hyper-parameters of OmniposeAD.

    Attributes:
        radiance: How the radiance field is fitted.
        locate: How the coarse pose is found.
        inversion: How it is refined.
        compare: How the picture and its reference are compared.
    """

    radiance: FieldConfig = field(default_factory=FieldConfig)
    locate: LocateConfig = field(default_factory=LocateConfig)
    inversion: InversionConfig = field(default_factory=InversionConfig)
    compare: CompareConfig = field(default_factory=CompareConfig)


class OmniposeAD(PoseAgnostic[OmniposeConfig]):
    """See the module."""

    NAME = "omniposead"
    PRESETS = {  # noqa: RUF012 a table
        "paper": OmniposeConfig(
            FIELDS["paper"], LocateConfig(candidates=1, pnp=False), InversionConfig()
        ),
        "small": OmniposeConfig(
            FIELDS["small"],
            LocateConfig(pnp=False),
            # rates that fall until the last pose is a quiet one
            InversionConfig(steps=150, rays=512, rate=0.03, decay=0.1, motion="twist"),
        ),
    }

    @property
    def _side(self) -> int:
        return self._config.radiance.side

    def _learn(self, views: Sequence[View]) -> None:
        self._field = self._learn_field(views)
        self._tell("landmarks")
        self._locator = Locator(
            views, partial(render_view, self._field), self._config.locate, self._seed, self._device
        )

    def _learn_field(self, views: Sequence[View]) -> RadianceField:
        """Return the field of `views`, fitted or from the shelf."""
        config, kind = self._config.radiance, torch.device(self._device).type
        found, seconds, kept = keep_field(
            name_fit("radiance", views, config, self._seed, kind),
            lambda: fit_field(views, config, self._seed, self._device, self._tell),
            self._device,
        )
        self._borrowed += seconds if kept else 0.0
        return found

    def _find(self, view: View, camera: Camera) -> Found:
        found = self._locator.locate(view.image, camera)
        config = self._config.inversion
        if not config.steps:
            return found
        starts = [found.pose, *found.others]
        pose = find_pose(self._field, view.image, camera, starts, config, self._seed)
        return self._judge(found, pose, camera, view)

    def _see(self, camera: Camera, pose: NDArray[np.float64]) -> Sound:
        def look(posed: Camera) -> NDArray[np.float32]:
            drawn = render_view(self._field, posed)
            return np.concatenate([drawn.rgb, drawn.alpha[..., None]], -1)

        return see(look, camera, pose, self._side)
