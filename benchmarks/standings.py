"""Runs that can be compared, side by side: boards, entries, and what differs significantly.

Comparable is what was judged on the same data (by fingerprint) by the same protocol. Runs that
differ in the seed alone are one entry: its figures are means over the seeds. Entries are compared
on the same images drawn anew (paired bootstrap), each with the best of its column, and the p-values
are corrected for their number (Holm). A mean over fewer classes than the board has is shown and
compared with none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .boards import Board, Entry, Figure, Place
from .metrics import METRICS
from .metrics.bootstrap import compare, holm, interval
from .metrics.pose import POSE_METRICS
from .protocols import PROTOCOLS
from .results import Run
from .score_rows import MEAN, ClassRow, average, average_defects, chance_mean, mean_replicates
from .scoring import Scores


def make_boards(runs: Iterable[Run]) -> list[Board]:
    """Return the boards of all runs that have figures, sorted by task, dataset and protocol."""
    groups: dict[tuple[str, str, str], list[tuple[Run, Scores]]] = {}
    for run in sorted(runs, key=lambda r: (r.record.task, r.record.method, r.record.run)):
        for protocol, scores in run.scores.items():
            if scores.classes:
                key = (run.record.task, run.record.dataset.fingerprint, protocol)
                groups.setdefault(key, []).append((run, scores))
    order = list(PROTOCOLS)
    ordered = sorted(groups.items(), key=lambda item: (*item[0][:2], order.index(item[0][2])))
    return [_make_board(key[0], key[2], group) for key, group in ordered]


def _make_board(task: str, protocol: str, group: Sequence[tuple[Run, Scores]]) -> Board:
    families: dict[str, list[tuple[Run, Scores]]] = {}
    for run, scores in group:
        family = f"{run.record.method} {run.record.family} {run.record.submitted}"
        families.setdefault(family, []).append((run, scores))
    classes = tuple(sorted({c for run, _ in group for c in run.record.dataset.categories}))
    defects = tuple(sorted({row.defect for _, scores in group for row in scores.defects}))
    members = [_Member(_sort_seeds(family), classes) for family in families.values()]
    names = [member.name for member in members]
    labels = [
        f"{name} · {member.runs[0].record.run}" if names.count(name) > 1 else name
        for name, member in zip(names, members, strict=True)
    ]
    figures: list[dict[Place, dict[str, Figure]]] = [{} for _ in members]
    rows = {row_place(row): row for member in members for row in member.rows.values()}
    for place in rows:
        columns = {name: _rank(members, place, name) for name in METRICS}
        for index, found in enumerate(figures):
            found[place] = {name: column[index] for name, column in columns.items()}
    entries = [
        Entry(label, member.runs, member.scores, member.missing, found, member.poses)
        for label, member, found in zip(labels, members, figures, strict=True)
    ]
    entries.sort(key=_order)
    info = group[0][0].record.dataset
    chance = {place: _chance(members, place) for place in rows}
    return Board(task, protocol, info, classes, defects, tuple(entries), chance)


def row_place(row: ClassRow) -> Place:
    """Return where a row stands."""
    return row.category, row.defect


def _sort_seeds(family: list[tuple[Run, Scores]]) -> list[tuple[Run, Scores]]:
    return sorted(family, key=lambda pair: (pair[0].record.seed or 0, pair[0].record.run))


def _order(entry: Entry) -> tuple[bool, float, str]:
    """Sort whole means before partial ones, the best image AUROC first."""
    value = entry.figures[MEAN, ""]["image_auroc"].value
    return bool(entry.missing), -(value or 0.0), entry.label


class _Member:
    """An entry in the making.

    Attributes:
        rows: Place -> the row of the first seed, which counts are read from.
    """

    def __init__(self, family: Sequence[tuple[Run, Scores]], classes: Sequence[str]) -> None:
        self.runs = tuple(run for run, _ in family)
        self.scores = tuple(scores for _, scores in family)
        self._rows = [
            {
                row_place(row): row
                for row in (
                    *scores.classes,
                    *scores.defects,
                    average(scores.classes),
                    *average_defects(scores.defects),
                )
            }
            for scores in self.scores
        ]
        self.missing = {
            name: run.record.missing.get(name, "not run")
            for run in self.runs
            for name in classes
            if any((name, "") not in rows for rows in self._rows)
        }

    @property
    def name(self) -> str:
        """Method, and whether it was submitted from outside."""
        record = self.runs[0].record
        return f"{record.method} (submitted)" if record.submitted else record.method

    @cached_property
    def rows(self) -> dict[Place, ClassRow]:
        return {place: row for rows in reversed(self._rows) for place, row in rows.items()}

    @property
    def poses(self) -> dict[Place, dict[str, Figure]]:
        """The figures of poses, of the places where a seed has them."""
        return {
            place: {name: self._average_pose(place, name) for name in POSE_METRICS}
            for place in self.rows
            if any(rows[place].poses for rows in self._rows if place in rows)
        }

    def _average_pose(self, place: Place, name: str) -> Figure:
        told = [rows[place].poses for rows in self._rows if place in rows]
        known = [value for poses in told if (value := poses.get(name)) is not None]
        if not known:
            return Figure(None, "no error is known: no pose was found, or the true ones are not")
        deviation = float(np.std(known, ddof=1)) if len(known) > 1 else None
        return Figure(float(np.mean(known)), sd=deviation)

    def values(self, place: Place, name: str) -> list[float]:
        """Return a figure for each seed that has it."""
        found = [rows[place].scores[name].value for rows in self._rows if place in rows]
        return [value for value in found if value is not None]

    def classes_with(self, place: Place, name: str) -> int:
        """Return the number of classes that all seeds have a figure of, in a mean."""
        if place[0] != MEAN:
            return 1
        return min(
            sum(
                row.scores[name].value is not None
                for (category, defect), row in rows.items()
                if defect == place[1] and category != MEAN
            )
            for rows in self._rows
        )

    def reason(self, place: Place, name: str) -> str:
        """Return why a figure is missing."""
        if place in self.rows:
            return self.rows[place].scores[name].reason
        return self.missing.get(place[0], "no such defect" if place[1] else "not run")

    def replicates(self, place: Place, name: str) -> NDArray[np.float64] | None:
        """Return the figure (R,) for images drawn anew, the mean over seeds; None without."""
        category, defect = place
        drawn = []
        for scores, rows in zip(self.scores, self._rows, strict=True):
            if place not in rows:
                continue
            names = [category]
            if category == MEAN:
                judged = scores.defects if defect else scores.classes
                names = [
                    row.category
                    for row in judged
                    if row.defect == defect and row.scores[name].value is not None
                ]
            drawn.append(mean_replicates(scores.replicates, names, defect, name))
        found = [values for values in drawn if values is not None]
        whole = found and len(found) == len(drawn) and len({v.size for v in found}) == 1
        return np.mean(found, 0) if whole else None


def _rank(members: Sequence[_Member], place: Place, name: str) -> list[Figure]:
    """Return a column of a place: each member's figure, compared with the best."""
    values = [member.values(place, name) for member in members]
    drawn = [member.replicates(place, name) for member in members]
    means = [float(np.mean(found)) if found else None for found in values]
    counted = [member.classes_with(place, name) for member in members]
    rivals = [
        index
        for index, mean in enumerate(means)
        if mean is not None and counted[index] == max(counted)
    ]
    sign = 1 if METRICS[name].better == "higher" else -1
    top = max((sign * (means[i] or 0.0) for i in rivals), default=None)
    best = [i for i in rivals if sign * (means[i] or 0.0) == top] if len(rivals) > 1 else []
    p_values = _compare_with(best[0], rivals, drawn) if best else {}
    figures = []
    for index, (member, mean, found) in enumerate(zip(members, means, values, strict=True)):
        replicates = drawn[index]
        low, high = (None, None) if replicates is None else interval(replicates)
        figures.append(
            Figure(
                mean,
                "" if mean is not None else member.reason(place, name),
                low,
                high,
                float(np.std(found, ddof=1)) if len(found) > 1 else None,
                index in best,
                None if index in best else p_values.get(index),
            )
        )
    return figures


def _compare_with(
    best: int, rivals: Sequence[int], drawn: Sequence[NDArray[np.float64] | None]
) -> dict[int, float]:
    """Return the corrected p-value of each rival against the best, where both have replicates."""
    model = drawn[best]
    others = [
        (index, values)
        for index in rivals
        if index != best
        and (values := drawn[index]) is not None
        and model is not None
        and values.shape == model.shape
    ]
    if model is None or not others:
        return {}
    corrected = holm([compare(model, values) for _, values in others])
    return {index: p for (index, _), p in zip(others, corrected, strict=True)}


def _chance(members: Sequence[_Member], place: Place) -> dict[str, float | None]:
    """Return what knowing nothing gets in a place: of the first member that has all of it."""
    limit = members[0].scores[0].rules.fpr_limit
    member = min(members, key=lambda m: (place not in m.rows, len(m.missing)))
    if place[0] != MEAN:
        return member.rows[place].chance(limit)
    rows = [
        row for (name, defect), row in member.rows.items() if defect == place[1] and name != MEAN
    ]
    return chance_mean(rows, limit)
