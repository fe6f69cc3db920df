"""The server process's own life: what it logs, that it goes with its supervisor, slow imports."""

import asyncio
import ctypes
import gc
import importlib
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, MutableMapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog

_SLOW_IMPORTS = ("langchain_openai", "openai.resources.chat", "httpcore", "genai_prices.data")
_LIBRARIES = ("dbos",)
_LOOK_EVERY = 1.0
_LAST_WORDS = 0.3  # seconds
_M_ARENA_MAX, _ARENAS = -8, 2  # of glibc's malloc.h


def say(line: str) -> None:
    """One line for the person at the terminal."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def log_plainly() -> None:
    """Log one line each, and for an exception its traceback, to standard error.

    The library's own console also prints the value of every local variable: keys, texts, sessions.
    """
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            structlog.processors.format_exc_info,
            on_a_line,
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
    for name in _LIBRARIES:  # one that finds a handler makes none of its own
        logging.getLogger(name).handlers = [PassedOn()]
        logging.getLogger(name).propagate = False


class PassedOn(logging.Handler):
    """A library's lines among ours, with the run they are about."""

    def emit(self, record: logging.LogRecord) -> None:
        """Say it as one of ours."""
        said = structlog.get_logger(library=record.name)
        said.log(record.levelno, record.getMessage(), exc_info=record.exc_info)


def on_a_line(_: object, level: str, said: MutableMapping[str, Any]) -> str:
    """Time, level, event and its fields; a traceback follows on lines of its own."""
    time, story = said.pop("time", ""), said.pop("exception", "")
    event = str(said.pop("event", ""))
    fields = [f"{name}={value!r}" for name, value in said.items()]
    line = " ".join([time, level, _printable(event), *fields])
    return f"{line}\n{story}".rstrip()


def _printable(text: str) -> str:
    """Nobody can make one line of the log look like two."""
    return text if text.isprintable() else repr(text)


def foretell(tell: Callable[[], bool]) -> None:
    """Call `tell` when the server is told to stop, just before it cuts every connection.

    `tell` says whether there is anybody whose last message needs a moment.
    """
    loop = asyncio.get_running_loop()
    # asyncio has no public way to hear of a signal beside somebody else.
    handlers: dict[int, asyncio.Handle] = getattr(loop, "_signal_handlers", {})
    for number in (signal.SIGTERM, signal.SIGINT):
        if stop := handlers.get(number):
            loop.add_signal_handler(number, _stop_told, tell, stop)


def _stop_told(tell: Callable[[], bool], stop: asyncio.Handle) -> None:
    loop = asyncio.get_running_loop()
    loop.call_later(_LAST_WORDS if tell() else 0, stop._run)


@asynccontextmanager
async def tended() -> AsyncIterator[None]:
    """Watch the parent, and warm up in a thread, while the block runs."""
    tasks = [
        asyncio.create_task(leave_with_parent(os.getppid())),
        asyncio.create_task(asyncio.to_thread(warm_up)),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def leave_with_parent(parent: int, every: float = _LOOK_EVERY) -> None:
    """End this process when `parent` is no longer its parent.

    A supervisor killed with -9 leaves its worker holding the port and the database otherwise.
    """
    while os.getppid() == parent:  # noqa: ASYNC110 -- the kernel has no event for it
        await asyncio.sleep(every)
    os.kill(os.getpid(), signal.SIGTERM)


def share_memory() -> None:
    """Let all threads take their memory from the same two heaps; call it before there are many.

    glibc gives each of our twenty threads a heap of its own, and what one has freed serves no
    other: a server grew by a megabyte a minute while Python held no more than before.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # none on macOS
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, _ARENAS)


def warm_up() -> None:
    """Import what takes long before a request needs it; what is loaded by then stays for good.

    It is left out of garbage collection: a whole one stopped the event loop for 0.3 s each time.
    """
    for name in _SLOW_IMPORTS:
        importlib.import_module(name)
    gc.freeze()
