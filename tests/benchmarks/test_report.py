"""The page: everything on it, everything escaped, nothing fetched."""

import dataclasses
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from padkit.benchmarks.datasets import open_dataset
from padkit.benchmarks.examples import write_examples
from padkit.benchmarks.metrics import METRICS
from padkit.benchmarks.predictions import write_map
from padkit.benchmarks.records import Score
from padkit.benchmarks.report import render, write_report
from padkit.benchmarks.results import (
    DatasetInfo,
    Run,
    RunRecord,
    describe,
    read_runs,
    run_folder,
    write_record,
)
from padkit.benchmarks.score_files import write_scores
from padkit.benchmarks.scoring import ClassRow, score

VOID = {"meta", "link", "img", "br"}


class Page(HTMLParser):
    """The elements of a page; fails where a tag is not closed in its turn."""

    def __init__(self, html):
        super().__init__()
        self.open, self.elements, self.tables, self.text = [], [], [], []
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("td", "th"):
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)
        if "tr" in self.open and {"td", "th"} & set(self.open):
            best = "*" if self.open[-1] == "b" else ""
            self.tables[-1][-1][-1] += best + data.strip()

    def all(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]


def make_run(method, values, run="seed0", **record):
    """A run without files: class -> the value of all its figures."""
    rows = tuple(
        ClassRow(name, 4, 3, 100, 10, dict.fromkeys(METRICS, Score(value, "" if value else "why")))
        for name, value in values.items()
    )
    fields = {
        "task": "mad",
        "dataset": DatasetInfo("mad", "small", "ab" * 32, tuple(values), "CC0-1.0"),
        "padkit": "0.1.0",
        "complete": True,
    } | record
    return Run(Path("nowhere"), RunRecord(method=method, run=run, **fields), rows)


@pytest.fixture
def results(mad_root, tmp_path):
    """Two finished runs with examples and one that is not finished."""
    dataset = open_dataset(mad_root)
    rng = np.random.default_rng(2)
    for method in ("padim", "patchcore"):
        folder = run_folder(tmp_path / "results", "mad", method, "seed0")
        for category in dataset.categories:
            for sample in dataset.test[category]:
                score_map = rng.random((48, 48)) + sample.truth().mask
                write_map(folder / f"predictions/{sample.key}.tiff", score_map.astype(np.float32))
        scores = score(dataset, folder / "predictions")
        write_scores(folder, scores)
        write_examples(folder, dataset)
        info = describe(dataset)
        write_record(folder, RunRecord("mad", method, "seed0", info, complete=True))
    folder = run_folder(tmp_path / "results", "mad", "draem", "seed0")
    write_record(folder, RunRecord("mad", "draem", "seed0", info))
    return tmp_path / "results"


def test_the_page_of_real_runs(results, tmp_path):
    runs = read_runs(results)
    assert write_report(runs, tmp_path / "out/index.html") == tmp_path / "out/index.html"
    html = (tmp_path / "out/index.html").read_text()
    page = Page(html)
    text = " ".join(" ".join(page.text).split())
    assert "Not finished, and therefore not shown: mad / draem / seed0." in text
    assert "pictures CC0-1.0" in text
    assert "preset tiny" in text
    for metric in METRICS.values():
        assert metric.definition in text
    first, *pivots = page.tables
    assert [len(row) for row in first] == [12, 12, 12]
    assert len(pivots) == len(METRICS)
    assert pivots[0][0] == ["Method", "01Gorilla", "13Pheonix", "mean"]
    by_name = {run.record.method: run for run in runs}
    for row in first[1:]:
        aupro = by_name[row[0]].mean.scores["aupro"].value
        assert row[7].lstrip("*") == f"{aupro:.3f}"
    write_report(runs[::-1], tmp_path / "again.html")
    assert (tmp_path / "again.html").read_text() == html
    assert str(tmp_path) not in html


def test_examples_lie_in_the_page_and_methods_side_by_side(results):
    page = Page(render(read_runs(results)))
    images = page.all("img")
    assert len(images) == 2 * 4 * (2 + 2)  # classes x test types x (image, truth, two methods)
    assert all(image["src"].startswith("data:image/jpeg;base64,/9j/") for image in images)
    methods = [row[0] for row in page.tables[0][1:]]
    assert sorted(methods) == ["padim", "patchcore"]
    assert [image["alt"] for image in images[:4]] == [
        "01Gorilla, Burrs 1",
        "01Gorilla, Burrs 1, outline of the truth",
        f"01Gorilla, Burrs 1, heat map of {methods[0]}",
        f"01Gorilla, Burrs 1, heat map of {methods[1]}",
    ]
    assert len({image["src"] for image in images[:4]}) == 4


def test_nothing_is_fetched(results):
    html = render(read_runs(results))
    page = Page(html)
    for tag, attrs in page.elements:
        assert tag not in {"iframe", "object", "embed", "video", "audio", "form", "base"}
        for name in ("src", "href", "srcset", "action"):
            assert attrs.get(name, "data:").startswith(("data:", "#"))
    assert page.all("script") == [{}]
    assert not re.search(r"https?:|@import|url\(|fetch\(|XMLHttp", html)
    policy = next(m["content"] for m in page.all("meta") if "http-equiv" in m)
    assert policy.startswith("default-src 'none'")


EVIL = "<script>alert(1)<&\"'"


def test_every_text_is_escaped():
    dataset = DatasetInfo("mad", EVIL, EVIL, (EVIL,), EVIL, {"preset": EVIL, EVIL: {"a": EVIL}})
    evil = make_run(
        EVIL, {EVIL: 0.5}, run=EVIL, task=EVIL, dataset=dataset, device=EVIL, padkit=EVIL
    )
    noted = dataclasses.replace(evil.classes[0], notes=EVIL)
    evil = dataclasses.replace(evil, classes=(noted,))
    record = dataclasses.replace(evil.record, complete=False)
    html = render([evil, dataclasses.replace(evil, record=record)])
    page = Page(html)
    assert html.count("<script>") == 1  # our own
    assert "alert(1)<" not in html
    assert "".join(page.text).count(EVIL) > 10
    assert page.tables[0][1][0] == EVIL


def test_the_best_as_printed_is_marked_ties_and_all():
    page = Page(
        render(
            [
                make_run("a", {"x": 0.9, "y": 0.2}),
                make_run("b", {"x": 0.90004, "y": 0.3}),
                make_run("c", {"x": 0.1, "y": None}),
            ]
        )
    )
    image_auroc, seconds = page.tables[1], page.tables[-1]
    assert image_auroc[1:] == [
        ["b", "*0.900", "*0.300", "*0.600"],
        ["a", "*0.900", "0.200", "0.550"],
        ["c", "0.100", "–", "0.100"],  # noqa: RUF001
    ]
    assert [row[2] for row in seconds[1:]] == ["0.3", "*0.2", "–"]  # noqa: RUF001


def test_a_single_run_beats_nobody():
    assert "<b>" not in render([make_run("a", {"x": 0.9})])


def test_a_mean_over_fewer_classes_wins_nothing():
    html = render(
        [
            make_run("all", {"x": 0.9, "y": 0.9}),
            make_run("better", {"x": 0.95}),
            make_run("equal", {"x": 0.9}),
            make_run("other", {"x": 0.4, "y": 0.4}),
        ]
    )
    table = Page(html).tables[1]
    assert table[1:] == [
        ["better", "*0.950", "–", "0.950"],  # noqa: RUF001
        ["all", "0.900", "*0.900", "*0.900"],
        ["equal", "0.900", "–", "0.900"],  # noqa: RUF001
        ["other", "0.400", "0.400", "0.400"],
    ]
    assert "better: 1 of 2 classes" in html


def test_runs_on_other_data_are_not_compared():
    other = DatasetInfo("mad", "paper", "cd" * 32, ("x",))
    html = render([make_run("a", {"x": 0.9}), make_run("a", {"x": 0.1}, "two", dataset=other)])
    page = Page(html)
    assert len(page.tables) == 2 * (1 + len(METRICS))
    assert "<b>" not in html
    assert "licence not stated" in html


def test_several_runs_of_a_method_are_told_apart():
    page = Page(render([make_run("a", {"x": 0.9}), make_run("a", {"x": 0.8}, "seed1")]))
    assert [row[0] for row in page.tables[0][1:]] == ["a · seed0", "a · seed1"]


def test_tables_can_be_sorted_by_key_and_told_so():
    page = Page(render([make_run("a", {"x": 0.9, "y": None})]))
    heads = [attrs for attrs in page.all("th") if attrs["scope"] == "col"]
    assert len(page.all("button")) == len(heads)
    assert {head["aria-sort"] for head in heads} == {"none", "descending"}
    values = [attrs["data-value"] for attrs in page.all("td") if "data-value" in attrs]
    assert "0.9" in values
    assert "" in values
    regions = [attrs for attrs in page.all("div") if attrs.get("role") == "region"]
    assert all(attrs["tabindex"] == "0" and attrs["aria-label"] for attrs in regions)


def test_without_runs_the_page_says_what_to_do():
    page = Page(render([]))
    text = " ".join(" ".join(page.text).split())
    assert "There is no finished run yet. Run toolkit bench" in text
    assert not page.tables


def test_a_broken_example_is_named(results):
    path = next(results.glob("mad/padim/seed0/examples/*.png"))
    path.write_bytes(b"no picture")
    with pytest.raises(ValueError, match="is not a readable picture") as caught:
        render(read_runs(results))
    assert str(path) in str(caught.value)
