"""Options of methods whose hyper-parameters are a frozen dataclass with parts.

`iterations` of a part that is `scaled` takes its schedule with it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar

from ..benchmarks.errors import UnknownNameError

Config = TypeVar("Config")


def choose_preset(method: str, presets: Mapping[str, Config], name: str) -> Config:
    """Return a preset by name; UnknownNameError where there is none."""
    if name not in presets:
        raise UnknownNameError(f"preset of {method}", name, presets)
    return presets[name]


def flatten(config: Any) -> dict[str, Any]:
    """Return the values of a config and its parts, the names of parts before a dot.

    >>> @dataclasses.dataclass(frozen=True)
    ... class Part:
    ...     steps: int = 5
    >>> @dataclasses.dataclass(frozen=True)
    ... class Whole:
    ...     part: Part = Part()
    ...     side: int = 32
    >>> flatten(Whole())
    {'part.steps': 5, 'side': 32}
    """
    flat: dict[str, Any] = {}
    for field in dataclasses.fields(config):
        value = getattr(config, field.name)
        if dataclasses.is_dataclass(value):
            flat |= {f"{field.name}.{key}": part for key, part in flatten(value).items()}
        else:
            flat[field.name] = value
    return flat


def override(method: str, config: Config, changes: Mapping[str, Any]) -> Config:
    """Return `config` with other values, named as by `flatten`.

    Raises:
        UnknownNameError: No such value.
        ValueError: A value is of another kind, or not allowed.
    """
    known = flatten(config)
    for name, value in changes.items():
        if name not in known:
            raise UnknownNameError(f"option of {method}", name, [*known, "preset", "seed"])
        _check_kind(name, known[name], value)
        config = _set(config, name.split("."), value)
    return config


def _check_kind(name: str, old: Any, new: Any) -> None:
    """Raise ValueError unless a value is of the kind of the one it replaces."""
    if old is None or new is None:
        return
    fits = isinstance(new, bool) if isinstance(old, bool) else isinstance(new, type(old))
    if isinstance(old, float) and isinstance(new, int) and not isinstance(new, bool):
        fits = True
    if not fits or (isinstance(new, bool) and not isinstance(old, bool)):
        raise ValueError(f"option {name}={new!r} is not {type(old).__name__} like {old!r}")


def _set(config: Any, path: list[str], value: Any) -> Any:
    name, *rest = path
    part = getattr(config, name)
    if rest == ["iterations"] and hasattr(part, "scaled"):
        return dataclasses.replace(config, **{name: part.scaled(value)})
    new = _set(part, rest, value) if rest else value
    return dataclasses.replace(config, **{name: new})
