import sys
from pathlib import Path

import pytest

from contentflow.cli.commands import main


def shown(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    assert main(["analyse", *map(str, arguments)]) == 0
    return capsys.readouterr().out


def test_a_score_says_its_points_and_what_fails_comes_first(
    article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = shown(capsys, article, "--keyphrase", "standing desk").splitlines()
    assert "keyphrase “standing desk” found" in lines[0]
    start = next(n for n, line in enumerate(lines) if line.startswith("SEO") and "(" in line)
    assert lines[start].endswith("points)")
    ratings = [line.split()[0] for line in lines[start + 1 :] if line.startswith("  ")]
    assert ratings.index("poor") < ratings.index("good")
    text = "\n".join(lines)
    assert "no description" in text  # the value,
    assert "120 to 156 characters" in text  # the threshold,
    assert "Bring the meta description to between 120 and 156 characters." in text  # the advice
    assert "no --voice given" in text


@pytest.mark.parametrize("columns", [10, 40, 60, 80, 200])
def test_lines_fit_the_terminal(
    columns: int, article: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = shown(capsys, article, "--keyphrase", "standing desk", "--voice", "plain").splitlines()
    assert max(map(len, lines[1:])) <= max(40, columns)


def test_only_a_terminal_gets_colour(
    article: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert "\033" not in shown(capsys, article)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert "\033[31mpoor" in shown(capsys, article)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\033" not in shown(capsys, article)


def test_several_files_begin_with_a_table(
    article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = shown(capsys, article, article).splitlines()
    assert lines[0].split() == ["FILE", "SEO", "READABILITY", "BRAND", "GEO", "OVERALL", "WORDS"]
    assert lines[1] == lines[2]
    assert lines[1].startswith(str(article))


def test_a_text_cannot_speak_to_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hostile.md"
    file.write_text("# Red\n\n# \033[31mred\033]0;name\a and \u202eback\n")
    out = shown(capsys, file, "--keyphrase", "\033[2Jred")
    assert "red" in out
    assert all(sign.isprintable() or sign == "\n" for sign in out)
