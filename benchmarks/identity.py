"""What makes a run this run and no other: dataset, method, source, options, seed."""

from __future__ import annotations

import hashlib
import inspect
import json
import os
import platform
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path, PurePath
from typing import Any

from .. import __version__
from .datasets import Dataset
from .detector import Detector, Options
from .results import RunRecord, describe

LIBRARIES = {"numpy": "numpy", "cv2": "opencv-python-headless", "torch": "torch"}
"""Modules -> packages whose version is recorded where the module is loaded."""


def settle_options(
    method: str, factory: Callable[..., Detector], options: Mapping[str, Any], seed: int
) -> Options:
    """Return what `factory` is called with: `options`, and `seed` if it takes one.

    A seed among the options goes before. A method without the option `device` runs on the
    processor, so `cpu` need not be told to it.

    Raises:
        ValueError: The method has no such option.
    """
    settled = {"seed": seed, **options}
    parameters = inspect.signature(factory).parameters.values()
    if any(p.kind is p.VAR_KEYWORD for p in parameters):
        return settled
    known = [p.name for p in parameters if p.kind in (p.KEYWORD_ONLY, p.POSITIONAL_OR_KEYWORD)]
    for name, needless in {"seed": seed, "device": "cpu"}.items():
        if name not in known and settled.get(name) == needless:
            del settled[name]
    for name in settled:
        if name not in known:
            allowed = ", ".join(known) or "it has none"
            raise ValueError(f"the method {method} has no option {name!r}; allowed: {allowed}")
    return settled


def describe_run(
    method: str, factory: Callable[..., Detector], options: Options, dataset: Dataset
) -> RunRecord:
    """Return the record of a run that has not begun yet.

    Its name is the dataset's folder, the seed and eight digits that stand for all that matters:
    the dataset's fingerprint, the classes, the method and its source, options, padkit's version.

    Args:
        method: The method's name as the user typed it.
        factory: Its class.
        options: What it is called with, the seed among it if it takes one.
        dataset: What it is judged on.
    """
    detector = factory(**options)
    config: Options = detector.config() if hasattr(detector, "config") else options
    info = describe(dataset)
    source = digest_source(factory)
    matters = [info.fingerprint, info.categories, method, source, config, options, __version__]
    seedless = [dict(item) for item in (config, options)]
    for item in seedless:
        item.pop("seed", None)
    try:
        digits = _digest(matters)
    except (TypeError, ValueError) as error:
        raise ValueError(f"the config() of {method} is not plain JSON: {error}") from error
    seed = options.get("seed")
    start = info.root.strip(".") or info.name
    return RunRecord(
        task=info.name,
        method=name_folder(method),
        run="-".join([start, *([] if seed is None else [f"s{seed}"]), digits]),
        dataset=info,
        config=config,
        seed=seed,
        device=str(config.get("device", "cpu")),
        padkit=__version__,
        libraries={p: version(p) for module, p in LIBRARIES.items() if module in sys.modules},
        platform={
            "machine": platform.machine(),
            "processors": os.cpu_count(),
            "python": platform.python_version(),
        },
        recipe=_digest([info.fingerprint, info.categories, method, source, *seedless, __version__]),
    )


def _digest(matters: Sequence[Any]) -> str:
    """Return eight digits that stand for JSON values."""
    text = json.dumps(matters, sort_keys=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def name_folder(method: str) -> str:
    """Return the folder name of a method.

    >>> name_folder("patchcore"), name_folder("path/to/mine.py:MeanImage")
    ('patchcore', 'mine-MeanImage')
    """
    return re.sub(r"[^\w.+-]+", "-", PurePath(method).name.replace(".py:", "-")).strip("-.")


def digest_source(factory: Callable[..., Detector]) -> str:
    """Return the SHA-256 of a method's source: its file, and in a package those beside and below.

    Of a class typed into an interpreter only the name is known.
    """
    digest = hashlib.sha256(factory.__qualname__.encode())
    module = sys.modules.get(factory.__module__)
    told = getattr(module, "__file__", None)  # an interpreter's __main__ has no such attribute
    if module is not None and told:
        for path in sorted(Path(told).parent.rglob("*.py")) if module.__package__ else [Path(told)]:
            digest.update(path.read_bytes())
    return digest.hexdigest()
