"""A real PostgreSQL on a free port of 127.0.0.1, in a folder of its own, stopped by its pid.

PostgreSQL refuses to run as root, so its programs then run as the user `postgres`.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

import psycopg

_PLACES = "/usr/lib/postgresql/*/bin"
# Nothing here has to survive a power cut.
_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=120")


class PostgresServer:
    """Can be stopped, killed and started again at the same address, with what was in it."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._folder = tempfile.TemporaryDirectory(prefix="contentflow-postgres-")
        self._data = Path(self._folder.name) / "data"
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0

    def __enter__(self) -> Self:
        os.chmod(self._folder.name, 0o755)  # noqa: S103 -- its programs run as another user
        self._data.mkdir()
        if _owner():
            shutil.chown(self._data, *_owner())
        self._run(
            "initdb", "--auth=trust", "--username=contentflow", "--encoding=UTF8", "--no-sync"
        )
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._folder.cleanup()

    def new_database(self, template: str = "template0") -> str:
        """A database, empty or a copy of one that nobody uses; its address as people write it."""
        self._made += 1
        name = f"test{self._made}"
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            made = f"create database {name} template {template.rpartition('/')[2]}"
            connection.execute(made)  # type: ignore[arg-type]
        return self._address(name)

    def refuse_writes(self, database: str, refuses: bool = True) -> None:
        """Let a database take no more writes, as one whose disk is full, or again take them."""
        name = database.rpartition("/")[2]
        word = "on" if refuses else "off"
        alter = f"alter database {name} set default_transaction_read_only = {word}"
        ended = "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s"
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(alter)  # type: ignore[arg-type]
            connection.execute(ended, [name])

    def _address(self, name: str) -> str:
        return f"postgresql://contentflow@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = [part for option in _QUICK for part in ("-c", option)]
        self._process = subprocess.Popen(
            [
                *(program("postgres"), "-D", str(self._data), "-p", str(self.port)),
                *("-h", "127.0.0.1", "-k", "", *options),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **_as_owner(),
        )
        until = time.monotonic() + 20
        while not self._answers():
            assert self._process.poll() is None, "postgres ended"
            assert time.monotonic() < until, "postgres does not answer"
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self._address("postgres"), connect_timeout=1):
                return True
        except psycopg.OperationalError:
            return False

    def stop(self) -> None:
        """At once, as a crash of the machine would; nothing when it does not run."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, 9)
            self._process.wait(10)
            (self._data / "postmaster.pid").unlink(missing_ok=True)

    def _run(self, name: str, *arguments: str) -> None:
        command = [program(name), "-D", str(self._data), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, **_as_owner())
        assert done.returncode == 0, done.stderr


def program(name: str) -> str:
    """Where one of PostgreSQL's programs is; the distribution keeps them off the PATH."""
    found = sorted(Path("/").glob(f"{_PLACES.lstrip('/')}/{name}"))
    path = str(found[-1]) if found else shutil.which(name)
    assert path, "PostgreSQL is missing: apt-get install postgresql"
    return path


def _owner() -> tuple[str, ...]:
    return ("postgres", "postgres") if os.getuid() == 0 else ()


def _as_owner() -> dict[str, int]:
    if not _owner():
        return {}
    entry = pwd.getpwnam("postgres")
    return {"user": entry.pw_uid, "group": entry.pw_gid}
