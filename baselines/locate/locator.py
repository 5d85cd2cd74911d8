"""Finding the pose that a picture was taken from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ...benchmarks.records import Camera, View
from ..splats import Splats, render
from .landmarks import LandmarkMatching, Look, Matches
from .learned import ROOTSIFT, LearnedMatching, load_matcher
from .pnp import solve_pnp
from .retrieval import rank, thumbnail

_OTHERS = 4
"""Training views by each criterion that are thought of where no pose can be solved for."""


@dataclass(frozen=True)
class LocateConfig:
    """How a coarse pose is found.

    Attributes:
        candidates: Training views with the most matches: their points vote in PnP, or, without
            it, their poses are tried where a pose is refined.
        shortlist: Share of the training views that are matched, the most similar ones (mean
            absolute difference of thumbnails); 1 for all.
        matcher: `rootsift`, or a .pt2 file of yours: see `learned.load_matcher`. It sees the query
            with each view of the shortlist, so mind its length.
        least_score: Score of a match above which it counts; of no meaning with `rootsift`.
        pnp: Whether the coarse pose is solved for; otherwise it is that of the view with the most
            matches, as in OmniposeAD, SplatPose and PIAD.
        least: Matches that must agree on a pose.
        max_error: Reprojection error of a match that agrees, in widths of the picture.
    """

    candidates: int = 5
    shortlist: float = 1.0
    matcher: str = ROOTSIFT
    least_score: float = 0.2
    pnp: bool = True
    least: int = 12
    max_error: float = 0.01

    def __post_init__(self) -> None:
        """Check the values."""
        if self.candidates < 1:
            raise ValueError(f"candidates is {self.candidates}; at least 1 is needed")
        if not 0 < self.shortlist <= 1:
            raise ValueError(f"shortlist is {self.shortlist}; it lies above 0 and at most at 1")


@dataclass(frozen=True, eq=False)
class Found:
    """A coarse pose.

    Attributes:
        pose: (4, 4) world to camera.
        agreeing: Matches that agree on it; those with the nearest view where none was solved for.
        view: The training view that has the most matches.
        failure: Why the pose is not trusted; empty where it is.
        others: Poses that may be right where this one is not trusted.
    """

    pose: NDArray[np.float64]
    agreeing: int
    view: int
    failure: str = ""
    others: tuple[NDArray[np.float64], ...] = ()


Matching = Callable[[NDArray[np.uint8], NDArray[np.bool_] | None, Sequence[int]], Matches]
"""From a picture (H, W, 3), where (H, W) the object is and the views to match it with."""


class Locator:
    """Knows the training views, and where in the world is what they show."""

    def __init__(
        self, views: Sequence[View], model: Splats | Look, config: LocateConfig, seed: int = 0,
        device: str | None = None,
    ) -> None:  # fmt: skip
        """Collect landmarks, or load the network that matches.

        Args:
            views: Sound views with poses.
            model: Of the object: splats, or what a camera sees of another one. Its depth lifts
                what is matched.
            config: How to locate.
            seed: Of the samples of RANSAC.
            device: Where a network that matches runs; None for that of splats, else `cpu`.

        Raises:
            ValueError: As `learned.load_matcher`, with its FileNotFoundError.
        """
        self._config, self._seed = config, seed
        self._poses = [view.camera.pose for view in views if view.camera is not None]
        self._thumbnails = [thumbnail(view.image) for view in views]
        look: Look = partial(render, model) if isinstance(model, Splats) else model
        place = device or (str(model.device) if isinstance(model, Splats) else "cpu")
        matcher = load_matcher(config.matcher, place)
        self._match: Matching = (
            LearnedMatching(views, look, matcher, config.least_score)
            if matcher
            else LandmarkMatching(views, look)
        )

    def locate(
        self, image: NDArray[np.uint8], camera: Camera, where: NDArray[np.bool_] | None = None
    ) -> Found:
        """Return the coarse pose of a picture.

        Args:
            image: (H, W, 3) uint8.
            camera: Its intrinsics.
            where: (H, W) the object; what matches elsewhere is left out. None for all.
        """
        ranking = rank(image, self._thumbnails)
        chosen = ranking[: int(np.ceil(self._config.shortlist * len(ranking)))]
        matches = self._match(image, where, chosen.tolist())
        counts = matches.counts
        # the more similar view first where two have as many matches
        order = ranking[np.argsort(-counts[ranking], kind="stable")]
        best = int(order[0])
        if self._config.pnp:
            others = (*order[1:_OTHERS], *ranking[:_OTHERS])
            return self._solve(matches, order[: self._config.candidates], camera, others)
        few = f"pose: {counts[best]} matches with the nearest training view, fewer than 4"
        failure = few if counts[best] < 4 else ""
        tried = [*order[1 : self._config.candidates], *(ranking[:_OTHERS] if failure else ())]
        others = tuple(self._poses[i] for i in dict.fromkeys(tried))
        return Found(self._poses[best], int(counts[best]), best, failure, others)

    def _solve(
        self, matches: Matches, chosen: NDArray[np.int64], camera: Camera, others: Sequence[int]
    ) -> Found:
        """Return the pose that the matches with the chosen views agree on, or the first view's."""
        best = int(chosen[0])
        places = np.concatenate([matches.places[i] for i in chosen])
        points = np.concatenate([matches.points[i] for i in chosen])
        solved = solve_pnp(places, points, camera, self._seed, self._config.max_error)
        agreeing = solved[1] if solved else 0
        if solved and agreeing >= self._config.least:
            return Found(solved[0], agreeing, best)
        why = f"pose: {agreeing} of {len(places)} matches agree, {self._config.least} are needed"
        poses = [self._poses[i] for i in dict.fromkeys(others)] + ([solved[0]] if solved else [])
        why = f"{why}; nearest training view taken"
        return Found(self._poses[best], agreeing, best, why, tuple(poses))
