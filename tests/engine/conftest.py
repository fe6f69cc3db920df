"""A running engine in this process, with the scripted model behind real HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contentflow import engine
from contentflow.config import config
from contentflow.engine import queue, upkeep
from contentflow.lock import single_process
from contentflow.models import now
from tests.model_server import ModelServer


@pytest.fixture
def scripted(data_dir: Path, model_server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of an installation whose model is the scripted one."""
    monkeypatch.setenv("OPENAI_BASE_URL", model_server.url)
    monkeypatch.setenv("OPENAI_API_KEY", model_server.key)
    monkeypatch.setenv("CONTENTFLOW_MODEL", "scripted")
    monkeypatch.setattr(queue, "SWEEP_SECONDS", 0.3)
    monkeypatch.setattr(upkeep, "_begun", upkeep._night(now()))  # it is not what is tested
    config.cache_clear()


@pytest.fixture
async def running_engine(database: str, data_dir: Path, scripted: None) -> AsyncIterator[None]:
    """The engine, working off whatever is queued."""
    with single_process(data_dir):
        async with engine.running():
            yield
