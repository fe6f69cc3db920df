"""Locks in the data folder, held by this process as another one would."""

import asyncio
from pathlib import Path

import pytest

from contentflow.errors import ConfigurationError
from contentflow.lock import leading, single_process, turn


def test_one_leads_and_the_next_one_follows(tmp_path: Path) -> None:
    with leading(tmp_path) as first:
        assert first
        with leading(tmp_path) as second:
            assert not second
        with (
            pytest.raises(ConfigurationError, match="Another contentflow process is using"),
            single_process(tmp_path),
        ):
            pytest.fail("it has to be refused")
    with single_process(tmp_path), leading(tmp_path) as third:
        assert not third


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(
            ConfigurationError, match=r"CONTENTFLOW_DATA_DIR: .*file.* cannot be written"
        ),
        leading(tmp_path / "file"),
    ):
        pytest.fail("it has to be refused")


async def test_who_starts_together_takes_turns(tmp_path: Path) -> None:
    inside: list[int] = []

    async def start() -> None:
        async with turn(tmp_path):
            inside.append(1)
            assert len(inside) == 1
            await asyncio.sleep(0.01)
            inside.pop()

    await asyncio.gather(*(start() for _ in range(4)))
