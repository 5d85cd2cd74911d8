"""The examples in docstrings are run."""

import doctest
import importlib
import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("assets", "baselines", "benchmarks", "generators")
LIBRARIES = {  # modules that import a library which may be absent
    "padkit.generators.backends.cycles": "bpy",
    "padkit.generators.backends.mitsuba": "mitsuba",
    "padkit.baselines": "torch",
}


def modules_with_examples() -> list[str]:
    paths = [*ROOT.glob("*.py"), *(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))]
    names = []
    for path in paths:
        if ">>> " in path.read_text(encoding="utf-8"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            names.append(".".join(part for part in ("padkit", *parts) if part != "__init__"))
    return sorted(names)


@pytest.mark.parametrize("name", modules_with_examples())
def test_examples_hold(name: str) -> None:
    for prefix, library in LIBRARIES.items():
        if name.startswith(prefix) and importlib.util.find_spec(library) is None:
            pytest.skip(f"{library} is not installed")
    result = doctest.testmod(importlib.import_module(name))
    assert result.attempted > 0
    assert result.failed == 0
