"""Engine processes forked from one in which everything is loaded: each starts at once.

`python -m tests.engine.processes` is that one. It takes a line of JSON for each process, with its
environment, where it dies and where it writes, and answers with its exit status when it is over.
"""

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import Any, Protocol, Self


class Endpoint(Protocol):
    """A model that listens somewhere."""

    @property
    def url(self) -> str: ...
    @property
    def key(self) -> str: ...


class Engines:
    """Starts engine processes, one at a time."""

    def __enter__(self) -> Self:
        self._source = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        os.killpg(self._source.pid, signal.SIGKILL)
        with self._source:
            pass

    def work_off(self, data_dir: Path, model: Endpoint, die: str = "", seconds: float = 0.0) -> int:
        """Let one work off what is queued in a data folder; its exit status.

        It dies at a named point, or is killed after so many seconds.
        """
        environment = {
            "CONTENTFLOW_DATA_DIR": str(data_dir),
            "OPENAI_BASE_URL": model.url,
            "OPENAI_API_KEY": model.key,
            "CONTENTFLOW_MODEL": "scripted",
        }
        log = data_dir / "engine.log"
        asked = {"environment": environment, "die": die, "log": str(log), "seconds": seconds}
        assert self._source.stdin
        assert self._source.stdout
        print(json.dumps(asked), file=self._source.stdin, flush=True)
        status = int(self._source.stdout.readline())
        assert status in (0, -signal.SIGKILL), log.read_text()
        return status


def main() -> None:
    """Fork a process for each line of the input."""
    # Not above: the measuring process of each loads this module anew, and nothing else of it.
    from tests.engine import headless

    for line in sys.stdin:
        asked = json.loads(line)
        if child := os.fork():
            if asked["seconds"]:
                time.sleep(asked["seconds"])
                os.kill(child, signal.SIGKILL)
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            print(status, flush=True)  # noqa: T201 - whoever asked reads it
        else:
            _work(headless.work, asked)


def _work(work: Any, asked: dict[str, Any]) -> None:
    """Be one of them, to the end."""
    status = 1
    try:
        log = os.open(asked["log"], os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        for stream in (1, 2):
            os.dup2(log, stream)
        os.environ.update(asked["environment"])
        work(asked["die"])
        status = 0
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(status)


if __name__ == "__main__":
    main()
