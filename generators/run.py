"""Suite -> scenes -> backend -> writer: renders a dataset, or what is missing of one.

Each lane is a thread with a renderer process of its own. It composes a scene, lets the renderer
work on it, casts the truth's rays meanwhile, develops, writes; the main thread keeps the ledger.
"""

from __future__ import annotations

import contextlib
import importlib
import queue
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import __version__
from ..benchmarks.datasets.manifest import LEDGER, MANIFEST, read_manifest
from ..benchmarks.errors import UnknownNameError
from ..benchmarks.files import sha256, write_json
from . import SUITES, writers
from .backends import BACKENDS, Settings
from .backends.process import RenderProcess
from .developing import develop
from .ledger import Ledger
from .scene import Frame
from .truth import caster, edit_picture, part_ids

Progress = Callable[[int, int], None]
"""Called with pictures done and pictures in all, first before the first one."""

LICENCE = {
    "data": "CC BY 4.0",
    "parts": "LEGO-like parts drawn by padkit from their measures; where --ldraw-dir was given, "
    "parts of the LDraw Parts Library (CC BY 4.0 / CC BY 2.0)",
    "trademark": "LEGO is a trademark of the LEGO Group, which does not sponsor or endorse this",
}


@dataclass(frozen=True)
class Job:
    """What to render.

    Attributes:
        suite: Key of `SUITES`.
        out: Folder of the dataset.
        preset: Key of the suite's `PRESETS`.
        backend: Key of `BACKENDS`.
        classes: Some of the suite's classes; empty takes all.
        seed: The user's seed.
        workers: Renderer processes.
        extras: Whether to write part ids, depth and normals beside each picture.
        library: Official LDraw folder, or None.
        samples: Samples per pixel instead of the preset's, or None.
    """

    suite: str
    out: Path
    preset: str = "small"
    backend: str = "cycles"
    classes: tuple[str, ...] = ()
    seed: int = 0
    workers: int = 1
    extras: bool = False
    library: Path | None = None
    samples: int | None = None


def load_suite(name: str) -> ModuleType:
    """Return a suite's module by its name."""
    if name not in SUITES:
        raise UnknownNameError("suite", name, SUITES)
    return importlib.import_module(f".{name}", __package__)


def default_folder(suite: str, preset: str) -> Path:
    """Return where a suite's preset is rendered to unless told otherwise."""
    return Path("data") / f"{suite}-{preset}"


def render(job: Job, progress: Progress | None = None) -> int:
    """Render what is missing of a dataset; return how many pictures were made.

    Raises:
        UnknownNameError: Suite, preset, backend or class unknown.
        ValueError: The folder holds something else; see `Ledger`.
        MissingLibraryError: The backend's libraries are not installed.
        OSError: The disk is full, the folder read-only.
    """
    suite = load_suite(job.suite)
    for kind, name, known in (
        ("preset", job.preset, suite.PRESETS),
        ("backend", job.backend, BACKENDS),
        *(("class", name, suite.classes()) for name in job.classes),
    ):
        if name not in known:
            raise UnknownNameError(f"{kind} of {job.suite}", name, known)
    preset = suite.with_samples(suite.PRESETS[job.preset], job.samples)
    identity = {
        "suite": job.suite,
        "preset": job.preset,
        "seed": job.seed,
        "backend": job.backend,
        "samples": preset.samples,
        "extras": job.extras,
        "ldraw_library": job.library is not None,
        "version": __version__,
    }
    with Ledger(job.out, identity) as ledger:
        asked = {*(job.classes or suite.classes())}
        present = {name.split("/")[0] for name in ledger.records}
        units = suite.plan(preset, tuple(sorted(asked | present)))
        todo = [unit for unit in units if not ledger.is_done(unit.name)]
        if not todo and _is_finished(job.out):
            return 0
        (job.out / MANIFEST).unlink(missing_ok=True)
        _make(job, suite, preset, todo, ledger, len(units), progress)
        ledger.seal()
        _finish(job, suite, preset, identity, ledger)
    return len(todo)


def _is_finished(out: Path) -> bool:
    """Whether dataset.json is there, and all that `_finish` wrote is as it says."""
    manifest = read_manifest(out)
    if manifest is None:
        return False
    side = (p for p in manifest.files if not p.endswith((".png", ".exr")))
    return all((out / p).is_file() and sha256(out / p) == manifest.files[p] for p in side)


def _make(
    job: Job,
    suite: ModuleType,
    preset: Any,
    todo: Sequence[Any],
    ledger: Ledger,
    total: int,
    progress: Progress | None,
) -> None:
    """Make the pictures of `todo` in `job.workers` lanes and enter them in the ledger."""
    if progress:
        progress(total - len(todo), total)
    waiting: queue.SimpleQueue[Any] = queue.SimpleQueue()
    for unit in todo:
        waiting.put(unit)
    made: queue.SimpleQueue[tuple[Any, dict[str, Any] | BaseException]] = queue.SimpleQueue()
    stop = threading.Event()
    renderers: list[RenderProcess] = []
    lanes = []
    for _ in range(min(job.workers, len(todo))):
        renderers.append(RenderProcess(job.backend, Settings(samples=preset.samples)))
        arguments = (job, suite, preset, renderers[-1], waiting, made, stop)
        lanes.append(threading.Thread(target=_lane, args=arguments, daemon=True))
    for lane in lanes:
        lane.start()
    try:
        for count in range(len(todo)):
            unit, record = made.get()
            if isinstance(record, BaseException):
                raise record
            ledger.add(unit.name, record)
            if progress:
                progress(total - len(todo) + count + 1, total)
    except BaseException:
        for renderer in renderers:
            renderer.kill()  # a frame may take minutes; nobody waits for it any more
        raise
    finally:
        stop.set()
        for lane in lanes:
            lane.join()


def _lane(
    job: Job,
    suite: ModuleType,
    preset: Any,
    renderer: RenderProcess,
    waiting: queue.SimpleQueue[Any],
    made: queue.SimpleQueue[tuple[Any, dict[str, Any] | BaseException]],
    stop: threading.Event,
) -> None:
    """Take units until none is left; what goes wrong travels to the main thread."""
    unit = None
    try:
        with renderer:
            submitted: tuple[Any, Any] | None = None
            while not stop.is_set():
                unit = None
                with contextlib.suppress(queue.Empty):
                    unit = waiting.get_nowait()
                # the next scene is composed while the renderer works on the last one
                shown = None if unit is None else suite.compose(unit, preset, job.seed, job.library)
                truth = None if submitted is None else _cast(job, suite, submitted[1])
                frame = None if submitted is None else renderer.result()
                if shown is not None:
                    renderer.submit(shown.scene, shown.camera)
                if submitted is not None and truth is not None and frame is not None:
                    made.put((submitted[0], _store(job, suite, *submitted, truth, frame)))
                if unit is None:
                    return
                submitted = (unit, shown)
    except BaseException as error:
        made.put((unit, error))


@dataclass(frozen=True, eq=False)
class _Truth:
    """What rays say of a picture: covered (H, W) bool, edit ids (H, W) uint8, extras by name."""

    covered: NDArray[np.bool_]
    edits: NDArray[np.uint8]
    extras: dict[str, NDArray[Any]]


def _cast(job: Job, suite: ModuleType, shown: Any) -> _Truth:
    hits = caster(shown.scene).cast(shown.camera)
    extras: dict[str, NDArray[Any]] = {}
    if job.extras:
        names = writers.load(suite.LAYOUT).layout.EXTRAS
        arrays = (part_ids(shown.scene, hits), hits.depth, hits.normal)
        extras = dict(zip(names, arrays, strict=True))
    return _Truth(
        hits.solid >= 0, edit_picture(shown.sound, shown.scene, shown.camera, hits), extras
    )


def _store(
    job: Job, suite: ModuleType, unit: Any, shown: Any, truth: _Truth, frame: Frame
) -> dict[str, Any]:
    """Develop and write one picture; return its record."""
    writer = writers.load(suite.LAYOUT)
    image = develop(frame, shown.scene.background, truth.covered, writer.GREEN_LIMIT)
    paths = writer.write_unit(job.out, unit, writer.Picture(image, truth.edits, truth.extras))
    return {
        "files": {path: sha256(job.out / path) for path in paths},
        "class": unit.category,
        "split": unit.split,
        "defect_type": unit.defect,
        "index": unit.index,
        "camera": shown.camera.to_json(),
        "defect": None if shown.defect is None else shown.defect.to_json(),
        "visible_pixels": int((truth.edits > 0).sum()),
    }


def _finish(
    job: Job, suite: ModuleType, preset: Any, identity: dict[str, Any], ledger: Ledger
) -> None:
    """Write what the classes need beside their pictures and, last of all, dataset.json."""
    writer = writers.load(suite.LAYOUT)
    files = {LEDGER: sha256(job.out / LEDGER)}
    categories = sorted({record["class"] for record in ledger.records.values()})
    counts: dict[str, Any] = {}
    for category in categories:
        records = [r for r in ledger.records.values() if r["class"] == category]
        sound = suite.sound_scene(category, job.library)
        for path in writer.write_class(job.out, category, sound, records):
            files[path] = sha256(job.out / path)
        for record in records:
            files |= record["files"]
        counts[category] = {
            "train": _count(records, "train"),
            "test": {
                kind: _count((r for r in records if r["defect_type"] == kind), "test")
                for kind in sorted({r["defect_type"] for r in records if r["split"] == "test"})
            },
        }
    write_json(
        job.out / MANIFEST,
        {
            "format": suite.LAYOUT,
            "format_version": writer.layout.FORMAT_VERSION,
            **{k: v for k, v in identity.items() if k != "version"},
            "generator": {"name": "padkit", "version": __version__},
            "image_size": [preset.size, preset.size],
            "licence": LICENCE,
            "classes": counts,
            "files": files,
        },
    )


def _count(records: Iterable[dict[str, Any]], split: str) -> int:
    return sum(record["split"] == split for record in records)
