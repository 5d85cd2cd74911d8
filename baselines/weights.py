"""Weights of padkit's own small networks: .safetensors files of halves that say what they hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn

from ..benchmarks.files import write_bytes

KEY = "padkit"
"""Of the one entry of the metadata, JSON: the library writes several in an order that changes."""


def write_weights(path: Path, network: nn.Module, kind: str, about: Mapping[str, Any]) -> None:
    """Write the floats of a network as float16, atomically; the same weights, the same bytes.

    Args:
        path: Of the .safetensors file; its folder is made.
        network: What to write.
        kind: What it is for, the word after `toolkit train`.
        about: JSON values that tell how to build it, and what else is to be known.
    """
    state = network.state_dict()
    halves = {
        name: tensor.detach().cpu().half().contiguous()
        for name, tensor in sorted(state.items())
        if tensor.is_floating_point()
    }
    told = json.dumps({"kind": kind, **about}, sort_keys=True)
    write_bytes(path, save(halves, {KEY: told}))


def read_weights(path: Path, kind: str) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """Return what `write_weights` was told about a network, and its tensors in float32, by name.

    Raises:
        FileNotFoundError: No such file; nothing is ever downloaded.
        ValueError: The file holds something else.
    """
    command = f"toolkit train {kind}"
    if not path.is_file():
        raise FileNotFoundError(f"no weights at {path}: make some with {command}")
    try:
        with safe_open(path, "pt") as file:
            about: dict[str, Any] = json.loads((file.metadata() or {}).get(KEY, "{}"))
            tensors = {name: file.get_tensor(name).float() for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, json.JSONDecodeError) as error:
        raise ValueError(f"{path} is not a readable .safetensors file of weights") from error
    if about.get("kind") != kind:
        raise ValueError(f"{path} does not hold what {command} writes")
    return about, tensors


def fill(network: nn.Module, tensors: Mapping[str, Tensor], path: Path) -> nn.Module:
    """Put the tensors of `read_weights` into a network and freeze it; ValueError if they misfit."""
    counters = {k: v for k, v in network.state_dict().items() if not v.is_floating_point()}
    try:
        network.load_state_dict({**tensors, **counters})
    except RuntimeError as error:
        cause = " ".join(str(error).split())
        raise ValueError(f"{path} does not fit its architecture: {cause}") from error
    return network.eval().requires_grad_(False)
