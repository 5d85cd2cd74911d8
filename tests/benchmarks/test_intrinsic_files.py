"""Decompositions on disk against a dataset: what is read, what is named, what is written."""

import csv
import json
from dataclasses import replace

import cv2
import numpy as np
import pytest
import tifffile

from padkit.benchmarks.datasets import open_dataset
from padkit.benchmarks.images import write_exr
from padkit.benchmarks.intrinsic import MEASURES, intrinsic_scores, score_decompositions
from padkit.benchmarks.intrinsic.decompositions import read_decomposition
from padkit.benchmarks.predictions import resize_map
from padkit.cli import main

SIZE = 48  # of the pictures of `mad_folder`


def write(path, pixels):
    """Write float32 by the suffix of `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.asarray(pixels, np.float32)
    if path.suffix == ".exr":
        write_exr(path, pixels)
    elif path.suffix == ".npy":
        np.save(path, pixels)
    else:
        apart = pixels.ndim == 2 or path.suffix == ".tif"  # colours in one page, or a page a row
        tifffile.imwrite(path, pixels, photometric="minisblack" if apart else "rgb")


def truth(number):
    """Albedo and shading (48, 48, 3) float32 of the picture of that number."""
    rng = np.random.default_rng(number)
    there = np.zeros((SIZE, SIZE, 1))
    there[6:40, 9:44] = 1
    blocks = rng.uniform(0.1, 0.9, (8, 8, 3)).repeat(6, 0).repeat(6, 1)
    light = 1 + np.sin(np.arange(SIZE) / 9 + number)[:, None, None] * [0.5, 0.4, 0.3]
    return (blocks * there).astype(np.float32), (light * there).astype(np.float32)


def samples_of(dataset):
    return [sample for name in dataset.categories for sample in dataset.test[name]]


@pytest.fixture
def dataset(mad_root, reseal):
    """A dataset with albedo and shading."""
    for number, sample in enumerate(samples_of(open_dataset(mad_root))):
        place = sample.image.relative_to(mad_root / sample.category).with_suffix("")
        for name, pixels in zip(("albedo", "shading"), truth(number), strict=True):
            write_exr(mad_root / sample.category / f"extras/{place}_{name}.exr", pixels)
    reseal(mad_root)
    return open_dataset(mad_root)


@pytest.fixture
def estimates(dataset, tmp_path):
    """A complete folder of decompositions: the truth, a little blurred."""
    root = tmp_path / "estimates"
    for number, sample in enumerate(samples_of(dataset)):
        for kind, pixels in zip(("reflectance", "shading"), truth(number), strict=True):
            write(root / f"{sample.key}_{kind}.npy", cv2.GaussianBlur(pixels, (0, 0), 1.5))
    return root


@pytest.fixture
def toolkit(capsys, monkeypatch, tmp_path):
    """Run `toolkit evaluate --intrinsic`; return exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        code = main(["evaluate", *map(str, arguments)])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def test_each_image_is_judged_against_its_own_truth(dataset, estimates):
    told = []
    scores = score_decompositions(
        dataset, estimates, progress=lambda done, total: told.append((done, total))
    )
    samples = samples_of(dataset)
    assert told == [(n + 1, len(samples)) for n in range(len(samples))]
    for number, (row, sample) in enumerate(zip(scores.images, samples, strict=True)):
        albedo, shading = truth(number)
        blurred = [cv2.GaussianBlur(pixels, (0, 0), 1.5) for pixels in truth(number)]
        assert row.scores == intrinsic_scores(albedo, shading, *blurred)
        assert (row.category, row.defect, row.stem) == tuple(sample.key.split("/"))
        assert row.n_pixels == 34 * 35 and row.notes == ""
    assert scores.images[0].scores["lmse"] > 0.001


def test_classes_are_means_of_images_and_the_mean_is_one_of_classes(dataset, estimates):
    few = dataset.test | {"01Gorilla": dataset.test["01Gorilla"][:1]}
    for sample in dataset.test["01Gorilla"][1:]:
        for path in estimates.glob(f"{sample.key}_*"):
            path.unlink()
    scores = score_decompositions(replace(dataset, test=few), estimates)
    first, second = scores.classes
    assert (first.n_images, second.n_images, scores.mean.n_images) == (1, 9, 10)
    for name in MEASURES:
        later = [row.scores[name] for row in scores.images[1:]]
        assert second.scores[name] == pytest.approx(np.mean(later))
        assert scores.mean.scores[name] == pytest.approx(
            (scores.images[0].scores[name] + np.mean(later)) / 2
        )


def test_an_image_without_object_is_left_out_of_the_mean_and_noted(dataset, estimates, reseal):
    extras = dataset.test["13Pheonix"][2].extras
    for path in extras.values():
        if path.suffix == ".exr":
            write_exr(path, np.zeros((SIZE, SIZE, 3), np.float32))
    scores = score_decompositions(dataset, estimates)
    row = next(row for row in scores.images if not row.n_pixels)
    assert row.notes.endswith(": no object in view") and row.scores["lmse"].value is None
    assert "lmse, " in scores.classes[1].notes
    assert scores.classes[1].notes.endswith("mean over 8 of 9 images")
    assert scores.mean.notes == "" and scores.mean.scores["lmse"] > 0


def test_only_what_is_there_is_judged(dataset, estimates):
    for path in estimates.rglob("*_shading.npy"):
        path.unlink()
    bare = {
        name: tuple(replace(s, extras={"albedo": s.extras["albedo"]}) for s in samples)
        for name, samples in dataset.test.items()
    }
    scores = score_decompositions(replace(dataset, test=bare), estimates)
    assert scores.mean.scores["reflectance_lmse"] > 0
    assert scores.mean.scores["lmse"].value is None
    assert "no shading was estimated" in scores.mean.notes


def test_files_may_lie_where_the_picture_lies(dataset, estimates):
    plain = score_decompositions(dataset, estimates)
    names = {
        name: tuple(replace(s, defect=f"{s.defect}-bright", stem=f"n{s.stem}") for s in samples)
        for name, samples in dataset.test.items()
    }
    moved = score_decompositions(replace(dataset, test=names), estimates)
    assert [r.scores for r in moved.images] == [r.scores for r in plain.images]
    # a name that is another sample's key is that sample's
    first, second, *rest = dataset.test["01Gorilla"]
    swapped = (replace(first, stem="x"), replace(second, stem=first.stem), *rest)
    with pytest.raises(ValueError, match=r"1 missing \(01Gorilla/Burrs/x_reflectance\)"):
        score_decompositions(
            replace(dataset, test=dataset.test | {"01Gorilla": swapped}), estimates
        )


@pytest.mark.parametrize("suffix", [".exr", ".npy", ".tiff", ".tif"])
@pytest.mark.parametrize("shape", [(9, 7), (9, 7, 3)])
def test_floats_are_read_exactly(tmp_path, suffix, shape):
    pixels = np.random.default_rng(0).random(shape).astype(np.float32) * 9
    path = tmp_path / f"a_shading{suffix}"
    write(path, pixels)
    back = read_decomposition(path, "shading", (9, 7))
    assert back.dtype == np.float64 and np.array_equal(back, pixels)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_a_png_is_srgb(tmp_path, dtype, channels):
    top = np.iinfo(dtype).max
    stored = np.full((5, 6, channels), round(0.5 * top), dtype)
    stored[0, 0] = 0
    stored[..., 0][1, 1] = round(0.02 * top)  # OpenCV's first channel is blue
    stored[2, 2] = top
    cv2.imwrite(str(tmp_path / "a_reflectance.png"), stored)
    back = read_decomposition(tmp_path / "a_reflectance.png", "reflectance", (5, 6))
    assert back.shape == ((5, 6) if channels == 1 else (5, 6, 3))
    assert np.all(back[0, 0] == 0) and np.all(back[2, 2] == 1)
    assert np.allclose(back[4, 4], 0.2140, atol=2e-3)  # IEC 61966-2-1 of 0.5
    blue = back[1, 1] if channels == 1 else back[1, 1, 2]
    assert blue == pytest.approx(round(0.02 * top) / top / 12.92)


def test_a_png_of_light_is_refused(tmp_path):
    cv2.imwrite(str(tmp_path / "a_shading.png"), np.zeros((5, 6), np.uint8))
    with pytest.raises(ValueError, match=r"a_shading\.png: a shading is no PNG; give linear"):
        read_decomposition(tmp_path / "a_shading.png", "shading", (5, 6))


@pytest.mark.parametrize("shape", [(24, 24), (20, 70)])
def test_another_size_is_resized_as_score_maps_are(tmp_path, shape):
    pixels = np.random.default_rng(0).random((*shape, 3))
    np.save(tmp_path / "a_reflectance.npy", pixels)
    back = read_decomposition(tmp_path / "a_reflectance.npy", "reflectance", (SIZE, SIZE))
    assert back.shape == (SIZE, SIZE, 3)
    for colour in range(3):
        assert np.array_equal(back[..., colour], resize_map(pixels[..., colour], (SIZE, SIZE)))


@pytest.mark.parametrize(
    ("pixels", "message"),
    [
        (np.zeros((4, 4, 2)), r"shape \(4, 4, 2\); a reflectance is"),
        (np.zeros((4, 4, 4)), r"shape \(4, 4, 4\)"),
        (np.zeros(5), r"shape \(5,\)"),
        (np.zeros((0, 4)), r"shape \(0, 4\)"),
        (np.zeros((4, 4), np.uint8), "holds uint8; a reflectance is float16, 32 or 64"),
        (np.array([[np.nan, np.inf, 1.0]]), "holds 2 values that are NaN or infinite"),
        (np.array([[-1e-9, 0.0, 1.0]]), "holds 1 negative values"),
        (np.array([[object()]]), "is not a readable reflectance"),
    ],
)
def test_what_is_no_reflectance_is_named(tmp_path, pixels, message):
    path = tmp_path / "a_reflectance.npy"
    np.save(path, pixels, allow_pickle=True)
    with pytest.raises(ValueError, match=message) as error:
        read_decomposition(path, "reflectance", (4, 4))
    assert str(path) in str(error.value)


@pytest.mark.parametrize("suffix", [".exr", ".npy", ".tiff", ".png"])
def test_a_broken_file_is_named_once(tmp_path, suffix):
    path = tmp_path / f"a_reflectance{suffix}"
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(ValueError, match="is not a readable reflectance") as error:
        read_decomposition(path, "reflectance", (4, 4))
    assert str(error.value).count(str(path)) == 1


def test_the_command_prints_a_table_json_and_writes_csv(toolkit, dataset, estimates, tmp_path):
    asked = (estimates, "--data", dataset.root, "--intrinsic")
    code, out, err = toolkit(*asked, "--out", tmp_path / "tables")
    assert code == 0, err
    assert "LMSE in windows of 20 pixels" in " ".join(out.split())
    assert all(word in out for word in ("Class", "01Gorilla", "13Pheonix", "mean"))
    scores = score_decompositions(dataset, estimates)
    assert f"{scores.mean.scores['lmse']:.4f}" in out
    with (tmp_path / "tables/intrinsic_per_image.csv").open() as file:
        images = list(csv.DictReader(file))
    assert list(images[0]) == ["class", "type", "stem", "n_pixels", *MEASURES, "notes"]
    for cells, row in zip(images, scores.images, strict=True):
        assert (cells["class"], cells["type"], cells["stem"]) == (
            row.category,
            row.defect,
            row.stem,
        )
        assert all(float(cells[name]) == row.scores[name] for name in MEASURES)
    with (tmp_path / "tables/intrinsic_per_class.csv").open() as file:
        classes = list(csv.DictReader(file))
    assert [row["class"] for row in classes] == ["01Gorilla", "13Pheonix", "mean"]
    assert float(classes[-1]["lmse"]) == scores.mean.scores["lmse"]
    told = json.loads(toolkit(*asked, "--json", "--window", "8")[1])
    assert told["window"] == 8 and told["mean"]["lmse"] != scores.mean.scores["lmse"]
    assert told["classes"][0]["reflectance_ssim"] == scores.classes[0].scores["reflectance_ssim"]


def complaint(result, code=1):
    """The one line that a failed command says."""
    assert result[0] == code, result
    lines = [line for line in result[2].splitlines() if line.startswith("error: ")]
    assert len(lines) == 1 and "Traceback" not in result[2], result
    return lines[0]


def test_the_command_says_in_one_line_what_is_wrong(toolkit, dataset, estimates, tmp_path):
    asked = (estimates, "--data", dataset.root, "--intrinsic")
    assert "nowhere is no folder" in complaint(toolkit("nowhere", *asked[1:]))
    (tmp_path / "empty").mkdir()
    assert "empty holds no decomposition" in complaint(toolkit(tmp_path / "empty", *asked[1:]))
    lost = estimates / "01Gorilla/Stains/1_shading.npy"
    kept = lost.read_bytes()
    lost.unlink()
    told = complaint(toolkit(*asked))
    assert "1 missing (01Gorilla/Stains/1_shading)" in told and "reflectance" not in told
    lost.write_bytes(kept)
    extra = estimates / "01Gorilla/Stains/9_reflectance.exr"
    extra.write_bytes(b"x")
    assert "1 extra (01Gorilla/Stains/9_reflectance)" in complaint(toolkit(*asked))
    extra.rename(lost.with_suffix(".exr"))
    assert "2 doubled (01Gorilla/Stains/1_shading.exr" in complaint(toolkit(*asked))
    lost.with_suffix(".exr").unlink()
    np.save(lost, np.full((SIZE, SIZE), np.nan))
    assert "01Gorilla/Stains/1_shading.npy holds 2304 values" in complaint(toolkit(*asked))


def test_without_albedo_the_command_says_how_to_render(toolkit, mad_root, tmp_path):
    for sample in samples_of(open_dataset(mad_root)):
        write(tmp_path / "e" / f"{sample.key}_reflectance.npy", np.ones((4, 4)))
    told = complaint(toolkit(tmp_path / "e", "--data", mad_root, "--intrinsic"))
    assert "18 of 18 test images have no true albedo (01Gorilla/Burrs/0, …)" in told
    assert "--extras albedo,shading" in told


@pytest.mark.parametrize(
    ("pixels", "message"),
    [
        (np.ones((9, 9, 3), np.float32), "has the shape (9, 9, 3), not (48, 48, 3)"),
        (np.ones((SIZE, SIZE), np.float32), "has the shape (48, 48)"),
        (np.full((SIZE, SIZE, 3), np.inf, np.float32), "NaN or infinite"),
        (None, "is not a readable EXR"),
    ],
)
def test_a_broken_truth_is_named(toolkit, dataset, estimates, pixels, message):
    path = dataset.test["01Gorilla"][0].extras["albedo"]
    if pixels is None:
        path.write_bytes(b"nothing of the kind")
    else:
        write_exr(path, pixels)
    told = complaint(toolkit(estimates, "--data", dataset.root, "--intrinsic"))
    assert "Burrs/0_albedo.exr" in told and message in told


def test_a_window_is_for_decompositions(toolkit, dataset, estimates):
    code, _, err = toolkit(estimates, "--data", dataset.root, "--window", "8")
    assert code == 2 and "--intrinsic only" in " ".join(err.split())


@pytest.mark.parametrize(
    "words", [("--protocol", "pad"), ("--fpr-limit", "0.1"), ("--resamples", "9")]
)
def test_what_is_for_score_maps_is_not_for_decompositions(toolkit, dataset, estimates, words):
    code, _, err = toolkit(estimates, "--data", dataset.root, "--intrinsic", *words)
    assert code == 2
    assert "takes no --protocol" in err
