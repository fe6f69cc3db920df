"""One embedded engine per data folder: a file lock held for the life of the process."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contentflow.errors import ConfigurationError


@contextmanager
def single_process(data_dir: Path) -> Iterator[None]:
    """Hold the data folder for this process.

    Raises:
        ConfigurationError: another process holds it, or the folder cannot be written.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        handle = (data_dir / "engine.lock").open("a")
    except OSError as error:
        raise ConfigurationError(
            f"CONTENTFLOW_DATA_DIR: {data_dir.resolve()} cannot be written ({error.strerror})."
        ) from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ConfigurationError(
                f"Another contentflow process is using {data_dir.resolve()}. Stop it, or set"
                " CONTENTFLOW_DATA_DIR to another folder."
            ) from error
        yield
