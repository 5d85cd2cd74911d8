"""Milliseconds of a view there and back, CPU engine against PyTorch's own operations, one thread.

    .venv/bin/python tests/speed/splats.py

Gaussians on a sphere seen from without, 200x200 pixels, L1 behind them; each in turn, ratios of CPU
seconds. Both draw the same picture to 2e-5.
"""

import sys
import time
from pathlib import Path

import numba
import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parents[1] / "kit"))
import plain_splats

from padkit.baselines.splats.loss import Target, photometric, ssim
from padkit.baselines.splats.raster import Gaussians, rasterise
from padkit.benchmarks.poses import look_at

SIDE, ROUNDS = 200, 15
VIEW = torch.from_numpy(look_at((0, -4, 0.3)))
LENS = np.array([278.0, 278.0, SIDE / 2, SIDE / 2])


def ball(count: int) -> dict[str, torch.Tensor]:
    make = torch.Generator().manual_seed(0)
    means = torch.nn.functional.normalize(torch.randn(count, 3, generator=make), dim=1)
    size = (4 * np.pi / count) ** 0.5 / 2
    return {
        "means": means.requires_grad_(),
        "quats": torch.randn(count, 4, generator=make).requires_grad_(),
        "scales": (size * (0.5 + torch.rand(count, 3, generator=make))).requires_grad_(),
        "opacities": torch.full((count,), 0.7).requires_grad_(),
        "colours": torch.rand(count, 3, generator=make).requires_grad_(),
    }


def main() -> None:
    torch.set_num_threads(1)
    numba.set_num_threads(1)
    ground = torch.ones(3)
    for count in (5000, 20_000):
        leaves = ball(count)
        goal = torch.rand(SIDE, SIDE, 3)

        def ours(leaves=leaves, goal=goal) -> None:
            found = rasterise(Gaussians(**leaves), VIEW, LENS, (SIDE, SIDE), ground)
            (found.rgb - goal).abs().mean().backward()

        def theirs(leaves=leaves, goal=goal) -> None:
            rgb, _, _ = plain_splats.rasterise(
                **leaves, view=VIEW, lens=LENS, size=(SIDE, SIDE), background=ground
            )
            (rgb - goal).abs().mean().backward()

        compare(f"{count} Gaussians, there and back", ours, theirs)
    goal, image = torch.rand(SIDE, SIDE, 3), torch.rand(SIDE, SIDE, 3, requires_grad=True)
    target = Target(goal.numpy())
    compare(
        "0.8 L1 + 0.2 (1 - SSIM), there and back",
        lambda: photometric(image, target).backward(),
        lambda: (0.8 * (image - goal).abs().mean() + 0.2 * (1 - ssim(image, goal))).backward(),
    )


def compare(what: str, ours, theirs) -> None:
    ours(), theirs()  # compiles
    spent = np.zeros((ROUNDS, 2))
    for i in range(ROUNDS):
        for j, work in enumerate((ours, theirs)):
            start = time.process_time()
            work()
            spent[i, j] = time.process_time() - start
    mine, other = 1000 * spent.min(0)
    ratio = np.median(spent[:, 1] / spent[:, 0])
    print(f"{what}: {mine:.1f} ms, PyTorch {other:.0f} ms; {ratio:.1f} times faster")


if __name__ == "__main__":
    main()
