"""Mitsuba against rays and against itself."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

pytestmark = pytest.mark.mitsuba


@pytest.fixture(scope="session")
def mitsuba(start):
    return start("mitsuba", samples=16)


def test_parts_agree_with_rays(mitsuba, scene, view, cast):
    """Mitsuba's rays are the second voice: at most 2 pixels of a view differ from Embree's."""
    parts = mitsuba.render(scene, view, parts=True).parts
    truth = cast(view)
    assert parts.dtype == np.uint16
    assert (parts != truth).sum() <= 2
    assert len(np.unique(truth)) > 8


def test_frames_do_not_depend_on_what_was_rendered_before(mitsuba, start, scene, shoot):
    fresh = start("mitsuba", samples=16, threads=3)
    for other in (replace(scene, items=scene.items[3:6], floor=None), replace(scene, floor=None)):
        mitsuba.render(other, shoot(80, 64))
    late = mitsuba.render(scene, shoot())
    first = fresh.render(scene, shoot())
    np.testing.assert_array_equal(late.color, first.color)
    np.testing.assert_array_equal(late.alpha, first.alpha)


SCALAR = """
import numpy as np
from padkit.generators.backends import Settings, llvm
llvm.find_llvm = lambda: None
from padkit.generators.backends.mitsuba import Renderer
from padkit.assets.materials import Surface, Texture
from padkit.assets.meshes import Mesh
from padkit.benchmarks.poses import look_at
from padkit.benchmarks.records import Camera
from padkit.generators.scene import Environment, Floor, Item, Scene

renderer = Renderer(Settings(samples=4))
scene = Scene((), (), Environment(np.ones((8, 16, 3))), Floor(0, Surface((0.5, 0.5, 0.5))))
K = np.array([[8, 0, 4], [0, 9, 4], [0, 0, 1]])
frame = renderer.render(scene, Camera(8, 8, K, look_at((0, -1, 2))), parts=True)
print("=", renderer.notes, round(float(frame.color.mean()), 1), frame.parts.min())

# an unseen floor, and a sheet of clear plastic (two faces) that hides a quarter of the picture
corners = np.array([[-2, -2, 0], [0, -2, 0], [0, 0, 0], [-2, 0, 0]])
sheet = Mesh(np.r_[corners, corners + [0, 0, 0.1]], [[0, 2, 1], [0, 3, 2], [4, 5, 6], [4, 6, 7]])
clear = Item("sheet", 1, sheet, Surface((1, 1, 1), 0.0, transmission=1.0))
picture = Surface((0, 0, 0), texture=Texture(np.full((2, 2, 3), 188, np.uint8)))
floor = Floor(-1, picture, seen=False)
scene = Scene((clear,), (), Environment(np.ones((8, 16, 3))), floor, (255, 255, 255))
above = Camera(8, 8, np.array([[8, 0, 4], [0, 8, 4], [0, 0, 1]]), look_at((0, 0, 4), up=(0, 1, 0)))
frame = Renderer(Settings(samples=4, denoise=False)).render(scene, above)
print("=", frame.alpha[5:, :3].min(), frame.color[5:, :3].min().round(1), frame.alpha[:, 4:].max())
seen = Scene((), (), scene.environment, Floor(-1, picture))
print("=", Renderer(Settings(samples=4)).render(seen, above).color.mean().round(1))
"""


def test_without_llvm_it_renders_all_the_same_and_says_how_to_be_faster():
    """In a process of its own: the variant is chosen once and for all."""
    answer = subprocess.run(
        [sys.executable, "-c", SCALAR], capture_output=True, text=True, check=True
    )
    assert "apt-get install libllvm19" in answer.stdout
    bare, plastic, texture = (x.split("= ")[1] for x in answer.stdout.splitlines() if "= " in x)
    assert bare.endswith("0.5 65535")
    assert plastic == "1.0 1.0 0.0"
    assert texture == "0.5"
