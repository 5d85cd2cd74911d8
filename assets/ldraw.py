"""LDraw models: .ldr, .mpd and .dat text to bricks, and placements to text.

LDraw's frame is x right, y down, z back, in LDU (0.4 mm); a model's frame here is Z up:
(X, Y, Z) = (x, z, -y), so that the front of a model (LDraw -z) faces -Y. Meshes stay in the LDraw
frame of their part, so equal parts share one mesh; a brick's pose carries the change of axes.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .bricks import PARTS, canonical, part_mesh
from .colours import MAIN, colour_surface
from .ldraw_lines import Meta, Polygon, Reference, file_key, read_files
from .ldraw_parts import Library, collect, weld
from .materials import Surface
from .meshes import Mesh

Z_UP = np.array([[1, 0, 0, 0], [0, 0, 1, 0], [0, -1, 0, 0], [0, 0, 0, 1]], np.float64)
"""LDraw frame -> Z-up model frame."""
MODEL_SUFFIXES = (".ldr", ".mpd")
LICENCE = "Licensed under CC BY 4.0 : https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True, eq=False)
class Brick:
    """A placed part of a model, or of one colour of it.

    Attributes:
        number: Part number without .dat, lower case; for faces that a model file holds itself,
            the name of that file.
        colour: LDraw colour code, inheritance resolved.
        mesh: LDU, LDraw frame of the part; shared by equal parts.
        surface: The look of the colour.
        pose: (4, 4) float64, part frame -> Z-up model frame, LDU; may mirror.
        name: For people, such as "brick 12 (3001)".
        place: Counts the placed parts from 0 in file order. A part of several colours (a print
            from the official library) is several bricks of one place.
    """

    number: str
    colour: int
    mesh: Mesh
    surface: Surface
    pose: NDArray[np.float64]
    name: str
    place: int


@dataclass(frozen=True, eq=False)
class Placement:
    """A part to write into a model, in LDraw's own frame.

    Attributes:
        number: Part number without .dat.
        colour: LDraw colour code.
        position: (3,) float64, LDU, x right, y down, z back.
        turn: (3, 3) float64, part axes to model axes.
    """

    number: str
    colour: int
    position: ArrayLike
    turn: ArrayLike = field(default_factory=lambda: np.eye(3))


def read_model(path: Path, library: Path | None = None) -> tuple[Brick, ...]:
    """Return the bricks of an LDraw model in file order.

    Submodels (of the same MPD, or .ldr files beside the model) are followed; the faces that a
    file holds itself are one part, after the parts it refers to.

    Args:
        path: .ldr, .mpd or .dat file.
        library: The user's official LDraw folder; a part that it has wins over ours.

    Raises:
        ValueError: A line is malformed, a part or colour unknown, a file includes itself, or
            `library` is not an LDraw folder. The message names file and line.
    """
    return tuple(_Reader(path, library).bricks())


def write_model(
    path: Path, title: str, placements: Iterable[Placement], licence: str = LICENCE
) -> None:
    """Write a model that `read_model`, and any LDraw program, can read.

    Args:
        path: .ldr file to write.
        title: First line; one line.
        placements: The parts, in building order.
        licence: For the header.

    Raises:
        ValueError: The title has several lines.
    """
    if len(title.splitlines()) > 1:
        raise ValueError(f"a model's title is one line, not {title!r}")
    header = [title, f"Name: {path.name}", "Author: padkit", "!LDRAW_ORG Unofficial_Model"]
    lines = [f"0 {line}" for line in (*header, f"!LICENSE {licence}")]
    for part in placements:
        numbers = [*np.ravel(part.position), *np.ravel(part.turn)]
        colour = part.colour if part.colour < 0x2000000 else f"0x{part.colour:X}"
        # + 0.0 turns -0 into 0
        fields = " ".join(f"{value + 0.0:.10g}" for value in numbers)
        lines.append(f"1 {colour} {fields} {part.number}.dat")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


class _Reader:
    """One reading of one model; it holds the files met so far."""

    def __init__(self, path: Path, library: Path | None) -> None:
        self.path = path
        self.library = Library(library) if library else None
        self.files = read_files(path)
        self._parts: dict[str, dict[int, Mesh]] = {}
        self._faces: dict[str, dict[int, Mesh]] = {}
        self._places = 0

    def bricks(self) -> Iterator[Brick]:
        main = next(iter(self.files), None)
        if main is not None:
            yield from self._model(main, Z_UP, MAIN, ())

    def _model(
        self, name: str, pose: NDArray[np.float64], colour: int, stack: tuple[str, ...]
    ) -> Iterator[Brick]:
        for line in self.files[name]:
            if isinstance(line, Meta):
                continue
            inner = _resolve(line.colour, colour, line.where)
            if isinstance(line, Polygon):
                continue
            if self._is_submodel(line.name):
                if line.name in (*stack, name):
                    raise ValueError(f"{line.where}: {line.name!r} includes itself")
                yield from self._model(line.name, pose @ line.matrix, inner, (*stack, name))
            else:
                meshes = self._part(line)
                yield from self._place(line.name, meshes, pose @ line.matrix, inner, line.where)
        faces = self._own_faces(name)
        if faces:
            yield from self._place(name, faces, pose, colour, str(self.path))

    def _is_submodel(self, name: str) -> bool:
        if name not in self.files and name.endswith(MODEL_SUFFIXES):
            beside = {file_key(entry.name): entry for entry in self.path.parent.iterdir()}
            if name in beside:
                files = read_files(beside[name])
                self.files = {**files, name: next(iter(files.values()), ()), **self.files}
        return name in self.files

    def _own_faces(self, name: str) -> dict[int, Mesh]:
        if name not in self._faces:
            self._faces[name] = weld(collect(self.files[name], lambda _: {}))
        return self._faces[name]

    def _part(self, line: Reference) -> dict[int, Mesh]:
        if line.name not in self._parts:
            number = line.name.removesuffix(".dat")
            meshes = self.library.part(line.name) if self.library else None
            if meshes is None and canonical(number):
                meshes = {MAIN: part_mesh(number)}
            if meshes is None:
                raise ValueError(f"{line.where}: {self._advise(number)}")
            self._parts[line.name] = meshes
        return self._parts[line.name]

    def _advise(self, number: str) -> str:
        close = difflib.get_close_matches(number, PARTS, 3) or ["3001", "3023"]
        hint = f"use a part that is drawn here, such as {' or '.join(close)}"
        if self.library:
            return f"part {number!r} is neither in {self.library.folder} nor drawn here; {hint}"
        return f"part {number!r} is not drawn here; give the LDraw library (--ldraw-dir) or {hint}"

    def _place(
        self,
        name: str,
        meshes: dict[int, Mesh],
        pose: NDArray[np.float64],
        colour: int,
        where: str,
    ) -> Iterator[Brick]:
        place, self._places = self._places, self._places + 1
        number = name.removesuffix(".dat")
        fixed = pose.copy()
        fixed.setflags(write=False)
        for own, mesh in meshes.items():
            code = _resolve(own, colour, where)
            title = f"brick {place + 1} ({number})"
            yield Brick(number, code, mesh, colour_surface(code), fixed, title, place)


def _resolve(colour: int, inherited: int, where: str) -> int:
    """Return the colour code that holds, after a look whether it is known."""
    code = inherited if colour == MAIN else colour
    try:
        colour_surface(code)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None
    return code
