"""What a method must offer to be benchmarked: structural protocols, no base class needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

from .records import Prediction, View


@runtime_checkable
class Detector(Protocol):
    """A method for pictures of one object: one instance is made, fitted and asked per class.

    A detector class is called without arguments or with keyword options (`seed`, `device`,
    `batch_size` and its own). It may also offer, each on its own:

        config() -> dict                            recorded with the run
        listen(tell: Callable[[str], None])         called once before `fit`; `tell("splats
                                                    400/2000")` shows how far the fit is
        fit_seconds: float | None                   set by a `fit` that found its work in a cache:
                                                    the seconds it once took, recorded in place of
                                                    the time measured; None where it did the work
    """

    def fit(self, views: Sequence[View]) -> None:
        """Learn the sound object. `views[i]` reads the picture anew at each access."""

    def predict(self, view: View) -> Prediction:
        """Score one view whose truth is unknown."""


Options = dict[str, Any]
"""Keyword options of a detector class, as they stand in run.json."""
