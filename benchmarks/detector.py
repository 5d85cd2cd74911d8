"""What a method must offer to be benchmarked: structural protocols, no base class needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

from .records import Prediction, View


@runtime_checkable
class Detector(Protocol):
    """A method for pictures of one object: one instance is made, fitted and asked per class.

    A detector class is called without arguments or with keyword options (`seed`, `device`,
    `batch_size` and its own), and may offer `config() -> dict`, which is recorded with the run.
    """

    def fit(self, views: Sequence[View]) -> None:
        """Learn the sound object. `views[i]` reads the picture anew at each access."""

    def predict(self, view: View) -> Prediction:
        """Score one view whose truth is unknown."""


Options = dict[str, Any]
"""Keyword options of a detector class, as they stand in run.json."""
