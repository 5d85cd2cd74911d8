"""From a coarse pose to a fine one: gradient descent of what is rendered against what is seen.

Yen-Chen et al., iNeRF, IROS 2021, with splats in place of the radiance field, as SplatPose (Kruse
et al., CVPRW 2024) and PIAD do it. Learning rates fall by 0.8 every hundred steps (both).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ...benchmarks.records import Camera
from ..screws import draw_start, nearest_rigid, screw
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
        motion: `screw` (the papers' parameters: axis, shift, angle, all begin near 0) or `twist`
            (a rotation vector and a shift about the object's centre).
        tolerance: Stops when the loss changes by less within `patience` steps; 0 for never.
        patience: See there.
    """

    steps: int = 50
    rate: float = 0.01
    motion: str = "twist"
    tolerance: float = 0.0
    patience: int = 50

    def __post_init__(self) -> None:
        """Check the values."""
        if self.motion not in ("screw", "twist"):
            raise ValueError(f"motion is {self.motion!r}; allowed: screw, twist")


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
    motion = _Screw(seed) if config.motion == "screw" else _Twist(terms[0][0])
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
        optimiser.param_groups[0]["lr"] = config.rate * 0.8 ** ((step + 1) / 100)
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


class _Screw:
    """The papers' motion of the cloud: axis w, shift v, angle theta."""

    def __init__(self, seed: int) -> None:
        start = draw_start(torch.Generator().manual_seed(seed))
        self.parameters = [start.requires_grad_()]

    def transform(self) -> Tensor:
        """Return the motion (4, 4)."""
        return screw(self.parameters[0])


class _Twist:
    """A rotation and a shift of the cloud about its centre, in units of its radius."""

    def __init__(self, splats: Splats) -> None:
        means = splats.means.detach().cpu().double()
        self._centre = means.median(0).values
        self._radius = float((means - self._centre).norm(dim=1).quantile(0.95))
        self.parameters = [torch.zeros(6, dtype=torch.float64, requires_grad=True)]

    def transform(self) -> Tensor:
        """Return the motion (4, 4)."""
        x, y, z, *shift = self.parameters[0].unbind()
        zero = torch.zeros((), dtype=torch.float64)
        turn = torch.linalg.matrix_exp(torch.stack([zero, -z, y, z, zero, -x, -y, x, zero])
                                       .reshape(3, 3))  # fmt: skip
        move = self._centre - turn @ self._centre + self._radius * torch.stack(shift)
        bottom = torch.tensor([[0.0, 0.0, 0.0, 1.0]], dtype=torch.float64)
        return torch.cat([torch.cat([turn, move[:, None]], 1), bottom])
