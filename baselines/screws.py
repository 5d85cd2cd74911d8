"""Rigid motions by seven numbers, through which poses are refined."""

from __future__ import annotations

import torch
from torch import Tensor

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
