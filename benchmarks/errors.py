"""The three errors of our own; everything else is a ValueError or an OSError that says what."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path


class UnknownNameError(ValueError):
    """A name that is in no table; the message offers close matches."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        folded = {known_name.lower(): known_name for known_name in names}
        close = [folded[n] for n in difflib.get_close_matches(name.lower(), folded, 3, 0.5)]
        hint = f"did you mean {' or '.join(close)}?" if close else f"known: {', '.join(names)}"
        super().__init__(f"no {kind} is called {name!r}; {hint}")


class MissingLibraryError(RuntimeError):
    """A renderer or library that is not installed; the message holds the install line."""

    def __init__(self, what: str, why: str, install: str) -> None:
        super().__init__(f"{what} is needed {why}; install it with: {install}")


class BrokenDatasetError(ValueError):
    """A dataset that cannot be read; the message names the path."""

    def __init__(self, path: Path, fault: str) -> None:
        super().__init__(f"{path}: {fault}")
        self.path = path
