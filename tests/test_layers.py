"""Who may know whom: the contract of pyproject.toml holds, and it would notice a breach."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("assets", "baselines", "benchmarks", "generators")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package's modules in a folder named padkit, with the contract beside it."""
    package = tmp_path / "padkit"
    package.mkdir()
    for path in ROOT.glob("*.py"):
        shutil.copy(path, package)
    for room in ROOMS:
        shutil.copytree(ROOT / room, package / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return package


def lint(copy: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=copy.parent,
        env={**os.environ, "PYTHONPATH": str(copy.parent)},
        capture_output=True,
        text=True,
    )


def test_layers_are_kept(copy: Path) -> None:
    answer = lint(copy)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize(
    ("low", "line"),
    [
        ("benchmarks/records.py", "from ..generators import scene"),
        ("benchmarks/records.py", "from ..assets import meshes"),
        ("assets/meshes.py", "from ..benchmarks import records"),
        ("baselines/__init__.py", "from ..generators import scene"),
        ("baselines/__init__.py", "from ..assets import meshes"),
        ("generators/scene.py", "from .. import baselines"),
        ("generators/scene.py", "from .. import cli"),
    ],
)
def test_a_breach_is_noticed(copy: Path, low: str, line: str) -> None:
    with (copy / low).open("a") as file:
        file.write(f"\n{line}\n")
    answer = lint(copy)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert "BROKEN" in answer.stdout
