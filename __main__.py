"""`python -m padkit` is `toolkit`."""

import sys

from padkit.cli import main

if __name__ == "__main__":
    sys.exit(main())
