"""CPU seconds a frame of both backends, paired and alternating; ratios, nothing asserted.

    .venv/bin/python tests/speed/render.py [pixels] [samples] [rounds]

Sixty boxes on a floor in the studio; every frame has another camera, every second one another
scene (five items moved). The first frame of each process, which compiles and loads, is told apart.
"""

import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np

from padkit.assets.materials import Surface
from padkit.assets.meshes import Mesh
from padkit.assets.skies import studio
from padkit.benchmarks.poses import look_at
from padkit.benchmarks.records import Camera
from padkit.generators.backends import BACKENDS, Settings
from padkit.generators.backends.process import RenderProcess
from padkit.generators.scene import Environment, Floor, Item, Scene

CORNERS = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], np.float32)
QUADS = [[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]]
FACES = np.array([[q[i] for i in t] for q in QUADS for t in ((0, 1, 2), (0, 2, 3))], np.int32)


def pile(rng: np.random.Generator) -> Scene:
    """Sixty boxes in five layers."""
    box = Mesh((CORNERS - 0.5) * np.array([0.35, 0.18, 0.11], np.float32), FACES)
    items = []
    for i in range(60):
        pose = np.eye(4)
        pose[:3, 3] = (i % 3 - 1) * 0.37, (i // 3 % 4 - 1.5) * 0.2, 0.06 + (i // 12) * 0.12
        red, green, blue = rng.uniform(0.05, 0.8, 3)
        items.append(Item(f"box {i}", i + 1, box, Surface((red, green, blue)), pose))
    floor = Floor(0.0, Surface((0.5, 0.5, 0.5), 0.6), 6.0)
    return Scene(tuple(items), (), Environment(studio()), floor)


def move(scene: Scene, rng: np.random.Generator) -> Scene:
    """Lift five items a little."""
    items = list(scene.items)
    for i in rng.choice(len(items), 5, replace=False):
        pose = items[i].pose.copy()
        pose[2, 3] += 0.02
        items[i] = replace(items[i], pose=pose)
    return replace(scene, items=tuple(items))


def cpu_seconds(pid: int) -> float:
    """User and system seconds that a process has used (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def main(pixels: int = 256, samples: int = 16, rounds: int = 4) -> None:
    """Print a line per backend and their ratio."""
    rng = np.random.default_rng(0)
    K = np.array([[1.3 * pixels, 0, pixels / 2], [0, 1.3 * pixels, pixels / 2], [0, 0, 1]])
    scene = pile(rng)
    used: dict[str, list[float]] = defaultdict(list)
    running = {name: RenderProcess(name, Settings(samples)) for name in BACKENDS}
    for turn in range(rounds + 1):
        angle = turn * 2.4
        eye = 2.2 * np.cos(angle), 2.2 * np.sin(angle), 1.4
        camera = Camera(pixels, pixels, K, look_at(eye, (0, 0, 0.25)))
        scene = move(scene, rng) if turn % 2 else scene
        for name, process in running.items():
            before = cpu_seconds(process.pid or 0) if turn else 0.0
            process.render(scene, camera)
            used[name].append(cpu_seconds(process.pid or 0) - before)
    for name, process in running.items():
        process.close()
        first, later = used[name][0], used[name][1:]
        print(f"{name:8} start and first frame {first:5.2f}, later {np.median(later):5.2f} CPU s")
    ratio = np.median(np.array(used["cycles"][1:]) / np.array(used["mitsuba"][1:]))
    print(f"cycles / mitsuba at {pixels} px, {samples} samples: {ratio:.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
