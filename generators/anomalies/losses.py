"""Losses: a part of a body has come off, and what hangs on it with it."""

from __future__ import annotations

import dataclasses

import numpy as np

from ..scene import Scene
from . import Twins
from .assembly import remove_parts
from .bodies import LEAST_SEEN, MOST_SEEN, groups, main_of
from .changes import shows, untouched, wanted
from .exposure import seen_shares


def lose(
    scene: Scene, rng: np.random.Generator, edit: int = 1, severity: float | None = None
) -> Twins:
    """Take a random part away, with all that hangs on it; what is left hangs together.

    A leg goes with its hoof, an eye with its pupil. S_N are the parts, S_A is empty.

    Args:
        scene: The sound scene, of closed parts that overlap.
        rng: Draws the part.
        edit: Id of the edit.
        severity: Share of the visible surface that is lost, in percent: of the parts that may be
            lost, the one that comes nearest goes. None draws it; 0 takes nothing away.

    Raises:
        ValueError: No part can be lost.
    """
    candidates = groups(scene)
    if not candidates:
        raise ValueError(
            "the scene has no part that could be lost: one that hangs on another and is between "
            f"{LEAST_SEEN:.0%} and {MOST_SEEN:.0%} of what is seen"
        )
    shares = np.array([float(seen_shares(scene)[list(of)].sum()) for of in candidates])
    # by the root, or heads would go nearly always and buttons hardly ever
    chance = np.sqrt(shares)
    order = rng.choice(len(candidates), len(candidates), False, chance / chance.sum())
    share = wanted(severity, 100 * float(shares[order[0]]))
    if share == 0:
        return untouched(scene, "missing_part", "%", edit, candidates[order[0]][0])
    if severity is not None:
        order = np.argsort(np.abs(100 * shares - share), kind="stable")
    for k in order.tolist():
        made = _lost(scene, candidates[k], 100 * float(shares[k]), edit)
        if shows(made):
            return made
    raise ValueError("none of the parts that could be lost is seen from above")


def _lost(scene: Scene, group: tuple[int, ...], percent: float, edit: int) -> Twins:
    """Return the scene without a group of parts; the record is that of the one the rest hang on."""
    parts = dict.fromkeys(scene.items[k].part for k in group)
    made = remove_parts(scene, tuple(parts), edit)
    main = scene.items[main_of(scene, group)]
    defect = dataclasses.replace(
        made.defect, kind="missing_part", part=main.part, part_name=main.name,
        severity=percent, unit="%",
    )  # fmt: skip
    return dataclasses.replace(made, defect=defect)
