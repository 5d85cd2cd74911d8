"""Frames and scenes -> the published folder layouts.

What a layout calls things stands in `padkit.benchmarks.datasets.layouts`, which reads them back. A
writer offers `write_unit`, for one picture, and `write_class`, for what a class's pictures need
beside them once they are all there.
"""

from __future__ import annotations

from ...benchmarks.datasets.layouts import LAYOUTS
from ...benchmarks.errors import UnknownNameError
from .class_folders import Picture, Writer

WRITERS = {name: Writer(layout) for name, layout in LAYOUTS.items()}
"""Layout name -> its writer."""


def load(layout: str) -> Writer:
    """Return the writer of a layout, by its name."""
    if layout not in WRITERS:
        raise UnknownNameError("layout", layout, WRITERS)
    return WRITERS[layout]


__all__ = ["WRITERS", "Picture", "Writer", "load"]
