"""Runs that travel: a zip with raw score maps, and how one is taken in without being trusted.

    submission.zip
      submission.json     {"format": "padkit submission", "version": 1, "run": the run.json,
                          "files": {path: SHA-256}}
      predictions/<class>/<type>/<stem>.tiff      the raw maps, float32 (see predictions.py)
      predictions/image_scores.csv                the image scores
      timings.csv                                 what the sender measured, as told

What counts are the maps: every figure is computed here, from the maps and one's own copy of the
dataset, whose fingerprint must be the sender's. Nothing is unpacked but the files that the dataset
asks for, under names made here; each is read up to a limit, checked against its checksum and opened
by readers that run no code. Until all is well, nothing is written where results lie.
"""

from __future__ import annotations

import hashlib
import math
import shutil
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from .datasets import Dataset, select_classes
from .examples import EXAMPLES, write_examples
from .files import sha256
from .journal import Journal
from .predictions import (
    IMAGE_SCORES,
    PREDICTIONS,
    check_header,
    find_maps,
    read_image_scores,
)
from .results import Run, RunRecord, Times, describe, read_run, run_folder, write_record
from .rules import Rules
from .runner import TIMINGS
from .score_files import FOLDER, write_scores
from .scoring import Progress, score

MANIFEST = "submission.json"
FORMAT, VERSION = "padkit submission", 1

_MOST_TEXT = 64 << 20
"""Largest json or csv file in a submission, bytes."""

_PIXEL_BYTES, _HEADER_BYTES = 5, 1 << 16
"""A map's file may have at most so many bytes for each pixel of its image, and for its header."""

_DATE = (1980, 1, 1, 0, 0, 0)  # the same run gives the same zip


_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError)
"""What reading a zip from outside may end in."""


@dataclass(frozen=True)
class Manifest:
    """What submission.json says.

    Attributes:
        format, version: `FORMAT` and at most `VERSION`.
        run: The sender's run.json.
        files: Path in the zip -> SHA-256 in hexadecimal, of all but submission.json.
    """

    format: str
    version: int
    run: dict[str, Any]
    files: dict[str, str]


def pack(run: Run, out: Path) -> Path:
    """Write a finished run to the zip file `out` and return it.

    Raises:
        ValueError: The run is not finished, or came from outside itself.
    """
    if not run.complete:
        missing = ", ".join(run.record.missing) or "all"
        raise ValueError(f"{run.folder} is not finished (no figures of {missing}); bench it first")
    if run.record.submitted:
        raise ValueError(f"{run.folder} was submitted from outside; its sender packs it")
    folder = run.folder
    paths = [*sorted((folder / PREDICTIONS).rglob("*")), folder / TIMINGS]
    files = {p.relative_to(folder).as_posix(): p for p in paths if p.is_file()}
    sums = {name: sha256(path) for name, path in files.items()}
    values = Manifest(FORMAT, VERSION, run.record.to_json(), sums)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=out.parent, prefix=f".{out.name}.", delete=False) as file:
        temporary = Path(file.name)
        try:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
                _put(archive, MANIFEST, msgspec.json.encode(values))
                for name, path in files.items():
                    _put(archive, name, path.read_bytes())
        except BaseException:
            temporary.unlink()
            raise
    temporary.chmod(0o644)
    temporary.replace(out)
    return out


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    packing = zipfile.ZIP_STORED if name.endswith(".tiff") else zipfile.ZIP_DEFLATED
    archive.writestr(zipfile.ZipInfo(name, _DATE), data, packing)


def read_record(archive: Path) -> RunRecord:
    """Return what a submission says of its run; ValueError when it is none."""
    try:
        with zipfile.ZipFile(archive) as file:
            return RunRecord.from_json(_read_manifest(file).run)
    except _BROKEN as error:
        raise ValueError(f"{archive}: {error}") from error


def add(
    archive: Path,
    dataset: Dataset,
    results: Path,
    *,
    rules: Rules = Rules(),  # noqa: B008 frozen
    progress: Progress | None = None,
) -> Run:
    """Take a submission in: check it, judge its maps, and return the run in `results`.

    The run is marked as submitted, in its name, too. An earlier one of that name is replaced.

    Args:
        archive: The zip file.
        dataset: One's own copy of what it was made on.
        results: The folder of all results.
        rules: How to judge.
        progress: Told after each map.

    Raises:
        FileNotFoundError: No such file.
        ValueError: It is no submission, damaged, too large, or of other data.
    """
    results.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=results, prefix=".submission-") as scratch:
        folder = Path(scratch) / "run"
        try:
            with zipfile.ZipFile(archive) as file:
                record, dataset = _unpack(file, dataset, folder)
            judged = _judge(folder, record, dataset, rules, progress)
        except _BROKEN as error:
            raise ValueError(f"{archive}: {str(error).replace(f'{folder}/', '')}") from error
        target = run_folder(results, judged.task, judged.method, judged.run)
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            shutil.rmtree(target)
        folder.rename(target)
    return read_run(target)


def _unpack(file: zipfile.ZipFile, dataset: Dataset, folder: Path) -> tuple[RunRecord, Dataset]:
    """Check a submission and write its files below `folder`; return its record and its classes."""
    manifest = _read_manifest(file)
    record = RunRecord.from_json(manifest.run)
    if record.dataset.fingerprint != dataset.fingerprint:
        raise ValueError(
            f"it was made on {record.dataset.root} with the fingerprint "
            f"{record.dataset.fingerprint[:12]}, not on {dataset.root.name} with "
            f"{dataset.fingerprint[:12]}: figures on other data cannot be compared"
        )
    dataset = select_classes(dataset, record.dataset.categories)
    shapes = _map_shapes(dataset)
    limits = _limits(shapes)
    _check_names(file, manifest, limits)
    for name, limit in limits.items():
        data = _read(file, name, limit)
        if hashlib.sha256(data).hexdigest() != manifest.files[name]:
            raise ValueError(f"{name} is damaged: its checksum is another")
        if name in shapes:
            check_header(data, shapes[name], name)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return record, dataset


def _read_manifest(file: zipfile.ZipFile) -> Manifest:
    """Return what submission.json says."""
    if MANIFEST not in file.namelist():
        raise ValueError(f"holds no {MANIFEST}; make one with toolkit pack")
    manifest = msgspec.json.decode(_read(file, MANIFEST, _MOST_TEXT), type=Manifest)
    if manifest.format != FORMAT or not 1 <= manifest.version <= VERSION:
        raise ValueError(
            f"its format is {manifest.format!r}, version {manifest.version}; this padkit reads "
            f"{FORMAT!r}, 1 to {VERSION}"
        )
    return manifest


def _map_shapes(dataset: Dataset) -> dict[str, tuple[int, int]]:
    """Return the path of each map that a submission on `dataset` has -> its height and width."""
    return {
        f"{PREDICTIONS}/{sample.key}.tiff": sample.shape()
        for category in dataset.categories
        for sample in dataset.test[category]
    }


def _limits(shapes: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    """Return every file of a submission -> the most bytes it may have."""
    texts = dict.fromkeys((TIMINGS, f"{PREDICTIONS}/{IMAGE_SCORES}"), _MOST_TEXT)
    return texts | {
        name: _HEADER_BYTES + _PIXEL_BYTES * height * width
        for name, (height, width) in shapes.items()
    }


def _check_names(file: zipfile.ZipFile, manifest: Manifest, limits: Mapping[str, int]) -> None:
    """Raise ValueError unless a zip holds just the files that it must, each once."""
    names = [name for name in file.namelist() if name != MANIFEST]
    found = Counter(names)
    faults = {
        "missing": [name for name in limits if name not in found],
        "not asked for": [name for name in found if name not in limits],
        "doubled": [name for name, times in found.items() if times > 1],
        "without checksum": [name for name in limits if name not in manifest.files],
    }
    told = [
        f"{len(wrong)} {what} ({', '.join(wrong[:3])}{', ...' if len(wrong) > 3 else ''})"
        for what, wrong in faults.items()
        if wrong
    ]
    if told:
        raise ValueError(f"its files do not fit the dataset: {'; '.join(told)}")


def _read(file: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """Return the bytes of a member; ValueError when it has more than `limit`."""
    with file.open(name) as member:
        data = member.read(limit + 1)
    if len(data) > limit:
        raise ValueError(f"{name} has more than {limit} bytes")
    return data


def _judge(
    folder: Path, record: RunRecord, dataset: Dataset, rules: Rules, progress: Progress | None
) -> RunRecord:
    """Judge the maps below `folder`, write what follows from them, and return the new record."""
    predictions = folder / PREDICTIONS
    maps = find_maps(predictions, dataset)
    if read_image_scores(predictions, dataset) is None:
        raise ValueError(f"{record.method}: there are no image scores")
    journal = Journal(folder / TIMINGS)
    times = _read_times(journal, dataset)
    judged = score(
        dataset,
        predictions,
        rules=rules,
        seconds_per_image={name: spent.seconds_per_image for name, spent in times.items()},
        accounts=journal.accounts,
        progress=progress,
    )
    write_scores(folder / FOLDER / rules.protocol, judged)
    for category in dataset.categories:
        write_examples(folder / EXAMPLES, dataset.test[category], maps)
    told = replace(
        record,
        run=f"submitted-{record.run.removeprefix('submitted-')}",
        dataset=describe(dataset),
        times=times,
        failures={},
        complete=True,
        submitted=True,
    )
    write_record(folder, told)
    return told


def _read_times(journal: Journal, dataset: Dataset) -> dict[str, Times]:
    """Return the times that the sender tells; ValueError where they cannot be."""
    times = {}
    for category in dataset.categories:
        keys = [sample.key for sample in dataset.test[category]]
        if category not in journal.fits or not all(key in journal.seconds for key in keys):
            raise ValueError(f"{TIMINGS} tells no time of {category}")
        seconds = [journal.fits[category], *(journal.seconds[key] for key in keys)]
        if not all(math.isfinite(spent) and spent >= 0 for spent in seconds):
            raise ValueError(f"{TIMINGS} tells times of {category} that cannot be")
        times[category] = Times(seconds[0], math.fsum(seconds[1:]), len(keys))
    return times
