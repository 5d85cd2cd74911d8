"""A dataset on disk, laid out as other programs expect it.

Every format is a module of this folder with

    READERS: str                                    # who reads it, in one line
    def write(source: Source, part: Path) -> None   # into the empty folder `part`

Pictures are hard links where the file system allows it, copies otherwise: do not edit them in
place. An export is made beside its target and renamed when it is whole. It carries export.json,
which says of which dataset it is and which files belong to it: it can be replaced, nothing else is.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

from ..errors import UnknownNameError
from .staging import Progress, Source, replace_export

FORMATS = ("mvtec", "nerfstudio", "coco", "splatpose", "mad", "mip")
"""What `toolkit export --format` takes: the modules of this folder."""


def export(dataset_root: Path, name: str, out: Path, progress: Progress | None = None) -> Path:
    """Write the dataset at `dataset_root` in the format `name`, whole or not at all.

    Args:
        dataset_root: A dataset that padkit reads, rendered or downloaded.
        name: One of `FORMATS`.
        out: Folder of the export; new, empty, or an earlier export of this dataset in this format,
            which is replaced.
        progress: Told of each picture and mask.

    Returns:
        `out`.

    Raises:
        UnknownNameError: There is no such format.
        BrokenDatasetError: `dataset_root` is no dataset that can be read.
        ValueError: `out` holds something else, is no folder, or lies within the dataset, or the
            dataset lacks what the format needs.
    """
    module = _load(name)
    source = Source.open(dataset_root, progress)
    with replace_export(out, source, name) as part:
        module.write(source, part)
    return out


def formats() -> dict[str, str]:
    """Return the formats and who reads them."""
    return {name: str(_load(name).READERS) for name in FORMATS}


def _load(name: str) -> ModuleType:
    if name not in FORMATS:
        raise UnknownNameError("format", name, FORMATS)
    return importlib.import_module(f".{name}", __name__)
