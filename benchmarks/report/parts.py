"""The text files of this package: templates, style and script."""

from __future__ import annotations

from importlib import resources


def read_part(name: str) -> str:
    """Return the text of a template, the style or the script."""
    return resources.files(__package__).joinpath(name).read_text("utf-8")
