"""dataset.json, which every dataset of ours carries, and the list of what lies on disk beside it.

An original download has no dataset.json; everything here then says None.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import BrokenDatasetError

MANIFEST = "dataset.json"
"""At the root of a dataset; the last file written, so its presence says that all others are."""

LEDGER = "units.jsonl"
"""At the root of a dataset in the making; without a dataset.json beside it, the render goes on or
was interrupted."""

KEYS = (
    "format",  # layout, a key of `padkit.benchmarks.datasets.READERS`
    "format_version",  # int, counted up when the layout changes
    "suite",
    "preset",
    "seed",
    "backend",
    "generator",  # {"name": "padkit", "version": ...}
    "image_size",  # [width, height] of every picture, pixels
    "licence",
    "classes",  # {name: {"train": images, "test": {defect: images}, ...}}
    "files",  # {path from the root, posix: SHA-256 in hexadecimal}; all but dataset.json itself
)
"""The keys of dataset.json."""


@dataclass(frozen=True)
class Manifest:
    """What dataset.json says, as far as readers need it.

    Attributes:
        format: Layout name.
        suite: Suite name.
        files: Path relative to the root, posix, -> SHA-256 in hexadecimal.
        values: The whole file.
    """

    format: str
    suite: str
    files: Mapping[str, str]
    values: Mapping[str, Any]


def read_json(path: Path) -> dict[str, Any]:
    """Return the object in a JSON file.

    Raises:
        BrokenDatasetError: No such file, not JSON, or not an object.
    """
    try:
        values = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise BrokenDatasetError(path, "is missing") from error
    except OSError as error:
        raise BrokenDatasetError(path, f"cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise BrokenDatasetError(path, f"is not JSON ({error})") from error
    if not isinstance(values, dict):
        raise BrokenDatasetError(path, "is JSON but not an object")
    return values


def read_manifest(root: Path) -> Manifest | None:
    """Return what `root`/dataset.json says; None where there is none.

    Raises:
        BrokenDatasetError: It is there and cannot be used, or the render is not finished.
    """
    path = root / MANIFEST
    if not os.path.lexists(path):
        if (root / LEDGER).exists():
            raise BrokenDatasetError(
                root, f"has no {MANIFEST} yet: finish its render with the command that began it"
            )
        return None
    values = read_json(path)
    files = values.get("files")
    if not isinstance(files, dict) or not all(isinstance(v, str) for v in files.values()):
        raise BrokenDatasetError(path, 'has no "files" table of path -> SHA-256')
    for key in ("format", "suite"):
        if not isinstance(values.get(key), str):
            raise BrokenDatasetError(path, f'has no text under "{key}"')
    return Manifest(values["format"], values["suite"], files, values)


def list_files(root: Path) -> dict[str, int]:
    """Return every file below `root`: path relative to it, posix, sorted -> size in bytes.

    Links to folders are followed, each folder once.

    Raises:
        OSError: A folder cannot be listed.
    """

    def fail(error: OSError) -> None:
        raise error

    sizes: dict[str, int] = {}
    seen: set[tuple[int, int]] = set()
    for folder, subfolders, names in os.walk(root, onerror=fail, followlinks=True):
        stat = os.stat(folder)  # noqa: PTH116 os.walk speaks in strings
        if (stat.st_dev, stat.st_ino) in seen:
            subfolders.clear()
            continue
        seen.add((stat.st_dev, stat.st_ino))
        for name in names:
            path = Path(folder, name)
            sizes[path.relative_to(root).as_posix()] = path.lstat().st_size
    return dict(sorted(sizes.items()))


def fingerprint(entries: Mapping[str, object]) -> str:
    """Return the SHA-256 over `entries`, sorted by key; that of a dataset over its file table."""
    text = json.dumps(sorted((key, str(value)) for key, value in entries.items()))
    return hashlib.sha256(text.encode()).hexdigest()
