"""The layout of MAD-Sim (Zhou et al., PAD, NeurIPS 2023), for its code and what follows it.

    OUT/01Gorilla/
      train/good/0.png 1.png ...
      test/{Burrs,Missing,Stains,good}/0.png ...
      ground_truth/{Burrs,Missing,Stains}/0_mask.png ...
      transforms.json                   file_path `./train/good/0.png`
      sources.json                      where each picture lies in the dataset

Numbers are unpadded and run from 0 without gap. A type of defect is one folder: published code
takes none but `good` for sound, so what a dataset divides by light (`good_1`, `good_power25`,
`Dents_power25`) comes together in `good` and `Dents` and is numbered anew; sources.json tells
path -> path, both in the class folder. Names of classes and types stay those of the dataset:
where code has MAD's built in, its list wants them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from ..datasets import Sample
from ..datasets.layouts import MAD, TRUTH
from ..files import write_json
from .class_folders import plan_class, write_poses
from .staging import Source

READERS = "the code of PAD, SplatPose+, PIAD and whatever reads MAD-Sim"

SOURCES = "sources.json"


def write(source: Source, part: Path) -> None:
    """Write the export into the empty folder `part`."""
    links: dict[Path, Path] = {}
    for category in source.dataset.categories:
        links |= write_class(source, category, part / category)
    source.link(links)


def write_class(source: Source, category: str, folder: Path, digits: int = 1) -> dict[Path, Path]:
    """Write what a class needs beside its pictures; return those, export -> dataset.

    Args:
        source: The dataset.
        category: Class.
        folder: Of the class in the export.
        digits: Least digits of a number.
    """
    views, samples = source.views(category), source.dataset.test[category]
    plan = plan_class(views, samples, number_tests(samples), MAD, digits)
    write_poses(folder, views, MAD, digits)
    root = source.dataset.root / category
    pictures = {name: path for name, path in plan.items() if not name.startswith(f"{TRUTH}/")}
    told = {name: path.relative_to(root).as_posix() for name, path in pictures.items()}
    write_json(folder / SOURCES, told)
    return {folder / name: path for name, path in plan.items()}


def number_tests(samples: Iterable[Sample]) -> list[tuple[str, int]]:
    """Return type and number of each test image: each type is numbered from 0, in their order."""
    seen: Counter[str] = Counter()
    places = []
    for sample in samples:
        places.append((sample.defect, seen[sample.defect]))
        seen[sample.defect] += 1
    return places
