"""VGG16 down to its fourth pooling (Simonyan and Zisserman, ICLR 2015, configuration D)."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

WIDTHS = (64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0)
"""Channels of the convolutions; 0 is a pooling."""


class Vgg16(nn.Module):
    """Returns the maps after the second, third and fourth pooling, as the PAD supplement takes."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        channels = 3
        for width in WIDTHS:
            if width:
                layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU()]
                channels = width
            else:
                layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> list[Tensor]:
        """(B, 3, H, W) normalised pictures -> three maps, finest first."""
        maps = []
        for layer in self.features:
            x = layer(x)
            if isinstance(layer, nn.MaxPool2d):
                maps.append(x)
        return maps[1:]


def load_vgg16(path: Path, device: torch.device) -> Vgg16:
    """Return the network with the weights of a .safetensors file, torchvision's names, frozen.

    Raises:
        FileNotFoundError: No such file; nothing is ever downloaded.
        ValueError: The file holds something else.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    if not path.is_file():
        raise FileNotFoundError(f"no weights at {path}: give a local .safetensors file of VGG16")
    network = Vgg16()
    try:
        weights = load_file(path)
        network.load_state_dict({name: weights[name] for name in network.state_dict()})
    except (SafetensorError, KeyError, RuntimeError) as error:
        raise ValueError(
            f"{path} is no .safetensors file with the state dict of torchvision's VGG16: {error}"
        ) from error
    return network.eval().requires_grad_(False).to(device)
