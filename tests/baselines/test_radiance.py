"""Radiance fields: what they learn of a ball, and the derivatives of what rays see."""

from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch")
from ball import ball_view, eyes  # noqa: E402

from padkit.baselines.radiance.config import FIELDS, FieldConfig  # noqa: E402
from padkit.baselines.radiance.fields import MlpField  # noqa: E402
from padkit.baselines.radiance.rendering import render_rays, render_view  # noqa: E402
from padkit.baselines.radiance.training import fit_field  # noqa: E402
from padkit.benchmarks.records import View  # noqa: E402

pytestmark = pytest.mark.learn
VIEWS = [ball_view(eye, 32) for eye in eyes(16)]
QUICK = replace(FIELDS["small"], rays=1024, resolution=32, iterations=180)


def test_a_grid_shows_what_it_has_not_seen_and_repeats():
    held_out = ball_view(eyes(5, offset=1.0)[2], 32)
    field = fit_field(VIEWS, QUICK, seed=1)
    picture = render_view(field, held_out.camera)
    error = ((picture.rgb - held_out.image / 255) ** 2).mean()
    assert -10 * np.log10(error) > 18  # white alone has 6
    assert abs(picture.depth[16, 16] - 1.5) < 0.15 and picture.depth[0, 0] == 0
    again = render_view(fit_field(VIEWS, QUICK, seed=1), held_out.camera)
    assert np.array_equal(picture.rgb, again.rgb)


def test_networks_have_the_slopes_of_what_their_rays_see():
    config = FieldConfig(width=16, depth=3, skip=1, point_bands=3, direction_bands=2, coarse=24,
                         fine=8)  # fmt: skip
    torch.manual_seed(0)
    field = MlpField(config, np.zeros(3), 0.8).double()
    origins = torch.tensor([[0.0, -2.0, 0.1], [0.2, -2.0, 0.0]], dtype=torch.float64)
    directions = torch.nn.functional.normalize(
        torch.tensor([[0.02, 1.0, 0.0], [-0.1, 1.0, 0.1]], dtype=torch.float64), dim=1
    )
    moved = origins.clone().requires_grad_()
    render_rays(field, moved, directions)[0].sum().backward()
    # across the ray: along it the places looked at would move with the origin
    step = torch.tensor([0.0, 0.0, 1e-5], dtype=torch.float64)
    ahead, behind = (
        float(render_rays(field, origins + s * step, directions)[0].sum().detach()) for s in (1, -1)
    )
    slope = (ahead - behind) / 2e-5
    assert abs(float(moved.grad[:, 2].sum()) - slope) < 0.02 * abs(slope) + 1e-6


def test_what_a_fit_cannot_do_with_is_told():
    with pytest.raises(ValueError, match="resolution is 4; at least 8 is needed"):
        FieldConfig(kind="grid", resolution=4)
    with pytest.raises(ValueError, match="got none"):
        fit_field([], QUICK)
    with pytest.raises(ValueError, match="no camera"):
        fit_field([View(VIEWS[0].image)], QUICK)
    with pytest.raises(ValueError, match="a grid is fitted on the cpu, not on cuda"):
        fit_field(VIEWS, QUICK, device="cuda")
