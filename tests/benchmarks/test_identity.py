"""What makes a method another one: its file, and in a package all code beside and below it."""

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from padkit.benchmarks.identity import digest_source

CODE = "class Method:\n    pass\n\n\nclass Other:\n    pass\n"


def write(root: Path, path: str, text: str = "") -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package `trial` with a subpackage that has one of its own, on the path."""
    root = tmp_path / "site"
    for path in ("trial/__init__.py", "trial/parts/__init__.py", "trial/parts/deep/__init__.py"):
        write(root, path)
    write(root, "trial/method.py", CODE)
    write(root, "trial/beside.py", "A = 1\n")
    write(root, "trial/parts/splats.py", "B = 1\n")
    write(root, "trial/parts/method.py", CODE)
    write(root, "trial/parts/deep/rays.py", "C = 1\n")
    write(root, "elsewhere/__init__.py")
    monkeypatch.syspath_prepend(root)
    yield root
    for name in [name for name in sys.modules if name.partition(".")[0] == "trial"]:
        del sys.modules[name]


def digest(module: str, name: str = "Method") -> str:
    return digest_source(getattr(importlib.import_module(module), name))


@pytest.mark.parametrize(
    "path",
    [
        "trial/method.py",
        "trial/beside.py",
        "trial/__init__.py",
        "trial/parts/splats.py",
        "trial/parts/deep/rays.py",
        "trial/parts/deep/__init__.py",
    ],
)
def test_a_change_beside_or_below_is_another_method(package: Path, path: str) -> None:
    before = digest("trial.method")
    kept = (package / path).read_text()
    (package / path).write_text(f"{kept}\n")
    assert digest("trial.method") != before
    (package / path).write_text(kept)
    assert digest("trial.method") == before


def test_a_file_more_or_less_below_is_another_method(package: Path) -> None:
    before = digest("trial.method")
    new = write(package, "trial/parts/new/cones.py", "D = 1\n")
    assert digest("trial.method") != before
    new.unlink()
    assert digest("trial.method") == before
    (package / "trial/parts/deep/rays.py").unlink()
    assert digest("trial.method") != before


def test_a_change_elsewhere_is_not(package: Path) -> None:
    before, inner = digest("trial.method"), digest("trial.parts.method")
    write(package, "elsewhere/__init__.py", "E = 1\n")
    write(package, "trial/parts/notes.txt", "no code")
    write(package, "trial/__pycache__/method.cpython-311.pyc", "compiled")
    assert (digest("trial.method"), digest("trial.parts.method")) == (before, inner)
    write(package, "trial/beside.py", "A = 2\n")  # above the inner one's folder
    assert digest("trial.parts.method") == inner
    write(package, "trial/parts/deep/rays.py", "C = 2\n")
    assert digest("trial.parts.method") != inner


def test_two_classes_of_a_file_are_two_methods(package: Path) -> None:
    assert len({digest("trial.method"), digest("trial.method", "Other")}) == 2
    assert len(digest("trial.method")) == 64


@pytest.fixture
def load_file(tmp_path: Path) -> Iterator[Callable[[], Any]]:
    """The function that loads a class of a file alone, as `--method FILE.py:CLASS` does."""
    file = write(tmp_path, "folder/mine.py", CODE)

    def load() -> Any:
        spec = importlib.util.spec_from_file_location("trial_mine", file)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["trial_mine"] = module
        spec.loader.exec_module(module)
        return module.Method

    yield load
    sys.modules.pop("trial_mine", None)


def test_of_a_file_alone_its_neighbours_do_not_matter(
    load_file: Callable[[], Any], tmp_path: Path
) -> None:
    before = digest_source(load_file())
    write(tmp_path, "folder/other.py", "A = 1\n")
    write(tmp_path, "folder/below/other.py", "A = 1\n")
    assert digest_source(load_file()) == before
    write(tmp_path, "folder/mine.py", CODE + "\n")
    assert digest_source(load_file()) != before


def test_of_a_class_without_a_file_the_name_counts() -> None:
    def make(name: str, module: str) -> Any:
        return type(name, (), {"__module__": module, "__qualname__": name})

    assert digest_source(make("A", "nowhere")) == digest_source(make("A", "not.there"))
    assert digest_source(make("A", "nowhere")) != digest_source(make("B", "nowhere"))
    assert digest_source(make("A", "sys")) == digest_source(make("A", "nowhere"))
