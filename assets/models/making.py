"""Where the shipped models come from: `python -m padkit.assets.models [DIR]` writes them all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from ..animals import ANIMALS
from ..ldraw import write_model
from ..sculpt import Sculpture
from ..vehicles import VEHICLES
from . import FOLDER

MAKERS: Final[dict[str, Callable[[], Sculpture]]] = {**ANIMALS, **VEHICLES}
"""Name of the model -> what models it."""


def write_made(name: str, folder: Path = FOLDER) -> Path:
    """Make one model and write it as an LDraw file; return its path."""
    path = folder / f"{name}.ldr"
    title = name.lstrip("0123456789").replace("_", " ").capitalize()
    write_model(path, title, MAKERS[name]().placements(), licence="CC0 1.0")
    return path
