"""A page of the report as the tests read it."""

import json
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from padkit.benchmarks.report import write_report
from padkit.benchmarks.results import Run

VOID = {"meta", "link", "img", "br"}
DASH = "–"  # noqa: RUF001


class Page(HTMLParser):
    """The elements of a page; fails where a tag is not closed in its turn.

    Of a table it keeps the texts that are seen: the best figure begins with "*", small print with
    "|"; what only a screen reader says stands in `said`.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.tables: list[list[list[str]]] = []
        self.text: list[str] = []
        self.said: list[str] = []
        self.raw: dict[str, list[str]] = {}
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.elements.append((tag, told))
        if tag not in VOID:
            self.open.append((tag, told.get("class", "")))
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("td", "th"):
            self.tables[-1][-1].append("")
        if self.inside("td", "th"):
            self.tables[-1][-1][-1] += {"b": "*", "small": "|"}.get(tag, "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if self.inside("style", "script"):
            self.raw.setdefault(self.open[-1][0], []).append(data)
            return
        self.text.append(data)
        if ("span", "sr") in self.open:
            self.said.append(data)
        elif self.inside("td", "th"):
            self.tables[-1][-1][-1] += data.strip()

    def inside(self, *tags: str) -> bool:
        return any(tag in tags for tag, _ in self.open)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.elements if name == tag]

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.text).split())

    @property
    def data(self) -> list[Any]:
        """What is told to the script, of each board."""
        texts = self.raw.get("script", [])
        return [json.loads(text) for text in texts if text.startswith("{")]


def write(
    runs: Iterable[Run], out: Path, *, published: bool = False
) -> tuple[Page, dict[str, Page]]:
    """Write the report and return its index and its methods' pages by name."""
    write_report(runs, out, published=published)
    pages = {path.stem: Page(path.read_text()) for path in sorted(out.glob("methods/*.html"))}
    return Page((out / "index.html").read_text()), pages
