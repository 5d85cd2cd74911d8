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
1.png. There is no other picture in a class folder, for loaders glob it whole. Poses and whatever
else a dataset has beside its pictures stay behind.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from ..datasets import mad
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
    root = source.dataset.root
    plan = plan_pictures(source.files)
    source.link({part / name: root / picture for name, picture in plan.items()})
    categories = source.dataset.categories
    for folder, names in [("", categories), *((name, (name,)) for name in categories)]:
        told = f"{source.origin}\n\nclass: {', '.join(names)}\n{_EXPLANATION}"
        write_bytes(part / folder / README, told.encode())
        if folder:
            write_bytes(part / folder / LICENCE, source.licence_of(folder).encode())


def plan_pictures(files: Collection[str]) -> dict[str, str]:
    """Return path in the export -> path in the dataset, of every picture and its mask.

    >>> plan_pictures(["11Pig/train/good/7.png", "11Pig/test/good/12.png"])
    {'11Pig/test/good/012.png': '11Pig/test/good/12.png', \
'11Pig/train/good/007.png': '11Pig/train/good/7.png'}

    A mask without a picture is left out: it would shift all that follow it in sorted order.

    Args:
        files: Paths of a dataset in the layout of MAD, from its root, posix.
    """
    plan = {}
    for name, paths in mad.split_by_class(files).items():
        groups, _ = mad.group_pictures(paths)
        largest = max((number for group in groups.values() for number in group), default=0)
        width = max(DIGITS, len(str(largest)))
        for group, numbered in groups.items():
            masks = group.startswith(f"{mad.TRUTH}/")
            shown = groups.get(f"{mad.TEST}/{group.removeprefix(f'{mad.TRUTH}/')}", {})
            if masks and group.endswith(f"/{GOOD}"):
                continue
            for number, path in numbered.items():
                if not masks or number in shown:
                    padded = f"{number:0{width}}{'_mask' * masks}.png"
                    plan[f"{name}/{group}/{padded}"] = f"{name}/{path}"
    return plan
