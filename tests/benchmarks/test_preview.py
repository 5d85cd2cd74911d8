import shutil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import ndimage

from padkit.benchmarks import preview
from padkit.benchmarks.datasets import open_dataset
from padkit.benchmarks.images import read_png, write_png
from padkit.benchmarks.preview import GAP, HEADER, LABEL_WIDTH, LINES, MARGIN

TILE = 64


def corner(row: int, column: int, strip_columns: int = 4, strip: int = 0) -> tuple[slice, slice]:
    """Return where a tile of the first class lies on the sheet."""
    strip_width = LABEL_WIDTH + strip_columns * (TILE + GAP) - GAP
    top = MARGIN + HEADER + row * (TILE + GAP)
    left = MARGIN + strip * (strip_width + MARGIN) + LABEL_WIDTH + column * (TILE + GAP)
    return slice(top, top + TILE), slice(left, left + TILE)


def sheet_of(root, path, columns=4):
    written = preview.write_contact_sheet(open_dataset(root), path, columns=columns, tile=TILE)
    assert written == path
    return read_png(path)


def is_line(pixels):
    return np.any([(pixels == line).all(-1) for line in LINES], axis=0)


def is_inked(pixels):
    return pixels.min() < 100


def test_a_row_for_each_class_and_kind(mad_root, tmp_path):
    sheet = sheet_of(mad_root, tmp_path / "sheet.png")
    assert sheet.shape == (
        2 * MARGIN + HEADER + 2 * (5 * (TILE + GAP) + preview.CLASS_GAP),
        2 * MARGIN + LABEL_WIDTH + 4 * (TILE + GAP) - GAP,
        3,
    )
    for row, count in enumerate([12, 2, 3, 2, 2]):  # train, good, Burrs, Missing, Stains
        filled = [bool((sheet[corner(row, column)] != 255).any()) for column in range(4)]
        assert filled == [column < count for column in range(4)]
        label = sheet[corner(row, 0)[0], MARGIN : MARGIN + LABEL_WIDTH - GAP]
        assert is_inked(label)
        assert (sheet[corner(row, 0)[0], :MARGIN] == 255).all()
    assert is_inked(sheet[MARGIN : MARGIN + HEADER])


def test_the_line_runs_around_the_defect_and_leaves_it_visible(mad_root, tmp_path):
    sheet = sheet_of(mad_root, tmp_path / "sheet.png")
    for row in (0, 1):
        assert not is_line(sheet[corner(row, 0)]).any(), "sound pictures have no line"
    tile = sheet[corner(2, 0)]  # Burrs/0, black on rows 28 to 32 and columns 28 to 33 of 48
    line = is_line(tile)
    rows, columns = np.nonzero(line)
    scale = TILE / 48
    assert rows.min() == pytest.approx(28 * scale - 2, abs=1)
    assert rows.max() == pytest.approx(33 * scale + 1, abs=1)
    assert columns.min() == pytest.approx(28 * scale - 2, abs=1)
    inside = ndimage.binary_fill_holes(line) & ~line
    assert (tile[inside].max(1) < 80).sum() >= 5 * 6 * scale**2 * 0.8, "the burr shows"


def test_a_defect_of_one_pixel_in_a_large_picture_is_outlined(original_root, tmp_path):
    folder = original_root / "01Gorilla"
    shutil.rmtree(original_root / "13Pheonix")
    for path in folder.rglob("*.png"):
        mask = "ground_truth" in path.parts
        write_png(
            path, np.full((800, 800) if mask else (800, 800, 3), 0 if mask else 255, np.uint8)
        )
    pixel = np.zeros((800, 800), np.uint8)
    pixel[401, 402] = 255
    write_png(folder / "ground_truth/Burrs/0_mask.png", pixel)
    tile = sheet_of(original_root, tmp_path / "sheet.png")[corner(2, 0)]
    line = is_line(tile)
    assert line.sum() == 16
    assert line[30:35, 30:35].sum() == 16


def test_examples_are_spread_evenly(original_root, tmp_path):
    for i in range(12):
        image = np.full((48, 48, 3), 10 * i, np.uint8)
        write_png(original_root / f"01Gorilla/train/good/{i}.png", image)
    sheet = sheet_of(original_root, tmp_path / "sheet.png")
    middle = [int(sheet[corner(0, column)][32, 32, 0]) for column in range(4)]
    assert middle == [0, 40, 70, 110]
    assert preview.spread(12, 4) == [0, 4, 7, 11]
    assert preview.spread(2, 8) == [0, 1]
    assert preview.spread(0, 8) == []
    assert preview.spread(9, 1) == [0]


@given(st.integers(0, 300), st.integers(1, 20))
def test_spread_gives_as_many_as_there_are(count, wanted):
    chosen = preview.spread(count, wanted)
    assert len(chosen) == min(count, wanted)
    assert all(0 <= i < count for i in chosen)
    assert len(chosen) < 2 or (chosen[0], chosen[-1]) == (0, count - 1)
    steps = np.diff(chosen)
    assert not steps.size or steps.max() - steps.min() <= 1


def test_the_same_dataset_gives_the_same_bytes(mad_root, tmp_path):
    for name in ("a.png", "b.png"):
        sheet_of(mad_root, tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def make_classes(root, count):
    for i in range(count - 1):
        shutil.copytree(root / "01Gorilla", root / f"{i:02d}Copy")
    shutil.rmtree(root / "13Pheonix")


def test_many_classes_share_the_width(original_root, tmp_path, monkeypatch):
    block = 5 * (TILE + GAP) + preview.CLASS_GAP
    monkeypatch.setattr(preview, "MOST_HEIGHT", HEADER + 2 * MARGIN + 2 * block)
    make_classes(original_root, 6)
    sheet = sheet_of(original_root, tmp_path / "sheet.png", columns=8)
    assert sheet.shape[0] == preview.MOST_HEIGHT
    assert all((sheet[corner(0, 2, 3, strip)] != 255).any() for strip in range(3))
    assert sheet.shape[1] == MARGIN + 3 * (LABEL_WIDTH + 3 * (TILE + GAP) - GAP + MARGIN)


def test_too_many_classes_are_left_out_and_the_title_says_so(original_root, tmp_path, monkeypatch):
    block = 5 * (TILE + GAP) + preview.CLASS_GAP
    monkeypatch.setattr(preview, "MOST_HEIGHT", HEADER + 2 * MARGIN + block + 50)
    written = []
    draw = preview.ImageDraw.ImageDraw.text

    def note(self, place, text, *args):
        written.append(text)
        return draw(self, place, text, *args)

    monkeypatch.setattr(preview.ImageDraw.ImageDraw, "text", note)
    make_classes(original_root, 9)
    sheet = sheet_of(original_root, tmp_path / "sheet.png")
    assert sheet.shape[0] <= preview.MOST_HEIGHT
    counts = "9 classes, 108 training images, 81 test images; 4 of the classes are shown"
    assert written[:2] == ["mad", counts]
    assert [text for text in written if text.endswith(("Copy", "Gorilla"))][::5] == [
        "00Copy",
        "02Copy",
        "04Copy",
        "07Copy",
    ]


def test_oblong_pictures_keep_their_shape(original_root, tmp_path):
    for path in original_root.rglob("*.png"):
        mask = "ground_truth" in path.parts
        write_png(path, np.zeros((24, 48) if mask else (24, 48, 3), np.uint8))
    tile = sheet_of(original_root, tmp_path / "sheet.png")[corner(0, 0)]
    assert (tile[17:47, 2:62] == 0).all()
    assert (tile[2:15, 2:62] == 255).all()


@pytest.mark.parametrize("options", [{"columns": 0}, {"tile": 8}])
def test_no_sheet_without_room(mad_root, tmp_path, options):
    with pytest.raises(ValueError, match="at least 1 and 32"):
        preview.write_contact_sheet(open_dataset(mad_root), tmp_path / "sheet.png", **options)


def test_the_line_is_of_a_colour_that_the_object_has_not():
    for colour in LINES:
        image = np.full((40, 40, 3), 255, np.uint8)
        image[10:30, 10:30] = colour
        chosen = preview.contrasting(image)
        assert chosen in LINES
        assert chosen != colour
    # Green is 267 from this pink and 328 from white; no other colour is as far from both.
    image[10:30, 10:30] = (240, 150, 170)
    assert preview.contrasting(image) == (0, 190, 60)


@given(arrays.arrays(bool, (12, 15)))
def test_an_outline_keeps_one_pixel_away_and_closes(mask):
    line = preview.outline(mask)
    distance = ndimage.distance_transform_cdt(~mask, "chessboard") if mask.any() else None
    np.testing.assert_array_equal(line, (distance == 2) if mask.any() else np.zeros_like(mask))
