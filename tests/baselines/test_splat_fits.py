"""Fitting splats, the hull they begin from, the loss, and the files they are kept in."""

from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch")
from ball import ball_view, eyes  # noqa: E402

from padkit.baselines.splats import (  # noqa: E402
    SMALL,
    Splats,
    fit,
    read_ply,
    render,
    write_ply,
)  # fmt: skip
from padkit.baselines.splats.harmonics import basis  # noqa: E402
from padkit.baselines.splats.hull import carve  # noqa: E402
from padkit.baselines.splats.loss import Target, photometric, ssim  # noqa: E402
from padkit.benchmarks.records import View  # noqa: E402

pytestmark = pytest.mark.learn
QUICK = replace(SMALL.scaled(150), points=600, limit=1200, degree=0)


VIEWS = [ball_view(eye) for eye in eyes(16)]


def psnr(splats, view):
    picture = render(splats, view.camera).rgb.clamp(0, 1).numpy()
    return -10 * np.log10(((picture - view.image / 255) ** 2).mean())


def test_a_fit_shows_what_it_has_not_seen_and_repeats():
    held_out = ball_view(eyes(5, offset=1.0)[2])
    splats = fit(VIEWS, QUICK, seed=3)
    assert psnr(splats, held_out) > 20  # white alone has 6, the hull's colours 15
    assert len(splats) <= QUICK.limit
    again = fit(VIEWS, QUICK, seed=3)
    assert torch.equal(splats.means, again.means)
    assert not torch.equal(splats.means[:100], fit(VIEWS, QUICK, seed=4).means[:100])


def test_depth_is_where_the_ball_is():
    picture = render(fit(VIEWS, QUICK), VIEWS[0].camera)
    assert abs(float(picture.depth[20, 20]) - 1.5) < 0.15
    assert picture.alpha[20, 20] > 0.9
    assert picture.depth[0, 0] == 0 and picture.alpha[0, 0] < 0.1


def test_hull_is_the_ball_and_little_more():
    hull = carve(VIEWS)
    far = np.linalg.norm(hull.surface, axis=1)
    assert far.min() > 0.45 and far.max() < 0.72
    with pytest.raises(ValueError, match="no object stands out"):
        carve([View(np.full((40, 40, 3), 255, np.uint8), VIEWS[0].camera)] * 3)


def test_loss_and_gradient_are_those_of_plain_operations():
    make = torch.Generator().manual_seed(1)
    goal = torch.rand(23, 31, 3, generator=make)
    image = (goal + 0.2 * torch.randn(23, 31, 3, generator=make)).requires_grad_()
    mine = photometric(image, Target(goal.numpy()))
    (slope,) = torch.autograd.grad(mine, image)
    double = image.detach().double().requires_grad_()
    theirs = 0.8 * (double - goal).abs().mean() + 0.2 * (1 - ssim(double, goal.double()))
    (expected,) = torch.autograd.grad(theirs, double)
    assert abs(float((mine - theirs).detach())) < 1e-6
    assert (slope - expected).norm() < 1e-5 * expected.norm()


def test_harmonics_are_orthonormal():
    make = torch.Generator().manual_seed(0)
    directions = torch.randn(200_000, 3, generator=make, dtype=torch.float64)
    functions = basis(torch.nn.functional.normalize(directions, dim=1), 3)
    gram = functions.T @ functions * (4 * np.pi / len(directions))
    assert torch.allclose(gram, torch.eye(16, dtype=torch.float64), atol=0.02)
    axis = basis(torch.tensor([[0.0, 1.0, 0.0]]), 1)
    assert axis[0, 1] < 0  # the published files have the phase


@pytest.mark.parametrize("degree", range(4))
def test_files_keep_everything(tmp_path, degree):
    make = torch.Generator().manual_seed(degree)
    count = 7
    splats = Splats(
        *(torch.randn(count, *s, generator=make) for s in ((3,), (4,), (3,), ())),
        torch.randn(count, (degree + 1) ** 2, 3, generator=make),
        torch.tensor([0.25, 0.5, 1.0]), degree % 2 == 0,
    )  # fmt: skip
    path = tmp_path / "deep" / "splats.ply"
    write_ply(path, splats)
    found = read_ply(path)
    for name in ("means", "quats", "log_scales", "logits", "harmonics", "background"):
        assert torch.equal(getattr(found, name), getattr(splats, name)), name
    assert (found.antialiased, found.degree) == (splats.antialiased, degree)


def test_files_of_something_else_are_told(tmp_path):
    other = tmp_path / "other.ply"
    other.write_text("ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nend_header\n1\n")
    with pytest.raises(ValueError, match=r"other\.ply is not a PLY file of Gaussians"):
        read_ply(other)
    other.write_bytes(b"\x89PNG")
    with pytest.raises(ValueError, match=r"other\.ply is not a PLY file of Gaussians"):
        read_ply(other)
