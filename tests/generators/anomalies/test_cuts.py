import numpy as np
import pytest
import shapes
import trimesh

from padkit.generators.anomalies.cuts import Points, cut_edges
from padkit.generators.anomalies.skins import Skin, connected, edge_keys, joined, skin_of

UV = np.array([[0.3, -0.1], [0.7, 0.2], [-0.4, 0.9]])


def cube():
    """A cube whose texture is linear in space, so that every cut can be told."""
    skin = skin_of(shapes.box(1))
    return Skin(skin.vertices, skin.faces, skin.corners() @ UV, np.arange(12))


def scattered(skin, heights, rng, share):
    """Up to three points on a share of the edges."""
    keys = np.unique(edge_keys(skin.faces, len(skin.vertices)))
    ends = np.stack(np.divmod(keys, len(skin.vertices)), axis=1)
    chosen = np.repeat(ends[rng.uniform(size=len(ends)) < share], 3, axis=0)
    chosen = chosen[rng.uniform(size=len(chosen)) < 0.7]
    far = rng.uniform(0.05, 0.95, len(chosen))
    low, high = heights[chosen].T
    return Points(chosen, far, low + far * (high - low))


@pytest.mark.parametrize("seed", range(12))
def test_points_anywhere_on_edges_leave_the_surface_closed_and_as_it_was(seed):
    rng = np.random.default_rng(seed)
    skin = cube()
    heights = skin.vertices @ rng.normal(size=3)
    points = scattered(skin, heights, rng, rng.uniform(0.1, 1.0))
    finer, parent = cut_edges(skin, heights, points)
    mesh = trimesh.Trimesh(finer.vertices, finer.faces, process=False)
    assert mesh.is_watertight
    assert mesh.volume == pytest.approx(1.0)
    assert mesh.area == pytest.approx(6.0)
    assert len(finer.faces) == 12 + 2 * len(points.ends)
    assert (np.linalg.norm(finer.crosses(), axis=1) > 0).all()
    np.testing.assert_allclose(finer.uv, finer.corners() @ UV, atol=1e-12)
    np.testing.assert_array_equal(finer.tags, parent)
    flat = np.einsum("fi,fi->f", finer.crosses(), skin.crosses()[parent])
    assert (flat > 0).all()


def test_what_is_not_met_stays_whole_and_comes_first():
    skin = cube()
    ends = np.array([[0, 1]])
    finer, parent = cut_edges(
        skin, skin.vertices[:, 2], Points(ends, np.array([0.5]), np.array([0.0]))
    )
    met = (np.isin(skin.faces, [0, 1]).sum(1) == 2).nonzero()[0]
    np.testing.assert_array_equal(parent[:10], np.setdiff1d(np.arange(12), met))
    np.testing.assert_array_equal(finer.uv[:10], skin.uv[parent[:10]])
    assert len(finer.faces) == 14


def test_faces_hang_together_by_edges():
    two = joined([cube(), Skin(cube().vertices + 3, cube().faces, cube().uv)])
    everything = np.ones(24, bool)
    np.testing.assert_array_equal(connected(two, everything, 15), np.arange(24) >= 12)
    np.testing.assert_array_equal(connected(two, everything, 3), np.arange(24) < 12)
    top = np.abs(two.corners()[..., 2] - 0.5).max(1) < 1e-9
    assert connected(two, top, int(np.flatnonzero(top)[0])).sum() == 2
