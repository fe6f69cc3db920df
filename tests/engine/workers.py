"""Worker processes that tests start, freeze, wake, kill and stop."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.model_server import ModelServer


class WorkerProcess:
    """`python -m contentflow worker` on the test's databases."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self._log = folder / f"worker-{time.monotonic_ns()}.log"
        self._environment = {**os.environ, "CONTENTFLOW_DATA_DIR": str(folder), **environment}
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, _kind: type | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.kill()

    def start(self) -> None:
        """Start it without waiting for it."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "contentflow", "worker"],
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Its process id, as its row has it."""
        return self._running().pid

    def wait_until_ready(self, seconds: float = 40) -> None:
        """Until it takes runs."""
        until = time.monotonic() + seconds
        while "The worker is ready." not in self.log():
            assert self._running().poll() is None, self.log()
            assert time.monotonic() < until, self.log()
            time.sleep(0.05)

    def freeze(self) -> None:
        """Let nothing of it run; the others see it die."""
        os.killpg(self._running().pid, signal.SIGSTOP)

    def wake(self) -> None:
        """Let it go on where it was frozen."""
        os.killpg(self._running().pid, signal.SIGCONT)

    def kill(self) -> None:
        """kill -9 of it and its measuring process."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(10)

    def stop(self, seconds: float = 40) -> int:
        """End it as a deploy would; its exit status."""
        self._running().send_signal(signal.SIGTERM)
        return self._running().wait(seconds)

    def log(self) -> str:
        """What it printed."""
        return self._log.read_text() if self._log.exists() else ""

    def _running(self) -> "subprocess.Popen[bytes]":
        assert self._process is not None
        return self._process


def settings_for(model: ModelServer, database: str, engine: str, redis: str) -> dict[str, str]:
    """The environment of one fleet."""
    return {
        "CONTENTFLOW_DATABASE_URL": database,
        "CONTENTFLOW_ENGINE_URL": engine,
        "REDIS_URL": redis,
        "OPENAI_BASE_URL": model.url,
        "OPENAI_API_KEY": model.key,
        "CONTENTFLOW_MODEL": "scripted",
    }
