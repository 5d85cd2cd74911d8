import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapes import GREY, box, camera

from padkit.benchmarks.records import Camera
from padkit.generators.anomalies import items_of
from padkit.generators.anomalies.assembly import add_parts, move_part, remove_parts
from padkit.generators.anomalies.shape import displace_part
from padkit.generators.anomalies.surface import recolour_part, stain
from padkit.generators.scene import Floor, Scene
from padkit.generators.truth import (
    RayCaster,
    caster,
    edit_ids,
    edit_picture,
    instance_ids,
    occlusion,
    part_ids,
)


def mask(twins, view):
    return edit_picture(twins.sound, twins.anomalous, view) > 0


def parts(scene, view):
    return part_ids(scene, caster(scene).cast(view))


def test_the_face_of_a_cube_covers_the_pixels_one_works_out_by_hand():
    # a unit cube's near face at distance 4 - 0.5 with focal 70 is 20 pixels wide: 22 to 42
    scene = Scene((box(7),))
    hits = caster(scene).cast(camera((0, -4, 0), focal=70.0))
    expected = np.zeros((64, 64), np.uint16)
    expected[22:42, 22:42] = 7
    np.testing.assert_array_equal(part_ids(scene, hits), expected)
    assert np.all(hits.depth[expected > 0] == pytest.approx(3.5, rel=1e-6))
    assert np.all(np.isinf(hits.depth[expected == 0]))
    np.testing.assert_allclose(hits.normal[32, 32], [0, -1, 0], atol=1e-6)
    np.testing.assert_array_equal(hits.normal[0, 0], [0, 0, 0])


def test_an_off_centre_camera_moves_the_face_by_whole_pixels():
    scene = Scene((box(1),))
    moved = camera((0, -4, 0), 90, 50, 70.0, centre=(50.0, 20.0))
    rows, columns = np.nonzero(parts(scene, moved))
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (10, 29, 40, 59)


def test_depth_is_along_the_axis_and_not_along_the_ray():
    wall = Scene((box(1, (0, 0, 0), (40.0, 1.0, 40.0)),))
    hits = caster(wall).cast(camera((0, -4, 0)))
    np.testing.assert_allclose(hits.depth, 3.5, rtol=1e-5)


def test_the_floor_has_its_own_id_and_no_instance():
    scene = Scene((box(1),), floor=Floor(-0.5, GREY))
    hits = caster(scene).cast(camera((0, -4, 2)))
    ids = part_ids(scene, hits)
    assert {1, 65535} <= set(np.unique(ids).tolist())
    assert set(instance_ids(scene, hits)[ids == 65535].tolist()) == {0}


def test_a_missing_part_before_another_is_masked_where_it_was_seen(tower):
    view = camera((0, -6, 0.4))
    before = parts(tower, view)
    np.testing.assert_array_equal(mask(remove_parts(tower, (1,)), view), before == 1)
    assert (parts(remove_parts(tower, (1,)).anomalous, view)[before == 1] > 0).any()


def test_a_hidden_part_leaves_no_mask(tower):
    hidden = Scene((box(1, (0, -1, 0), (3.0, 1.0, 3.0)), box(2, (0, 1, 0))))
    assert not mask(remove_parts(hidden, (2,)), camera((0, -6, 0))).any()
    assert mask(remove_parts(hidden, (2,)), camera((0, 6, 0))).any()


def hidden_share(twins, view):
    return occlusion(
        twins.sound, twins.anomalous, view, edit_picture(twins.sound, twins.anomalous, view)
    )


def test_what_stands_before_a_defect_is_told_as_its_occlusion():
    view = camera((0, -8, 0), focal=70.0)
    # a screen before the right half of the box that goes: seen from afar its edge is nearly at x 0
    scene = Scene((box(1, (0, 0, 0), (2.0, 0.1, 2.0)), box(2, (2.0, -0.1, 0), (4.0, 0.05, 6.0))))
    assert hidden_share(remove_parts(scene, (1,)), view) == pytest.approx(0.5, abs=0.05)
    assert hidden_share(remove_parts(scene, (2,)), view) == 0.0
    assert hidden_share(remove_parts(scene, (1,)), camera((0, 8, 0))) == 0.0
    walled = Scene((box(1), box(2, (0, -1, 0), (3.0, 0.5, 3.0))))
    assert hidden_share(remove_parts(walled, (1,)), view) == 1.0
    away = camera((0, -8, 0), focal=70.0, centre=(500.0, 32.0))
    assert hidden_share(remove_parts(scene, (1,)), away) is None


def test_a_defect_on_the_far_side_is_hidden_by_the_object_itself():
    cube = box(1)
    far = cube.mesh.vertices[cube.mesh.faces][..., 1].min(1) > 0
    marked = Scene((dataclasses.replace(cube, edits=far.astype(np.uint8)),))
    for y, share in ((-6, 1.0), (6, 0.0)):
        view = camera((0, y, 0))
        edits = edit_ids(marked, caster(marked).cast(view))
        assert occlusion(Scene((cube,)), marked, view, edits) == share


def test_an_occluded_part_is_masked_only_where_it_shows(tower):
    view = camera((0, -6, 0))
    seen = parts(tower, view) == 3
    np.testing.assert_array_equal(mask(remove_parts(tower, (3,)), view), seen)
    assert 0 < seen.sum() < (parts(Scene(tower.items[2:]), view) > 0).sum()


def test_an_added_part_is_masked_where_it_shows(tower):
    view = camera((2, -6, 1))
    twins = add_parts(tower, (box(9, (1.2, -1.5, 0.2), (0.5, 0.5, 0.5)),))
    np.testing.assert_array_equal(mask(twins, view), parts(twins.anomalous, view) == 9)


def test_a_moved_part_is_masked_at_both_places(tower):
    view = camera((0, -6, 0))
    motion = np.eye(4)
    motion[0, 3] = 2.0
    twins = move_part(tower, 1, motion)
    both = (parts(twins.sound, view) == 1) | (parts(twins.anomalous, view) == 1)
    np.testing.assert_array_equal(mask(twins, view), both)


def test_a_recoloured_part_changes_no_geometry(tower):
    view = camera((1, -6, 2))
    twins = recolour_part(tower, 2, (0.9, 0, 0))
    np.testing.assert_array_equal(parts(twins.sound, view), parts(twins.anomalous, view))
    np.testing.assert_array_equal(mask(twins, view), parts(tower, view) == 2)


def test_edits_stay_separable(tower):
    view = camera((0, -6, 0.4))
    once = remove_parts(tower, (1,), edit=1)
    twice = add_parts(once.anomalous, (box(9, (1.2, -1.5, 0.2), (0.5, 0.5, 0.5)),), edit=2)
    ids = edit_picture(once.sound, twice.anomalous, view)
    assert set(np.unique(ids).tolist()) == {0, 1, 2}
    np.testing.assert_array_equal(ids == 2, parts(twice.anomalous, view) == 9)


def test_the_same_geometry_shares_a_caster_and_other_labels_do_not_leak(tower):
    labelled = remove_parts(tower, (2,)).sound
    assert caster(labelled) is caster(tower)
    assert caster(Scene(tower.items[1:])) is not caster(tower)
    view = camera((1, -6, 4))
    assert not edit_ids(tower, caster(labelled).cast(view)).any()


def test_a_window_of_rays_sees_what_all_rays_see(tower):
    view = camera((1, -6, 2), 90, 64)
    whole = RayCaster(tower).cast(view)
    part = RayCaster(tower).cast(view, tower.items[2].world_vertices())
    inside = whole.solid == 2
    assert inside.any()
    np.testing.assert_array_equal(part.solid[inside], whole.solid[inside])
    inward = camera((0, -0.2, 0.1))  # within the scene: the box reaches behind the camera
    assert (caster(tower).cast(inward).solid >= 0).all()


def test_rays_pass_what_is_unseen_and_the_numbers_of_solids_stay(tower):
    """The nearest box and the floor are not seen; the second and third keep their indices."""
    nearest = dataclasses.replace(tower.items[0], seen=False)
    hidden = dataclasses.replace(
        tower, items=(nearest, *tower.items[1:]), floor=Floor(-0.5, GREY, seen=False)
    )
    view = camera((0, -6, 2))
    hits = caster(hidden).cast(view)
    assert set(np.unique(hits.solid).tolist()) == {-1, 1, 2}
    np.testing.assert_array_equal(part_ids(hidden, hits), parts(Scene(tower.items[1:]), view))
    assert caster(hidden) is not caster(dataclasses.replace(hidden, items=tower.items))
    seen = dataclasses.replace(hidden, floor=Floor(-0.5, GREY))
    assert 3 in caster(seen).cast(view).solid
    solid, _, _ = caster(hidden).first_hits(np.array([[0.0, -9, 0]]), np.array([[0.0, 1, 0]]))
    assert solid.tolist() == [1]


def test_a_scene_without_items_is_refused():
    with pytest.raises(ValueError, match="without items"):
        caster(Scene(()))


# ------------------------------------------------------------------ properties over random scenes


@st.composite
def scenes(draw):
    """Random boxes and a random camera outside them."""
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    count = draw(st.integers(2, 7))
    items = tuple(box(k + 1, rng.uniform(-1, 1, 3), rng.uniform(0.2, 1.2, 3)) for k in range(count))
    towards = rng.normal(size=3)
    eye = 5 * towards / np.linalg.norm(towards)
    K = np.array([[50, 0, rng.uniform(18, 30)], [0, rng.uniform(40, 60), 20], [0, 0, 1]])
    from padkit.benchmarks.poses import look_at

    return Scene(items), Camera(48, 40, K, look_at(eye)), rng


@settings(max_examples=40, deadline=None)
@given(scenes())
def test_no_edit_leaves_an_empty_mask(drawn):
    scene, view, _ = drawn
    assert not edit_picture(scene, scene, view).any()


@settings(max_examples=40, deadline=None)
@given(scenes())
def test_missing_and_added_equal_the_difference_of_ids(drawn):
    scene, view, rng = drawn
    part = int(rng.integers(1, len(scene.items) + 1))
    missing = remove_parts(scene, (part,))
    changed = parts(missing.sound, view) != parts(missing.anomalous, view)
    np.testing.assert_array_equal(mask(missing, view), changed)
    item = items_of(scene, part)[0]
    added = add_parts(missing.anomalous, (dataclasses.replace(item, edits=None),))
    np.testing.assert_array_equal(mask(added, view), changed)


@settings(max_examples=25, deadline=None)
@given(scenes())
def test_a_stain_changes_no_geometry_and_lies_on_the_object(drawn):
    scene, view, rng = drawn
    twins = stain(scene, rng)
    before, after = caster(twins.sound).cast(view), caster(twins.anomalous).cast(view)
    np.testing.assert_array_equal(part_ids(twins.sound, before), part_ids(twins.anomalous, after))
    np.testing.assert_allclose(before.depth, after.depth, rtol=1e-4)
    assert not (mask(twins, view) & (before.solid < 0)).any()


@settings(max_examples=25, deadline=None)
@given(scenes(), st.floats(0.01, 0.3))
def test_a_larger_tau_never_masks_more(drawn, tau):
    scene, view, rng = drawn
    part = int(rng.integers(1, len(scene.items) + 1))
    towards = rng.normal(size=3) * 0.3

    def bend(points):
        return points + np.clip(points[:, :1], 0, None) * towards

    loose, strict = (displace_part(scene, part, bend, t) for t in (tau, 0.0))
    assert not (mask(loose, view) & ~mask(strict, view)).any()
    # at tau 0 whatever is seen to change lies within the mask
    changed = parts(strict.sound, view) != parts(strict.anomalous, view)
    assert not (changed & ~mask(strict, view)).any()
