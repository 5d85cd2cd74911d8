"""The command line: reads arguments, calls one function, prints its answer.

Data goes to stdout (tables, paths, JSON), progress and complaints to stderr. Exit codes: 0 done,
1 failed, 2 misused, 130 interrupted.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from padkit import __version__

if TYPE_CHECKING:
    from padkit.benchmarks.datasets import Dataset

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Render anomaly-detection datasets with exact ground truth; benchmark detectors on them.",
)


class Backend(StrEnum):
    """A renderer."""

    cycles = "cycles"
    mitsuba = "mitsuba"


class Kind(StrEnum):
    """Something that can be listed."""

    suites = "suites"
    variants = "variants"
    presets = "presets"
    sweeps = "sweeps"
    classes = "classes"
    methods = "methods"
    metrics = "metrics"
    protocols = "protocols"
    factors = "factors"
    formats = "formats"


Suite = Annotated[str, typer.Option("--suite", help="See `toolkit list suites`.")]
Preset = Annotated[str, typer.Option("--preset", help="See `toolkit list presets`.")]
Variant = Annotated[str, typer.Option("--variant", help="See `toolkit list variants`.")]
Data = Annotated[Path, typer.Argument(help="Folder of a dataset.", show_default=False)]
Library = Annotated[
    Path | None,
    typer.Option("--ldraw-dir", envvar="LDRAWDIR", help="Official LDraw library; its parts win."),
]
Protocol = Annotated[str, typer.Option("--protocol", help="See `toolkit list protocols`.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"padkit {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def render(
    suite: Suite,
    out: Annotated[
        Path | None, typer.Option(help="Folder; data/SUITE or data/SUITE-PRESET unless given.")
    ] = None,
    preset: Preset = "small",
    backend: Annotated[Backend, typer.Option(help="Renderer.")] = Backend.cycles,
    variant: Variant = "",
    classes: Annotated[
        str, typer.Option(help="Some classes, comma-separated, or all; the preset's unless given.")
    ] = "",
    seed: Annotated[int, typer.Option(min=0, help="Another seed is another dataset.")] = 0,
    workers: Annotated[
        int, typer.Option(min=1, help="Renderer processes; each uses all cores.")
    ] = 1,
    samples: Annotated[
        int | None, typer.Option(min=1, help="Samples per pixel instead of the preset's.")
    ] = None,
    extras: Annotated[
        str,
        typer.Option(
            help="Also write what is known of each view, comma-separated: parts, depth, normals, "
            "albedo, shading, plate (the view without the object); or all.",
        ),
    ] = "",
    sweep: Annotated[
        str,
        typer.Option(help="Test in a light that changes in steps; see `toolkit list sweeps`."),
    ] = "",
    ldraw_dir: Library = None,
) -> None:
    """Render a dataset; the same command again goes on where it was interrupted."""
    from padkit.generators.run import Job, default_folder
    from padkit.generators.run import render as make

    folder = out or default_folder(suite, preset, variant, sweep)
    job = Job(
        suite, folder, preset, backend.value, _split(classes), seed, workers, _split(extras),
        ldraw_dir, samples, variant, sweep,
    )  # fmt: skip
    with _progress("rendering", "images") as advance:
        made = make(job, advance)
    if not made:
        typer.echo("complete already, nothing to do", err=True)
    typer.echo(folder)


@app.command()
def validate(
    data: Data,
    quick: Annotated[bool, typer.Option(help="Look at names and poses, not into files.")] = False,
) -> None:
    """Check a dataset completely and name each fault with its path."""
    from padkit.benchmarks.datasets.faults import find_faults

    count = 0
    with _progress("checking", "files") as advance:
        for fault in find_faults(data, deep=not quick, progress=advance):
            count += 1
            typer.echo(f"{data / fault.path}: {fault.what}")
    if count:
        typer.echo(f"{data}: {count} fault{'s' * (count > 1)}", err=True)
        raise typer.Exit(1)
    typer.echo(f"{data}: no fault")


@app.command()
def preview(
    data: Data,
    out: Annotated[
        Path | None, typer.Option(help="PNG; DIR-preview.png beside the dataset unless given.")
    ] = None,
    columns: Annotated[int, typer.Option(min=1, help="Images in a row.")] = 8,
    tile: Annotated[int, typer.Option(min=32, help="Size of an image in pixels.")] = 160,
) -> None:
    """Write a contact sheet: images with their masks outlined, a row per class and defect."""
    from padkit.benchmarks.datasets import open_dataset
    from padkit.benchmarks.preview import write_contact_sheet

    dataset = open_dataset(data)
    target = out or dataset.root.resolve().with_name(f"{dataset.root.resolve().name}-preview.png")
    typer.echo(_shown(write_contact_sheet(dataset, target, columns=columns, tile=tile)))


@app.command()
def export(
    data: Data,
    out: Annotated[Path, typer.Option(help="Folder to make.", show_default=False)],
    layout: Annotated[str, typer.Option("--format", help="See `toolkit list formats`.")] = "mvtec",
) -> None:
    """Lay a dataset out as other programs expect it, hard links in place of copies."""
    from padkit.benchmarks.exports import export as make

    with _progress("exporting", "files") as advance:
        typer.echo(make(data, layout, out, advance))


@app.command()
def bench(
    method: Annotated[
        list[str],
        typer.Option(
            help="A name of `toolkit list methods`, FILE.py:CLASS, anomalib:MODEL; repeat."
        ),
    ],
    data: Annotated[Path | None, typer.Option(help="Folder of a dataset.")] = None,
    suite: Annotated[str, typer.Option(help="Its default folder is rendered if missing.")] = "mad",
    preset: Preset = "small",
    variant: Variant = "",
    out: Annotated[Path, typer.Option(help="Folder of the results.")] = Path("results"),
    classes: Annotated[str, typer.Option(help="Some classes, comma-separated.")] = "",
    seeds: Annotated[
        str, typer.Option("--seeds", "--seed", help="Seeds of the method, comma-separated.")
    ] = "0",
    device: Annotated[
        str | None, typer.Option(help="cpu, cuda, cuda:1, ...; the method's own unless given.")
    ] = None,
    option: Annotated[
        list[str] | None, typer.Option(help="Option of the method, NAME=VALUE; repeat.")
    ] = None,
    protocol: Protocol = "padkit",
    by: Annotated[
        list[str] | None,
        typer.Option(help="Also judge level by level of a factor of the test images; repeat."),
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Run even what is finished.")] = False,
) -> None:
    """Fit methods on the sound views of each class, score the test images, print the table.

    Of several seeds the mean and the standard deviation follow. `--by FACTOR` (see `toolkit list
    factors`) writes tables and plots of the figures as a function of that factor.
    """
    from padkit import baselines
    from padkit.benchmarks.factor_values import measure
    from padkit.benchmarks.factors import sweep_run
    from padkit.benchmarks.report.sweeps import write_plots
    from padkit.benchmarks.rules import Rules
    from padkit.benchmarks.run_tables import tell_run, tell_seeds, tell_sweeps
    from padkit.benchmarks.runner import run

    detectors = [(name, baselines.load(name)) for name in method]  # misuse shows before the work
    options = _options(option or []) | ({"device": device} if device else {})
    rules, numbers = Rules(protocol), _numbers(seeds)
    factors = _factors(by or [])
    dataset = _open_or_render(data, suite, preset, variant)
    for factor in factors:
        measure(dataset, factor)  # that no image tells it shows before the work, too
    failed = False
    for name, detector in detectors:
        runs = []
        for seed in numbers:
            with _progress(name, "images") as advance:
                done = run(
                    name, detector, dataset, out, options=options, seed=seed, again=again,
                    categories=None if "all" in _split(classes) else _split(classes) or None,
                    rules=rules, progress=advance,
                )  # fmt: skip
            tell_run(f"{dataset.root} · {name}", done, protocol)
            for factor in factors if done.scores else ():
                with _progress(f"{name} by {factor}", "maps") as advance:
                    sweeps, paths = sweep_run(done, dataset, factor, rules, advance)
                plots = write_plots(done.folder, protocol, name, sweeps)
                tell_sweeps(name, sweeps, [*paths, *plots])
            failed |= bool(done.record.failures)
            runs.append(done)
        tell_seeds(f"{dataset.root} · {name}", runs, protocol)
    if failed:
        raise typer.Exit(1)


@app.command()
def evaluate(
    predictions: Annotated[
        Path, typer.Argument(help="Folder of CLASS/TYPE/STEM.{npy,tiff,exr} score maps.")
    ],
    data: Annotated[Path, typer.Option(help="Folder of the dataset they belong to.")],
    intrinsic: Annotated[
        bool, typer.Option("--intrinsic", help="Score STEM_reflectance.* and STEM_shading.* files.")
    ] = False,
    window: Annotated[
        int | None,
        typer.Option(min=2, help="With --intrinsic: side of LMSE's windows in pixels; 20."),
    ] = None,
    protocol: Protocol = "padkit",
    fpr_limit: Annotated[float, typer.Option(help="Where AUPRO stops, above 0, at most 1.")] = 0.3,
    resamples: Annotated[
        int, typer.Option(min=0, help="Replicates of the bootstrap behind the intervals.")
    ] = 1000,
    out: Annotated[
        Path | None, typer.Option(help="Folder for per_class.csv, per_defect.csv, curves, ...")
    ] = None,
    as_json: Json = False,
) -> None:
    """Score maps that any other program made.

    A map is (H, W) floats, larger is more anomalous. One of another size than its image is
    resized, axis by axis: linear with aligned pixel centres to enlarge, area mean to shrink.
    Image scores come from image_scores.csv (class,type,stem,score) in the same folder; without
    it an image's score is the maximum of its map.

    With `--intrinsic` decompositions into reflectance and shading are scored instead, against the
    true ones of a dataset rendered with `--extras albedo,shading`: LMSE, si-MSE and SSIM on the
    object, each blind to a factor. Files are linear floats (.exr, .npy, .tiff), (H, W) or
    (H, W, 3); a reflectance may be a PNG, which is taken as sRGB. One of the two may be absent.
    """
    if intrinsic:
        if (protocol, fpr_limit, resamples) != ("padkit", 0.3, 1000):
            raise typer.BadParameter(
                "takes no --protocol, --fpr-limit or --resamples", param_hint="--intrinsic"
            )
        _evaluate_intrinsic(predictions, data, window, out, as_json)
        return
    if window is not None:
        raise typer.BadParameter("is for --intrinsic only", param_hint="--window")
    from padkit.benchmarks.datasets import open_dataset
    from padkit.benchmarks.metrics import HEADLINES
    from padkit.benchmarks.rules import Rules
    from padkit.benchmarks.score_files import write_scores
    from padkit.benchmarks.scoring import score
    from padkit.benchmarks.terminal import print_table

    rules = Rules(protocol, fpr_limit, resamples)
    dataset = open_dataset(data)
    with _progress("scoring", "maps") as advance:
        scores = score(dataset, predictions, rules=rules, progress=advance)
    if out is not None:
        write_scores(out, scores)
    if as_json:
        typer.echo(json.dumps(scores.to_json(), indent=1))
    else:
        print_table(f"{predictions} on {data}, protocol {protocol}", scores.table(), 2, HEADLINES)


def _evaluate_intrinsic(
    predictions: Path, data: Path, window: int | None, out: Path | None, as_json: bool
) -> None:
    """Score decompositions into reflectance and shading."""
    from padkit.benchmarks.datasets import open_dataset
    from padkit.benchmarks.intrinsic import HEADLINES, WINDOW, score_decompositions
    from padkit.benchmarks.terminal import print_table

    dataset, side = open_dataset(data), window or WINDOW
    with _progress("scoring", "images") as advance:
        scores = score_decompositions(dataset, predictions, window=side, progress=advance)
    if out is not None:
        scores.write(out)
    if as_json:
        typer.echo(json.dumps(scores.to_json(), indent=1))
    else:
        title = f"{predictions} on {data}, LMSE in windows of {side} pixels"
        print_table(title, scores.table(), 1, HEADLINES)


@app.command()
def explain(
    method: Annotated[str, typer.Option(help="As in `toolkit bench`.")],
    image: Annotated[Path, typer.Option(help="A test picture of a dataset.")],
    data: Annotated[
        Path | None, typer.Option(help="Folder of the dataset; found above the picture.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="PNG; METHOD-CLASS-TYPE-STEM.png here unless given.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the method.")] = 0,
    device: Annotated[
        str | None, typer.Option(help="cpu, cuda, cuda:1, ...; the method's own unless given.")
    ] = None,
    option: Annotated[
        list[str] | None, typer.Option(help="Option of the method, NAME=VALUE; repeat.")
    ] = None,
) -> None:
    """Show one answer: query, reference, overlay, heat map, true mask, figures, as one PNG.

    The method is fitted on the sound views of the picture's class and asked about the picture.
    """
    from padkit import baselines
    from padkit.benchmarks import explaining
    from padkit.benchmarks.identity import name_folder

    detector = baselines.load(method)
    options = _options(option or []) | ({"device": device} if device else {})
    dataset, sample = explaining.find_sample(image, data)
    with _progress(method, "steps") as advance:
        found = explaining.explain(
            method, detector, dataset, sample, options=options, seed=seed, progress=advance
        )
    name = "-".join([name_folder(method), *sample.key.split("/")])
    typer.echo(_shown(explaining.write_explanation(found, out or Path(f"{name}.png"))))


@app.command()
def train(
    network: Annotated[str, typer.Argument(help="reflectance or foreground.")],
    data: Annotated[list[Path], typer.Option(help="Folder of a dataset to learn from; repeat.")],
    out: Annotated[Path, typer.Option(help="The .safetensors file to write.")],
    steps: Annotated[
        int | None, typer.Option(min=1, help="Steps; the network's own number unless given.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of weights and crops.")] = 0,
    device: Annotated[str, typer.Option(help="cpu, cuda, cuda:1, ...")] = "cpu",
) -> None:
    """Train a small network that methods use, on true values only rendered data has.

    `reflectance` learns from datasets rendered with `--extras albedo`, `foreground` from those with
    masks of the object, such as the conveyor's. Ready-made weights of both come with padkit; what
    is trained here is given to a method by its path: `--option reflectance=FILE`,
    `--option segmentation=FILE`.
    """
    from padkit.baselines import find_training

    options = {"seed": seed, "device": device} | ({"steps": steps} if steps else {})
    learn = find_training(network)
    with _progress(network, "steps") as advance:
        learn(data, out, progress=lambda done, total: advance(done, total, "train"), **options)
    typer.echo(out)


@app.command()
def pack(
    run: Annotated[Path, typer.Argument(help="A finished run, results/TASK/METHOD/RUN.")],
    out: Annotated[Path, typer.Argument(help="The zip file to write.")],
) -> None:
    """Pack a run's raw score maps for `toolkit leaderboard --add` elsewhere."""
    from padkit.benchmarks.results import read_run
    from padkit.benchmarks.submissions import pack as make

    typer.echo(make(read_run(run), out))


@app.command()
def leaderboard(
    results: Annotated[Path, typer.Argument(help="Folder that `toolkit bench` wrote.")],
    out: Annotated[Path, typer.Option(help="Folder of the CSV files and the pages.")] = Path(
        "leaderboard"
    ),
    with_published: Annotated[
        bool, typer.Option("--with-published", help="Show the papers' own figures beside ours.")
    ] = False,
    add: Annotated[
        list[Path] | None,
        typer.Option(help="Take in a zip of `toolkit pack`; its maps are judged here; repeat."),
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="With --add: the dataset; data/NAME unless given.")
    ] = None,
    protocol: Protocol = "padkit",
) -> None:
    """Gather results into leaderboard.csv, per_class.csv, per_defect.csv and index.html."""
    from padkit.benchmarks.leaderboard import write_leaderboard
    from padkit.benchmarks.report import write_report
    from padkit.benchmarks.results import read_runs

    for archive in add or []:
        _add(archive, data, results, protocol)
    runs = read_runs(results)
    for run in runs:
        for category, why in run.record.missing.items():
            typer.echo(f"missing in {_shown(run.folder)}: {category}: {why}", err=True)
    for path in write_leaderboard(runs, out):
        typer.echo(path)
    typer.echo(write_report(runs, out, published=with_published))


@app.command("list")
def list_(
    kind: Annotated[Kind, typer.Argument(help="What to list.")],
    suite: Annotated[
        str, typer.Option(help="Variants, presets, sweeps or classes of this suite; classes: mad.")
    ] = "",
    as_json: Json = False,
) -> None:
    """List what can be asked for."""
    if kind is Kind.classes:
        _list_classes(suite or "mad", as_json)
        return
    rows = _names(kind, suite)
    if as_json:
        typer.echo(json.dumps(rows, indent=1))
    else:
        width = max(map(len, rows), default=0)
        for name, about in rows.items():
            typer.echo(f"{name:{width}}  {about}")


def _list_classes(suite: str, as_json: bool) -> None:
    """Print the classes of a suite with their complexity."""
    from padkit.generators.attributes import measure_suite

    table = {name: row.to_json() for name, row in measure_suite(suite).items()}
    if as_json:
        typer.echo(json.dumps(table, indent=1))
        return
    heads = ("parts", "triangles", "shape", "texture")
    width = max(map(len, table))
    typer.echo(f"{'class':{width}}" + "".join(f"{head:>11}" for head in heads))
    for name, row in table.items():
        typer.echo(f"{name:{width}}" + "".join(f"{value:11}" for value in row.values()))


@app.command()
def doctor() -> None:
    """Look for what this machine lacks: one line each, with the command that brings it."""
    from padkit.generators.doctor import examine, healthy

    findings = examine()
    for finding in findings:
        typer.echo(finding.line)
    raise typer.Exit(0 if healthy(findings) else 1)


def _names(kind: Kind, suite: str) -> dict[str, str]:
    """Return what there is of a kind: name -> one line about it."""
    if kind is Kind.methods:
        from padkit import baselines

        return baselines.names()
    if kind is Kind.metrics:
        from padkit.benchmarks.metrics import METRICS
        from padkit.benchmarks.metrics.pose import POSE_METRICS

        return {name: metric.definition for name, metric in (METRICS | POSE_METRICS).items()}
    if kind is Kind.protocols:
        from padkit.benchmarks.protocols import PROTOCOLS

        return {name: f"{one.summary} ({one.source})" for name, one in PROTOCOLS.items()}
    if kind is Kind.factors:
        from padkit.benchmarks.factor_values import FACTORS

        return {name: factor.summary for name, factor in FACTORS.items()}
    if kind is Kind.formats:
        from padkit.benchmarks.exports import formats

        return formats()
    from padkit.generators import catalogue

    if kind is Kind.suites:
        return catalogue.suites()
    if kind is Kind.sweeps:
        return catalogue.sweeps(suite)
    return catalogue.variants(suite) if kind is Kind.variants else catalogue.presets(suite)


def _open_or_render(data: Path | None, suite: str, preset: str, variant: str) -> Dataset:
    """Open `data`, or a suite's default folder, which is rendered first if it is not whole."""
    from padkit.benchmarks.datasets import open_dataset

    if data is not None:
        return open_dataset(data)
    from padkit.benchmarks.datasets.manifest import MANIFEST
    from padkit.generators.run import Job, default_folder
    from padkit.generators.run import render as make

    folder = default_folder(suite, preset, variant)
    if not (folder / MANIFEST).exists():
        typer.echo(f"{folder} is not there or not whole: rendering it first", err=True)
        with _progress("rendering", "images") as advance:
            make(Job(suite, folder, preset, variant=variant), advance)
    return open_dataset(folder)


def _factors(names: list[str]) -> list[str]:
    """Check the names of factors."""
    from padkit.benchmarks.factor_values import find_factor

    for name in names:
        find_factor(name)
    return names


def _numbers(text: str) -> list[int]:
    """Read seeds: whole numbers from 0, comma-separated, none twice."""
    words = _split(text)
    if not words or not all(word.isascii() and word.isdigit() for word in words):
        raise typer.BadParameter(f"{text!r}; want numbers such as 0,1,2", param_hint="--seeds")
    return list(dict.fromkeys(map(int, words)))


def _add(archive: Path, data: Path | None, results: Path, protocol: str) -> None:
    """Take a submission into the results."""
    from padkit.benchmarks.datasets import open_dataset
    from padkit.benchmarks.rules import Rules
    from padkit.benchmarks.submissions import add, read_record

    folder = data or Path("data") / read_record(archive).dataset.root
    if not folder.is_dir():
        raise ValueError(
            f"{archive} is to be judged on {folder}, which is not there; give --data, one's own "
            "copy of the dataset"
        )
    with _progress("judging", "maps") as advance:
        run = add(archive, open_dataset(folder), results, rules=Rules(protocol), progress=advance)
    typer.echo(f"added: {_shown(run.folder)}", err=True)


def _split(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(",") if name.strip())


def _options(pairs: list[str]) -> dict[str, Any]:
    """Read NAME=VALUE pairs; a value that is JSON is taken as such, any other as text."""
    options: dict[str, Any] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not (equals and all(part.isidentifier() for part in name.split("."))):
            raise typer.BadParameter(f"{pair!r} is not NAME=VALUE", param_hint="--option")
        try:
            options[name] = json.loads(text)
        except ValueError:
            options[name] = text
    return options


@contextmanager
def _progress(label: str, unit: str) -> Iterator[Callable[..., None]]:
    """Show a progress bar over work that may be interrupted."""
    from padkit.benchmarks.terminal import progress_bar

    try:
        with progress_bar(label, unit) as advance:
            yield advance
    except KeyboardInterrupt:
        typer.echo("interrupted; the same command goes on where it stopped", err=True)
        raise typer.Exit(130) from None


def _shown(path: Path) -> Path:
    """Return a path as short as it can be said from here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code; what goes wrong ends in one line."""
    from padkit.benchmarks.errors import UnknownNameError

    try:
        app(arguments)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except UnknownNameError as error:
        return _complain(error, 2)
    except (ValueError, OSError, RuntimeError) as error:
        return _complain(error, 1)
    return 0


def _complain(error: Exception, code: int) -> int:
    told = str(error)
    if isinstance(error, OSError) and error.strerror:
        told = f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    text = " ".join(told.split()) or type(error).__name__
    typer.echo(f"error: {text}", err=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
