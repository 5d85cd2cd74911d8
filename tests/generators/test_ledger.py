import json

import pytest

from padkit.benchmarks.datasets.manifest import LEDGER
from padkit.benchmarks.files import sha256
from padkit.generators.ledger import Ledger

JOB = {"suite": "mad", "seed": 0}


def record(root, name, text="x"):
    (root / name).write_text(text)
    return {"files": {name: sha256(root / name)}}


def test_what_is_recorded_is_done_until_its_file_changes(tmp_path):
    with Ledger(tmp_path, JOB) as ledger:
        ledger.add("a", record(tmp_path, "a.txt"))
    with Ledger(tmp_path, JOB) as ledger:
        assert ledger.is_done("a")
        assert not ledger.is_done("b")
        (tmp_path / "a.txt").write_text("changed")
        assert not ledger.is_done("a")
        (tmp_path / "a.txt").unlink()
        assert not ledger.is_done("a")


def test_a_torn_last_line_does_not_count_and_does_not_spoil_the_next(tmp_path):
    with Ledger(tmp_path, JOB) as ledger:
        ledger.add("a", record(tmp_path, "a.txt"))
        ledger.add("b", record(tmp_path, "b.txt"))
    path = tmp_path / LEDGER
    path.write_bytes(path.read_bytes()[:-7])
    with Ledger(tmp_path, JOB) as ledger:
        assert ledger.is_done("a")
        assert not ledger.is_done("b")
        ledger.add("b", record(tmp_path, "b.txt"))
    with Ledger(tmp_path, JOB) as ledger:
        assert ledger.is_done("b")


def test_a_sealed_ledger_does_not_tell_the_order_of_work(tmp_path):
    seen = []
    for order in ("ab", "ba"):
        root = tmp_path / order
        root.mkdir()
        with Ledger(root, JOB) as ledger:
            for name in order:
                ledger.add(name, record(root, name))
            ledger.seal()
        seen.append((root / LEDGER).read_bytes())
    assert seen[0] == seen[1]
    assert json.loads(seen[0].split(b"\n")[0]) == JOB


def test_another_job_is_refused_and_told_apart(tmp_path):
    with Ledger(tmp_path, JOB):
        pass
    with pytest.raises(ValueError, match=r"was rendered with seed 0 \(now 1\): choose another"):
        Ledger(tmp_path, JOB | {"seed": 1})


def test_a_strange_folder_is_refused_and_left_alone(tmp_path):
    (tmp_path / "thesis.tex").write_text("precious")
    with pytest.raises(ValueError, match=r"holds 'thesis.tex' and is no dataset of ours"):
        Ledger(tmp_path, JOB)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_damaged_ledger_is_named(tmp_path):
    with Ledger(tmp_path, JOB) as ledger:
        ledger.add("a", record(tmp_path, "a.txt"))
    path = tmp_path / LEDGER
    path.write_bytes(path.read_bytes().replace(b'"files"', b"files"))
    with pytest.raises(ValueError, match=r"units\.jsonl is damaged"):
        Ledger(tmp_path, JOB)


def test_two_renders_do_not_share_a_folder(tmp_path):
    with Ledger(tmp_path, JOB), pytest.raises(ValueError, match="rendered by another process"):
        Ledger(tmp_path, JOB)
    with Ledger(tmp_path, JOB):
        pass
