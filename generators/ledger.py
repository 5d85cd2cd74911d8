"""The ledger of a dataset in the making: what is done, so that a killed render goes on.

`units.jsonl` at the dataset's root has a first line that says what is being rendered and then one
line a picture, written after the picture's files are on disk. A kill may leave a torn last line;
it does not count. Once all is there the lines are sorted, so that the file's bytes do not tell in
which order, or with how many interruptions, the work was done.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from ..benchmarks.datasets.manifest import LEDGER
from ..benchmarks.files import sha256, write_bytes


class Ledger:
    """The open ledger of a dataset folder; a context manager that keeps other renders out.

    Args:
        root: Folder of the dataset; made if it is not there.
        job: What is being rendered: everything that decides the bytes of a picture.

    Raises:
        ValueError: The folder holds something else, or another job; or another process is
            rendering into it.
    """

    def __init__(self, root: Path, job: Mapping[str, Any]) -> None:
        self.root = root
        self.records: dict[str, dict[str, Any]] = {}
        self._job = dict(job)
        self._file: IO[str] | None = None
        root.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(root, os.O_RDONLY)  # the folder itself: nothing to leave behind
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._lock)
            raise ValueError(
                f"{root} is being rendered by another process: wait for it or choose another --out"
            ) from error
        try:
            self._open()
        except BaseException:
            os.close(self._lock)
            raise

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()
        os.close(self._lock)

    def is_done(self, name: str) -> bool:
        """Whether a unit is recorded and its files are on disk as they were written."""
        record = self.records.get(name)
        if record is None:
            return False
        try:
            return all(sha256(self.root / p) == digest for p, digest in record["files"].items())
        except OSError:
            return False

    def add(self, name: str, record: Mapping[str, Any]) -> None:
        """Record a unit whose files are on disk; a later record of the same unit counts."""
        self.records[name] = dict(record)
        if self._file is None:
            self._file = (self.root / LEDGER).open("a")
        self._file.write(_line({"unit": name} | dict(record)))
        self._file.flush()
        os.fsync(self._file.fileno())

    def seal(self) -> None:
        """Rewrite the ledger in the order of names; the same work gives the same bytes."""
        if self._file is not None:
            self._file.close()
            self._file = None
        lines = [_line({"unit": name} | self.records[name]) for name in sorted(self.records)]
        write_bytes(self.root / LEDGER, "".join([_line(self._job), *lines]).encode())

    def _open(self) -> None:
        path = self.root / LEDGER
        if not path.exists():
            strangers = sorted(p.name for p in self.root.iterdir())
            if strangers:
                raise ValueError(
                    f"{self.root} holds {strangers[0]!r} and is no dataset of ours: "
                    "choose an empty or new --out"
                )
            write_bytes(path, _line(self._job).encode())
            return
        lines = path.read_bytes().split(b"\n")
        whole = lines[:-1]  # what follows the last newline was torn by a kill
        try:
            job, *records = map(json.loads, whole)
        except ValueError as error:
            raise ValueError(
                f"{path} is damaged ({error}): restore it or choose another --out"
            ) from error
        changed = [k for k in self._job if job.get(k) != json.loads(json.dumps(self._job[k]))]
        if changed:
            told = ", ".join(f"{k} {job.get(k)!r} (now {self._job[k]!r})" for k in changed)
            raise ValueError(f"{self.root} was rendered with {told}: choose another --out")
        for record in records:
            self.records[record.pop("unit")] = record
        if lines[-1]:
            write_bytes(path, b"\n".join([*whole, b""]))


def _line(values: Mapping[str, Any]) -> str:
    return json.dumps(values, sort_keys=True, allow_nan=False) + "\n"
