"""Fitted models that are kept: fitting takes minutes, and methods share what they fit.

A fit is named by all that decides it: the pictures, their cameras, the config, the seed, the kind
of device and padkit's code. They lie in $PADKIT_CACHE, by default ~/.cache/padkit, and may be
deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np

from ..benchmarks.files import write_json
from ..benchmarks.records import View
from .radiance.config import FieldConfig
from .radiance.fields import RadianceField
from .radiance.files import read_field, write_field
from .splats import FitConfig, Splats, read_ply, write_ply

Kind = Literal["splats", "radiance"]

CODE: dict[Kind, tuple[str, ...]] = {
    "splats": ("splats/*.py",),
    "radiance": ("radiance/*.py", "splats/hull.py", "splats/harmonics.py"),
}
"""Kind of model -> the code that fits it."""

Model = TypeVar("Model")


def shelf_folder() -> Path:
    """Return where fits are kept."""
    told = os.environ.get("PADKIT_CACHE")
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(told) if told else Path(base) / "padkit"


def name_fit(
    kind: Kind, views: Sequence[View], config: FitConfig | FieldConfig, *others: Any
) -> str:
    """Return 24 digits that stand for the code, pictures, cameras, config and all `others`."""
    digest = hashlib.sha256()
    for pattern in CODE[kind]:
        for path in sorted(Path(__file__).parent.glob(pattern)):
            digest.update(path.read_bytes())
    digest.update(json.dumps([asdict(config), *others], sort_keys=True).encode())
    for view in views:
        digest.update(np.ascontiguousarray(view.image).tobytes())
        camera = None if view.camera is None else view.camera.to_json()
        digest.update(json.dumps(camera).encode())
    return digest.hexdigest()[:24]


def keep_splats(name: str, make: Callable[[], Splats]) -> tuple[Splats, float, bool]:
    """Return splats from the shelf, or made and put there; see `keep`. They lie there as .ply."""
    return keep(shelf_folder() / "splats" / f"{name}.ply", make, write_ply, read_ply)


def keep_field(
    name: str, make: Callable[[], RadianceField], device: str
) -> tuple[RadianceField, float, bool]:
    """Return a radiance field likewise, on a device; on the shelf it lies as .safetensors."""
    path = shelf_folder() / "radiance" / f"{name}.safetensors"
    return keep(path, make, write_field, lambda file: read_field(file, device))


def keep(
    path: Path, make: Callable[[], Model], write: Callable[[Path, Model], None],
    read: Callable[[Path], Model],
) -> tuple[Model, float, bool]:  # fmt: skip
    """Return a model from its file, or made and written there.

    A shelf that cannot be written to is done without; a file on it that cannot be read is made
    anew. What making took lies beside it as .json.

    Returns:
        The model, the seconds that making it took, and whether it was on the shelf.
    """
    told = path.with_suffix(".json")
    with suppress(OSError, ValueError, KeyError):
        return read(path), float(json.loads(told.read_text())["seconds"]), True
    start = time.perf_counter()
    model = make()
    seconds = time.perf_counter() - start
    with suppress(OSError):
        write(path, model)
        write_json(told, {"seconds": seconds})
    return model, seconds, False
