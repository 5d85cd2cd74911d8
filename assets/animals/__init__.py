"""Animals: what each shipped model is, told to a sculpture; the names are those of MAD-Sim.

Every animal looks to the front (LDraw -Z). Heights are in plates, widths and depths in studs.
`python -m padkit.assets.models` writes them all as LDraw files.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ..sculpt import Sculpture
from . import birds, hoofed, marine, pawed, wild

ANIMALS: Final[dict[str, Callable[[], Sculpture]]] = {
    "01Gorilla": wild.gorilla,
    "02Unicorn": hoofed.unicorn,
    "03Mallard": birds.mallard,
    "04Turtle": marine.turtle,
    "05Whale": marine.whale,
    "06Bird": birds.bird,
    "07Owl": birds.owl,
    "08Sabertooth": pawed.sabertooth,
    "09Swan": birds.swan,
    "10Sheep": hoofed.sheep,
    "11Pig": hoofed.pig,
    "12Zalika": hoofed.zalika,
    "13Pheonix": birds.pheonix,
    "14Elephant": wild.elephant,
    "15Parrot": birds.parrot,
    "16Cat": pawed.cat,
    "17Scorpion": wild.scorpion,
    "18Obesobeso": wild.obesobeso,
    "19Bear": wild.bear,
    "20Puppy": pawed.puppy,
}
"""Class of MAD-Sim -> what models it."""
