"""Find the LLVM library that makes Mitsuba fast, without loading it into this process.

Dr.Jit compiles Mitsuba's kernels with LLVM's C interface. It aborts the whole process when it is
led to a library that is too old, so candidates are asked for their version by a child of their
own: `LLVMGetVersion` exists since LLVM 16, the oldest that we accept.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

OLDEST = 16
"""The oldest major version of LLVM that will do."""

INSTALL = "apt-get install libllvm19"
"""How to get one on Debian and Ubuntu."""

_FOLDERS = ("/usr/lib", "/usr/lib64", "/usr/local/lib", "/opt/homebrew/opt/llvm/lib")
_PATTERNS = ("libLLVM*.so*", "*/libLLVM*.so*", "llvm*/lib/libLLVM*.so*", "libLLVM*.dylib")
_ASK = (
    "import ctypes, sys; n = [ctypes.c_uint() for _ in range(3)]; "
    "ctypes.CDLL(sys.argv[1]).LLVMGetVersion(*map(ctypes.byref, n)); print(n[0].value)"
)


@lru_cache(maxsize=1)
def find_llvm() -> Path | None:
    """Return the newest usable LLVM library, or None.

    The user's DRJIT_LIBLLVM_PATH goes first; then what `ldconfig` knows; then the usual folders.
    """
    given = os.environ.get("DRJIT_LIBLLVM_PATH")
    if given and (read_version(Path(given)) or 0) >= OLDEST:
        return Path(given)
    for path in sorted(_candidates(), key=lambda path: (-guess_version(path), str(path))):
        if guess_version(path) >= OLDEST and (read_version(path) or 0) >= OLDEST:
            return path
    return None


def guess_version(path: Path) -> int:
    """Return the major version in a library's name, 0 where it tells none.

    >>> [guess_version(Path(f)) for f in ("libLLVM.so.19.1", "libLLVM-15.so.1", "libLLVM.so")]
    [19, 15, 0]
    """
    match = re.search(r"libLLVM(?:-|\.so\.|\.)(\d+)", path.name)
    return int(match.group(1)) if match else 0


def read_version(path: Path) -> int | None:
    """Return the major version that the library itself tells; None when it cannot be asked."""
    answer = subprocess.run(
        [sys.executable, "-c", _ASK, str(path)], capture_output=True, text=True, check=False
    )
    return int(answer.stdout) if answer.returncode == 0 else None


def _candidates() -> set[Path]:
    """Return the real files of all libLLVM in sight."""
    found: list[Path] = []
    ldconfig = shutil.which("ldconfig", path=f"{os.environ.get('PATH', '')}:/sbin:/usr/sbin")
    if ldconfig:
        listing = subprocess.run([ldconfig, "-p"], capture_output=True, text=True, check=False)
        found += [Path(p) for p in re.findall(r"=> (\S*libLLVM\S*)", listing.stdout)]
    for folder in _FOLDERS:
        for pattern in _PATTERNS:
            found += Path(folder).glob(pattern)
    return {path.resolve() for path in found if path.exists()}
