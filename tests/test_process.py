"""The server process ends with its supervisor."""

import asyncio
import os
import signal

import pytest

from contentflow.process import leave_with_parent


async def test_it_ends_itself_when_the_parent_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda pid, number: sent.append((pid, number)))

    await leave_with_parent(parent=-1)

    assert sent == [(os.getpid(), signal.SIGTERM)]


async def test_it_stays_while_the_parent_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "kill", lambda *_: pytest.fail("ended though the parent lives"))

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(leave_with_parent(os.getppid(), every=0.01), timeout=0.05)
