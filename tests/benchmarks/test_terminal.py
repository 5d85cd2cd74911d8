import io
import sys

from padkit.benchmarks.terminal import print_table, progress_bar


def test_a_table_prints_names_as_they_are(capsys):
    print_table("a [red]b[/red]", [("Class", "x"), ("[bold]", "1.0"), ("mean", "1.0")])
    told = capsys.readouterr().out
    assert "a [red]b[/red]" in told
    assert "[bold]" in told
    assert told.index("[bold]") < told.index("mean")


def test_without_a_terminal_progress_is_a_line_a_tenth(capsys):
    with progress_bar("rendering", "images") as advance:
        for done in range(41):
            advance(done, 40)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "rendering: 0 of 40 images"
    assert lines[-1] == "rendering: 40 of 40 images"
    assert len(lines) == 11


def test_a_terminal_gets_count_rate_and_time_left(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    with progress_bar("rendering", "images") as advance:
        advance(3, 8)
        advance(5, 8, "11Pig")
    told = screen.getvalue()
    for word in ("rendering 11Pig", "5/8", "images/s", "left"):
        assert word in told
