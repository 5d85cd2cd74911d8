"""Radiance fields as .safetensors files."""

from __future__ import annotations

from pathlib import Path

from safetensors import SafetensorError
from safetensors.numpy import load_file, save

from ...benchmarks.files import write_bytes
from .fields import MlpField, RadianceField
from .grid import GridField


def write_field(path: Path, field: RadianceField) -> None:
    """Write a field, atomically; its folder is made."""
    write_bytes(path, save(field.state()))


def read_field(path: Path, device: str = "cpu") -> RadianceField:
    """Return the field that `write_field` wrote, on a device; voxels stay on the CPU.

    Raises:
        OSError: The file is not there.
        ValueError: It holds no field.
    """
    try:
        state = load_file(path)
    except SafetensorError as error:
        raise ValueError(f"{path} is not a readable .safetensors file of a field") from error
    if "mlp" in state:
        return MlpField.from_state(state).to(device)
    if "grid" in state:
        return GridField.from_state(state)
    raise ValueError(f"{path} holds no radiance field: neither mlp nor grid is among its names")
