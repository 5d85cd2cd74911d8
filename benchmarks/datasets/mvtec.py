"""The layout of MVTec AD (Bergmann et al., CVPR 2019), which most anomaly-detection code loads.

    OUT/
      export.json                             padkit only: of which dataset this is an export
      license.txt readme.txt                  here and in every class folder, as MVTec AD has them
      01Gorilla/
        train/good/000.png 001.png ...
        test/{Burrs,Missing,Stains,good}/000.png ...
        ground_truth/{Burrs,Missing,Stains}/000_mask.png ...      8-bit grey, 0 and 255

A picture keeps its number, padded to three digits (to more where a class needs them): loaders pair
pictures and masks by sorted order, in which 10_mask.png comes before 1_mask.png but 10.png after
1.png. There is no other picture in a class folder, for loaders glob it whole. Poses and whatever
else a dataset has beside its pictures stay behind.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Mapping
from pathlib import Path, PurePosixPath

from ... import __version__
from ..errors import BrokenDatasetError
from ..files import write_bytes, write_json
from ..records import GOOD
from . import Dataset, mad, open_dataset
from .manifest import Manifest, list_files, read_json, read_manifest

NAME = "mvtec"
"""Layout name, as `toolkit export --format` takes it."""

EXPORT = "export.json"
"""At the root of an export: `layout`, `dataset`, `fingerprint` of the dataset, `padkit` version."""

LICENCE, README = "license.txt", "readme.txt"

DIGITS = 3
"""Least digits of a picture's number."""

SOURCE_LICENCES = ("license", "license.txt", "licence", "licence.txt", "LICENSE", "LICENSE.txt")
"""Where an original download may tell its licence, in its root or in a class folder."""

Progress = Callable[[int, int], None]
"""Called with the number of files exported so far, and in all."""


def export_mvtec(dataset_root: Path, out: Path, progress: Progress | None = None) -> Path:
    """Write the dataset at `dataset_root` in the layout of MVTec AD, whole or not at all.

    Pictures are hard links where the file system allows it, copies otherwise; do not edit them in
    place. An earlier export of the same dataset is replaced.

    Args:
        dataset_root: A dataset that padkit reads, rendered or downloaded.
        out: Folder of the export; new, empty, or an earlier export of this dataset.
        progress: Told of each picture and mask.

    Returns:
        `out`.

    Raises:
        BrokenDatasetError: `dataset_root` is no dataset that can be read.
        ValueError: `out` holds something else, is no folder, or lies within the dataset.
    """
    dataset = open_dataset(dataset_root)
    manifest = read_manifest(dataset_root)
    files = list(manifest.files if manifest else list_files(dataset_root))
    pictures = plan_pictures(files)
    texts = _write_texts(dataset, manifest, files)
    target = out.resolve()
    _check_target(target, dataset, {*pictures, *texts, EXPORT})
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    part.mkdir()
    try:
        for done, (name, source) in enumerate(pictures.items(), 1):
            _place(dataset_root / source, part / name)
            if progress:
                progress(done, len(pictures))
        for name, text in texts.items():
            write_bytes(part / name, text.encode())
        write_json(part / EXPORT, _describe(dataset))
        _replace(target, part)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return out


def plan_pictures(files: Collection[str]) -> dict[str, str]:
    """Return path in the export -> path in the dataset, of every picture and its mask.

    >>> plan_pictures(["11Pig/train/good/7.png", "11Pig/test/good/12.png"])
    {'11Pig/test/good/012.png': '11Pig/test/good/12.png', \
'11Pig/train/good/007.png': '11Pig/train/good/7.png'}

    A mask without a picture is left out: it would shift all that follow it in sorted order.

    Args:
        files: Paths of a dataset in the layout of MAD, from its root, posix.
    """
    plan = {}
    for name, paths in mad.split_by_class(files).items():
        groups, _ = mad.group_pictures(paths)
        largest = max((number for group in groups.values() for number in group), default=0)
        width = max(DIGITS, len(str(largest)))
        for group, numbered in groups.items():
            masks = group.startswith(f"{mad.TRUTH}/")
            shown = groups.get(f"{mad.TEST}/{group.removeprefix(f'{mad.TRUTH}/')}", {})
            if masks and group.endswith(f"/{GOOD}"):
                continue
            for number, path in numbered.items():
                if not masks or number in shown:
                    padded = f"{number:0{width}}{'_mask' * masks}.png"
                    plan[f"{name}/{group}/{padded}"] = f"{name}/{path}"
    return plan


def _place(source: Path, target: Path) -> None:
    """Make `target` the same file as `source`, or a copy where there are no such links."""
    target.parent.mkdir(parents=True, exist_ok=True)
    whole = source.resolve()  # a link to a symbolic link would point into nowhere
    try:
        os.link(whole, target)
    except OSError:  # another file system, or one without hard links; the copy tells real faults
        shutil.copyfile(whole, target)


def _check_target(target: Path, dataset: Dataset, names: Collection[str]) -> None:
    """Raise ValueError unless `target` may be written: nothing of anybody else's is replaced.

    Args:
        target: The folder, resolved.
        dataset: What is exported.
        names: Files of the export, from its root.
    """
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
    if earlier != earlier | {key: _describe(dataset)[key] for key in ("layout", "fingerprint")}:
        raise ValueError(
            f"{target} is the export of another dataset ({earlier.get('dataset')!r}) or of another "
            "state of this one: delete it or choose another folder"
        )
    strangers = sorted(set(found).difference(names))
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


def _describe(dataset: Dataset) -> dict[str, str]:
    return {
        "layout": NAME,
        "dataset": dataset.name,
        "fingerprint": dataset.fingerprint,
        "padkit": __version__,
    }


def _write_texts(
    dataset: Dataset, manifest: Manifest | None, files: Collection[str]
) -> dict[str, str]:
    """Return the licence and the readme of the root and of every class: path -> text."""
    licence = _tell_licence(dataset.root, manifest, files)
    texts = {LICENCE: licence, README: _tell_origin(dataset, manifest, dataset.categories)}
    for name in dataset.categories:
        own = None if manifest else _find_licence(dataset.root, name, files)
        texts[f"{name}/{LICENCE}"] = own or licence
        texts[f"{name}/{README}"] = _tell_origin(dataset, manifest, (name,))
    return texts


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


def _tell_origin(dataset: Dataset, manifest: Manifest | None, categories: Collection[str]) -> str:
    """Return the readme: where the pictures come from and how they lie, for some classes."""
    made = ""
    if manifest:
        told = {key: manifest.values.get(key) for key in ("variant", "preset", "seed", "backend")}
        made = ", ".join(f"{key} {value}" for key, value in told.items() if value not in (None, ""))
        made = f"\nIt was rendered: {made}." if made else ""
    lines = [
        f"{dataset.name}, exported by padkit {__version__} in the layout of MVTec AD.{made}",
        "",
        f"class{'' if len(categories) == 1 else 'es'}: {', '.join(categories)}",
        "",
        "train/good        sound pictures to train with",
        "test/TYPE         pictures to test with; good is sound, any other TYPE a kind of defect",
        "ground_truth/TYPE masks, 255 where anomalous and 0 elsewhere, the size of the picture",
        "",
        "Numbers are those of the dataset, padded with zeros. Pictures may be hard links to it: do",
        "not edit them in place.",
    ]
    return "\n".join(lines) + "\n"
