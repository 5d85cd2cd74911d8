"""Fitted splats that are kept: fitting takes minutes, and methods share what they fit.

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
from typing import Any

import numpy as np

from ..benchmarks.files import write_json
from ..benchmarks.records import View
from .splats import FitConfig, Splats, read_ply, write_ply


def shelf_folder() -> Path:
    """Return where fits are kept."""
    told = os.environ.get("PADKIT_CACHE")
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(told) if told else Path(base) / "padkit"


def name_fit(views: Sequence[View], config: FitConfig, *others: Any) -> str:
    """Return 24 digits that stand for the pictures, cameras, config and all `others`."""
    digest = hashlib.sha256(_code().encode())
    digest.update(json.dumps([asdict(config), *others], sort_keys=True).encode())
    for view in views:
        digest.update(np.ascontiguousarray(view.image).tobytes())
        camera = None if view.camera is None else view.camera.to_json()
        digest.update(json.dumps(camera).encode())
    return digest.hexdigest()[:24]


def keep_splats(name: str, make: Callable[[], Splats]) -> tuple[Splats, float, bool]:
    """Return splats from the shelf, or made and put there.

    A shelf that cannot be written to is done without; a file on it that cannot be read is made
    anew.

    Returns:
        The splats, the seconds that making them took, and whether they were on the shelf.
    """
    folder = shelf_folder() / "splats"
    path, told = folder / f"{name}.ply", folder / f"{name}.json"
    with suppress(OSError, ValueError, KeyError):
        return read_ply(path), float(json.loads(told.read_text())["seconds"]), True
    start = time.perf_counter()
    splats = make()
    seconds = time.perf_counter() - start
    with suppress(OSError):
        write_ply(path, splats)
        write_json(told, {"seconds": seconds})
    return splats, seconds, False


def _code() -> str:
    """Return the digest of the code that fits."""
    digest = hashlib.sha256()
    for path in sorted((Path(__file__).parent / "splats").glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
