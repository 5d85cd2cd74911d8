"""What a picture costs beside Cycles' own sampling and denoising, over 40 views of one animal.

    .venv/bin/python tests/speed/sequence.py [pixels] [samples] [class]

A whole `toolkit render` of 40 training views is timed from the first picture on disk to the last:
composing, sending, rendering, reading back, rays, developing, PNG, checksums, ledger. Blender's own
log tells when it sampled and when it denoised (to 10 ms). Nothing is asserted.
"""

import re
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from padkit.assets import models
from padkit.generators import mad, run
from padkit.generators.backends.process import RenderProcess
from padkit.generators.plans import Recipe, Unit

VIEWS = 40
LOGS: list[str] = []


class Logged(RenderProcess):
    """A renderer process whose log is kept."""

    def close(self) -> None:
        log = self._folder / "log"
        if log.exists():
            LOGS.append(log.read_text(errors="replace"))
        super().close()


def own_seconds(log: str) -> np.ndarray:
    """Return (frames, 2): seconds that Cycles sampled and that the compositor denoised."""
    frames = []
    marks: dict[str, list[float]] = {}
    for line in log.splitlines():
        clock = re.search(r"\| Time:(\d+):(\d+\.\d+) \|", line)
        if clock:
            now = 60 * int(clock[1]) + float(clock[2])
            for word in ("Sample 0/", "Finished", "Compositing"):
                if word in line:
                    marks.setdefault(word, []).append(now)
        if line.startswith("Saved:"):
            sampled = marks["Finished"][-1] - marks["Sample 0/"][0]
            denoised = marks["Compositing"][-1] - marks["Compositing"][0]
            frames.append((sampled, denoised))
            marks = {}
    return np.array(frames)


def count_bricks(name: str) -> int:
    """Return how many bricks a shipped model has."""
    return models.path(name).read_text().count("\n1 ")


def main(pixels: int = 256, samples: int = 16, category: str = "") -> None:
    """Print the shares."""
    category = category or min(mad.classes(), key=lambda name: abs(count_bricks(name) - 150))
    preset = mad.Preset(pixels, samples, VIEWS, "for speed", (category,))
    mad.PRESETS["speed"] = preset
    every = mad.plan

    def train_only(recipe: Recipe, categories: tuple[str, ...]) -> list[Unit]:
        return [unit for unit in every(recipe, categories) if unit.split == "train"]

    setattr(mad, "plan", train_only)  # noqa: B010 the checker takes modules for fixed
    setattr(run, "RenderProcess", Logged)  # noqa: B010
    setattr(run, "finish", lambda *_: None)  # noqa: B010 there are no test pictures to tell of
    done: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        job = run.Job("mad", Path(folder) / "data", "speed", "cycles")
        run.render(job, lambda count, _: done.append(time.perf_counter()) if count else None)
    own = own_seconds(LOGS[0])[1:]
    whole = done[-1] - done[0]
    sampled, denoised = own.sum(0)
    rest = whole - sampled - denoised
    print(
        f"{category} ({count_bricks(category)} bricks), {pixels} px, {samples} samples, "
        f"{len(own)} views: "
        f"{whole / len(own):.2f} s a view; sampling {sampled / whole:.1%}, denoising "
        f"{denoised / whole:.1%}, all else {rest / whole:.1%} ({1000 * rest / len(own):.0f} ms)"
    )


if __name__ == "__main__":
    pixels, samples, category = [*sys.argv[1:], "", "", ""][:3]
    main(int(pixels or 256), int(samples or 16), category)
