"""Analysis in one warm process of its own, so that measuring never holds up the web loop."""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import asynccontextmanager

from contentflow.analysis import analyse
from contentflow.analysis.checks import Report
from contentflow.brief import Brief
from contentflow.document import Document

_pool: ProcessPoolExecutor | None = None


def _prepare_child() -> None:
    """Leave with the parent, even when it was killed, and let it alone hear Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    analyse(Document(title="Warm"), Brief(topic="warm"))


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(0)


def _new_pool() -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(1, mp_context=context, initializer=_prepare_child)


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Keep the measuring process for the life of the block. It starts in the background."""
    global _pool
    _pool = _new_pool()
    _pool.submit(os.getpid)  # start it now, not at the first edit
    try:
        yield
    finally:
        pool, _pool = _pool, None
        await asyncio.to_thread(pool.shutdown, wait=True, cancel_futures=True)


async def measure(document: Document, brief: Brief) -> Report:
    """All four analyses. A measuring process that died is replaced once."""
    global _pool
    if _pool is None:
        return await asyncio.to_thread(analyse, document, brief)
    loop = asyncio.get_running_loop()
    try:
        return await loop.run_in_executor(_pool, analyse, document, brief)
    except BrokenProcessPool:
        _pool = _new_pool()
        return await loop.run_in_executor(_pool, analyse, document, brief)
