"""What all exports share: the dataset they come from, and the folder they are made in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ... import __version__
from ..datasets import Dataset, Views, open_dataset
from ..datasets.manifest import Manifest, list_files, read_json, read_manifest
from ..errors import BrokenDatasetError
from ..files import write_bytes, write_json

EXPORT = "export.json"
"""At the root of an export: `format`, `dataset`, `fingerprint`, `padkit` version, `files`."""

LICENCE = "license.txt"

SOURCE_LICENCES = ("license", "license.txt", "licence", "licence.txt", "LICENSE", "LICENSE.txt")
"""Where an original download may tell its licence, in its root or in a class folder."""

Progress = Callable[[int, int], None]
"""Called with the number of files exported so far, and in all."""


@dataclass(frozen=True, eq=False)
class Source:
    """A dataset to be exported.

    Attributes:
        dataset: It.
        manifest: Its dataset.json; None for an original download.
        files: Its files, paths from the root, posix.
        progress: Told of each picture and mask.
    """

    dataset: Dataset
    manifest: Manifest | None
    files: tuple[str, ...]
    progress: Progress | None = None

    @classmethod
    def open(cls, root: Path, progress: Progress | None = None) -> Source:
        """Return the dataset at `root`; BrokenDatasetError when it is none."""
        dataset, manifest = open_dataset(root), read_manifest(root)
        files = tuple(manifest.files if manifest else list_files(root))
        return cls(dataset, manifest, files, progress)

    def views(self, category: str) -> Views:
        """Return the training views of a class; ValueError when they are no files."""
        views = self.dataset.train[category]
        if not isinstance(views, Views):
            raise ValueError(f"{category} has no pictures on disk to export")
        return views

    def link(self, files: Mapping[Path, Path]) -> None:
        """Make each key the same file as its value, or a copy where there are no such links."""
        for done, (target, source) in enumerate(files.items(), 1):
            _place(source, target)
            if self.progress:
                self.progress(done, len(files))

    @property
    def licence(self) -> str:
        """The text of the dataset's licence."""
        return _tell_licence(self.dataset.root, self.manifest, self.files)

    def licence_of(self, category: str) -> str:
        """Return the text of the licence of a class: its own in an original download."""
        own = None if self.manifest else _find_licence(self.dataset.root, category, self.files)
        return own or self.licence

    @property
    def origin(self) -> str:
        """Where the pictures come from, in a sentence or two."""
        told = self.manifest.values if self.manifest else {}
        values = {key: told.get(key) for key in ("variant", "preset", "seed", "backend")}
        made = ", ".join(
            f"{key} {value}" for key, value in values.items() if value not in (None, "")
        )
        text = f"{self.dataset.name}, exported by padkit {__version__}."
        return f"{text} It was rendered: {made}." if made else text


def _place(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    whole = source.resolve()  # a link to a symbolic link would point into nowhere
    try:
        os.link(whole, target)
    except OSError:  # another file system, or one without hard links; the copy tells real faults
        shutil.copyfile(whole, target)


@contextmanager
def replace_export(out: Path, source: Source, name: str) -> Iterator[Path]:
    """Yield an empty folder beside `out`; what was written there takes its place when all is well.

    Raises:
        ValueError: `out` may not be written: nothing of anybody else's is replaced.
    """
    target = out.resolve()
    _check_target(target, source.dataset, name)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    part.mkdir()
    try:
        yield part
        write_bytes(part / LICENCE, source.licence.encode())
        told = {**_describe(source.dataset, name), "files": sorted({*list_files(part), EXPORT})}
        write_json(part / EXPORT, told)
        _replace(target, part)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _check_target(target: Path, dataset: Dataset, name: str) -> None:
    """Raise ValueError unless `target`, resolved, is new, empty or an earlier export."""
    root = dataset.root.resolve()
    if target == root or root in target.parents:
        raise ValueError(f"{target} lies within the dataset {root}: choose a folder outside it")
    if not target.exists():
        return
    if not target.is_dir():
        raise ValueError(f"{target} is a file: choose a new or empty folder")
    found = list_files(target)
    if not found and not any(target.iterdir()):
        return
    try:
        earlier = read_json(target / EXPORT)
    except BrokenDatasetError as error:
        raise ValueError(
            f"{target} is not empty and no export of ours: choose a new or empty folder"
        ) from error
    if earlier != earlier | {k: _describe(dataset, name)[k] for k in ("format", "fingerprint")}:
        raise ValueError(
            f"{target} is another export ({earlier.get('dataset')!r} as {earlier.get('format')!r}) "
            "or one of another state of the dataset: delete it or choose another folder"
        )
    strangers = sorted(set(found).difference(earlier.get("files", ())))
    if strangers:
        raise ValueError(f"{target} is an export, but {strangers[0]} is none of it: move it away")


def _replace(target: Path, part: Path) -> None:
    """Rename `part` to `target`; what was there goes once the new one is in its place."""
    old = part.with_suffix(".old")
    if target.exists():
        target.rename(old)
    try:
        part.rename(target)
    except BaseException:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _describe(dataset: Dataset, name: str) -> dict[str, str]:
    return {
        "format": name,
        "dataset": dataset.name,
        "fingerprint": dataset.fingerprint,
        "padkit": __version__,
    }


def _tell_licence(root: Path, manifest: Manifest | None, files: Collection[str]) -> str:
    """Return what dataset.json or the download itself says of its licence."""
    if manifest is None:
        return _find_licence(root, "", files) or (
            "This is an export of a dataset that padkit did not make. The licence of that dataset "
            "applies; ask\nwhere you got it from.\n"
        )
    licence = manifest.values.get("licence")
    entries = licence if isinstance(licence, Mapping) else {"licence": licence}
    return "".join(f"{key}: {value}\n" for key, value in entries.items())


def _find_licence(root: Path, folder: str, files: Collection[str]) -> str | None:
    """Return the text of a licence file in `folder` of the dataset; None where there is none."""
    for name in SOURCE_LICENCES:
        path = str(PurePosixPath(folder, name))
        if path in files:
            return (root / path).read_text(encoding="utf-8", errors="replace")
    return None
