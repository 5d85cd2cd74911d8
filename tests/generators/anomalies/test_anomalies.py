import numpy as np
import pytest
import shapes
import trimesh

from padkit.assets.materials import Surface
from padkit.benchmarks.errors import UnknownNameError
from padkit.generators.anomalies import items_of, load
from padkit.generators.anomalies.assembly import add_part, holds_others, remove_part
from padkit.generators.anomalies.exposure import draw_spot
from padkit.generators.anomalies.shape import displace_part, grow_burr
from padkit.generators.anomalies.surface import stain
from padkit.generators.scene import Scene


def rng(seed=0):
    return np.random.default_rng(seed)


def test_spots_lie_on_the_outside(tower):
    for seed in range(20):
        spot = draw_spot(tower, rng(seed))
        item = tower.items[spot.index]
        low, high = item.world_vertices().min(0), item.world_vertices().max(0)
        assert np.abs(np.clip(spot.point, low, high) - spot.point).max() < 1e-5
        out = spot.point + 1e-3 * spot.normal
        assert ((out < low) | (out > high)).any()


def test_a_part_inside_another_is_never_touched():
    scene = Scene((shapes.box(1, size=(2.0, 2.0, 2.0)), shapes.box(2)))
    assert {draw_spot(scene, rng(seed)).index for seed in range(30)} == {0}


def test_a_lost_part_is_gone_and_its_defect_says_which(tower):
    twins = load("missing")(tower, rng(4))
    assert len(twins.anomalous.items) == 2
    assert twins.defect.part not in {item.part for item in twins.anomalous.items}
    lost = items_of(twins.sound, twins.defect.part)[0]
    assert (lost.edits == 1).all()
    assert lost.name == twins.defect.part_name


def test_parts_that_hold_others_are_told_by_their_overlap():
    chain = Scene(tuple(shapes.box(k + 1, (0.9 * k, 0, 0)) for k in range(3)))
    assert [holds_others(chain, k) for k in (1, 2, 3)] == [False, True, False]
    lost = {load("missing")(chain, rng(seed)).defect.part for seed in range(20)}
    assert lost == {1, 3}


def test_a_part_of_several_items_goes_as_a_whole(tower):
    printed = Scene((*tower.items, shapes.box(2, (0, 0, 2))))
    twins = remove_part(printed, 2)
    assert [item.part for item in twins.anomalous.items] == [1, 3]
    assert [item.edits is not None for item in twins.sound.items] == [False, True, False, True]
    assert twins.defect.size == pytest.approx(3.0)


def test_a_stain_splits_a_part_into_clean_and_soiled_faces():
    scene = Scene((shapes.box(5, surface=Surface((0.8, 0.8, 0.8))),))
    twins = stain(scene, rng(1))
    items = twins.anomalous.items
    assert {item.part for item in items} == {5}
    assert items[0].edits is None
    assert all((item.edits == 1).all() for item in items[1:])
    total = sum(
        trimesh.Trimesh(i.world_vertices(), i.world_faces(), process=False).area for i in items
    )
    assert total == pytest.approx(6.0, rel=1e-4)
    soiled = [item for item in items if item.edits is not None]
    reach = max(
        np.linalg.norm(item.world_vertices() - twins.defect.position, axis=1).max()
        for item in soiled
    )
    assert 0.2 * twins.defect.size < reach < 1.0 * twins.defect.size
    looks = [np.abs(np.subtract(i.surface.base_color, 0.8)).max() for i in soiled]
    assert looks == sorted(looks)
    assert looks[0] > 0.1


def test_a_stain_does_not_touch_parts_out_of_reach():
    far = shapes.box(2, (30, 0, 0), (0.1, 0.1, 0.1))
    near = shapes.box(1, size=(8.0, 8.0, 8.0))
    twins = stain(Scene((near, far)), rng(2))
    assert twins.defect.part == 1
    assert twins.anomalous.items[-1] is far


def test_a_burr_is_a_closed_thin_fin_on_the_outside_of_its_part():
    scene = Scene((shapes.box(1),))
    for seed in range(6):
        twins = grow_burr(scene, rng(seed))
        fin = twins.anomalous.items[-1]
        mesh = trimesh.Trimesh(fin.world_vertices(), fin.world_faces())
        assert mesh.is_watertight
        assert mesh.volume > 0
        radius = np.sqrt(3) / 2
        assert np.abs(fin.world_vertices()).max() < 0.5 + 0.18 * radius
        assert np.abs(fin.world_vertices()).max() > 0.5 + 0.01
        assert mesh.volume / mesh.area < 0.006 * radius
        assert (fin.edits == 1).all()
        assert fin.surface == scene.items[0].surface
        assert twins.sound is scene


def test_a_displaced_part_marks_the_faces_that_moved_at_both_places():
    scene = Scene((shapes.box(1),))

    def lift(points):
        return points + np.where(points[:, 2:] > 0, [[0, 0, 0.5]], 0.0)

    twins = displace_part(scene, 1, lift)
    old, new = twins.sound.items[0], twins.anomalous.items[0]
    top = (old.world_vertices()[old.world_faces()][..., 2] > 0).any(1)
    np.testing.assert_array_equal(old.edits > 0, top)
    np.testing.assert_array_equal(new.edits > 0, top)
    assert new.world_vertices()[:, 2].max() == pytest.approx(1.0)
    assert not displace_part(scene, 1, lift, tau=0.6).anomalous.items[0].edits.any()


def test_the_same_seed_gives_the_same_anomaly(tower):
    for kind in ("missing", "stain", "burr"):
        first, second = (load(kind)(tower, rng(7)) for _ in range(2))
        assert first.defect == second.defect
        assert len({load(kind)(tower, rng(seed)).defect for seed in range(8)}) > 1
        for a, b in zip(first.anomalous.items, second.anomalous.items, strict=True):
            np.testing.assert_array_equal(a.mesh.vertices, b.mesh.vertices)


def test_misuse_is_told(tower):
    with pytest.raises(UnknownNameError, match="did you mean stain"):
        load("stains")
    with pytest.raises(ValueError, match="no item of the scene has part id 77"):
        remove_part(tower, 77)
    with pytest.raises(ValueError, match="part id 2 of the added item is taken"):
        add_part(tower, shapes.box(2))
