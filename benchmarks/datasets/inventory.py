"""A dataset under examination: what is there, what should be, and what was found wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import BrokenDatasetError
from .manifest import Manifest

Found = Iterator[tuple[str, str]]
"""Path in a class folder, and what is wrong with it."""


@dataclass(frozen=True)
class Fault:
    """Something wrong with a dataset.

    Attributes:
        path: File or folder, posix, relative to the root; "." is the root.
        what: One sentence that has the path as its subject.
    """

    path: str
    what: str

    def __post_init__(self) -> None:
        # Names come from disk and from JSON: both may hold what no terminal can print.
        for name in ("path", "what"):
            text = getattr(self, name).encode("utf-8", "backslashreplace").decode()
            object.__setattr__(self, name, text)

    @classmethod
    def of(cls, error: BrokenDatasetError, root: Path) -> Fault:
        """Return what `error` says, with its path relative to `root`."""
        what = str(error).removeprefix(f"{error.path}: ")
        return cls(error.path.relative_to(root).as_posix(), what)


@dataclass(frozen=True)
class Inventory:
    """What there is of a dataset.

    Attributes:
        root: Its folder.
        files: Path relative to the root, posix, sorted -> size in bytes.
        manifest: What dataset.json says; None where there is none or it cannot be read.
        ours: Whether padkit wrote it: there is a dataset.json, readable or not, or a ledger.
        deep: Whether files are read whole.
    """

    root: Path
    files: Mapping[str, int]
    manifest: Manifest | None
    ours: bool
    deep: bool
