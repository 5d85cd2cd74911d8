"""The renderer's process: errors, ends, and what goes over the pipe."""

import importlib.util
import os
import signal
import subprocess
import sys
import time
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from padkit.assets.materials import Surface, Texture
from padkit.benchmarks.errors import MissingLibraryError, UnknownNameError
from padkit.benchmarks.records import Camera
from padkit.generators.backends import Settings
from padkit.generators.backends.process import RenderProcess, _Request, _Shelf
from padkit.generators.scene import Item, Scene

OURS = """
import time
import numpy as np
from padkit.benchmarks.records import Camera
from padkit.generators.backends import Settings
from padkit.generators.backends.process import RenderProcess
from padkit.generators.scene import Scene

renderer = RenderProcess("mitsuba", Settings(samples=1, denoise=False))
camera = Camera(8, 8, np.array([[8, 0, 4], [0, 8, 4], [0, 0, 1]]), np.eye(4))
frame = renderer.render(Scene(()), camera)
print(renderer.pid, frame.color.shape, flush=True)
"""


def alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def wait_until_gone(pid: int) -> bool:
    end = time.monotonic() + 10
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.05)
    return not alive(pid)


def test_an_unknown_backend_is_told_with_close_matches():
    with pytest.raises(UnknownNameError, match="did you mean mitsuba"):
        RenderProcess("mitsubishi", Settings())


def test_a_missing_library_is_told_with_its_install_line(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingLibraryError, match=r"bpy.*padkit\[blender\].*Python 3.11"):
        RenderProcess("cycles", Settings())


def test_meshes_and_environments_are_sent_once(scene):
    held: OrderedDict[bytes, int] = OrderedDict()
    shelf = _Shelf()
    first, second = _Request(held).encode(scene), _Request(held).encode(scene)
    assert len(second) < 0.2 * len(first)
    one, two = shelf.decode(first), shelf.decode(second)
    np.testing.assert_array_equal(one.environment.radiance, scene.environment.radiance)
    for a, b, c in zip(scene.items, one.items, two.items, strict=True):
        np.testing.assert_array_equal(a.world_vertices(), b.world_vertices())
        assert a.surface == b.surface and a.part == b.part
        assert b.mesh is c.mesh


def test_textures_are_sent_once_wherever_they_are(scene):
    held: OrderedDict[bytes, int] = OrderedDict()
    shelf = _Shelf()
    pictures = [Texture(np.full((64, 64, 3), k, np.uint8)) for k in (1, 1, 2)]
    one, alike, other = (Surface((0, 0, 0), texture=picture) for picture in pictures)
    floor = replace(scene.floor, surface=one)
    mesh = scene.solids()[-1].mesh
    items = [Item("tile", 1, mesh, surface) for surface in (alike, other)]
    first, second = (
        shelf.decode(_Request(held).encode(Scene(tuple(items), (), None, floor))) for _ in range(2)
    )
    shown = first.floor.surface.texture
    np.testing.assert_array_equal(shown.color, pictures[0].color)
    assert first.items[0].surface.texture is shown
    assert first.items[1].surface.texture is not shown
    assert second.items[0].surface == first.items[0].surface
    assert len(held) == 3  # a mesh and two textures


def test_what_is_long_out_of_use_is_forgotten_at_both_ends(scene, monkeypatch):
    monkeypatch.setattr("padkit.generators.backends.process._SHARED_BYTES", 1)
    held: OrderedDict[bytes, int] = OrderedDict()
    shelf = _Shelf()
    others = replace(scene, items=scene.items[:2], environment=None)
    for values in (scene, others, scene, others):
        shelf.decode(_Request(held).encode(values))
        assert set(shelf._held) == set(held)
    assert len(held) == 1


@pytest.mark.mitsuba
def test_frames_come_in_the_order_asked_and_quietly(start, scene, shoot, capfd):
    renderer = start("mitsuba", samples=16)
    for width in (16, 24, 32):
        renderer.submit(scene, shoot(width, 16))
    assert [renderer.result().color.shape[1] for _ in range(3)] == [16, 24, 32]
    with pytest.raises(ValueError, match="no frame was submitted"):
        renderer.result()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "backend",
    [
        pytest.param("cycles", marks=pytest.mark.blender),
        pytest.param("mitsuba", marks=pytest.mark.mitsuba),
    ],
)
def test_what_the_renderer_refuses_is_told_and_does_not_end_it(backend, start, scene, shoot):
    renderer = start(backend, samples=16)
    K = np.array([[20, 3.0, 8], [0, 20, 8], [0, 0, 1]])
    refused = f"{backend} could not render a scene of 10 items at 16x16"
    with pytest.raises(RuntimeError, match=refused) as told:
        renderer.render(scene, Camera(16, 16, K, shoot().pose))
    assert "skew" in str(told.value).lower() and "\n" not in str(told.value)
    os.kill(renderer.pid, signal.SIGINT)  # Ctrl-C reaches the whole group; it is ours to handle
    assert renderer.render(scene, shoot(16, 16)).color.shape == (16, 16, 3)


@pytest.mark.mitsuba
def test_the_death_of_the_renderer_is_told(scene, shoot):
    with RenderProcess("mitsuba", Settings(samples=1024)) as renderer:
        renderer.render(scene, shoot(8, 8))
        renderer.submit(scene, shoot(400, 400))
        os.kill(renderer.pid, signal.SIGKILL)
        for _ in range(2):
            with pytest.raises(RuntimeError, match=r"signal 9 \(SIGKILL\) .* 10 items at 400x400"):
                renderer.result()
        with pytest.raises(RuntimeError, match="signal 9"):
            renderer.submit(scene, shoot(8, 8))


@pytest.mark.mitsuba
def test_closing_ends_the_renderer_in_the_midst_of_a_frame(scene, shoot):
    renderer = RenderProcess("mitsuba", Settings(samples=4096))
    renderer.render(scene, shoot(1, 1))
    renderer.submit(scene, shoot(400, 400))
    start = time.monotonic()
    renderer.close()
    assert time.monotonic() - start < 4
    assert wait_until_gone(renderer.pid)
    renderer.close()


@pytest.mark.mitsuba
def test_the_renderer_dies_with_us_and_needs_no_guard_in_the_main_module(tmp_path):
    script = tmp_path / "unguarded.py"
    script.write_text(f"{OURS}\ntime.sleep(60)\n")
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as ours:
        pid = int(ours.stdout.readline().split()[0])
        assert alive(pid)
        ours.send_signal(signal.SIGKILL)
    assert wait_until_gone(pid)
