"""SplatPose+: splats for the reference, matches and PnP for the pose.

Liu et al., SplatPose+: Real-time Image-Based Pose-Agnostic 3D Anomaly Detection, ECCV Workshops
2024. Re-implemented from its description; what differs:

- Keypoints are RootSIFT instead of SuperPoint with LightGlue, whose weights are no package.
- They are lifted by the splats' own depth instead of triangulated, which gives ten times as many.
- PnP is poselib's; retrieval is by the number of matches instead of NetVLAD's descriptors.

There is no photometric refinement. The preset `paper` has its 15,000 iterations and harmonics of
degree 3; `small` fits in about a minute a class on a CPU.
"""

from __future__ import annotations

from .locate import LocateConfig, RefineConfig
from .pose_agnostic import SplatConfig, SplatDetector
from .splats import SMALL, FitConfig

_UNREFINED = RefineConfig(steps=0)


class SplatPosePlus(SplatDetector[SplatConfig]):
    """See the module."""

    NAME = "splatpose_plus"
    PRESETS = {  # noqa: RUF012 a table
        "paper": SplatConfig(
            FitConfig(iterations=15_000, degree=3, start="hull", points=20_000, densify_every=1000),
            LocateConfig(candidates=15, max_error=12 / 800, refine=_UNREFINED),
        ),
        "small": SplatConfig(SMALL, LocateConfig(refine=_UNREFINED)),
    }
