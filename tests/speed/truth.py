"""Ground truth of an 800x800 view: ids, depth, normals and mask, against trimesh's own ray queries.

Paired and alternating; the ratio of CPU seconds is what counts on a machine that is shared.
"""

import time

import numpy as np
import trimesh

from padkit.generators import mad
from padkit.generators.plans import Recipe, Unit
from padkit.generators.truth import caster, edit_picture

ROUNDS = 7


def main() -> None:
    unit = Unit("01Gorilla", "test", "Missing", 0)
    shown = mad.compose(unit, Recipe(mad.PRESETS["paper"]))
    solids = shown.scene.solids()
    vertices = [solid.world_vertices() for solid in solids]
    starts = np.cumsum([0, *map(len, vertices)])
    faces = [s.world_faces() + start for s, start in zip(solids, starts, strict=False)]
    mesh = trimesh.Trimesh(np.concatenate(vertices), np.concatenate(faces), process=False)
    camera = shown.camera
    rows, columns = np.mgrid[: camera.height, : camera.width] + 0.5
    rays = np.stack([columns, rows, np.ones_like(rows)], -1).reshape(-1, 3)
    directions = rays @ np.linalg.inv(camera.K).T @ camera.pose[:3, :3]
    origins = np.tile(-camera.pose[:3, :3].T @ camera.pose[:3, 3], (len(directions), 1))

    def ours() -> None:
        hits = caster(shown.scene).cast(camera)
        edit_picture(shown.sound, shown.scene, camera, hits)

    def theirs() -> None:
        mesh.ray.intersects_first(origins, directions)

    ours()
    theirs()
    spent: dict[str, list[tuple[float, float]]] = {"ours": [], "theirs": []}
    for _ in range(ROUNDS):
        for name, work in (("ours", ours), ("theirs", theirs)):
            wall, cpu = time.perf_counter(), time.process_time()
            work()
            spent[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    wall, cpu = np.median(spent["ours"], axis=0) * 1000
    ratio = np.median([t[1] / o[1] for o, t in zip(spent["ours"], spent["theirs"], strict=True)])
    print(f"{len(mesh.faces)} triangles: {wall:.0f} ms wall, {cpu:.0f} ms CPU a view; "
          f"trimesh's first-hit query alone takes {ratio:.1f} times our CPU seconds")  # fmt: skip


if __name__ == "__main__":
    main()
