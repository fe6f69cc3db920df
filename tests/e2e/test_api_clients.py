"""The documented clients, run as they stand in docs/, against a real server and a bad network."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.e2e.conftest import scripted_by
from tests.e2e.proxy import Proxy
from tests.e2e.server import EMAIL, Server
from tests.model_server import ModelServer

CLIENTS = Path(__file__).resolve().parents[2] / "docs" / "clients"
FIVE = ["writer", "seo", "brand", "quality", "geo"]


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        server.rough = True
        yield server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, model: ModelServer) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("clients"), **scripted_by(model))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def token(server: Server) -> str:
    """Made as the documents say."""
    command = [sys.executable, "-m", "contentflow", "token", "create", "--user", EMAIL]
    made = subprocess.run(
        command, env=server.environment, text=True, capture_output=True, check=True
    )
    return made.stdout.strip()


def begin(
    name: str, topics: list[str], token: str, address: str, folder: Path
) -> "subprocess.Popen[str]":
    command = [sys.executable, "-u", str(CLIENTS / name), *topics, "--words", "300"]
    return subprocess.Popen(
        [*command, "--folder", str(folder)],
        env={
            **os.environ,
            "CONTENTFLOW_TOKEN": token,
            "CONTENTFLOW_ADDRESS": address,
            "NO_PROXY": "*",
        },
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def told(client: "subprocess.Popen[str]", seconds: float = 120) -> list[str]:
    """Everything it said until its end."""
    said, _ = client.communicate(timeout=seconds)
    assert client.returncode == 0, said
    return said.splitlines()


def assert_whole(lines: list[str], folder: Path) -> None:
    """Five agents and SEO again, each told once; then the comparison and the file."""
    agents = [line.strip().partition(":")[0] for line in lines if line.startswith("  ")]
    assert [agent for agent in agents if agent in FIVE] == [*FIVE, "seo"]
    assert "The run is completed." in lines
    assert "SEO again is completed." in lines
    assert any("blocks changed, overall score" in line for line in lines)
    (saved,) = folder.glob("*.zip")
    assert lines[-1] == f"Saved {saved}"
    with ZipFile(saved) as archive:
        assert "score-report.html" in archive.namelist()


def test_the_sync_client_does_all_it_says(server: Server, token: str, tmp_path: Path) -> None:
    client = begin("sync_client.py", ["What a desk costs"], token, server.url, tmp_path)
    assert_whole(told(client), tmp_path)


def test_the_async_client_picks_up_where_the_network_broke(
    server: Server, token: str, model: ModelServer, tmp_path: Path
) -> None:
    model.latency = 0.2
    with Proxy(server.port) as proxy:
        address = f"http://localhost:{proxy.port}"
        client = begin("async_client.py", ["How a desk is built"], token, address, tmp_path)
        assert client.stdout
        first = []
        while not first or "…" not in first[-1]:
            first.append(client.stdout.readline())
            assert first[-1], "it ended before anything was written"
        proxy.cut()
        time.sleep(1.5)
        model.latency = 0.0
        proxy.mend()
        lines = [*map(str.rstrip, first), *told(client)]
    assert proxy.upgrades >= 2
    assert_whole(lines, tmp_path)


def test_a_wrong_token_is_said_and_not_tried_for_ever(server: Server, tmp_path: Path) -> None:
    client = begin("sync_client.py", ["What a desk costs"], "wrong", server.url, tmp_path)
    said, _ = client.communicate(timeout=60)
    assert client.returncode == 1
    assert "401 Unauthorized" in said
