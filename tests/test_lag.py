import asyncio
import time

import pytest

from contentflow import lag


async def test_a_held_up_loop_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lag, "_EVERY", 0.01)
    async with lag.measured():
        await asyncio.sleep(0.1)
        time.sleep(0.2)  # noqa: ASYNC251 - this is what it is about
        await asyncio.sleep(0.05)
        found = lag.quantiles(0.5, 1.0)
    assert 0.15 < found[1.0] < 2
    assert found[0.5] < found[1.0]


def test_before_anything_was_measured_nothing_is_late() -> None:
    assert lag.quantiles(0.5, 1.0) == {0.5: 0.0, 1.0: 0.0}
