"""Intrinsic images: what a surface is by itself, and what light makes of it.

The albedo A of a pixel is the mean reflectance of the surfaces that a grid of rays through it meets
first: `Surface.base_color`, or the texture and what covers it. For metals that is the colour of
their gloss (reflectance at normal incidence), for clear plastic its tint. Light has no part in it.

The shading S is the rest: with L the linear picture, L = A S, channel by channel. It holds all that
light does, gloss and inter-reflection included, and is therefore not grey.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ..assets.materials import Texture
from ..benchmarks.records import Camera
from .backends.surfaces import linear_color
from .scene import Frame, Item, Scene
from .truth import Hits, caster

GRID = 4
"""Rays a side of a pixel that its albedo is the mean of."""

_LEAST = 1e-4
"""Albedo below which a channel tells nothing of the light: its shading is that of this albedo."""

_ROW = 4096


def albedo_picture(scene: Scene, camera: Camera) -> NDArray[np.float32]:
    """Return the albedo (H, W, 3) float32, linear Rec. 709; 0 where no ray meets anything.

    Args:
        scene: What is seen.
        camera: With a pose.
    """
    total = np.zeros((camera.height, camera.width, 3), np.float32)
    met = np.zeros((camera.height, camera.width), np.float32)
    wall = _Wall(scene)
    for down in range(GRID):
        for across in range(GRID):
            shift = (np.array([across, down]) + 0.5) / GRID - 0.5
            K = camera.K.copy()
            K[:2, 2] -= shift  # the ray of a pixel's centre goes through this point of it
            moved = replace(camera, K=K)
            hits = caster(scene).cast(moved)
            there = hits.solid >= 0
            total[there] += wall.color(hits, moved)[there]
            met += there
    return np.asarray(total / np.maximum(met, 1)[..., None], np.float32)


def shading_picture(frame: Frame, albedo: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the shading (H, W, 3) float32: the linear picture over the albedo, 0 where that is 0.

    Args:
        frame: Linear, premultiplied; what shows through is taken out of the picture.
        albedo: (H, W, 3), see `albedo_picture`.
    """
    seen = (albedo > 0).any(2) & (frame.alpha > 0)
    shading = np.zeros_like(albedo)
    light = frame.color[seen] / frame.alpha[seen][:, None]
    shading[seen] = light / np.maximum(albedo[seen], _LEAST)
    return shading


class _Wall:
    """All faces of a scene in one list, with what is painted on them.

    Args:
        scene: Its solids are taken in their order.
    """

    def __init__(self, scene: Scene) -> None:
        solids = scene.solids()
        counts = [len(solid.mesh.faces) for solid in solids]
        self._starts = np.cumsum([0, *counts])[:-1]
        self._corners = np.concatenate(
            [s.world_vertices()[s.world_faces()].astype(np.float64) for s in solids]
        )
        self._uv = np.concatenate([_uv(solid) for solid in solids])
        self._film = np.array([s.surface.base_color for s in solids], np.float32)
        self._cover = np.array(
            [1.0 if s.surface.texture is None else s.surface.cover for s in solids], np.float32
        )
        textures = dict.fromkeys(s.surface.texture for s in solids)
        self._textures = [texture for texture in textures if texture is not None]
        number = {texture: k for k, texture in enumerate(self._textures)}
        self._texture = np.array(
            [-1 if s.surface.texture is None else number[s.surface.texture] for s in solids]
        )

    def color(self, hits: Hits, camera: Camera) -> NDArray[np.float32]:
        """Return the reflectance (H, W, 3) float32 at the hits; 0 where there are none."""
        there = hits.solid >= 0
        solid = hits.solid[there]
        face = self._starts[solid] + hits.face[there]
        color = self._film[solid].copy()
        texture = self._texture[solid]
        printed = np.flatnonzero(texture >= 0)
        if printed.size:
            points = _points(hits, camera)[printed]
            weights = _barycentric(self._corners[face[printed]], points)
            uv = np.einsum("pk,pkc->pc", weights, self._uv[face[printed]])
            cover = self._cover[solid[printed], None]
            below = np.zeros((len(printed), 3), np.float32)
            for number, picture in enumerate(self._textures):
                own = texture[printed] == number
                if own.any():
                    below[own] = _sample(picture, uv[own])
            color[printed] = (1 - cover) * below + cover * color[printed]
        whole = np.zeros((*hits.solid.shape, 3), np.float32)
        whole[there] = color
        return whole


def _uv(solid: Item) -> NDArray[np.float32]:
    uv = solid.world_uv()
    return np.zeros((len(solid.mesh.faces), 3, 2), np.float32) if uv is None else uv


def _points(hits: Hits, camera: Camera) -> NDArray[np.float64]:
    """Return the world points (P, 3) of the hits, in the order of the picture."""
    rows, columns = np.nonzero(hits.solid >= 0)
    depth = hits.depth[rows, columns].astype(np.float64)
    x = (columns + 0.5 - camera.K[0, 2]) / camera.K[0, 0] * depth
    y = (rows + 0.5 - camera.K[1, 2]) / camera.K[1, 1] * depth
    seen = np.stack([x, y, depth], axis=1)
    return np.asarray((seen - camera.pose[:3, 3]) @ camera.pose[:3, :3])


def _barycentric(corners: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weights (P, 3) of the corners (P, 3, 3) of triangles at points (P, 3) of them."""
    a, b = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    p = points - corners[:, 0]
    normal = np.cross(a, b)
    whole = np.maximum(np.einsum("ij,ij->i", normal, normal), 1e-300)
    second = np.einsum("ij,ij->i", np.cross(p, b), normal) / whole
    third = np.einsum("ij,ij->i", np.cross(a, p), normal) / whole
    weights = np.clip(np.stack([1 - second - third, second, third], axis=1), 0, 1)
    return np.asarray(weights / weights.sum(1, keepdims=True))


def _sample(texture: Texture, uv: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return the linear colours (P, 3) of a texture at (u, v), filtered linearly; it repeats."""
    picture = linear_color(texture)
    height, width = picture.shape[:2]
    wrapped = uv - np.floor(uv)
    column = wrapped[:, 0] * width - 0.5
    row = (1 - wrapped[:, 1]) * height - 0.5
    # the look-up wants a picture of places, of less than 32768 a side
    padded = np.zeros((2, -(-len(uv) // _ROW), _ROW), np.float32)
    padded.reshape(2, -1)[:, : len(uv)] = column, row
    found = cv2.remap(picture, padded[0], padded[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    return np.asarray(found.reshape(-1, 3)[: len(uv)], np.float32)
