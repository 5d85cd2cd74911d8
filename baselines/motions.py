"""Rigid motions by a few numbers, through which poses are refined."""

from __future__ import annotations

from typing import Literal, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Kind = Literal["screw", "twist"]
"""`screw`: the papers' parameters, which begin near 0 and are slow there; `twist`: those that pull
evenly."""

DEVIATION = 1e-6
"""Standard deviation of the seven numbers at the start (published code of PAD and SplatPose)."""


def screw(parameters: Tensor) -> Tensor:
    """Return the (4, 4) transform of a screw, differentiable.

    With theta the angle and [w] the cross product's matrix (Yen-Chen et al., iNeRF, IROS 2021,
    Eq. 3-5, after Lynch and Park, Modern Robotics, Proposition 3.25):

        R = I + sin(theta) [w] + (1 - cos(theta)) [w]^2
        t = (I theta + (1 - cos(theta)) [w] + (theta - sin(theta)) [w]^2) v

    As in the published code of PAD and SplatPose, w is not made a unit vector. So the transform is
    rigid only where |w| is 1 or theta is 0, and nearly so for small numbers; what is to be a pose
    in the end is made one by `nearest_rigid`.

    Args:
        parameters: (7,) w, v, theta; the last in radians, v in world units. Float32 or float64.
    """
    if parameters.shape != (7,):
        raise ValueError(f"a screw has 7 parameters (w, v, theta), not {tuple(parameters.shape)}")
    w, v, theta = parameters[:3], parameters[3:6], parameters[6]
    zero = torch.zeros_like(theta)
    rows = (zero, -w[2], w[1], w[2], zero, -w[0], -w[1], w[0], zero)
    cross = torch.stack(rows).reshape(3, 3)
    square = cross @ cross
    one = torch.eye(3, dtype=parameters.dtype, device=parameters.device)
    sine, rest = torch.sin(theta), 2 * torch.sin(theta / 2) ** 2  # 1 - cos without cancellation
    turn = one + sine * cross + rest * square
    shift = (one * theta + rest * cross + (theta - sine) * square) @ v
    last = torch.tensor([[0, 0, 0, 1]], dtype=parameters.dtype, device=parameters.device)
    return torch.cat([torch.cat([turn, shift[:, None]], 1), last])


def nearest_rigid(transform: Tensor) -> Tensor:
    """Return (4, 4) `transform` with the rotation that is nearest to its upper left 3x3 (SVD)."""
    left, _, right = torch.linalg.svd(transform[:3, :3])
    flip = torch.ones(3, dtype=transform.dtype, device=transform.device)
    flip[2] = torch.det(left @ right)
    found = transform.clone()
    found[:3, :3] = (left * flip) @ right
    return found


def draw_start(generator: torch.Generator) -> Tensor:
    """Return the seven numbers of a search's start, (7,) float64, normal with `DEVIATION`."""
    return torch.randn(7, generator=generator, dtype=torch.float64) * DEVIATION


class Motion(Protocol):
    """A rigid motion under way.

    Attributes:
        parameters: What an optimiser changes, float64.
    """

    parameters: list[Tensor]

    def transform(self) -> Tensor:
        """Return the motion (4, 4) float64, differentiable with regard to the parameters."""
        ...


def begin_motion(kind: Kind, centre: NDArray[np.float64], radius: float, seed: int) -> Motion:
    """Return a motion that is none as yet.

    Args:
        kind: See `Kind`.
        centre: (3,) of the object, world; of no meaning for a `screw`.
        radius: Of the object, world units; likewise.
        seed: Of the start of a `screw`.
    """
    return Screw(seed) if kind == "screw" else Twist(centre, radius)


class Screw:
    """The published motion: axis w, shift v, angle theta; see `screw`."""

    def __init__(self, seed: int) -> None:
        start = draw_start(torch.Generator().manual_seed(seed))
        self.parameters = [start.requires_grad_()]

    def transform(self) -> Tensor:
        """See `Motion`."""
        return screw(self.parameters[0])


class Twist:
    """A rotation vector (radians) about the object's centre and a shift in units of its radius."""

    def __init__(self, centre: NDArray[np.float64], radius: float) -> None:
        self._centre, self._radius = torch.from_numpy(centre.astype(np.float64)), radius
        self.parameters = [torch.zeros(6, dtype=torch.float64, requires_grad=True)]

    def transform(self) -> Tensor:
        """See `Motion`."""
        x, y, z, *shift = self.parameters[0].unbind()
        zero = torch.zeros((), dtype=torch.float64)
        rows = torch.stack([zero, -z, y, z, zero, -x, -y, x, zero])
        turn = torch.linalg.matrix_exp(rows.reshape(3, 3))
        move = self._centre - turn @ self._centre + self._radius * torch.stack(shift)
        bottom = torch.tensor([[0.0, 0.0, 0.0, 1.0]], dtype=torch.float64)
        return torch.cat([torch.cat([turn, move[:, None]], 1), bottom])
