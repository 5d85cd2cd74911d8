"""The journal of a run: what is read back, and what a kill leaves."""

from pathlib import Path

import pytest

from padkit.benchmarks.journal import COLUMNS, Journal
from padkit.benchmarks.records import Account, PoseError


def test_what_is_added_is_read_back(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "timings.csv")
    journal.add_fit("a", 2.5, 100.0)
    journal.add_image("a/Stains/x, y", 0.1 + 0.2, Account(0.25), 300.0)
    journal.add_fit("a", 1.5, None)
    journal.add_image("a/good/0", -7.0, Account(0.5), 200.0)
    again = Journal(tmp_path / "timings.csv")
    for read in (journal, again):
        assert read.fits == {"a": 1.5}
        assert read.scores == {"a/Stains/x, y": 0.1 + 0.2, "a/good/0": -7.0}
        assert read.seconds == {"a/Stains/x, y": 0.25, "a/good/0": 0.5}
        assert read.peak_memory_mb == 300


def test_half_a_line_does_not_count(tmp_path: Path) -> None:
    path = tmp_path / "timings.csv"
    journal = Journal(path)
    journal.add_image("a/good/0", 1.0, Account(0.5), None)
    whole = path.read_bytes()
    journal.add_image("a/good/1", 2.0, Account(0.123456), None)
    path.write_bytes(path.read_bytes()[:-5])
    assert Journal(path).scores == {"a/good/0": 1.0}
    assert path.read_bytes() == whole
    path.write_bytes(whole[:6])  # killed in the head
    assert Journal(path).scores == {} and path.read_bytes().count(b"\n") == 1


def test_a_broken_line_is_told(tmp_path: Path) -> None:
    path = tmp_path / "timings.csv"
    Journal(path).add_image("a/good/0", 1.0, Account(0.5), None)
    path.write_text(path.read_text().replace("1.0", "one"))
    with pytest.raises(ValueError, match=r"timings.csv, line 2: .*'one'"):
        Journal(path)


FULL = Account(
    0.75, {"pose": 0.5, "render": 0.1 + 0.2}, PoseError(0.1 + 0.2, 3.5), 'pose: "4", of 12 needed'
)


def test_how_an_answer_came_about_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "timings.csv"
    Journal(path).add_image("a/good/0", 1.0, FULL, None)
    Journal(path).add_image("a/good/1", 1.0, Account(0.5, failure="no match"), None)
    found = Journal(path)
    assert found.accounts == {"a/good/0": FULL, "a/good/1": Account(0.5, failure="no match")}
    assert list(found.accounts["a/good/0"].stages) == ["pose", "render"]
    assert found.seconds == {"a/good/0": 0.75, "a/good/1": 0.5}


def test_the_journal_of_an_older_padkit_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "timings.csv"
    head = ",".join(COLUMNS[:6])
    path.write_text(f"{head}\na,,,,2.5,100.0\na,good,0,1.0,0.5,\n")
    Journal(path).add_image("a/good/1", 2.0, FULL, None)
    found = Journal(path)
    assert found.fits == {"a": 2.5} and found.peak_memory_mb == 100
    assert found.accounts == {"a/good/0": Account(0.5), "a/good/1": FULL}


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ("400,1,,", "is no error of a pose"),
        ("-1,1,,", "is no error of a pose"),
        ("1,inf,,", "is no error of a pose"),
        ("1,,,", "could not convert"),
        (",,,[1]", "are a list, not a mapping"),
        (',,,"{""pose"": -1}"', "the stage pose took -1"),
        (',,,"{""other"": 1}"', "'other', which is the rest"),
        (',,,"{""pose"": ""1""}"', "the stage pose took '1'"),
        (f",,,{'[' * 100_000}", "nested too deeply"),
        (",,", "9 cells; want 10, or 6"),
    ],
)
def test_a_broken_account_is_told(tmp_path: Path, cells: str, told: str) -> None:
    path = tmp_path / "timings.csv"
    path.write_text(f"{','.join(COLUMNS)}\na,good,0,1.0,0.5,,{cells}\n")
    with pytest.raises(ValueError, match=f"timings.csv, line 2: .*{told}"):
        Journal(path)
