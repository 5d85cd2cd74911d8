"""The journal of a run: what is read back, and what a kill leaves."""

from pathlib import Path

import pytest

from padkit.benchmarks.journal import Journal


def test_what_is_added_is_read_back(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "timings.csv")
    journal.add_fit("a", 2.5, 100.0)
    journal.add_image("a/Stains/x, y", 0.1 + 0.2, 0.25, 300.0)
    journal.add_fit("a", 1.5, None)
    journal.add_image("a/good/0", -7.0, 0.5, 200.0)
    again = Journal(tmp_path / "timings.csv")
    for read in (journal, again):
        assert read.fits == {"a": 1.5}
        assert read.scores == {"a/Stains/x, y": 0.1 + 0.2, "a/good/0": -7.0}
        assert read.seconds == {"a/Stains/x, y": 0.25, "a/good/0": 0.5}
        assert read.peak_memory_mb == 300


def test_half_a_line_does_not_count(tmp_path: Path) -> None:
    path = tmp_path / "timings.csv"
    journal = Journal(path)
    journal.add_image("a/good/0", 1.0, 0.5, None)
    whole = path.read_bytes()
    journal.add_image("a/good/1", 2.0, 0.123456, None)
    path.write_bytes(path.read_bytes()[:-5])
    assert Journal(path).scores == {"a/good/0": 1.0}
    assert path.read_bytes() == whole
    path.write_bytes(whole[:6])  # killed in the head
    assert Journal(path).scores == {} and path.read_bytes().count(b"\n") == 1


def test_a_broken_line_is_told(tmp_path: Path) -> None:
    path = tmp_path / "timings.csv"
    Journal(path).add_image("a/good/0", 1.0, 0.5, None)
    path.write_text(path.read_text().replace("1.0", "one"))
    with pytest.raises(ValueError, match=r"timings.csv, line 2: .*'one'"):
        Journal(path)
