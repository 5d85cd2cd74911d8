"""The pages: everything on them, everything escaped, nothing fetched, the same bytes each time."""

import dataclasses
import re

import numpy as np
import pytest
from report_page import DASH, Page, write
from report_runs import make_run

from padkit.benchmarks.datasets import open_dataset
from padkit.benchmarks.examples import EXAMPLES, write_examples
from padkit.benchmarks.factors import Level, Sweep, write_sweeps
from padkit.benchmarks.metrics import METRICS
from padkit.benchmarks.predictions import find_maps, write_map
from padkit.benchmarks.protocols import PROTOCOLS
from padkit.benchmarks.records import Score
from padkit.benchmarks.report import make_name, write_report
from padkit.benchmarks.results import (
    DatasetInfo,
    RunRecord,
    describe,
    read_runs,
    run_folder,
    write_record,
)
from padkit.benchmarks.rules import Rules
from padkit.benchmarks.score_files import write_scores
from padkit.benchmarks.scoring import score


@pytest.fixture
def results(mad_root, tmp_path):
    """Two finished runs with examples and one without figures."""
    dataset = open_dataset(mad_root)
    rng = np.random.default_rng(2)
    for method in ("padim", "patchcore"):
        folder = run_folder(tmp_path / "results", "mad", method, "seed0")
        for category in dataset.categories:
            for sample in dataset.test[category]:
                score_map = rng.random((48, 48)) + sample.truth().mask
                write_map(folder / f"predictions/{sample.key}.tiff", score_map.astype(np.float32))
        scores = score(dataset, folder / "predictions", rules=Rules(resamples=50))
        write_scores(folder / "scores/padkit", scores)
        maps = find_maps(folder / "predictions", dataset)
        for category in dataset.categories:
            write_examples(folder / EXAMPLES, dataset.test[category], maps)
        info = describe(dataset)
        write_record(folder, RunRecord("mad", method, "seed0", info, complete=True))
    folder = run_folder(tmp_path / "results", "mad", "draem", "seed0")
    write_record(folder, RunRecord("mad", "draem", "seed0", info))
    return tmp_path / "results"


def files(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.html")}


def test_the_pages_of_real_runs(results, tmp_path):
    runs = read_runs(results)
    assert write_report(runs, tmp_path / "out") == tmp_path / "out/index.html"
    written = files(tmp_path / "out")
    assert len(written) == 3
    page = Page(written[next(p for p in written if p.name == "index.html")].decode())
    assert "Without figures, and therefore not shown: mad / draem / seed0." in page.words
    assert "pictures CC0-1.0" in page.words
    assert "preset tiny" in page.words
    assert "AUPRO up to a false positive rate of 0.3" in page.words
    assert "95 % intervals from 50 replicates" in page.words
    assert PROTOCOLS["padkit"].summary in page.words
    assert PROTOCOLS["padkit"].source in page.words
    for metric in METRICS.values():
        assert metric.definition in page.words
    first, *pivots = page.tables
    assert len(first) == 1 + 2 + 1  # head, entries, chance
    assert {len(row) for row in first} == {1 + len(METRICS) + 1}
    assert len(pivots) == len(METRICS)
    assert pivots[0][0] == ["Method", "01Gorilla", "13Pheonix", "mean"]
    by_name = {run.record.method: run.scores["padkit"].mean for run in runs if run.scores}
    for row in first[1:3]:
        figure = by_name[row[0].split("|")[0]].scores["aupro"]
        shown = row[1 + list(METRICS).index("aupro")]
        assert shown.strip("*≈") == f"{figure.value:.3f}|{figure.low:.3f}{DASH}{figure.high:.3f}"
    write_report(runs[::-1], tmp_path / "again")
    assert files(tmp_path / "again") == written
    assert not any(str(tmp_path).encode() in data for data in written.values())


def test_examples_are_on_the_methods_pages_alone(results, tmp_path):
    index, pages = write(read_runs(results), tmp_path / "out")
    assert not index.all("img")
    assert list(pages) == ["mad-padkit-padim", "mad-padkit-patchcore"]
    images = [page.all("img") for page in pages.values()]
    assert [len(found) for found in images] == [2 * 4 * 3] * 2  # classes, test types, tiles
    assert all(image["src"].startswith("data:image/jpeg;base64,/9j/") for image in images[0])
    assert [image["alt"] for image in images[0][:3]] == [
        "01Gorilla, Burrs 1",
        "01Gorilla, Burrs 1, outline of the truth",
        "01Gorilla, Burrs 1, heat map",
    ]
    sources = [[image["src"] for image in found[:3]] for found in images]
    assert sources[0][:2] == sources[1][:2]
    assert sources[0][2] != sources[1][2]


def test_a_broken_example_is_named(results, tmp_path):
    path = next(results.glob("mad/padim/seed0/examples/*.png"))
    path.write_bytes(b"no picture")
    with pytest.raises(ValueError, match="is not a readable picture") as caught:
        write_report(read_runs(results), tmp_path / "out")
    assert str(path) in str(caught.value)


def test_nothing_is_fetched(results, tmp_path):
    write_report(read_runs(results), tmp_path / "out", published=True)
    for name, data in files(tmp_path / "out").items():
        html = data.decode()
        page = Page(html)
        for tag, attrs in page.elements:
            assert tag not in {"iframe", "object", "embed", "video", "audio", "form", "base"}
            for key in ("src", "srcset", "action"):
                assert attrs.get(key, "data:").startswith("data:")
            link = attrs.get("href", "#")
            assert not re.match(r"[a-z]+:|/", link) or link == "data:,"
        assert not re.search(r"https?:|@import|url\(|fetch\(|XMLHttp|innerHTML|eval\(", html), name
        assert all("src" not in attrs for attrs in page.all("script"))
        policy = next(m["content"] for m in page.all("meta") if "http-equiv" in m)
        assert policy.startswith("default-src 'none'")


EVIL = "</script><script>alert(1)<&\"'\u2028"


def make_evil_run(folder):
    plain = EVIL.replace("/", "|")
    data = DatasetInfo("mad", EVIL, EVIL, (EVIL, "lost"), EVIL, {"preset": EVIL, EVIL: {"a": EVIL}})
    run = make_run(
        plain, {EVIL: 0.5}, plain, folder=folder, task=plain, dataset=data, device=EVIL,
        padkit=EVIL, defects=(EVIL,), complete=False, failures={"lost": EVIL}, config={EVIL: EVIL},
        libraries={EVIL: EVIL},
    )  # fmt: skip
    scores = run.scores["padkit"]
    noted = dataclasses.replace(scores.classes[0], notes=EVIL)
    scores = dataclasses.replace(scores, classes=(noted,))
    levels = tuple(Level(EVIL, None, scores.classes, scores.mean) for _ in range(2))
    write_sweeps(folder, "padkit", [Sweep("light", EVIL, levels[:1])])
    return dataclasses.replace(run, scores={"padkit": scores})


def test_every_text_is_escaped(tmp_path):
    run = make_evil_run(tmp_path / "run")
    index, pages = write([run, dataclasses.replace(run, scores={})], tmp_path / "out")
    for path in (tmp_path / "out").rglob("*.html"):
        html = path.read_text()
        assert html.count("<script>") == 1  # our own
        assert "alert(1)<" not in html
        assert "\u2028" not in "".join(Page(html).raw["script"])
    plain = EVIL.replace("/", "|")
    assert index.tables[0][1][0].startswith(plain.strip())
    assert list(index.data[0]["places"]) == [EVIL, "lost", "mean"]
    (page,) = pages.values()
    assert page.words.count("alert(1)") > 15
    for found in (index, page):
        assert EVIL.replace("\u2028", "") in found.words.replace("\u2028", "")


def test_files_have_safe_names_of_their_own(tmp_path):
    taken = set()
    names = [make_name(text, taken) for text in ("A é/b", "a e b", "../..", "", "ß", "x" * 300)]
    assert names[:3] == ["a-e-b", "a-e-b-2", "page"]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,90}", name) for name in names)
    runs = [make_run("a b", {"x": 0.9}), make_run("a-b", {"x": 0.8})]
    index, pages = write(runs, tmp_path / "out")
    links = [a["href"] for a in index.all("a") if a["href"].startswith("methods/")]
    assert links == ["methods/mad-padkit-a-b.html", "methods/mad-padkit-a-b-2.html"]
    assert all((tmp_path / "out" / link).is_file() for link in links)
    anchors = {attrs["id"] for _, attrs in index.elements if "id" in attrs}
    for page in pages.values():
        for link in (a["href"] for a in page.all("a") if a["href"].startswith("..")):
            assert link.removeprefix("../index.html#") in anchors


def test_ids_are_unique(tmp_path):
    runs = [make_run("a", {"x": 0.9}, "s", protocol=name) for name in ("padkit", "pad")]
    index, pages = write(runs, tmp_path / "out", published=True)
    for page in (index, *pages.values()):
        ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
        assert len(set(ids)) == len(ids)
        for _, attrs in page.elements:
            assert attrs.get("aria-labelledby", ids[0]) in ids


def column(page, name, table=0):
    place = 1 + list(METRICS).index(name)
    return [row[place] for row in page.tables[table][1:]]


def test_a_cell_has_value_interval_spread_and_rank(tmp_path):
    seeds = [
        make_run("good", {"x": value}, f"seed{seed}", seed=seed, noise=0.02)
        for seed, value in enumerate((0.90, 0.92))
    ]
    others = [make_run("near", {"x": 0.909}, noise=0.02), make_run("far", {"x": 0.5}, noise=0.02)]
    page, _ = write([*others, *seeds], tmp_path / "out")
    names = [row[0] for row in page.tables[0][1:]]
    assert names[0] == "good|2 seeds (0, 1) · cpu"
    assert names[1:3] == ["near|cpu", "far|cpu"]
    good, near, far, chance = column(page, "image_auroc")
    interval = rf"0\.\d{{3}}{DASH}0\.\d{{3}}"
    assert re.fullmatch(rf"\*0\.910\|{interval}\|±0\.014", good)
    assert re.fullmatch(rf"0\.909≈\|{interval}", near)
    assert re.fullmatch(rf"0\.500\|{interval}", far)
    assert chance == "0.500"
    assert " not significantly different from the best" in page.said
    assert " best" in page.said
    titles = [td.get("title", "") for td in page.all("td")]
    assert any(title.startswith("p = ") for title in titles)
    assert column(page, "seconds_per_image")[0] == "0.91|±0.014"


def test_missing_figures_are_dashes_with_their_reason(tmp_path):
    runs = [make_run("a", {"x": 0.9, "y": None}), make_run("b", {"x": 0.8, "y": 0.7})]
    page, pages = write(runs, tmp_path / "out")
    assert [row[:3] for row in page.tables[1][1:]] == [
        ["a", "*0.900", DASH],
        ["b", "0.800", "0.700"],
    ]
    empty = [td for td in page.all("td") if td.get("title") == "why"]
    assert empty
    assert all(td["data-value"] == "" for td in empty)
    assert "missing: why" in page.said
    assert "missing: why" in pages["mad-padkit-a"].said
    assert "0.000" not in page.words


def test_a_failed_class_is_told_and_its_mean_is_compared_with_none(tmp_path):
    data = DatasetInfo("mad", "small", "ab" * 32, ("x", "y"), "CC0-1.0")
    failed = {"complete": False, "failures": {"y": "out of memory"}, "dataset": data}
    runs = [
        make_run("all", {"x": 0.9, "y": 0.9}),
        make_run("other", {"x": 0.4, "y": 0.4}),
        make_run("better", {"x": 0.95}, **failed),
    ]
    page, pages = write(runs, tmp_path / "out")
    assert [row[1:] for row in page.tables[1][1:]] == [
        ["0.900", "*0.900", "*0.900"],
        ["0.400", "0.400", "0.400"],
        ["*0.950", DASH, "0.950"],
    ]
    assert page.tables[0][3][0] == "better|cpu|1 of 2 classes"
    partial = [attrs for attrs in page.all("tr") if "data-partial" in attrs]
    assert [attrs["data-row"] for attrs in partial] == ["2"]
    assert "better, y: no figures; out of memory" in page.words
    assert "better: 1 of 2 classes; its mean is compared with no other" in page.words
    assert "y : out of memory" in pages["mad-padkit-better"].words
    assert "Classes without figures" not in pages["mad-padkit-all"].words


def test_a_single_entry_beats_nobody(tmp_path):
    page, _ = write([make_run("a", {"x": 0.9})], tmp_path / "out")
    assert "*" not in "".join(column(page, "image_auroc"))


def test_other_data_and_other_protocols_have_boards_of_their_own(tmp_path):
    other = DatasetInfo("mad", "paper", "cd" * 32, ("x",))
    runs = [
        make_run("a", {"x": 0.9}),
        make_run("a", {"x": 0.1}, "two", dataset=other),
        make_run("a", {"x": 0.2}, "three", dataset=other, protocol="splatpose_plus"),
    ]
    page, pages = write(runs, tmp_path / "out")
    assert len(page.tables) == 3 * (1 + len(METRICS))
    assert "*" not in "".join(column(page, "image_auroc"))
    assert "licence not stated" in page.words
    for name in ("padkit", "splatpose_plus"):
        assert PROTOCOLS[name].summary in page.words
        assert PROTOCOLS[name].source in page.words
    assert len(pages) == 3
    assert "no intervals were computed" in page.words


def test_the_script_is_told_every_place(tmp_path):
    defects = ("Burrs", "Stains")
    runs = [
        make_run("a", {"x": 0.9, "y": None}, noise=0.02, defects=defects),
        make_run("b", {"x": 0.5, "y": 0.6}, noise=0.02, defects=defects),
    ]
    page, _ = write(runs, tmp_path / "out")
    (data,) = page.data
    assert list(data["places"]) == ["x", "y", "mean"]
    assert all(list(kinds) == ["", *defects] for kinds in data["places"].values())
    rows = data["places"]["x"]["Stains"]
    assert [len(row) for row in rows] == [len(METRICS)] * 3  # a, b, chance
    value, text, low, high, spread, mark, *_ = rows[0][0]
    assert (value, text, spread, mark) == (0.88, "0.880", "", "best")
    assert float(low) < value < float(high)
    number = data["places"]["y"][""][0][0]
    assert data["notes"][number] == "why"
    assert data["published"] == {}


def test_published_figures_stand_apart_and_are_never_the_best(tmp_path):
    runs = [make_run("a", {"05Whale": 0.2}), make_run("b", {"05Whale": 0.1})]
    without, _ = write(runs, tmp_path / "without")
    assert "IGSPAD" not in without.words
    page, _ = write(runs, tmp_path / "with", published=True)
    table = page.tables[0]
    (head,) = [n for n, row in enumerate(table) if row[0].startswith("Published figures")]
    assert "original" in table[head][0]
    assert "not comparable" in page.words
    measured, printed = table[1:head], table[head + 1 :]
    assert [row[0].split("|")[0] for row in measured] == ["a", "b", "Chance"]
    assert measured[0][1].startswith("*")
    assert len(printed) > 20
    assert not any("*" in cell for row in printed for cell in row)
    names = [row[0] for row in printed]
    omni = printed[names.index("OmniposeAD|MAD-Sim · PIAD, supplement Table 1")]
    assert omni[1] == "0.9087c"
    assert "corrected, printed as 0.9187: mean of the column" in " ".join(page.said)
    assert printed[names.index("PIAD|MAD-Sim · PIAD, supplement Table 1")][1] == "0.9741"
    assert printed[names.index("IGSPAD|MAD-Sim · IGSPAD, abstract")][1] == "0.980"  # from 98.0
    spread = next(row for row in printed if "3dfm4anomaly" in row[0])
    assert spread[1].startswith("0.9402c|±")
    whale = page.data[0]["published"]["05Whale"]
    row = whale[names.index("OmniposeAD|MAD-Sim · PIAD, supplement Table 1")]
    assert row[0][:2] == [0.825, "0.825"]
    assert row[0][5] == "corrected"
    assert "exactly +10.0 against the PAD README" in page.data[0]["notes"][row[0][6]]
    assert "exactly +10.0 against the PAD README" in page.words  # not only in a tooltip
    assert whale[names.index("IGSPAD|MAD-Sim · IGSPAD, abstract")] is None


def test_a_task_without_published_figures_has_no_such_group(tmp_path):
    page, _ = write([make_run("a", {"x": 0.9}, task="mine")], tmp_path / "out", published=True)
    assert "Published figures" not in page.words


def test_the_chart_of_time_leaves_out_what_was_not_timed(tmp_path):
    run = make_run("slow", {"x": 0.9})
    scores = run.scores["padkit"]
    row = scores.classes[0]
    untimed = dict(row.scores) | {"seconds_per_image": Score(None, "not measured")}
    scores = dataclasses.replace(scores, classes=(dataclasses.replace(row, scores=untimed),))
    other = dataclasses.replace(
        run, record=dataclasses.replace(run.record, method="untimed"), scores={"padkit": scores}
    )
    page, _ = write([run, other], tmp_path / "out")
    assert "not timed: untimed." in page.words
    charts = page.all("svg")
    assert len(charts) == len(METRICS) - 1
    assert charts[0]["aria-label"] == "Image AUROC against seconds per image"
    assert "slow: 0.9 s, 0.900" in page.words


def test_several_runs_of_a_method_are_told_apart(tmp_path):
    runs = [make_run("a", {"x": 0.9}), make_run("a", {"x": 0.8}, "big", config={"backbone": "big"})]
    page, _ = write(runs, tmp_path / "out")
    assert [row[0] for row in page.tables[0][1:3]] == ["a · seed0|cpu", "a · big|cpu"]


def test_tables_can_be_sorted_and_told_so(tmp_path):
    page, pages = write([make_run("a", {"x": 0.9, "y": None})], tmp_path / "out")
    sortable = sum("data-sortable" in attrs for attrs in page.all("table"))
    assert sortable == len(page.tables)
    heads = [attrs for attrs in page.all("th") if attrs["scope"] == "col"]
    assert {head["aria-sort"] for head in heads} == {"none", "descending"}
    for found in (page, *pages.values()):
        regions = [attrs for attrs in found.all("div") if attrs.get("role") == "region"]
        assert regions
        for attrs in regions:
            assert attrs["tabindex"] == "0"
            assert attrs.get("aria-label") or attrs.get("aria-labelledby")
        assert all("scope" in attrs for attrs in found.all("th"))
        assert len(found.all("caption")) == len(found.tables)


def test_without_runs_the_page_says_what_to_do(tmp_path):
    page, pages = write([], tmp_path / "out")
    assert "There is no run with figures yet. Run toolkit bench" in page.words
    assert not page.tables
    assert not pages


def test_a_large_board_stays_a_page_of_a_few_megabytes(tmp_path):
    values = {f"{n:02d}Class": 0.5 + n / 50 for n in range(20)}
    runs = [
        make_run(f"method{n}", values, noise=0.02, defects=("Burrs", "Missing", "Stains"))
        for n in range(10)
    ]
    write_report(runs, tmp_path / "out")
    assert (tmp_path / "out/index.html").stat().st_size < 3e6
