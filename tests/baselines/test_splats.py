"""The CPU engine against splatting in PyTorch's own operations and double precision."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import plain_splats  # noqa: E402

from padkit.baselines.splats import raster  # noqa: E402
from padkit.benchmarks.poses import look_at  # noqa: E402

pytestmark = pytest.mark.learn

LENS, SIZE = np.array([70.0, 74.0, 33.0, 25.5]), (50, 67)


def scatter(seed, count=60, opacity=0.8):
    """Return leaves of a random cloud that fills the picture and leaves it at the border."""
    make = torch.Generator().manual_seed(seed)
    means = torch.rand(count, 3, generator=make) * 2.4 - 1.2
    return {
        "means": means,
        "quats": torch.randn(count, 4, generator=make),
        "scales": torch.rand(count, 3, generator=make) * 0.2 + 0.01,
        "opacities": torch.rand(count, generator=make) * opacity + 0.1,
        "colours": torch.rand(count, 3, generator=make),
        "view": torch.from_numpy(look_at((2.0, -1.7, 1.1), (0.1, 0.0, 0.1))),
        "background": torch.tensor([0.2, 0.9, 1.0]),
    }


def draw(view, lens, size, background, antialiased, **tensors):
    """Draw with the engine under test."""
    return raster.rasterise(raster.Gaussians(**tensors), view, lens, size, background, antialiased)


def run(function, leaves, dtype, antialiased, weights):
    """Return the drawing and the gradients of a random linear function of all it holds."""
    kept = {"view": torch.float64} if function is draw else {}
    given = {k: v.to(kept.get(k, dtype), copy=True).requires_grad_() for k, v in leaves.items()}
    found = function(**given, lens=LENS, size=SIZE, antialiased=antialiased)
    parts = found if isinstance(found, tuple) else (found.rgb, found.alpha, found.depth_sum)
    sum((p.double() * w).sum() for p, w in zip(parts, weights, strict=True)).backward()
    return [p.detach().double() for p in parts], {k: v.grad.double() for k, v in given.items()}


@pytest.mark.parametrize("antialiased", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_image_and_gradients_are_those_of_double_precision(seed, antialiased):
    leaves = scatter(seed)
    make = torch.Generator().manual_seed(99)
    weights = [torch.randn(*SIZE, *more, generator=make).double() for more in ((3,), (), ())]
    mine, slopes = run(draw, leaves, torch.float32, antialiased, weights)
    theirs, expected = run(plain_splats.rasterise, leaves, torch.float64, antialiased, weights)
    for a, b in zip(mine, theirs, strict=True):
        assert (a - b).abs().max() < 2e-5
    for name, right in expected.items():
        assert (slopes[name] - right).norm() < 1e-5 * right.norm(), name


@pytest.mark.parametrize("seed", range(2))
def test_the_pull_on_the_centres_adds_up_to_the_principal_points(seed):
    leaves = scatter(seed)
    lens = torch.from_numpy(LENS).requires_grad_()
    rgb, _, _ = plain_splats.rasterise(
        **{k: v.double() for k, v in leaves.items()}, lens=lens, size=SIZE
    )
    weights = torch.randn(*SIZE, 3, generator=torch.Generator().manual_seed(9))
    (rgb * weights).sum().backward()
    given = {k: v.requires_grad_() for k, v in leaves.items()}
    found = draw(**given, lens=LENS, size=SIZE, antialiased=True)
    (found.rgb * weights).sum().backward()
    pulls = found.seen.centre_slopes()
    assert (pulls.sum(0).double() - lens.grad[2:]).norm() < 1e-4 * lens.grad[2:].norm()
    assert (pulls[found.reach == 0] == 0).all()
