"""Analysis in one warm process of its own, so that measuring never holds up the web loop."""

import asyncio
import multiprocessing
import os
from collections import deque
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import asynccontextmanager

from contentflow import measurer
from contentflow.analysis import analyse
from contentflow.analysis.checks import Report
from contentflow.brief import Brief
from contentflow.document import Document

_pool: ProcessPoolExecutor | None = None
_measured: deque[tuple[Document, Brief, Report]] = deque(maxlen=8)  # a few runs' latest texts


def _new_pool() -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(1, mp_context=context, initializer=measurer.begin)


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
    """All four analyses; what one agent measured last is not measured again by the next."""
    for known, asked, report in _measured:
        if known == document and asked == brief:
            return report
    report = await _analysed(document, brief)
    _measured.append((document, brief, report))
    return report


async def _analysed(document: Document, brief: Brief) -> Report:
    """In the measuring process. One that died is replaced; a text that kills it twice is not read.

    The proofreader is native code: only a process of its own keeps its worst fault from the run.
    """
    global _pool
    if _pool is None:
        return await asyncio.to_thread(measurer.measure, document, brief)
    loop = asyncio.get_running_loop()
    for _ in range(2):
        try:
            return await loop.run_in_executor(_pool, measurer.measure, document, brief)
        except BrokenProcessPool:
            _pool = _new_pool()
    return await loop.run_in_executor(_pool, analyse, document, brief)
