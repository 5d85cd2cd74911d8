"""Charts: ticks that people expect, points where they belong, nothing lost, nothing unescaped."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from padkit.benchmarks.report.axes import linear_axis, log_axis, named_axis
from padkit.benchmarks.report.charts import CHARACTER, Line, Point, Rule, draw_chart

UNIT = linear_axis(0, 1, "share")
SVG = "{http://www.w3.org/2000/svg}"


def read(svg):
    """Parse it as a page would, which supplies the namespace."""
    return ET.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def by_class(root, name):
    return [node for node in root.iter() if name in (node.get("class") or "").split()]


def numbers(path):
    return [float(text) for text in re.findall(r"-?\d+(?:\.\d+)?", path.get("d"))]


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (0, 1, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (0.713, 0.948, ["0.70", "0.75", "0.80", "0.85", "0.90", "0.95"]),
        (0, 0.3, ["0.0", "0.1", "0.2", "0.3"]),
        (1, 12, ["0", "5", "10", "15"]),
        (-3, 30, ["-10", "0", "10", "20", "30"]),
        (0.9991, 0.9994, ["0.9991", "0.9992", "0.9993", "0.9994"]),
    ],
)
def test_ticks_of_numbers(low, high, texts):
    axis = linear_axis(low, high, "x", 3 if high == 0.3 else 5)
    assert [text for _, text in axis.ticks] == texts
    assert axis.low <= low < high <= axis.high


@given(st.floats(-1e6, 1e6, allow_subnormal=False), st.floats(0, 1e6))
def test_a_linear_axis_holds_its_values(low, span):
    axis = linear_axis(low, low + span, "x")
    slack = 1e-6 * (axis.high - axis.low)
    assert axis.low - slack <= low <= low + span <= axis.high + slack
    assert 2 <= len(axis.ticks) <= 8
    assert axis.share(axis.low) == 0
    assert axis.share(axis.high) == 1


def test_ticks_of_a_logarithm():
    axis = log_axis(0.034, 24, "s")
    assert [text for _, text in axis.ticks] == [
        "0.02", "0.05", "0.1", "0.2", "0.5", "1", "2", "5", "10", "20", "50",
    ]  # fmt: skip
    assert axis.share(0.02) == 0
    assert axis.share(1.0) == pytest.approx(0.5)
    assert [text for _, text in log_axis(0.001, 4e4, "s").ticks] == [
        "0.001", "0.01", "0.1", "1", "10", "100", "1000", "10000",
    ]  # fmt: skip


@given(st.floats(1e-6, 1e6), st.floats(1, 1e6))
def test_a_logarithmic_axis_holds_its_values(low, factor):
    axis = log_axis(low, low * factor, "s")
    assert axis.low < low <= low * factor < axis.high
    assert axis.ticks


def test_a_point_lies_where_its_axes_say():
    root = read(draw_chart(UNIT, UNIT, "n", "t", points=[Point(0.5, 1.0, "a", 0.8, 1.0)]))
    grid = [numbers(path) for path in by_class(root, "grid")]
    left, right = grid[0][0], grid[0][2]
    top, bottom = min(g[1] for g in grid), max(g[1] for g in grid)
    (circle,) = root.iter(f"{SVG}circle")
    assert float(circle.get("cx")) == pytest.approx((left + right) / 2, abs=0.1)
    assert float(circle.get("cy")) == pytest.approx(top, abs=0.1)
    (whisker,) = by_class(root, "whisker")
    assert numbers(whisker)[1:] == pytest.approx([bottom - 0.8 * (bottom - top), top], abs=0.1)


def test_a_line_has_all_its_corners_and_breaks_at_gaps():
    points = np.array([[0, 0], [0.2, 0.5], [0.4, np.nan], [0.6, 0.5], [1, 1]])
    band = np.stack([points[:, 1] - 0.1, points[:, 1] + 0.1], 1).clip(0, 1)
    line = Line(points, "b", "AUPRO", band)
    root = read(draw_chart(UNIT, UNIT, "n", "t", lines=[line]))
    parts = [path for path in by_class(root, "line") if path.get("d").count("L")]
    assert [len(numbers(path)) for path in parts] == [4, 4]
    assert [len(numbers(path)) for path in by_class(root, "band")] == [8, 8]
    assert "AUPRO" in [node.text for node in root.iter(f"{SVG}text")]


def test_corners_on_one_spot_are_drawn_once():
    line = Line(np.array([[0, 0], [1e-5, 0], [2e-5, 1e-5], [1, 1]]))
    (path,) = by_class(read(draw_chart(UNIT, UNIT, "n", "t", lines=[line])), "line")
    assert len(numbers(path)) == 4


def boxes(root):
    """Where the labels of points lie, by the estimate of their width."""
    found = []
    for node in by_class(root, "name"):
        wide, x, y = len(node.text) * CHARACTER, float(node.get("x")), float(node.get("y"))
        left = x - wide if "end" in node.get("class").split() else x
        found.append((left, y - 10, left + wide, y + 2))
    return found


def test_labels_make_way_for_each_other_and_stay_inside():
    rng = np.random.default_rng(3)
    points = [Point(x, y, "patchcore") for x, y in rng.uniform(0, 1, (8, 2))]
    points += [Point(0.99, 0.5, "a long name"), Point(0.5, 0.5, "a"), Point(0.5, 0.51, "b")]
    root = read(draw_chart(UNIT, UNIT, "n", "t", points=points, size=(720, 380)))
    found = boxes(root)
    assert len(found) == 11
    assert all(left >= 0 and right <= 720 for left, _, right, _ in found)
    for i, a in enumerate(found):
        for b in found[:i]:
            wide, tall = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
            assert wide <= 0.2 or tall <= 0.2  # coordinates are rounded


def test_names_stand_side_by_side_or_slanted():
    y = linear_axis(0, 1, "y")
    short = draw_chart(named_axis(["noon", "lamp"], "light"), y, "n", "t")
    long = draw_chart(named_axis(["a very long name"] * 4, "light"), y, "n", "t")
    assert "rotate(-35" not in short
    assert long.count("rotate(-35") == 4
    assert named_axis(["noon", "lamp"], "light").share(0) == 0.25


def test_it_says_what_it_is():
    svg = draw_chart(UNIT, UNIT, "Figure & time", "a: 1 < 2", rules=[Rule(0.9, "limit 0.9")])
    root = read(svg)
    assert (root.get("role"), root.get("aria-label")) == ("img", "Figure & time")
    assert root[0].tag == f"{SVG}desc"
    assert root[0].text == "a: 1 < 2"
    assert "style=" not in svg
    assert "fill=" not in svg
    (rule,) = by_class(root, "rule")
    note = next(node for node in root.iter(f"{SVG}text") if node.text == "limit 0.9")
    assert "end" in note.get("class").split()  # it has no room to the right
    assert float(note.get("x")) < numbers(rule)[0]


def test_every_text_is_escaped():
    evil = "<b>\"'&"
    axis = named_axis([evil], evil)
    line = Line(np.array([[0.0, 0.5]]), "a", evil)
    points, rules = [Point(0, 0.5, evil)], [Rule(0, evil)]
    svg = draw_chart(axis, UNIT, evil, evil, lines=[line], points=points, rules=rules)
    root = read(svg)  # well formed
    assert [node.text for node in root.iter(f"{SVG}text")].count(evil) == 5
    assert "<b>" not in svg
