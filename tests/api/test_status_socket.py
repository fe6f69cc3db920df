"""The API's websocket on the served app, beside the pages' own: follow, come back, be put out."""

import asyncio
import itertools
import json
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.e2e.conftest import scripted_by
from tests.e2e.server import EMAIL, PASSWORD, Server
from tests.model_server import ModelServer

Message = dict[str, Any]
_parts = itertools.count(1)


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, model: ModelServer) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("socket"), **scripted_by(model))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[httpx.Client]:
    """Somebody signed in by cookie."""
    origin = {"Origin": server.url}
    with httpx.Client(base_url=server.url, headers=origin, timeout=30) as made:
        made.post("/auth/login", data={"email": EMAIL, "password": PASSWORD})
        yield made


@pytest.fixture(scope="module")
def silent(client: httpx.Client) -> str:
    """A campaign to which nobody in these tests may listen."""
    return brief(client)


def brief(client: httpx.Client, **changes: Any) -> str:
    """A campaign whose run begins; its id."""
    # Never twice the same: what an agent did before would come from the cache.
    data = {"topic": f"How to choose a desk, part {next(_parts)}", "target_words": 300, **changes}
    return str(client.post("/api/campaigns", json=data).json()["id"])


@asynccontextmanager
async def listening(
    client: httpx.Client, campaign_id: str, query: str = "", **headers: str
) -> AsyncIterator[ClientConnection]:
    token = client.cookies.get("contentflow_session") or ""
    said = headers or {"Cookie": f"contentflow_session={token}"}
    address = str(client.base_url).replace("http", "ws", 1).rstrip("/")
    path = f"{address}/ws/campaign/{campaign_id}/status{query}"
    async with connect(path, additional_headers=said, proxy=None, max_size=None) as made:
        yield made


async def heard(line: ClientConnection, last: str = "") -> list[Message]:
    """Everything until the run has ended, or the line was closed."""
    found: list[Message] = []
    async for data in line:
        found.append(json.loads(data))
        if found[-1].get("campaign_status") in ("completed", "needs_attention", last):
            return found
    return found


async def closed(line: ClientConnection) -> int:
    """The code the server closed it with, after whatever it said before."""
    async with asyncio.timeout(30):
        async for _ in rest(line):
            pass
    assert line.close_reason
    return line.close_code or 0


async def test_a_run_is_followed_and_picked_up_again(client: httpx.Client) -> None:
    campaign_id = brief(client)
    async with listening(client, campaign_id) as line:
        first = await heard(line)
    assert first[0]["type"] == "snapshot"
    assert [one["agent_type"] for one in first[0]["agents"]] == [
        *("writer", "seo", "brand", "quality", "geo")
    ]
    told = [one for one in first[1:] if one["type"] != "heartbeat"]  # on a busy machine
    assert [one["seq"] for one in told] == list(range(first[0]["seq"] + 1, told[-1]["seq"] + 1))
    assert all({"agent_type", "status", "progress", "estimated_completion"} <= set(o) for o in told)
    middle = told[len(told) // 2]["seq"]
    async with listening(client, campaign_id, f"?after={middle}") as line:
        again = [json.loads(await line.recv()) for _ in range(told[-1]["seq"] - middle + 1)]
    assert again[0]["type"] == "snapshot"
    assert again[0]["seq"] == told[-1]["seq"]
    assert again[1:] == [one for one in told if one["seq"] > middle]


async def test_tails_come_only_when_asked_for(client: httpx.Client, model: ModelServer) -> None:
    model.latency = 0.2
    campaign_id = brief(client)
    async with (
        listening(client, campaign_id, "?tails=1") as every,
        listening(client, campaign_id) as plain,
    ):
        found, without = await asyncio.gather(heard(every), heard(plain))
    model.latency = 0.0
    tails = [one for one in found if one["type"] == "tail"]
    assert tails
    assert all(one["text"] and "seq" not in one for one in tails)
    assert not [one for one in without if one["type"] == "tail"]


@pytest.mark.parametrize(
    ("path", "headers", "code"),
    [
        ("", {"Cookie": "contentflow_session=wrong"}, 4401),
        ("", {"Authorization": "Bearer wrong"}, 4401),
        ("", {"Authorization": "Basic YTpi"}, 4401),
        ("", {"Origin": "https://evil.example"}, 4403),
        ("?after=99999", {}, 4410),
        ("?after=-1", {}, 4400),
        ("?after=two", {}, 4400),
        ("?after=" + "9" * 5_000, {}, 4400),
    ],
)
async def test_who_may_not_listen_is_told_why(
    client: httpx.Client, silent: str, path: str, headers: dict[str, str], code: int
) -> None:
    said = dict(headers)
    if "Origin" in said:
        said["Cookie"] = f"contentflow_session={client.cookies.get('contentflow_session')}"
    async with listening(client, silent, path, **said) as line:
        assert await closed(line) == code


@pytest.mark.parametrize("campaign_id", ["x", "%00", "00000000-0000-0000-0000-000000000000"])
async def test_there_is_no_such_campaign(client: httpx.Client, campaign_id: str) -> None:
    async with listening(client, campaign_id) as line:
        assert await closed(line) == 4404


async def test_who_never_reads_is_dropped_and_holds_nobody_up(
    client: httpx.Client, server: Server
) -> None:
    campaign_id = brief(client, target_words=1_500)
    with socket.create_connection(("127.0.0.1", server.port)) as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        deaf.sendall(handshake(client, campaign_id))
        async with listening(client, campaign_id) as line:
            found = await heard(line)
        assert found[-1]["type"] == "run_status"
    began = time.perf_counter()
    assert (await asyncio.to_thread(client.get, "/healthz")).status_code == 200
    assert time.perf_counter() - began < 1


def handshake(client: httpx.Client, campaign_id: str) -> bytes:
    lines = [
        f"GET /ws/campaign/{campaign_id}/status?after=0&tails=1 HTTP/1.1",
        "Host: localhost",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        f"Cookie: contentflow_session={client.cookies.get('contentflow_session')}",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


async def test_a_restart_is_announced_and_nothing_is_missed(
    client: httpx.Client, server: Server, model: ModelServer
) -> None:
    model.latency = 0.3
    campaign_id = brief(client)
    async with listening(client, campaign_id) as line:
        found = [json.loads(await line.recv()) for _ in range(4)]
        stopping = asyncio.create_task(asyncio.to_thread(server.stop))
        found += [json.loads(data) async for data in rest(line)]
        assert line.close_code == 1012
        await stopping
    model.latency = 0.0
    await asyncio.to_thread(server.start)
    seen = max(one["seq"] for one in found)
    async with listening(client, campaign_id, f"?after={seen}") as line:
        later = await heard(line)
    numbers = [
        one["seq"] for one in [*found, *later] if one["type"] not in ("snapshot", "heartbeat")
    ]
    assert numbers == list(range(numbers[0], numbers[-1] + 1))


async def rest(line: ClientConnection) -> AsyncIterator[str]:
    """What still comes before the line is closed."""
    try:
        while True:
            yield str(await line.recv())
    except ConnectionClosed:
        return


def test_nothing_went_wrong(server: Server, tmp_path: Path) -> None:
    assert "Traceback" not in server.log(), server.log()[-4_000:]
