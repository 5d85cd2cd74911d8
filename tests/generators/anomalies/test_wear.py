"""The defects of PIAD on plates whose areas, depths and volumes one can work out by hand."""

import dataclasses

import numpy as np
import pytest
import shapes
import trimesh

from padkit.assets.materials import Surface, Texture
from padkit.assets.meshes import Mesh
from padkit.generators.anomalies import load
from padkit.generators.anomalies.dents import strike
from padkit.generators.scene import Item, Scene

STEEL = Surface((0.5, 0.5, 0.5), 0.3, metallic=1.0)
PICTURE = Texture(np.random.default_rng(0).integers(0, 60, (8, 8, 3)).astype(np.uint8))
ENAMEL = Surface((0.2, 0.05, 0.05), 0.35, coat=0.25, texture=PICTURE)
SIDE = 60.0


def plate(surface, thick=12.0, name="frame"):
    """A plate of 60 x 60 mm in a world of centimetres, its texture linear in space."""
    box = shapes.box(1, size=(SIDE / 10, SIDE / 10, thick / 10))
    corners = box.mesh.vertices[box.mesh.faces]
    uv = corners @ np.array([[0.1, 0], [0, 0.1], [0.05, 0.03]])
    mesh = Mesh(box.mesh.vertices, box.mesh.faces, uv)
    return Scene((Item(name, 1, mesh, surface),), unit=0.01)


def whole(items):
    """The items as one mesh in millimetres, equal vertices as one."""
    meshes = [
        trimesh.Trimesh(i.world_vertices() * 10.0, i.world_faces(), process=False) for i in items
    ]
    mesh = trimesh.util.concatenate(meshes)
    mesh.merge_vertices(merge_tex=True, merge_norm=True, digits_vertex=8)
    return mesh


def is_closed(mesh):
    """Whether every side of a face is met by as many the other way; slivers may be points."""
    sides = np.concatenate([mesh.faces[:, [k, (k + 1) % 3]] for k in range(3)]).astype(np.int64)
    there, back = sides @ [len(mesh.vertices), 1], sides[:, ::-1] @ [len(mesh.vertices), 1]
    return bool((np.sort(there) == np.sort(back)).all())


def rng(seed):
    return np.random.default_rng(seed)


def moved(twins):
    return [item.edits is not None and (item.edits > 0).any() for item in twins.sound.items]


@pytest.mark.parametrize("kind", ["dent", "rust", "scratch"])
@pytest.mark.parametrize("seed", range(4))
def test_bare_steel_stays_closed(kind, seed):
    twins = load(kind)(plate(STEEL), rng(seed))
    assert twins.defect.kind == kind
    assert is_closed(whole(twins.sound.items))
    assert is_closed(whole(twins.anomalous.items))
    assert whole(twins.sound.items).volume == pytest.approx(SIDE * SIDE * 12, rel=1e-5)
    gain = whole(twins.anomalous.items).volume - SIDE * SIDE * 12
    assert gain > 0 if kind == "rust" else gain < 0


@pytest.mark.parametrize("seed", range(6))
def test_a_flake_is_as_large_as_it_says_and_lies_lower_than_its_curled_rim(seed):
    twins = load("peeling")(plate(ENAMEL), rng(seed))
    flaked = [i for i in twins.anomalous.items if i.surface.texture is not PICTURE]
    assert is_closed(whole(twins.anomalous.items))
    assert all((item.edits == 1).all() for item in flaked)
    area = whole(flaked).area
    # of the torn edge of the coat a part is hidden below its curl
    assert 0.9 < twins.defect.severity / (2 * np.sqrt(area / np.pi)) < 1.001
    assert 0.08 < beneath(whole(flaked[1:])) < 0.55  # all but the torn edge of the coat
    rises = beyond(whole(twins.anomalous.items))
    assert 0.2 < rises < 1.3


def beneath(mesh):
    """How far below the plate's surface a mesh lies."""
    half = np.array([SIDE / 2, SIDE / 2, 6.0])
    return float(np.median((half - np.abs(mesh.vertices)).min(1)))


def beyond(mesh):
    half = np.array([SIDE / 2, SIDE / 2, 6.0])
    return float((np.abs(mesh.vertices) - half).max())


@pytest.mark.parametrize("seed", range(6))
def test_rust_is_as_large_as_it_says_and_stands_out_by_little(seed):
    twins = load("rust")(plate(STEEL), rng(seed))
    rusted = [i for i in twins.anomalous.items if i.surface != STEEL]
    assert len(rusted) > 3
    area = whole(rusted).area
    # the crust is rough: its area is more than that of the plate below it, and that is open
    assert twins.defect.severity == pytest.approx(2 * np.sqrt(area / np.pi), rel=0.02)
    core = rusted[-1]
    assert core.surface.metallic == 0
    assert core.surface.texture is not None
    assert 0.02 < beyond(whole([core])) < 0.5
    assert all(moved(twins))
    halo = [item for item in rusted if item.surface.texture is None]
    reds = [item.surface.base_color[0] - item.surface.base_color[2] for item in halo]
    assert reds == sorted(reds)


def test_rust_through_enamel_lets_its_picture_show_in_the_halo():
    twins = load("rust")(plate(ENAMEL), rng(1))
    covers = [i.surface.cover for i in twins.anomalous.items if i.surface.texture is PICTURE]
    assert covers == sorted(covers)
    assert covers[0] == 0
    assert 0.8 < covers[-1] < 1


@pytest.mark.parametrize("seed", range(6))
def test_a_scratch_is_as_long_as_it_says_and_bare(seed):
    twins = load("scratch")(plate(ENAMEL), rng(seed))
    bare = [i for i in twins.anomalous.items if i.surface.texture is not PICTURE]
    assert len(bare) == 1
    assert bare[0].surface.metallic == 1
    grooves = whole(bare).split(only_watertight=False)
    lengths = sorted(np.linalg.norm(np.ptp(g.vertices, axis=0)) for g in grooves)
    width = whole(bare).area / twins.defect.severity
    assert 0.25 < width < 2.0
    # a groove is a little bent, and what comes near an edge is bare round it as well
    assert lengths[-1] <= twins.defect.severity * 1.02
    assert lengths[-1] >= 0.3 * twins.defect.severity
    half = np.array([SIDE / 2, SIDE / 2, 6.0])
    deep = float((half - np.abs(whole(bare).vertices)).min(1).max())
    assert 0.05 < deep < 0.65


@pytest.mark.parametrize("seed", range(6))
def test_a_dent_is_as_deep_as_it_says(seed):
    twins = strike(plate(STEEL), rng(seed))
    after = whole(twins.anomalous.items)
    x, y, z = twins.defect.position
    spot = np.array([x, y, z]) * 10
    axis = int(np.argmax(np.abs(spot) / [SIDE / 2, SIDE / 2, 6.0]))
    side = np.sign(spot[axis])
    near = np.linalg.norm(after.vertices - spot, axis=1) < 1.2 * twins.defect.severity
    depth = (abs(spot[axis]) - side * after.vertices[near][:, axis]).max()
    assert depth == pytest.approx(twins.defect.severity, rel=0.08)
    assert is_closed(after)
    assert 0 < beyond(after) < 0.25 * twins.defect.severity  # the raised rim


def test_both_sides_of_a_thin_wall_move_together():
    sheet = plate(STEEL, thick=1.0)
    twins = strike(sheet, rng(3))
    before, after = whole(twins.sound.items), whole(twins.anomalous.items)
    assert is_closed(after)
    assert after.volume == pytest.approx(before.volume, rel=0.02)
    assert twins.defect.severity > 1.2


def test_what_lies_on_a_dented_wall_moves_along():
    sheet, skin = (plate(STEEL, thick=t).items[0] for t in (1.0, 0.2))
    pose = np.eye(4)
    pose[2, 3] = 0.06 + 1e-4
    label = dataclasses.replace(skin, part=2, name="label", pose=pose)
    for seed in range(4):
        twins = strike(Scene((sheet, label), unit=0.01), rng(seed))
        touched = {i.part for i in twins.anomalous.items if i.edits is not None}
        assert touched == {1, 2}
        low = whole([i for i in twins.anomalous.items if i.part == 2])
        body = whole([i for i in twins.anomalous.items if i.part == 1])
        ways = np.tile([0.0, 0, 1.0], (400, 1))
        xy = rng(seed).uniform(-25, 25, (400, 2))
        starts = np.column_stack([xy, np.full(400, -40.0)])
        tops = [m.ray.intersects_location(starts, ways, multiple_hits=True) for m in (body, low)]
        top = [np.full(400, -np.inf) for _ in tops]
        for t, (places, rays, _) in zip(top, tops, strict=True):
            np.maximum.at(t, rays, places[:, 2])
        assert (top[1] > top[0]).all()


@pytest.mark.parametrize("seed", range(6))
def test_a_broken_corner_is_gone_by_the_volume_it_says(seed):
    scene = plate(Surface((0.5, 0.1, 0.1), 0.3), name="lid")
    twins = load("missing_piece")(scene, rng(seed))
    before, after = whole(twins.sound.items), whole(twins.anomalous.items)
    assert is_closed(before)
    assert is_closed(after)
    lost = before.volume - after.volume
    assert twins.defect.severity == pytest.approx(lost, rel=1e-3)
    assert twins.defect.severity > 5
    face = [i for i in twins.anomalous.items if i.edits is not None]
    assert len(face) == 1
    gone = twins.sound.items[0].edits > 0
    left = twins.sound.items[0].mesh.faces[~gone]
    assert len(left) == len(twins.anomalous.items[0].mesh.faces)


@pytest.mark.parametrize("kind", ["dent", "peeling", "rust", "scratch", "missing_piece"])
def test_textures_stay_where_they_were(kind):
    looks = {"dent": dataclasses.replace(STEEL, texture=PICTURE), "missing_piece": None}
    plain = dataclasses.replace(ENAMEL, coat=0.0, texture=None)
    surface = looks.get(kind, ENAMEL)
    if surface is None:  # plastic that has a print on it: the label of nothing that PIAD has
        scene = plate(dataclasses.replace(plain, metallic=1.0, texture=PICTURE), name="gear")
    else:
        scene = plate(surface)
    linear = np.array([[0.1, 0], [0, 0.1], [0.05, 0.03]])
    for seed in range(3):
        twins = load(kind)(scene, rng(seed))
        checked = 0
        for item in (*twins.sound.items, *twins.anomalous.items):
            if item.mesh.uv is None or item.surface.texture is not PICTURE:
                continue
            sound = item in twins.sound.items
            still = np.ones(len(item.mesh.faces), bool)
            if item.edits is not None and not sound:
                still = item.edits == 0
            places = item.world_vertices()[item.world_faces()][still]
            # what moves by less than tau, 0.05 mm, is not marked
            near = 1e-6 if sound else 1e-3
            np.testing.assert_allclose(item.mesh.uv[still], places @ linear, atol=near)
            checked += still.sum()
        assert checked > 100 or kind == "missing_piece"


@pytest.mark.parametrize(
    ("kind", "what"),
    [("rust", "rust"), ("dent", "dent"), ("peeling", "coat")],
)
def test_plastic_neither_rusts_nor_dents_nor_peels(kind, what):
    with pytest.raises(ValueError, match=f"the scene has no .*{what}.* seen from outside"):
        load(kind)(plate(Surface((0.1, 0.5, 0.1), 0.3)), rng(0))


def test_a_scratch_shows_on_light_paint_too():
    light = Texture(np.full((8, 8, 3), 235, np.uint8))
    scene = plate(dataclasses.replace(ENAMEL, texture=light))
    twins = load("scratch")(scene, rng(0))
    bare = [i for i in twins.anomalous.items if i.surface.texture is not light]
    assert max(bare[0].surface.base_color) < 0.1


def test_rubber_keeps_no_scratch_and_nothing_of_it_is_missing():
    scene = plate(Surface((0.01, 0.01, 0.01), 0.7), name="mat")
    with pytest.raises(ValueError, match="hard enough to keep a scratch"):
        load("scratch")(scene, rng(0))
    with pytest.raises(ValueError, match="no part that could be missing"):
        load("missing_piece")(scene, rng(0))
