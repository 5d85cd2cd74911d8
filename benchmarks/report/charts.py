"""Small charts as SVG text for a page: lines with bands, labelled points with whiskers, axes.

They bear classes instead of colours (chart.css), so that they follow the scheme of the page, which
no plotting library's output does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

from .axes import Axis
from .parts import read_part

CHARACTER = 6.8
"""Width of a character of the labels, pixels; an estimate that seldom is too small."""

_TOP, _RIGHT, _BOTTOM, _LEFT = 12, 14, 40, 48  # margins in pixels
_LEGEND = 20  # height of a legend in pixels


@dataclass(frozen=True, eq=False)
class Line:
    """A line.

    Attributes:
        points: (n, 2) x and y; NaN in y leaves a gap.
        style: Name of its look: "a", "b", or "soft".
        label: What the legend calls it; empty for none.
        band: (n, 2) the lower and upper edge of a band around it; NaN leaves a gap.
    """

    points: NDArray[np.float64]
    style: str = "a"
    label: str = ""
    band: NDArray[np.float64] | None = None


@dataclass(frozen=True)
class Point:
    """A point with whiskers from `low` to `high`, a label and a look."""

    x: float
    y: float
    label: str = ""
    low: float | None = None
    high: float | None = None
    style: str = "a"


@dataclass(frozen=True)
class Rule:
    """A dashed line across the chart at an x, and what is written on it."""

    x: float
    label: str


def stand_alone(svg: str) -> str:
    """Return a chart as a file of its own, which brings its style, light and dark."""
    style = read_part("scheme.css") + read_part("chart.css")
    font = ".chart text { font-family: system-ui, sans-serif; }"
    head, end, body = svg.partition(">")
    head = head.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return f"{head}{end}<style>{style}{font}</style>{body}\n"


def draw_chart(
    x: Axis,
    y: Axis,
    name: str,
    text: str,
    *,
    lines: Sequence[Line] = (),
    points: Sequence[Point] = (),
    rules: Sequence[Rule] = (),
    size: tuple[int, int] = (320, 240),
) -> str:
    """Return a chart as an `svg` element; every text is escaped.

    Args:
        x: The horizontal axis.
        y: The vertical axis.
        name: What it is called to those who do not see it.
        text: What it shows, in words.
        lines: Lines, the first at the back.
        points: Points, before the lines.
        rules: Marks on the horizontal axis.
        size: Width and height in pixels.
    """
    width, height = size
    labelled = [line for line in lines if line.label]
    frame = _Frame(x, y, _LEFT, _TOP + _LEGEND * bool(labelled), width - _RIGHT, height - _BOTTOM)
    if frame.slanted:
        longest = max(len(text) for _, text in x.ticks)
        frame.bottom -= round(0.55 * CHARACTER * longest)
    parts = [
        *frame.draw_axes(size),
        *_draw_legend(labelled),
        *(part for rule in rules for part in frame.draw_rule(rule)),
        *(part for line in lines for part in frame.draw_line(line)),
        *(part for point in points for part in frame.draw_point(point)),
        *frame.draw_labels([point for point in points if point.label]),
    ]
    head = f'<svg class="chart" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    named = f'{head} role="img" aria-label="{escape(name)}"><desc>{escape(text)}</desc>'
    return "\n".join((named, *parts, "</svg>"))


@dataclass
class _Frame:
    """The rectangle between the axes, and what is drawn into it; pixels."""

    x: Axis
    y: Axis
    left: int
    top: int
    right: int
    bottom: int

    @property
    def slanted(self) -> bool:
        """Whether the labels below would touch each other, and are slanted instead."""
        needed = sum((len(text) + 1.5) * CHARACTER for _, text in self.x.ticks)
        return needed > self.right - self.left

    def across(self, value: float) -> float:
        return self.left + self.x.share(value) * (self.right - self.left)

    def up(self, value: float) -> float:
        return self.bottom - self.y.share(value) * (self.bottom - self.top)

    def draw_axes(self, size: tuple[int, int]) -> Iterator[str]:
        for value, text in self.y.ticks:
            level = _px(self.up(value))
            yield f'<path class="grid" d="M{self.left} {level}H{self.right}"/>'
            yield _text("tick end", self.left - 7, self.up(value) + 4, text)
        for value, text in self.x.ticks:
            place = self.across(value)
            yield f'<path class="axis" d="M{_px(place)} {self.bottom}v4"/>'
            if self.slanted:
                turn = f' transform="rotate(-35 {_px(place)} {self.bottom + 16})"'
                yield _text("tick end", place + 4, self.bottom + 16, text, turn)
            else:
                yield _text("tick", place, self.bottom + 17, text)
        yield f'<path class="axis" d="M{self.left} {self.bottom}H{self.right}"/>'
        yield _text("label", (self.left + self.right) / 2, size[1] - 6, self.x.label)
        middle = (self.top + self.bottom) / 2
        turn = f' transform="rotate(-90 12 {_px(middle)})"'
        yield _text("label", 12, middle, self.y.label, turn)

    def draw_rule(self, rule: Rule) -> Iterator[str]:
        place = self.across(rule.x)
        yield f'<path class="rule" d="M{_px(place)} {self.top}V{self.bottom}"/>'
        near_end = place > (self.left + self.right) / 2
        look, shift = ("note end", -5) if near_end else ("note start", 5)
        yield _text(look, place + shift, self.bottom - 6, rule.label)

    def draw_line(self, line: Line) -> Iterator[str]:
        if line.band is not None:
            for part in _finite(line.band):
                xs, band = line.points[part, 0], line.band[part]
                edge = [
                    *zip(xs, band[:, 1], strict=True),
                    *zip(xs[::-1], band[::-1, 0], strict=True),
                ]
                yield f'<path class="band {line.style}" d="{self._path(edge)}Z"/>'
        for part in _finite(line.points):
            yield f'<path class="line {line.style}" d="{self._path(line.points[part].tolist())}"/>'

    def draw_point(self, point: Point) -> Iterator[str]:
        place = _px(self.across(point.x))
        if point.low is not None and point.high is not None:
            ends = f"{_px(self.up(point.low))}V{_px(self.up(point.high))}"
            yield f'<path class="whisker {point.style}" d="M{place} {ends}"/>'
        level = _px(self.up(point.y))
        yield f'<circle class="point {point.style}" cx="{place}" cy="{level}" r="4.5"/>'

    def draw_labels(self, points: Sequence[Point]) -> Iterator[str]:
        """Yield a label for each point, where it hides the least of points and other labels."""
        spots = [(self.across(point.x), self.up(point.y)) for point in points]
        taken = [(px - 5, py - 5, px + 5, py + 5) for px, py in spots]
        for point, (px, py) in zip(points, spots, strict=True):
            wide = len(point.label) * CHARACTER
            boxes = [
                (left, py + shift - 6, left + wide, py + shift + 6)
                for shift in (0, -13, 13, -26, 26)
                for left in (px + 9, px - 9 - wide)
            ]
            costs = [self._cost(box, taken) + 2 * rank for rank, box in enumerate(boxes)]
            best = costs.index(min(costs))
            left, top, right, _ = boxes[best]
            taken.append(boxes[best])
            look, side = ("name end", right) if best % 2 else ("name start", left)
            yield _text(look, side, top + 10, point.label)

    def _cost(self, box: tuple[float, ...], taken: Iterable[tuple[float, ...]]) -> float:
        """Return how much of a box lies outside or on others, square pixels."""
        whole = (box[2] - box[0]) * (box[3] - box[1])
        frame = (self.left, self.top - 8, self.right + _RIGHT, self.bottom)
        return 4 * (whole - _overlap(box, frame)) + sum(_overlap(box, other) for other in taken)

    def _path(self, points: Iterable[Sequence[float]]) -> str:
        """Return the path data of corners, those left out that fall on the one before."""
        corners = [f"{_px(self.across(px))} {_px(self.up(py))}" for px, py in points]
        kept = [c for i, c in enumerate(corners) if not i or c != corners[i - 1]]
        return "M" + "L".join(kept)


def _draw_legend(lines: Sequence[Line]) -> Iterator[str]:
    left = float(_LEFT)
    for line in lines:
        yield f'<path class="line {line.style}" d="M{_px(left)} 12h18"/>'
        yield _text("note start", left + 24, 16, line.label)
        left += 24 + (len(line.label) + 3) * CHARACTER


def _finite(points: NDArray[np.float64]) -> Iterator[slice]:
    """Yield the stretches of points (n, 2) without NaN."""
    known = np.isfinite(points).all(axis=1)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], known, [0]])))
    for start, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        yield slice(start, stop)


def _overlap(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    """Return the area that two boxes (left, top, right, bottom) have in common."""
    return max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))


def _text(look: str, px: float, py: float, text: str, more: str = "") -> str:
    return f'<text class="{look}" x="{_px(px)}" y="{_px(py)}"{more}>{escape(text)}</text>'


def _px(value: float) -> str:
    """Return a length in pixels with a decimal where it needs one."""
    return f"{value:.1f}".removesuffix(".0")
