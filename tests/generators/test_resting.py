import numpy as np
import pytest
from shapes import box

from padkit.generators.resting import resting_poses


def test_a_flat_box_comes_to_rest_on_its_large_faces_most_of_all():
    turns, chances = resting_poses((box(1, size=(3.0, 2.0, 1.0)),))
    assert len(turns) == 6
    assert chances.sum() == pytest.approx(1)
    heights = [np.ptp(box(1, size=(3.0, 2.0, 1.0)).world_vertices() @ t[2]) for t in turns]
    np.testing.assert_allclose(heights, [1, 1, 2, 2, 3, 3], atol=1e-6)
    np.testing.assert_allclose(np.linalg.det(turns), 1)
    np.testing.assert_allclose(turns @ turns.transpose(0, 2, 1), [np.eye(3)] * 6, atol=1e-9)


def test_several_items_rest_as_one_and_the_answer_never_varies():
    tower = (box(1), box(2, (0, 0, 1)), box(3, (0, 0, 2)))
    turns, chances = resting_poses(tower, most=4)
    again, _ = resting_poses(tower, most=4)
    np.testing.assert_array_equal(turns, again)
    assert np.abs(turns[:, 2, 2]).max() < 1e-9  # the four likeliest: lying
    assert np.ptp(chances) < 1e-6
