"""The CPU engine: numba kernels with gradients written out, as one step of PyTorch's graph."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from . import binning, projection, tiles
from .ellipses import ELLIPSE
from .raster import Gaussians, Raster


def rasterise(
    gaussians: Gaussians,
    view: Tensor,
    lens: NDArray[np.float64],
    size: tuple[int, int],
    background: Tensor,
    antialiased: bool,
) -> Raster:
    """Draw Gaussians; see `raster.rasterise`, of which this is the one for CPUs."""
    seen = _Seen()
    rgb, alpha, depth_sum = _Rasterise.apply(  # type: ignore[no-untyped-call]
        gaussians.means, gaussians.quats, gaussians.scales, gaussians.opacities, gaussians.colours,
        view, background, lens, size, antialiased, seen,
    )  # fmt: skip
    return Raster(rgb, alpha, depth_sum, seen.reach, seen)


class _Seen:
    """What a drawing saw, and the gradients of the centres once it went back.

    Attributes:
        reach: (N,) radius in pixels of what is drawn of each Gaussian; 0 where it is not.
        slopes: (N, 2) gradient of the loss with regard to the centres in pixels.
    """

    reach: Tensor
    slopes: Tensor

    def centre_slopes(self) -> Tensor:
        """Return `slopes`; there only after the way back."""
        return self.slopes


class _Rasterise(torch.autograd.Function):
    """Projection and compositing, there and back."""

    @staticmethod
    def forward(
        ctx: Any, means: Tensor, quats: Tensor, scales: Tensor, opacities: Tensor,
        colours: Tensor, view: Tensor, background: Tensor, lens: NDArray[np.float64],
        size: tuple[int, int], antialiased: bool, seen: _Seen,
    ) -> tuple[Tensor, ...]:  # fmt: skip
        given = [_plain(t) for t in (means, quats, scales)]
        pose = np.ascontiguousarray(view.detach().numpy()[:3], np.float64)
        ground = _plain(background)
        height, width = size
        camera = (pose, lens, width, height, antialiased)
        ellipses = np.empty(len(means), ELLIPSE)
        projection.project(*given, _plain(opacities), _plain(colours), *camera, ellipses)
        order = binning.order_by_depth(ellipses)
        starts, members, places, firsts = binning.bin_tiles(order, ellipses, width, height)
        count = len(starts) - 1
        rgb = np.empty((height, width, 3), np.float32)
        alpha, depth_sum = np.empty((2, height, width), np.float32)
        kept = np.empty((count, tiles.BLOCKS, 2, tiles.LANES), np.float32)
        ends = np.empty(count, np.int64)
        tiles.composite(starts, members, ellipses, ground, rgb, alpha, depth_sum, kept, ends)
        ctx.state = given, camera, ellipses, ground, firsts
        ctx.lists = starts, members, places, ends, kept
        ctx.seen = seen
        seen.reach = torch.from_numpy(np.maximum(ellipses["reach_x"], ellipses["reach_y"]))
        return torch.from_numpy(rgb), torch.from_numpy(alpha), torch.from_numpy(depth_sum)

    @staticmethod
    def backward(ctx: Any, to_rgb: Tensor, to_alpha: Tensor, to_depth: Tensor) -> Any:
        given, camera, ellipses, ground, firsts = ctx.state
        starts, members, places, ends, kept = ctx.lists
        count = len(ellipses)
        pairs = np.empty((len(members), projection.SLOPES), np.float32)
        to_ground = np.empty((len(ends), 3), np.float32)
        tiles.composite_back(
            starts, members, places, ends, kept, ellipses, ground,
            _plain(to_rgb), _plain(to_alpha), _plain(to_depth), pairs, to_ground,
        )  # fmt: skip
        shapes = ((count, 3), (count, 4), (count, 3), (count,), (count, 3))
        slopes = [np.empty(shape, np.float32) for shape in shapes]
        to_centres, to_pose = np.empty((count, 2), np.float32), projection.pose_sums()
        projection.project_back(
            firsts, pairs, *given, *camera, ellipses, *slopes, to_centres, to_pose
        )  # fmt: skip
        ctx.seen.slopes = torch.from_numpy(to_centres)
        to_view = np.zeros((4, 4))
        to_view[:3] = to_pose.sum(0)
        arrays = (*slopes, to_view, to_ground.sum(0))
        return (*(torch.from_numpy(a) for a in arrays), None, None, None, None)


def _plain(tensor: Tensor) -> NDArray[np.float32]:
    """Return a tensor's values as a contiguous float32 array."""
    return np.ascontiguousarray(tensor.detach().numpy(), np.float32)
