"""From Gaussians and a camera to a picture: one call, an engine for each kind of device."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from torch import Tensor


@dataclass(frozen=True, eq=False)
class Gaussians:
    """N Gaussians of one colour each, as they are drawn; gradients flow to every tensor.

    Attributes:
        means: (N, 3) float32, world.
        quats: (N, 4) w, x, y, z; need not be of length 1.
        scales: (N, 3) standard deviations in world units.
        opacities: (N,) 0 to 1.
        colours: (N, 3) red, green, blue.
    """

    means: Tensor
    quats: Tensor
    scales: Tensor
    opacities: Tensor
    colours: Tensor

    def __len__(self) -> int:
        return len(self.means)


class Seen(Protocol):
    """What a drawing remembers for the density control."""

    def centre_slopes(self) -> Tensor:
        """Return the gradients (N, 2) of the loss by the centres in pixels, after the way back."""


@dataclass(frozen=True, eq=False)
class Raster:
    """A drawing of N Gaussians.

    Attributes:
        rgb: (H, W, 3) with the background.
        alpha: (H, W) what the background is covered by.
        depth_sum: (H, W) depth in world units along the axis, weighed by what each Gaussian covers.
        reach: (N,) radius drawn in pixels; 0 where a Gaussian is not seen.
        seen: See `Seen`.
    """

    rgb: Tensor
    alpha: Tensor
    depth_sum: Tensor
    reach: Tensor
    seen: Seen


def rasterise(
    gaussians: Gaussians,
    view: Tensor,
    lens: NDArray[np.float64],
    size: tuple[int, int],
    background: Tensor,
    antialiased: bool = True,
) -> Raster:
    """Draw Gaussians: on the CPU with numba, on CUDA with gsplat. Differentiable, the pose too.

    Args:
        gaussians: What to draw.
        view: (4, 4) world to camera, OpenCV axes; float64 on the CPU.
        lens: (4,) float64 fx, fy, cx, cy in pixels, pixel centres at +0.5.
        size: Height and width in pixels.
        background: (3,) red, green, blue.
        antialiased: Whether opacities are lowered by what the dilation of 0.3 pixels added.

    Raises:
        MissingLibraryError: The tensors are on a GPU, and gsplat is not installed.
    """
    if gaussians.means.device.type == "cpu":
        from . import cpu as engine
    else:
        from . import cuda as engine  # type: ignore[no-redef]
    return engine.rasterise(gaussians, view, lens, size, background, antialiased)
