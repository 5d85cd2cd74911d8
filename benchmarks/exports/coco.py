"""COCO object-detection files (Lin et al., ECCV 2014): an annotation for each anomalous region.

    OUT/
      annotations/test.json         images, categories, annotations
      annotations/train.json        the sound training images, without annotations
      images/test/01Gorilla/Burrs/000.png ...
      images/train/01Gorilla/000.png ...

A category is a type of defect. An annotation is an 8-connected region of a mask: `segmentation` as
run lengths (`size` [height, width]; `counts` down the columns, beginning with sound pixels), exact,
with `bbox` [x, y, width, height] and `area` in pixels. An image has, besides COCO's keys, its
`class` and `type`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ..datasets import Sample
from ..files import write_json
from ..records import GOOD
from .mvtec import DIGITS, pad
from .staging import Source

READERS = "pycocotools and whatever reads COCO annotations"


def write(source: Source, part: Path) -> None:
    """Write the export into the empty folder `part`."""
    dataset = source.dataset
    train = {
        f"images/train/{category}/{index:03d}.png": (image, category, GOOD)
        for category in dataset.categories
        for index, image in enumerate(source.views(category).images)
    }
    samples = {
        f"images/test/{category}/{sample.defect}/{pad(sample.stem, DIGITS)}.png": sample
        for category in dataset.categories
        for sample in dataset.test[category]
    }
    test = {name: (s.image, s.category, s.defect) for name, s in samples.items()}
    shape = next(iter(samples.values())).shape()
    head: dict[str, Any] = {
        "info": {"description": source.origin},
        "licenses": [{"id": 1, "name": source.licence.strip(), "url": ""}],
        "categories": _categories(samples.values()),
    }
    for split, files in (("train", train), ("test", test)):
        images = [
            {
                "id": number,
                "file_name": name,
                "width": shape[1],
                "height": shape[0],
                "license": 1,
                "class": category,
                "type": defect,
            }
            for number, (name, (_, category, defect)) in enumerate(files.items(), 1)
        ]
        found = list(annotate(samples.values())) if split == "test" else []
        write_json(
            part / f"annotations/{split}.json", {**head, "images": images, "annotations": found}
        )
    source.link({part / name: picture for name, (picture, *_) in (train | test).items()})


def _categories(samples: Iterable[Sample]) -> list[dict[str, Any]]:
    names = sorted({sample.defect for sample in samples if sample.defect != GOOD})
    return [
        {"id": number, "name": name, "supercategory": "anomaly"}
        for number, name in enumerate(names, 1)
    ]


def annotate(samples: Iterable[Sample]) -> Iterator[dict[str, Any]]:
    """Yield an annotation for each region of the samples, which are images 1, 2, ..."""
    ordered = list(samples)
    ids = {entry["name"]: entry["id"] for entry in _categories(ordered)}
    number = 0
    for image, sample in enumerate(ordered, 1):
        if sample.mask is None:
            continue
        mask = np.ascontiguousarray(sample.truth().mask, np.uint8)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
        for region in range(1, count):
            number += 1
            yield {
                "id": number,
                "image_id": image,
                "category_id": ids[sample.defect],
                "segmentation": encode_runs(labels == region),
                "area": int(stats[region, cv2.CC_STAT_AREA]),
                "bbox": stats[region, :4].tolist(),
                "iscrowd": 0,
            }


def encode_runs(mask: NDArray[np.bool_]) -> dict[str, list[int]]:
    """Return the run lengths of a mask (H, W) bool, down the columns, beginning with False."""
    flat = mask.ravel(order="F")
    edges = np.flatnonzero(np.diff(flat, prepend=False)) if flat.size else np.zeros(0, int)
    counts = np.diff(np.concatenate([[0], edges, [flat.size]]))
    return {"size": list(mask.shape), "counts": counts.tolist()}
