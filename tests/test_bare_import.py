"""Everything imports without renderers, torch or pandas, but the files that are about them."""

import json
import pkgutil
import subprocess
import sys

import padkit

BLOCKED = ("bpy", "blenderproc", "mitsuba", "drjit", "torch", "pandas")
# module -> the blocked libraries it may import on sight
MAY_NEED = {
    "padkit.generators.backends.cycles": {"bpy", "blenderproc"},
    "padkit.generators.backends.mitsuba": {"mitsuba", "drjit"},
    "padkit.benchmarks.leaderboard": {"pandas"},
}
SLOW = {"cv2", "pandas", "scipy", "skimage", "sklearn", "torch", "trimesh", *BLOCKED}

IMPORT_ALL = """
import importlib, json, sys
for library in sys.argv[1].split(","):
    sys.modules[library] = None
faults = {}
for name in sys.argv[2].split(","):
    try:
        importlib.import_module(name)
    except ImportError as error:
        faults[name] = error.name
print(json.dumps(faults))
"""
LIST_LOADED = "import json, sys, padkit.cli; print(json.dumps(sorted(sys.modules)))"


def run(code: str, *words: str) -> str:
    answer = subprocess.run(
        [sys.executable, "-P", "-c", code, *words], capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.splitlines()[-1]


def all_modules() -> list[str]:
    return [found.name for found in pkgutil.walk_packages(padkit.__path__, "padkit.")]


def may_need(module: str) -> set[str]:
    if module.startswith("padkit.baselines."):
        return {"torch"}
    return MAY_NEED.get(module, set())


def test_modules_import_on_a_bare_machine() -> None:
    modules = [name for name in all_modules() if name != "padkit.__main__"]
    assert "padkit.generators.scene" in modules
    faults = json.loads(run(IMPORT_ALL, ",".join(BLOCKED), ",".join(modules)))
    wrong = {
        module: library for module, library in faults.items() if library not in may_need(module)
    }
    assert wrong == {}


def test_the_blocked_libraries_are_really_out_of_reach() -> None:
    assert json.loads(run(IMPORT_ALL, ",".join(BLOCKED), "pandas,json")) == {"pandas": "pandas"}


def test_help_waits_for_no_heavy_library() -> None:
    loaded = json.loads(run(LIST_LOADED))
    assert "padkit.cli" in loaded
    assert sorted(SLOW & set(loaded)) == []
