"""Toys in the manner of ToysAD-8K: fifty categories, each drawn anew from a seed.

The names are those of Table 3 of "Odd-One-Out: Anomaly Detection by Comparing with Neighbors"
(Bhunia, Li and Bilen, CVPR 2025); `light` is a light bulb, `ice` an ice cream,
`chess` a chess piece and `deer` a deer or a moose.

A toy is a tuple of props, in metres, Z up, at rest on z = 0, centred on x = y = 0, its longest
dimension 0.26 to 0.38 m whatever the real thing's size. Every prop is one named part ("left front
leg", "handle") with one surface and one closed mesh. Parts overlap what they sit on, so that a
part may be moved or removed without leaving a hole; left and right twins are mirror images. The
same state of the generator gives the same arrays.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final, cast

import numpy as np

from ..props import Prop, rested

SEEN: Final[tuple[str, ...]] = (
    "dinosaur", "fish", "frog", "monkey", "light", "lizard", "orange", "boat", "dog", "lion",
    "pig", "cookie", "panda", "chicken", "ice", "horse", "car", "airplane", "cake", "shark",
    "donut", "hat", "cow", "apple", "bowl", "hamburger", "octopus", "giraffe", "chess", "bread",
    "butterfly", "cupcake", "bunny", "elephant", "fox", "deer", "bus", "bottle",
)  # fmt: skip
"""Categories of ToysAD-8K that are trained on."""

UNSEEN: Final[tuple[str, ...]] = (
    "mug", "plate", "robot", "glass", "sheep", "shoe", "train", "banana", "cup", "key",
    "penguin", "hammer",
)  # fmt: skip
"""Categories of ToysAD-8K that only appear in tests."""

TOYS: Final[dict[str, str]] = {
    # animals on four legs, or made for them
    "dinosaur": "dinosaurs:dinosaur",
    "frog": "reptiles:frog",
    "lizard": "reptiles:lizard",
    "monkey": "wild:monkey",
    "elephant": "wild:elephant",
    "pig": "farm:pig",
    "dog": "pawed:dog",
    "lion": "pawed:lion",
    "fox": "pawed:fox",
    "panda": "bears:panda",
    "bunny": "bears:bunny",
    "horse": "hoofed:horse",
    "cow": "farm:cow",
    "giraffe": "hoofed:giraffe",
    "deer": "hoofed:deer",
    "sheep": "farm:sheep",
    # turned, moulded and baked
    "apple": "fruit:apple",
    "orange": "fruit:orange",
    "banana": "bananas:banana",
    "bottle": "glassware:bottle",
    "glass": "glassware:glass",
    "mug": "crockery:mug",
    "cup": "crockery:cup",
    "bowl": "dishes:bowl",
    "plate": "dishes:plate",
    "cake": "cakes:cake",
    "cupcake": "cakes:cupcake",
    "cookie": "cookies:cookie",
    "donut": "donuts:donut",
    "bread": "loaves:bread",
    "hamburger": "hamburgers:hamburger",
    "ice": "ices:ice",
    "light": "light_bulb:light",
    "chess": "chess:chess",
    "hat": "hats:hat",
    # vehicles, tools, things that swim and fly
    "car": "cars:car",
    "bus": "buses:bus",
    "train": "trains:train",
    "boat": "boats:boat",
    "airplane": "airplanes:airplane",
    "hammer": "tools:hammer",
    "key": "keys:key",
    "shoe": "shoes:shoe",
    "robot": "robots:robot",
    "fish": "fishes:fish",
    "shark": "sharks:shark",
    "octopus": "octopuses:octopus",
    "butterfly": "butterflies:butterfly",
    "chicken": "chickens:chicken",
    "penguin": "penguins:penguin",
}
"""Category -> "module:function" in this folder, imported when it is first made."""


def names() -> tuple[str, ...]:
    """Return the categories, seen ones first, in the paper's order."""
    return SEEN + UNSEEN


def make(category: str, rng: np.random.Generator) -> tuple[Prop, ...]:
    """Return a new toy of a category.

    Args:
        category: A key of `TOYS`.
        rng: Decides shape and colour; the same state gives the same arrays.

    Raises:
        ValueError: No such category.
    """
    if category not in TOYS:
        raise ValueError(f"no toy is called {category!r}: there are {', '.join(TOYS)}")
    module, function = TOYS[category].split(":")
    maker = getattr(import_module(f".{module}", __name__), function)
    return rested(cast("tuple[Prop, ...]", maker(rng)))
