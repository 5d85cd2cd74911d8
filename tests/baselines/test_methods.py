"""Methods are found by name, by entry point and by file; faults are told in one line."""

import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from padkit import baselines
from padkit.benchmarks.datasets import GOOD, Dataset, Sample
from padkit.benchmarks.detector import Detector
from padkit.benchmarks.errors import MissingLibraryError, UnknownNameError
from padkit.benchmarks.images import write_png
from padkit.benchmarks.records import View
from padkit.benchmarks.runner import run

README = Path(__file__).parents[2] / "README.md"
BLOCKS = [part.split("```")[0] for part in README.read_text().split("```python\n")[1:]]
EXAMPLE = next(block for block in BLOCKS if "class MeanImage" in block)  # we promise it to work


@pytest.mark.learn
@pytest.mark.parametrize("name", baselines.METHODS)
def test_every_method_of_the_table_loads(name: str) -> None:
    pytest.importorskip("torch")
    method = baselines.load(name)
    assert isinstance(method(), Detector)
    assert method.__module__ == f"padkit.baselines.{name}"
    assert baselines.names()[name] == baselines.METHODS[name].summary


def test_listing_methods_imports_no_torch() -> None:
    code = "import sys, padkit.baselines as b; b.names(); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_unknown_name_brings_close_ones() -> None:
    with pytest.raises(UnknownNameError, match="'pachcore'; did you mean patchcore"):
        baselines.load("pachcore")


def test_without_torch_the_install_line_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [name for name in sys.modules if name.startswith("padkit.baselines.")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingLibraryError, match=r"pip install 'padkit\[learn\]'"):
        baselines.load("padim")


def test_the_readmes_call_of_the_metrics_runs() -> None:
    (block,) = (block for block in BLOCKS if "import pixel_scores" in block)
    masks = [np.eye(8, dtype=bool), np.zeros((8, 8), bool)]
    names = {"masks": masks, "maps": [mask.astype(np.float32) for mask in masks]}
    exec(block, names)
    assert names["scores"].auroc == 1  # type: ignore[attr-defined]
    assert names["recall"][-1] == names["precision"][0] == 1


def test_the_example_file_finds_a_spot(tmp_path: Path) -> None:
    assert len(EXAMPLE.splitlines()) < 25
    (tmp_path / "mine.py").write_text(EXAMPLE)
    name = f"{tmp_path}/mine.py:MeanImage"
    rng = np.random.default_rng(0)

    def picture() -> np.ndarray:
        noise = rng.normal(size=(48, 64, 3)).astype(np.float32)
        return (128 + 30 * cv2.GaussianBlur(noise, (0, 0), 1)).astype(np.uint8)

    spoiled, mask = picture(), np.zeros((48, 64), np.uint8)
    mask[10:20, 30:44] = 255
    spoiled[mask > 0] = 240
    for defect, image in (("Spots", spoiled), (GOOD, picture())):
        write_png(tmp_path / f"set/{defect}.png", image)
    write_png(tmp_path / "set/mask.png", mask)
    samples = (
        Sample("one", "Spots", "0", tmp_path / "set/Spots.png", tmp_path / "set/mask.png"),
        Sample("one", GOOD, "0", tmp_path / "set/good.png", None),
    )
    train = {"one": [View(picture()) for _ in range(8)]}
    dataset = Dataset(tmp_path / "set", "toy", "0" * 64, train, {"one": samples})
    done = run(name, baselines.load(name), dataset, tmp_path / "results", options={"blur": 1.5})
    assert done.record.method == "mine-MeanImage"
    assert done.record.config == {"blur": 1.5} and done.record.seed is None
    assert done.scores["padkit"].mean.scores["image_auroc"] == 1
    assert done.scores["padkit"].mean.scores["pixel_auroc"] > 0.99
    assert str(tmp_path) not in (done.folder / "run.json").read_text()


@pytest.mark.parametrize(
    ("text", "name", "fault"),
    [
        ("class Mine:\n  pass\n", "own.py:Min", "no class of .*own.py is called 'Min'"),
        ("class Mine:\n  fit = print\n", "own.py:Mine", "own.py:Mine has no predict$"),
        ("fit = 3\n", "own.py:fit", "no class of .*own.py is called 'fit'"),
        ("\n\nimport nosuch\n", "own.py:X", "own.py, line 3: ModuleNotFoundError: No module named"),
        ("\nx = (1 +\n", "own.py:X", r"own.py, line 2: SyntaxError: '\(' was never closed$"),
        ("def f():\n  1 / 0\n\nf()\n", "own.py:X", "own.py, line 2: ZeroDivisionError: division"),
        ("", "own.py", "own.py names a file, but no class in it; write .*own.py:CLASS"),
    ],
)
def test_a_faulty_file_is_told_in_one_line(
    tmp_path: Path, text: str, name: str, fault: str
) -> None:
    (tmp_path / "own.py").write_text(text)
    with pytest.raises(ValueError, match=fault) as caught:
        baselines.load(f"{tmp_path}/{name}")
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"there is no method file .*own.py"):
        baselines.load(f"{tmp_path}/own.py:Mine")


def test_two_files_of_one_name_stay_apart(tmp_path: Path) -> None:
    classes = []
    for value in (1, 2):
        path = tmp_path / str(value) / "own.py"
        path.parent.mkdir()
        path.write_text(f"class Mine:\n  fit = predict = print\n  value = {value}\n")
        classes.append(baselines.load(f"{path}:Mine"))
    assert [cls.value for cls in classes] == [1, 2]
    assert sys.modules[classes[0].__module__].__file__ == str(tmp_path / "1/own.py")


def install(folder: Path, package: str, entries: str) -> None:
    """Write the metadata of an installed package that offers methods."""
    info = folder / f"{package}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{baselines.GROUP}]\n{entries}\n")


def test_methods_of_other_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kind_module.py").write_text("class Kind:\n  fit = predict = print\nnumber = 1\n")
    install(
        tmp_path, "kindpack", "kind = kind_module:Kind\nodd = kind_module:number\nbad = nosuch:X"
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert baselines.load("kind").__name__ == "Kind"
    assert baselines.names()["kind"] == "kind_module:Kind, from kindpack"
    with pytest.raises(ValueError, match="the method odd is int, not a class"):
        baselines.load("odd")
    with pytest.raises(ValueError, match="'bad' from kindpack cannot be imported: ModuleNotFound"):
        baselines.load("bad")
    with pytest.raises(UnknownNameError, match="did you mean kind"):
        baselines.load("kindd")


def test_a_taken_name_is_told_and_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, "firstpack", "padim = nosuch:X\ntwice = nosuch:X")
    (tmp_path / "other").mkdir()
    install(tmp_path / "other", "secondpack", "twice = nosuch:Y")
    monkeypatch.syspath_prepend(tmp_path / "other")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.warns(UserWarning) as told:
        names = baselines.names()
    assert names["padim"] == baselines.METHODS["padim"].summary
    assert names["twice"] == "nosuch:X, from firstpack"
    assert [str(warning.message) for warning in told] == [
        "the method 'padim' from firstpack is not used: the one of padkit has its name",
        "the method 'twice' from secondpack is not used: the one from firstpack has its name",
    ]
