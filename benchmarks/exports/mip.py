"""The layout of PIAD's rendered objects, which its code calls MIP.

    OUT/Gear/
      train/0.png 1.png ...
      test/{Dents,good,good_power25,...}/0.png ...
      ground_truth/Dents/0.png ...
      transforms.json                   file_path `./train/0.png`

Test pictures keep folder and number, without padding. Nothing else goes along: no poses of test
images, no lights, no truth but the masks. Names of classes stay those of the dataset: PIAD's code
has a list of its own, which wants them.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..datasets import Sample
from ..datasets.layouts import PIAD
from ..records import GOOD
from .class_folders import plan_class, write_poses
from .staging import Source

READERS = "PIAD's code (./data/MIP)"


def write(source: Source, part: Path) -> None:
    """Write the export into the empty folder `part`; ValueError where its names would mislead."""
    links: dict[Path, Path] = {}
    for category in source.dataset.categories:
        views, samples = source.views(category), source.dataset.test[category]
        plan = plan_class(views, samples, _find_places(samples), PIAD)
        write_poses(part / category, views, PIAD)
        links |= {part / category / name: path for name, path in plan.items()}
    source.link(links)


def _find_places(samples: Iterable[Sample]) -> list[tuple[str, int]]:
    """Return folder and number of each test image, as in the dataset."""
    places = []
    for sample in samples:
        folder = sample.image.parent.name
        if PIAD.is_sound(folder) != (sample.defect == GOOD):
            raise ValueError(
                f"{sample.category}/{folder} holds defects, but PIAD's code takes every folder "
                f"that begins with {GOOD}_ for sound: rename it in a copy of the dataset"
            )
        places.append((folder, int(sample.image.stem)))
    return places
