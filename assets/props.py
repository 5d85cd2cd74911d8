"""Things that stand around: drawn in millimetres, handed out in metres, Z up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from manifold3d import CrossSection, FillRule, JoinType, Manifold
from numpy.typing import ArrayLike, NDArray

from .brick_shapes import Point, cylinder
from .materials import Surface, Texture, srgb
from .meshes import Mesh, put_in_order
from .textures import box_mapped

MILLIMETRE = 1e-3


@dataclass(frozen=True, eq=False)
class Prop:
    """One thing, or one part of a thing.

    Attributes:
        name: For people.
        mesh: In metres.
        surface: Its look.
        pose: (4, 4) float64, mesh to the assembly's frame.
    """

    name: str
    mesh: Mesh
    surface: Surface
    pose: NDArray[np.float64] = field(default_factory=lambda: np.eye(4))


def mesh_of(solid: Manifold, tile: float = 0.0) -> Mesh:
    """Return a drawing in millimetres as a closed mesh in metres.

    Args:
        solid: The drawing.
        tile: Metres in one repeat of the texture that it will carry; 0: it will carry none.
    """
    # booleans leave slivers that are points in float32
    drawn = solid.simplify(1e-3).to_mesh()
    mesh = put_in_order(drawn.vert_properties[:, :3] * MILLIMETRE, drawn.tri_verts)
    return box_mapped(mesh, tile) if tile else mesh


def merge(meshes: Sequence[Mesh]) -> Mesh:
    """Return several meshes as one; all of them have uv, or none has."""
    starts = np.cumsum([0, *(len(m.vertices) for m in meshes)])
    faces = [m.faces + start for m, start in zip(meshes, starts[:-1], strict=True)]
    uv = [m.uv for m in meshes if m.uv is not None]
    return Mesh(
        np.concatenate([m.vertices for m in meshes]),
        np.concatenate(faces),
        np.concatenate(uv) if uv else None,
    )


def rested(props: tuple[Prop, ...]) -> tuple[Prop, ...]:
    """Return the props shifted together, their lowest point on z = 0, the middle at x = y = 0."""
    points = np.concatenate([p.mesh.vertices @ p.pose[:3, :3].T + p.pose[:3, 3] for p in props])
    low, high = points.min(0), points.max(0)
    shift = np.eye(4)
    shift[:3, 3] = [*-(low + high)[:2] / 2, -low[2]]
    return tuple(replace(p, pose=shift @ p.pose) for p in props)


def at(x: float, y: float, z: float, turn: float = 0.0) -> NDArray[np.float64]:
    """Return the pose (4, 4) of something turned by `turn` radians about Z, then shifted."""
    pose = np.eye(4)
    pose[:2, :2] = [[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]
    pose[:3, 3] = x, y, z
    return pose


def block(x: Point, y: Point, z: Point, bevel: float) -> Manifold:
    """Return the box between the given limits (low, high), all its edges bevelled."""
    low, high = (np.array(v, np.float64) for v in zip(x, y, z, strict=True))
    corners = [
        np.where(np.arange(3) == axis, 0, bevel) for axis in range(3)
    ]  # in by the bevel along two axes, flush along the third
    signs = np.array([[i & 1, i >> 1 & 1, i >> 2 & 1] for i in range(8)])
    points = [np.where(signs == 0, low + inset, high - inset) for inset in corners]
    return Manifold.hull_points(np.concatenate(points))


def bar(outline: ArrayLike, length: float, corner: float = 0.0) -> Manifold:
    """Return an outline (n, 2) in (y, z) drawn out along x from -length / 2, corners rounded."""
    section = CrossSection([np.asarray(outline, np.float64)], FillRule.NonZero)
    if corner:
        section = section.offset(-corner, JoinType.Miter).offset(corner, JoinType.Round, 2.0, 12)
    turn = np.array([[0, 0, 1, -length / 2], [1, 0, 0, 0], [0, 1, 0, 0]], np.float64)
    return section.extrude(length).transform(turn)


def along_y(radius: float, y: Point, segments: int = 24) -> Manifold:
    """Return the cylinder round the y axis between two y."""
    return cylinder(radius, (-y[1], -y[0]), segments).rotate((90, 0, 0))


def along_x(radius: float, x: Point, segments: int = 24) -> Manifold:
    """Return the cylinder round the x axis between two x."""
    return cylinder(radius, x, segments).rotate((0, 90, 0))


def painted(hex_colour: str, roughness: float = 0.35, specular: float = 0.5) -> Surface:
    """Return a plain dielectric of an sRGB colour such as "B40000"."""
    return Surface(srgb(hex_colour), roughness, specular=specular)


def metal(hex_colour: str, roughness: float) -> Surface:
    """Return a plain metal of an sRGB colour."""
    return Surface(srgb(hex_colour), roughness, metallic=1.0)


def covered(texture: Texture, *, metallic: float = 0.0, specular: float = 0.5) -> Surface:
    """Return a surface that takes its colour and roughness from a texture.

    Its own values are the texture's means, for whoever draws no textures.
    """
    code = texture.color.reshape(-1, 3).mean(0)
    mean = srgb("".join(f"{round(float(c)):02X}" for c in code))
    roughness = 0.3 if texture.roughness is None else float(texture.roughness.mean())
    return Surface(mean, roughness, metallic, specular, texture=texture)
