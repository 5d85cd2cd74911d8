import numpy as np
import pytest
import shapes
import trimesh

from padkit.assets.colours import colour_surface
from padkit.assets.materials import Surface
from padkit.assets.pieces import Piece
from padkit.benchmarks.errors import UnknownNameError
from padkit.generators.anomalies import ANOMALIES, bounds, items_of, load
from padkit.generators.anomalies.assembly import add_parts, remove_parts
from padkit.generators.anomalies.burrs import grow_burr
from padkit.generators.anomalies.exposure import Spot, draw_spot
from padkit.generators.anomalies.shape import displace_part
from padkit.generators.anomalies.splashes import draw_splash
from padkit.generators.anomalies.surface import stain
from padkit.generators.scene import Scene
from padkit.generators.shades import difference

PIAD = {"dent", "missing_piece", "peeling", "rust", "scratch"}
"""What happens to PIAD's objects, not to bricks."""
BODIES = {
    "bend", "bump", "crack", "fracture", "material", "missing_part", "rotation", "translation",
    "twist",
}  # fmt: skip
"""What happens to bodies of overlapping parts."""


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


def test_what_is_left_stays_in_one_piece_and_nothing_sat_on_the_lost_part(gate):
    lost = {load("missing")(gate, rng(seed)).defect.part for seed in range(15)}
    assert lost == {4}
    twins = load("missing")(gate, rng())
    assert twins.defect.unit == "mm3"
    assert twins.defect.severity == pytest.approx(7.8 * 7.8 * 11.2, rel=1e-3)
    assert twins.defect.size == pytest.approx(11.2, rel=1e-3)


def test_the_last_part_is_not_lost():
    with pytest.raises(ValueError, match="without part 1 nothing is left"):
        load("missing")(Scene((shapes.box(1),)), rng())


def test_a_part_of_several_items_goes_as_a_whole(tower):
    printed = Scene((*tower.items, shapes.box(2, (0, 0, 2))))
    twins = remove_parts(printed, (2,))
    assert [item.part for item in twins.anomalous.items] == [1, 3]
    assert [item.edits is not None for item in twins.sound.items] == [False, True, False, True]
    assert twins.defect.size == pytest.approx(3000.0)


def area(items):
    return sum(
        trimesh.Trimesh(i.world_vertices(), i.world_faces(), process=False).area for i in items
    )


def test_a_stain_splits_a_part_into_clean_and_soiled_faces():
    scene = Scene((shapes.box(5, surface=Surface((0.8, 0.8, 0.8))),), unit=0.04)
    styles = set()
    for seed in range(8):
        twins = stain(scene, rng(seed))
        items = twins.anomalous.items
        assert {item.part for item in items} == {5}
        assert items[0].edits is None
        assert all((item.edits == 1).all() for item in items[1:])
        assert area(items) == pytest.approx(6.0, rel=1e-4)
        soiled = area(items[1:]) * 40**2  # mm2
        assert twins.defect.severity == pytest.approx(2 * np.sqrt(soiled / np.pi), rel=1e-3)
        assert 2 < twins.defect.severity < 30
        assert twins.defect.severity < 3 * twins.defect.size
        looks = [np.abs(np.subtract(i.surface.base_color, 0.8)).max() for i in items[1:]]
        assert looks == sorted(looks)
        assert looks[-1] > 0.2
        styles.add(len(looks) > 1)
    assert styles == {False, True}


def test_a_stain_runs_on_to_neighbours_but_not_into_the_hollow_of_a_brick(gate):
    struck = []
    for seed in range(12):
        twins = stain(gate, rng(seed))
        soiled = [item for item in twins.anomalous.items if item.edits is not None]
        struck.append(len({item.part for item in soiled}))
        assert area(twins.anomalous.items) == pytest.approx(area(gate.items), rel=1e-4)
    assert max(struck) > 1


def test_a_stain_does_not_touch_parts_out_of_reach():
    far = shapes.box(2, (30, 0, 0), (0.1, 0.1, 0.1))
    near = shapes.box(1, size=(8.0, 8.0, 8.0))
    twins = stain(Scene((near, far), unit=0.01), rng(2))
    assert twins.defect.part == 1
    assert twins.anomalous.items[-1] is far


def test_pigments_stand_out_from_any_brick():
    for code in (0, 4, 14, 15, 71, 272):
        under = colour_surface(code).base_color
        spot = Spot(0, 0, np.zeros(3), np.array([0, 0, 1.0]))
        chosen = {draw_splash(spot, under, 1.0, rng(seed)).colour for seed in range(40)}
        assert len(chosen) >= 3
        assert min(difference(c, under) for c in chosen) > 20


def test_a_burr_is_a_closed_thing_on_the_outside_of_its_part():
    scene = Scene((shapes.box(1),), unit=0.02)
    thin = set()
    for seed in range(12):
        twins = grow_burr(scene, rng(seed))
        burr = twins.anomalous.items[-1]
        mesh = trimesh.Trimesh(burr.world_vertices(), burr.world_faces())
        assert mesh.is_watertight
        assert mesh.volume > 0
        assert twins.defect.unit == "mm"
        assert 0.6 <= twins.defect.severity <= 2.8
        # the box is 20 mm wide: how far the burr stands out of it, aslant at a corner
        beyond = np.maximum(np.abs(burr.world_vertices()) - 0.5, 0)
        stands = 20 * np.linalg.norm(beyond, axis=1).max()
        assert 0.7 * twins.defect.severity < stands < 1.1 * twins.defect.severity
        thin.add(bool(mesh.volume / mesh.area * 20 < 0.15))
        assert (burr.edits == 1).all()
        assert twins.defect.part == 1
        assert twins.sound is scene
    assert thin == {False, True}


def test_burrs_follow_edges_of_bricks(gate):
    for seed in range(10):
        twins = grow_burr(gate, rng(seed))
        burr, host = twins.anomalous.items[-1], items_of(gate, twins.defect.part)[0]
        low, high = bounds(host)
        place = burr.world_vertices()
        assert (place > low - 0.004).all()
        assert (place < high + 0.004).all()
        gone = np.minimum(place - low, high - place).min(1)
        assert gone.min() < 0.0005  # reaches out of the brick's box, or stands on its studs' foot


def test_a_mistaken_colour_is_near_or_far_from_the_old(gate):
    severities = []
    for seed in range(16):
        twins = load("recoloured")(gate, rng(seed))
        old, new = (items_of(s, twins.defect.part)[0] for s in (twins.sound, twins.anomalous))
        assert (new.edits == 1).all()
        far = difference(old.surface.base_color, new.surface.base_color)
        assert twins.defect.severity == pytest.approx(float(far))
        assert new.surface.roughness == old.surface.roughness
        severities.append(twins.defect.severity)
        assert 8 <= severities[-1] <= 20 or 40 <= severities[-1] <= 150
    assert min(severities) < 20 < 40 < max(severities)


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


def test_the_same_seed_gives_the_same_anomaly(build):
    pair = build(Piece("3001", 4, (0, 0, 0)), *(Piece("3005", 1, (x, 0, 3)) for x in (0, 2)))
    for kind in set(ANOMALIES) - PIAD - BODIES:
        first, second = (load(kind)(pair, rng(7)) for _ in range(2))
        assert first.defect == second.defect
        assert len({load(kind)(pair, rng(seed)).defect for seed in range(8)}) > 1
        for a, b in zip(first.anomalous.items, second.anomalous.items, strict=True):
            np.testing.assert_array_equal(a.mesh.vertices, b.mesh.vertices)


def test_misuse_is_told(tower):
    with pytest.raises(UnknownNameError, match="did you mean stain"):
        load("stains")
    with pytest.raises(ValueError, match="no item of the scene has part id 77"):
        remove_parts(tower, (77,))
    with pytest.raises(ValueError, match="part id 2 of an added item is taken"):
        add_parts(tower, (shapes.box(2),))
