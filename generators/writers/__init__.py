"""Frames and scenes -> the published folder layouts.

What a layout calls things stands in `padkit.benchmarks.datasets`, which reads them back. A writer
offers `write_unit`, for one picture, and `write_class`, for what a class's pictures need beside
them once they are all there. `WRITERS` names them by layout.
"""

from __future__ import annotations

import importlib
from types import ModuleType

WRITERS = ("mad",)


def load(layout: str) -> ModuleType:
    """Return the writer of a layout."""
    return importlib.import_module(f".{layout}", __name__)
