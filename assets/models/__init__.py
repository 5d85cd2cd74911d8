"""The shipped models: LDraw files, an animal for each class of MAD and nine vehicles."""

from __future__ import annotations

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent


def names() -> tuple[str, ...]:
    """Return the names of the shipped models, sorted."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.ldr")))


def path(name: str) -> Path:
    """Return the file of a shipped model.

    Raises:
        ValueError: There is no such model.
    """
    file = FOLDER / f"{name}.ldr"
    if name not in names():
        raise ValueError(f"no model {name!r}; there are {', '.join(names())}")
    return file
