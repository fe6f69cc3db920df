import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contentflow.cli.commands import main

Analyse = Callable[..., dict[str, Any]]

ARTICLE = """# Standing desks

A standing desk is a desk for working on your feet. See [our guide](https://desks.example/guide),
[another page](/more) and [a study](https://other.example/study).

## How high should it be?

Set the desk so that your elbows rest at a right angle. Desks that stand too high hurt shoulders.
"""


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal in which no line is folded, whatever this one is like."""
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """A file with a short article."""
    file = tmp_path / "article.md"
    file.write_text(ARTICLE)
    return file


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """Sets what stands on standard input."""

    def set_input(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    return set_input


@pytest.fixture
def analyse(capsys: pytest.CaptureFixture[str]) -> Analyse:
    """The JSON of `analyse` with some arguments."""

    def run(*arguments: str | Path) -> dict[str, Any]:
        status = main(["analyse", "--json", *map(str, arguments)])
        said = capsys.readouterr()
        assert (status, said.err) == (0, "")
        report: dict[str, Any] = json.loads(said.out)
        return report

    return run


def check_of(report: dict[str, Any], name: str) -> dict[str, Any]:
    """One check of a report by its id."""
    (found,) = [check for check in report["checks"] if check["id"] == name]
    return dict(found)
