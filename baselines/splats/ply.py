"""The files that splats are kept in, readable by every viewer of 3D Gaussian splatting.

Binary little-endian PLY, a vertex a Gaussian, float32, with the properties of Kerbl et al.'s code:
x y z, nx ny nz (zeros), f_dc_0..2, f_rest_* (channel by channel), opacity (logit), scale_0..2
(logarithms), rot_0..3 (w, x, y, z). Comments keep what the format has no place for.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from ...benchmarks.files import write_bytes
from .cloud import Splats

_GROUND, _ANTIALIASED = "padkit background", "padkit antialiased"


def write_ply(path: Path, splats: Splats) -> None:
    """Write splats; what was at `path` stays whole until the new file is."""
    from plyfile import PlyData, PlyElement

    columns = _columns(splats)
    table = np.empty(len(splats), [(name, "<f4") for name in columns])
    for name, values in columns.items():
        table[name] = values
    ground = " ".join(str(float(value)) for value in splats.background)
    comments = [f"{_GROUND} {ground}", f"{_ANTIALIASED} {int(splats.antialiased)}"]
    data = PlyData([PlyElement.describe(table, "vertex")], byte_order="<", comments=comments)
    buffer = io.BytesIO()
    data.write(buffer)
    write_bytes(path, buffer.getvalue())


def read_ply(path: Path) -> Splats:
    """Return the splats of a file; of another program's the background is white.

    Raises:
        FileNotFoundError: No such file.
        ValueError: The file is no PLY, or holds no Gaussians.
    """
    from plyfile import PlyData, PlyElementParseError, PlyHeaderParseError

    try:
        data = PlyData.read(path)
        vertices = data["vertex"].data
    except (PlyHeaderParseError, PlyElementParseError, KeyError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} is not a PLY file of Gaussians: {error}") from error
    try:
        arrays = _arrays(vertices)
    except ValueError as error:
        raise ValueError(f"{path} is not a PLY file of Gaussians: {error}") from error
    told = _comments(data.comments)
    ground = [float(value) for value in told.get(_GROUND, "1 1 1").split()]
    tensors = {name: torch.from_numpy(values) for name, values in arrays.items()}
    antialiased = told.get(_ANTIALIASED, "0") == "1"
    return Splats(**tensors, background=torch.tensor(ground), antialiased=antialiased)


def _columns(splats: Splats) -> dict[str, NDArray[np.float32]]:
    """Return the properties of the vertices in the order of the format."""
    arrays = {
        name: getattr(splats, name).detach().cpu().numpy()
        for name in ("means", "quats", "log_scales", "logits", "harmonics")
    }
    harmonics = arrays["harmonics"]
    rest = harmonics[:, 1:].transpose(0, 2, 1).reshape(len(harmonics), -1)
    groups = {
        "xyz": arrays["means"],
        "n": np.zeros_like(arrays["means"]),
        "f_dc_": harmonics[:, 0],
        "f_rest_": rest,
        "opacity": arrays["logits"][:, None],
        "scale_": arrays["log_scales"],
        "rot_": arrays["quats"],
    }
    columns = {}
    for stem, values in groups.items():
        for i, column in enumerate(values.T):
            columns[_name(stem, i)] = column
    return columns


def _name(stem: str, index: int) -> str:
    if stem == "opacity":
        return stem
    if stem in ("xyz", "n"):
        return ("n" if stem == "n" else "") + "xyz"[index]
    return f"{stem}{index}"


def _arrays(vertices: Any) -> dict[str, NDArray[np.float32]]:
    """Return the arrays of `Splats` from a table of vertices; ValueError names what is missing."""
    names = vertices.dtype.names

    def stack(*wanted: str) -> NDArray[np.float32]:
        missing = [name for name in wanted if name not in names]
        if missing:
            raise ValueError(f"its vertices have no {', '.join(missing)}")
        return np.stack([vertices[name] for name in wanted], 1).astype(np.float32)

    count = sum(name.startswith("f_rest_") for name in names)
    if count not in (0, 9, 24, 45):
        raise ValueError(f"it has {count} f_rest_ properties; allowed: 0, 9, 24, 45")
    first = stack(*(f"f_dc_{i}" for i in range(3)))[:, None]
    harmonics = first
    if count:
        rest = stack(*(f"f_rest_{i}" for i in range(count))).reshape(len(vertices), 3, -1)
        harmonics = np.concatenate([first, rest.transpose(0, 2, 1)], 1)
    return {
        "means": stack("x", "y", "z"),
        "quats": stack(*(f"rot_{i}" for i in range(4))),
        "log_scales": stack(*(f"scale_{i}" for i in range(3))),
        "logits": stack("opacity")[:, 0],
        "harmonics": harmonics,
    }


def _comments(lines: list[str]) -> dict[str, str]:
    """Return our comments by what they begin with."""
    return {
        key: line.removeprefix(key).strip()
        for line in lines
        for key in (_GROUND, _ANTIALIASED)
        if line.startswith(key)
    }
