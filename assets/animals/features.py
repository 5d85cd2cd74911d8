"""What many animals have: eyes and their like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..palette import BLACK, WHITE

if TYPE_CHECKING:
    from ..pieces import Cell
    from ..sculpt import Sculpture


def eye(
    model: Sculpture, corner: Cell, side: str = "front", white: int = WHITE, pupil: int = BLACK,
    host: str = "4070",
) -> None:  # fmt: skip
    """Put a round tile on a brick with a side stud: an eye (ear, nostril, cheek) and its twin.

    Headlight bricks (4070) sink it, 87087 lets it stand out.
    """
    model.put(host, white, corner, side)
    model.hang("98138", pupil, corner, side)
