"""The command line as a user meets it: what it prints, and one clear line for what goes wrong."""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from command_line import call, complaint

from padkit import __version__
from padkit.benchmarks.datasets import open_dataset
from padkit.benchmarks.images import write_png
from padkit.benchmarks.metrics import METRICS
from padkit.benchmarks.metrics.pose import POSE_METRICS

METHOD = """
import numpy as np
from padkit.benchmarks.records import Prediction

class Detector:
    def fit(self, views):
        self.mean = np.mean([v.image for v in views], axis=0)

    def predict(self, view):
        score_map = np.abs(view.image - self.mean).sum(2).astype(np.float32)
        return Prediction({answer}, float(score_map.max()))
"""


@pytest.fixture
def toolkit(capsys, monkeypatch, tmp_path):
    """Run `toolkit` in an empty folder; return exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    return lambda *arguments: call(capsys, *arguments)


def test_version_and_lists(toolkit):
    assert toolkit("--version") == (0, f"padkit {__version__}\n", "")
    assert "mad" in toolkit("list", "suites")[1]
    assert {"patchcore", "padim"} <= set(json.loads(toolkit("list", "methods", "--json")[1]))
    metrics = json.loads(toolkit("list", "metrics", "--json")[1])
    assert list(metrics) == [*METRICS, *POSE_METRICS] and all(metrics.values())
    lines = toolkit("list", "metrics")[1].splitlines()
    assert [line.split()[0] for line in lines] == list(metrics)
    assert "mad paper" in json.loads(toolkit("list", "presets", "--json")[1])
    assert {"mad real", "conveyor line"} <= set(
        json.loads(toolkit("list", "variants", "--json")[1])
    )
    ours = json.loads(toolkit("list", "presets", "--suite", "conveyor", "--json")[1])
    assert set(ours) == {"conveyor smoke", "conveyor small", "conveyor paper"}


def test_classes_are_listed_with_their_complexity(toolkit):
    table = json.loads(toolkit("list", "classes", "--suite", "conveyor", "--json")[1])
    assert len(table) == 9
    shapes = [row["shape_complexity"] for row in table.values()]
    assert (min(shapes), max(shapes)) == (0, 100)
    head, *lines = toolkit("list", "classes", "--suite", "conveyor")[1].splitlines()
    assert head.split() == ["class", "parts", "triangles", "shape", "texture"]
    for line in lines:
        name, *values = line.split()
        assert [float(v) for v in values] == list(table[name].values())


def test_help_names_every_command():
    told = subprocess.run(
        [sys.executable, "-m", "padkit", "--help"], capture_output=True, text=True, check=True
    ).stdout
    commands = ("render", "validate", "preview", "export", "bench", "evaluate", "pack")
    for command in (*commands, "leaderboard", "list", "explain", "train"):
        assert f" {command} " in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["render", "--suite", "lego"], "no suite is called 'lego'; known: conveyor, mad"),
        (["render", "--suite", "mad", "--preset", "smok"], "did you mean smoke"),
        (["render", "--suite", "mad", "--classes", "11Pigg"], "did you mean 11Pig"),
        (["render", "--suite", "mad", "--variant", "reel"], "did you mean real"),
        (["list", "classes", "--suite", "conveyer"], "did you mean conveyor"),
        (["bench", "--method", "patchcor"], "did you mean patchcore"),
        (["bench", "--method", "patchcore", "--suite", "madd"], "did you mean mad"),
    ],
)
def test_unknown_names_get_close_matches(toolkit, tmp_path, arguments, told):
    assert told in complaint(toolkit(*arguments), 2)
    assert list(tmp_path.iterdir()) == []


def test_misused_options_are_told(toolkit):
    code, _, told = toolkit("render", "--suite", "mad", "--backend", "povray")
    assert code == 2
    assert "cycles" in told
    assert toolkit("render", "--suite", "mad", "--seed", "-1")[0] == 2
    assert toolkit("list", "suits")[0] == 2
    code, _, told = toolkit("bench", "--method", "padim", "--data", ".", "--option", "k")
    assert code == 2
    assert "NAME=VALUE" in told


def test_validate_says_no_fault_or_names_each(toolkit, mad_root):
    code, out, _ = toolkit("validate", mad_root)
    assert (code, out) == (0, f"{mad_root}: no fault\n")
    image = mad_root / "01Gorilla/test/Burrs/1.png"
    image.write_bytes(image.read_bytes()[:-40])
    mask = mad_root / "01Gorilla/ground_truth/Stains/0_mask.png"
    write_png(mask, np.zeros((7, 9), np.uint8))
    code, out, err = toolkit("validate", mad_root)
    assert code == 1
    assert "01Gorilla/test/Burrs/1.png: " in out
    assert re.search(r"Stains/0_mask.png: .*9x7", out)
    assert re.search(r"\d+ faults", err)


@pytest.mark.parametrize("command", ["validate", "preview", "bench", "evaluate"])
def test_what_is_no_dataset_is_told_with_its_path(toolkit, tmp_path, command):
    folder = tmp_path / "holiday"
    folder.mkdir()
    (folder / "beach.png").write_bytes(b"x")
    arguments = {
        "validate": ["validate", folder],
        "preview": ["preview", folder],
        "bench": ["bench", "--method", "patchcore", "--data", folder],
        "evaluate": ["evaluate", folder, "--data", folder],
    }[command]
    result = toolkit(*arguments)
    assert result[0] == 1
    assert "holiday" in result[1] + result[2]
    assert "Traceback" not in result[2]


def test_preview_writes_a_sheet_and_prints_where(toolkit, mad_root):
    code, out, _ = toolkit("preview", mad_root, "--tile", "40")
    assert (code, out) == (0, "mad-preview.png\n")
    assert (mad_root.parent / "mad-preview.png").stat().st_size > 1000


def test_an_outside_method_is_benched_evaluated_and_listed(toolkit, mad_root, tmp_path):
    method = tmp_path / "mine.py"
    method.write_text(METHOD.format(answer="score_map"))
    bench = ["bench", "--method", f"{method}:Detector", "--data", mad_root, "--out", "results"]
    code, out, _ = toolkit(*bench)
    assert code == 0
    assert "mean" in out
    assert "AUPRO" in out
    folder = out.splitlines()[-1]
    predictions = tmp_path / folder / "predictions"
    code, told, _ = toolkit("evaluate", predictions, "--data", mad_root, "--json")
    assert code == 0
    scores = json.loads(told)
    assert scores["mean"]["pixel_auroc"] > 0.9
    code, out, _ = toolkit("leaderboard", "results", "--out", "board")
    assert code == 0
    assert (tmp_path / "board/leaderboard.csv").read_text().count("\n") == 1 + 1 + 1
    assert (tmp_path / "board/per_class.csv").read_text().count("\n") == 1 + 2 + 2
    assert (tmp_path / "board/per_defect.csv").read_text().count("\n") == 1 + 9 + 9
    assert "<html" in (tmp_path / "board/index.html").read_text()
    assert toolkit(*bench)[1].splitlines()[-1] == folder  # finished runs are skipped


def test_nan_scores_name_method_and_image(toolkit, mad_root, tmp_path):
    method = tmp_path / "mine.py"
    method.write_text(METHOD.format(answer="score_map * np.nan"))
    result = toolkit("bench", "--method", f"{method}:Detector", "--data", mad_root)
    told = [line for line in result[2].splitlines() if line.startswith("error: ")]
    assert result[0] == 1
    assert len(told) == 2 and "Traceback" not in result[2]
    for line, category in zip(told, ("01Gorilla", "13Pheonix"), strict=True):
        assert f"no figures of {category}: " in line
        assert f"on {category}/Burrs/0: ValueError: 2304 values of the score map are NaN" in line


def test_evaluate_names_the_map_that_is_missing_extra_or_nan(toolkit, mad_root, tmp_path):
    maps = tmp_path / "maps"
    for samples in open_dataset(mad_root).test.values():
        for sample in samples:
            path = maps / f"{sample.key}.npy"
            path.parent.mkdir(parents=True, exist_ok=True)
            np.save(path, np.arange(24 * 24, dtype=np.float32).reshape(24, 24))
    arguments = ("evaluate", maps, "--data", mad_root)
    assert toolkit(*arguments)[0] == 0
    extra = maps / "01Gorilla/Burrs/99.npy"
    np.save(extra, np.zeros((4, 4)))
    assert "01Gorilla/Burrs/99" in complaint(toolkit(*arguments))
    extra.unlink()
    broken = maps / "13Pheonix/good/1.npy"
    np.save(broken, np.full((4, 4), np.nan))
    assert "13Pheonix/good/1" in complaint(toolkit(*arguments))
    broken.write_bytes(b"no array")
    assert "13Pheonix/good/1" in complaint(toolkit(*arguments))
    broken.unlink()
    assert "13Pheonix/good/1" in complaint(toolkit(*arguments))


def test_a_mask_of_the_wrong_size_is_named(toolkit, mad_root, tmp_path):
    mask = mad_root / "01Gorilla/ground_truth/Stains/0_mask.png"
    write_png(mask, np.zeros((7, 9), np.uint8))
    method = tmp_path / "mine.py"
    method.write_text(METHOD.format(answer="score_map"))
    told = complaint(toolkit("bench", "--method", f"{method}:Detector", "--data", mad_root))
    assert "Stains/0_mask.png" in told
    assert "9x7" in told


def test_a_corrupt_image_is_named(toolkit, mad_root):
    image = mad_root / "01Gorilla/train/good/3.png"
    image.write_bytes(b"\x89PNG garbage")
    told = complaint(toolkit("bench", "--method", "padim", "--data", mad_root))
    assert "01Gorilla/train/good/3.png" in told


def test_a_folder_that_cannot_be_written_is_one_line(toolkit, tmp_path):
    (tmp_path / "file").write_text("in the way")
    told = complaint(toolkit("render", "--suite", "mad", "--out", "file/data"))
    assert "file" in told
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.tex").write_text("precious")
    told = complaint(toolkit("render", "--suite", "mad", "--out", "mine"))
    assert "thesis.tex" in told
    assert "--out" in told


@pytest.mark.parametrize(
    "error",
    [OSError(28, "No space left on device", "data/x"), OSError(30, "Read-only file system", "d")],
)
def test_disk_trouble_is_one_line(toolkit, monkeypatch, error):
    from padkit.generators import run

    def fail(*_):
        raise error

    monkeypatch.setattr(run, "render", fail)
    assert error.strerror in complaint(toolkit("render", "--suite", "mad"))


def test_an_interrupt_says_how_to_go_on(toolkit, monkeypatch):
    from padkit.generators import run

    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "render", interrupt)
    code, _, told = toolkit("render", "--suite", "mad")
    assert code == 130
    assert "the same command goes on" in told


def test_a_missing_default_folder_is_rendered_and_said(toolkit, monkeypatch, mad_root):
    from padkit.generators import run

    asked = []

    def pretend(job, progress):
        asked.append(job)
        job.out.parent.mkdir(exist_ok=True)
        mad_root.rename(job.out)
        return 1

    monkeypatch.setattr(run, "render", pretend)
    code, _, told = toolkit("bench", "--method", "padim", "--preset", "smoke")
    assert code == 0, told
    assert "rendering it first" in told
    assert (asked[0].suite, asked[0].preset, str(asked[0].out)) == (
        "mad",
        "smoke",
        "data/mad-smoke",
    )


@pytest.fixture
def benched(toolkit, mad_root, tmp_path):
    """The folder of a finished run, `mine.py:Detector` on the small dataset."""
    (tmp_path / "mine.py").write_text(METHOD.format(answer="score_map"))
    result = toolkit("bench", "--method", "mine.py:Detector", "--data", mad_root)
    assert result[0] == 0, result
    return tmp_path / result[1].splitlines()[-1]


SEEDED = """
import numpy as np
from padkit.benchmarks.records import Prediction

class Noise:
    def __init__(self, seed=0):
        self.rng = np.random.default_rng(seed)

    def fit(self, views):
        pass

    def predict(self, view):
        score_map = self.rng.random(view.image.shape[:2]).astype(np.float32)
        return Prediction(score_map, float(score_map.mean()))
"""


def test_several_seeds_end_in_mean_and_deviation(toolkit, mad_root, tmp_path):
    (tmp_path / "noise.py").write_text(SEEDED)
    bench = ["bench", "--method", "noise.py:Noise", "--data", mad_root, "--out", "results"]
    code, out, _ = toolkit(*bench, "--seeds", "0,3,0")
    assert code == 0
    assert "mean and standard deviation of 2 seeds" in out
    assert len(list(tmp_path.glob("results/mad/noise-Noise/*"))) == 2
    assert re.search(r"mean +│ 0\.\d{3} ±0\.\d{3}", out)
    code, out, _ = toolkit("leaderboard", "results")
    assert (code, "leaderboard/index.html" in out) == (0, True)
    head, row, chance = (tmp_path / "leaderboard/leaderboard.csv").read_text().splitlines()
    cells = dict(zip(head.split(","), row.split(","), strict=True))
    assert cells["seeds"] == "0 3" and float(cells["aupro_sd"]) > 0
    assert chance.split(",")[3] == "chance"
    for wrong in ("", "1,x", "-1", "1.5"):
        assert toolkit(*bench, "--seeds", wrong)[0] == 2


def test_a_factor_makes_tables_and_plots(toolkit, benched, mad_root, tmp_path):
    bench = ["bench", "--method", "mine.py:Detector", "--data", mad_root]
    code, out, _ = toolkit(*bench, "--by", "visible_pixels", "--by", "view_angle")
    assert code == 0
    assert "by visible_pixels" in out
    for name in ("visible_pixels", "view_angle"):
        table = benched / f"factors/padkit/{name}.csv"
        assert str(table.relative_to(tmp_path)) in out
        assert table.read_text().startswith("factor,unit,level,")
        plot = table.with_suffix(".svg").read_text()
        assert plot.startswith("<svg xmlns=") and "<style>" in plot
    assert "did you mean severity" in complaint(toolkit(*bench, "--by", "severty"), 2)
    new = ["bench", "--method", "mine.py:Detector", "--data", mad_root, "--out", "elsewhere"]
    told = complaint(toolkit(*new, "--by", "light"))
    assert not Path("elsewhere").exists()
    assert "no test image of mad tells its light; they tell: visible_pixels, view_angle" in told


def test_a_protocol_judges_a_finished_run_again(toolkit, benched, mad_root):
    bench = ["bench", "--method", "mine.py:Detector", "--data", mad_root]
    assert toolkit(*bench, "--protocol", "pad")[0] == 0
    assert {path.name for path in (benched / "scores").iterdir()} == {"padkit", "pad"}
    assert "did you mean pad" in complaint(toolkit(*bench, "--protocol", "padd"), 2)
    evaluate = ["evaluate", benched / "predictions", "--data", mad_root]
    code, out, _ = toolkit(*evaluate, "--protocol", "piad", "--fpr-limit", "0.05", "--json")
    values = json.loads(out)
    assert (code, values["protocol"], values["fpr_limit"]) == (0, "piad", 0.05)
    assert "above 0 and at most at 1" in complaint(toolkit(*evaluate, "--fpr-limit", "2"))
    assert toolkit(*evaluate, "--out", "tables")[0] == 0
    assert {"per_class.csv", "per_defect.csv"} <= {p.name for p in Path("tables").iterdir()}


def test_an_answer_is_explained_in_a_picture(toolkit, mad_root, tmp_path):
    (tmp_path / "mine.py").write_text(METHOD.format(answer="score_map"))
    explain = ["explain", "--method", "mine.py:Detector", "--image"]
    image = mad_root / "01Gorilla/test/Burrs/1.png"
    assert toolkit(*explain, image)[:2] == (0, "mine-Detector-01Gorilla-Burrs-1.png\n")
    assert toolkit(*explain, image, "--data", mad_root, "--out", "a/b.png")[:2] == (0, "a/b.png\n")
    made = [Path(name).read_bytes() for name in ("mine-Detector-01Gorilla-Burrs-1.png", "a/b.png")]
    assert all(data.startswith(b"\x89PNG") and len(data) > 10_000 for data in made)
    told = complaint(toolkit(*explain, mad_root / "01Gorilla/train/good/3.png"))
    assert "3.png is a training picture of 01Gorilla" in told
    told = complaint(toolkit(*explain, "mine.py", "--data", mad_root))
    assert "mine.py is no test picture of the dataset" in told
    assert "there is no picture 7.png" in complaint(toolkit(*explain, "7.png"))
    unknown = toolkit("explain", "--method", "patchcor", "--image", image)
    assert "did you mean patchcore" in complaint(unknown, 2)
    assert "has no option 'speed'" in complaint(toolkit(*explain, image, "--option", "speed=1"))
    (tmp_path / "mine.py").write_text(METHOD.format(answer="score_map[1:]"))
    assert "mine.py:Detector on 01Gorilla/Burrs/1: " in complaint(toolkit(*explain, image))


def test_a_run_travels_in_a_zip(toolkit, benched, mad_root, tmp_path):
    code, out, _ = toolkit("pack", benched, "theirs/run.zip")
    assert (code, out) == (0, "theirs/run.zip\n")
    added = ["leaderboard", "mine", "--add", "theirs/run.zip"]
    told = complaint(toolkit(*added))
    assert "data/mad, which is not there; give --data" in told
    code, out, err = toolkit(*added, "--data", mad_root, "--with-published")
    assert code == 0 and "added: mine/mad/mine-Detector/submitted-mad-" in err
    assert "mine-Detector (submitted)" in Path("leaderboard/leaderboard.csv").read_text()
    assert "OmniposeAD" in Path("leaderboard/index.html").read_text()
    Path("theirs/run.zip").write_bytes(b"PK")
    assert "run.zip: File is not a zip file" in complaint(toolkit(*added, "--data", mad_root))


def test_export_and_lists(toolkit, mad_root):
    code, out, _ = toolkit("export", mad_root, "--out", "out/mvtec", "--format", "mvtec")
    assert (code, out) == (0, "out/mvtec\n")
    assert Path("out/mvtec/01Gorilla/test/Burrs/000.png").is_file()
    within = toolkit("export", mad_root, "--out", mad_root / "x")
    assert "lies within the dataset" in complaint(within)
    unknown = toolkit("export", mad_root, "--out", "x", "--format", "yolo")
    assert "no format is called 'yolo'" in complaint(unknown, 2)
    assert "coco" in json.loads(toolkit("list", "formats", "--json")[1])
    assert set(json.loads(toolkit("list", "factors", "--json")[1])) >= {"severity", "occlusion"}
    assert set(json.loads(toolkit("list", "sweeps", "--json")[1])) == {"piad power", "piad azimuth"}
    assert set(json.loads(toolkit("list", "protocols", "--json")[1])) >= {"padkit", "pad", "piad"}
