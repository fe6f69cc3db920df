"""The embedded model: it really writes, and it leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from contentflow.agents import calls, demo, llm
from contentflow.agents.base import Limits, Work
from contentflow.agents.demo_server import weights
from contentflow.agents.writer import write
from contentflow.analysis import analyse
from contentflow.analysis.checks import Report
from contentflow.brief import Brief
from contentflow.config import Config
from contentflow.document import Document
from contentflow.errors import PermanentModelError
from contentflow.names import AgentName
from tests.agents.conftest import FAST, Collector, MemoryJournal

pytestmark = [pytest.mark.slow, pytest.mark.apart]

pytestmark = pytest.mark.skipif(weights() is None, reason="the demo model is not installed")


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


def ended(pid: int, seconds: float = 60) -> bool:
    until = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < until:
        time.sleep(0.05)
    return not alive(pid)


async def measure(document: Document, brief: Brief) -> Report:
    return analyse(document, brief)


async def test_it_writes_an_article_and_restarts_when_it_died() -> None:
    brief = Brief(
        topic="Growing tomatoes on a balcony", keyphrase="balcony tomatoes", target_words=200
    )
    told = Collector()
    async with demo.serving() as model:
        first = await demo.address()
        assert demo.status() == {"ready": True, "error": ""}
        raw = await llm.connect(Config(), AgentName.WRITER, demo.address)
        journaled = calls.JournaledModel(raw, MemoryJournal(), told, FAST)
        work = Work(Document(), brief, journaled, measure, told, limits=Limits.for_demo())
        result = await write(work)
        assert result.report.metrics["words"] >= 60
        assert model._process is not None
        os.kill(model._process.pid, signal.SIGKILL)
        await model._process.wait()
        second = await demo.address()
        assert second.url != first.url or second.key != first.key
        pid = model._process.pid
    assert ended(pid)
    assert demo.status()["ready"] is False


async def test_without_serving_it_says_so() -> None:
    with pytest.raises(PermanentModelError, match="not being served"):
        await demo.address()


def test_it_ends_with_a_killed_parent() -> None:
    script = (
        "import asyncio\nfrom contentflow.agents import demo\n"
        "async def main():\n"
        "    async with demo.serving() as model:\n"
        "        await demo.address()\n"
        "        print(model._process.pid, flush=True)\n"
        "        await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert ended(pid)
