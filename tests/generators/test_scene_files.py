import json

import numpy as np
import pytest
import shapes

from padkit.assets.materials import Surface, Texture
from padkit.assets.meshes import Mesh
from padkit.generators.anomalies import labelled
from padkit.generators.scene import Environment, Floor, Item, Light, Scene
from padkit.generators.scene_files import read_scene, write_scene


def full_scene():
    box = shapes.box(1)
    mirror = np.diag([-2.0, 1, 1, 1])
    twin = Item("twin", 2, box.mesh, Surface((0.1, 0.2, 0.3), 0.4, 1.0, 0.2, 0.5), mirror, 3)
    lamp = Light("spot", 12.5, np.eye(4), 0.2, (1.0, 0.9, 0.8), 0.6)
    sky = Environment(np.arange(24, dtype=np.float32).reshape(2, 4, 3), 0.7)
    floor = Floor(-0.5, Surface((0.3, 0.3, 0.3)), 8.0)
    return Scene((labelled(box, 3), twin), (lamp,), sky, floor, (1, 2, 3))


def test_a_scene_comes_back_as_it_was(tmp_path):
    scene = full_scene()
    write_scene(tmp_path / "scene.json", scene)
    back = read_scene(tmp_path / "scene.json")
    for a, b in zip(scene.items, back.items, strict=True):
        assert (a.name, a.part, a.instance, a.surface) == (b.name, b.part, b.instance, b.surface)
        np.testing.assert_array_equal(a.pose, b.pose)
        np.testing.assert_array_equal(a.mesh.vertices, b.mesh.vertices)
        np.testing.assert_array_equal(a.mesh.faces, b.mesh.faces)
    np.testing.assert_array_equal(back.items[0].edits, scene.items[0].edits)
    assert back.items[1].edits is None
    assert back.items[0].mesh is back.items[1].mesh
    light, read = scene.lights[0], back.lights[0]
    assert (light.kind, light.power, light.size) == (read.kind, read.power, read.size)
    assert (light.color, light.cone) == (read.color, read.cone)
    np.testing.assert_array_equal(light.pose, read.pose)
    np.testing.assert_array_equal(back.environment.radiance, scene.environment.radiance)
    assert back.environment.strength == 0.7
    assert back.floor == scene.floor
    assert back.background == (1, 2, 3)


def test_a_bare_scene_comes_back_too(tmp_path):
    write_scene(tmp_path / "s.json", Scene((shapes.box(1),), background=None))
    back = read_scene(tmp_path / "s.json")
    assert (back.environment, back.floor, back.background, back.lights) == (None, None, None, ())


def test_the_same_scene_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        write_scene(tmp_path / f"{name}.json", full_scene())
    for suffix in (".json", ".npz"):
        assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


def textured_scene():
    """Two items and a floor that show two textures of the same content."""
    rng = np.random.default_rng(0)
    color, roughness = rng.integers(0, 255, (4, 6, 3), np.uint8), rng.random((4, 6), np.float32)
    one, two = (Surface((0, 0, 0), texture=Texture(color, roughness)) for _ in range(2))
    bare = shapes.box(1).mesh
    mesh = Mesh(bare.vertices, bare.faces, rng.random((12, 3, 2)))
    items = (
        Item("a", 1, mesh, one, number="3001"),
        Item("b", 2, mesh, two, seen=False),
        Item("c", 3, bare, Surface((0.1, 0.2, 0.3), transmission=0.9, coat=0.3, subsurface=0.1)),
    )
    floor = Floor(0, Surface((0, 0, 0), texture=Texture(color)), tile=0.25, seen=False)
    return Scene(items, floor=floor, unit=0.0004)


def test_textures_unseen_items_and_the_unit_come_back(tmp_path):
    scene = textured_scene()
    write_scene(tmp_path / "s.json", scene)
    back = read_scene(tmp_path / "s.json")
    a, b, c = back.items
    assert [item.seen for item in back.items] == [True, False, True]
    assert [item.number for item in back.items] == ["3001", "", ""]
    assert back.unit == 0.0004
    assert (back.floor.tile, back.floor.seen) == (0.25, False)
    assert c.surface == scene.items[2].surface and c.mesh.uv is None
    np.testing.assert_array_equal(a.mesh.uv, scene.items[0].mesh.uv)
    given, texture = scene.items[0].surface.texture, a.surface.texture
    np.testing.assert_array_equal(texture.color, given.color)
    np.testing.assert_array_equal(texture.roughness, given.roughness)
    assert back.floor.surface.texture.roughness is None
    # what is alike is stored once and comes back as one
    assert a.mesh is b.mesh and texture is b.surface.texture and c.mesh is not a.mesh
    with np.load(tmp_path / "s.npz") as stored:
        assert len(stored.files) == 5  # vertices, faces, uv, colour, roughness


def test_a_file_of_the_first_format_is_read(tmp_path):
    path = tmp_path / "s.json"
    write_scene(path, full_scene())
    values = json.loads(path.read_text())
    del values["unit"], values["floor"]["tile"], values["floor"]["seen"]
    for item in values["items"]:
        del item["seen"], item["number"], item["uv"]
    for surface in (values["floor"]["surface"], *(item["surface"] for item in values["items"])):
        for name in ("transmission", "coat", "coat_roughness", "subsurface", "texture"):
            del surface[name]
    path.write_text(json.dumps(values | {"format_version": 1}))
    back = read_scene(path)
    assert back.floor == full_scene().floor
    assert [item.surface for item in back.items] == [i.surface for i in full_scene().items]
    assert all(item.seen for item in back.items) and back.unit == 1


def test_a_mirrored_item_turns_its_texture_round_with_its_faces():
    item = textured_scene().items[0]
    mirrored = Item("m", 1, item.mesh, item.surface, np.diag([-1.0, 1, 1, 1]))
    assert not item.mirrored and mirrored.mirrored
    for ours in (item, mirrored):
        for face, uv in zip(ours.world_faces(), ours.world_uv(), strict=True):
            k = [list(f) for f in np.sort(ours.mesh.faces)].index(list(np.sort(face)))
            places = dict(zip(item.mesh.faces[k].tolist(), item.mesh.uv[k].tolist(), strict=True))
            assert [places[v] for v in face.tolist()] == uv.tolist()
    assert shapes.box(1).world_uv() is None


def test_a_newer_format_is_refused(tmp_path):
    path = tmp_path / "s.json"
    write_scene(path, full_scene())
    values = json.loads(path.read_text())
    path.write_text(json.dumps(values | {"format_version": 99}))
    with pytest.raises(ValueError, match="scene format 99"):
        read_scene(path)


def test_what_makes_no_sense_is_refused_at_once():
    with pytest.raises(ValueError, match="light kind 'sun'"):
        Light("sun", 1.0, np.eye(4))
    with pytest.raises(ValueError, match=r"part 0 of 'box 0' is not in 1\.\.65535"):
        shapes.box(0)
    with pytest.raises(ValueError, match=r"surface values lie in \[0, 1\]"):
        Surface((0.1, 0.2, 1.3))
    with pytest.raises(ValueError, match=r"'x' has a texture but its mesh no uv"):
        Item("x", 1, shapes.box(1).mesh, textured_scene().items[0].surface)
    with pytest.raises(ValueError, match="shape"):
        Item("x", 1, shapes.box(1).mesh, shapes.GREY, np.eye(3))
