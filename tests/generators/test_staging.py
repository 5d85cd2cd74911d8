import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from padkit.assets.materials import Surface
from padkit.assets.skies import studio
from padkit.benchmarks.poses import centre
from padkit.generators.anomalies.assembly import remove_parts
from padkit.generators.backdrops import Backdrop
from padkit.generators.plans import has_scenery, scenery_of
from padkit.generators.scene import Environment, Floor
from padkit.generators.staging import in_frame, look_in, resting_height, stage, stage_twins
from padkit.generators.truth import caster, edit_picture


@pytest.fixture
def frame():
    pose = np.eye(4)
    pose[:3, :3] = Rotation.from_euler("xyz", [0.3, -0.2, 1.1]).as_matrix()
    pose[:3, 3] = 0.4, -0.1, 2.5
    return pose


@pytest.fixture
def backdrop():
    return Backdrop((), (), Environment(studio(16)), Floor(0.0, Surface((0.2, 0.2, 0.2))))


def test_a_camera_in_the_world_sees_what_one_in_the_object_s_frame_sees(tower, frame, backdrop):
    staged = stage(tower, frame, backdrop)
    camera = look_in(frame, np.array([0.0, -0.8, 0.6]), 8.0, 48, 0.7)
    local = in_frame(camera, frame)
    assert np.linalg.norm(centre(camera.pose) - frame[:3, 3]) == pytest.approx(8)
    assert np.linalg.norm(centre(local.pose)) == pytest.approx(8)
    world, own = caster(staged).cast(camera), caster(tower).cast(local)
    seen = own.solid >= 0
    assert seen.any()
    np.testing.assert_array_equal(world.solid[seen], own.solid[seen])
    np.testing.assert_allclose(world.depth[seen], own.depth[seen], rtol=1e-4)


def test_twins_keep_their_edit_on_stage(tower, frame, backdrop):
    twins = remove_parts(tower, (2,))
    staged = stage_twins(twins, frame, backdrop)
    camera = look_in(frame, frame[:3, :3] @ [1.0, 0.0, 0.0], 8.0, 48, 0.7)
    local = in_frame(camera, frame)
    expected = edit_picture(twins.sound, twins.anomalous, local)
    assert expected.any()
    np.testing.assert_array_equal(edit_picture(staged.sound, staged.anomalous, camera), expected)


def test_an_object_rests_on_its_lowest_point(tower):
    turn = Rotation.from_euler("x", 0.5).as_matrix()
    height = resting_height(tower, turn)
    lowest = min((i.world_vertices() @ turn.T)[:, 2].min() for i in tower.items)
    assert lowest + height == pytest.approx(0)


def test_scenery_is_what_belongs_to_no_object(tower, frame, backdrop):
    staged = stage(tower, frame, backdrop)
    assert not has_scenery(tower)
    assert has_scenery(staged)
    empty = scenery_of(staged)
    assert empty.items == ()
    assert empty.floor == backdrop.floor
