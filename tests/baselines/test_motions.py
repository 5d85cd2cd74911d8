"""Rigid motions against the matrix exponential, and what they leave where it is."""

import numpy as np
import pytest
from scipy.linalg import expm

torch = pytest.importorskip("torch")

from padkit.baselines.motions import begin_motion, nearest_rigid, screw  # noqa: E402
from padkit.benchmarks.poses import is_rigid  # noqa: E402

pytestmark = pytest.mark.learn


def test_a_screw_is_the_exponential_of_its_twist():
    rng = np.random.default_rng(0)
    for _ in range(20):
        w, v, theta = rng.normal(size=3), rng.normal(size=3), rng.uniform(-3, 3)
        w /= np.linalg.norm(w)
        found = screw(torch.tensor([*w, *v, theta])).numpy()
        twist = np.zeros((4, 4))
        twist[:3, :3] = [[0, -w[2], w[1]], [w[2], 0, -w[0]], [-w[1], w[0], 0]]
        twist[:3, 3] = v
        np.testing.assert_allclose(found, expm(theta * twist), atol=1e-12)
        assert is_rigid(found, 1e-9)
    with pytest.raises(ValueError, match=r"7 parameters \(w, v, theta\), not \(6,\)"):
        screw(torch.zeros(6))


@pytest.mark.parametrize("kind", ["screw", "twist"])
def test_a_motion_begins_as_none_and_can_go_anywhere(kind):
    motion = begin_motion(kind, np.array([1.0, 2.0, 3.0]), 0.5, 0)
    assert np.abs(motion.transform().detach().numpy() - np.eye(4)).max() < 1e-5
    motion.transform()[:3].sum().backward()
    assert all(p.grad is not None and torch.isfinite(p.grad).all() for p in motion.parameters)


def test_a_twist_turns_about_the_centre_and_shifts_in_radii():
    centre = np.array([1.0, 2.0, 3.0])
    motion = begin_motion("twist", centre, 0.5, 0)
    with torch.no_grad():
        motion.parameters[0][:] = torch.tensor([0, 0, np.pi / 2, 0, 0, 2.0], dtype=torch.float64)
    moved = motion.transform().detach().numpy()
    np.testing.assert_allclose(moved @ [*centre, 1], [1, 2, 4, 1], atol=1e-12)
    np.testing.assert_allclose(moved[:3, :3] @ [1, 0, 0], [0, 1, 0], atol=1e-12)


def test_the_nearest_rotation_is_found_also_of_a_mirror_image():
    rng = np.random.default_rng(1)
    for flip in (1, -1):
        turn = expm(np.array([[0, -0.3, 0.2], [0.3, 0, -0.1], [-0.2, 0.1, 0]]))
        bent = np.eye(4)
        bent[:3, :3] = turn * [1, 1, flip] + 0.02 * rng.normal(size=(3, 3))
        found = nearest_rigid(torch.from_numpy(bent)).numpy()
        assert is_rigid(found, 1e-9)
        if flip == 1:
            assert np.abs(found[:3, :3] - turn).max() < 0.05
