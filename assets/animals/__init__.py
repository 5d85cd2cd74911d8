"""Animals: what each shipped model is, told to a sculpture; the names are those of MAD-Sim.

Every animal looks to the front (LDraw -Z). Heights are in plates, widths and depths in studs.
`python -m padkit.assets.models` writes them all as LDraw files.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ..sculpt import Sculpture
from . import birds, hoofed, wild

ANIMALS: Final[dict[str, Callable[[], Sculpture]]] = {
    "01Gorilla": wild.gorilla,
    "03Mallard": birds.mallard,
    "11Pig": hoofed.pig,
    "18Obesobeso": wild.obesobeso,
}
"""Class of MAD-Sim -> what models it."""
