"""SplatPose: splats for the reference, gradient descent through them for the pose.

Kruse et al., SplatPose and Detect: Pose-Agnostic 3D Anomaly Detection, CVPR Workshops 2024.
Re-implemented from its description. The coarse pose is that of the training view with the most
matches (RootSIFT instead of LoFTR); then the cloud is moved by the SE(3) screw for 175 steps of
Adam on 0.8 L1 + 0.2 (1 - SSIM). The preset `paper` has 30,000 iterations from 100,000 random points
and harmonics of degree 0. `small` starts from the visual hull and moves by a twist about the
object's centre, which has no slow start, for 60 steps from the best of five views, at rates that
fall until the last steps are small.
"""

from __future__ import annotations

from dataclasses import replace

from .locate import LocateConfig, RefineConfig
from .splat_detector import SplatConfig, SplatDetector
from .splats import SMALL, FitConfig


class SplatPose(SplatDetector[SplatConfig]):
    """See the module."""

    NAME = "splatpose"
    PRESETS = {  # noqa: RUF012 a table
        "paper": SplatConfig(
            FitConfig(degree=0),
            LocateConfig(candidates=1, pnp=False),
            RefineConfig(steps=175, rate=0.01, motion="screw"),
        ),
        "small": SplatConfig(
            replace(SMALL, degree=0),
            LocateConfig(pnp=False),
            RefineConfig(steps=60, rate=0.03, decay=0.01),
        ),
    }
