"""kill -9 in the midst of a bench, then the same command again: the same scores."""

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from padkit.benchmarks.files import sha256

METHOD = """
import time
import numpy as np
from padkit.benchmarks.records import Prediction

class Slow:
    def fit(self, views):
        self.mean = np.mean([v.image for v in views], axis=0)

    def predict(self, view):
        time.sleep(0.05)
        score_map = np.abs(view.image - self.mean).sum(2).astype(np.float32)
        return Prediction(score_map, float(score_map.max()))
"""


def answers(results: Path) -> dict[str, Any]:
    """The files that a run's scores rest on, and the scores without what was timed."""
    found = [p for p in results.rglob("predictions/**/*") if p.is_file()]
    told: dict[str, Any] = {p.relative_to(results).as_posix(): sha256(p) for p in found}
    for path in results.rglob("per_image.csv"):
        with path.open() as file:
            rows = list(csv.DictReader(file))
        assert all(float(row.pop("seconds")) >= 0.05 for row in rows)
        told[path.relative_to(results).as_posix()] = rows
    return told


@pytest.mark.slow
def test_a_killed_bench_goes_on_and_ends_with_the_same_scores(mad_root, tmp_path):
    (tmp_path / "slow.py").write_text(METHOD)
    command = [
        sys.executable, "-m", "padkit", "bench", "--method", f"{tmp_path}/slow.py:Slow",
        "--data", str(mad_root), "--out",
    ]  # fmt: skip
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    for maps in (1, 6, 14):
        child = subprocess.Popen(
            [*command, str(killed)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while child.poll() is None and len(list(killed.rglob("*.tiff"))) < maps:
            time.sleep(0.005)
        os.kill(child.pid, signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL
    for out in (killed, whole):
        subprocess.run([*command, str(out)], check=True, capture_output=True)
    assert len(answers(whole)) == 18 + 1 + 1
    assert answers(killed) == answers(whole)
