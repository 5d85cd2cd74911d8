"""Score maps on disk: what is read comes back exactly, what cannot be read is named."""

import io

import cv2
import numpy as np
import OpenEXR
import pytest
import tifffile
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from padkit.benchmarks.datasets import open_dataset
from padkit.benchmarks.predictions import (
    find_maps,
    read_image_scores,
    read_map,
    resize_map,
    write_image_scores,
    write_map,
)


def some_map(dtype=np.float32, shape=(5, 7)):
    return np.random.default_rng(3).normal(size=shape).astype(dtype)


def write_exr(path, **channels):
    header = {"compression": OpenEXR.ZIP_COMPRESSION, "type": OpenEXR.scanlineimage}
    with OpenEXR.File(header, channels) as file:
        file.write(str(path))


@pytest.fixture
def dataset(mad_root):
    return open_dataset(mad_root)


@pytest.fixture
def maps(dataset, tmp_path):
    """A complete folder of predictions."""
    root = tmp_path / "maps"
    for category in dataset.categories:
        for sample in dataset.test[category]:
            write_map(root / f"{sample.key}.tiff", some_map())
    return root


def test_our_tiff_keeps_every_bit_and_gives_the_same_bytes(tmp_path):
    score_map = some_map()
    score_map[0, :3] = [np.finfo(np.float32).tiny, -0.0, np.finfo(np.float32).max]
    write_map(tmp_path / "a/one.tiff", score_map)
    write_map(tmp_path / "a/two.tiff", score_map)
    back = read_map(tmp_path / "a/one.tiff")
    assert back.dtype == np.float32
    assert back.tobytes() == score_map.tobytes()
    assert (tmp_path / "a/one.tiff").read_bytes() == (tmp_path / "a/two.tiff").read_bytes()
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == ["one.tiff", "two.tiff"]
    with tifffile.TiffFile(tmp_path / "a/one.tiff") as file:
        assert "DateTime" not in file.pages.first.tags  # the same bytes tomorrow, too


def test_our_tiff_is_compressed_and_others_can_read_it(tmp_path):
    smooth = np.zeros((64, 64), np.float32)
    smooth[:32] = 0.25
    write_map(tmp_path / "map.tiff", smooth)
    assert (tmp_path / "map.tiff").stat().st_size < smooth.nbytes / 10
    seen = cv2.imread(str(tmp_path / "map.tiff"), cv2.IMREAD_UNCHANGED)
    assert np.array_equal(seen, smooth)


@pytest.mark.parametrize(
    ("stored", "read"),
    [(np.float16, np.float32), (np.float32, np.float32), (np.float64, np.float64)],
)
@pytest.mark.parametrize("suffix", ["npy", "tiff", "tif"])
def test_every_precision_is_read_exactly(tmp_path, stored, read, suffix):
    score_map = some_map(stored)
    path = tmp_path / f"map.{suffix}"
    if suffix == "npy":
        np.save(path, score_map)
    else:
        tifffile.imwrite(path, score_map)
    back = read_map(path)
    assert back.dtype == read
    assert np.array_equal(back, score_map)


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
@pytest.mark.parametrize("name", ["Y", "R", "V", "anomaly"])
def test_an_exr_of_one_channel_is_read_exactly(tmp_path, dtype, name):
    score_map = some_map(dtype)
    write_exr(tmp_path / "map.exr", **{name: score_map})
    back = read_map(tmp_path / "map.exr")
    assert back.dtype == np.float32
    assert np.array_equal(back, score_map)


def test_beside_other_exr_channels_the_one_called_y_is_meant(tmp_path):
    score_map = some_map()
    write_exr(tmp_path / "alpha.exr", R=score_map, A=np.ones_like(score_map))
    write_exr(tmp_path / "named.exr", Y=score_map, Z=np.ones_like(score_map))
    write_exr(tmp_path / "colour.exr", R=score_map, G=score_map, B=score_map)
    assert np.array_equal(read_map(tmp_path / "alpha.exr"), score_map)
    assert np.array_equal(read_map(tmp_path / "named.exr"), score_map)
    with pytest.raises(ValueError, match=r"colour\.exr .*want a single one, or Y"):
        read_map(tmp_path / "colour.exr")


def test_capital_suffixes_are_suffixes(tmp_path):
    tifffile.imwrite(tmp_path / "map.TIF", some_map())
    assert np.array_equal(read_map(tmp_path / "map.TIF"), some_map())


@pytest.mark.parametrize(
    ("pixels", "message"),
    [
        (np.zeros((4, 4, 3), np.float32), r"shape \(4, 4, 3\)"),
        (np.zeros(4, np.float32), r"shape \(4,\)"),
        (np.zeros((0, 4), np.float32), r"shape \(0, 4\)"),
        (np.zeros((4, 4), np.uint8), "holds uint8"),
        (np.zeros((4, 4), bool), "holds bool"),
        (np.zeros((4, 4), np.complex64), "holds complex64"),
        (np.full((4, 4), np.nan, np.float32), "16 values that are NaN or infinite"),
        (np.array([[0, np.inf], [0, -np.inf]], np.float32), "2 values that are NaN or infinite"),
        (np.array([[None]]), "not a readable score map"),
    ],
)
def test_what_is_no_map_is_refused_by_path(tmp_path, pixels, message):
    path = tmp_path / "odd.npy"
    np.save(path, pixels, allow_pickle=True)
    with pytest.raises(ValueError, match=message) as caught:
        read_map(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("suffix", ["npy", "tiff", "tif", "exr"])
@pytest.mark.parametrize("data", [b"", b"nothing of the kind", None])
def test_a_broken_file_is_named(tmp_path, suffix, data):
    path = tmp_path / f"broken.{suffix}"
    if data is None:  # cut off in the middle
        if suffix == "exr":
            write_exr(path, Y=some_map(shape=(40, 40)))
        elif suffix == "npy":
            np.save(path, some_map())
        else:
            write_map(path, some_map(shape=(40, 40)))
        data = path.read_bytes()
        data = data[: len(data) // 2]
    path.write_bytes(data)
    with pytest.raises(ValueError, match="not a readable score map") as caught:
        read_map(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_or_of_another_kind(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_map(tmp_path / "none.npy")
    (tmp_path / "map.png").write_bytes(b"x")
    with pytest.raises(ValueError, match=r"map\.png is no score map: want \.npy"):
        read_map(tmp_path / "map.png")


def test_a_stack_of_pages_is_no_map(tmp_path):
    buffer = io.BytesIO()
    with tifffile.TiffWriter(buffer) as writer:
        writer.write(some_map())
        writer.write(some_map())
    (tmp_path / "pages.tiff").write_bytes(buffer.getvalue())
    with pytest.raises(ValueError, match="2 pages instead of one"):
        read_map(tmp_path / "pages.tiff")


@pytest.mark.parametrize(
    "score_map",
    [some_map(np.float64), np.array([[np.nan]], np.float32), np.zeros((2, 2, 1), np.float32)],
)
def test_only_sound_float32_maps_are_written(tmp_path, score_map):
    with pytest.raises(ValueError, match=r"map\.tiff"):
        write_map(tmp_path / "map.tiff", score_map)
    assert not list(tmp_path.iterdir())


def test_every_test_image_finds_its_map_whatever_its_type(dataset, maps):
    key = dataset.test["01Gorilla"][0].key
    (maps / f"{key}.tiff").unlink()
    np.save(maps / f"{key}.npy", some_map())
    (maps / "notes.txt").write_text("other files do not matter")
    (maps / "01Gorilla/.half.tiff").write_bytes(b"a file in the making")
    found = find_maps(maps, dataset)
    keys = [s.key for c in dataset.categories for s in dataset.test[c]]
    assert list(found) == keys
    assert found[key] == maps / f"{key}.npy"


def test_one_message_names_all_that_is_wrong_with_the_maps(dataset, maps):
    for index in (0, 1, 2):
        (maps / f"01Gorilla/Burrs/{index}.tiff").unlink()
    (maps / "01Gorilla/good/0.tiff").unlink()
    write_map(maps / "01Gorilla/Burrs/99.tiff", some_map())
    np.save(maps / "13Pheonix/good/1.npy", some_map())
    (maps / "13Pheonix/good/0.tiff").write_bytes(b"")
    with pytest.raises(ValueError, match="do not fit mad") as caught:
        find_maps(maps, dataset)
    message = str(caught.value)
    assert "4 missing (01Gorilla/Burrs/0, 01Gorilla/Burrs/1, 01Gorilla/Burrs/2, …)" in message
    assert "1 extra (01Gorilla/Burrs/99)" in message
    assert "2 doubled (13Pheonix/good/1.npy, 13Pheonix/good/1.tiff)" in message
    assert "1 empty (13Pheonix/good/0)" in message


def test_no_folder_of_maps(dataset, tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere is no folder"):
        find_maps(tmp_path / "nowhere", dataset)


def test_image_scores_come_back_exactly(dataset, tmp_path):
    keys = [s.key for c in dataset.categories for s in dataset.test[c]]
    scores = dict(zip(keys, np.random.default_rng(0).normal(size=len(keys)), strict=True))
    write_image_scores(tmp_path, dict(reversed(scores.items())))
    assert read_image_scores(tmp_path, dataset) == scores
    first = (tmp_path / "image_scores.csv").read_text().splitlines()[0]
    assert first == "class,type,stem,score"


def test_without_a_file_there_are_no_image_scores(dataset, tmp_path):
    assert read_image_scores(tmp_path, dataset) is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("class,type,stem,score", "class,type,score", "has no column stem"),
        ("01Gorilla,Burrs,0,0.5\n", "", r"1 missing \(01Gorilla/Burrs/0\)"),
        ("01Gorilla,Burrs,0,", "01Gorilla,Burrs,77,", r"1 extra \(01Gorilla/Burrs/77\)"),
        ("Burrs,0,0.5\n", "Burrs,0,0.5\n01Gorilla,Burrs,0,1\n", "1 doubled"),
        ("Burrs,0,0.5", "Burrs,0,nan", "score of 01Gorilla/Burrs/0 is 'nan'"),
        ("Burrs,0,0.5", "Burrs,0,inf", "not a finite number"),
        ("Burrs,0,0.5", "Burrs,0,high", "'high'"),
        ("01Gorilla,Burrs,0,0.5", "01Gorilla,Burrs,0", "not a finite number"),
    ],
)
def test_faults_of_image_scores_are_named(dataset, tmp_path, old, new, message):
    keys = [s.key for c in dataset.categories for s in dataset.test[c]]
    write_image_scores(tmp_path, dict.fromkeys(keys, 0.5))
    path = tmp_path / "image_scores.csv"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(ValueError, match=message) as caught:
        read_image_scores(tmp_path, dataset)
    assert str(path) in str(caught.value)


@given(
    hnp.arrays(np.float32, (4, 5), elements=st.floats(-100, 100, width=32)),
    st.tuples(st.integers(1, 13), st.integers(1, 13)),
)
def test_resizing_is_opencvs_but_for_rounding(score_map, shape):
    mine = resize_map(score_map, shape)
    assert (mine.shape, mine.dtype) == (shape, np.float32)
    theirs = score_map.astype(np.float64)
    for size in ((5, shape[0]), (shape[1], shape[0])):  # one axis after the other
        grows = size[1] >= theirs.shape[0] and size[0] >= theirs.shape[1]
        method = cv2.INTER_LINEAR if grows else cv2.INTER_AREA
        theirs = cv2.resize(theirs, size, interpolation=method)
    assert mine == pytest.approx(theirs, abs=1e-4)
    assert mine.min() >= score_map.min()
    assert mine.max() <= score_map.max()


@given(st.floats(-(2.0**99), 2.0**99, width=32), st.integers(1, 40), st.integers(1, 40))
def test_flat_areas_stay_exactly_flat(value, height, width):
    for shape in ((3, 3), (17, 29)):
        resized = resize_map(np.full(shape, value, np.float32), (height, width))
        assert np.all(resized == np.float32(value))


def test_resizing_by_hand():
    ramp = np.array([[0.0, 4.0]])
    assert resize_map(ramp, (1, 4)).tolist() == [[0.0, 1.0, 3.0, 4.0]]  # centres at 1/4, 3/4, ...
    assert resize_map(ramp, (2, 2)).tolist() == [[0.0, 4.0]] * 2
    assert resize_map(np.array([[1.0, 2.0, 6.0]]), (1, 2)) == pytest.approx(
        np.array([[2 / 1.5, 7 / 1.5]])
    )  # a pixel and a half each
    assert resize_map(np.array([[9.0, 0.0, 0.0]]), (1, 1)) == pytest.approx(3.0)


def test_the_same_size_changes_nothing():
    score_map = some_map(np.float64)
    assert np.array_equal(resize_map(score_map, score_map.shape), score_map)


# --- folders with labels ---


@pytest.fixture
def swept(piad_root):
    """A dataset whose types are divided by light."""
    return open_dataset(piad_root)


def spread_maps(dataset, root, by_place):
    """Write a map for each test image, where its key says or where its picture lies."""
    for samples in dataset.test.values():
        for sample in samples:
            write_map(root / f"{sample.place if by_place else sample.key}.tiff", some_map())


@pytest.mark.parametrize("by_place", [False, True])
def test_maps_may_lie_as_their_pictures_do(swept, tmp_path, by_place):
    spread_maps(swept, tmp_path / "maps", by_place)
    found = find_maps(tmp_path / "maps", swept)
    assert list(found) == [s.key for c in swept.categories for s in swept.test[c]]
    expected = "Gear/Dents_power25/1.tiff" if by_place else "Gear/Dents/power25_1.tiff"
    assert found["Gear/Dents/power25_1"] == tmp_path / "maps" / expected


def test_a_map_in_both_places_is_one_too_many(swept, tmp_path):
    spread_maps(swept, tmp_path / "maps", True)
    write_map(tmp_path / "maps/Gear/Dents/power25_1.tiff", some_map())
    told = r"2 doubled \(Gear/Dents/power25_1\.tiff, Gear/Dents_power25/1\.tiff\)"
    with pytest.raises(ValueError, match=told):
        find_maps(tmp_path / "maps", swept)


@pytest.mark.parametrize("by_place", [False, True])
def test_image_scores_may_name_folder_and_number(swept, tmp_path, by_place):
    samples = [s for c in swept.categories for s in swept.test[c]]
    scores = {s.key: float(i) for i, s in enumerate(samples)}
    names = {s.place if by_place else s.key: scores[s.key] for s in samples}
    write_image_scores(tmp_path, names)
    assert ("Gear,Dents_power25,1," in (tmp_path / "image_scores.csv").read_text()) == by_place
    assert read_image_scores(tmp_path, swept) == scores
