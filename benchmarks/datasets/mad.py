"""What MAD-Sim's published code relies on (Zhou et al., PAD, NeurIPS 2023); `layouts.MAD`.

    ROOT/01Gorilla/                           one folder per class, one of `CLASSES`
      train/good/0.png 1.png ...              8-bit RGB on white
      test/{Burrs,Missing,Stains,good}/0.png ...
      ground_truth/{Burrs,Missing,Stains}/0_mask.png ...
      transforms.json                         poses of the training images

What padkit writes keeps to the rest, too: the object lies around the origin within `OBJECT_REACH`,
cameras face it from a distance within `CAMERA_DISTANCE` (units of the layout: near and far planes
are hard-wired), and the green of the object does not exceed `GREEN_LIMIT`.

SplatPose renames the files of a dataset to 000.png and 000_mask.png in place; such a folder is read
as well.
"""

from __future__ import annotations

# fmt: off
CLASSES = (
    "01Gorilla", "02Unicorn", "03Mallard", "04Turtle", "05Whale",
    "06Bird", "07Owl", "08Sabertooth", "09Swan", "10Sheep",
    "11Pig", "12Zalika", "13Pheonix", "14Elephant", "15Parrot",
    "16Cat", "17Scorpion", "18Obesobeso", "19Bear", "20Puppy",
)
# fmt: on
"""The class folders of MAD-Sim, spelt as published code has them hard-wired."""

DEFECTS = ("Burrs", "Missing", "Stains")
"""The anomalous test folders that published code expects, besides `GOOD`."""

OBJECT_REACH = 1.3
"""The object lies within [-1.3, 1.3] along each axis: published code seeds its splats there."""

CAMERA_DISTANCE = (2.0, 6.0)
"""Distance of cameras from the origin; outside, published code renders nothing."""

GREEN_LIMIT = 254
"""Highest green of a foreground pixel: SplatPose's preparation takes 255 for background."""
