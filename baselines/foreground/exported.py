"""Networks of other people (see `features.read_exported`) from a picture to a picture or mask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from ..features import place_exported, read_exported


@dataclass(frozen=True)
class Exported:
    """An exported network from squares to squares.

    Attributes:
        run: (B, channels, side, side) float32 -> (B, answers, side, side) float32, checked.
        side: Of its input in pixels.
    """

    run: Callable[[Tensor], Tensor]
    side: int


def load_square(
    path: Path, channels: int, answers: int, side: int, device: torch.device
) -> Exported:
    """Return the network in a .pt2 file.

    Args:
        path: The file.
        channels: What the network is to take.
        answers: Channels of what it is to return; of a list or tuple the last tensor counts, as
            networks trained with side outputs return theirs.
        side: Of its input where the file leaves it open.
        device: Where it is to run.

    Raises:
        FileNotFoundError: No such file; nothing is ever downloaded.
        ValueError: The file holds something else, or a network that takes something else; `run`
            raises it when the network returns something else.
    """
    program = read_exported(path)
    side = _find_side(program, channels, side, path)
    network = place_exported(program, device)

    def run(pictures: Tensor) -> Tensor:
        found = network(pictures)
        found = found[-1] if isinstance(found, list | tuple) and found else found
        wanted = (len(pictures), answers, *pictures.shape[-2:])
        if not isinstance(found, Tensor) or tuple(found.shape) != wanted:
            got = tuple(found.shape) if isinstance(found, Tensor) else type(found).__name__
            raise ValueError(f"the network in {path} returns {got}, not {wanted}")
        return found.float()

    return Exported(run, side)


def _find_side(program: torch.export.ExportedProgram, channels: int, side: int, path: Path) -> int:
    """Return the side of the squares a program takes; ValueError where it takes none."""
    names = program.graph_signature.user_inputs
    shapes = [node.meta["val"].shape for node in program.graph.nodes if node.name in names]
    asked = f"(B, {channels}, S, S)"
    if len(shapes) != 1 or len(shapes[0]) != 4:
        raise ValueError(f"the network in {path} takes {len(shapes)} input(s), not one {asked}")
    _, depth, height, width = shapes[0]
    if isinstance(depth, int) and depth != channels:
        raise ValueError(f"the network in {path} takes {depth} channels, not {asked}")
    if isinstance(height, int) and isinstance(width, int):
        if height != width:
            raise ValueError(f"the network in {path} takes {height}x{width} pixels, not a square")
        return height
    return side
