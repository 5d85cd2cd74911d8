"""The package list is written by hand: nothing may be forgotten, nothing may slip in."""

import configparser
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
# what stands at the top of a checkout and is no part of the package
OUTSIDE = {"tests", "docs", "data", "results", "leaderboard", "build", "dist"}


def is_outside(folder: Path) -> bool:
    return folder.name in OUTSIDE or folder.name.startswith(".") or folder.suffix == ".egg-info"


def packages(root: Path) -> dict[str, Path]:
    """Folder of each package of the tree at `root`, by dotted name."""
    rooms = [path for path in root.iterdir() if path.is_dir() and not is_outside(path)]
    folders = [
        path
        for room in rooms
        for path in [room, *room.rglob("*")]
        if path.is_dir() and any(path.glob("*.py"))
    ]
    named = {".".join(("padkit", *path.relative_to(root).parts)): path for path in folders}
    return {"padkit": root, **named}


def shipped_files(root: Path) -> set[str]:
    """Files that a wheel of `root` must hold: all of the rooms, and the root's own modules."""
    rooms = [path for path in root.iterdir() if path.is_dir() and not is_outside(path)]
    inside = {path for room in rooms for path in room.rglob("*") if path.is_file()}
    files = {*root.glob("*.py"), root / "py.typed", *inside}
    return {
        f"padkit/{path.relative_to(root).as_posix()}"
        for path in files
        if "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """A wheel that was built from a copy of the checkout."""
    copy = tmp_path_factory.mktemp("wheel") / "a checkout"

    def left_out(folder: str, names: list[str]) -> list[str]:
        at_top = Path(folder) == ROOT
        return [name for name in names if at_top and name != "tests" and is_outside(Path(name))]

    shutil.copytree(ROOT, copy, ignore=left_out, symlinks=True)
    litter = copy / "assets" / "__pycache__" / "stale.cpython-311.pyc"
    litter.parent.mkdir(exist_ok=True)
    litter.write_bytes(b"")
    build = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
    target = copy.parent / "dist"
    answer = subprocess.run(
        [sys.executable, "-c", build, str(target)], cwd=copy, capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stderr
    assert "Package would be ignored" not in answer.stderr
    (built,) = target.glob("padkit-*.whl")
    return zipfile.ZipFile(built)


def test_package_list_equals_the_tree() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    assert listed == sorted(listed)
    assert set(listed) == set(packages(ROOT))


def test_every_folder_with_code_is_a_package() -> None:
    without = [str(path) for path in packages(ROOT).values() if not (path / "__init__.py").exists()]
    assert without == []


def test_wheel_holds_every_file_of_the_rooms_and_no_other(wheel: zipfile.ZipFile) -> None:
    inside = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert inside == shipped_files(ROOT)
    assert "padkit/py.typed" in inside
    assert any(name.endswith(".ldr") for name in inside)
    assert any(name.endswith(".html") for name in inside)


def test_wheel_brings_the_licence_and_both_commands(wheel: zipfile.ZipFile) -> None:
    info = {name.split(".dist-info/")[1]: name for name in wheel.namelist() if "-info/" in name}
    assert "licenses/LICENSE" in info
    commands = configparser.ConfigParser()
    commands.read_string(wheel.read(info["entry_points.txt"]).decode())
    assert dict(commands["console_scripts"]) == {
        "toolkit": "padkit.cli:main",
        "padkit": "padkit.cli:main",
    }


def test_constraints_pin_every_direct_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pins = [Requirement(line) for line in lines if line and not line.startswith("#")]
    pinned = {canonicalize_name(pin.name): str(pin.specifier)[2:] for pin in pins}
    installed = re.search(r"-e '\.\[([\w,]+)\]'", (ROOT / "Makefile").read_text())
    assert installed  # the extras of `make install`; others bring a PyTorch of their own
    extras = [project["optional-dependencies"][name] for name in installed[1].split(",")]
    wanted = [Requirement(text) for group in (project["dependencies"], *extras) for text in group]
    unpinned = [
        str(need)
        for need in wanted
        if not need.specifier.contains(pinned.get(canonicalize_name(need.name), "0"))
    ]
    assert unpinned == []
