"""The figures that the papers publish, to stand beside ours; every cell as it is printed.

One CSV file for each published table, in long form: a row is one figure, the columns are

    paper,table,suite,dataset,method,class,metric,value,std,unit,corrected,note

which `Published` explains. A cell that a paper leaves blank has no row. `read_published` reads all
files and checks them.

    pad_readme_mad_sim              OmniposeAD and ten 2D methods on each class of MAD-Sim; older
                                    versions of the README call the same table 2.3
    pad_supplement_table1, 2        OmniposeAD with three extractors; AUROC within the object's box
    piad_supplement_table1          OmniposeAD, SplatPose, PIAD on each class of MAD-Sim
    piad_supplement_table2, 3       the same on each class of PIAD's rendered and real objects
    piad_supplement_table4 to 6     ablations of PIAD on all its classes: pose, loss weight, score
    splatpose_mad_sim               SplatPose's image AUROC with its spread, at second hand
    splatpose_plus_mad_sim          one class, a user's run: the only AUPRO there is
    igspad_abstract, rad_readme     means only
    odd_one_out_table1, 2           three test sets, four methods; ablation on the unseen categories
    odd_one_out_object_count        more objects in a test scene than in training
    efficient_odd_one_out           a later method, on boxes that are given
    polar_ano_table2                four sets of polarimetric priors

One spelling holds throughout: a class is called as its suite calls it (13Pheonix, also where PIAD
prints Phoenix); OmniAD and PAAD are OmniposeAD, and "ours" is the method's name. `MEAN` is the
class of a printed mean, and of every figure that stands for a whole test set.

Printed errors are kept in `value`, mended in `corrected` and explained in `note`. A printed mean is
called wrong only where rounding cannot explain it, that is where it differs from the mean of its
column by more than half a unit of the last digit of the mean and of the column together.

Before comparing: PIAD scores at 400 px, the others at 224. Pixel AUROC is saturated by the white
background, and the image AUROC of MAD-Sim rests on some 20 to 27 sound images a class. OmniposeAD
has no figures for PIAD's Parts and Section; its means leave them out. PIAD's light is inconsistent
between training and test for Amphora, Teapot, 11Filter, 12Wand, 13Wheel and 14Bearing. RAD is real
and stands beside no suite. Odd-One-Out counts an object as right only if its box is (IoU above
0.5), and says that every standard deviation is below 0.5.

What could not be had:
    The tables of the vehicles on a conveyor (suite conveyor; doi 10.1177/10692509261425164): the
    texts of the paper that were found have lost them, so that suite has no file and no row.
    SplatPose's pixel AUROC and AUPRO, and any table of SplatPose+ and IGSPAD; PAD and PIAD publish
    no AUPRO. Odd-One-Out's figure 5 (number of views and of objects) prints no numbers.
    RAD's figures for each class.
Left out: PIAD's times and pose accuracy, and its ablations on two objects only (main paper, Tables
5 to 9).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from importlib.resources.abc import Traversable

from ..errors import UnknownNameError
from ..metrics import METRICS

COLUMNS = (
    "paper",
    "table",
    "suite",
    "dataset",
    "method",
    "class",
    "metric",
    "value",
    "std",
    "unit",
    "corrected",
    "note",
)
"""The columns of every file, in this order."""

MEAN = "mean"
"""The class of a printed mean, and of every figure that stands for a whole test set."""

SUITES = ("mad", "piad", "toysad", "partsad", "conveyor", "polarization")
"""The suites of padkit that published figures may belong beside."""

UNITS = {"percent": Decimal(100), "fraction": Decimal(1)}
"""Unit -> what a perfect score is in it."""

METRIC_NAMES = frozenset(
    [name for name, metric in METRICS.items() if metric.range == (0.0, 1.0)]
    + ["seg_auroc", "object_auc", "object_accuracy"]
)
"""The metrics known here: padkit's own between 0 and 1; the pixel AUROC within the object's box
(PAD, supplement 5.4); AUC and accuracy over the objects of all scenes (Odd-One-Out, 4.3)."""

SOURCES = {
    "PAD": "Zhou, Li, Jiang, Wang, Zhou, Zhang, Zhao: PAD: A Dataset and Benchmark for "
    "Pose-agnostic Anomaly Detection. NeurIPS 2023, Datasets and Benchmarks. arXiv:2310.07716. "
    "The README is that of github.com/EricLee0224/PAD.",
    "PIAD": "Yang, Cao, Bai, Su, Tagliasacchi: PIAD: Pose and Illumination agnostic Anomaly "
    "Detection. CVPR 2025.",
    "SplatPose": "Kruse, Rudolph, Woiwode, Rosenhahn: SplatPose & Detect: Pose-Agnostic 3D Anomaly "
    "Detection. CVPR 2024, workshop VAND 2.0. arXiv:2404.06832. Second-hand: the figures are those "
    "that github.com/sIHURs/3dfm4anomaly_detection lists for SplatPose; the paper's own table "
    "could not be read.",
    "SplatPose+ fork": "github.com/chansses/SplatPosePlus, a user's fork of the code of Liu, Hu, "
    "Chen, Zelek: SplatPose+: Real-time Image-Based Pose-Agnostic 3D Anomaly Detection. ECCV 2024 "
    "workshops. arXiv:2410.12080. Not the paper's figures.",
    "IGSPAD": "Jiang, Xie, Li, Li, Chen, Xia: IGSPAD: Inverting 3D Gaussian Splatting for "
    "Pose-agnostic Anomaly Detection. ACM Multimedia 2024. doi:10.1145/3664647.3681619.",
    "RAD": "Zhou, Chang, Kim, Zhang, Cao, Peng, Zhan, Zhao, Dong, Ting, Zhu: RAD: A Realistic "
    "Multi-View Benchmark for Pose-Agnostic Anomaly Detection. 2024. arXiv:2410.00713. The README "
    "is that of github.com/kaichen-z/RAD, July 2026.",
    "Odd-One-Out": "Bhunia, Li, Bilen: Odd-One-Out: Anomaly Detection by Comparing with "
    "Neighbors. CVPR 2025. arXiv:2406.20099, version 1.",
    "Efficient Odd-One-Out": "Chito, Rabino, Tommasi: Efficient Odd-One-Out Anomaly Detection. "
    "2025. arXiv:2509.04326. The figures are those of silviochito.github.io/EfficientOddOneOut.",
    "Polar-Ano": "Xie, Pagani, Stricker: Polar-Ano: Surface Anomaly Detection via Deep "
    "Polarization Imaging and Data Synthesis with Physic-based Rendering. DFKI; venue and year "
    "unknown.",
}
"""Paper, as in the column of that name -> full citation."""

_NUMBER = re.compile(r"\d+(\.\d+)?", re.ASCII)


@dataclass(frozen=True)
class Published:
    """One published figure, a row of the files; the numbers keep the digits that are printed.

    Attributes:
        paper: Who publishes it, a key of `SOURCES`.
        table: Where in the source, such as "supplement Table 1".
        suite: The suite of padkit that it belongs beside, one of `SUITES`; empty for none.
        dataset: The test set, by its published name: "MAD-Sim", "PIAD real", "ToysAD-8K-Seen".
        method: The method, with its variant in brackets where a table has several.
        category: Class, spelt as in the suite; `MEAN` for a mean. The column is called `class`.
        metric: One of `METRIC_NAMES`.
        value: As printed, in `unit`.
        std: Standard deviation over runs as printed, in `unit`; None where none is printed.
        unit: A key of `UNITS`: "percent", out of 100, or "fraction", out of 1.
        corrected: The value to use, in `unit`, where the printed one is shown to be wrong.
        note: Why it is, or what to know before comparing; "" for nothing.
    """

    paper: str
    table: str
    suite: str
    dataset: str
    method: str
    category: str
    metric: str
    value: Decimal
    std: Decimal | None
    unit: str
    corrected: Decimal | None
    note: str

    @property
    def fraction(self) -> float:
        """The value to use, corrected where it has to be; in [0, 1]."""
        value = self.value if self.corrected is None else self.corrected
        return float(value / UNITS[self.unit])

    @property
    def printed_fraction(self) -> float:
        """The value as printed, right or wrong; in [0, 1]."""
        return float(self.value / UNITS[self.unit])

    @property
    def key(self) -> tuple[str, ...]:
        """What no two rows have in common."""
        return (self.paper, self.table, self.dataset, self.method, self.category, self.metric)


def read_published(suite: str | None = None) -> tuple[Published, ...]:
    """Return the published figures, by file and as they stand there.

    Args:
        suite: One of `SUITES`: only the figures that belong beside it, which may be none.
            None: all.

    Raises:
        UnknownNameError: There is no such suite.
        ValueError: A file is broken; the message names file and line.
    """
    if suite is not None and suite not in SUITES:
        raise UnknownNameError("suite with published figures", suite, SUITES)
    rows = read_files(packaged_files())
    return tuple(row for row in rows if suite in (None, row.suite))


def packaged_files() -> tuple[Traversable, ...]:
    """Return the CSV files of this package, sorted by name."""
    files = [file for file in resources.files(__package__).iterdir() if file.name.endswith(".csv")]
    return tuple(sorted(files, key=lambda file: file.name))


def read_files(files: Iterable[Traversable]) -> tuple[Published, ...]:
    """Return the rows of `files`, in order.

    Raises:
        ValueError: A row is broken or stands there twice; the message names file and line.
    """
    rows: dict[tuple[str, ...], Published] = {}
    places: dict[tuple[str, ...], str] = {}
    for file in files:
        for line, cells in _read_cells(file):
            place = f"{file.name}:{line}"
            try:
                row = _make_row(cells)
            except ValueError as error:
                raise ValueError(f"{place}: {error}") from None
            if row.key in rows:
                raise ValueError(f"{place}: is in {places[row.key]} already: {', '.join(row.key)}")
            rows[row.key] = row
            places[row.key] = place
    return tuple(rows.values())


def _read_cells(file: Traversable) -> Iterator[tuple[int, list[str]]]:
    """Yield the line number and the cells of each row below the head."""
    data = file.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ValueError(f"{file.name}:{line}: is not UTF-8") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        if tuple(next(reader, [])) != COLUMNS:
            raise ValueError(f"{file.name}:1: the columns must be {','.join(COLUMNS)}")
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise ValueError(f"{file.name}:{reader.line_num}: {error}") from None


def _make_row(cells: list[str]) -> Published:
    """Check the cells of a row; ValueError says what is wrong with them."""
    if len(cells) != len(COLUMNS):
        raise ValueError(f"has {len(cells)} cells, must have {len(COLUMNS)}")
    row = dict(zip(COLUMNS, cells, strict=True))
    for column in COLUMNS[:7]:
        blank = not row[column] and column != "suite"
        if blank or row[column] != row[column].strip():
            raise ValueError(f"{column} is {row[column]!r}, must be a name without blanks around")
    for column, known in (
        ("paper", SOURCES),
        ("suite", ("", *SUITES)),
        ("metric", METRIC_NAMES),
        ("unit", UNITS),
    ):
        if row[column] not in known:
            raise ValueError(f"{column} is {row[column]!r}, must be one of {', '.join(known)}")
    top = UNITS[row["unit"]]
    value = _read_number(row, "value", top)
    corrected = _read_number(row, "corrected", top) if row["corrected"] else None
    if corrected is not None and (corrected == value or not row["note"]):
        raise ValueError("a corrected value must differ from the printed one and have a note")
    return Published(
        paper=row["paper"],
        table=row["table"],
        suite=row["suite"],
        dataset=row["dataset"],
        method=row["method"],
        category=row["class"],
        metric=row["metric"],
        value=value,
        std=_read_number(row, "std", top) if row["std"] else None,
        unit=row["unit"],
        corrected=corrected,
        note=row["note"],
    )


def _read_number(row: dict[str, str], column: str, top: Decimal) -> Decimal:
    """Return the number in `column`; ValueError when it is none or not within 0 and `top`."""
    text = row[column]
    if not _NUMBER.fullmatch(text) or Decimal(text) > top:
        raise ValueError(f"{column} is {text!r}, must be a number from 0 to {top}")
    return Decimal(text)
