"""Suite -> scenes -> backend -> writer: renders a dataset, or what is missing of one.

Each lane is a thread with a renderer process of its own. It composes a scene, lets the renderer
work on it, casts the truth's rays meanwhile, develops, writes; the main thread keeps the ledger.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from .. import __version__
from ..benchmarks.datasets.layouts import EXTRAS
from ..benchmarks.datasets.manifest import MANIFEST, read_manifest
from ..benchmarks.errors import UnknownNameError
from ..benchmarks.files import sha256
from . import writers
from .backends import BACKENDS, Settings
from .backends.process import RenderProcess
from .casting import Cast, cast_truth
from .developing import clipped_share, develop
from .finishing import finish
from .ledger import Ledger
from .plans import (
    Composition,
    Recipe,
    Unit,
    has_scenery,
    load_suite,
    scenery_of,
    with_samples,
)
from .reflectance import shading_picture
from .scene import Frame
from .staging import in_frame

Progress = Callable[[int, int], None]
"""Called with pictures done and pictures in all, first before the first one."""


@dataclass(frozen=True)
class Job:
    """What to render.

    Attributes:
        suite: Key of `SUITES`.
        out: Folder of the dataset.
        preset: Key of the suite's `PRESETS`.
        backend: Key of `BACKENDS`.
        classes: Some of the suite's classes, or "all"; empty takes those of the preset.
        seed: The user's seed.
        workers: Renderer processes.
        extras: What to write beside each picture, keys of `layouts.EXTRAS`, or "all".
        library: Official LDraw folder, or None.
        samples: Samples per pixel instead of the preset's, or None.
        variant: Key of the suite's `VARIANTS`; empty takes the first.
        sweep: Key of the suite's `SWEEPS`; empty renders its ordinary test pictures.
    """

    suite: str
    out: Path
    preset: str = "small"
    backend: str = "cycles"
    classes: tuple[str, ...] = ()
    seed: int = 0
    workers: int = 1
    extras: tuple[str, ...] = ()
    library: Path | None = None
    samples: int | None = None
    variant: str = ""
    sweep: str = ""


DEFAULT_PRESET = "small"


def default_folder(suite: str, preset: str, variant: str = "", sweep: str = "") -> Path:
    """Return where a suite is rendered to unless told otherwise; what is usual is not named.

    >>> print(default_folder("piad", "small"), default_folder("mad", "smoke", "real"))
    data/piad data/mad-real-smoke
    """
    named = "" if preset == DEFAULT_PRESET else preset
    return Path("data") / "-".join(filter(None, (suite, variant, sweep, named)))


def render(job: Job, progress: Progress | None = None) -> int:
    """Render what is missing of a dataset; return how many pictures were made.

    Raises:
        UnknownNameError: Suite, variant, preset, backend, class, extra or sweep unknown.
        ValueError: The folder holds something else; see `Ledger`.
        MissingLibraryError: The backend's libraries are not installed.
        OSError: The disk is full, the folder read-only.
    """
    suite = load_suite(job.suite)
    variant = job.variant or next(iter(suite.VARIANTS))
    every = suite.classes()
    asked = {*every} if "all" in job.classes else {*job.classes}
    sweeps = getattr(suite, "SWEEPS", {})
    if job.sweep and not sweeps:
        raise ValueError(f"{job.suite} has no light sweeps: leave --sweep out")
    extras = {*EXTRAS} if "all" in job.extras else {*job.extras}
    for kind, name, known in (
        *(("sweep", name, sweeps) for name in (job.sweep,) if name),
        *(("extra", name, EXTRAS) for name in sorted(extras)),
        ("variant", variant, suite.VARIANTS),
        ("preset", job.preset, suite.PRESETS),
        ("backend", job.backend, BACKENDS),
        *(("class", name, every) for name in sorted(asked)),
    ):
        if name not in known:
            raise UnknownNameError(f"{kind} of {job.suite}", name, known)
    preset = with_samples(suite.PRESETS[job.preset], job.samples)
    asked = asked or {*(suite.SWEPT if job.sweep else preset.classes or every)}
    recipe = Recipe(preset, job.seed, variant, job.library, job.sweep)
    job = replace(job, extras=tuple(name for name in EXTRAS if name in extras))
    identity = {
        "suite": job.suite,
        "variant": variant,
        "preset": job.preset,
        "seed": job.seed,
        "backend": job.backend,
        "samples": preset.samples,
        "extras": list(job.extras),
        "sweep": job.sweep,
        "ldraw_library": job.library is not None,
        "version": __version__,
    }
    with Ledger(job.out, identity) as ledger:
        present = {name.split("/")[0] for name in ledger.records}
        units = suite.plan(recipe, tuple(sorted(asked | present)))
        todo = [unit for unit in units if not ledger.is_done(unit.name)]
        if not todo and _is_finished(job.out):
            return 0
        (job.out / MANIFEST).unlink(missing_ok=True)
        _make(job, suite, recipe, todo, ledger, len(units), progress)
        ledger.seal()
        finish(job.out, suite, recipe, identity, ledger.records)
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
    recipe: Recipe,
    todo: Sequence[Unit],
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
        renderers.append(RenderProcess(job.backend, Settings(samples=recipe.preset.samples)))
        arguments = (job, suite, recipe, renderers[-1], waiting, made, stop)
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
    recipe: Recipe,
    renderer: RenderProcess,
    waiting: queue.SimpleQueue[Any],
    made: queue.SimpleQueue[tuple[Any, dict[str, Any] | BaseException]],
    stop: threading.Event,
) -> None:
    """Take units until none is left; what goes wrong travels to the main thread."""
    unit = None
    wanted = {*job.extras} | ({"albedo"} if "shading" in job.extras else set())
    try:
        with renderer:
            submitted: tuple[Unit, Composition] | None = None
            while not stop.is_set():
                unit = None
                with contextlib.suppress(queue.Empty):
                    unit = waiting.get_nowait()
                # the next scene is composed and sent while the renderer works on the last one
                shown = None if unit is None else suite.compose(unit, recipe)
                if shown is not None:
                    _submit(job, renderer, shown)
                if submitted is not None:
                    truth = cast_truth(submitted[1], wanted)
                    frames = _collect(job, renderer, submitted[1])
                    made.put((submitted[0], _store(job, suite, *submitted, truth, frames)))
                if unit is None or shown is None:
                    return
                submitted = (unit, shown)
    except BaseException as error:
        made.put((unit, error))


def _wants_plate(job: Job, shown: Composition) -> bool:
    """Whether the empty stage is to be rendered as well: as an extra, where it is seen."""
    return "plate" in job.extras and has_scenery(shown.scene) and shown.scene.background is None


def _submit(job: Job, renderer: RenderProcess, shown: Composition) -> None:
    renderer.submit(shown.scene, shown.camera)
    if _wants_plate(job, shown):
        renderer.submit(scenery_of(shown.scene), shown.camera)


def _collect(job: Job, renderer: RenderProcess, shown: Composition) -> list[Frame]:
    """Return the frame that has waited longest, and that of the empty stage where it was asked."""
    return [renderer.result() for _ in range(1 + _wants_plate(job, shown))]


def _store(
    job: Job, suite: ModuleType, unit: Unit, shown: Composition, truth: Cast, frames: list[Frame]
) -> dict[str, Any]:
    """Develop and write one picture; return its record."""
    writer = writers.load(suite.LAYOUT)
    background, limit = shown.scene.background, writer.layout.green_limit
    image, *plates = (develop(frame, background, truth.covered, limit) for frame in frames)
    extras = truth.extras | dict(zip(("plate",), plates, strict=False))
    if "shading" in job.extras:
        extras["shading"] = shading_picture(frames[0], extras["albedo"])
    kept = {name: extras[name] for name in job.extras if name in extras}
    picture = writers.Picture(image, truth.edits, truth.objects, kept)
    paths = writer.write_unit(job.out, unit, picture)
    facts = dict(shown.facts)
    if shown.light is not None:
        facts["clipped"] = clipped_share(frames[0])
    return {
        "files": {path: sha256(job.out / path) for path in paths},
        "class": unit.category,
        "split": unit.split,
        "defect_type": unit.folder,
        "index": unit.index,
        "camera": in_frame(shown.camera, shown.frame).to_json(),
        "defect": None if shown.defect is None else shown.defect.to_json(),
        "visible_pixels": int((truth.edits > 0).sum()),
        "occlusion": truth.hidden,
        "facts": facts,
        **({} if shown.light is None else {"light": dict(shown.light)}),
    }
