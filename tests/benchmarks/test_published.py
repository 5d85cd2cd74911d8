"""The published figures: right where they can be recomputed, and refused when damaged."""

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from padkit.benchmarks.datasets.mad import CLASSES
from padkit.benchmarks.metrics import METRICS
from padkit.benchmarks.published import (
    COLUMNS,
    MEAN,
    METRIC_NAMES,
    SOURCES,
    SUITES,
    UNITS,
    Published,
    packaged_files,
    read_files,
    read_published,
)

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks" / "published"
ROWS = read_published()
# fmt: off
PIAD_RENDERED = (
    "Axletree", "Box", "Can", "Chain", "Gear", "Keyring", "Motor", "Parts", "Picker", "Section",
    "Shaft", "Spray_can", "Spring", "Sprockets", "Amphora", "Teapot",
)
PIAD_REAL = (
    "01Valve", "02Tube", "03Cup", "04USB", "05Joint", "06PaperCup", "07Lighter", "08Cube",
    "09Lamp", "10Bolt", "11Filter", "12Wand", "13Wheel", "14Bearing",
)
# fmt: on
INCONSISTENT = {"Amphora", "Teapot", "11Filter", "12Wand", "13Wheel", "14Bearing"}
CONSISTENT = {*PIAD_RENDERED, *PIAD_REAL} - INCONSISTENT
LIGHT = {
    "PIAD": CONSISTENT | INCONSISTENT,
    "PIAD consistent lighting": CONSISTENT,
    "PIAD inconsistent lighting": INCONSISTENT,
}
README, SUPPLEMENT = ("PAD", "README section 3.4"), ("PAD", "supplement Table 1")


def pick(paper, table, method=None, metric=None):
    """Rows of a table, by class, method and metric as far as those are not given."""
    rows = [row for row in ROWS if (row.paper, row.table) == (paper, table)]
    rows = [r for r in rows if method in (None, r.method) and metric in (None, r.metric)]
    assert rows
    names = {r: tuple(n for n, given in ((r.method, method), (r.metric, metric)) if not given)
             for r in rows}  # fmt: skip
    found = {(r.category, *names[r]): r for r in rows}
    assert len(found) == len(rows)
    return found


def columns():
    """Each printed mean of a column with the rows that it is the mean of."""
    groups = defaultdict(list)
    for row in ROWS:
        groups[row.paper, row.table, row.method, row.metric].append(row)
    for rows in groups.values():
        classes = [row for row in rows if row.category != MEAN]
        for mean in (row for row in rows if row.category == MEAN):
            members = [
                row
                for row in classes
                if row.category in LIGHT.get(mean.dataset, ()) or row.dataset == mean.dataset
            ]
            if members:
                yield mean, members


def unit_in_last_place(number: Decimal) -> Decimal:
    return Decimal(1).scaleb(int(number.as_tuple().exponent))


def slack(mean: Published, members: list[Published]) -> Decimal:
    """How far a printed mean may be from the mean of its printed column by rounding alone."""
    coarsest = max(unit_in_last_place(row.value) for row in members)
    return (unit_in_last_place(mean.value) + coarsest) / 2


def average(numbers) -> Decimal:
    numbers = list(numbers)
    return sum(numbers, Decimal(0)) / len(numbers)


# What nothing but a correction may explain: printed means that rounding does not.
WRONG_MEANS = {
    (*README, "PatchCore", "pixel_auroc"),
    (*README, "FastFlow", "pixel_auroc"),
    (*README, "CFA", "pixel_auroc"),
    (*README, "CFA", "image_auroc"),
    (*README, "FAVAE", "pixel_auroc"),
    (*README, "UniAD", "image_auroc"),
    (*README, "OmniposeAD", "pixel_auroc"),
    ("PIAD", "supplement Table 3", "OmniposeAD", "image_auroc"),
    ("SplatPose", "as listed in the README of sIHURs/3dfm4anomaly_detection", "SplatPose",
     "image_auroc"),
}  # fmt: skip
# Printed means that follow their column, in which a cell is wrong.
MISLED_MEANS = {
    ("PIAD", "supplement Table 1", "OmniposeAD", "image_auroc"),
    ("PIAD", "supplement Table 1", "SplatPose", "pixel_auroc"),
    ("PIAD", "supplement Table 1", "SplatPose", "image_auroc"),
}
WRONG_CELLS = {
    ("OmniposeAD", "03Mallard", "image_auroc"): "84.7",
    ("OmniposeAD", "05Whale", "image_auroc"): "82.5",
    ("SplatPose", "12Zalika", "pixel_auroc"): "99.3",
    ("SplatPose", "12Zalika", "image_auroc"): "89.5",
}


def test_printed_means_are_those_of_their_columns_but_for_the_known_ones() -> None:
    wrong = set()
    for mean, members in columns():
        if abs(average(row.value for row in members) - mean.value) > slack(mean, members):
            wrong.add((mean.paper, mean.table, mean.method, mean.metric))
    assert wrong == WRONG_MEANS
    assert sum(1 for _ in columns()) == 20 + 6 + 4 + 3 * 6 + 3 * (8 + 10 + 6) + 1


def test_means_to_use_are_those_of_the_cells_to_use() -> None:
    for mean, members in columns():
        exact = average(row.value if row.corrected is None else row.corrected for row in members)
        if mean.corrected is None:
            assert abs(exact - mean.value) <= slack(mean, members), mean
        else:
            assert abs(exact - mean.corrected) <= Decimal("0.0005"), mean


def test_nothing_is_corrected_but_what_is_shown_to_be_wrong() -> None:
    means, cells = set(), {}
    for row in ROWS:
        if row.corrected is None:
            continue
        if row.category == MEAN:
            means.add((row.paper, row.table, row.method, row.metric))
        else:
            assert (row.paper, row.table) == ("PIAD", "supplement Table 1")
            cells[row.method, row.category, row.metric] = str(row.corrected)
    assert means == WRONG_MEANS | MISLED_MEANS
    assert cells == WRONG_CELLS


@pytest.mark.parametrize(
    ("paper", "table", "method", "metric", "expected"),
    [  # the facts known from outside, to two decimals
        (*README, "OmniposeAD", "pixel_auroc", 98.35),
        ("PIAD", "supplement Table 1", "OmniposeAD", "image_auroc", 90.87),
        ("PIAD", "supplement Table 1", "SplatPose", "pixel_auroc", 99.50),
        ("PIAD", "supplement Table 1", "SplatPose", "image_auroc", 94.37),
        ("PIAD", "supplement Table 3", "OmniposeAD", "image_auroc", 74.49),
    ],
)
def test_corrected_means(paper, table, method, metric, expected) -> None:
    row = pick(paper, table, method, metric)[MEAN,]
    assert row.fraction == pytest.approx(expected / 100, abs=0.000051)
    assert row.printed_fraction != row.fraction


def test_piad_prints_pads_column_but_for_two_cells_that_are_ten_too_high() -> None:
    ours, theirs = pick(*README, "OmniposeAD"), pick("PIAD", "supplement Table 1", "OmniposeAD")
    off = {key: theirs[key].value - ours[key].value for key in ours if key[0] != MEAN}
    high = {("03Mallard", "image_auroc"), ("05Whale", "image_auroc")}
    assert {key for key, by in off.items() if by} == high
    assert {off[key] for key in high} == {Decimal("10.0")}
    assert all(theirs[key].corrected == ours[key].value for key in high)


def test_zalika_is_mended_by_exchanging_the_two_columns() -> None:
    found = pick("PIAD", "supplement Table 1", "SplatPose")
    pixel, image = (found["12Zalika", name] for name in ("pixel_auroc", "image_auroc"))
    assert (pixel.value, image.value) == (image.corrected, pixel.corrected)
    own = next(r for r in ROWS if r.paper == "SplatPose" and r.category == "12Zalika")
    assert own.std is not None
    assert image.corrected is not None
    assert abs(image.corrected - own.value) < own.std < abs(image.value - own.value)


def test_tables_agree_in_the_columns_they_share() -> None:
    table1 = pick(*SUPPLEMENT, "OmniposeAD (EfficientNet)", "pixel_auroc")
    table2 = pick("PAD", "supplement Table 2", "OmniposeAD", "pixel_auroc")
    assert {k: row.fraction for k, row in table1.items()} == {
        k: row.fraction for k, row in table2.items()
    }
    readme = pick(*README, "FAVAE", "pixel_auroc")
    favae = pick("PAD", "supplement Table 2", "FAVAE", "pixel_auroc")
    assert [row.fraction for k, row in readme.items() if k != (MEAN,)] == [
        row.fraction for k, row in favae.items() if k != (MEAN,)
    ]
    assert readme[MEAN,].fraction == pytest.approx(favae[MEAN,].fraction, abs=0.0005)


@pytest.mark.parametrize(
    ("table", "variant"), [("4", "R+IR"), ("5", "lambda=0.6"), ("6", "S_I+S_R")]
)
def test_ablations_hold_the_method_itself(table, variant) -> None:
    ablation = [
        row
        for row in ROWS
        if row.table == f"supplement Table {table}" and row.method == f"PIAD ({variant})"
    ]
    tables = ("supplement Table 2", "supplement Table 3")
    whole = [row for row in ROWS if row.table in tables and row.method == "PIAD"]
    found, expected = (
        {(r.dataset, r.category, r.metric): r.value for r in rows if r.category != MEAN}
        for rows in (ablation, whole)
    )
    assert found == expected
    assert len(found) == 60


def test_odd_one_outs_ablation_ends_at_its_main_result() -> None:
    for metric in ("object_auc", "object_accuracy"):
        main, last = (
            next(
                row.value
                for row in ROWS
                if (row.table, row.metric) == (table, metric)
                and (row.dataset, row.method) == ("ToysAD-8K-Unseen", "Odd-One-Out")
            )
            for table in ("Table 1", "Table 2")
        )
        assert main == last


def test_classes_are_spelt_as_the_suites_spell_them_and_no_cell_is_missing() -> None:
    classes = {"MAD-Sim": CLASSES, "PIAD synthetic": PIAD_RENDERED, "PIAD real": PIAD_REAL}
    columns_of: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for row in ROWS:
        if row.category != MEAN:
            columns_of[row.paper, row.table, row.dataset, row.method, row.metric] += [row.category]
    for key, found in columns_of.items():
        paper, table, dataset, method, _ = key
        expected = list(classes[dataset])
        if paper == "SplatPose+ fork":
            expected = ["01Gorilla"]
        if (paper, table, method) == ("PIAD", "supplement Table 2", "OmniposeAD"):
            expected = [name for name in expected if name not in ("Parts", "Section")]
        assert found == expected, key


def test_every_file_is_packaged_and_read() -> None:
    on_disk = sorted(path.name for path in FOLDER.glob("*.csv"))
    assert [file.name for file in packaged_files()] == on_disk
    assert len(on_disk) == 18
    lines = sum(len(path.read_text("utf-8").splitlines()) - 1 for path in FOLDER.glob("*.csv"))
    assert len(ROWS) == lines


def test_numbers_keep_their_printed_digits() -> None:
    cells = []
    for path in sorted(FOLDER.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            cells += [tuple(row.values()) for row in csv.DictReader(stream)]
    assert [
        (row.paper, row.table, row.suite, row.dataset, row.method, row.category, row.metric,
         str(row.value), "" if row.std is None else str(row.std), row.unit,
         "" if row.corrected is None else str(row.corrected), row.note)
        for row in ROWS
    ] == cells  # fmt: skip
    assert (
        pick(*SUPPLEMENT, "OmniposeAD (EfficientNet)", "image_auroc")["02Unicorn",].value.as_tuple()
        == Decimal("0.94").as_tuple()
    )


def test_fractions_of_both_units() -> None:
    percent = pick(*README, "OmniposeAD", "image_auroc")["03Mallard",]
    fraction = pick(*SUPPLEMENT, "OmniposeAD (EfficientNet)", "image_auroc")["03Mallard",]
    assert percent.fraction == percent.printed_fraction == 0.847
    assert fraction.fraction == fraction.printed_fraction == 0.847
    swapped = pick("PIAD", "supplement Table 1", "SplatPose", "pixel_auroc")["12Zalika",]
    assert (swapped.fraction, swapped.printed_fraction) == (0.993, 0.895)
    assert all(0 <= row.fraction <= 1 for row in ROWS)


def test_suites_divide_the_rows() -> None:
    parts = {suite: read_published(suite) for suite in SUITES}
    beside = [row.key for row in ROWS if row.suite]
    assert sorted(row.key for part in parts.values() for row in part) == sorted(beside)
    assert {row.dataset for row in ROWS if not row.suite} == {"RAD"}
    assert {suite for suite, part in parts.items() if not part} == {"conveyor"}
    assert {row.dataset for row in parts["toysad"]} == {"ToysAD-8K-Seen", "ToysAD-8K-Unseen"}
    with pytest.raises(ValueError, match=r"did you mean polarization or"):
        read_published("polarisation")


def test_tables_of_names_are_used_and_known() -> None:
    assert {row.paper for row in ROWS} == set(SOURCES)
    assert {row.unit for row in ROWS} == set(UNITS)
    assert {"image_auroc", "pixel_auroc", "pixel_f1_max", "aupro", "seg_auroc"} <= METRIC_NAMES
    assert "seconds_per_image" in METRICS
    assert "seconds_per_image" not in METRIC_NAMES


GOOD = "PAD,README,mad,MAD-Sim,PatchCore,01Gorilla,image_auroc,66.8,,percent,,"
HEAD = ",".join(COLUMNS)


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    (row,) = read_files([write(tmp_path / "one.csv", HEAD, GOOD)])
    assert row == Published(
        "PAD", "README", "mad", "MAD-Sim", "PatchCore", "01Gorilla", "image_auroc",
        Decimal("66.8"), None, "percent", None, "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (GOOD.replace("PAD,", "PADD,"), "paper is 'PADD'"),
        (GOOD.replace("README", ""), "table is ''"),
        (GOOD.replace("01Gorilla", "01Gorilla "), "class is '01Gorilla '"),
        (GOOD.replace(",mad,", ",mat,"), "suite is 'mat'"),
        (GOOD.replace("image_auroc", "seconds_per_image"), "metric is 'seconds_per_image'"),
        (GOOD.replace("percent", "%"), "unit is '%'"),
        (GOOD.replace("66.8", "-"), "value is '-'"),
        (GOOD.replace("66.8", ""), "value is ''"),
        (GOOD.replace("66.8", "nan"), "value is 'nan'"),
        (GOOD.replace("66.8", "6e1"), "value is '6e1'"),
        (GOOD.replace("66.8", "-66.8"), "value is '-66.8'"),
        (GOOD.replace("66.8", "100.1"), "value is '100.1', must be a number from 0 to 100"),
        (GOOD.replace("percent", "fraction"), "value is '66.8', must be a number from 0 to 1"),
        (GOOD.replace("66.8,,", "66.8,±1,"), "std is '±1'"),
        (GOOD.replace("percent,,", "percent,x,why"), "corrected is 'x'"),
        (GOOD.replace("percent,,", "percent,66.9,"), "have a note"),
        (GOOD.replace("percent,,", "percent,66.80,why"), "must differ"),
        (GOOD + ",", "has 13 cells, must have 12"),
        ("", "has 0 cells"),
        (GOOD.replace("README", '"README'), "unexpected end of data"),
        (GOOD.replace("01Gorilla", "02Unicorn"), "is in broken.csv:3 already"),
    ],
)
def test_a_damaged_row_is_refused_with_file_and_line(tmp_path: Path, line, fault) -> None:
    sound = GOOD.replace("01Gorilla", "02Unicorn")
    path = write(tmp_path / "broken.csv", HEAD, GOOD.replace("01Gorilla", "20Puppy"), sound, line)
    with pytest.raises(ValueError, match=r"^broken\.csv:4: ") as caught:
        read_files([path])
    assert fault in str(caught.value)


def test_other_columns_and_other_encodings_are_refused(tmp_path: Path) -> None:
    for name, head in (("swapped", HEAD.replace("value,std", "std,value")), ("empty", "")):
        with pytest.raises(ValueError, match=rf"^{name}\.csv:1: the columns must be paper,table"):
            read_files([write(tmp_path / f"{name}.csv", head)])
    latin = tmp_path / "latin.csv"
    latin.write_bytes(f"{HEAD}\n{GOOD}\n{GOOD}\u00b1\n".encode("latin-1"))
    with pytest.raises(ValueError, match=r"^latin\.csv:3: is not UTF-8"):
        read_files([latin])


def test_a_figure_that_stands_in_two_files_is_refused(tmp_path: Path) -> None:
    files = [write(tmp_path / name, HEAD, GOOD) for name in ("a.csv", "b.csv")]
    with pytest.raises(ValueError, match=r"^b\.csv:2: is in a\.csv:2 already: PAD, README"):
        read_files(files)
