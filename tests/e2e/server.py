"""The product as a plain subprocess on a free port, stopped by its own process id."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

EMAIL, PASSWORD = "maya@example.com", "a sentence works well"
_UNSET = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "CONTENTFLOW_MODEL", "CONTENTFLOW_DATA_DIR")


def free_port() -> int:
    """A port nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """One installation that can be stopped, killed and started again on the same data."""

    module = "contentflow.serve"

    def __init__(self, data_dir: Path, **environment: str) -> None:
        self.folder = data_dir
        self.email = EMAIL  # who uses it, with PASSWORD
        self.session = ""  # of that person, when there is one already
        self._log = data_dir / "server.log"
        self._process: subprocess.Popen[bytes] | None = None
        inherited = {name: value for name, value in os.environ.items() if name not in _UNSET}
        self._environment = {
            **inherited,
            "CONTENTFLOW_DATA_DIR": str(data_dir),
            **environment,
        }
        self.move(int(environment.get("PORT", free_port())))

    def move(self, port: int) -> None:
        """Serve at another port from the next start on."""
        self.port = port
        self.url = f"http://localhost:{port}"
        self._environment["PORT"] = str(port)

    def start(self) -> float:
        """Start and wait until /healthz answers; returns the seconds it took."""
        began = time.perf_counter()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", self.module],
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        while not self._answers():
            assert self._process.poll() is None, f"the server ended:\n{self.log()}"
            assert time.perf_counter() - began < 90, f"no answer in 90 s:\n{self.log()}"
            time.sleep(0.05)
        return time.perf_counter() - began

    @property
    def pid(self) -> int | None:
        """The supervisor's process id, which is its process group's too."""
        return self._process.pid if self._process else None

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/healthz", timeout=2).status_code == 200
        except httpx.TransportError:
            return False

    def stop(self) -> None:
        """End it as a person would; fails when it does not go."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(60)

    def kill(self) -> None:
        """kill -9 of the whole installation: supervisor, server, measuring process, model."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(30)

    def log(self) -> str:
        """What it printed."""
        return self._log.read_text() if self._log.exists() else ""
