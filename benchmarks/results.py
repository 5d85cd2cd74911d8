"""A run on disk: who was judged on what, with which outcome.

    results/<task>/<method>/<run>/
      run.json          RunRecord: dataset, options, seed, device, versions, times, memory, failures
      predictions/      the raw score maps and image_scores.csv, layout as in predictions.py
      timings.csv       the journal: score, seconds, memory, pose error, ... of each image, see
                        journal.py
      scores/           the figures, by each protocol they were judged by, see score_files.py
      factors/          figures by a factor of the test images, see factor_files.py
      examples/         a few small pictures <class>_<type>_<stem>.png with their heat maps

All but run.json, predictions/ and timings.csv is derived and can be made again. A class that failed
or was not reached has no figures: it is missing, never zero. No file holds a path of the machine or
a user's name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import msgspec

from .datasets import Dataset
from .datasets.manifest import read_manifest
from .files import write_json
from .score_files import FOLDER, PER_CLASS, read_scores
from .scoring import Scores

SCHEMA = 2
"""Version of run.json; readers accept this one and every older one.

1: one protocol, whose tables lie beside run.json. 2: `failures`, `recipe`, `submitted`; scores/.
"""

_MADE = ("suite", "preset", "seed", "backend", "generator")

RECORD = "run.json"
"""The file of a `RunRecord`; written last, `complete`, when a run is done."""


@dataclass(frozen=True)
class DatasetInfo:
    """Which dataset a run was made on.

    Attributes:
        name: Name of the suite or layout.
        root: Name of its folder, without the way there.
        fingerprint: `Dataset.fingerprint`.
        categories: The classes of the run.
        licence: As dataset.json states it; empty if unknown.
        made: suite, preset, seed, backend and generator as dataset.json states them; empty for a
            download.
    """

    name: str
    root: str
    fingerprint: str
    categories: tuple[str, ...]
    licence: str = ""
    made: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Times:
    """Wall-clock times of one class.

    Attributes:
        fit_s: Seconds of `fit`; where a method took it from a cache, those it once took.
        predict_s: Seconds of all `predict` calls together.
        images: Number of those calls, above 0.
    """

    fit_s: float
    predict_s: float
    images: int

    @property
    def seconds_per_image(self) -> float:
        """Mean seconds of one `predict`."""
        return self.predict_s / self.images


@dataclass(frozen=True)
class RunRecord:
    """What run.json says.

    Attributes:
        task: What was to be done, such as the suite's name.
        method: Name of the detector.
        run: Name of this run among those of the method.
        dataset: The dataset.
        config: Options of the detector; of an absolute path only the last part is kept.
        seed: Seed of the detector; None if it has none.
        device: "cpu", "cuda:0", ...
        padkit: Version of padkit.
        libraries: Library -> version, of those that matter for the outcome.
        platform: machine, processors, python.
        times: Class -> its times.
        peak_memory_mb: Highest resident memory of the process in MiB; None if not measured.
        complete: Whether every class was predicted and scored.
        failures: Class -> why it has no figures, in one line.
        recipe: Digits that stand for all that matters but the seed: runs of one recipe differ in
            nothing else. Empty in runs of the first schema, see `family`.
        submitted: Whether it came from outside: maps judged here, times as told.
        schema: Version of this record.
    """

    task: str
    method: str
    run: str
    dataset: DatasetInfo
    config: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None
    device: str = "cpu"
    padkit: str = ""
    libraries: Mapping[str, str] = field(default_factory=dict)
    platform: Mapping[str, Any] = field(default_factory=dict)
    times: Mapping[str, Times] = field(default_factory=dict)
    peak_memory_mb: float | None = None
    complete: bool = False
    failures: Mapping[str, str] = field(default_factory=dict)
    recipe: str = ""
    submitted: bool = False
    schema: int = SCHEMA

    def __post_init__(self) -> None:
        for what in ("task", "method", "run"):
            _check_name(what, getattr(self, what))
        object.__setattr__(self, "config", _without_paths(self.config))

    @property
    def seconds_per_image(self) -> float | None:
        """Mean seconds of one `predict`, over all images; None if nothing was timed."""
        images = sum(time.images for time in self.times.values())
        return sum(time.predict_s for time in self.times.values()) / images if images else None

    @property
    def family(self) -> str:
        """What runs have in common that differ in nothing but the seed."""
        if self.recipe:
            return self.recipe
        config = {key: value for key, value in self.config.items() if key != "seed"}
        matters = [self.method, config, self.dataset.fingerprint, self.dataset.categories]
        text = json.dumps([*matters, self.padkit], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:8]

    @property
    def missing(self) -> dict[str, str]:
        """Class without predictions -> why: what failed, or that it was not reached."""
        untold = {name: "not run" for name in self.dataset.categories if name not in self.times}
        return {} if self.complete else untold | dict(self.failures)

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values; `RunRecord.from_json` is the inverse."""
        return {**asdict(self), "seconds_per_image": self.seconds_per_image}

    @classmethod
    def from_json(cls, values: Any) -> RunRecord:
        """Return the record `to_json` described, of this schema or an older one.

        Raises:
            ValueError: It is of a newer schema, or a field is missing or of another kind; the
                message says which ("Expected `float`, got `str` - at `$.times[...].fit_s`").
        """
        schema = values.get("schema") if isinstance(values, Mapping) else None
        if not isinstance(schema, int) or not 1 <= schema <= SCHEMA:
            raise ValueError(f"schema {schema!r}; this padkit reads 1 to {SCHEMA}, update it")
        return msgspec.convert(values, cls)  # its ValidationError is a ValueError


@dataclass(frozen=True)
class Run:
    """A run as found on disk.

    Attributes:
        folder: Where it lies.
        record: Its run.json.
        scores: Protocol -> what it is worth; empty while no class is scored.
    """

    folder: Path
    record: RunRecord
    scores: Mapping[str, Scores] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether every class was predicted and scored."""
        return self.record.complete


def describe(dataset: Dataset) -> DatasetInfo:
    """Return what a run tells of `dataset`; licence and origin where it has a dataset.json."""
    manifest = read_manifest(dataset.root)
    told = manifest.values if manifest else {}
    made = {key: told[key] for key in _MADE if key in told}
    name = dataset.root.resolve().name
    licence = told.get("licence") or ""
    if isinstance(licence, Mapping):  # what -> its licence
        licence = ", ".join(f"{what} {terms}" for what, terms in licence.items())
    categories = dataset.categories
    return DatasetInfo(dataset.name, name, dataset.fingerprint, categories, str(licence), made)


def run_folder(results: Path, task: str, method: str, run: str) -> Path:
    """Return `results/task/method/run`; ValueError for a name that is no folder name."""
    for what, name in (("task", task), ("method", method), ("run", run)):
        _check_name(what, name)
    return results / task / method / run


def write_record(folder: Path, record: RunRecord) -> None:
    """Write run.json."""
    write_json(folder / RECORD, record.to_json())


def read_run(folder: Path) -> Run:
    """Return the run in `folder`.

    Raises:
        FileNotFoundError: There is no run.json, or a complete run has no per_class.csv.
        ValueError: A file is broken or of a newer padkit; the message has its path.
    """
    path = folder / RECORD
    try:
        record = RunRecord.from_json(json.loads(path.read_text("utf-8")))
    except ValueError as error:
        raise ValueError(f"{path} is no readable run: {error}") from error
    data = record.dataset
    tables = sorted((folder / FOLDER).glob(f"*/{PER_CLASS}"))
    if not tables and record.schema == 1 and record.complete:
        tables = [folder / PER_CLASS]
    found = [read_scores(table.parent, data.name, data.fingerprint) for table in tables]
    return Run(folder, record, {scores.rules.protocol: scores for scores in found})


def read_runs(results: Path) -> list[Run]:
    """Return every run below `results`, sorted by task, method and run.

    Raises:
        FileNotFoundError: `results` is no folder.
        ValueError: A run cannot be read.
    """
    if not results.is_dir():
        raise FileNotFoundError(f"{results} is no folder of results")
    return [read_run(path.parent) for path in sorted(results.glob(f"*/*/*/{RECORD}"))]


def _check_name(what: str, name: str) -> None:
    """Raise ValueError unless `name` can be the name of one folder."""
    if not isinstance(name, str) or not name or name.startswith(".") or set(name) & set("/\\\0"):
        raise ValueError(
            f"{what} {name!r}: want a plain name, without / and not starting with a dot"
        )


def _without_paths(value: Any) -> Any:
    """Return JSON-like `value` in which absolute paths have shrunk to their last part."""
    if isinstance(value, Mapping):
        return {str(key): _without_paths(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_paths(item) for item in value]
    if isinstance(value, Path):
        value = str(value)
    if isinstance(value, str):
        for kind in (PurePosixPath, PureWindowsPath):
            if kind(value).is_absolute() or value.startswith("~"):
                return kind(value).name
    return value
