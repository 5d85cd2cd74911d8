"""What can happen to bodies of overlapping parts: closed results, exact masks, severities."""

import dataclasses
from functools import cache

import numpy as np
import pytest
import shapes
from manifold3d import Manifold, Mesh64

from padkit.assets.props import Prop, along_x, at, block, mesh_of, painted
from padkit.generators.anomalies import load, millimetre
from padkit.generators.anomalies.bodies import body, groups, solid, union_volume
from padkit.generators.anomalies.changes import TAU, seen_change, shows
from padkit.generators.anomalies.exposure import boxes
from padkit.generators.anomalies.incisions import inside_of
from padkit.generators.anomalies.shells import pieces, volumes
from padkit.generators.anomalies.skins import Skin, joined, skin_of
from padkit.generators.cameras import orbit, ring_directions
from padkit.generators.scene import Floor, Item, Scene
from padkit.generators.shades import difference
from padkit.generators.truth import caster, edit_picture, instance_ids

KINDS = (
    "bend", "bump", "crack", "fracture", "material", "missing_part", "rotation", "translation",
    "twist",
)  # fmt: skip
MOVING = ("bend", "bump", "rotation", "translation", "twist")
ASKED = {
    "bend": (35.0, 0.0), "bump": (14.0, 0.0), "crack": (90.0, 6.0), "fracture": (25.0, 6.3),
    "material": (45.0, 0.5), "rotation": (30.0, 0.0), "translation": (20.0, 0.0),
    "twist": (60.0, 0.0),
}  # fmt: skip
"""A severity to ask for, and by how much it may be missed."""


def item(prop, part):
    return Item(prop.name, part, prop.mesh, prop.surface, prop.pose)


@cache
def dumbbell():
    """A block with a stalk that has a knob at its end, and a plate on top; 0.3 m long."""
    drawn = (
        ("block", block((-70, 70), (-60, 60), (-45, 45), 8), "D8281F", at(-0.08, 0, 0)),
        ("stalk", along_x(13, (-20, 130)), "1E6FD0", at(0, 0, 0)),
        ("knob", Manifold.sphere(24, 28), "F5B50A", at(0.13, 0, 0)),
        ("plate", block((-30, 30), (-25, 25), (-8, 8), 3), "2E9E45", at(-0.08, 0, 0.05)),
    )
    return Scene(tuple(
        item(Prop(name, mesh_of(drawing), painted(colour), pose), k + 1)
        for k, (name, drawing, colour, pose) in enumerate(drawn)
    ))  # fmt: skip


@cache
def made(kind, seed=0, severity=None):
    return load(kind)(dumbbell(), np.random.default_rng(seed), severity=severity)


def views(size=64):
    return [orbit(way, 0.6, (size, size), 0.7) for way in ring_directions([1.05], [6])]


def closed(items):
    """The solid that items make together; it is empty where they leave a hole."""
    skin = joined([dataclasses.replace(skin_of(of), uv=None) for of in items])
    points, renamed = np.unique(skin.vertices.astype(np.float32), axis=0, return_inverse=True)
    faces = renamed.ravel()[skin.faces].astype(np.uint64)
    return Manifold(Mesh64(points.astype(np.float64), faces))


def by_part(scene):
    parts = dict.fromkeys(of.part for of in scene.items)
    return {part: [of for of in scene.items if of.part == part] for part in parts}


def arrays(scene):
    return [(of.world_vertices(), of.world_faces(), of.edits) for of in scene.items]


def same(scene, other):
    pairs = list(zip(arrays(scene), arrays(other), strict=True))
    return all(np.array_equal(a, b) for x, y in pairs for a, b in zip(x, y, strict=True))


def moved_faces(twins):
    """Labels of N and A, and whether a vertex of the face moves more than tau, item by item."""
    for old, new in zip(twins.sound.items, twins.anomalous.items, strict=True):
        if old.edits is not None and old.edits.any():
            shift = np.linalg.norm(new.world_vertices() - old.world_vertices(), axis=1)
            far = shift[old.mesh.faces].max(1) > TAU * millimetre(twins.sound)
            yield old.edits > 0, new.edits > 0, far


@pytest.mark.parametrize("kind", KINDS)
def test_a_default_draw_shows_and_stays_on_the_object(kind):
    for seed in (0, 1):
        twins = made(kind, seed)
        on_floor = [
            dataclasses.replace(of, floor=Floor(-0.046, shapes.GREY))
            for of in (twins.sound, twins.anomalous)
        ]
        most = 0
        for camera in views():
            edits = edit_picture(*on_floor, camera) > 0
            objects = [instance_ids(of, caster(of).cast(camera)) > 0 for of in on_floor]
            assert not (edits & ~objects[0] & ~objects[1]).any()
            most = max(most, np.count_nonzero(edits))
        assert most >= 5
        assert shows(twins)
        assert twins.defect.kind == kind
        assert twins.defect.severity > 0
        assert 0 < twins.defect.size < 600


@pytest.mark.parametrize("kind", KINDS)
def test_all_parts_stay_closed(kind):
    for scene in (made(kind).sound, made(kind).anomalous):
        for items in by_part(scene).values():
            whole = closed(items)
            assert whole.status().name == "NoError"
            assert whole.volume() > 0


@pytest.mark.parametrize("kind", KINDS)
def test_severity_nought_leaves_the_object_and_the_mask_empty(kind):
    twins = made(kind, 2, 0)
    assert same(twins.sound, twins.anomalous)
    assert twins.defect.severity == 0
    for camera in views(32):
        assert not edit_picture(twins.sound, twins.anomalous, camera).any()


@pytest.mark.parametrize("kind", MOVING)
def test_what_moves_less_than_tau_is_not_in_the_mask(kind):
    twins = made(kind, 3, 0.1)
    for camera in views(32):
        assert not edit_picture(twins.sound, twins.anomalous, camera).any()


@pytest.mark.parametrize("kind", MOVING)
def test_moved_faces_are_those_with_a_vertex_moved_more_than_tau(kind):
    found = list(moved_faces(made(kind)))
    assert found
    for old, new, far in found:
        np.testing.assert_array_equal(old, far)
        np.testing.assert_array_equal(new, far)


@pytest.mark.parametrize("kind", ASKED)
def test_a_severity_that_is_asked_for_is_met(kind):
    asked, slack = ASKED[kind]
    assert made(kind, 1, asked).defect.severity == pytest.approx(asked, abs=slack + 1e-9)
    with pytest.raises(ValueError, match="is not 0 or more"):
        load(kind)(dumbbell(), np.random.default_rng(0), severity=-1)


def test_severities_are_what_they_say():
    mm = millimetre(dumbbell())

    def farthest(kind, severity):
        twins = made(kind, 1, severity)
        pairs = zip(twins.sound.items, twins.anomalous.items, strict=True)
        return max(float(np.linalg.norm(b.world_vertices() - a.world_vertices(), axis=1).max())
                   for a, b in pairs) / mm  # fmt: skip

    assert farthest("translation", 20) == pytest.approx(20, rel=1e-3)
    assert farthest("bump", 14) == pytest.approx(14, rel=0.05)
    twins = made("rotation", 1, 30)
    turned = next(
        b.pose[:3, :3] @ a.pose[:3, :3].T
        for a, b in zip(twins.sound.items, twins.anomalous.items, strict=True)
        if not np.array_equal(a.pose, b.pose)
    )
    assert np.degrees(np.arccos((np.trace(turned) - 1) / 2)) == pytest.approx(30, abs=0.01)
    twins = made("material", 1, 45)
    old, new = (
        next(of for of in scene.items if of.part == twins.defect.part)
        for scene in (twins.sound, twins.anomalous)
    )
    assert difference(old.surface.base_color, new.surface.base_color) == pytest.approx(45, abs=0.5)
    twins = made("fracture", 1, 25)
    left = union_volume([closed(items) for items in by_part(twins.anomalous).values()])
    lost = 1 - left / union_volume(body(dumbbell()).solids)
    assert twins.defect.severity == pytest.approx(100 * lost, abs=0.01)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_state_of_the_generator_gives_the_same_anomaly(kind):
    again = load(kind)(dumbbell(), np.random.default_rng(0))
    assert again.defect == made(kind).defect
    assert same(again.sound, made(kind).sound)
    assert same(again.anomalous, made(kind).anomalous)
    assert any(made(kind, seed).defect != again.defect for seed in range(1, 8))


def test_a_knob_hangs_on_its_stalk_and_goes_with_it():
    parent = body(dumbbell()).parent.tolist()
    assert parent == [-1, 0, 1, 0]
    assert set(groups(dumbbell())) == {(1, 2), (2,), (3,)}
    lost = set()
    for seed in range(12):
        twins = made("missing_part", seed)
        left = {of.name for of in twins.anomalous.items}
        assert "block" in left
        assert "knob" not in left or "stalk" in left
        lost.add(twins.defect.part_name)
        gone = [of for of in twins.sound.items if of.edits is not None]
        assert all((of.edits == 1).all() for of in gone)
        assert {of.name for of in gone} | left == {"block", "stalk", "knob", "plate"}
    assert lost == {"stalk", "knob", "plate"}


def test_moved_parts_stay_attached_and_take_along_what_hangs_on_them():
    rest = body(dumbbell()).solids
    for kind, severity in (("rotation", None), ("translation", None), ("translation", 60)):
        for seed in range(4):
            twins = made(kind, seed, severity)
            moved = [
                k for k, (a, b) in enumerate(
                    zip(twins.sound.items, twins.anomalous.items, strict=True)
                ) if not np.array_equal(a.pose, b.pose)
            ]  # fmt: skip
            assert 1 not in moved or 2 in moved
            assert 0 not in moved
            others = [k for k in range(4) if k not in moved]
            solids = {k: solid(skin_of(twins.anomalous.items[k])) for k in moved}
            shared = sum((solids[a] ^ rest[b]).volume() for a in moved for b in others)
            assert shared > 0
            assert seen_change(dumbbell(), twins.anomalous, moved)[1] >= 0.5


def test_a_crack_takes_a_little_from_the_part_it_is_in_and_leaves_it_whole():
    for seed in range(3):
        twins = made("crack", seed)
        lost = 0.0
        for part, items in by_part(twins.anomalous).items():
            before = body(dumbbell()).solids[part - 1]
            after = closed(items)
            assert len(after.decompose()) == 1
            lost += before.volume() - after.volume()
            sound = by_part(twins.sound)[part]
            area = sum(np.linalg.norm(skin_of(of).crosses(), axis=1).sum() / 2 for of in sound)
            assert area == pytest.approx(before.surface_area(), rel=1e-4)
        # no more than a wedge as wide and deep as it gets all along, and its branch
        length, opening = twins.defect.severity, min(0.04 * twins.defect.severity, 6)
        assert 0 < lost / millimetre(dumbbell()) ** 3 < 1.6 * length * opening * opening


def test_a_fracture_is_rough_and_its_rest_hangs_together():
    for seed in range(3):
        twins = made("fracture", seed)
        faces = [of for of in twins.anomalous.items if of.edits is not None]
        assert faces
        normals = np.concatenate([skin_of(of).crosses() for of in faces])
        normals /= np.linalg.norm(normals, axis=1, keepdims=True)
        mean = normals.mean(0)
        spread = np.degrees(np.arccos(np.clip(normals @ (mean / np.linalg.norm(mean)), -1, 1)))
        assert 5 < np.median(spread) < 60
        solids = [closed(items) for items in by_part(twins.anomalous).values()]
        whole = solids[0]
        for of in solids[1:]:
            whole = whole + of
        assert len(whole.decompose()) == 1


def test_a_fracture_never_leaves_what_hung_together_in_two():
    posts = [shapes.box(k, (x, 0, -1.3), (0.8, 0.8, 2)) for k, x in ((2, -1.1), (3, 1.1))]
    gate = Scene((shapes.box(1, size=(3.0, 1.0, 1.0)), *posts), unit=0.1)
    for seed in range(8):
        twins = load("fracture")(gate, np.random.default_rng(seed), severity=45)
        whole = Manifold()
        for items in by_part(twins.anomalous).values():
            whole = whole + closed(items)
        assert len(whole.decompose()) == 1


def test_a_wrong_material_changes_no_shape():
    twins = made("material")
    assert twins.sound is dumbbell()
    pairs = zip(twins.sound.items, twins.anomalous.items, strict=True)
    assert all(old.mesh is new.mesh for old, new in pairs)
    changed = [of for of in twins.anomalous.items if of.edits is not None]
    assert [of.part for of in changed] == [twins.defect.part]
    assert all(made("material", seed).defect.severity >= 30 for seed in range(6))


def test_a_bend_hardly_changes_the_volume_and_leaves_what_is_held_where_it_is():
    twins = made("bend", 1, 40)
    still = 0
    for old, new in zip(twins.sound.items, twins.anomalous.items, strict=True):
        if old.edits is not None:
            shift = np.linalg.norm(new.world_vertices() - old.world_vertices(), axis=1)
            still += np.count_nonzero(shift < 1e-6)
    assert still > 0
    before = union_volume([closed([of]) for of in twins.sound.items])
    after = union_volume([closed([of]) for of in twins.anomalous.items])
    assert after == pytest.approx(before, rel=0.2)


def test_a_lone_part_can_neither_move_nor_be_lost():
    alone = Scene((shapes.box(1),), unit=0.1)
    for kind in ("translation", "rotation", "missing_part"):
        with pytest.raises(ValueError, match="no part that"):
            load(kind)(alone, np.random.default_rng(0))
    for kind in ("bend", "bump", "crack", "fracture", "material", "twist"):
        twins = load(kind)(alone, np.random.default_rng(1))
        assert shows(twins)


def test_misuse_is_told():
    with pytest.raises(ValueError, match="a fracture takes 0 or 10% to 90%, not 5 %"):
        load("fracture")(dumbbell(), np.random.default_rng(0), severity=5)
    with pytest.raises(ValueError, match="leaves the part attached"):
        load("translation")(dumbbell(), np.random.default_rng(0), severity=400)
    with pytest.raises(ValueError, match="no paint differs by 300 dE"):
        load("material")(dumbbell(), np.random.default_rng(0), severity=300)
    box = shapes.box(1)
    mesh = dataclasses.replace(box.mesh, faces=box.mesh.faces[1:])
    with pytest.raises(ValueError, match="is not closed"):
        body(Scene((dataclasses.replace(box, mesh=mesh),)))


def test_cavities_belong_to_the_piece_they_are_in():
    outer, inner = skin_of(shapes.box(1)), skin_of(shapes.box(1, size=(0.5, 0.5, 0.5)))
    hollow = joined([outer, Skin(inner.vertices, inner.faces[:, ::-1])])
    apart = Skin(outer.vertices + 3, outer.faces)
    label = pieces(joined([hollow, apart]))
    np.testing.assert_array_equal(label, np.repeat([0, 1], [24, 12]))
    np.testing.assert_allclose(volumes(joined([hollow, apart]), label), [0.875, 1.0])


def test_broken_stuff_is_dull_unless_it_is_clear():
    paint = dataclasses.replace(shapes.GREY, coat=0.5, roughness=0.2)
    assert inside_of(paint).roughness == 0.8
    assert inside_of(paint).coat == 0
    glass = dataclasses.replace(shapes.GREY, transmission=1.0)
    assert inside_of(glass) == glass


def test_the_object_is_as_large_as_it_should_be():
    lows, highs = boxes(dumbbell())
    assert 0.26 < float((highs.max(0) - lows.min(0)).max()) < 0.38
