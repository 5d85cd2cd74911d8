"""Write every model into a folder, the one they are shipped in unless another is given."""

import sys
from pathlib import Path

from .making import MAKERS, write_made

if __name__ == "__main__":
    for name in MAKERS:
        sys.stdout.write(f"{write_made(name, *map(Path, sys.argv[1:2]))}\n")
