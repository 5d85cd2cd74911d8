"""The GPU engine's calls, taken by a stand-in for gsplat that draws with plain operations."""

import sys
from types import ModuleType

import numpy as np
import pytest

torch = pytest.importorskip("torch")
import plain_splats  # noqa: E402

from padkit.baselines.splats import cuda, raster  # noqa: E402
from padkit.benchmarks.errors import MissingLibraryError  # noqa: E402
from padkit.benchmarks.poses import look_at  # noqa: E402

pytestmark = pytest.mark.learn
LENS, SIZE = np.array([70.0, 74.0, 33.0, 25.5]), (50, 67)


def rasterization(
    means, quats, scales, opacities, colors, viewmats, Ks, width, height, *, near_plane, eps2d,
    packed, render_mode, rasterize_mode,
):  # fmt: skip
    """Answer as gsplat 1.5 does: a camera's axis first, depth as the last channel, no ground."""
    assert viewmats.shape == (1, 4, 4) and Ks.shape == (1, 3, 3)
    assert {t.dtype for t in (means, quats, scales, opacities, colors, viewmats, Ks)} == {
        torch.float32
    }
    assert (near_plane, eps2d, packed, render_mode) == (0.01, 0.3, False, "RGB+D")
    lens = [float(Ks[0, i, j]) for i, j in ((0, 0), (1, 1), (0, 2), (1, 2))]
    assert Ks[0, 2].tolist() == [0, 0, 1]
    smooth = {"antialiased": True, "classic": False}[rasterize_mode]
    rgb, alpha, depth = plain_splats.rasterise(
        means, quats, scales, opacities, colors, viewmats[0], lens, (height, width),
        torch.zeros(3), smooth,
    )  # fmt: skip
    centres = plain_splats.project(
        means, quats, scales, opacities, viewmats[0], lens, (height, width), smooth
    )[0][None]
    # what flows to the centres alone is asked for by the density control
    drawn = torch.cat([rgb, depth[..., None]], -1)[None] + 0 * centres.sum()
    radii = torch.ones(1, len(means), 2, dtype=torch.int32)
    return drawn, alpha[None, ..., None], {"means2d": centres, "radii": radii}


@pytest.fixture
def gsplat(monkeypatch):
    module = ModuleType("gsplat")
    module.rasterization = rasterization
    monkeypatch.setitem(sys.modules, "gsplat", module)


def leaves():
    make = torch.Generator().manual_seed(5)
    count = 40
    return {
        "means": torch.rand(count, 3, generator=make) * 2 - 1,
        "quats": torch.randn(count, 4, generator=make),
        "scales": torch.rand(count, 3, generator=make) * 0.2 + 0.02,
        "opacities": torch.rand(count, generator=make) * 0.8 + 0.1,
        "colours": torch.rand(count, 3, generator=make),
    }


@pytest.mark.parametrize("antialiased", [True, False])
def test_both_engines_answer_alike(gsplat, antialiased):
    view = torch.from_numpy(look_at((2.0, -1.7, 1.1)))
    ground = torch.tensor([0.2, 0.9, 1.0])
    rest = (view, LENS, SIZE, ground, antialiased)
    gaussians = raster.Gaussians(**leaves())
    there = cuda.rasterise(gaussians, *rest)
    here = raster.rasterise(gaussians, *rest)
    for name in ("rgb", "alpha", "depth_sum"):
        assert (getattr(there, name) - getattr(here, name)).abs().max() < 3e-4, (
            name
        )  # a stack ends at 1e-4
    assert there.reach.shape == here.reach.shape == (40,)


def test_the_pull_on_the_centres_is_kept(gsplat):
    given = {k: v.requires_grad_() for k, v in leaves().items()}
    view = torch.from_numpy(look_at((2.0, -1.7, 1.1)))
    drawn = cuda.rasterise(raster.Gaussians(**given), view, LENS, SIZE, torch.ones(3), True)
    with pytest.raises(ValueError, match="backward"):
        drawn.seen.centre_slopes()
    drawn.rgb.sum().backward()
    assert drawn.seen.centre_slopes().shape == (40, 2)
    assert given["means"].grad is not None


def test_without_gsplat_one_line_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "gsplat", None)
    view = torch.from_numpy(look_at((2.0, -1.7, 1.1)))
    with pytest.raises(MissingLibraryError, match=r"padkit\[cuda\]"):
        cuda.rasterise(raster.Gaussians(**leaves()), view, LENS, SIZE, torch.ones(3), True)
