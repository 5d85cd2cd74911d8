"""The CPU engine: numba kernels with gradients written out, as one step of PyTorch's graph."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from . import projection, tiles
from .raster import Raster


def rasterise(
    means: Tensor,
    quats: Tensor,
    scales: Tensor,
    opacities: Tensor,
    colours: Tensor,
    view: Tensor,
    lens: NDArray[np.float64],
    size: tuple[int, int],
    background: Tensor,
    antialiased: bool,
) -> Raster:
    """Draw Gaussians; see `raster.rasterise`, of which this is the one for CPUs."""
    seen = _Seen()
    image, light = _Rasterise.apply(  # type: ignore[no-untyped-call]
        means, quats, scales, opacities, colours, view, lens, size, antialiased, seen
    )
    rgb = image[..., :3] + light[..., None] * background
    return Raster(rgb, 1 - light, image[..., 3], seen.reach, seen)


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
        colours: Tensor, view: Tensor, lens: NDArray[np.float64], size: tuple[int, int],
        antialiased: bool, seen: _Seen,
    ) -> tuple[Tensor, Tensor]:  # fmt: skip
        given = [_plain(t) for t in (means, quats, scales, opacities)]
        pose = np.ascontiguousarray(view.detach().numpy()[:3], np.float64)
        height, width = size
        count = len(given[0])
        centres, conics = np.zeros((count, 2), np.float32), np.zeros((count, 3), np.float32)
        depths, reach = np.empty(count, np.float32), np.empty((count, 2), np.float32)
        cutoffs, shrink = np.empty(count, np.float32), np.empty(count, np.float32)
        projected = (centres, conics, depths, reach, cutoffs, shrink)
        projection.project(*given, pose, lens, width, height, antialiased, *projected)
        visible = np.flatnonzero(reach[:, 0] > 0)
        order = visible[np.argsort(depths[visible], kind="stable")]
        across, down = -(-width // tiles.TILE), -(-height // tiles.TILE)
        starts, members, places, firsts = tiles.bin_tiles(order, centres, reach, across, down)
        drawn = given[3] * shrink
        paint = np.concatenate([_plain(colours), depths[:, None]], 1)
        image = np.empty((height, width, tiles.CHANNELS), np.float32)
        light = np.empty((height, width), np.float32)
        stops = np.empty((across * down, tiles.TILE, tiles.TILE), np.int32)
        ends = np.empty(across * down, np.int64)
        stack = (centres, conics, reach, cutoffs, drawn, paint)
        tiles.composite(starts, members, *stack, image, light, stops, ends)
        ctx.state = given, pose, lens, size, antialiased, projected, stack, light
        ctx.lists = starts, members, places, firsts, ends, stops
        ctx.seen = seen
        seen.reach = torch.from_numpy(reach.max(1))
        return torch.from_numpy(image), torch.from_numpy(light)

    @staticmethod
    def backward(ctx: Any, to_image: Tensor, to_light: Tensor) -> Any:
        given, pose, lens, (height, width), antialiased, projected, stack, light = ctx.state
        starts, members, places, firsts, ends, stops = ctx.lists
        _, conics, _, reach, _, shrink = projected
        pairs = np.zeros((len(members), 6 + tiles.CHANNELS), np.float32)
        tiles.composite_back(
            starts, members, places, ends, stops, *stack, light,
            _plain(to_image), _plain(to_light), pairs,
        )  # fmt: skip
        count = len(given[0])
        sums = np.empty((count, pairs.shape[1]), np.float32)
        tiles.gather(firsts, pairs, sums)
        to_means, to_scales = np.empty((count, 3), np.float32), np.empty((count, 3), np.float32)
        to_quats, to_pose = np.empty((count, 4), np.float32), projection.pose_sums()
        projection.project_back(
            *given[:3], pose, lens, width, height, antialiased, conics, reach, shrink,
            np.concatenate([sums[:, :5], sums[:, 9:]], 1), sums[:, 5] * given[3],
            to_means, to_quats, to_scales, to_pose,
        )  # fmt: skip
        ctx.seen.slopes = torch.from_numpy(sums[:, :2].copy())
        to_view = np.zeros((4, 4))
        to_view[:3] = to_pose.sum(0)
        arrays = (to_means, to_quats, to_scales, sums[:, 5] * shrink, sums[:, 6:9].copy(), to_view)
        return (*(torch.from_numpy(a) for a in arrays), None, None, None, None)


def _plain(tensor: Tensor) -> NDArray[np.float32]:
    """Return a tensor's values as a contiguous float32 array."""
    return np.ascontiguousarray(tensor.detach().numpy(), np.float32)
