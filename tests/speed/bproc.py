"""Seconds a view, ours against BlenderProc's own way, alternating, and the PSNR of both.

    .venv/bin/python tests/speed/bproc.py [views] [pixels] [samples] [class] [reference.npz]

One animal (that nearest 150 bricks where none is named) under MAD's light, the environment visible:
over a background BlenderProc would denoise a transparent film over nothing, which ours does not.
BlenderProc 2.8 has a process of its own, the set-up, lamps and meshes that our backend makes, thus
equal samples, bounces, light tree, threads, importance map and denoising, but a mesh and a material
for each brick; poses are keyframes, and one `render()` writes all PNGs and reads them back, which
is its fastest way.

Seconds are the renderer's and ours, from asking to having 8-bit pictures. The first picture, which
imports and builds, is told apart; then each in turn takes all views, `ROUNDS` times. The PSNR is
over 2 views against 2048 samples without denoising, a minute or more each at 256 px: give a file
and they are kept there. The file is not called blenderproc.py, as it would hide the library.

16Cat, 256 px, 16 samples, 12 views, two idle cores: ours / BlenderProc 0.996 in CPU seconds (rounds
0.98 to 1.04), 0.998 in wall seconds, 41.6 v 41.3 dB; our first picture takes 2.9 s, BlenderProc's
3.8. What an early loop of ours lacked was the denoiser as a node of the compositor, without Cycles'
own denoising passes, which is what we use; keyframing the camera for each view cost 10 ms more, as
Blender then builds its dependency graph anew; with one `render()` a view BlenderProc does so, too,
and takes 1.3 times our seconds.
"""

import hashlib
import math
import multiprocessing
import os
import pickle
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import OpenEXR

from padkit.assets import models
from padkit.benchmarks.poses import opengl_camera_to_world
from padkit.benchmarks.records import Camera
from padkit.generators import mad
from padkit.generators.backends import Settings, nodes, surfaces
from padkit.generators.backends.process import RenderProcess
from padkit.generators.cameras import orbit, sphere_directions
from padkit.generators.developing import develop
from padkit.generators.plans import Recipe
from padkit.generators.scene import Scene

ROUNDS, JUDGED, REFERENCE_SAMPLES = 3, 2, 2048


class Ours:
    """Our backend."""

    def __init__(self, scene: Scene, settings: Settings) -> None:
        self._scene = scene
        self._process = RenderProcess("cycles", settings)
        self.pid, self.close = self._process.pid, self._process.close

    def shoot(self, cameras: Sequence[Camera]) -> list[np.ndarray]:
        for camera in cameras:
            self._process.submit(self._scene, camera)
        return [develop(self._process.result(), None) for _ in cameras]


class Theirs:
    """BlenderProc as its documentation tells to use it."""

    def __init__(self, scene: Scene, settings: Settings) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, child = context.Pipe()
        process = context.Process(target=serve, args=(child, scene, settings), daemon=True)
        process.start()
        child.close()
        self.pid, self.close = process.pid, self._pipe.close

    def shoot(self, cameras: Sequence[Camera]) -> list[np.ndarray]:
        self._pipe.send(cameras)
        return self._pipe.recv()


def serve(pipe: Connection, scene: Scene, settings: Settings) -> None:
    """Render the cameras that come through `pipe` until it is closed; runs in the child."""
    sys.stderr = os.fdopen(os.dup(2), "w")  # for Python's own errors
    for stream in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        tempfile.tempdir = folder
        build(scene, settings)
        from blenderproc.api import camera, renderer, utility

        while True:
            try:
                views: Sequence[Camera] = pipe.recv()
            except EOFError:
                break
            K = views[0].K.copy()
            K[:2, 2] -= 0.5  # BlenderProc counts pixel centres at whole numbers
            utility.reset_keyframes()
            camera.set_intrinsics_from_K_matrix(K, views[0].width, views[0].height)
            for view in views:
                camera.add_camera_pose(opengl_camera_to_world(view.pose))
            pipe.send(renderer.render(verbose=True)["colors"])
    os._exit(0)  # bpy may crash in a regular interpreter exit


def build(scene: Scene, settings: Settings) -> None:
    """Set BlenderProc up, as our backend does by BlenderProc's own calls, and make the scene."""
    from padkit.generators.backends import cycles  # isort: skip  # lets BlenderProc be imported
    import bpy
    from blenderproc.api import material, object, renderer, world

    cycles._set_up(settings)
    renderer.set_output_format("PNG", 8, False, view_transform="Standard")
    bpy.context.scene.render.use_file_extension = True
    bpy.context.scene.node_tree.nodes["Denoise"].prefilter = "NONE"
    sky = bpy.context.scene.world.cycles
    sky.sampling_method, sky.sample_map_resolution = "MANUAL", cycles._SAMPLE_MAP
    for item in scene.items:
        look = material.create(item.name)
        nodes.dress(look.blender_obj.node_tree, surfaces.kind(item.surface), {}, scene.unit)
        look.set_principled_shader_value("Base Color", [*item.surface.base_color, 1.0])
        look.set_principled_shader_value("Roughness", item.surface.roughness)
        mesh = cycles._build_mesh(item.mesh, look.blender_obj)
        object.create_from_blender_mesh(mesh).set_local2world_mat(item.pose)
    for light in scene.lights:
        cycles._build_lamp(light)
    if scene.environment is not None:
        path = f"{tempfile.tempdir}/environment.exr"
        header = {"compression": OpenEXR.NO_COMPRESSION, "type": OpenEXR.scanlineimage}
        OpenEXR.File(header, {"RGB": np.array(scene.environment.radiance)}).write(path)
        world.set_world_background_hdr_img(path, scene.environment.strength)


def seconds(pid: int | None) -> np.ndarray:
    """CPU seconds of a process (Linux) and ours, and the clock's."""
    spent = time.process_time()
    if pid is not None:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        spent += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return np.array([spent, time.perf_counter()])


def reference(scene: Scene, cameras: Sequence[Camera], file: str) -> np.ndarray:
    """Return the true pictures (N, H, W, 3) uint8, from `file` where it holds these."""
    key = hashlib.sha256(pickle.dumps((scene, cameras))).hexdigest()
    if file and Path(file).exists() and str(np.load(file)["key"]) == key:
        return np.load(file)["pictures"]
    ours = Ours(scene, Settings(REFERENCE_SAMPLES, denoise=False, seed=1))
    pictures = np.array(ours.shoot(cameras))
    ours.close()
    if file:
        np.savez_compressed(file, key=key, pictures=pictures)
    return pictures


def psnr(picture: np.ndarray, truth: np.ndarray) -> float:
    return 10 * math.log10(255**2 / np.mean((picture.astype(float) - truth) ** 2))


def main(views: int, pixels: int, samples: int, category: str = "", file: str = "") -> None:
    """Print a line for each, and their ratios."""
    bricks = {name: models.path(name).read_text().count("\n1 ") for name in mad.classes()}
    category = category or min(bricks, key=lambda name: abs(bricks[name] - 150))
    scene = replace(mad.sound_scene(category, Recipe(mad.PRESETS["small"])), background=None)
    around = sphere_directions(views, (math.radians(20), math.radians(125)))
    cameras = [orbit(d, mad.RADIUS, (pixels, pixels), mad.ANGLE_X) for d in around]
    running: dict[str, Ours | Theirs] = {}
    spent: dict[str, list[np.ndarray]] = {"ours": [], "BlenderProc": []}
    pictures: dict[str, list[np.ndarray]] = {}
    for block in [cameras[:1]] + [cameras] * ROUNDS:
        for name, maker in (("ours", Ours), ("BlenderProc", Theirs)):
            before = seconds(running[name].pid if name in running else None)
            if name not in running:
                running[name] = maker(scene, Settings(samples))
            pictures[name] = running[name].shoot(block)
            spent[name].append((seconds(running[name].pid) - before) / len(block))
    for process in running.values():
        process.close()
    truth = reference(scene, cameras[:JUDGED], file)
    print(f"{category} ({bricks[category]} bricks), {pixels} px, {samples} samples, {views} views")
    for name, times in spent.items():
        first, later = times[0], np.median(times[1:], axis=0)
        decibels = np.mean([psnr(p, t) for p, t in zip(pictures[name], truth, strict=False)])
        print(
            f"{name:11} first picture {first[0]:5.2f} CPU s, {first[1]:5.2f} s; then "
            f"{later[0]:.3f} CPU s, {later[1]:.3f} s a view; {decibels:.2f} dB"
        )
    ratios = np.array(spent["ours"][1:]) / np.array(spent["BlenderProc"][1:])
    for kind, (low, middle, high) in zip(("CPU", "wall"), np.sort(ratios.T), strict=True):
        print(f"ours / BlenderProc, {kind} seconds: median {middle:.3f} ({low:.2f} to {high:.2f})")


if __name__ == "__main__":
    given = [int(count) for count in sys.argv[1:4]]
    views, pixels, samples = given + [12, 256, 16][len(given) :]
    main(views, pixels, samples, *sys.argv[4:6])
