"""How score maps are judged: by which protocol, up to which rate, with how many replicates."""

from __future__ import annotations

from dataclasses import dataclass

from .metrics.bootstrap import RESAMPLES
from .metrics.regions import check_limit
from .protocols import find_protocol

FPR_LIMIT = 0.3
"""Where AUPRO stops, unless another rate is asked for."""


@dataclass(frozen=True)
class Rules:
    """How maps are judged.

    Attributes:
        protocol: Name of one of `protocols.PROTOCOLS`.
        fpr_limit: Where AUPRO stops, in (0, 1].
        resamples: Replicates of the bootstrap; 0 for no intervals.

    Raises:
        UnknownNameError: No such protocol.
        ValueError: `fpr_limit` is no rate, or `resamples` is negative.
    """

    protocol: str = "padkit"
    fpr_limit: float = FPR_LIMIT
    resamples: int = RESAMPLES

    def __post_init__(self) -> None:
        find_protocol(self.protocol)
        check_limit(self.fpr_limit)
        if self.resamples < 0:
            raise ValueError(f"resamples is {self.resamples}; it is 0 or more")
