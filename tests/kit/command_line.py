"""What the tests of the command line share: a call of it, and the one line of a failed one."""

import pytest

from padkit.cli import main

Result = tuple[int, str, str]
"""Exit code, stdout, stderr."""


def call(capsys: pytest.CaptureFixture[str], *arguments: object) -> Result:
    """Run `toolkit` with the texts of some arguments."""
    code = main([str(argument) for argument in arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def complaint(result: Result, code: int = 1) -> str:
    """Return the one line that a failed command says."""
    assert result[0] == code, result
    lines = [line for line in result[2].splitlines() if line.startswith("error: ")]
    assert len(lines) == 1, result
    assert "Traceback" not in result[2]
    return lines[0]
