"""Everything that is wrong with a dataset; nothing is assumed of what lies on disk."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from ..errors import BrokenDatasetError
from . import folder_faults, name_layout, picture_faults
from .inventory import Fault, Inventory
from .manifest import KEYS, LEDGER, MANIFEST, list_files, read_manifest

RULES = dict.fromkeys(("mad", "piad"), (folder_faults.find_faults, picture_faults.PictureRules))
"""Layout name -> `find_faults(inventory, name) -> Iterator[Fault]` for names, poses and side files,
and a class made from inventory and name with `check(path, data) -> Iterator[Fault]` for what is in
a file; `data` are its bytes, or as many as `HEAD`."""

HEAD = 33
"""Bytes of a file that are read when it is not read whole: enough for a PNG's header."""

LEFTOVER = re.compile(r"(.*/)?\.[^/]+\.part(\.[^/.]+)?")
"""What `files.write_bytes` and `images.write_exr` write before they rename it."""

Progress = Callable[[int, int], None]
"""Called with the number of files looked into so far, and in all."""


def find_faults(
    root: Path, *, deep: bool = True, progress: Progress | None = None
) -> Iterator[Fault]:
    """Yield every fault of the dataset at `root`, each with its path and one sentence.

    With a dataset.json, each file must be as listed there and nothing else may lie beside them.
    An original download is held to what its layout says.

    Args:
        root: Folder of the dataset.
        deep: Read every file whole: checksums, damaged pictures, pixels. Otherwise names, poses,
            side files and the heads of pictures only.
        progress: Told of each file looked into.
    """
    if not root.is_dir():
        yield Fault(".", "is not a folder")
        return
    try:
        files = list_files(root)
    except OSError as error:
        yield Fault(".", f"cannot be listed: {error}")
        return
    manifest = None
    try:
        manifest = read_manifest(root)
    except BrokenDatasetError as error:
        yield Fault.of(error, root)
    inventory = Inventory(root, files, manifest, MANIFEST in files or LEDGER in files, deep)
    yield from _check_list(inventory)
    try:
        layout = name_layout(root, manifest)
    except BrokenDatasetError as error:
        yield Fault.of(error, root)
        return
    find_layout_faults, picture_rules = RULES[layout]
    yield from find_layout_faults(inventory, layout)
    check = picture_rules(inventory, layout).check
    for done, path in enumerate(files, 1):
        yield from _check_file(inventory, path, check)
        if progress:
            progress(done, len(files))


def _check_list(inventory: Inventory) -> Iterator[Fault]:
    """Compare the files on disk with those that dataset.json lists."""
    files, manifest = inventory.files, inventory.manifest
    listed = set(manifest.files) if manifest else set(files)
    for path in sorted(listed.difference(files)):
        yield Fault(path, f"is missing; {MANIFEST} lists it")
    for path in files:
        if LEFTOVER.fullmatch(path):
            yield Fault(path, "is left over from an interrupted write; delete it")
        elif path not in listed and path != MANIFEST:
            yield Fault(path, f"is not listed in {MANIFEST}")
    for key in KEYS:
        if manifest and key not in manifest.values:
            yield Fault(MANIFEST, f'has no "{key}"')


def _check_file(
    inventory: Inventory, path: str, check: Callable[[str, bytes], Iterator[Fault]]
) -> Iterator[Fault]:
    """Read one file and compare it with its checksum and with the rules of its layout."""
    try:
        with (inventory.root / path).open("rb") as file:
            data = file.read(-1 if inventory.deep else HEAD)
    except OSError as error:
        yield Fault(path, f"cannot be read ({error.strerror})")
        return
    expected = inventory.manifest.files.get(path) if inventory.manifest else None
    if expected is not None and inventory.deep and hashlib.sha256(data).hexdigest() != expected:
        yield Fault(path, f"is not the file that {MANIFEST} lists: its SHA-256 differs")
    yield from check(path, data)
