"""From a coarse pose to a fine one: gradient descent of what is rendered against what is seen.

Yen-Chen et al., iNeRF, IROS 2021, with splats in place of the radiance field, as SplatPose (Kruse
et al., CVPRW 2024) and PIAD do it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import get_args

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ...benchmarks.records import Camera
from ..motions import Kind, begin_motion, nearest_rigid
from ..splats import Splats, draw

_TRIED = 3
"""Poses that are looked at more closely where it is not known which is right."""

_SHORT = 20
"""Steps after which it shows which one that is."""

Loss = Callable[[Tensor], Tensor]
"""From a picture (H, W, 3) to a scalar."""


@dataclass(frozen=True)
class RefineConfig:
    """How a pose is refined.

    Attributes:
        steps: Of Adam; 0 for no refinement.
        rate: Learning rate at the first step; of `twist` in radians and in object radii.
        decay: Factor of the rate over 100 steps; 0.8 in both papers.
        motion: `screw` (the papers' parameters) or `twist`; see `motions`.
        tolerance: Stops when the loss changes by less within `patience` steps; 0 for never.
        patience: See there.
    """

    steps: int = 50
    rate: float = 0.01
    decay: float = 0.8
    motion: Kind = "twist"
    tolerance: float = 0.0
    patience: int = 50

    def __post_init__(self) -> None:
        """Check the values."""
        if self.motion not in get_args(Kind):
            raise ValueError(f"motion is {self.motion!r}; allowed: {', '.join(get_args(Kind))}")


def refine(
    pose: NDArray[np.float64],
    terms: list[tuple[Splats, Loss]],
    camera: Camera,
    config: RefineConfig,
    seed: int = 0,
) -> tuple[NDArray[np.float64], float]:
    """Return a better pose (4, 4) and its loss; the best of all steps.

    Args:
        pose: World to camera to begin with.
        terms: Splats and the loss of their picture; the losses are added.
        camera: Size and intrinsics.
        config: How.
        seed: Of the start of the screw.
    """
    motion = begin_motion(config.motion, *_ball(terms[0][0]), seed)
    optimiser = torch.optim.Adam(motion.parameters, lr=config.rate)
    start = torch.from_numpy(pose.copy())
    best, best_pose, before = float("inf"), pose, float("inf")
    for step in range(config.steps + 1):
        view = start @ motion.transform()
        loss = torch.stack([goal(draw(splats, view, camera).rgb) for splats, goal in terms]).sum()
        value = float(loss.detach())
        if value < best:
            best, best_pose = value, view.detach().numpy().copy()
        if step == config.steps:
            break
        if config.tolerance and step % config.patience == 0:
            if abs(value - before) < config.tolerance:
                break
            before = value
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.param_groups[0]["lr"] = config.rate * config.decay ** ((step + 1) / 100)
        optimiser.step()
    return nearest_rigid(torch.from_numpy(best_pose)).numpy(), best


def refine_best(
    poses: Sequence[NDArray[np.float64]],
    terms: list[tuple[Splats, Loss]],
    camera: Camera,
    config: RefineConfig,
    seed: int = 0,
) -> tuple[NDArray[np.float64], float]:
    """Return the best of several poses, refined.

    The `_TRIED` whose pictures fit best as they are go `_SHORT` steps, and the best of them all.
    """
    for kept, steps in ((_TRIED, 0), (1, min(_SHORT, config.steps))):
        if len(poses) > kept:
            tries = [refine(p, terms, camera, replace(config, steps=steps), seed) for p in poses]
            tries.sort(key=lambda result: result[1])
            poses = [pose for pose, _ in tries[:kept]]
    return refine(poses[0], terms, camera, config, seed)


def _ball(splats: Splats) -> tuple[NDArray[np.float64], float]:
    """Return the centre (3,) of the Gaussians and the radius about it that holds most of them."""
    means = splats.means.detach().cpu().double()
    centre = means.median(0).values
    return centre.numpy(), float((means - centre).norm(dim=1).quantile(0.95))
