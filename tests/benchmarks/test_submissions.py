"""Submissions: what is sent is judged anew, and nothing in the zip is trusted."""

import hashlib
import io
import json
import zipfile

import numpy as np
import pytest
import tifffile

from padkit.benchmarks import submissions
from padkit.benchmarks.datasets import open_dataset
from padkit.benchmarks.records import Prediction
from padkit.benchmarks.results import read_run, read_runs
from padkit.benchmarks.rules import Rules
from padkit.benchmarks.runner import run
from padkit.benchmarks.standings import make_boards
from padkit.benchmarks.submissions import MANIFEST, add, pack

QUICK = Rules(resamples=20)


class Noise:
    """Random maps, a little higher where the picture is dark."""

    def __init__(self, seed=0):
        self.rng = np.random.default_rng(seed)

    def fit(self, views):
        pass

    def predict(self, view):
        dark = 255 - view.image.mean(2)
        score_map = (dark + 200 * self.rng.random(dark.shape)).astype(np.float32)
        return Prediction(score_map, float(score_map.max()))


@pytest.fixture
def dataset(mad_root):
    return open_dataset(mad_root)


@pytest.fixture
def sent(dataset, tmp_path):
    return run("noise", Noise, dataset, tmp_path / "theirs", rules=QUICK)


@pytest.fixture
def archive(sent, tmp_path):
    return pack(sent, tmp_path / "out/noise.zip")


def rewrite(archive, change=None, extra=(), manifest=None, sums=True):
    """Write a zip anew: member bytes changed by name, members added, the manifest changed."""
    with zipfile.ZipFile(archive) as file:
        members = [(name, file.read(name)) for name in file.namelist()]
    changed = {name: (change or {}).get(name, lambda b: b)(data) for name, data in members}
    values = json.loads(changed.pop(MANIFEST))
    if sums:
        values["files"] = {n: hashlib.sha256(d).hexdigest() for n, d in changed.items()}
    values = manifest(values) if manifest else values
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(MANIFEST, json.dumps(values))
        for name, data in (*changed.items(), *extra):
            file.writestr(name, data)
    return archive


def refusal(archive, dataset, tmp_path, match):
    """Adding fails with one line about the zip, and leaves nothing behind."""
    results = tmp_path / "mine"
    with pytest.raises(ValueError, match=match) as caught:
        add(archive, dataset, results, rules=QUICK)
    assert str(caught.value).startswith(f"{archive}: ")
    assert "\n" not in str(caught.value)
    assert list(results.iterdir()) == []


def test_what_is_added_is_judged_here_and_marked(sent, archive, dataset, tmp_path):
    told = []
    run = add(archive, dataset, tmp_path / "mine", rules=QUICK, progress=lambda *s: told.append(s))
    assert told[-1] == (18, 18)
    assert run.folder == tmp_path / f"mine/mad/noise/submitted-{sent.record.run}"
    assert run.complete and run.record.submitted
    assert run.scores["padkit"] == sent.scores["padkit"]
    assert run.record.times == sent.record.times
    assert len(list((run.folder / "examples").glob("*.png"))) == 8
    again = add(archive, dataset, tmp_path / "mine", rules=QUICK)
    assert again.folder == run.folder
    assert [r.folder for r in read_runs(tmp_path / "mine")] == [run.folder]
    (board,) = make_boards([sent, again])
    assert [entry.label for entry in board.entries] == ["noise", "noise (submitted)"]


def test_the_same_run_gives_the_same_zip(sent, tmp_path):
    a, b = (pack(sent, tmp_path / name).read_bytes() for name in ("a.zip", "b.zip"))
    assert a == b
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_scores_in_a_zip_count_for_nothing(sent, archive, dataset, tmp_path):
    with zipfile.ZipFile(archive) as file:
        assert not [n for n in file.namelist() if "per_class" in n or "scores/" in n]

    def boast(values):
        values["run"]["complete"] = False
        values["run"]["failures"] = {"01Gorilla": "x"}
        values["run"]["scores"] = {"aupro": 1.0}
        return values

    run = add(rewrite(archive, manifest=boast), dataset, tmp_path / "mine", rules=QUICK)
    assert run.complete and run.record.failures == {}
    assert run.scores["padkit"] == sent.scores["padkit"]


def test_another_map_gives_other_scores(archive, sent, dataset, tmp_path):
    def whiten(data):
        image = tifffile.imread(io.BytesIO(data))
        out = io.BytesIO()
        tifffile.imwrite(out, np.zeros_like(image), compression="zlib")
        return out.getvalue()

    name = "predictions/01Gorilla/Burrs/0.tiff"
    run = add(rewrite(archive, {name: whiten}), dataset, tmp_path / "mine", rules=QUICK)
    mine, theirs = run.scores["padkit"].classes, sent.scores["padkit"].classes
    assert mine[0].scores["aupro"] != theirs[0].scores["aupro"]
    assert mine[1] == theirs[1]


def test_unfinished_and_submitted_runs_are_not_packed(archive, dataset, tmp_path):
    class Failing(Noise):
        def predict(self, view):
            raise RuntimeError

    failed = run("failing", Failing, dataset, tmp_path / "theirs", rules=QUICK)
    with pytest.raises(ValueError, match=r"is not finished \(no figures of 01Gorilla, 13Pheonix"):
        pack(failed, tmp_path / "x.zip")
    with pytest.raises(ValueError, match="its sender packs it"):
        pack(add(archive, dataset, tmp_path / "mine", rules=QUICK), tmp_path / "x.zip")
    assert not (tmp_path / "x.zip").exists()


@pytest.mark.parametrize(
    "name",
    [
        "../../evil.py", "/tmp/evil.py", "predictions/../../evil.tiff", "C:\\evil.py",
        "predictions/01Gorilla/Burrs/99.tiff", "predictions/x.pkl", "run.json",
    ],
)  # fmt: skip
def test_only_the_files_asked_for_may_be_there(archive, dataset, tmp_path, name):
    rewrite(archive, extra=[(name, b"x")])
    refusal(archive, dataset, tmp_path, "1 not asked for")
    assert not list(tmp_path.rglob("evil*"))


def test_missing_doubled_and_unlisted_files(archive, dataset, tmp_path):
    name = "predictions/13Pheonix/good/1.tiff"
    with pytest.warns(UserWarning, match="Duplicate name"):
        rewrite(archive, extra=[(name, b"x")])
    refusal(archive, dataset, tmp_path, rf"1 doubled \({name}\)")
    unlisted = pack(read_run(next((tmp_path / "theirs").glob("*/*/*"))), archive)

    def forget(values):
        del values["files"][name]
        return values

    rewrite(unlisted, manifest=forget)
    refusal(archive, dataset, tmp_path, "1 without checksum")


def test_a_damaged_file(archive, dataset, tmp_path):
    rewrite(archive, {"timings.csv": lambda data: data + b" "}, sums=False)
    refusal(archive, dataset, tmp_path, "timings.csv is damaged")


def test_other_data(archive, tmp_path, original_root):
    refusal(archive, open_dataset(original_root), tmp_path, "figures on other data cannot be")


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda v: v | {"format": "zip"}, "its format is 'zip'"),
        (lambda v: v | {"version": 9}, "version 9; this padkit reads"),
        (lambda v: v | {"run": {**v["run"], "schema": 9}}, "schema 9"),
        (lambda v: v | {"run": {**v["run"], "method": "../up"}}, "want a plain name"),
        (lambda v: v | {"run": {**v["run"], "run": ".."}}, "want a plain name"),
        (lambda v: v | {"run": {**v["run"], "device": 3}}, r"Expected `str`, got `int`"),
        (lambda v: {"files": v["files"]}, "missing required field `format`"),
        (
            lambda v: (
                v | {"run": {**v["run"], "dataset": {**v["run"]["dataset"], "categories": ["x"]}}}
            ),
            "no class of mad is called 'x'",
        ),
    ],
)
def test_a_manifest_that_is_none(archive, dataset, tmp_path, change, match):
    rewrite(archive, manifest=change)
    refusal(archive, dataset, tmp_path, match)


def test_what_is_no_zip_or_no_submission(dataset, tmp_path):
    other = tmp_path / "x.zip"
    other.write_bytes(b"not a zip")
    refusal(other, dataset, tmp_path, "not a zip")
    with zipfile.ZipFile(other, "w") as file:
        file.writestr("readme.txt", "hello")
    refusal(other, dataset, tmp_path, "holds no submission.json; make one with toolkit pack")


def test_a_bomb_is_not_unpacked(archive, dataset, tmp_path, monkeypatch):
    name = "predictions/01Gorilla/Burrs/0.tiff"
    rewrite(archive, {name: lambda data: data + bytes(10_000_000)})
    refusal(archive, dataset, tmp_path, f"{name} has more than 77056 bytes")
    monkeypatch.setattr(submissions, "_MOST_TEXT", 1000)
    refusal(archive, dataset, tmp_path, "submission.json has more than 1000 bytes")


def test_a_small_file_that_promises_much_is_not_decoded(archive, dataset, tmp_path):
    def swell(data):
        out = io.BytesIO()
        tifffile.imwrite(out, np.zeros((4000, 4000), np.float32), compression="zlib")
        return out.getvalue()

    rewrite(archive, {"predictions/01Gorilla/Burrs/0.tiff": swell})
    refusal(archive, dataset, tmp_path, r"holds .*4000, 4000.*not one float32 page of \(48, 48\)")


@pytest.mark.parametrize(
    ("name", "change", "match"),
    [
        ("predictions/01Gorilla/Burrs/0.tiff", lambda d: b"\x80\x04pickle", "is no readable TIFF"),
        (
            "predictions/image_scores.csv",
            lambda d: d.replace(b"01Gorilla,Burrs,0,", b"01Gorilla,Burrs,0,nan #"),
            "^[^ ]*zip: predictions/image_scores.csv: .*not a finite number",
        ),
        ("timings.csv", lambda d: d.split(b"\n")[0] + b"\n", "tells no time of 01Gorilla"),
        (
            "timings.csv",
            lambda d: d.replace(b"01Gorilla,,,,", b"01Gorilla,,,,-"),
            "times of 01Gorilla that cannot be",
        ),
    ],
)
def test_broken_contents(archive, dataset, tmp_path, name, change, match):
    rewrite(archive, {name: change})
    refusal(archive, dataset, tmp_path, match)
