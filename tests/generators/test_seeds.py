import subprocess
import sys

import pytest

from padkit.generators.seeds import generator


def test_streams_depend_on_every_part_of_their_path():
    paths = [
        (0, "mad", "11Pig", 0),
        (1, "mad", "11Pig", 0),
        (0, "mad", "11Pig", 1),
        (0, "mad", "x", 0),
    ]
    draws = {generator(*path).random() for path in paths}
    assert len(draws) == len(paths)


def test_streams_are_the_same_in_another_process():
    code = "from padkit.generators.seeds import generator; print(generator(0, 'mad', 3).random())"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(told.stdout) == generator(0, "mad", 3).random()


def test_a_negative_seed_is_refused():
    with pytest.raises(ValueError, match="seed -1 is negative"):
        generator(-1, "mad")
