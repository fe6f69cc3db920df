"""File locks in the data folder: one embedded engine, and one process at a time that migrates."""

import asyncio
import fcntl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from io import TextIOWrapper
from pathlib import Path

from contentflow.errors import ConfigurationError


@contextmanager
def single_process(data_dir: Path) -> Iterator[None]:
    """Hold the data folder for this process, for as long as the block lasts.

    Raises:
        ConfigurationError: another process holds it, or the folder cannot be written.
    """
    with leading(data_dir) as leads:
        if not leads:
            raise ConfigurationError(
                f"Another contentflow process is using {data_dir.resolve()}. Stop it, or set"
                " CONTENTFLOW_DATA_DIR to another folder."
            )
        yield


@contextmanager
def leading(data_dir: Path) -> Iterator[bool]:
    """True in the one process of a data folder that runs the engine; False in all others.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    with _opened(data_dir, "engine.lock") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@asynccontextmanager
async def turn(data_dir: Path) -> AsyncIterator[None]:
    """Wait until no other process is in this block: processes started at once migrate once."""
    with _opened(data_dir, "start.lock") as handle:
        await asyncio.to_thread(fcntl.flock, handle, fcntl.LOCK_EX)
        yield


def _opened(data_dir: Path, name: str) -> TextIOWrapper:
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        return (data_dir / name).open("a")
    except OSError as error:
        raise ConfigurationError(
            f"CONTENTFLOW_DATA_DIR: {data_dir.resolve()} cannot be written ({error.strerror})."
        ) from error
