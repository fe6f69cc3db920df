"""The doctor's list of variables is complete, says what each is for, and tells no secret."""

from pathlib import Path

import pytest

from contentflow.cli.variables import PURPOSES, variables


def test_every_variable_is_listed_with_its_purpose(data_dir: Path) -> None:
    listed = {one.name: one for one in variables()}
    assert set(listed) == set(PURPOSES)
    assert all(one.purpose for one in listed.values())
    assert listed["PORT"].shown == "8000"
    assert not listed["PORT"].is_set
    assert listed["CONTENTFLOW_DATA_DIR"].shown == str(data_dir)
    assert listed["CONTENTFLOW_DATA_DIR"].is_set


def test_no_secret_is_shown(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-hidden")
    monkeypatch.setenv("CONTENTFLOW_ADMIN_PASSWORD", "hidden too")
    monkeypatch.setenv("CONTENTFLOW_DATABASE_URL", "postgresql://flow:hidden@db/flow")
    monkeypatch.setenv("CONTENTFLOW_ENGINE_URL", "hidden, not an address")
    said = {one.name: one.shown for one in variables()}
    assert "hidden" not in " ".join(said.values())
    assert said["CONTENTFLOW_DATABASE_URL"] == "postgresql://flow:***@db/flow"
