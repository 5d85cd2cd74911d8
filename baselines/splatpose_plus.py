"""SplatPose+: splats for the reference, matches and PnP for the pose.

Liu et al., SplatPose+: Real-time Image-Based Pose-Agnostic 3D Anomaly Detection, ECCV Workshops
2024. Re-implemented from its description: known poses triangulate a sparse cloud, splats begin from
it, and a query's pose is solved for from matches with the training views. What differs:

- Keypoints are RootSIFT instead of SuperPoint with LightGlue, whose weights are no package. A file
  of yours matches the queries where `locate.matcher` names one (see `locate.learned`).
- Views are triangulated with the 15 of the nearest poses, which are known, instead of the 15 that
  NetVLAD's descriptors retrieve, and keypoints are compared along epipolar lines only.
- Matches of a query are lifted by the splats' own depth instead of triangulated points, which gives
  some thirty times as many.
- PnP is poselib's, from the 15 views with the most matches.

There is no photometric refinement. The preset `paper` has its 15,000 iterations and harmonics of
degree 3. `small` fits in about a minute a class on a CPU; it begins from the visual hull, which
needs a white ground and finds more of a smooth object than keypoints do; `splats.start=points`
begins as the paper does.
"""

from __future__ import annotations

from .locate import LocateConfig, RefineConfig
from .splat_detector import SplatConfig, SplatDetector
from .splats import SMALL, FitConfig

_UNREFINED = RefineConfig(steps=0)


class SplatPosePlus(SplatDetector[SplatConfig]):
    """See the module."""

    NAME = "splatpose_plus"
    PRESETS = {  # noqa: RUF012 a table
        "paper": SplatConfig(
            FitConfig(iterations=15_000, degree=3, start="points", densify_every=1000),
            LocateConfig(candidates=15, max_error=12 / 800),
            _UNREFINED,
        ),
        "small": SplatConfig(SMALL, LocateConfig(), _UNREFINED),
    }
