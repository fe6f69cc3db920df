import asyncio
from types import SimpleNamespace
from typing import Any

from contentflow.state import budget
from contentflow.state.budget import Budget

EVENT: Any = SimpleNamespace(name="some.event")


def page(name: str) -> Any:
    return SimpleNamespace(router=SimpleNamespace(session=SimpleNamespace(client_token=name)))


async def run(counted: Budget, name: str, refused: list[str]) -> None:
    app: Any = None
    if await counted.preprocess(app, page(name), EVENT) is not None:
        refused.append(name)
        return
    await asyncio.sleep(30)


async def started(counted: Budget, name: str, times: int) -> tuple[list[str], list[Any]]:
    refused: list[str] = []
    tasks = [asyncio.ensure_future(run(counted, name, refused)) for _ in range(times)]
    await asyncio.sleep(0)
    return refused, tasks


async def test_a_page_runs_so_many_events_and_no_more() -> None:
    counted = Budget(lambda: {"a", "b"})
    refused, tasks = await started(counted, "a", budget.MOST + 5)
    assert refused == ["a"] * 5
    assert (await started(counted, "b", 1))[0] == []
    tasks[0].cancel()
    await asyncio.wait([tasks[0]])
    await asyncio.sleep(0)
    assert (await started(counted, "a", 1))[0] == []


async def test_what_a_page_left_behind_ends() -> None:
    connected = {"stays"}
    counted = Budget(lambda: connected, grace=0.02)
    _, left = await started(counted, "gone", 2)
    _, kept = await started(counted, "stays", 2)
    await asyncio.wait(left, timeout=2)
    assert all(task.cancelled() for task in left)
    assert not any(task.done() for task in kept)


async def test_a_page_that_comes_back_keeps_what_it_started() -> None:
    looks: list[set[str]] = []

    def connected() -> set[str]:
        looks.append({"a"} if looks else set())  # away at the first look, then there
        return looks[-1]

    _, tasks = await started(Budget(connected, grace=0.01), "a", 1)
    async with asyncio.timeout(60):
        while len(looks) < 4:
            await asyncio.sleep(0.01)
    assert not tasks[0].done()
