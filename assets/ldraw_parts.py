"""Geometry out of LDraw files: a part of the official library, with all it is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .colours import MAIN
from .ldraw_lines import Meta, Polygon, Reference, Statement, read_files
from .meshes import Mesh

Triangles = dict[int, NDArray[np.float64]]
"""Colour code -> (n, 3, 3) corners, counter-clockwise seen from outside; `MAIN` still open."""


class Winding:
    """The state of the back-face culling commands (`0 BFC`) while a file is read.

    See https://www.ldraw.org/article/415.html. A file without them is taken as it is written.
    """

    def __init__(self) -> None:
        self.clockwise = False
        self._invert_next = False

    def obey(self, meta: Meta) -> None:
        """Take note of a `0 BFC` command; other lines of type 0 mean nothing here."""
        if meta.words[:1] != ("BFC",):
            return
        if "CW" in meta.words:
            self.clockwise = True
        elif "CCW" in meta.words:
            self.clockwise = False
        elif "INVERTNEXT" in meta.words:
            self._invert_next = True

    def take_inversion(self) -> bool:
        """Return whether the reference that is read now is inverted, and forget it."""
        inverted, self._invert_next = self._invert_next, False
        return inverted


class Library:
    """The user's LDraw folder (parts/, p/); each file is read once.

    Raises:
        ValueError: The folder has no parts/ and p/.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._listings: dict[Path, dict[str, Path]] = {}
        self._triangles: dict[Path, Triangles] = {}
        tops = self._listing(folder) if folder.is_dir() else {}
        if "parts" not in tops or "p" not in tops:
            raise ValueError(
                f"{folder} is not an LDraw library: it has no folders parts and p; give the one"
                " that complete.zip of ldraw.org unpacks to"
            )
        self._roots = (tops["parts"], tops["p"])

    def _listing(self, folder: Path) -> dict[str, Path]:
        # names in the library are compared without case, file systems may not do that
        if folder not in self._listings:
            self._listings[folder] = {entry.name.lower(): entry for entry in folder.iterdir()}
        return self._listings[folder]

    def find(self, name: str) -> Path | None:
        """Return the file that a reference names (by `file_key`), or None."""
        *folders, file = name.split("/")
        for root in self._roots:
            place: Path | None = root
            for folder in folders:
                place = self._listing(place).get(folder) if place and place.is_dir() else None
            found = self._listing(place).get(file) if place and place.is_dir() else None
            if found:
                return found
        return None

    def part(self, name: str) -> dict[int, Mesh] | None:
        """Return the meshes of a part by colour code (LDraw frame, LDU), None if it is not here.

        Faces of the part's main colour come first, under `MAIN`; printed or moulded-in colours
        have their own entries.
        """
        path = self.find(name)
        return None if path is None else weld(self._read(path, ()))

    def _read(self, path: Path, stack: tuple[Path, ...]) -> Triangles:
        if path not in self._triangles:

            def refer(line: Reference) -> Triangles:
                found = self.find(line.name)
                if found is None:
                    raise ValueError(f"{line.where}: {line.name!r} is not in {self.folder}")
                if found in (*stack, path):
                    raise ValueError(f"{line.where}: {line.name!r} includes itself")
                return self._read(found, (*stack, path))

            statements = next(iter(read_files(path).values()), ())
            self._triangles[path] = collect(statements, refer)
        return self._triangles[path]


def collect(statements: Iterable[Statement], refer: Callable[[Reference], Triangles]) -> Triangles:
    """Return the faces of a file: its own, and those of the files it refers to, in its frame.

    Args:
        statements: The file.
        refer: Gives the faces of another file, in that one's frame.
    """
    winding = Winding()
    soup: dict[int, list[NDArray[np.float64]]] = {}
    for line in statements:
        if isinstance(line, Meta):
            winding.obey(line)
        elif isinstance(line, Polygon):
            soup.setdefault(line.colour, []).append(split(line, winding.clockwise))
        else:
            mirrored = np.linalg.det(line.matrix[:3, :3]) < 0
            flip = winding.take_inversion() != mirrored
            for own, corners in refer(line).items():
                placed = corners @ line.matrix[:3, :3].T + line.matrix[:3, 3]
                colour = line.colour if own == MAIN else own
                soup.setdefault(colour, []).append(placed[:, ::-1] if flip else placed)
    return {colour: np.concatenate(corners) for colour, corners in soup.items()}


def split(polygon: Polygon, clockwise: bool) -> NDArray[np.float64]:
    """Return the (1 or 2, 3, 3) triangles of a polygon, turned round where it is clockwise."""
    fan = [[0, 1, 2], [0, 2, 3]][: len(polygon.corners) - 2]
    triangles: NDArray[np.float64] = polygon.corners[np.array(fan)]
    return triangles[:, ::-1] if clockwise else triangles


def weld(triangles: Triangles) -> dict[int, Mesh]:
    """Return one mesh a colour, equal corners joined, `MAIN` first."""
    meshes = {}
    for colour in sorted(triangles, key=lambda c: (c != MAIN, c)):
        corners = triangles[colour].astype(np.float32).reshape(-1, 3)
        vertices, index = np.unique(corners, axis=0, return_inverse=True)
        faces = index.reshape(-1, 3).astype(np.int32)
        solid = (faces != np.roll(faces, 1, axis=1)).all(axis=1)
        meshes[colour] = Mesh(vertices, faces[solid])
    return meshes
