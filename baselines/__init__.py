"""The methods under test, by name; their modules are imported when asked for.

A method is a class with `fit` and `predict` (`padkit.benchmarks.detector.Detector`). Four places
are searched: the table below; the models of anomalib, as `anomalib:Patchcore`; the entry points of
the group `padkit.methods` that other packages declare; and any file, as `path/to/file.py:Class`.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

from ..benchmarks.errors import MissingLibraryError, UnknownNameError

GROUP = "padkit.methods"
"""The entry-point group of outside methods."""


@dataclass(frozen=True)
class Method:
    """A line of the table.

    Attributes:
        target: `module:Class` within this package.
        summary: What it is, in one line.
    """

    target: str
    summary: str


METHODS = {
    "omniposead": Method(
        "omniposead:OmniposeAD", "a radiance field, the pose by descent through it (NeurIPS 2023)"
    ),
    "padim": Method("padim:Padim", "a Gaussian of frozen features at each position (ICPR 2020)"),
    "patchcore": Method(
        "patchcore:PatchCore", "distance to a coreset of sound patches (CVPR 2022)"
    ),
    "piad": Method("piad:Piad", "splats of colour and reflectance, in changing light (CVPR 2025)"),
    "splatpose": Method(
        "splatpose:SplatPose", "splats, the pose by descent through them (CVPRW 2024)"
    ),
    "splatpose_plus": Method(
        "splatpose_plus:SplatPosePlus", "splats, the pose by matches and PnP (ECCVW 2024)"
    ),
    "splatpose_plus_clutter": Method(
        "splatpose_plus_clutter:SplatPosePlusClutter",
        "the same before any background: objects on a conveyor",
    ),
}

LIBRARIES = {"torch": "PyTorch", "safetensors": "safetensors"}
"""What the extra `learn` brings and its modules import at once."""

TRAININGS = {"foreground": "foreground.training", "reflectance": "reflectance.training"}
"""Networks of ours that can be trained -> the module that does."""

ANOMALIB = "anomalib:"
"""What the name of a method begins with that is a model of anomalib."""


def names() -> dict[str, str]:
    """Return every method's name and one line about it, sorted; imports no method."""
    ours = {name: method.summary for name, method in METHODS.items()}
    ours[f"{ANOMALIB}MODEL"] = "any model of anomalib by its class name, such as anomalib:Patchcore"
    others = {name: f"{point.value}, {_origin(point)}" for name, point in _outsiders().items()}
    return dict(sorted((ours | others).items()))


def load(name: str) -> type[Any]:
    """Return the class of a method.

    Args:
        name: A name of `names`, `anomalib:` and a model's class name, or `path/to/file.py:Class`.

    Raises:
        UnknownNameError: No such method.
        MissingLibraryError: PyTorch or anomalib is not installed and the method needs it.
        FileNotFoundError: No such file.
        ValueError: The file or package cannot be imported, or holds no such class, or the class
            lacks `fit` or `predict`.
    """
    if name in METHODS:
        return _load_ours(name)
    if name.startswith(ANOMALIB):
        return _load_anomalib(name)
    path, _, attribute = name.rpartition(":")
    if path.endswith(".py"):
        return _load_file(Path(path), attribute)
    if name.endswith(".py"):
        raise ValueError(f"{name} names a file, but no class in it; write {name}:CLASS")
    outsiders = _outsiders()
    if name in outsiders:
        return _load_outsider(outsiders[name])
    raise UnknownNameError("method", name, names())


def find_training(network: str) -> Callable[..., Any]:
    """Return `train(roots, out, *, steps, seed, device, progress)` of a network.

    Raises:
        UnknownNameError: No such network.
        MissingLibraryError: PyTorch is not installed.
    """
    if network not in TRAININGS:
        raise UnknownNameError("network", network, TRAININGS)
    found = _import_ours(TRAININGS[network], f"to train the network {network}")
    train: Callable[..., Any] = found.train
    return train


def _import_ours(module: str, why: str) -> ModuleType:
    """Import a module of this package; MissingLibraryError where `learn` is not installed."""
    try:
        return importlib.import_module(f".{module}", __name__)
    except ModuleNotFoundError as error:
        if error.name not in LIBRARIES:
            raise
        install = "pip install 'padkit[learn]'"
        raise MissingLibraryError(LIBRARIES[error.name], why, install) from error


def _load_ours(name: str) -> type[Any]:
    module, _, attribute = METHODS[name].target.partition(":")
    found = _import_ours(module, f"by the method {name}")
    return _check_class(getattr(found, attribute), name)


def _load_anomalib(name: str) -> type[Any]:
    try:
        from .anomalib import load_detector
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise
        install = "pip install 'padkit[anomalib]'"
        raise MissingLibraryError("PyTorch", f"by the method {name}", install) from error
    return _check_class(load_detector(name.removeprefix(ANOMALIB)), name)


def _outsiders() -> dict[str, EntryPoint]:
    """Return the entry points of other packages by name; a name that is taken is told and left."""
    found: dict[str, EntryPoint] = {}
    for point in entry_points(group=GROUP):
        if point.name not in METHODS and point.name not in found:
            found[point.name] = point
            continue
        owner = "of padkit" if point.name in METHODS else _origin(found[point.name])
        warnings.warn(
            f"the method {point.name!r} {_origin(point)} is not used: the one {owner} has its name",
            stacklevel=3,
        )
    return found


def _origin(point: EntryPoint) -> str:
    return f"from {point.dist.name}" if point.dist else f"at {point.value}"


def _load_outsider(point: EntryPoint) -> type[Any]:
    try:
        found = point.load()
    except Exception as error:  # foreign code may fail in any way
        raise ValueError(
            f"the method {point.name!r} {_origin(point)} cannot be imported: {_quote(error)}"
        ) from error
    return _check_class(found, point.name)


def _load_file(path: Path, attribute: str) -> type[Any]:
    """Import a file that belongs to no package and return its class `attribute`."""
    if not path.is_file():
        raise FileNotFoundError(f"there is no method file {path}")
    spec = importlib.util.spec_from_file_location(str(path.resolve()), path)
    assert spec is not None and spec.loader is not None  # the name ends in .py
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses and inspect look their module up there
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # foreign code may fail in any way
        del sys.modules[spec.name]
        raise ValueError(f"{path}, line {_find_line(error, path)}: {_quote(error)}") from error
    classes = {key: value for key, value in vars(module).items() if isinstance(value, type)}
    if attribute not in classes:
        raise UnknownNameError(f"class of {path}", attribute, classes)
    return _check_class(classes[attribute], f"{path}:{attribute}")


def _find_line(error: Exception, path: Path) -> int:
    """Return the line of `path` in which `error` came up, the innermost if there are several."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if Path(frame.filename) == path.absolute()]
    broken = error.lineno if isinstance(error, SyntaxError) else None  # it never ran: no frame
    return (lines[-1] if lines else broken) or 1


def _quote(error: Exception) -> str:
    """Return an error in one line."""
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    return f"{type(error).__name__}: {' '.join(text.split())}"


def _check_class(found: Any, name: str) -> type[Any]:
    """Return `found` if it is a class with `fit` and `predict`; ValueError otherwise."""
    if not isinstance(found, type):
        raise ValueError(f"the method {name} is {type(found).__name__}, not a class")
    missing = [part for part in ("fit", "predict") if not callable(getattr(found, part, None))]
    if missing:
        raise ValueError(f"the method {name} has no {' and no '.join(missing)}")
    return found
