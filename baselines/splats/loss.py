"""0.8 L1 + 0.2 (1 - SSIM), the loss that 3D Gaussian splatting is trained with.

Kerbl et al., 3D Gaussian Splatting, SIGGRAPH 2023, Eq. 7; SSIM of Wang et al., Image Quality
Assessment, IEEE TIP 2004, with a Gaussian window of 11 pixels (sigma 1.5), zeros around the
picture. On a CPU a depthwise convolution costs ten times what the rasteriser does, hence kernels
with the gradient written out; elsewhere PyTorch's own operations. `Target` keeps what of a picture
is needed again each time it is compared with.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numba import prange
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from ..compiling import compiled

SSIM_SHARE = 0.2
"""Lambda of Eq. 7."""

_SIDE, _PAD = 11, 5
_C1, _C2 = 0.01**2, 0.03**2
_WINDOW = np.exp(-((np.arange(_SIDE) - _PAD) ** 2) / (2 * 1.5**2))
_WINDOW = (_WINDOW / _WINDOW.sum()).astype(np.float32)


class Target:
    """A picture to be reached, (H, W, 3) float32, with its local means and squares."""

    def __init__(self, picture: NDArray[Any]) -> None:
        self.picture = np.ascontiguousarray(picture, np.float32)
        planes = np.moveaxis(self.picture, 2, 0)
        self.blurred = _blur(np.concatenate([planes, planes * planes]))
        self._tensors: dict[torch.device, Tensor] = {}

    def tensor(self, device: torch.device) -> Tensor:
        """Return the picture (H, W, 3) on `device`."""
        if device not in self._tensors:
            self._tensors[device] = torch.from_numpy(self.picture).to(device)
        return self._tensors[device]


def photometric(image: Tensor, target: Target, share: float = SSIM_SHARE) -> Tensor:
    """Return (1 - share) L1 + share (1 - SSIM) of `image` (H, W, 3) and the target, a scalar."""
    if image.device.type == "cpu":
        loss: Tensor = _Photometric.apply(image, target, share)  # type: ignore[no-untyped-call]
        return loss
    other = target.tensor(image.device)
    return (1 - share) * (image - other).abs().mean() + share * (1 - ssim(image, other))


def ssim(image: Tensor, other: Tensor) -> Tensor:
    """Return the mean SSIM of two pictures (H, W, 3) in 0 to 1, in PyTorch's own operations."""
    window = torch.from_numpy(_WINDOW).to(image)
    stack = torch.stack([image, other, image * image, other * other, image * other])
    planes = stack.permute(0, 3, 1, 2).reshape(15, 1, *image.shape[:2])
    rows = functional.conv2d(planes, window.view(1, 1, 1, -1), padding=(0, _PAD))
    blurred = functional.conv2d(rows, window.view(1, 1, -1, 1), padding=(_PAD, 0))
    a, b, aa, bb, ab = blurred.reshape(5, 3, *image.shape[:2])
    top = (2 * a * b + _C1) * (2 * (ab - a * b) + _C2)
    bottom = (a * a + b * b + _C1) * (aa - a * a + bb - b * b + _C2)
    mean: Tensor = (top / bottom).mean()
    return mean


class _Photometric(torch.autograd.Function):
    """The loss by kernels; its gradient is known as soon as its value is."""

    @staticmethod
    def forward(ctx: Any, image: Tensor, target: Target, share: float) -> Tensor:
        picture = np.ascontiguousarray(image.detach().numpy(), np.float32)
        planes = np.moveaxis(picture, 2, 0)
        other = np.moveaxis(target.picture, 2, 0)
        blurred = _blur(np.concatenate([planes, planes * planes, planes * other]))
        slopes = np.empty_like(blurred)
        similarity = _ssim_slopes(blurred, target.blurred, slopes) / picture.size
        gradient = np.empty_like(picture)
        difference = _gradient(picture, target.picture, _blur(slopes),
                               np.float32((1 - share) / picture.size),
                               np.float32(share / picture.size), gradient)  # fmt: skip
        ctx.gradient = torch.from_numpy(gradient)
        value = (1 - share) * difference / picture.size + share * (1 - similarity)
        return torch.tensor(value, dtype=torch.float32)

    @staticmethod
    def backward(ctx: Any, toward: Tensor) -> Any:
        return ctx.gradient * toward, None, None


def _blur(planes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return planes (P, H, W) under the window, zeros around them."""
    result = np.empty(planes.shape, np.float32)
    _blur_into(np.ascontiguousarray(planes), _WINDOW, result)
    return result


@compiled(parallel=True, fastmath=True)
def _blur_into(planes: Any, window: Any, result: Any) -> None:
    count, height, width = planes.shape
    for line in prange(count * height):
        plane, y = line // height, line % height
        row = np.zeros(width + 2 * _PAD, np.float32)
        for k in range(max(0, _PAD - y), min(_SIDE, height + _PAD - y)):
            for x in range(width):
                row[_PAD + x] += window[k] * planes[plane, y + k - _PAD, x]
        for x in range(width):
            result[plane, y, x] = window[_PAD] * row[x + _PAD]
        for k in range(_PAD):
            for x in range(width):
                result[plane, y, x] += window[k] * (row[x + k] + row[x + 2 * _PAD - k])


@compiled(parallel=True, fastmath=True)
def _ssim_slopes(mine: Any, theirs: Any, slopes: Any) -> Any:
    """Fill the slopes of SSIM with regard to the means of a, a^2 and ab; return SSIM's sum."""
    count, height, width = mine.shape[0] // 3, mine.shape[1], mine.shape[2]
    c1, c2 = np.float32(_C1), np.float32(_C2)
    one, two = np.float32(1), np.float32(2)
    sums = np.zeros(height)
    for y in prange(height):
        total = np.float32(0)
        for c in range(count):
            for x in range(width):
                a, b = mine[c, y, x], theirs[c, y, x]
                spread_a = mine[count + c, y, x] - a * a
                spread_b = theirs[count + c, y, x] - b * b
                joint = mine[2 * count + c, y, x] - a * b
                top1, top2 = two * a * b + c1, two * joint + c2
                bottom1, bottom2 = a * a + b * b + c1, spread_a + spread_b + c2
                share = one / (bottom1 * bottom2)
                value = top1 * top2 * share
                total += value
                by_joint, by_square = two * top1 * share, -value / bottom2
                slopes[c, y, x] = (two * b * top2 * share - two * a * value / bottom1
                                   - b * by_joint - two * a * by_square)  # fmt: skip
                slopes[count + c, y, x] = by_square
                slopes[2 * count + c, y, x] = by_joint
        sums[y] = total
    return sums.sum()


@compiled(parallel=True, fastmath=True)
def _gradient(
    mine: Any, theirs: Any, slopes: Any, weight: Any, ssim_weight: Any, gradient: Any
) -> Any:
    """Fill the gradient of the loss (H, W, 3); return the sum of absolute differences."""
    height, width, count = mine.shape
    two = np.float32(2)
    sums = np.zeros(height)
    for y in prange(height):
        total = np.float32(0)
        for x in range(width):
            for c in range(count):
                a, b = mine[y, x, c], theirs[y, x, c]
                total += abs(a - b)
                by_ssim = (slopes[c, y, x] + two * a * slopes[count + c, y, x]
                           + b * slopes[2 * count + c, y, x])  # fmt: skip
                gradient[y, x, c] = weight * np.sign(a - b) - ssim_weight * by_ssim
        sums[y] = total
    return sums.sum()
