"""The shipped panoramas: real rooms as OpenEXR files; NOTICE tells where they come from."""

from __future__ import annotations

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent


def names() -> tuple[str, ...]:
    """Return the names of the shipped panoramas, sorted."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.exr")))


def path(name: str) -> Path:
    """Return the file of a shipped panorama.

    Raises:
        ValueError: There is no such panorama.
    """
    if name not in names():
        raise ValueError(f"no panorama {name!r}; there are {', '.join(names())}")
    return FOLDER / f"{name}.exr"
