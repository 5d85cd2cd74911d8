"""The defects of PIAD on its sixteen objects: what is possible, exact masks, closed parts."""

import dataclasses
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from padkit.assets import piad
from padkit.generators.anomalies import load
from padkit.generators.anomalies.dents import strike
from padkit.generators.anomalies.exposure import seen_shares
from padkit.generators.anomalies.substances import possible, substances
from padkit.generators.cameras import orbit, sphere_directions
from padkit.generators.scene import Item, Scene
from padkit.generators.truth import caster, edit_ids, edit_picture, part_ids

STAY = ("missing_piece", "scratch", "stain")
KINDS = {
    "Axletree": ("dent", "rust", *STAY),
    "Box": STAY,
    "Can": ("dent", "peeling", *STAY),
    "Chain": ("rust", *STAY),
    "Gear": ("dent", "rust", *STAY),
    "Keyring": ("rust", *STAY),
    "Motor": ("dent", "peeling", "rust", *STAY),
    "Parts": ("rust", *STAY),
    "Picker": ("dent", "rust", *STAY),
    "Section": ("dent", *STAY),
    "Shaft": ("dent", "rust", *STAY),
    "Spray_can": ("dent", "peeling", "rust", *STAY),
    "Spring": ("rust", *STAY),
    "Sprockets": ("dent", "rust", *STAY),
    "Amphora": ("peeling", *STAY),
    "Teapot": ("peeling", *STAY),
}
"""What can happen to every object of a class, however it was drawn."""

PAIRS = [
    (name, kind)
    for at, (name, kinds) in enumerate(KINDS.items())
    for kind in kinds
    if kind not in STAY or STAY.index(kind) == at % 3
]
"""Of what happens to all classes, every third."""


@cache
def scene(name, seed=0):
    """An object as the suite has it: centred, in a ball of radius 1.15."""
    props = piad.make(name, np.random.default_rng(seed))
    points = [p.mesh.vertices @ p.pose[:3, :3].T + p.pose[:3, 3] for p in props]
    places = np.concatenate(points).astype(np.float64)
    middle = (places.min(0) + places.max(0)) / 2
    scale = 1.15 / np.linalg.norm(places - middle, axis=1).max()
    fit = np.diag([scale, scale, scale, 1.0])
    fit[:3, 3] = -scale * middle
    items = tuple(Item(p.name, k + 1, p.mesh, p.surface, fit @ p.pose) for k, p in enumerate(props))
    return Scene(items, unit=1 / scale)


@cache
def made(name, kind, seed=0):
    return load(kind)(scene(name), np.random.default_rng(seed))


def views(count=4, size=96):
    return [orbit(way, 3.5, (size, size), 0.691) for way in sphere_directions(count, (0.2, 2.4))]


def test_the_table_names_every_class_and_at_least_three_kinds_each():
    assert set(KINDS) == set(piad.names())
    assert min(map(len, KINDS.values())) >= 3


@pytest.mark.parametrize("name", KINDS)
def test_what_the_table_promises_is_possible_however_the_object_was_drawn(name):
    assert set(KINDS[name]) <= set(possible(scene(name)))
    assert set(KINDS[name]) <= set(possible(scene(name, 3)))


def test_materials_are_told_by_looks_and_names():
    def bulks(name, seed=0):
        kinds = zip(scene(name, seed).items, substances(scene(name, seed)), strict=True)
        return {item.name: (kind.bulk, kind.coat) for item, kind in kinds}

    motor = bulks("Motor")
    assert motor["frame"] == ("iron", "enamel")
    assert motor["front bell"] == ("iron", "")
    assert motor["shaft"] == ("steel", "")
    assert motor["fan"] == ("plastic", "")
    assert bulks("Section")["profile"] == ("aluminium", "")
    assert bulks("Picker")["body"] == ("aluminium", "")
    assert bulks("Axletree")["left cage"] == ("brass", "")
    assert bulks("Axletree")["left tyre"] == ("rubber", "")
    assert set(bulks("Amphora").values()) == {("ceramic", "glaze")}
    assert set(bulks("Teapot").values()) == {("ceramic", "glaze")}
    assert bulks("Spray_can")["label"] == ("tin", "print")
    for seed in range(6):
        can = bulks("Can", seed)
        assert can["body"][0] == ("aluminium" if "end" in can else "tin")
        box = bulks("Box", seed)
        assert box["body"] in (("steel", "paint"), ("plastic", ""))
        assert box["lid"] in (("steel", "paint"), ("plastic", ""))


@pytest.mark.parametrize(("name", "kind"), PAIRS)
def test_a_defect_is_seen_and_its_parts_stay_closed(name, kind):
    twins = made(name, kind)
    assert twins.defect.kind == kind
    assert twins.defect.severity > 0
    seen = [edit_picture(twins.sound, twins.anomalous, camera) for camera in views(10, 48)]
    assert max(np.count_nonzero(picture) for picture in seen) > 0
    names = {item.part: item.name for item in scene(name).items}
    if kind == "stain":  # cuts no further than it reaches
        return
    for part in {i.part for i in twins.anomalous.items if i.edits is not None}:
        assert is_closed([i for i in twins.anomalous.items if i.part == part]), names[part]
        assert is_closed([i for i in twins.sound.items if i.part == part]), names[part]


def is_closed(items):
    """Whether the items of a part, taken together, have as many sides one way as the other."""
    corners = np.concatenate([i.world_vertices()[i.world_faces()] for i in items]) + np.float32(0)
    points, index = np.unique(corners.view("V12"), return_inverse=True)
    faces = index.reshape(-1, 3).astype(np.int64)
    sides = np.concatenate([faces[:, [k, (k + 1) % 3]] for k in range(3)])
    there, back = sides @ [len(points), 1], sides[:, ::-1] @ [len(points), 1]
    return bool((np.sort(there) == np.sort(back)).all())


def differs(twins, camera, far):
    """Where the two scenes' first hits differ: in part, or in depth by more than `far`."""
    n, a = (caster(s).cast(camera) for s in (twins.sound, twins.anomalous))
    parts = part_ids(twins.sound, n) != part_ids(twins.anomalous, a)
    with np.errstate(invalid="ignore"):
        apart = np.abs(n.depth - a.depth) > far
    return parts | apart


@pytest.mark.parametrize("name", ["Axletree", "Can", "Motor", "Section", "Spray_can"])
def test_a_dent_changes_nothing_outside_its_mask(name):
    twins = strike(scene(name), np.random.default_rng(5), tau=0.0)
    wider = strike(scene(name), np.random.default_rng(5))
    for camera in views():
        mask = edit_picture(twins.sound, twins.anomalous, camera) > 0
        assert not (differs(twins, camera, 1e-5) & ~mask).any()
        assert not ((edit_picture(wider.sound, wider.anomalous, camera) > 0) & ~mask).any()


@pytest.mark.parametrize(
    ("name", "seed"), [("Gear", 0), ("Spring", 1), ("Amphora", 2), ("Chain", 3), ("Section", 4)]
)
def test_what_is_missing_is_where_the_first_hits_differ(name, seed):
    twins = made(name, "missing_piece", seed)
    differing = 0
    for camera in views(12, 128):
        mask = edit_picture(twins.sound, twins.anomalous, camera) > 0
        # a fracture may come as near to the old surface as it likes, at its rim
        assert not (differs(twins, camera, 1e-4) & ~mask).any()
        differing += np.count_nonzero(mask)
        near = mask & ~differs(twins, camera, 1e-6)
        assert np.count_nonzero(near) <= 0.02 * np.count_nonzero(mask) + 1
    assert differing > 0


@settings(max_examples=8, derandomize=True)
@given(name=st.sampled_from(["Can", "Teapot", "Gear", "Picker"]), seed=st.integers(0, 999))
def test_a_stain_moves_nothing_and_lets_the_print_show(name, seed):
    twins = load("stain")(scene(name), np.random.default_rng(seed))
    assert twins.sound is scene(name)
    camera = views()[seed % 4]
    assert not differs(twins, camera, 1e-5).any()
    before = {i.part: i.surface.texture for i in twins.sound.items}
    for item in twins.anomalous.items:
        if item.edits is not None:
            assert item.surface.texture is before[item.part]
            assert (item.mesh.uv is None) == (item.surface.texture is None)
            assert item.surface.texture is None or item.surface.cover > 0


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Can", "stain"), ("Can", "peeling"), ("Can", "dent"), ("Gear", "rust"),
        ("Motor", "scratch"), ("Amphora", "missing_piece"), ("Teapot", "peeling"),
    ],
)  # fmt: skip
def test_textures_lie_where_they_lay_outside_the_mask(name, kind):
    twins = made(name, kind, 1)
    for camera in views():
        mask = edit_picture(twins.sound, twins.anomalous, camera) > 0
        old, new = (places_on_textures(s, camera) for s in (scene(name), twins.anomalous))
        both = ~mask & np.isfinite(old[..., 0]) & np.isfinite(new[..., 0])
        assert both.sum() > 200
        assert np.quantile(np.abs(old - new)[both], 0.999) < 1e-3


def places_on_textures(scene, camera):
    """The texture coordinates that each pixel's centre ray meets, (H, W, 2); nan where none."""
    hits = caster(scene).cast(camera)
    found = np.full((*hits.solid.shape, 2), np.nan)
    rows, columns = np.mgrid[: camera.height, : camera.width] + 0.5
    rays = np.stack([columns, rows, np.ones_like(rows)], -1) @ np.linalg.inv(camera.K).T
    seen = rays * np.where(hits.solid >= 0, hits.depth, 0)[..., None]
    world = (seen - camera.pose[:3, 3]) @ camera.pose[:3, :3]
    for index, item in enumerate(scene.items):
        here = hits.solid == index
        if item.mesh.uv is None or not here.any():
            continue
        face = hits.face[here]
        a, b, c = np.moveaxis(item.world_vertices()[item.world_faces()[face]].astype(float), 1, 0)
        normal = np.cross(b - a, c - a)
        scale = np.einsum("ij,ij->i", normal, normal)
        away = world[here] - a
        at_b = np.einsum("ij,ij->i", np.cross(away, c - a), normal) / scale
        at_c = np.einsum("ij,ij->i", np.cross(b - a, away), normal) / scale
        shares = np.stack([1 - at_b - at_c, at_b, at_c], axis=1)
        found[here] = np.einsum("ik,ikx->ix", shares, item.world_uv()[face])
    return found


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Gear", "dent"), ("Spray_can", "peeling"), ("Chain", "rust"), ("Shaft", "scratch"),
        ("Amphora", "missing_piece"), ("Parts", "missing_piece"), ("Can", "stain"),
    ],
)  # fmt: skip
def test_the_same_seed_gives_the_same_arrays(name, kind):
    first, second = (load(kind)(scene(name), np.random.default_rng(7)) for _ in range(2))
    assert first.defect == second.defect
    for one, other in ((first.sound, second.sound), (first.anomalous, second.anomalous)):
        for a, b in zip(one.items, other.items, strict=True):
            for of in ("vertices", "faces", "uv"):
                np.testing.assert_array_equal(getattr(a.mesh, of), getattr(b.mesh, of))
            np.testing.assert_array_equal(a.edits, b.edits)
            assert dataclasses.replace(a.surface) == dataclasses.replace(b.surface)
    other = load(kind)(scene(name), np.random.default_rng(8))
    assert other.defect != first.defect


def test_the_label_stays_on_the_dented_can():
    for seed in range(5):
        twins = strike(scene("Spray_can"), np.random.default_rng(seed))
        spot = np.array(twins.defect.position)
        camera = orbit(spot / np.linalg.norm(spot), 3.5, (128, 128), 0.691)
        hits = caster(twins.anomalous).cast(camera)
        dented = edit_ids(twins.anomalous, hits) > 0
        before, after = (
            part_ids(s, caster(s).cast(camera)) for s in (twins.sound, twins.anomalous)
        )
        label, body = (
            next(i.part for i in twins.sound.items if i.name == name) for name in ("label", "body")
        )
        # the weld of the body stands out of the label, and its edge moves
        assert np.mean((before == label)[dented] & (after == body)[dented]) < 0.01


@pytest.mark.parametrize("name", KINDS)
def test_a_missing_part_is_never_most_of_the_object(name):
    for seed in range(2):
        twins = load("missing_piece")(scene(name), np.random.default_rng(seed))
        lost = {i.part for i in scene(name).items} - {i.part for i in twins.anomalous.items}
        share = sum(
            s for s, i in zip(seen_shares(scene(name)), scene(name).items, strict=True)
            if i.part in lost
        )  # fmt: skip
        assert share <= 0.35
        assert twins.defect.unit == "mm3"
        assert twins.defect.severity > 1


def test_a_can_without_a_tab_loses_a_piece_of_its_label():
    can = scene("Can", 1)
    assert "pull tab" not in {item.name for item in can.items}
    twins = load("missing_piece")(can, np.random.default_rng(0))
    assert twins.defect.part_name == "label"
    touched = {i.name for i in twins.sound.items if i.edits is not None}
    assert touched == {"label"}


@pytest.mark.parametrize("kind", ["rust", "dent"])
def test_ceramics_neither_rust_nor_dent(kind):
    with pytest.raises(ValueError, match="seen from outside"):
        load(kind)(scene("Teapot"), np.random.default_rng(0))
