"""Exports: what each format holds, what is refused, and that other programs load it."""

import json
import os
import shutil
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from padkit.benchmarks.datasets import open_dataset
from padkit.benchmarks.errors import BrokenDatasetError
from padkit.benchmarks.exports import export
from padkit.benchmarks.exports.mvtec import plan_pictures
from padkit.benchmarks.exports.staging import EXPORT, Source
from padkit.benchmarks.images import read_mask, read_rgb, write_png

COUNTS = {"Burrs": 3, "Missing": 2, "Stains": 2, "good": 2}  # tests/kit/mad_folder.py


def tree(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def lines(text: str) -> int:
    return len(text.splitlines())


def test_every_picture_and_mask_is_there_padded(mad_root, tmp_path):
    out = export(mad_root, "mvtec", tmp_path / "new/out")
    assert out == tmp_path / "new/out"
    files = set(tree(out))
    expected = {
        f"{c}/train/good/{i:03d}.png" for c in ("01Gorilla", "13Pheonix") for i in range(12)
    }
    for category in ("01Gorilla", "13Pheonix"):
        for defect, count in COUNTS.items():
            for i in range(count):
                expected.add(f"{category}/test/{defect}/{i:03d}.png")
                if defect != "good":
                    expected.add(f"{category}/ground_truth/{defect}/{i:03d}_mask.png")
    texts = {"license.txt", "readme.txt"}
    assert {f for f in files if f.endswith(".png")} == expected
    assert {f for f in files if not f.endswith(".png")} == {
        "export.json", *texts, *(f"{c}/{t}" for c in ("01Gorilla", "13Pheonix") for t in texts)
    }  # fmt: skip


def test_pictures_are_those_of_their_number(mad_root, tmp_path):
    out = export(mad_root, "mvtec", tmp_path / "out")
    for sample in open_dataset(mad_root).test["13Pheonix"]:
        place = f"{sample.defect}/{int(sample.stem):03d}"
        image = read_rgb(out / f"13Pheonix/test/{place}.png")
        np.testing.assert_array_equal(image, sample.query().image)
        if sample.defect != "good":
            mask = read_mask(out / f"13Pheonix/ground_truth/{place}_mask.png")
            np.testing.assert_array_equal(mask, sample.truth().mask)


def test_numbers_beyond_three_digits_widen_all_of_a_class(original_root):
    good = original_root / "01Gorilla/test/good"
    (good / "1.png").rename(good / "1200.png")
    plan = plan_pictures(Source.open(original_root))
    assert plan["01Gorilla/test/good/1200.png"] == good / "1200.png"
    assert "01Gorilla/train/good/0007.png" in plan
    assert "01Gorilla/ground_truth/Burrs/0002_mask.png" in plan
    assert "13Pheonix/train/good/007.png" in plan


def test_a_mask_without_a_picture_is_left_out(original_root):
    (original_root / "01Gorilla/test/Burrs/0.png").unlink()
    plan = plan_pictures(Source.open(original_root))
    masks = [name for name in plan if name.startswith("01Gorilla/ground_truth/Burrs")]
    assert masks == [f"01Gorilla/ground_truth/Burrs/00{i}_mask.png" for i in (1, 2)]


def test_hard_links_where_they_can_be(mad_root, tmp_path):
    out = export(mad_root, "mvtec", tmp_path / "out")
    source = mad_root / "01Gorilla/test/Burrs/1.png"
    assert (out / "01Gorilla/test/Burrs/001.png").samefile(source)


def test_copies_where_links_cannot_be(mad_root, tmp_path, monkeypatch):
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(18, "Invalid cross-device link")

    linked = tree(export(mad_root, "mvtec", tmp_path / "linked"))
    monkeypatch.setattr(os, "link", refuse)
    out = export(mad_root, "mvtec", tmp_path / "copied")
    assert tree(out) == linked
    assert not (out / "01Gorilla/test/Burrs/001.png").samefile(
        mad_root / "01Gorilla/test/Burrs/1.png"
    )


def test_a_picture_that_is_a_symbolic_link_becomes_a_file(original_root, tmp_path):
    picture = original_root / "01Gorilla/train/good/3.png"
    shutil.move(picture, tmp_path / "elsewhere.png")
    picture.symlink_to(tmp_path / "elsewhere.png")
    out = export(original_root, "mvtec", tmp_path / "out")
    assert not (out / "01Gorilla/train/good/003.png").is_symlink()


def test_the_original_download_and_splatposes_names(original_root, tmp_path):
    first = tree(export(original_root, "mvtec", tmp_path / "first"))
    for path in list(original_root.rglob("*.png")):
        number, *rest = path.stem.split("_")
        path.rename(path.with_name("_".join([f"{int(number):03d}", *rest]) + ".png"))
    second = tree(export(original_root, "mvtec", tmp_path / "second"))
    assert {f: b for f, b in first.items() if f != "export.json"} == {
        f: b for f, b in second.items() if f != "export.json"
    }


def test_licence_and_origin_are_told(mad_root, original_root, tmp_path):
    ours = export(mad_root, "mvtec", tmp_path / "ours")
    theirs = export(original_root, "mvtec", tmp_path / "theirs")
    assert (ours / "license.txt").read_text() == "pictures: CC0-1.0\n"
    assert "preset tiny, seed 0, backend mitsuba" in (ours / "13Pheonix/readme.txt").read_text()
    assert (theirs / "01Gorilla/license.txt").read_text() == "CC BY-NC-SA 4.0"
    assert "that padkit did not make" in (theirs / "license.txt").read_text()


def test_an_earlier_export_is_replaced(mad_root, tmp_path):
    out = export(mad_root, "mvtec", tmp_path / "out")
    before = tree(out)
    (out / "01Gorilla/test/Burrs/001.png").unlink()
    (out / "readme.txt").write_text("spoiled")
    export(mad_root, "mvtec", out)
    assert tree(out) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mad", "out"]


def test_an_empty_folder_is_taken(mad_root, tmp_path):
    (tmp_path / "out").mkdir()
    assert (export(mad_root, "mvtec", tmp_path / "out") / "export.json").exists()


def test_what_is_not_ours_is_refused(mad_root, original_root, tmp_path):
    out = tmp_path / "out"
    (out / "empty").mkdir(parents=True)
    faults = {}
    faults["not empty and no export of ours"] = (mad_root, out)
    (tmp_path / "file").write_text("")
    faults["file is a file"] = (mad_root, tmp_path / "file")
    faults["lies within the dataset"] = (mad_root, mad_root / "01Gorilla/out")
    faults["mad lies within the dataset"] = (mad_root, mad_root)
    done = export(original_root, "mvtec", tmp_path / "done")
    faults[r"another export \('mad' as 'mvtec'\) or one of another state"] = (mad_root, done)
    (done / "notes.txt").write_text("mine")
    faults["but notes.txt is none of it"] = (original_root, done)
    before = tree(tmp_path)
    for fault, (root, target) in faults.items():
        with pytest.raises(ValueError, match=fault) as caught:
            export(root, "mvtec", target)
        assert lines(str(caught.value)) == 1
    assert tree(tmp_path) == before


def test_a_broken_dataset_is_told(mad_root, tmp_path):
    (mad_root / "01Gorilla/ground_truth/Burrs/1_mask.png").unlink()
    with pytest.raises(BrokenDatasetError, match=r"Burrs/1_mask\.png"):
        export(mad_root, "mvtec", tmp_path / "out")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mad"]


@pytest.mark.parametrize("earlier", [False, True])
def test_an_interruption_leaves_what_was(mad_root, tmp_path, earlier):
    if earlier:
        export(mad_root, "mvtec", tmp_path / "out")
    before = tree(tmp_path)

    def stop(done: int, total: int) -> None:
        if done == total // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(mad_root, "mvtec", tmp_path / "out", stop)
    assert tree(tmp_path) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mad", *["out"] * earlier]


def test_a_failing_rename_brings_the_earlier_export_back(mad_root, tmp_path, monkeypatch):
    export(mad_root, "mvtec", tmp_path / "out")
    before, rename = tree(tmp_path), Path.rename

    def fail(self: Path, target: Path) -> Path:
        if self.suffix == ".part" and self.is_dir():
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="No space left"):
        export(mad_root, "mvtec", tmp_path / "out")
    assert tree(tmp_path) == before


def test_progress_counts_pictures(mad_root, tmp_path):
    told = []
    export(mad_root, "mvtec", tmp_path / "out", lambda done, total: told.append((done, total)))
    number = 2 * (12 + sum(COUNTS.values()) + 7)
    assert told == [(i, number) for i in range(1, number + 1)]


def test_export_json_names_the_dataset(mad_root, tmp_path):
    out = export(mad_root, "mvtec", tmp_path / "out")
    values = json.loads((out / EXPORT).read_text())
    assert values["fingerprint"] == open_dataset(mad_root).fingerprint
    assert (values["format"], values["dataset"]) == ("mvtec", "mad")


@pytest.fixture
def data() -> Any:
    """anomalib's data modules; what they import warns of its own deprecations."""
    pytest.importorskip("anomalib")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=FutureWarning, module=r"(timm|anomalib)\.")
        import anomalib.data
    return anomalib.data


def many(root: Path) -> None:
    """Give a class more than ten pictures of a defect, whose names sort otherwise than numbers."""
    for i in range(3, 12):
        image = np.full((48, 48, 3), 255, np.uint8)
        mask = np.zeros((48, 48), np.uint8)
        image[:, : 2 * i], mask[:, : 2 * i] = 0, 255
        write_png(root / f"01Gorilla/test/Burrs/{i}.png", image)
        write_png(root / f"01Gorilla/ground_truth/Burrs/{i}_mask.png", mask)


def check_pairs(samples: Any, root: Path) -> None:
    for row in samples.itertuples():
        if row.label_index == 1:
            expected = Path(str(row.image_path).replace("/test/", "/ground_truth/"))
            assert Path(row.mask_path) == expected.with_name(f"{expected.stem}_mask.png")


def test_anomalibs_mvtec_module_loads_it(data, original_root, tmp_path):
    many(original_root)
    out = export(original_root, "mvtec", tmp_path / "out")
    module = data.MVTecAD(
        root=out, category="01Gorilla", train_batch_size=4, eval_batch_size=32, num_workers=0
    )
    module.setup()
    assert (len(module.train_data), len(module.test_data)) == (12, 18)
    check_pairs(module.test_data.samples, out)
    batch = next(iter(module.test_dataloader()))
    assert batch.image.shape == (18, 3, 48, 48)
    for image, mask in zip(batch.image[:12], batch.gt_mask[:12], strict=True):
        assert bool(mask.any())
        assert float(image[:, mask > 0].max()) < 0.1  # Burrs are drawn black


def test_anomalibs_folder_module_loads_it(data, mad_root, tmp_path):
    out = export(mad_root, "mvtec", tmp_path / "out")
    kinds = ["Burrs", "Missing", "Stains"]
    module = data.Folder(
        name="gorilla",
        root=out / "01Gorilla",
        normal_dir="train/good",
        normal_test_dir="test/good",
        abnormal_dir=[f"test/{kind}" for kind in kinds],
        mask_dir=[f"ground_truth/{kind}" for kind in kinds],
        val_split_mode="same_as_test",
        num_workers=0,
    )
    module.setup()
    assert (len(module.train_data), len(module.test_data)) == (12, 9)
    check_pairs(module.test_data.samples, out)
