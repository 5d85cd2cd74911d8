"""The layout of MVTec AD (Bergmann et al., CVPR 2019), which most anomaly-detection code loads.

    OUT/
      export.json license.txt readme.txt
      01Gorilla/
        license.txt readme.txt                as MVTec AD has them in every class folder
        train/good/000.png 001.png ...
        test/{Burrs,Missing,Stains,good}/000.png ...
        ground_truth/{Burrs,Missing,Stains}/000_mask.png ...      8-bit grey, 0 and 255

A picture keeps its number, padded to three digits (to more where a class needs them): loaders pair
pictures and masks by sorted order, in which 10_mask.png comes before 1_mask.png but 10.png after
1.png. Only `good` is sound for those loaders, so what a dataset divides by light (`good_1`,
`good_power25`, `Dents_power25`) comes together in one folder a type, its label before the number:
`power25_000.png`. There is no other picture in a class folder, for loaders glob it whole. Poses and
whatever else a dataset has beside its pictures stay behind.
"""

from __future__ import annotations

from pathlib import Path

from ..files import write_bytes
from ..records import GOOD
from .staging import LICENCE, Source

READERS = "anomalib's MVTecAD and Folder, and most other anomaly-detection code"

README = "readme.txt"

DIGITS = 3
"""Least digits of a picture's number."""

_EXPLANATION = """
train/good        sound pictures to train with
test/TYPE         pictures to test with; good is sound, any other TYPE a kind of defect
ground_truth/TYPE masks, 255 where anomalous and 0 elsewhere, the size of the picture

Numbers are those of the dataset, padded with zeros. Pictures may be hard links to it: do
not edit them in place.
"""


def write(source: Source, part: Path) -> None:
    """Write the export into the empty folder `part`."""
    source.link({part / name: picture for name, picture in plan_pictures(source).items()})
    categories = source.dataset.categories
    for folder, names in [("", categories), *((name, (name,)) for name in categories)]:
        told = f"{source.origin}\n\nclass: {', '.join(names)}\n{_EXPLANATION}"
        write_bytes(part / folder / README, told.encode())
        if folder:
            write_bytes(part / folder / LICENCE, source.licence_of(folder).encode())


def plan_pictures(source: Source) -> dict[str, Path]:
    """Return path in the export -> file, of each picture and its mask."""
    plan = {}
    for category in source.dataset.categories:
        images = source.views(category).images
        samples = source.dataset.test[category]
        stems = [*(image.stem for image in images), *(sample.stem for sample in samples)]
        digits = max(DIGITS, *(len(str(int(stem.rpartition("_")[2]))) for stem in stems))
        for image in images:
            plan[f"{category}/train/{GOOD}/{pad(image.stem, digits)}.png"] = image
        for sample in samples:
            name = f"{sample.defect}/{pad(sample.stem, digits)}"
            plan[f"{category}/test/{name}.png"] = sample.image
            if sample.mask is not None:
                plan[f"{category}/ground_truth/{name}_mask.png"] = sample.mask
    return plan


def pad(stem: str, digits: int) -> str:
    """Return the stem of a sample or training picture with its number padded with zeros.

    >>> pad("7", 3), pad("power25_7", 3)
    ('007', 'power25_007')
    """
    label, line, number = stem.rpartition("_")
    return f"{label}{line}{int(number):0{digits}}"
