"""One go through a test set: keep its anomalous pixels, count its sound ones between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .counting import Counter, Ladder
from .ranking import check_floats
from .regions import region_shares
from .spool import Spool
from .tallies import Counts, PerImage, Positives, Tally

Box = tuple[int, int, int, int]
"""First row, first column, end row, end column, in pixels; the ends are outside."""

Pair = tuple[NDArray[Any], NDArray[np.bool_]]
"""A map (H, W) float and its mask (H, W) bool."""


def tally(
    maps: Iterable[NDArray[Any]],
    masks: Iterable[NDArray[np.bool_]],
    *,
    kinds: Sequence[str] | None = None,
    boxes: Sequence[Box | None] | None = None,
    edges: int = 0,
) -> Tally:
    """Count a test set.

    Lists, and whatever else can be iterated again, are gone through twice; a mere iterator once,
    and what it gives is kept in a temporary file. Memory goes with the anomalous pixels, not with
    the images.

    Args:
        maps: (H, W) float16, float32 or float64, larger is more anomalous, any finite range.
        masks: (H, W) bool of the same size, one for each map; the size may change between images.
        kinds: The kind of each image; None makes them all one kind.
        boxes: The box of the object in each image; None, or an entry None, is the whole image.
        edges: Thresholds kept for bootstrap; 0 for no bootstrap.

    Raises:
        ValueError: A map is not finite, or map and mask do not fit: the message has the index.
    """
    pairs = _Again(maps, masks)
    if isinstance(maps, Iterator) or isinstance(masks, Iterator):
        with Spool(_check(pairs)) as spool:
            return _tally(spool, spool, kinds, boxes, edges)
    return _tally(_check(pairs), pairs, kinds, boxes, edges)


def _tally(
    first: Iterable[Pair],
    again: Iterable[Pair],
    kinds: Sequence[str] | None,
    boxes: Sequence[Box | None] | None,
    edges: int,
) -> Tally:
    """Go through a test set `first`, and once more to count."""
    positives, tops = _gather(first, boxes)
    names = ("",) * tops.size if kinds is None else tuple(kinds)
    boxed = boxes is not None and None not in boxes
    counts, per_image = _count(again, positives, names, boxes, edges)
    return Tally(positives, names, tops, boxed, counts, per_image)


@dataclass(frozen=True)
class _Again:
    """Maps and masks side by side, as often as they can be iterated."""

    maps: Iterable[NDArray[Any]]
    masks: Iterable[NDArray[np.bool_]]

    def __iter__(self) -> Iterator[Pair]:
        return iter(zip(self.maps, self.masks, strict=True))


def _check(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Yield the pairs; ValueError, naming the index, for what cannot be judged."""
    for index, (score_map, mask) in enumerate(pairs):
        if mask.dtype != bool or mask.ndim != 2:
            raise ValueError(f"mask {index} is {mask.dtype} {mask.shape}; want bool (H, W)")
        if score_map.shape != mask.shape:
            raise ValueError(f"map {index} is {score_map.shape}, its mask {mask.shape}")
        check_floats(score_map, f"map {index}")
        with np.errstate(over="ignore", invalid="ignore"):
            fine = np.isfinite(score_map.sum())  # cheap, but a sum may overflow where no value does
        wrong = 0 if fine else score_map.size - np.count_nonzero(np.isfinite(score_map))
        if wrong:
            raise ValueError(f"map {index} holds {wrong} values that are NaN or infinite")
        yield score_map, mask


def _gather(
    pairs: Iterable[Pair], boxes: Sequence[Box | None] | None
) -> tuple[Positives, NDArray[np.float64]]:
    """Return the anomalous pixels of all images and the highest score (n,) of each."""
    scores: list[NDArray[Any]] = [np.zeros(0, np.float32)]
    shares: list[NDArray[np.float64]] = [np.zeros(0)]
    inside: list[NDArray[np.bool_]] = [np.zeros(0, bool)]
    tops, regions, wide = [], [], False
    for index, (score_map, mask) in enumerate(pairs):
        share, count = region_shares(mask)
        scores.append(score_map[mask] if count else np.zeros(0, score_map.dtype))
        shares.append(share)
        inside.append(_inside(mask.shape, boxes, index)[mask] if count else np.zeros(0, bool))
        tops.append(float(score_map.max()) if score_map.size else -np.inf)
        regions.append(count)
        wide = wide or score_map.dtype == np.float64
    image = np.repeat(np.arange(len(tops), dtype=np.int32), [s.size for s in scores[1:]])
    values: NDArray[Any] = np.concatenate(scores).astype(np.float64 if wide else np.float32)
    values += 0  # -0.0 becomes 0.0
    order = np.argsort(values)
    rungs, rung = np.unique(values[order], return_inverse=True)
    positives = Positives(
        rungs,
        rung.astype(np.int32),
        image[order],
        np.concatenate(shares)[order],
        np.concatenate(inside)[order],
        np.array(regions, np.int64),
    )
    return positives, np.array(tops, np.float64)


def _inside(
    shape: tuple[int, ...], boxes: Sequence[Box | None] | None, index: int
) -> NDArray[np.bool_]:
    """Return (H, W) bool, True in the box of an image, everywhere if it has none."""
    box = boxes[index] if boxes else None
    inside = np.full(shape, box is None)
    if box is not None:
        inside[box[0] : box[2], box[1] : box[3]] = True
    return inside


def _count(
    pairs: Iterable[Pair],
    positives: Positives,
    kinds: Sequence[str],
    boxes: Sequence[Box | None] | None,
    edges: int,
) -> tuple[dict[tuple[str, bool], Counts], PerImage | None]:
    """Count the sound pixels of all images; settle after each image, or where the kind changes."""
    ladder = Ladder.of(positives.rungs)
    inner, outer = Counter(ladder), Counter(ladder) if boxes else None
    counts: dict[tuple[str, bool], Counts] = {}
    images = _Images(positives, len(kinds), edges) if edges else None
    for index, (score_map, mask) in enumerate(pairs):
        if outer and boxes and boxes[index]:
            inside = _inside(mask.shape, boxes, index)
            inner.add(score_map, mask | ~inside)
            outer.add(score_map, mask | inside)
        else:
            inner.add(score_map, mask if positives.regions[index] else None)
        last = index + 1 == len(kinds) or kinds[index + 1] != kinds[index]
        if not (images or last):
            continue
        taken = {True: inner.take()} | ({False: outer.take()} if outer else {})
        if images:
            images.add(index, *taken.values())
        for side, (gaps, ties) in taken.items():
            old = counts.get((kinds[index], side))
            counts[kinds[index], side] = (gaps + old[0], ties + old[1]) if old else (gaps, ties)
    return counts, images.finish() if images else None


class _Images:
    """Collects what `PerImage` keeps, from the counts of one image after the other."""

    def __init__(self, positives: Positives, n: int, edges: int) -> None:
        self._positives, self._edges = positives, choose_edges(positives, edges)
        self._wins, self._reached = np.zeros((2, n, n)), np.zeros((n, self._edges.size))
        self._sound = np.zeros((2, n), np.int64)

    def add(self, index: int, inner: Counts, outer: Counts | None = None) -> None:
        """Take the counts of one image, inside its box and outside."""
        whole = inner if outer is None else (inner[0] + outer[0], inner[1] + outer[1])
        positives, n = self._positives, self._positives.regions.size
        for side, (gaps, ties) in enumerate((whole, inner)):
            below = np.cumsum(gaps[:-1] + ties) - ties
            won = (below + ties / 2)[positives.rung]
            if side:
                won *= positives.inside
            self._wins[side, :, index] = np.bincount(positives.image, won, n)
            self._sound[side, index] = gaps.sum() + ties.sum()
            if not side:
                self._reached[index] = self._sound[0, index] - below[self._edges]

    def finish(self) -> PerImage:
        """Return what was collected, with the anomalous pixels' part of it."""
        positives, edges = self._positives, self._edges
        n, size = positives.regions.size, edges.size
        # the first threshold, from above, that a pixel reaches
        at = positives.image * size + np.searchsorted(-edges, -positives.rung.astype(np.int64))
        found = np.bincount(at, minlength=n * size).reshape(n, size).cumsum(1).astype(float)
        overlap = np.bincount(at, positives.share, n * size).reshape(n, size).cumsum(1)
        return PerImage(
            self._sound[0], self._sound[1], self._wins[0], self._wins[1],
            edges, found, overlap, self._reached,
        )  # fmt: skip


def choose_edges(positives: Positives, most: int) -> NDArray[np.int64]:
    """Return at most `most` indices of rungs, descending, the lowest among them.

    They part the anomalous pixels into sets of about the same number, and of about the same share
    of regions, so that neither a large region nor many small ones fall between two thresholds.
    """
    total = positives.rung.size
    if not total:
        return np.zeros(0, np.int64)
    half = max(1, most // 2)
    ranks = np.linspace(0, total - 1, half).astype(np.int64)
    weight = np.cumsum(positives.share)
    shares = np.searchsorted(weight, np.linspace(0, weight[-1], half)).clip(0, total - 1)
    chosen = positives.rung[np.concatenate([[0], ranks, shares])]
    return np.unique(chosen).astype(np.int64)[::-1]
