import json

import numpy as np
import pytest
import shapes

from padkit.assets.materials import Surface
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
    with pytest.raises(ValueError, match="shape"):
        Item("x", 1, shapes.box(1).mesh, shapes.GREY, np.eye(3))
