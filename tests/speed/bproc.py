"""Seconds a view, ours against BlenderProc's own way, paired and alternating, and the PSNR of both.

    .venv/bin/python tests/speed/bproc.py [views] [pixels] [samples] [class] [reference.npz]

One shipped animal (that of about 150 bricks where none is named) under MAD's light, the environment
visible: over a plain background the two would differ, as BlenderProc denoises a transparent film
over nothing. Ours is a `RenderProcess`, whose frames we develop. BlenderProc 2.8 builds the scene
with its own calls in a process of its own, each brick with a mesh and a material of its own, adds
the poses of a block as keyframes and calls `render()` once, which writes PNGs and reads them back.
Both have the same samples, bounces, light tree, threads, importance map and denoising node.

Seconds are those of the renderer's process and ours together, from asking to having 8-bit pictures.
The first picture, which imports, builds and syncs, is told apart; the others come in blocks of 3,
ours and BlenderProc's in turn. The PSNR is over the first 2 views against 2048 samples that were
not denoised, a minute or more each at 256 px; give a file and they are kept there.
"""

import hashlib
import math
import multiprocessing
import os
import pickle
import sys
import tempfile
import time
from collections import defaultdict
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
from padkit.generators.scene import Item, Light, Scene

ROUNDS, JUDGED, REFERENCE_SAMPLES = 3, 2, 2048


class Ours:
    """Our backend."""

    def __init__(self, scene: Scene, settings: Settings) -> None:
        self._scene = scene
        self._process = RenderProcess("cycles", settings)
        self.pid = self._process.pid or 0

    def shoot(self, cameras: Sequence[Camera]) -> list[np.ndarray]:
        """Return the developed pictures (H, W, 3) uint8."""
        for camera in cameras:
            self._process.submit(self._scene, camera)
        return [develop(self._process.result(), None) for _ in cameras]

    def close(self) -> None:
        self._process.close()


class BlenderProc:
    """BlenderProc as its documentation tells to use it."""

    def __init__(self, scene: Scene, settings: Settings) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, child = context.Pipe()
        process = context.Process(target=serve, args=(child, scene, settings), daemon=True)
        process.start()
        child.close()
        self.pid = process.pid or 0

    def shoot(self, cameras: Sequence[Camera]) -> list[np.ndarray]:
        """Return the developed pictures (H, W, 3) uint8."""
        self._pipe.send(cameras)
        return self._pipe.recv()

    def close(self) -> None:
        self._pipe.close()


# ------------------------------------------------------------------- BlenderProc's own process


def serve(pipe: Connection, scene: Scene, settings: Settings) -> None:
    """Render each block of cameras that comes through `pipe`; runs in the child."""
    os.environ["OUTSIDE_OF_THE_INTERNAL_BLENDER_PYTHON_ENVIRONMENT_BUT_IN_RUN_SCRIPT"] = "1"
    import bpy  # noqa: F401, before BlenderProc
    from blenderproc.api import camera as bproc_camera
    from blenderproc.api import renderer, utility
    from blenderproc.python.utility.SetupUtility import SetupUtility

    sys.stderr = os.fdopen(os.dup(2), "w")  # Python's own errors stay
    for stream in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    with tempfile.TemporaryDirectory(dir=scratch()) as folder:
        SetupUtility.setup_utility_paths(folder)
        set_up(settings)
        build(scene, Path(folder))
        while True:
            try:
                cameras = pipe.recv()
            except EOFError:
                break
            utility.reset_keyframes()
            for camera in cameras:
                K = camera.K.copy()
                K[:2, 2] -= 0.5  # BlenderProc counts pixel centres at whole numbers
                bproc_camera.set_intrinsics_from_K_matrix(K, camera.width, camera.height)
                bproc_camera.add_camera_pose(opengl_camera_to_world(camera.pose))
            pipe.send(renderer.render(verbose=True)["colors"])
    os._exit(0)  # bpy may crash in a regular interpreter exit


def scratch() -> str | None:
    """Return the folder in memory that BlenderProc, too, takes on Linux."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def set_up(settings: Settings) -> None:
    """Do what `blenderproc.init` does, which fails on the bpy wheel, then tune as ours is."""
    import bpy
    from blenderproc.api import renderer
    from blenderproc.python.utility import Initializer

    Initializer.clean_up(clean_up_camera=True)
    renderer.set_render_devices(use_only_cpu=True)
    Initializer._Initializer.set_default_parameters()
    renderer.set_max_amount_of_samples(settings.samples)
    renderer.set_noise_threshold(0)
    renderer.set_cpu_threads(settings.threads)
    renderer.toggle_light_tree(True)
    renderer.set_light_bounces(settings.bounces, 12, 0, 12, 12, 16, 0)
    renderer.set_output_format("PNG", 8, False, view_transform="Standard")
    renderer.set_denoiser("INTEL")
    (node,) = (n for n in bpy.context.scene.node_tree.nodes if n.type == "DENOISE")
    node.prefilter = "NONE"
    world = bpy.context.scene.world.cycles
    world.sampling_method, world.sample_map_resolution = "MANUAL", 2048


def build(scene: Scene, folder: Path) -> None:
    """Make the scene with BlenderProc's own calls."""
    from blenderproc.api import world

    for item in scene.items:
        add_brick(item, scene.unit)
    for light in scene.lights:
        add_lamp(light)
    if scene.environment is not None:
        path = str(folder / "environment.exr")
        header = {"compression": OpenEXR.NO_COMPRESSION, "type": OpenEXR.scanlineimage}
        OpenEXR.File(header, {"RGB": np.array(scene.environment.radiance)}).write(path)
        world.set_world_background_hdr_img(path, scene.environment.strength)


def add_brick(item: Item, unit: float) -> None:
    """Add an item with a mesh and a material of its own."""
    import bpy
    from blenderproc.api import material, object

    mesh = bpy.data.meshes.new(item.name)
    mesh.from_pydata(item.mesh.vertices, [], item.mesh.faces)
    brick = object.create_from_blender_mesh(mesh)
    brick.set_shading_mode("FLAT")
    brick.set_local2world_mat(item.pose)
    look = material.create(item.name)
    nodes.dress(look.blender_obj.node_tree, surfaces.kind(item.surface), {}, unit)
    look.set_principled_shader_value("Base Color", [*item.surface.base_color, 1.0])
    look.set_principled_shader_value("Roughness", item.surface.roughness)
    brick.add_material(look)


def add_lamp(light: Light) -> None:
    """Add a square area lamp; it lights but is itself not seen."""
    from blenderproc.api import types

    lamp = types.Light(light.kind.upper())
    lamp.set_energy(light.power)
    lamp.set_color(list(light.color))
    lamp.set_local2world_mat(light.pose)
    lamp.blender_obj.data.shape = "SQUARE"
    lamp.blender_obj.data.size = light.size
    lamp.blender_obj.visible_camera = False


# ------------------------------------------------------------------------------ measuring


def cpu_seconds(pid: int) -> float:
    """User and system seconds that a process has used (Linux), and ours."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100 + time.process_time()


def reference(scene: Scene, cameras: Sequence[Camera], file: Path | None) -> np.ndarray:
    """Return the true pictures (N, H, W, 3) uint8, from `file` where it holds them."""
    key = hashlib.sha256(pickle.dumps((scene, cameras))).hexdigest()
    if file is not None and file.exists():
        kept = np.load(file)
        if str(kept["key"]) == key:
            return kept["pictures"]
    camera = Ours(scene, Settings(REFERENCE_SAMPLES, denoise=False, seed=1))
    pictures = np.array(camera.shoot(cameras))
    camera.close()
    if file is not None:
        np.savez_compressed(file, key=key, pictures=pictures)
    return pictures


def psnr(picture: np.ndarray, truth: np.ndarray) -> float:
    """Return the PSNR of 8-bit pictures in dB."""
    return 10 * math.log10(255**2 / np.mean((picture.astype(float) - truth) ** 2))


def bricks(category: str) -> int:
    return models.path(category).read_text().count("\n1 ")


def main(
    views: int = 12, pixels: int = 256, samples: int = 16, category: str = "", file: str = ""
) -> None:
    """Print a line for each, and their ratios."""
    category = category or min(mad.classes(), key=lambda name: abs(bricks(name) - 150))
    sound = mad.sound_scene(category, Recipe(mad.PRESETS["small"]))
    scene = replace(sound, background=None)
    around = sphere_directions(views, (math.radians(20), math.radians(125)))
    cameras = [orbit(d, mad.RADIUS, (pixels, pixels), mad.ANGLE_X) for d in around]
    blocks = [cameras[:1]] + [cameras] * ROUNDS
    rivals = {"ours": Ours, "BlenderProc": BlenderProc}
    running, pictures = {}, defaultdict(list)
    spent = defaultdict(list)
    for block in blocks:
        for name, rival in rivals.items():
            wall, own = time.perf_counter(), time.process_time()
            new = name not in running
            if new:
                running[name] = rival(scene, Settings(samples))
            cpu = own if new else cpu_seconds(running[name].pid)
            pictures[name] += running[name].shoot(block)
            cpu = cpu_seconds(running[name].pid) - cpu
            spent[name].append(np.array([cpu, time.perf_counter() - wall]) / len(block))
    for rival in running.values():
        rival.close()
    truth = reference(scene, cameras[:JUDGED], Path(file) if file else None)
    print(f"{category} ({bricks(category)} bricks), {pixels} px, {samples} samples, {views} views")
    for name, times in spent.items():
        first, later = times[0], np.median(times[1:], axis=0)
        decibels = np.mean([psnr(p, t) for p, t in zip(pictures[name][1:], truth, strict=False)])
        print(
            f"{name:11} first picture {first[0]:5.2f} CPU s, {first[1]:5.2f} s; then "
            f"{later[0]:.2f} CPU s, {later[1]:.2f} s a view; {decibels:.2f} dB"
        )
    ratio = np.array(spent["ours"][1:]) / np.array(spent["BlenderProc"][1:])
    for kind, values in zip(("CPU", "wall"), ratio.T, strict=True):
        print(
            f"ours / BlenderProc, {kind} seconds a view: median {np.median(values):.3f} "
            f"({values.min():.2f} to {values.max():.2f}, {len(values)} pairs of blocks)"
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]), *sys.argv[4:6])
