"""The pages of the methods: their figures, curves, sweeps, pictures, and how they were run."""

import re
from dataclasses import replace

import numpy as np
from report_page import write
from report_runs import make_row, make_run, write_pictures

from padkit.benchmarks.factors import Level, Sweep, write_sweeps
from padkit.benchmarks.metrics import METRICS
from padkit.benchmarks.score_rows import MEAN


def test_a_methods_page_has_all_of_its_figures(tmp_path):
    folder = tmp_path / "run"
    runs = [
        make_run("a", {"x": 0.9, "y": 0.8}, f"seed{n}", folder=folder, seed=n, defects=("Burrs",))
        for n in range(2)
    ]
    write_pictures(runs[0])
    index, pages = write(runs, tmp_path / "out")
    (page,) = pages.values()
    by_class, by_defect, *in_class = page.tables[:4]
    assert [row[0] for row in by_class[1:]] == [
        "x|8 sound, 12 anomalous", "y|8 sound, 12 anomalous", "Mean over classes",
        "Chance|mean over classes",
    ]  # fmt: skip
    assert by_class[3][1] == "0.850|±0.000"
    assert [row[0] for row in by_defect[1:]] == ["Burrs"]
    assert [table[1][1] for table in in_class] == ["0.890|±0.000", "0.790|±0.000"]
    labels = [svg["aria-label"] for svg in page.all("svg")]
    assert labels == [
        "Precision against recall, x",
        "Precision against recall, y",
        "Per-region overlap against false positive rate, x",
        "Per-region overlap against false positive rate, y",
    ]
    assert "limit 0.3" in page.words
    assert len(page.all("img")) == 2 * 2 * 3
    assert 'backbone "tiny"' in page.words
    assert "2 seeds (0, 1) on cpu" in page.words
    assert page.tables[-1][1] == ["x", "1.5 s", "4.0 s", "20", "0.2 s"]
    assert "Standing 1 of 1" in page.words
    assert index.all("a")[-1]["href"]  # the page is reached
    assert {a["href"].split("#")[0] for a in page.all("a")} == {"../index.html", ""}


def make_sweep(name, centres, base):
    levels = []
    for index, centre in enumerate(centres):
        drawn = {column: np.full(9, base) + np.linspace(-0.1, 0.05, 9) for column in METRICS}
        row = make_row("x", f"{name}: {index}", base + 0.02 * index, drawn, "")
        number = None if isinstance(centre, str) else centre
        levels.append(Level(str(centre), number, (row,), replace(row, category=MEAN)))
    return Sweep(name, "mm" if name == "severity" else "", tuple(levels))


def test_sweeps_are_lines_over_numbers_and_points_over_names(tmp_path):
    runs = []
    for seed in range(2):
        folder = tmp_path / f"run{seed}"
        runs.append(make_run("a", {"x": 0.9}, f"seed{seed}", folder=folder, seed=seed))
        numbers = make_sweep("severity", (1.0, 2.0, 4.0), 0.7 + 0.1 * seed)
        write_sweeps(folder, "padkit", [numbers, make_sweep("light", ("noon", "lamp"), 0.6)])
    _, pages = write(runs, tmp_path / "out")
    html = next((tmp_path / "out/methods").glob("*.html")).read_text()
    (page,) = pages.values()
    light, severity = re.findall(r"<svg.*?</svg>", html, re.DOTALL)[:2]
    assert "Figures against severity (mm)" in severity
    assert severity.count('class="band a"') == severity.count('class="band b"') == 1
    assert severity.count('class="line a soft"') == 1  # the other seed
    assert severity.count("<circle") == 6
    assert "<circle" in light
    assert light.count('class="whisker') == 4
    assert "band" not in light
    assert "noon" in light
    levels = next(table for table in page.tables if table[1][0] == "noon")
    assert [row[0] for row in levels] == ["Level", "noon", "lamp"]
    assert levels[1][2].startswith("0.600|")
    assert "severity (mm) seed 0; fine lines: seed 1" in page.words
