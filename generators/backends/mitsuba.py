"""Mitsuba 3: the only file that imports mitsuba and drjit.

Kernels are compiled by LLVM where there is one; the scalar variant does without, slowly. All
solids with one kind of surface are one mesh that tells colour, roughness and metallic face by
face, so that another scene needs no other kernel. The film has a box filter: with others the
frames are not repeatable and the denoiser does next to nothing. Noise goes with Open Image
Denoise (pyoidn), whose result does not depend on the number of threads.
"""

from __future__ import annotations

import json
import os
import pickle
from typing import Any

import numpy as np
import pyoidn
from numpy.typing import NDArray

from ...assets.materials import Surface
from ...benchmarks.poses import invert
from ...benchmarks.records import Camera
from ..scene import Frame, Item, Scene
from . import Settings, llvm
from .background import decode_background, lift_background, picture_environment, pixel_rays
from .descriptions import describe_lamps, describe_sky, describe_surface, face_attributes
from .surfaces import baked, kind

os.environ["DRJIT_LIBLLVM_PATH"] = str(llvm.find_llvm() or "")  # read at Dr.Jit's first use

import drjit
import mitsuba

dr: Any = drjit  # their stubs differ from release to release, and with the variant
mi: Any = mitsuba
_LLVM = llvm.find_llvm()
mi.set_variant("scalar_rgb" if _LLVM is None else "llvm_ad_rgb")

_NEAR, _FAR = 1e-3, 1e5
_GUIDE_SAMPLES = 8  # for the denoiser's albedo and normal pictures
_WALLS = 12  # faces of clear plastic that a camera ray may meet
_IOR = 1.5


class Renderer:
    """Renders scenes with the path tracer; a scene that comes again is not built again.

    Attributes:
        notes: Lines for the user.
    """

    notes: tuple[str, ...] = ()

    def __init__(self, settings: Settings) -> None:
        if _LLVM is None:
            self.notes = (
                f"Mitsuba renders slowly without LLVM {llvm.OLDEST} or newer: {llvm.INSTALL}",
            )
        self._settings = settings
        # with 0 or 1 thread Dr.Jit deadlocks while it loads an environment map
        dr.set_thread_count(max(2, settings.threads or os.cpu_count() or 2))
        depth = {"max_depth": settings.bounces + 2, "hide_emitters": True}
        # volpath is a quarter dearer; path loses light behind what is see-through
        self._tracers = [mi.load_dict({"type": name, **depth}) for name in ("path", "volpath")]
        self._mirrored = mi.load_dict({"type": "volpath", **depth, "hide_emitters": False})
        self._guide = mi.load_dict({"type": "aov", "aovs": "albedo:albedo,normal:sh_normal"})
        self._key: tuple[Any, ...] | None = None
        self._scene: Any = None
        self._seen: Any = None

    def render(self, scene: Scene, camera: Camera, *, parts: bool = False) -> Frame:
        """Render one frame.

        Args:
            scene: What to render.
            camera: From where; skew is refused.
            parts: Whether `Frame.parts` is wanted; cast by Mitsuba's own rays.
        """
        key = _content(scene)
        if key != self._key:
            (self._scene, self._seen), self._key = _build(scene), key
        integrator = self._integrator(scene)
        image = self._trace(self._scene, integrator, camera, self._settings.samples)
        color, alpha = np.ascontiguousarray(image[..., :3]), np.clip(image[..., 3], 0, 1)
        backdrop = (
            picture_environment(scene.environment, camera)
            if scene.background is None
            else decode_background(scene.background)
        )
        over = (color + (1 - alpha[..., None]) * backdrop).astype(np.float32)
        if self._settings.denoise:
            over = self._denoise(over, camera)
        ids = _cast_parts(scene, camera) if parts else None
        if scene.background is None:
            return Frame(over, np.ones_like(alpha), ids)
        return Frame(lift_background(over, alpha, backdrop), alpha, ids)

    def _integrator(self, scene: Scene) -> Any:
        """Return the cheapest path tracer that does this scene justice."""
        solids = scene.solids()
        clear = any(solid.surface.transmission > 0 for solid in solids)
        tracer = self._tracers[clear or any(solid.surface.opacity < 1 for solid in solids)]
        if not clear and all(solid.seen for solid in solids):
            return tracer
        backdrop = None if scene.background is None else decode_background(scene.background)
        return _Eye(self._seen, tracer, self._mirrored if clear else None, backdrop)

    def _denoise(self, over: NDArray[np.float32], camera: Camera) -> NDArray[np.float32]:
        """Return the picture (H, W, 3) without noise; its guides are rendered here."""
        guide = self._trace(self._seen, self._guide, camera, _GUIDE_SAMPLES)[..., -6:]
        albedo, normal = (np.ascontiguousarray(g) for g in (guide[..., :3], guide[..., 3:]))
        clean: NDArray[np.float32] = pyoidn.denoise(over, albedo=albedo, normal=normal, hdr=True)
        return clean

    def _trace(
        self, scene: Any, integrator: Any, camera: Camera, samples: int
    ) -> NDArray[np.float32]:
        """Return (H, W, channels) float32."""
        sensor = _sensor(camera, samples)
        seed = self._settings.seed
        image = mi.render(scene, sensor=sensor, integrator=integrator, spp=samples, seed=seed)
        return np.array(image, dtype=np.float32)


def _content(scene: Scene) -> tuple[Any, ...]:
    """Return what tells whether two scenes look the same; meshes by identity."""
    solids = tuple((s.mesh, s.surface, s.pose.tobytes(), s.seen) for s in scene.solids())
    return solids, pickle.dumps(scene.lights), scene.environment


def _build(scene: Scene) -> tuple[Any, Any]:
    """Return Mitsuba's scene, and what cameras see of it: no lamps, no unseen solids.

    There is one merged mesh for each kind of surface.
    """
    kinds: dict[tuple[bool, Surface], list[Item]] = {}
    for solid in scene.solids():
        kinds.setdefault((solid.seen, kind(baked(solid.surface))), []).append(solid)
    parts: dict[str, Any] = {"type": "scene"}
    shown: dict[str, Any] = {"type": "scene"}
    for number, ((seen, surface), solids) in enumerate(kinds.items()):
        mesh = _merge(solids, surface)
        parts[f"mesh{number}"] = mesh
        if seen:
            shown[f"mesh{number}"] = mesh
    for number, light in enumerate(scene.lights):
        for index, lamp in enumerate(describe_lamps(light)):
            parts[f"lamp{number}_{index}"] = _translate(lamp)
    if scene.environment is not None:
        parts["environment"] = _translate(describe_sky(scene.environment))
    return mi.load_dict(parts), mi.load_dict(shown)


def _translate(description: dict[str, Any]) -> dict[str, Any]:
    """Return the description with Mitsuba's own kinds of matrices and pictures."""
    translated: dict[str, Any] = {}
    for name, value in description.items():
        if isinstance(value, dict):
            value = _translate(value)
        elif name == "to_world":
            value = mi.ScalarTransform4f(value)
        elif name == "bitmap":
            value = mi.Bitmap(np.array(value, order="C"))  # a copy: it refuses what is read-only
        translated[name] = value
    return translated


def _merge(solids: list[Item], surface: Surface | None) -> Any:
    """Return one Mitsuba mesh of all `solids` in the world, flat-shaded.

    Args:
        solids: At least one.
        surface: Their kind; with a texture each corner of a face becomes a vertex. None: bare.
    """
    textured = surface is not None and surface.texture is not None
    vertices = [s.world_vertices() for s in solids]
    faces = [s.world_faces() for s in solids]
    if textured:
        vertices = [v[f].reshape(-1, 3) for v, f in zip(vertices, faces, strict=True)]
        faces = [np.arange(f.size, dtype=np.int32).reshape(-1, 3) for f in faces]
    starts = np.cumsum([0, *(len(v) for v in vertices)])
    counts = [len(f) for f in faces]
    properties = mi.Properties()
    if surface is not None:
        properties["mesh_bsdf"] = mi.load_dict(_translate(describe_surface(surface)))
    mesh = mi.Mesh(
        "solids",
        vertex_count=int(starts[-1]),
        face_count=sum(counts),
        props=properties,
        has_vertex_normals=False,
        has_vertex_texcoords=textured,
    )
    for name, values in face_attributes(solids).items():
        mesh.add_attribute(name, values.shape[1], np.repeat(values, counts, axis=0).ravel())
    parameters = mi.traverse(mesh)
    parameters["vertex_positions"] = np.concatenate(vertices).ravel()
    parameters["faces"] = (
        np.concatenate([f + start for f, start in zip(faces, starts[:-1], strict=True)])
        .astype(np.uint32)
        .ravel()
    )
    if textured:
        uv = [uv.ravel() for s in solids if (uv := s.world_uv()) is not None]
        parameters["vertex_texcoords"] = np.concatenate(uv)
    parameters.update()
    return mesh


class _Eye(mi.SamplingIntegrator):  # type: ignore[misc]
    """Leads camera rays to what they see, where a path tracer goes on.

    They pass what is unseen, and are refracted by clear plastic; where they leave it for the open
    they meet the background. Clear plastic is smooth here whatever its roughness, and has the tint
    of its `base_color` whatever its texture. Unseen solids do show through mere `opacity`.
    """

    def __init__(
        self, seen: Any, direct: Any, mirrored: Any | None, backdrop: NDArray[np.float32] | None
    ) -> None:
        """Make it.

        Args:
            seen: The scene of what cameras see.
            direct: Goes on from what is first seen.
            mirrored: Goes on from what is seen by or through clear plastic; None without such.
            backdrop: (3,) linear background, or None for the environment.
        """
        super().__init__(mi.Properties())
        self._seen, self._direct, self._mirrored = seen, direct, mirrored
        # opaque: another background is no other kernel
        self._backdrop = None if backdrop is None else dr.opaque(mi.Color3f(backdrop.tolist()))

    def sample(
        self, scene: Any, sampler: Any, ray: Any, medium: Any = None, active: Any = True
    ) -> tuple[Any, Any, list[Any]]:
        """Return radiance, whether anything is seen, and nothing more."""
        if self._mirrored is None:
            met = self._seen.ray_intersect(ray, active)
            active = active & met.is_valid()
            color, valid, _ = self._direct.sample(
                scene, sampler, _stop_before(met, ray), medium, active
            )
            return dr.select(active, color, 0), valid & active, []
        ray, weight, passed, thrown, mirrored = self._look(sampler, ray, active)
        met = self._seen.ray_intersect(ray, _less(active, mirrored))
        reached = active & met.is_valid()
        beyond = _less(active & passed, reached | mirrored)
        color = dr.select(beyond, weight * self._behind(scene, ray, thrown, beyond), 0)
        ray = dr.select(reached, _stop_before(met, ray), ray)
        first, later = _less(reached, passed), active & ((reached & passed) | mirrored)
        radiance, valid, _ = self._direct.sample(scene, sampler, ray, medium, first)
        color += dr.select(first, radiance, 0)
        radiance, _, _ = self._mirrored.sample(scene, sampler, ray, medium, later)
        color += dr.select(later, weight * radiance, 0)
        return color, (first & valid) | beyond | later, []

    @dr.syntax  # type: ignore[untyped-decorator]
    def _look(self, sampler: Any, ray: Any, active: Any) -> tuple[Any, Any, Any, Any, Any]:
        """Follow rays through clear plastic.

        Returns:
            The rays that go on; what they carry, tinted; whether they met clear plastic; whether
            it threw them back, out- or inside, so that the open shows the environment to them;
            whether they are outside again because of it (or of too many walls).
        """
        ray, weight = mi.Ray3f(ray), mi.Color3f(1)
        passed, thrown, mirrored = mi.Bool(False), mi.Bool(False), mi.Bool(False)
        looking, walls = mi.Bool(active), mi.UInt32(0)
        while looking:
            met = self._seen.ray_intersect(ray, looking)
            looking &= met.is_valid()
            clear, tint = _read_clarity(met, looking)
            looking &= sampler.next_1d(looking) < clear
            share, cosine, _, ratio = mi.fresnel(met.wi.z, _IOR)
            back = looking & (sampler.next_1d(looking) < share)
            onward = dr.select(back, mi.reflect(met.wi), mi.refract(met.wi, cosine, ratio))
            weight = dr.select(_less(looking, back), weight * tint, weight)
            ray = dr.select(looking, met.spawn_ray(met.to_world(onward)), ray)
            passed |= looking
            mirrored |= looking & ((back & (walls == 0)) | (walls == _WALLS))
            walls += 1
            thrown |= back | mirrored
            looking = _less(looking, mirrored)
        return ray, weight, passed, thrown, mirrored

    def _behind(self, scene: Any, ray: Any, thrown: Any, active: Any) -> Any:
        """Return what shows where nothing is: the background, or the environment."""
        around = mi.Color3f(0)
        if scene.environment() is not None:
            met = dr.zeros(mi.SurfaceInteraction3f)
            met.wi = -ray.d
            around = scene.environment().eval(met, active)
        return around if self._backdrop is None else dr.select(thrown, around, self._backdrop)


def _less(mask: Any, other: Any) -> Any:
    """Return where the one holds without the other; `~` makes numbers of the scalar variant's."""
    return dr.select(other, False, mask)


def _read_clarity(met: Any, active: Any) -> tuple[Any, Any]:
    """Return how clear the plastic is that was met, and its tint; see `face_attributes`."""
    if met.shape is None:  # the scalar variant's word for nothing
        return mi.Float(0), mi.Color3f(0)
    clear = met.shape.eval_attribute_1("face_clear", met, active)
    return clear, mi.Color3f(met.shape.eval_attribute_3("face_tint", met, active))


def _stop_before(met: Any, ray: Any) -> Any:
    """Return the ray that starts just before what it met."""
    onward = mi.Ray3f(met.spawn_ray(-ray.d))
    onward.d = ray.d
    return onward


# ------------------------------------------------------------------------------------- camera


def _sensor(camera: Camera, samples: int) -> Any:
    """Return Mitsuba's camera, with a box filter (others defeat the denoiser)."""
    film = {
        "type": "hdrfilm",
        "width": camera.width,
        "height": camera.height,
        "pixel_format": "rgba",
        "component_format": "float32",
        "rfilter": {"type": "box"},
    }
    K, width, height = camera.K, camera.width, camera.height
    if K[0, 1] != 0:
        raise ValueError(f"skew {K[0, 1]} cannot be rendered: make K[0, 1] zero")
    view: dict[str, Any]
    if np.isclose(K[0, 0], K[1, 1], rtol=1e-9):
        view = {
            "type": "perspective",
            "fov": float(2 * np.degrees(np.arctan(width / 2 / K[0, 0]))),
            "fov_axis": "x",
            "near_clip": _NEAR,
            "far_clip": _FAR,
            "principal_point_offset_x": float(-(K[0, 2] - width / 2) / width),
            "principal_point_offset_y": float(-(K[1, 2] - height / 2) / height),
            # x left, y up, z forward: two flips against OpenCV
            "to_world": mi.ScalarTransform4f(invert(camera.pose) @ np.diag([-1.0, -1, 1, 1])),
        }
    else:
        view = {"type": "pinhole", "camera": json.dumps(camera.to_json())}
    return mi.load_dict(
        {**view, "film": film, "sampler": {"type": "multijitter", "sample_count": samples}}
    )


class _Pinhole(mi.Sensor):  # type: ignore[misc]
    """A camera whose pixels need not be square, which Mitsuba's own cannot be.

    It is slow in the scalar variant (Python is asked for each sample), so the other goes first.
    """

    def __init__(self, properties: Any) -> None:
        super().__init__(properties)
        camera = Camera.from_json(json.loads(properties["camera"]))
        self._size = camera.width, camera.height
        self._K = camera.K.tolist()
        to_world = invert(camera.pose)
        self._axes = mi.ScalarMatrix3f(to_world[:3, :3])
        self._centre = mi.ScalarPoint3f(to_world[:3, 3])

    def sample_ray(
        self, time: Any, wavelengths: Any, position: Any, aperture: Any, active: Any = True
    ) -> tuple[Any, Any]:
        """Return the ray through `position` (both in [0, 1]) of the film, and its weight."""
        (fx, _, cx), (_, fy, cy), _ = self._K
        x = (position.x * self._size[0] - cx) / fx
        y = (position.y * self._size[1] - cy) / fy
        direction = dr.normalize(mi.Matrix3f(self._axes) @ mi.Vector3f(x, y, 1))
        return mi.Ray3f(mi.Point3f(self._centre), direction, time, []), mi.Color3f(1)

    def sample_ray_differential(self, *sample: Any) -> tuple[Any, Any]:
        """Return the same as `sample_ray`: nothing here needs footprints."""
        ray, weight = self.sample_ray(*sample)
        return mi.RayDifferential3f(ray), weight


mi.register_sensor("pinhole", _Pinhole)


def _cast_parts(scene: Scene, camera: Camera) -> NDArray[np.uint16]:
    """Return the part ids (H, W) that Mitsuba's rays through the pixel centres meet first."""
    solids = [solid for solid in scene.solids() if solid.seen]
    merged = mi.load_dict({"type": "scene", "mesh": _merge(solids, None)})
    parts = np.repeat([s.part for s in solids], [len(s.mesh.faces) for s in solids])
    origin, directions = pixel_rays(camera)
    if mi.variant().startswith("scalar"):
        hits = [
            merged.ray_intersect_preliminary(mi.Ray3f(mi.Point3f(origin), mi.Vector3f(d)))
            for d in directions
        ]
        valid = np.array([hit.is_valid() for hit in hits])
        faces = np.array([hit.prim_index for hit in hits])
    else:
        hit = merged.ray_intersect_preliminary(
            mi.Ray3f(mi.Point3f(origin), mi.Vector3f(directions.T.astype(np.float32)))
        )
        valid, faces = np.array(hit.is_valid()), np.array(hit.prim_index)
    ids = np.where(valid, parts[np.where(valid, faces, 0)], 0).astype(np.uint16)
    return ids.reshape(camera.height, camera.width)
